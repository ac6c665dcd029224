//! Officers: who may sign in, and what they sign with, until they leave.

pub mod enrol;
pub mod list;
pub mod reset_factors;
pub mod retire;
pub mod set_certificate;
pub mod set_password;
