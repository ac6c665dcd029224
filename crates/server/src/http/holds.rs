//! Holds that agencies began by themselves.

pub mod confirm;
