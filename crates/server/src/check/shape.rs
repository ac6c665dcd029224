//! What somebody typed, guessed from its shape; he may say otherwise. As the workbench guesses
//! (`workbench/src/screens/object/kind.ts`), and beyond it apps, and messages with what they hold.

use cordon_sift::lists::forms::{self, Kind};
use cordon_sift::lists::host::{Host, hosts_of};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Number,
    Link,
    App,
    Account,
    Message,
}

/// Shorter runs of digits in a message are sums and times.
const NUMBER_DIGITS_MIN: usize = 5;
/// Accounts are longer than telephone numbers.
const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 13..=30;
/// Packages of apps begin with a domain turned round.
const PACKAGE_HEADS: &[&str] = &["com", "cn", "org", "net", "io", "me"];

impl Shape {
    pub const ALL: [Self; 5] = [Self::Number, Self::Link, Self::App, Self::Account, Self::Message];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Link => "link",
            Self::App => "app",
            Self::Account => "account",
            Self::Message => "message",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// Whether something written can be looked up as this.
    pub fn fits(self, written: &str) -> bool {
        match self {
            Self::Number => forms::form(Kind::Number, written).is_ok(),
            Self::Link => forms::form(Kind::Host, written).is_ok(),
            Self::App => forms::form(Kind::App, written).is_ok(),
            Self::Account => is_account(&bare(written)),
            Self::Message => true,
        }
    }
}

/// Without the blanks and dashes in which people write long numbers.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn is_account(bare: &str) -> bool {
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    (5..=30).contains(&bare.len()) && digits >= 5 && bare.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

pub fn guess(written: &str) -> Shape {
    let (text, bare) = (written.trim(), bare(written));
    if bare.strip_prefix('+').is_some_and(is_digits) || is_digits(&bare) {
        return of_digits(&bare);
    }
    if !text.contains(char::is_whitespace) && text.is_ascii() {
        if is_package(text) {
            return Shape::App;
        }
        if text.contains('.') && Host::parse(text).is_some() {
            return Shape::Link;
        }
        if is_account(&bare) {
            return Shape::Account;
        }
    }
    Shape::Message
}

/// SMS ports begin with 106 and may be as long as an account; a foreign number has its `+`.
fn of_digits(bare: &str) -> Shape {
    let account = !bare.starts_with('+') && !bare.starts_with("106") && ACCOUNT_DIGITS.contains(&bare.len());
    let account = account && !(bare.starts_with("86") && bare.len() == 13 || bare.starts_with("0086"));
    match (account, Shape::Number.fits(bare)) {
        (false, true) => Shape::Number,
        _ => Shape::Account,
    }
}

fn is_package(text: &str) -> bool {
    let head = text.split('.').next().unwrap_or_default();
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_'));
    plain && PACKAGE_HEADS.contains(&head) && text.matches('.').count() >= 2
}

/// Numbers, accounts and links of a message, in their order, each once.
pub fn things_of(text: &str) -> Vec<(Shape, String)> {
    let links = hosts_of(text).into_iter().map(|host| (Shape::Link, host.form()));
    let mut things: Vec<(Shape, String)> = Vec::new();
    for thing in links.chain(numbers_of(text)) {
        if !things.contains(&thing) {
            things.push(thing);
        }
    }
    things
}

/// Runs of digits that stand by themselves: those inside of links, words and sums are none.
fn numbers_of(text: &str) -> Vec<(Shape, String)> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || "+-._/:%?=&@".contains(c))) {
        let word = word.trim_matches(['.', ':', '-', '_', '/', '?']);
        let bare = bare(word);
        let digits = bare.strip_prefix('+').unwrap_or(&bare);
        if is_digits(digits) && digits.len() >= NUMBER_DIGITS_MIN {
            let shape = of_digits(&bare);
            if shape.fits(&bare) {
                found.push((shape, bare));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_has_a_shape() {
        for (typed, shape) in [
            ("199 0000 7788", Shape::Number),
            ("+86 199-0000-7788", Shape::Number),
            ("8619900007788", Shape::Number),
            ("025-29990000", Shape::Number),
            ("96110", Shape::Number),
            ("10690000000012345", Shape::Number),
            ("+44 1632 960000", Shape::Number),
            ("9999 9900 0000 0001", Shape::Account),
            ("ABC9999990001", Shape::Account),
            ("www.example.test/a", Shape::Link),
            ("https://example.test/x?y=1", Shape::Link),
            ("com.example.app", Shape::App),
            ("您的包裹丢失，请加客服微信办理退款", Shape::Message),
            ("example bank app", Shape::Message),
            ("某某金融", Shape::Message),
        ] {
            assert_eq!(guess(typed), shape, "{typed}");
        }
    }

    #[test]
    fn a_message_is_looked_through_for_what_it_holds() {
        let text = "【样例】您的退款2000.00元待领，点 http://pay.example.test/a/12345678 或致电19900007788、+86 025-29990000，\
                    转入9999990000000001，验证码123456，2026-11-20 10:30前有效。19900007788";
        let things = things_of(text);
        let has = |shape, form: &str| things.iter().filter(|thing| **thing == (shape, form.to_owned())).count();
        assert_eq!(has(Shape::Link, "pay.example.test/a/12345678"), 1, "{things:?}");
        assert_eq!(has(Shape::Number, "19900007788"), 1, "{things:?}");
        assert_eq!(has(Shape::Account, "9999990000000001"), 1, "{things:?}");
        assert!(!things.iter().any(|(_, form)| form == "12345678" || form == "2000"), "{things:?}");
    }

    #[test]
    fn a_message_without_anything_holds_nothing() {
        assert!(things_of("请把钱转到安全账户，不要告诉家人").is_empty());
        assert!(things_of("").is_empty());
    }
}
