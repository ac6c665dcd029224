//! Officers: who may sign in, and what they sign with.

pub mod enrol;
pub mod list;
pub mod reset_factors;
pub mod set_certificate;
pub mod set_password;
