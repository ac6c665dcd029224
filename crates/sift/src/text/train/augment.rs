//! Changed copies of texts, as recognisers and evaders write them: by ear, in traditional characters, with
//! ornaments between, without punctuation.

use super::Dice;
use crate::text::call::Speaker;
use crate::text::normal::{is_han, sound};
use crate::text::record::Record;
use std::collections::BTreeMap;

/// A character is put in for another only if the texts hold it this often.
const COMMON_MIN: usize = 12;
const ORNAMENTS: &[char] = &['★', '.', '_', '*', '·', '~', '^', '丨', ' ', '\u{200b}', '♥', '#'];
/// One ornament in about so many characters.
const ORNAMENT_EVERY: usize = 8;
/// Words that evaders write otherwise.
const EVASIONS: &[(&str, &[&str])] = &[
    ("微信", &["薇芯", "V信", "+V", "威信", "VX", "徽信", "wx"]),
    ("支付宝", &["支付寶", "zfb", "知付宝"]),
    ("QQ", &["扣扣", "Q Q", "企鹅"]),
    ("转账", &["转帐", "轉賬", "转zhang"]),
    ("银行卡", &["银行咔", "yhk", "銀行卡"]),
];

#[derive(Debug)]
pub struct Augment {
    /// By sound, the common characters that are said so.
    by_ear: BTreeMap<char, Vec<char>>,
    traditional: BTreeMap<char, char>,
}

/// How a copy is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    ByEar,
    Veiled,
    Unpunctuated,
}

impl Augment {
    pub fn new(records: &[Record]) -> Self {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for c in records.iter().flat_map(|record| &record.turns).flat_map(|(_, text)| text.chars()) {
            if is_han(c) {
                let count = counts.entry(c).or_default();
                *count = count.saturating_add(1);
            }
        }
        let mut by_ear: BTreeMap<char, Vec<char>> = BTreeMap::new();
        for (c, _) in counts.iter().filter(|(_, count)| **count >= COMMON_MIN) {
            by_ear.entry(sound(*c)).or_default().push(*c);
        }
        Self { by_ear, traditional: traditional() }
    }

    /// One of the changes, by chance.
    pub fn change(&self, turns: &[(Speaker, String)], by_ear: f32, dice: &mut Dice) -> Vec<(Speaker, String)> {
        let change = match dice.below(4) {
            0 | 1 => Change::ByEar,
            2 => Change::Veiled,
            _ => Change::Unpunctuated,
        };
        self.changed(turns, change, by_ear, dice)
    }

    pub fn changed(
        &self,
        turns: &[(Speaker, String)],
        change: Change,
        share: f32,
        dice: &mut Dice,
    ) -> Vec<(Speaker, String)> {
        let each = turns.iter().map(|(speaker, text)| {
            let text = match change {
                Change::ByEar => self.by_ear(text, share, dice),
                Change::Veiled => self.veiled(text, dice),
                Change::Unpunctuated => self.by_ear(&unpunctuated(text), share / 2.0, dice),
            };
            (*speaker, text)
        });
        each.collect()
    }

    fn by_ear(&self, text: &str, share: f32, dice: &mut Dice) -> String {
        let swap = |c: char, dice: &mut Dice| {
            let alike = self.by_ear.get(&sound(c)).filter(|_| is_han(c) && dice.chance(share));
            alike.and_then(|alike| alike.get(dice.below(alike.len()))).copied().unwrap_or(c)
        };
        text.chars().map(|c| swap(c, dice)).collect()
    }

    fn veiled(&self, text: &str, dice: &mut Dice) -> String {
        let mut text = text.to_owned();
        for (plain, others) in EVASIONS {
            if let Some(other) = others.get(dice.below(others.len())) {
                text = text.replace(plain, other);
            }
        }
        let mut veiled = String::new();
        for c in text.chars() {
            veiled.push(self.traditional.get(&c).copied().unwrap_or(c));
            if is_han(c) && dice.below(ORNAMENT_EVERY) == 0 {
                veiled.extend(ORNAMENTS.get(dice.below(ORNAMENTS.len())));
            }
        }
        veiled
    }
}

fn unpunctuated(text: &str) -> String {
    text.chars().filter(|c| !"，。！？、；：,!?;".contains(*c)).collect()
}

fn traditional() -> BTreeMap<char, char> {
    let lines = include_str!("../../../data/simplified.txt").lines().filter(|line| !line.starts_with('#'));
    let pair = |group: &str| {
        let mut chars = group.chars();
        Some((chars.next()?, chars.next()?))
    };
    lines.flat_map(str::split_whitespace).filter_map(pair).collect()
}
