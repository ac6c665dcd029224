//! `cordon import`, `cordon export` and `cordon trace --data` from outside: bad rows, files known again,
//! kills, every form of file, and the store's answer beside the file's. The published stream where it is
//! given (`CORDON_TRANSFERS_DATA`, a folder).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod entries;
mod folder;
mod forms;
mod lists;
mod out;
