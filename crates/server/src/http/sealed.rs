//! Sealed facts: whatever record they belong to, they are opened in one place.

pub mod reveal;
