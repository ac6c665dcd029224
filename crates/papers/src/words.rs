//! Amounts as cheques and forms write them: 大写 (capitals, which cannot be altered by adding a
//! stroke) and 小写 (figures). The rules are those of the 正确填写票据和结算凭证的基本规定.

use crate::{AMOUNT_FEN_MAX, PaperError};

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES: [(u64, &str); 4] = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
const WAN: u64 = 10_000;
const YI: u64 = 100_000_000;
const FEN_PER_YUAN: u64 = 100;

/// `8_000_000` fen is `捌万元整`. Where the rules leave a 零 optional (壹拾万[零]伍仟元), it is left
/// out; 整 closes an amount that ends in 元 or 角.
pub fn amount_in_words(fen: i64) -> Result<String, PaperError> {
    let total = printable(fen)?;
    let (yuan, rest) = (total / FEN_PER_YUAN, total % FEN_PER_YUAN);
    let (jiao, fen) = (rest / 10, rest % 10);
    let mut words = String::new();
    if yuan > 0 || rest == 0 {
        words.push_str(&whole(yuan));
        words.push('元');
    }
    if jiao > 0 {
        words.push_str(digit(jiao));
        words.push('角');
    }
    if fen > 0 {
        if jiao == 0 && yuan > 0 {
            words.push('零');
        }
        words.push_str(digit(fen));
        words.push('分');
    } else {
        words.push('整');
    }
    Ok(words)
}

/// `8_000_000` fen is `¥80,000.00`.
pub fn amount_in_figures(fen: i64) -> Result<String, PaperError> {
    let total = printable(fen)?;
    let yuan = (total / FEN_PER_YUAN).to_string();
    let mut figures = String::from("¥");
    for (i, d) in yuan.chars().enumerate() {
        if i > 0 && (yuan.len() - i).is_multiple_of(3) {
            figures.push(',');
        }
        figures.push(d);
    }
    figures.push_str(&format!(".{:02}", total % FEN_PER_YUAN));
    Ok(figures)
}

fn printable(fen: i64) -> Result<u64, PaperError> {
    match u64::try_from(fen) {
        Ok(total) if fen <= AMOUNT_FEN_MAX => Ok(total),
        _ => Err(PaperError::Amount { fen }),
    }
}

/// Yuan up to 9999 万亿 …: what stands before 亿 is itself a number of up to eight places.
fn whole(yuan: u64) -> String {
    let (high, low) = (yuan / YI, yuan % YI);
    if yuan == 0 {
        return "零".into();
    }
    let mut words = String::new();
    if high > 0 {
        words.push_str(&eight_places(high));
        words.push('亿');
    }
    join(&mut words, low, YI, eight_places);
    words
}

fn eight_places(n: u64) -> String {
    let (high, low) = (n / WAN, n % WAN);
    let mut words = String::new();
    if high > 0 {
        words.push_str(&four_places(high));
        words.push('万');
    }
    join(&mut words, low, WAN, four_places);
    words
}

/// Adds the lower part; a gap at its head (its first place is empty) is said as one 零.
fn join(words: &mut String, low: u64, size: u64, say: fn(u64) -> String) {
    if low == 0 {
        return;
    }
    if !words.is_empty() && low < size / 10 {
        words.push('零');
    }
    words.push_str(&say(low));
}

fn four_places(n: u64) -> String {
    let mut words = String::new();
    let mut gap = false;
    for (size, place) in PLACES {
        let d = n / size % 10;
        if d == 0 {
            gap = true;
            continue;
        }
        if gap && !words.is_empty() {
            words.push('零');
        }
        gap = false;
        words.push_str(digit(d));
        words.push_str(place);
    }
    words
}

fn digit(d: u64) -> &'static str {
    usize::try_from(d).ok().and_then(|i| DIGITS.get(i)).copied().unwrap_or("零")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row: fen, capitals, figures. The rows marked R are the examples of the rules themselves.
    const TABLE: &[(i64, &str, &str)] = &[
        (0, "零元整", "¥0.00"),
        (1, "壹分", "¥0.01"),
        (10, "壹角整", "¥0.10"),
        (99, "玖角玖分", "¥0.99"),
        (100, "壹元整", "¥1.00"),
        (105, "壹元零伍分", "¥1.05"),
        (1_000, "壹拾元整", "¥10.00"),
        (32_504, "叁佰贰拾伍元零肆分", "¥325.04"), // R
        (100_000, "壹仟元整", "¥1,000.00"),
        (140_950, "壹仟肆佰零玖元伍角整", "¥1,409.50"),   // R
        (168_032, "壹仟陆佰捌拾元叁角贰分", "¥1,680.32"), // R
        (600_714, "陆仟零柒元壹角肆分", "¥6,007.14"),     // R
        (1_000_100, "壹万零壹元整", "¥10,001.00"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分", "¥16,409.02"), // R
        (8_000_000, "捌万元整", "¥80,000.00"),
        (8_005_000, "捌万零伍拾元整", "¥80,050.00"),
        (10_000_000, "壹拾万元整", "¥100,000.00"),
        (10_500_000, "壹拾万伍仟元整", "¥105,000.00"),
        (10_700_053, "壹拾万柒仟元伍角叁分", "¥107,000.53"), // R
        (20_304_050, "贰拾万叁仟零肆拾元伍角整", "¥203,040.50"),
        (100_000_000, "壹佰万元整", "¥1,000,000.00"),
        (1_000_000_100, "壹仟万零壹元整", "¥10,000,001.00"),
        (10_000_000_000, "壹亿元整", "¥100,000,000.00"),
        (10_000_000_100, "壹亿零壹元整", "¥100,000,001.00"),
        (10_010_000_000, "壹亿零壹拾万元整", "¥100,100,000.00"),
        (12_000_000_000, "壹亿贰仟万元整", "¥120,000,000.00"),
        (10_000_100_000, "壹亿零壹仟元整", "¥100,001,000.00"),
        (100_000_000_000_000, "壹万亿元整", "¥1,000,000,000,000.00"),
        (100_010_000_000_000, "壹万零壹亿元整", "¥1,000,100,000,000.00"),
        (100_000_000_000_005, "壹万亿元零伍分", "¥1,000,000,000,000.05"),
        (123_456_789_012_345, "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分", "¥1,234,567,890,123.45"),
        (100_000_000_000_000_000, "壹仟万亿元整", "¥1,000,000,000,000,000.00"),
        (
            AMOUNT_FEN_MAX,
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
            "¥9,999,999,999,999,999.99",
        ),
    ];

    #[test]
    fn amounts_are_written_as_the_rules_say() {
        for (fen, words, figures) in TABLE {
            assert_eq!(amount_in_words(*fen).unwrap(), *words, "{fen} fen");
            assert_eq!(amount_in_figures(*fen).unwrap(), *figures, "{fen} fen");
        }
    }

    #[test]
    fn an_amount_below_zero_or_beyond_the_capitals_is_refused() {
        for fen in [-1, i64::MIN, AMOUNT_FEN_MAX + 1, i64::MAX] {
            assert_eq!(amount_in_words(fen), Err(PaperError::Amount { fen }));
            assert_eq!(amount_in_figures(fen), Err(PaperError::Amount { fen }));
        }
    }

    /// The oracle reads the capitals back by another road: place values, not groups.
    fn read_back(words: &str) -> u64 {
        let (mut fen, mut yi, mut wan, mut run, mut d) = (0, 0, 0, 0, 0);
        for c in words.chars() {
            match c {
                '仟' => (run, d) = (run + d * 1_000, 0),
                '佰' => (run, d) = (run + d * 100, 0),
                '拾' => (run, d) = (run + d * 10, 0),
                '万' => (wan, run, d) = ((run + d) * 10_000, 0, 0),
                '亿' => (yi, wan, run, d) = ((wan + run + d) * 100_000_000, 0, 0, 0),
                '元' => (fen, run, d) = ((yi + wan + run + d) * 100, 0, 0),
                '角' => (fen, d) = (fen + d * 10, 0),
                '分' => (fen, d) = (fen + d, 0),
                '整' => {}
                _ => d = DIGITS.iter().position(|x| x.starts_with(c)).unwrap() as u64,
            }
        }
        fen
    }

    #[test]
    fn capitals_read_back_to_the_amount_and_never_double_a_zero() {
        let mut fen: i64 = 7;
        for step in 0..4_000_i64 {
            // Multiply and mask with round numbers so that runs of zeros are common.
            fen = (fen.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(step)).unsigned_abs() as i64;
            let round = 10_i64.pow(u32::try_from(step % 17).unwrap());
            for amount in [fen % AMOUNT_FEN_MAX, fen % AMOUNT_FEN_MAX / round * round, fen % (round * 10)] {
                let words = amount_in_words(amount).unwrap();
                assert_eq!(read_back(&words), amount.unsigned_abs(), "{words}");
                assert!(!words.contains("零零"), "{words}");
            }
        }
    }
}
