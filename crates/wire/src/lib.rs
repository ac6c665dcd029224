//! Cordon wire.
