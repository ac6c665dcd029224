//! The detector as a whole: pieces against the whole, sums against their parts, files against tampering.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod copies;
mod judge;
mod left_out;
mod lexicon;
mod lists;
mod model;
mod numbers;
mod payments;
mod pieces;
mod radar;
mod rules;
mod town;
