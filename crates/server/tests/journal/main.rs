//! The journal checked from outside: the real binary over copies of a lived-in data folder, each
//! damaged in one way by somebody who has the database's own rights, and a running centre over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../../desk/tests/house/mod.rs"]
#[allow(dead_code, reason = "made for another room's tests; the part that is needed here is used")]
mod house;

mod entries;
mod proofs;
mod registers;
mod rows;
mod running;
mod signing;
mod site;
