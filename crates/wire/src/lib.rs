//! How others speak: bytes <-> model, one module for each interface, each with its golden files.
//!
//! Not here: sockets, clocks, stores. A module turns bytes into typed messages and back.

pub mod bundle;
pub mod iso20022;
pub mod json_form;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod police_bank;
pub mod rows;
