//! Sessions: signing in, who am I, signing out.

pub mod ask_outside;
pub mod ask_passkey;
pub mod end;
pub mod end_all;
pub mod end_one;
mod half_in;
pub mod list;
pub mod me;
pub mod open;
pub mod passkey;
pub mod second;
pub mod ways;
