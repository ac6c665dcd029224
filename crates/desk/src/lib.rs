//! Cordon desk.
