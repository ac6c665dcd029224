//! Stories through the desk, one file for each part of it. They are one program: it is linked once, and what the house
//! for tests offers and nobody uses is told by the compiler.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod afterwards;
mod alike;
mod archive;
mod claims;
mod classes;
mod converted;
mod council;
mod elsewhere;
mod freeze;
mod holds;
#[allow(dead_code, reason = "the server's `journal/` uses the rest")]
mod house;
mod identities;
mod import;
mod listed;
mod listing;
mod look_up;
mod money;
mod mules;
mod norms;
mod office;
mod paper;
mod payees;
mod radar;
mod raise;
mod reading;
mod rules;
mod rushes;
mod sign_in;
mod standing;
mod story;
mod telecom;
mod tills;
mod tips;
mod told;
mod trace;
mod trail;
mod waiting;
mod watch;
mod watches;
mod work;
