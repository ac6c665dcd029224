//! Events and their verdicts: an agency sends what it sees, and is told in the answer.

pub mod judge;
pub mod member;
pub mod reload;
pub mod show;
