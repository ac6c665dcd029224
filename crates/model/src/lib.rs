//! Cordon model.
