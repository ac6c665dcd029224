//! Texts of a trace as others read them: amounts, moments, and what may stand in XML.

use cordon_model::time::Stamp;
use cordon_model::{Currency, Money};

/// An amount as a decimal number.
pub fn decimal(minor: u64, currency: Currency) -> String {
    // INVARIANT (volume): every sum of a trace fits into 63 bits.
    Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency).decimal()
}

/// The same for people: `1,234,567.00`.
pub fn grouped(minor: u64, currency: Currency) -> String {
    let plain = decimal(minor, currency);
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut grouped = String::with_capacity(plain.len() + plain.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(rest);
    grouped
}

/// A moment in RFC 3339 with milliseconds, in UTC.
pub fn time(ms: i64) -> String {
    Stamp::from_ms(ms).rfc3339()
}

/// What XML allows: marks are written as such, and what may not stand there at all is replaced.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            char if char < ' ' => out.push('\u{FFFD}'),
            char => out.push(char),
        }
    }
    out
}

/// How wide a text is where Chinese characters are two wide.
pub fn wide(text: &str) -> usize {
    text.chars().map(|char| if char >= '\u{2E80}' { 2 } else { 1 }).sum()
}

/// At most so wide: the middle of what is longer is left out, since accounts differ at their ends.
pub fn narrowed(text: &str, most: usize) -> String {
    if wide(text) <= most {
        return text.to_owned();
    }
    let half = most.saturating_sub(1) / 2;
    let take = |chars: &mut dyn Iterator<Item = char>| {
        let mut room = half;
        let mut taken = Vec::new();
        for char in chars {
            let Some(left) = room.checked_sub(wide(char.encode_utf8(&mut [0; 4]))) else { break };
            room = left;
            taken.push(char);
        }
        taken
    };
    let front: String = take(&mut text.chars()).into_iter().collect();
    let back: String = take(&mut text.chars().rev()).into_iter().rev().collect();
    format!("{front}…{back}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped() {
        let cny = |minor| grouped(minor, Currency::CNY);
        assert_eq!(
            (cny(0), cny(12_345), cny(12_345_678_900)),
            ("0.00".into(), "123.45".into(), "123,456,789.00".into())
        );
        assert_eq!(grouped(1_000, Currency::parse("JPY").unwrap()), "1,000");
    }

    #[test]
    fn what_is_no_xml_is_made_so() {
        assert_eq!(escaped("a<b>&\"\u{1}\n甲"), "a&lt;b&gt;&amp;&quot;\u{FFFD} 甲");
    }

    #[test]
    fn long_texts_keep_both_ends() {
        assert_eq!(narrowed("999100000001:6222000011112222", 13), "999100…112222");
        assert_eq!(narrowed("工商银行六二二二", 9), "工商…二二");
        assert_eq!(narrowed("short", 5), "short");
    }
}
