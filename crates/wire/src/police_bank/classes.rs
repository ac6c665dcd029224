//! What this wire tells of whose an account is.
//!
//! Orders and the answers to stops have a code for it (`AccountType` 01, 02). Statements do not: in 100302
//! the same element holds the bank's word for the kind of account, such as 活期, and a row says nothing
//! of the opponent but a name and, where the bank fills it in, the number of a paper. The words and the
//! shape of that number say it sometimes; where they do not, it is not known.

use cordon_model::AccountClass;

/// The word in `AccountType` of 100302, and what it says. A code that belongs to other messages is read
/// too; the first word of a class is the one we write.
pub const WORDS: &[(&str, AccountClass)] = &[
    ("对公", AccountClass::Company),
    ("单位", AccountClass::Company),
    ("企业", AccountClass::Company),
    ("个人", AccountClass::Personal),
    ("储蓄", AccountClass::Personal),
];

/// Whose an account is by the bank's word for its kind.
pub fn class_by_word(word: &str) -> Option<AccountClass> {
    match word {
        "01" => Some(AccountClass::Personal),
        "02" => Some(AccountClass::Company),
        _ => WORDS.iter().find(|(known, _)| word.contains(known)).map(|(_, class)| *class),
    }
}

/// The word that we write for it.
pub fn word_of_class(class: AccountClass) -> Option<&'static str> {
    WORDS.iter().find(|(_, of)| *of == class).map(|(word, _)| *word)
}

/// Registers of a 统一社会信用代码 (GB 32100) in which no resident's number begins: enterprises, shops of one
/// person, cooperatives. The others (offices, associations) share their first digits with provinces.
const OF_BUSINESS: [&str; 3] = ["91", "92", "93"];
const OF_OTHERS: &str = "15Y";

/// Whose a paper is, by the shape of its number: a resident's has his birthday in it, a company's is in
/// an alphabet without I, O, S, V and Z. A masked number says nothing.
pub fn class_by_paper(number: &str) -> Option<AccountClass> {
    let alphabet = |b: u8| b.is_ascii_digit() || (b.is_ascii_uppercase() && !b"IOSVZ".contains(&b));
    let registered = number.len() == 18 && number.bytes().all(alphabet);
    if registered && OF_BUSINESS.iter().any(|register| number.starts_with(register)) {
        return Some(AccountClass::Company);
    }
    if is_resident(number) {
        return Some(AccountClass::Personal);
    }
    let other = registered && number.starts_with(|first| OF_OTHERS.contains(first));
    other.then_some(AccountClass::Company)
}

fn is_resident(number: &str) -> bool {
    let part = |range: std::ops::Range<usize>| number.get(range).and_then(|text| text.parse::<u32>().ok());
    let digits = number.bytes().take(17).all(|b| b.is_ascii_digit());
    let last = matches!(number.bytes().last(), Some(b'0'..=b'9' | b'X' | b'x'));
    let born = part(6..10).is_some_and(|year| (1900..=2100).contains(&year))
        && part(10..12).is_some_and(|month| (1..=12).contains(&month))
        && part(12..14).is_some_and(|day| (1..=31).contains(&day));
    number.len() == 18 && digits && last && born
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_whose_an_account_is() {
        for (word, class) in [
            ("对公活期", Some(AccountClass::Company)),
            ("单位结算账户", Some(AccountClass::Company)),
            ("个人活期", Some(AccountClass::Personal)),
            ("02", Some(AccountClass::Company)),
            ("01", Some(AccountClass::Personal)),
            ("活期", None),
            ("", None),
        ] {
            assert_eq!(class_by_word(word), class, "{word}");
        }
        for class in [AccountClass::Company, AccountClass::Personal] {
            assert_eq!(class_by_word(word_of_class(class).unwrap()), Some(class));
        }
        assert_eq!(word_of_class(AccountClass::Unknown), None);
    }

    #[test]
    fn the_number_of_a_paper_says_whose_it_is() {
        for (number, class) in [
            // Region 99 is nobody's.
            ("99000019000101001X", Some(AccountClass::Personal)),
            ("91990000MA0000000X", Some(AccountClass::Company)),
            ("919900190001010003", Some(AccountClass::Company)),
            ("51990000MJ0000000X", Some(AccountClass::Company)),
            ("51990019000101001X", Some(AccountClass::Personal)),
            ("990000********001X", None),
            ("91990000MO0000000X", None),
            ("99000019001301001X", None),
            ("990000190001010", None),
            ("", None),
        ] {
            assert_eq!(class_by_paper(number), class, "{number}");
        }
    }
}
