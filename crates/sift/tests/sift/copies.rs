//! Near copies: the index against a reading that compares everything, and memory that is not exceeded.

use cordon_model::time::{HOUR_MS, Stamp};
use cordon_sift::event::{ContentBasis, TextEvent};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::key::{Key, Keyer};
use cordon_sift::radar::copies::{Copies, HOURS, Hands, Limits, NEAR, Sketch};
use cordon_sift::text::call::Channel;
use cordon_sift::text::train::Dice;
use std::collections::BTreeMap;

const TEXTS: [&str; 4] = [
    "【惠民贷】张先生您好，您的综合额度128000元已预审通过，下载请点 hmd.example/a ，客户经理全程协助",
    "您的社保卡已被停用，请在今天之内拨打400-000-0000办理解除手续，逾期将影响就医报销",
    "Your parcel is waiting at the depot, pay the small fee at post.example/k today or it will be sent back to us",
    "招聘手机兼职，在家操作，日结三百到五百，先做三单体验，佣金秒到，名额有限，速加客服了解详情",
];

fn at(hour: i64) -> Stamp {
    Stamp::from_ms(hour * HOUR_MS + 5)
}

/// Every campaign compared with every text, and every receiver counted anew.
#[derive(Default)]
struct Plain {
    now: i64,
    next: u64,
    rows: BTreeMap<u64, (Sketch, Vec<(u64, i64)>)>,
}

impl Plain {
    fn count(&mut self, hour: i64, receiver: u64, sketch: &Sketch) -> Option<(u64, usize)> {
        self.now = self.now.max(hour);
        let oldest = self.now - HOURS;
        self.rows.retain(|_, (_, seen)| seen.iter().any(|(_, hour)| *hour > oldest));
        if hour <= oldest {
            return None;
        }
        let mut best: Option<(usize, u64)> = None;
        for (number, (leader, _)) in &self.rows {
            let shared = leader.shared(sketch);
            if shared >= NEAR && best.is_none_or(|(most, _)| shared > most) {
                best = Some((shared, *number));
            }
        }
        let number = best.map_or_else(
            || {
                self.next += 1;
                self.next - 1
            },
            |(_, number)| number,
        );
        let (_, seen) = self.rows.entry(number).or_insert_with(|| (*sketch, Vec::new()));
        seen.push((receiver, hour));
        let mut receivers: Vec<u64> = seen.iter().filter(|(_, hour)| *hour > oldest).map(|(who, _)| *who).collect();
        receivers.sort_unstable();
        receivers.dedup();
        Some((number, receivers.len()))
    }
}

/// A text with some of its characters written otherwise, so that some copies are near and some are just not.
fn reworded(text: &str, dice: &mut Dice) -> String {
    let other: Vec<char> = "天地玄黄宇宙洪荒日月盈昃辰宿列张".chars().collect();
    let changes = dice.below(9);
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..changes {
        let place = dice.below(chars.len());
        chars[place] = other[dice.below(other.len())];
    }
    chars.into_iter().collect()
}

#[test]
fn the_index_counts_as_one_who_compares_everything() {
    for seed in 0..20 {
        let mut dice = Dice::new(seed);
        let hands = Hands::new(seed);
        let (mut copies, mut plain) = (Copies::new(seed, Limits::default()), Plain::default());
        let (mut hour, mut late, mut joined) = (500_000, 0, 0);
        for step in 0..1500 {
            hour += i64::from(dice.below(20) == 0) * i64::try_from(1 + dice.below(9)).unwrap();
            let told = hour - i64::from(dice.below(4) == 0) * i64::try_from(dice.below(30)).unwrap();
            let text = reworded(TEXTS[dice.below(TEXTS.len())], &mut dice);
            let receiver = u64::try_from(dice.below(60)).unwrap();
            let sketch = Sketch::of(&text, &hands).unwrap();
            let found = copies.count(at(told), Key(receiver), &text).map(|found| (found.number, found.receivers));
            assert_eq!(found, plain.count(told, receiver, &sketch), "seed {seed}, step {step}");
            late += usize::from(found.is_none());
            joined += usize::from(found.is_some_and(|(_, receivers)| receivers > 1));
        }
        assert!(late > 0 && joined > 300 && plain.next > 20, "{late} late, {joined} joined, {} campaigns", plain.next);
        assert_eq!(copies.campaigns(), plain.rows.len());
    }
}

#[test]
fn names_sums_links_and_ornaments_make_no_other_text() {
    let mut copies = Copies::new(7, Limits::default());
    let same = [
        TEXTS[0],
        "【惠民贷】李小姐您好，您的综合额度68000元已预审通过，下载请点 hmd2.example/zz ，客户经理全程协助",
        "【惠民貸】王先生您好，您的综★合额度9000元已预-审通过，下載请点 x.example ，客户经理全程协助",
    ];
    for (place, text) in (1..).zip(same) {
        let found = copies.count(at(9), Key(place), text).unwrap();
        assert_eq!((found.number, found.receivers), (0, usize::try_from(place).unwrap()), "{text}");
    }
    let twin =
        "【惠民银行】张先生您好，您可申请综合额度最高128000元，以审批为准。请在我行手机银行贷款页办理，借款须谨慎";
    assert_eq!(copies.count(at(9), Key(9), twin).unwrap().number, 1);
    assert_eq!(copies.count(at(9), Key(9), "好的，明天见"), None);
}

#[test]
fn memory_is_not_exceeded_and_what_is_not_counted_is_told() {
    let limits = Limits { campaigns: 3, receivers: 4, receivers_in_all: 7 };
    let mut copies = Copies::new(1, limits);
    for receiver in 0..6 {
        let found = copies.count(at(1), Key(receiver), TEXTS[0]).unwrap();
        assert_eq!((found.receivers, found.at_least), (4.min(usize::try_from(receiver).unwrap() + 1), receiver >= 4));
    }
    assert_eq!(copies.over_limits(), (0, 2));
    let mut dice = Dice::new(3);
    for hour in 2..200 {
        let text = reworded(TEXTS[dice.below(TEXTS.len())], &mut dice);
        let found = copies.count(at(hour / 8), Key(dice.draw()), &text);
        assert!(hour / 8 < 1 || found.is_some());
        assert!(copies.campaigns() <= 3 && copies.receivers() <= 7);
    }
    assert!(copies.over_limits().0 > 0, "texts of four kinds do not fit into three campaigns");
}

#[test]
fn an_event_without_a_basis_is_not_read() {
    let keyer = Keyer::new(b"0123456789abcdef");
    let mut copies = Copies::new(1, Limits::default());
    let mut tell = |to: &str, basis| {
        let (text, to) = (Some(TEXTS[1].to_owned()), Some(to.to_owned()));
        let event = TextEvent { id: "e".to_owned(), at: at(3), channel: Channel::Sms, from: None, to, text, basis };
        let mut facts = Facts::default();
        copies.tell(&event, &keyer, &mut facts);
        facts.get(Fact::TextCopies)
    };
    assert_eq!(tell("+8613000000000", None), None);
    assert_eq!(tell("+8613000000000", Some(ContentBasis::Consent)), Some(1));
    assert_eq!(tell("+8613000000001", Some(ContentBasis::Reported)), Some(2));
    assert_eq!(tell("13000000001", Some(ContentBasis::Reported)), Some(2), "the same number, written otherwise");
}
