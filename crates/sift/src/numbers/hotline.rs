//! Shown numbers that imitate a hotline. Swindlers who call as police or as a bank want the screen to show
//! one: networks that check little let them write it behind `+`, `00`, `+86` or among other digits
//! (anti-fraud law Art. 13 has carriers check and block that).
//!
//! A hotline that calls from within the country without such additions is what it seems.

use super::number::{Number, NumberError, Shown};

/// Numbers that people trust. Kept short: a line here makes look-alikes of it an alarm.
const HOTLINES: &[(&str, &str)] = &[
    ("110", "公安报警"),
    ("119", "消防"),
    ("120", "急救"),
    ("122", "交通事故"),
    ("96110", "反诈预警劝阻"),
    ("12381", "涉诈预警短信"),
    ("12321", "网络不良信息举报"),
    ("12345", "政务服务"),
    ("12315", "市场监管"),
    ("12309", "检察服务"),
    ("12368", "诉讼服务"),
    ("12337", "政法举报"),
    ("12389", "公安督察"),
    ("12367", "移民管理"),
    ("12360", "海关"),
    ("12333", "人力资源社会保障"),
    ("12393", "医疗保障"),
    ("12366", "税务"),
    ("12348", "法律援助"),
    ("12363", "人民银行金融消费"),
    ("12378", "金融监管"),
    ("12306", "铁路"),
    ("10000", "中国电信"),
    ("10010", "中国联通"),
    ("10086", "中国移动"),
    ("10099", "中国广电"),
    ("11185", "中国邮政"),
];

/// The ministry gives 95xxx to banks, insurers, payment and delivery firms that serve the whole country.
const NATIONAL_SERVICE: &[u8] = b"95";
const CODE_DIGITS: usize = 5;
/// Digits before or after a hotline's that still make people see it.
const AROUND_MAX: usize = 4;

/// Whose hotline is it?
pub fn named(code: &str) -> Option<&'static str> {
    let listed = HOTLINES.iter().find(|(known, _)| *known == code).map(|(_, whose)| *whose);
    listed.or_else(|| is_hotline(code.as_bytes()).then_some("全国性服务热线"))
}

fn is_hotline(digits: &[u8]) -> bool {
    HOTLINES.iter().any(|(known, _)| known.as_bytes() == digits)
        || (digits.len() == CODE_DIGITS && digits.starts_with(NATIONAL_SERVICE))
}

/// Whether what is shown imitates a hotline; `abroad`: the call entered over an international route.
pub fn imitates(shown: &str, abroad: bool) -> bool {
    match Shown::read(shown) {
        Ok(shown) => is_imitation(&shown, &Number::of(&shown), abroad),
        Err(_) => false,
    }
}

pub(super) fn is_imitation(shown: &Shown, read: &Result<Number, NumberError>, abroad: bool) -> bool {
    let core = undressed(shown.digits());
    if is_hotline(core) {
        // `Shown` has turned 00 into +. Carriers' records write 86 before everything.
        let digits = shown.digits();
        let plain = digits == core || digits.strip_prefix(b"86") == Some(core);
        return abroad || shown.plus || !plain;
    }
    if let Ok(number) = read
        && let Some(_) = number.area().filter(|_| abroad)
        && let Some(code) = core.get(core.len().saturating_sub(CODE_DIGITS)..)
        && number.kind() != super::number::Kind::Fixed
    {
        return is_hotline(code);
    }
    is_twice(core) || (read.is_err() && hides(core)) || is_zeros_and_hotline(shown, read)
}

/// Without the country's code and zeros before it, as often as they were put there.
fn undressed(mut digits: &[u8]) -> &[u8] {
    loop {
        let fewer = digits.strip_prefix(b"0").or_else(|| digits.strip_prefix(b"86"));
        match fewer {
            Some(fewer) => digits = fewer,
            None => return digits,
        }
    }
}

/// A hotline of five digits with a few before or after, where the whole is no number.
fn hides(core: &[u8]) -> bool {
    let around = core.len().saturating_sub(CODE_DIGITS);
    let begins = core.get(..CODE_DIGITS).is_some_and(is_hotline);
    let ends = core.get(around..).is_some_and(|end| end.len() == CODE_DIGITS && is_hotline(end));
    (1..=AROUND_MAX).contains(&around) && (begins || ends)
}

/// `110110`.
fn is_twice(core: &[u8]) -> bool {
    let (first, second) = core.split_at(core.len() / 2);
    first == second && is_hotline(first)
}

/// `+44 000 96110`: a number abroad that is a country's code, zeros and a hotline.
fn is_zeros_and_hotline(shown: &Shown, read: &Result<Number, NumberError>) -> bool {
    let digits = shown.digits();
    let end = |len: usize| digits.len().checked_sub(len).map(|at| digits.split_at(at));
    let zeros = |before: &[u8]| before.len() > 3 && before.iter().skip(3).all(|digit| *digit == b'0');
    let padded = |(before, code): (&[u8], &[u8])| is_hotline(code) && zeros(before);
    let foreign = shown.plus && read.as_ref().map_or(true, |number| !number.kind().is_domestic());
    foreign && (end(CODE_DIGITS).is_some_and(padded) || end(3).is_some_and(padded))
}
