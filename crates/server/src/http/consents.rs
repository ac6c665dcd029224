//! Consents to advertising, kept by carriers.

pub mod record;
pub mod revoke;
