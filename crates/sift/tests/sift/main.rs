//! The detector as a whole: pieces against the whole, sums against their parts, files against tampering.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod copies;
mod left_out;
mod lexicon;
mod model;
mod pieces;
mod radar;
mod town;
