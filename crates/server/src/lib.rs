//! Cordon server.
