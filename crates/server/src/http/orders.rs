//! Orders: what agencies are asked to do.

pub mod approve;
pub mod list;
pub mod show;
pub mod withdraw;
