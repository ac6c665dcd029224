//! Cordon store.
