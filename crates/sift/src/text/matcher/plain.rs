//! The matcher read slowly: every piece of every phrase is compared with every place of the clause. What `find`
//! tells must be what this tells.

use super::*;
use crate::text::normal::symbols;
use proptest::prelude::*;

/// A phrase as it is written, part by part.
struct Phrase {
    code: u8,
    parts: Vec<Vec<Vec<char>>>,
}

/// What a phrase's parts before this one were found as.
type Begun = Vec<Option<Open>>;

fn plainly(phrases: &[Phrase], signs: &[char], seen: usize) -> Vec<Hit> {
    let heard: Vec<char> = signs.iter().copied().map(sound).collect();
    let mut begun: Vec<Begun> = phrases.iter().map(|phrase| vec![None; phrase.parts.len()]).collect();
    let mut hits = Hits::default();
    for end in 1..=signs.len() {
        for by_ear in [false, true] {
            // The longest piece first, and one that begins a phrase before it goes on with another.
            for len in (1..=end).rev() {
                let written = &signs[end - len..end];
                let stands = |piece: &[char]| {
                    let sounds = piece.len() >= BY_EAR_MIN && piece.iter().all(|sign| is_han(*sign));
                    let alike =
                        sounds && piece.iter().map(|sign| sound(*sign)).eq(heard[end - len..end].iter().copied());
                    if by_ear { alike && piece != written } else { piece == written }
                };
                let pieces: std::collections::BTreeSet<&Vec<char>> =
                    phrases.iter().flat_map(|one| one.parts.iter().flatten()).filter(|piece| stands(piece)).collect();
                for piece in pieces {
                    for first in [true, false] {
                        for (phrase, begun) in phrases.iter().zip(&mut begun) {
                            let own = |place: &usize| (*place == 0) == first && phrase.parts[*place].contains(piece);
                            // Backwards, so that a piece does not follow itself.
                            for place in (0..phrase.parts.len()).rev().filter(own) {
                                let (from, to) = ((end - len) as u8, end as u8);
                                let open = if place == 0 {
                                    Some(Open { from, to, by_ear })
                                } else {
                                    begun[place - 1]
                                        .filter(|open| open.to <= from && usize::from(from - open.to) <= GAP_MAX)
                                        .map(|open| Open { from: open.from, to, by_ear: by_ear || open.by_ear })
                                };
                                let Some(open) = open else { continue };
                                if place + 1 < phrase.parts.len() {
                                    begun[place] = Some(open);
                                } else if end > seen {
                                    hits.add(Hit { code: phrase.code, from: open.from, to, by_ear: open.by_ear });
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    let mut told: Vec<Hit> = hits.iter().copied().collect();
    told.sort_unstable_by_key(|hit| (hit.code, hit.from, hit.to, hit.by_ear));
    told
}

const PHRASES: &[&str] = &[
    "验证码",
    "把…验证码…{告诉|报给|发}",
    "{转|打|汇}…{钱|款|账}",
    "转账",
    "安全账户",
    "{转|打}…安全账户",
    "共享屏幕",
    "我是…{公安|客服}",
    "不要告诉{家人|别人}",
    "code",
    "{send|give} me…code",
    "点击<链接>",
    "<链接>",
    "验证",
    "账户",
    "发给…我",
];
const PARTS: &[&str] = &[
    "验证码",
    "验正马",
    "把",
    "告诉",
    "报给",
    "发",
    "转",
    "钱",
    "账",
    "款",
    "安全",
    "按全",
    "账户",
    "帐户",
    "供享",
    "共享",
    "屏幕",
    "平木",
    "我是",
    "公安",
    "客服",
    "不要",
    "家人",
    "send ",
    "me ",
    "the ",
    "code ",
    "a.example/b",
    "的",
    "嗯",
    "给",
    "我",
];

proptest! {
    #[test]
    fn what_is_found_fast_is_what_is_found_plainly(
        phrases in prop::collection::vec(prop::sample::select(PHRASES), 1..12),
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..16),
        seen in 0usize..12,
    ) {
        let mut matcher = Matcher::building();
        let mut plain = Vec::new();
        for (code, phrase) in (0..).zip(&phrases) {
            matcher.add(usize::from(code), phrase).unwrap();
            plain.push(Phrase { code, parts: phrase.split('…').map(|one| part(one).unwrap()).collect() });
        }
        let matcher = matcher.build().unwrap();
        let signs: Vec<char> = symbols(&parts.concat()).iter().map(|symbol| symbol.what).take(36).collect();
        let mut hits = Hits::default();
        let heard: Vec<char> = signs.iter().copied().map(sound).collect();
        matcher.find(&signs, &heard, seen, &mut hits);
        let mut found: Vec<Hit> = hits.iter().copied().collect();
        found.sort_unstable_by_key(|hit| (hit.code, hit.from, hit.to, hit.by_ear));
        prop_assert_eq!(found, plainly(&plain, &signs, seen));
    }
}
