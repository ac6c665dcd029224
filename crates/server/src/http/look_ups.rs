//! One object is looked up on a ground; who looked at what.

pub mod list;
pub mod look;
