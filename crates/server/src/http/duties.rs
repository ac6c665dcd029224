//! The duty roster.

pub mod list;
pub mod set;
