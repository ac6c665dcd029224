//! Reports that agencies made of cases of their own (100401).

pub mod list;
