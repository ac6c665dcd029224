//! The tracer against the oracle, both against golden files, and the laws that every trace keeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod asking;
mod backward;
mod broken;
mod case;
mod disk;
mod equal;
mod export;
mod follow;
mod golden;
mod laws;
mod picture;
mod plan;
mod reach;
mod signs;
mod standing;
