//! What must hold of every parser of bytes from outside: it never panics, takes no more time and memory
//! than its input is worth, and what it read and writes again reads as the same. One function a parser;
//! `fuzz_targets/` lets libFuzzer look for bytes that break it, and `corpora.rs` among the server's tests
//! replays everything that was found, in `corpus/`, on every run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken promise is told by panicking"
)]

pub mod files;
pub mod hosts;
pub mod http;
pub mod journal;
pub mod values;
pub mod wire;

/// A parser and what must hold of it.
pub type Target = (&'static str, fn(&[u8]));

/// By the names of their fuzz targets and corpora.
pub const TARGETS: &[Target] = &[
    ("entry", journal::entry),
    ("note", journal::note),
    ("proof", journal::proof),
    ("tile", journal::tile),
    ("police_bank", wire::police_bank),
    ("poll", wire::poll),
    ("json_order", wire::json_order),
    ("json_receipt", wire::json_receipt),
    ("bundle", wire::bundle),
    ("gateway", wire::gateway),
    ("transfers", files::transfers),
    ("statement", files::statement),
    ("iso20022", wire::iso20022),
    ("spreadsheet", files::spreadsheet),
    ("seed", files::seed),
    ("norms", files::norms),
    ("settings", files::settings),
    ("values", values::values),
    ("hosts", hosts::hosts),
    ("query", http::query),
    ("body", http::body),
    ("loopback", http::loopback),
];

/// The first byte chooses among `choices`, the rest is what is read.
fn chosen<'a, T: Copy>(bytes: &'a [u8], choices: &[T]) -> Option<(T, &'a [u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((choices[usize::from(*first) % choices.len()], rest))
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
