//! Fed in any pieces, a conversation comes to the same; and its sum is what a plain reading of its parts is.

use crate::town::{learned, words};
use cordon_sift::text::call::{Call, Channel, Speaker, Sums, Told};
use cordon_sift::text::clause::Finding;
use cordon_sift::text::lexicon::codes;
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::verdict::Judge;
use proptest::prelude::*;

/// What calls are made of, with all that makes reading in pieces hard.
const PARTS: &[&str] = &[
    "您好",
    "，",
    "。",
    "请把",
    "验证码",
    "发给我",
    "不要",
    "告诉家人",
    "转到",
    "安全账户",
    "轉★帳",
    "V信",
    "www.a",
    ".example/x",
    "?q=1",
    "6200",
    "0000",
    "1,000",
    ".50",
    "元",
    " ",
    "\u{200b}",
    "共享屏幕",
    "都是诈骗",
    "share your",
    " screen",
    "pay",
    "pal.",
    "A",
    "Ｐ",
    "p",
    "96",
    "110",
    "!",
    "？",
    "有人让您",
    "的",
    "那个嗯就是说我们这边呢帮您看一下",
    "…",
    "🙂",
    "-",
    "不会让您",
];

#[derive(Clone, Debug)]
struct Turn {
    other: bool,
    text: String,
    cuts: Vec<usize>,
}

fn turn() -> impl Strategy<Value = Turn> {
    let parts = prop::collection::vec(prop::sample::select(PARTS), 0..24);
    (any::<bool>(), parts, prop::collection::vec(0usize..80, 0..6)).prop_map(|(other, parts, cuts)| Turn {
        other,
        text: parts.concat(),
        cuts,
    })
}

fn speaker(turn: &Turn) -> Speaker {
    if turn.other { Speaker::Other } else { Speaker::Caller }
}

/// The text cut after so many characters, again and again.
fn pieces(turn: &Turn) -> Vec<String> {
    let mut cuts = turn.cuts.clone();
    cuts.sort_unstable();
    let mut pieces = vec![String::new()];
    for (at, c) in turn.text.chars().enumerate() {
        if cuts.contains(&at) {
            pieces.push(String::new());
        }
        pieces.last_mut().unwrap().push(c);
    }
    pieces
}

fn read(turns: &[Turn], whole: bool) -> (Told, Sums, Vec<(u16, Finding)>) {
    let judge = Judge::new(words(), learned());
    let mut call = Call::default();
    let mut hits = Hits::default();
    let mut found = Vec::new();
    for turn in turns {
        let parts = if whole { vec![turn.text.clone()] } else { pieces(turn) };
        for part in parts {
            judge.feed(&mut call, speaker(turn), &part, &mut hits, |turn, finding| found.push((turn, *finding)));
        }
        judge.end_turn(&mut call, speaker(turn), &mut hits, |turn, finding| found.push((turn, *finding)));
    }
    (call.told().clone(), *call.sums(), found)
}

proptest! {
    #[test]
    fn in_pieces_it_is_the_same(turns in prop::collection::vec(turn(), 1..5)) {
        prop_assert_eq!(read(&turns, true), read(&turns, false));
    }

    #[test]
    fn parts_add_up_to_the_sum(turns in prop::collection::vec(turn(), 1..5)) {
        let (told, sums, _) = read(&turns, true);
        for channel in Channel::ALL {
            let score = learned().score(channel, &told, &sums);
            let evidence: i32 = codes(told.seen).map(|code| learned().weight(score.context, code)).sum();
            prop_assert_eq!(score.logit, score.base + score.gate + score.script + evidence);
        }
    }

    #[test]
    fn findings_stand_in_the_text(turns in prop::collection::vec(turn(), 1..5)) {
        let (_, _, found) = read(&turns, true);
        for (turn, finding) in found {
            let chars = u32::try_from(turns[usize::from(turn)].text.chars().count()).unwrap();
            prop_assert!(finding.from < finding.to && finding.to <= chars, "{:?} in {} characters", finding, chars);
        }
    }
}

#[test]
fn a_long_clause_is_read_over_its_cuts() {
    for before in 0..60 {
        let text = format!("{}请把验证码发给我", "嗯".repeat(before));
        let turns = [Turn { other: false, text, cuts: Vec::new() }];
        let (told, ..) = read(&turns, true);
        let code = words().code("demand.code").unwrap();
        assert_ne!(told.seen & (1 << code), 0, "after {before} characters");
    }
}

#[test]
fn what_is_warned_of_is_not_demanded() {
    let judge = |text: &str| {
        let turns = [Turn { other: false, text: text.to_owned(), cuts: Vec::new() }];
        let (told, ..) = read(&turns, true);
        told.seen & words().masks().demands != 0
    };
    assert!(judge("请把钱转到安全账户。"));
    assert!(!judge("凡是叫你把钱转到安全账户的，都是诈骗。"));
    assert!(!judge("让您共享屏幕、把验证码发给我的，一律是骗子。"));
    assert!(!judge("anyone who asks you to move your money to a safe account is a scammer."));
    assert!(!judge("我们不会让您共享屏幕。"));
}
