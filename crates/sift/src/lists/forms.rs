//! The one form of what can be listed: the same thing written in two ways has one key.

use super::host::Host;
use super::wallet;
use crate::key::{Key, Keyer, Known};
use crate::numbers::number::Number;
pub use cordon_model::listing::ListKind as Kind;

/// More of anything that can be listed is not taken.
pub const FORM_BYTES_MAX: usize = 512;

/// By which of the keys a kind is known.
pub const fn known(kind: Kind) -> Known {
    match kind {
        Kind::Number => Known::Number,
        Kind::Account => Known::Account,
        Kind::Name => Known::Name,
        Kind::Host => Known::Host,
        Kind::Wallet => Known::Wallet,
        Kind::Device => Known::Device,
        Kind::App => Known::App,
    }
}

/// The key of a thing of this kind, however it is written.
pub fn key(kind: Kind, keyer: &Keyer, written: &str) -> Result<Key, BadForm> {
    Ok(keyer.key(known(kind), &form(kind, written)?))
}

pub fn form(kind: Kind, written: &str) -> Result<String, BadForm> {
    let written = written.trim();
    if written.is_empty() || written.len() > FORM_BYTES_MAX {
        return Err(BadForm(kind));
    }
    let form = match kind {
        Kind::Number => number(written),
        Kind::Account => account(written),
        Kind::Name => hex(written, 64),
        Kind::Host => Host::parse(written).map(|host| host.form()),
        Kind::Wallet => wallet::form(written),
        Kind::Device => device(written),
        Kind::App => app(written),
    };
    // What has grown too long by folding could not be asked for again.
    form.filter(|form| form.len() <= FORM_BYTES_MAX).ok_or(BadForm(kind))
}

/// What was written is no thing of that kind. Says nothing of what it was: it may be a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no {}: {}", .0.name(), hint(*.0))]
pub struct BadForm(pub Kind);

const fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "write digits, with + and the country's code if it is foreign",
        Kind::Account => "write the institution's code, a colon and the account's number",
        Kind::Name => "write the SM3 hash of the name in 64 hex digits",
        Kind::Host => "write a domain or a URL",
        Kind::Wallet => "its checksum fails, or its kind is not known",
        Kind::Device => "write an IMEI or the device's id",
        Kind::App => "write package|signer, the signer in 64 hex digits",
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
            (Kind::Number, &["025-29990000", "+862529990000", "+86 025 2999 0000"]),
            (Kind::Number, &["96110", "+8696110"]),
            (Kind::Number, &["+44 1632 960000", "00441632960000"]),
            (Kind::Account, &["999100000001:6217 0000-1", "999100000001:621700001"]),
            (Kind::Host, &["HTTPS://Www.Example.Test:443/", "www.example.test.", "ｗｗｗ．example.test"]),
            (Kind::Host, &["例子.example", "xn--fsqu00a.example"]),
            (Kind::Host, &["http://example.test/a/b?x=1#y", "example.test/a/b/"]),
            (Kind::Device, &["49015420323751", "490154203237518", "49-015420-323751-8"]),
        ] {
            let forms: Vec<_> = ways.iter().map(|way| form(kind, way).unwrap_or_default()).collect();
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
            assert_eq!(form(kind, written), Err(BadForm(kind)), "{written}");
        }
    }
}
