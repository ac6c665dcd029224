//! The centre as a program and through its doors, one file for each part of it. They are one program that is linked
//! once; what kills a town, or needs a server of its own, is a program of its own beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;

mod acts;
#[allow(dead_code, reason = "`outside/` uses the rest")]
mod browser;
mod bundle;
mod centre;
mod citizen;
mod corpora;
mod described;
mod desk_pages;
mod drill;
mod duties;
mod flow;
mod found;
#[allow(dead_code, reason = "`verdicts/` uses the rest")]
mod hall;
mod inbox;
mod interop;
mod openapi;
mod paper;
mod peer;
mod race;
mod regressions;
mod routes;
mod sift;
mod strangers;
mod stream;
mod trace;
mod web;
mod workbench;
