//! How a phrase is written: classes of numbers, and alternatives in braces.

use crate::text::normal::{ACCOUNT, LINK, LONG, MIDDLE, PHONE, SHORT, is_word, symbols};

/// What alternatives between two gaps may grow to.
const ALTERNATIVES_MAX: usize = 256;
/// What phrases may name: classes of numbers, and links.
const CLASSES: &[(&str, char)] = &[
    ("<链接>", LINK),
    ("<link>", LINK),
    ("<手机号>", PHONE),
    ("<phone>", PHONE),
    ("<短数>", SHORT),
    ("<small>", SHORT),
    ("<数>", MIDDLE),
    ("<number>", MIDDLE),
    ("<长数>", LONG),
    ("<long>", LONG),
    ("<账号>", ACCOUNT),
    ("<account>", ACCOUNT),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseError {
    pub what: &'static str,
    pub next: &'static str,
}

/// A Latin word or a class says more than one Han character does.
pub fn weigh(signs: &[char]) -> usize {
    let one = |sign: &char| if is_word(*sign) || [LINK, PHONE, ACCOUNT].contains(sign) { 2 } else { 1 };
    signs.iter().map(one).sum()
}

/// What may stand between two gaps: one of these.
pub fn part(text: &str) -> Result<Vec<Vec<char>>, PhraseError> {
    let all: Vec<Vec<char>> = alternatives(text)?.iter().map(|one| signs(one)).collect();
    if all.iter().any(Vec::is_empty) {
        return Err(error("has a part without a word", "remove the `…`, or write something beside it"));
    }
    Ok(all)
}

pub fn error(what: &'static str, next: &'static str) -> PhraseError {
    PhraseError { what, next }
}

fn signs(part: &str) -> Vec<char> {
    let mut part = part.to_owned();
    for (name, class) in CLASSES {
        part = part.replace(name, &class.to_string());
    }
    symbols(&part).iter().map(|symbol| symbol.what).collect()
}

/// `{a|b}` written out.
fn alternatives(phrase: &str) -> Result<Vec<String>, PhraseError> {
    let mut plain = vec![String::new()];
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        let (choices, after) =
            after.split_once('}').ok_or(error("opens `{` and does not close it before the gap", "write the `}`"))?;
        if choices.contains('{') {
            return Err(error("has alternatives within alternatives, or a gap within them", "write two phrases"));
        }
        let choices: Vec<&str> = choices.split('|').collect();
        plain = plain.iter().flat_map(|start| choices.iter().map(move |one| format!("{start}{before}{one}"))).collect();
        if plain.len() > ALTERNATIVES_MAX {
            return Err(error("has too many alternatives", "write it as several phrases"));
        }
        rest = after;
    }
    if rest.contains('}') {
        return Err(error("closes `}` that it did not open", "remove it"));
    }
    Ok(plain.into_iter().map(|start| start + rest).collect())
}
