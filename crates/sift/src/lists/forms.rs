//! The one form of what can be listed: the same thing written in two ways has one key.

use super::host::Host;
use super::wallet;
use crate::key::{Key, Keyer, Known};
use crate::numbers::number::Number;
use serde::{Deserialize, Serialize};

/// More of anything that can be listed is not taken.
pub const FORM_BYTES_MAX: usize = 512;

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Number,
    /// `institution:number`.
    Account,
    /// SM3 of the name with the exchange's salt, in hex.
    Name,
    /// A domain or a URL.
    Host,
    Wallet,
    Device,
    /// `package|signer`: SHA-256 of the signer's certificate in hex; without it, all of that package.
    App,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Number, Self::Account, Self::Name, Self::Host, Self::Wallet, Self::Device, Self::App];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Account => "account",
            Self::Name => "name",
            Self::Host => "host",
            Self::Wallet => "wallet",
            Self::Device => "device",
            Self::App => "app",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub const fn known(self) -> Known {
        match self {
            Self::Number => Known::Number,
            Self::Account => Known::Account,
            Self::Name => Known::Name,
            Self::Host => Known::Host,
            Self::Wallet => Known::Wallet,
            Self::Device => Known::Device,
            Self::App => Known::App,
        }
    }

    /// The key of a thing of this kind, however it is written.
    pub fn key(self, keyer: &Keyer, written: &str) -> Result<Key, BadForm> {
        Ok(keyer.key(self.known(), &self.form(written)?))
    }

    pub fn form(self, written: &str) -> Result<String, BadForm> {
        let written = written.trim();
        if written.is_empty() || written.len() > FORM_BYTES_MAX {
            return Err(BadForm(self));
        }
        let form = match self {
            Self::Number => number(written),
            Self::Account => account(written),
            Self::Name => hex(written, 64),
            Self::Host => Host::parse(written).map(|host| host.form()),
            Self::Wallet => wallet::form(written),
            Self::Device => device(written),
            Self::App => app(written),
        };
        form.ok_or(BadForm(self))
    }
}

/// What was written is no thing of that kind. Says nothing of what it was: it may be a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no {}: {}", .0.name(), .0.hint())]
pub struct BadForm(pub Kind);

impl Kind {
    const fn hint(self) -> &'static str {
        match self {
            Self::Number => "write digits, with + and the country's code if it is foreign",
            Self::Account => "write the institution's code, a colon and the account's number",
            Self::Name => "write the SM3 hash of the name in 64 hex digits",
            Self::Host => "write a domain or a URL",
            Self::Wallet => "its checksum fails, or its kind is not known",
            Self::Device => "write an IMEI or the device's id",
            Self::App => "write package|signer, the signer in 64 hex digits",
        }
    }
}

/// As carriers' numbers have it.
pub fn number(written: &str) -> Option<String> {
    Number::read(written).ok().map(|number| number.to_string())
}

fn account(written: &str) -> Option<String> {
    let (institution, number) = written.split_once(':')?;
    let plain = |part: &str| -> String { part.chars().filter(|c| !matches!(c, ' ' | '-')).collect() };
    let (institution, number) = (plain(institution), plain(number).to_ascii_uppercase());
    let fine = |part: &str| !part.is_empty() && part.len() <= 64;
    (fine(&institution) && fine(&number)).then(|| format!("{institution}:{number}"))
}

fn hex(written: &str, len: usize) -> Option<String> {
    let plain: String = written.chars().filter(|c| *c != ':').collect();
    (plain.len() == len && plain.bytes().all(|b| b.is_ascii_hexdigit())).then(|| plain.to_ascii_lowercase())
}

/// An IMEI without its check digit or version, so that 14, 15 and 16 digits are one device.
fn device(written: &str) -> Option<String> {
    let plain: String = written.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    if digits && (14..=16).contains(&plain.len()) {
        return plain.get(..14).map(str::to_owned);
    }
    let fine = (8..=128).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_graphic());
    fine.then(|| plain.to_ascii_lowercase())
}

fn app(written: &str) -> Option<String> {
    let (package, signer) = match written.split_once('|') {
        Some((package, signer)) => (package.trim(), Some(signer.trim())),
        None => (written, None),
    };
    let fine = package.len() <= 255
        && package.contains('.')
        && package.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if !fine {
        return None;
    }
    match signer {
        Some(signer) => Some(format!("{package}|{}", hex(signer, 64)?)),
        None => Some(package.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_written_in_several_ways_has_one_form() {
        for (kind, ways) in [
            (Kind::Number, &["19900000001", "+86 199-0000-0001", "0086 19900000001", "8619900000001"][..]),
            (Kind::Number, &["010-99990000", "+861099990000", "+86 010 9999 0000"]),
            (Kind::Number, &["96110", "+8696110"]),
            (Kind::Number, &["+44 1632 960000", "00441632960000"]),
            (Kind::Account, &["999100000001:6217 0000-1", "999100000001:621700001"]),
            (Kind::Host, &["HTTPS://Www.Example.Test:443/", "www.example.test.", "ｗｗｗ．example.test"]),
            (Kind::Host, &["例子.example", "xn--fsqu00a.example"]),
            (Kind::Host, &["http://example.test/a/b?x=1#y", "example.test/a/b/"]),
            (Kind::Device, &["49015420323751", "490154203237518", "49-015420-323751-8"]),
        ] {
            let forms: Vec<_> = ways.iter().map(|way| kind.form(way).unwrap_or_default()).collect();
            assert!(forms.iter().all(|form| !form.is_empty() && *form == forms[0]), "{ways:?} {forms:?}");
        }
    }

    #[test]
    fn what_is_no_such_thing_is_refused() {
        for (kind, written) in [
            (Kind::Number, "not a number"),
            (Kind::Number, "+1"),
            (Kind::Account, "621700001"),
            (Kind::Name, "甲"),
            (Kind::Host, "localhost"),
            (Kind::Host, "a..example"),
            (Kind::App, "no-dots|00"),
            (Kind::App, "org.example.app|zz"),
            (Kind::Wallet, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
            (Kind::Number, ""),
        ] {
            assert_eq!(kind.form(written), Err(BadForm(kind)), "{written}");
        }
    }
}
