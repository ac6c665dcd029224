//! The police-bank codec from outside: golden files, hostile files, properties.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answers;
mod freeze_samples;
mod golden;
mod hostile;
mod involved;
mod properties;
mod queries;
mod query_properties;
mod query_samples;
mod samples;
mod samples_of_others;
