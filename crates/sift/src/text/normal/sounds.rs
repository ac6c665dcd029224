//! Which syllable a character is said with, so that a word written by ear is still that word.
//! Tones are left out, and so is what dialects blur (n/l is kept, -n/-ng is not): recognisers err there.

use std::sync::OnceLock;

/// Characters that stand for syllables: one block that no text uses, so that a tree can read them.
const SYLLABLES_AT: u32 = 0xf000;

/// The sign of the syllable of a simplified character; what has none is itself.
#[inline]
pub fn sound(c: char) -> char {
    static TABLE: OnceLock<Box<[u16]>> = OnceLock::new();
    let table = TABLE.get_or_init(table);
    match table.get(c as usize) {
        Some(0) | None => c,
        Some(number) => char::from_u32(SYLLABLES_AT.saturating_add(u32::from(*number))).unwrap_or(c),
    }
}

fn table() -> Box<[u16]> {
    let mut table = vec![0; 0x1_0000];
    let mut names: Vec<String> = Vec::new();
    for line in include_str!("../../../data/syllables.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((syllable, chars)) = line.split_once(' ') else { continue };
        let blurred = blurred(syllable);
        let at = names.iter().position(|name| *name == blurred).unwrap_or_else(|| {
            names.push(blurred);
            names.len().saturating_sub(1)
        });
        let number = u16::try_from(at.saturating_add(1)).unwrap_or(0);
        for c in chars.chars() {
            if let Some(place) = table.get_mut(c as usize) {
                *place = number;
            }
        }
    }
    table.into_boxed_slice()
}

/// What speakers of the south and recognisers do not keep apart.
fn blurred(syllable: &str) -> String {
    let tail = syllable.replace("ing", "in").replace("eng", "en");
    tail.replace("zh", "z").replace("ch", "c").replace("sh", "s")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(text: &str) -> Vec<char> {
        text.chars().map(sound).collect()
    }

    #[test]
    fn words_written_by_ear_sound_the_same() {
        for (one, other) in [("验证码", "验正马"), ("微信", "薇芯"), ("转账", "专帐"), ("安全账户", "按全帐户")]
        {
            assert_eq!(sounds(one), sounds(other), "{one}");
        }
        assert_ne!(sounds("转账"), sounds("退款"));
        assert_eq!(sound('a'), 'a');
    }
}
