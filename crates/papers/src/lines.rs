//! Breaking a text into lines. Chinese may break between any two characters, except that closing
//! punctuation never begins a line and opening punctuation never ends one (避头尾); a Latin word or
//! a number stays whole unless it is wider than the line. No text is dropped but the spaces at a break.
#![expect(clippy::float_arithmetic, reason = "line widths")]

const NOT_FIRST: &str = "，。、；：？！）》〉」』】〕］｝％‰°·…—～”’々ー,.;:?!)]}%";
const NOT_LAST: &str = "（《〈「『【〔［｛“‘([{¥￥$#";
/// Signs that belong to the number, address or word they stand in.
const IN_WORD: &str = "-_./:,@#%+&=~'*";
/// Sums of f32 widths may exceed the width they were made for by a hair.
const SLACK: f32 = 0.01;

/// A piece that no break may enter, with the spaces that follow it.
struct Unit {
    text: String,
    width: f32,
    spaces: f32,
}

/// Breaks each paragraph of `text` (they end with `\n`) into lines at most `width` wide.
pub(crate) fn wrap(text: &str, width: f32, measure: &dyn Fn(char) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, width + SLACK, measure, &mut lines);
    }
    lines
}

fn wrap_paragraph(text: &str, width: f32, measure: &dyn Fn(char) -> f32, lines: &mut Vec<String>) {
    let (mut line, mut used) = (String::new(), 0.0);
    for unit in units(text, measure) {
        for piece in fitting(unit, width, measure) {
            if used > 0.0 && used + piece.width > width {
                lines.push(line.trim_end_matches(' ').to_owned());
                (line, used) = (String::new(), 0.0);
            }
            line.push_str(&piece.text);
            used += piece.width + piece.spaces;
        }
    }
    lines.push(line.trim_end_matches(' ').to_owned());
}

fn units(text: &str, measure: &dyn Fn(char) -> f32) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let joins = before.is_some_and(|b| !may_break(b, c));
        match units.last_mut() {
            Some(last) if joins => {
                last.text.push(c);
                if c == ' ' {
                    last.spaces += measure(c);
                } else {
                    last.width += measure(c);
                }
            }
            _ => units.push(Unit { text: c.into(), width: measure(c), spaces: 0.0 }),
        }
        before = Some(c);
    }
    units
}

fn may_break(before: char, after: char) -> bool {
    if after == ' ' {
        return false;
    }
    if before == ' ' {
        return true;
    }
    let one_word = in_word(before) && in_word(after);
    !(one_word || NOT_FIRST.contains(after) || NOT_LAST.contains(before))
}

fn in_word(c: char) -> bool {
    (c.is_alphanumeric() && c < '\u{2E80}') || IN_WORD.contains(c)
}

/// The unit itself, or, where it is wider than a whole line, its characters one by one.
fn fitting(unit: Unit, width: f32, measure: &dyn Fn(char) -> f32) -> Vec<Unit> {
    if unit.width <= width {
        return vec![unit];
    }
    let alone = |c: char| match c {
        ' ' => Unit { text: c.into(), width: 0.0, spaces: measure(c) },
        _ => Unit { text: c.into(), width: measure(c), spaces: 0.0 },
    };
    unit.text.chars().map(alone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chinese is 1 wide, everything else a half.
    fn lines(text: &str, width: f32) -> Vec<String> {
        wrap(text, width, &|c| if c < '\u{2000}' { 0.5 } else { 1.0 })
    }

    #[test]
    fn lines_break_where_chinese_printing_allows() {
        let table: &[(&str, f32, &[&str])] = &[
            ("转账八万元", 3.0, &["转账八", "万元"]),
            ("转账八，万元", 3.0, &["转账", "八，万", "元"]),
            ("他说（快转）", 3.0, &["他说", "（快", "转）"]),
            ("付100.50元整", 3.0, &["付", "100.50", "元整"]),
            ("付 100 元", 3.0, &["付 100", "元"]),
            ("6222999999999999999", 3.0, &["622299", "999999", "999999", "9"]),
            ("一二三\n四五", 9.0, &["一二三", "四五"]),
            ("一二三。”四", 4.0, &["一二", "三。”四"]),
            ("！！！！！", 2.0, &["！！", "！！", "！"]),
            ("", 3.0, &[""]),
        ];
        for (text, width, expected) in table {
            assert_eq!(lines(text, *width), *expected, "{text} at {width}");
        }
    }

    #[test]
    fn nothing_but_spaces_is_lost_at_any_width() {
        let text = "客服（自称“银监会”）来电 400-999-9999，称我账户异常，要求转到 6222999999999999999！第2次：8万元。";
        let bare = |s: &str| s.replace(' ', "");
        for width in 1..60_u8 {
            let broken = lines(text, f32::from(width) / 2.0);
            assert_eq!(bare(&broken.concat()), bare(text), "width {width}");
        }
    }
}
