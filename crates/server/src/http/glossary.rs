//! What things are called.

pub mod show;
