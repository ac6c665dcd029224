//! What waits for a person.

pub mod list;
