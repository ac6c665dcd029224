//! Measures: what holds in the world, and its end.

pub mod extend;
pub mod extend_freeze;
pub mod hand_on;
pub mod lift;
pub mod list;
pub mod redress;
pub mod restore;
pub mod show;
pub mod slip;
pub mod unrelated;
