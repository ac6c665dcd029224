//! Watches that end: the desk goes from one officer to the next.

pub mod hand_over;
pub mod list;
mod shape;
pub mod show;
pub mod take_over;
