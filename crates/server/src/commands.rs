//! The commands of the binary, one file each.

pub mod demo;
pub mod drill;
pub mod export;
pub mod flow;
pub mod found;
pub mod import;
pub mod journal;
pub mod keys;
pub mod member;
pub mod race;
pub mod serve;
pub mod sift;
pub mod store;
pub mod trace;
