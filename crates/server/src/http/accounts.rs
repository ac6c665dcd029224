//! Accounts as movements know them: those that are protected.

pub mod list;
pub mod protect;
pub mod unprotect;
