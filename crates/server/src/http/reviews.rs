//! Reviews of what was done under standing authority.

pub mod list;
pub mod sign;
