//! ISO 20022 from outside: golden files of several versions, hostile files, and properties.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod golden;
mod properties;
