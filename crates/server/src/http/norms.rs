//! Norms and their changes.

pub mod decide;
pub mod list;
pub mod propose;
pub mod show;
