//! Whom users named to their carrier.

pub mod end;
pub mod register;
