//! What one character folds to, and of which kind it then is: width, case, traditional forms,
//! enclosed and look-alike letters. A table for plane 0, built once. Runs and words are not seen here.

use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// What a folded character is to the normaliser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Han character, or a letter of a script that is not written in words of Latin letters.
    Sign,
    /// A Latin letter, in lower case.
    Letter,
    Digit,
    /// What may stand inside a link or a number: `.` `/` `-` and the like.
    Joint,
    /// The end of a sentence.
    Stop,
    /// The end of a clause.
    Comma,
    Space,
    /// Nothing to be read: zero-width characters, ornaments, quotes, emoji.
    Filler,
}

const PLANE: u32 = 0x1_0000;
const KIND_BITS: u32 = 3;

/// Letters of other scripts that are drawn like Latin ones.
const LOOK_LIKE_LATIN: &str = "аaеeоoрpсcхxуyѕsіiјjԁdһhкkмmтtнhвbαaοoρpντvτtιiκkɡgɑaıi";

/// Words are kept as letters only; what a word may be joined by.
const JOINTS: &str = "./-:_&=%@#~+,";

const STOPS: &str = "。！!？?；;\n\r";
const COMMAS: &str = "，…";

/// What stands between words without hiding them: brackets, quotes, the mark between items of a list.
const QUIET: &str = "、：【】[]()（）「」『』“”\"‘’《》<>〈〉—·•|*";

/// Characters of one word that are written either way.
const EITHER_WAY: &[(char, char)] = &[('帐', '账'), ('妳', '你'), ('佢', '他'), ('咗', '了')];

/// Signs that the normaliser itself puts in; a text that holds them is read as it stands.
const OWN: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{e0ff}';

/// Where most Chinese characters stand. Each of them is a sign and becomes another of plane 0, so that half the room
/// does: what is asked for at every character is to stay near.
const HAN: std::ops::Range<u32> = 0x4e00..0xa000;

struct Tables {
    han: Box<[u16]>,
    plane: Box<[u32]>,
}

#[inline]
pub fn fold(c: char) -> (char, Kind) {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    let tables = TABLES.get_or_init(tables);
    let code = c as u32;
    if let Some(folded) = tables.han.get(code.wrapping_sub(HAN.start) as usize) {
        return (char::from_u32(u32::from(*folded)).unwrap_or(' '), Kind::Sign);
    }
    match tables.plane.get(code as usize) {
        Some(packed) => unpack(*packed),
        None => slowly(c, &[]),
    }
}

fn tables() -> Tables {
    let simplified = simplified();
    let folded = |code| char::from_u32(code).map(|c| slowly(c, &simplified));
    let han = HAN.map(|code| folded(code).and_then(|(c, _)| u16::try_from(c).ok()).unwrap_or(0));
    Tables { han: han.collect(), plane: (0..PLANE).map(|code| folded(code).map_or(0, pack)).collect() }
}

fn pack((c, kind): (char, Kind)) -> u32 {
    ((c as u32) << KIND_BITS) | kind as u32
}

fn unpack(packed: u32) -> (char, Kind) {
    let kind = match packed & ((1 << KIND_BITS) - 1) {
        0 => Kind::Sign,
        1 => Kind::Letter,
        2 => Kind::Digit,
        3 => Kind::Joint,
        4 => Kind::Stop,
        5 => Kind::Comma,
        6 => Kind::Space,
        _ => Kind::Filler,
    };
    (char::from_u32(packed >> KIND_BITS).unwrap_or(' '), kind)
}

fn slowly(c: char, simplified: &[char]) -> (char, Kind) {
    if STOPS.contains(c) {
        // The query of a link begins so.
        return (if c == '?' { c } else { '.' }, Kind::Stop);
    }
    if COMMAS.contains(c) {
        return (',', Kind::Comma);
    }
    if OWN.contains(&c) {
        return (c, Kind::Sign);
    }
    if c.is_whitespace() || QUIET.contains(c) {
        return (' ', Kind::Space);
    }
    // An enclosed character such as ㈠ unfolds to several; the first that can be read is meant.
    let plain = std::iter::once(c).nfkd().find(|c| c.is_alphanumeric() || c.is_ascii_graphic()).unwrap_or(c);
    let plain = if c.is_ascii() { c } else { enclosed(c).unwrap_or(plain) };
    let plain = plain.to_lowercase().next().unwrap_or(plain);
    let plain = look_alike(plain).unwrap_or(plain);
    let plain = simplified.get(plain as usize).copied().unwrap_or(plain);
    let plain = EITHER_WAY.iter().find(|(from, _)| *from == plain).map_or(plain, |(_, to)| *to);
    (plain, kind(plain))
}

/// `㈠` and `⑴` unfold to `(一)` and `(1)`.
fn enclosed(c: char) -> Option<char> {
    let mut inside = std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric());
    let first = inside.next()?;
    (std::iter::once(c).nfkd().next() == Some('(')).then_some(first)
}

fn look_alike(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let mut pairs = LOOK_LIKE_LATIN.chars();
    while let (Some(foreign), Some(latin)) = (pairs.next(), pairs.next()) {
        if foreign == c {
            return Some(latin);
        }
    }
    None
}

fn kind(c: char) -> Kind {
    if c.is_ascii_alphabetic() {
        Kind::Letter
    } else if c.is_ascii_digit() {
        Kind::Digit
    } else if JOINTS.contains(c) {
        Kind::Joint
    } else if is_han(c) || c.is_alphabetic() {
        Kind::Sign
    } else {
        Kind::Filler
    }
}

#[inline]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '〇')
}

/// By traditional character, the simplified one; everything else is itself.
fn simplified() -> Vec<char> {
    let mut table: Vec<char> = (0..PLANE).map(|code| char::from_u32(code).unwrap_or(' ')).collect();
    let lines = include_str!("../../../data/simplified.txt").lines().filter(|line| !line.starts_with('#'));
    for group in lines.flat_map(str::split_whitespace) {
        let mut chars = group.chars();
        let Some(simple) = chars.next() else { continue };
        for traditional in chars {
            if let Some(place) = table.get_mut(traditional as usize) {
                *place = simple;
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_fold_as_all_others_do() {
        let simplified = simplified();
        for c in HAN.filter_map(char::from_u32) {
            assert_eq!(fold(c), slowly(c, &simplified), "{c}");
        }
    }

    #[test]
    fn characters_fold_as_this_table_says() {
        for (from, to, as_what) in [
            ('轉', '转', Kind::Sign),
            ('帳', '账', Kind::Sign),
            ('㈠', '一', Kind::Sign),
            ('㊙', '秘', Kind::Sign),
            ('Ｖ', 'v', Kind::Letter),
            ('𝐕', 'v', Kind::Letter),
            ('а', 'a', Kind::Letter),
            ('é', 'e', Kind::Letter),
            ('⑧', '8', Kind::Digit),
            ('８', '8', Kind::Digit),
            ('。', '.', Kind::Stop),
            ('\n', '.', Kind::Stop),
            ('，', ',', Kind::Comma),
            ('＋', '+', Kind::Joint),
            ('\u{200b}', '\u{200b}', Kind::Filler),
            ('★', '★', Kind::Filler),
            ('【', ' ', Kind::Space),
        ] {
            assert_eq!(fold(from), (to, as_what), "{from}");
        }
    }
}
