//! Sessions: signing in, who am I, signing out.

pub mod end;
pub mod me;
pub mod open;
