//! Cordon member.
