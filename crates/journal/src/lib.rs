//! Cordon journal.
