//! Telephone numbers: shutting off.

pub mod shut;
