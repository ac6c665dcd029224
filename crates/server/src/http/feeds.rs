//! What members are told regularly.

pub mod numbers;
