//! The journal, as its entries.

pub mod list;
