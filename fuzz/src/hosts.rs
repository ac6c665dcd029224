//! Hosts of links: what scammers write so that it is read as something else. One host has one form, however it was
//! written, and what it looks like is asked of that form.

use super::text;
use cordon_model::listing::ListKind;
use cordon_sift::lists::forms::form;
use cordon_sift::lists::host::{HOSTS_MAX, Host, hosts_of};
use cordon_sift::lists::{Protected, skeleton};
use cordon_sift::text::normal::{Normaliser, Piece};
use std::sync::OnceLock;

fn protected() -> &'static Protected {
    static SHIPPED: OnceLock<Protected> = OnceLock::new();
    SHIPPED.get_or_init(|| Protected::shipped().unwrap())
}

pub fn hosts(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Some(host) = Host::parse(text) {
        has_one_form(&host);
    }
    if let Ok(listed) = form(ListKind::Host, text) {
        assert_eq!(form(ListKind::Host, &listed).as_ref(), Ok(&listed), "a listed host is found again");
    }
    let found = hosts_of(text);
    assert!(found.len() <= HOSTS_MAX);
    found.iter().for_each(has_one_form);
    same_whatever_follows(text);
    normalised(text);
}

fn has_one_form(host: &Host) {
    let form = host.form();
    let again = Host::parse(&form).unwrap_or_else(|| panic!("`{form}` is no host any more"));
    assert_eq!(&again, host, "`{form}`");
    is_cut_well(host);
    let drawn = skeleton(host.label());
    assert_eq!(skeleton(&drawn), drawn, "what `{}` looks like looks like something else", host.label());
    let imitated = protected().imitated(host);
    assert_eq!(protected().imitated(&Host::parse(host.name()).unwrap()), imitated, "a path changes no likeness");
    if protected().is_home(host.registrable()) {
        assert_eq!(imitated, None, "`{form}` imitates itself");
    }
    if let Some((place, _)) = imitated {
        assert!(protected().name(place).is_some());
    }
}

/// Its parts are parts of its name, and the closest of its names is itself.
fn is_cut_well(host: &Host) {
    let (name, registrable) = (host.name(), host.registrable());
    assert!(name.ends_with(registrable) && registrable.starts_with(host.label()), "{name}");
    assert!(!host.label().is_empty() && registrable.ends_with(host.suffix()), "{name}");
    let names: Vec<String> = host.names().map(Into::into).collect();
    assert!(names.contains(&name.to_owned()) && names.last().is_some_and(|last| last == registrable), "{names:?}");
    assert_eq!(names[0], host.form());
}

/// Of a link without a scheme neither query nor path is taken for the host.
fn same_whatever_follows(text: &str) {
    let Some(host) = Host::parse(text).filter(|host| host.form() == text && host.name() == text) else { return };
    for tail in ["/?to=https://example.com", "?u=a@example.com", "#x://example.com", "/@example.com:1/"] {
        let with = Host::parse(&format!("{text}{tail}"));
        assert_eq!(with.as_ref().map(Host::name), Some(host.name()), "{text}{tail}");
    }
}

/// The detector's own reading of a text finds links as well; its hosts are pieces of the text, in bounds.
fn normalised(text: &str) {
    let chars = u32::try_from(text.chars().count()).unwrap();
    let mut normaliser = Normaliser::default();
    let mut take = |piece: Piece<'_>| match piece {
        Piece::Host(host) => drop(Host::parse(host)),
        Piece::Symbol(symbol) => assert!(symbol.start + symbol.len <= chars, "{symbol:?} of {chars}"),
        _ => {}
    };
    text.chars().for_each(|c| normaliser.push(c, &mut take));
    normaliser.finish(&mut take);
}
