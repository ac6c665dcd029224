//! Standing questions to banks.

pub mod list;
