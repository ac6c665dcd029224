//! The binary `cordon`: the centre's API, pages and jobs, and the commands around them.
//!
//! The only crate that knows HTTP, async, the system clock and randomness. It finds out who is
//! calling and what was said; what may be done and what it does stands in `desk`.

pub mod app;
mod archives;
mod check;
pub mod clock;
pub mod commands;
pub mod config;
pub mod deliver;
pub mod demo;
pub mod drill;
pub mod http;
pub mod jobs;
mod lists;
pub mod log;
pub mod mules;
pub mod nats;
pub mod outside;
pub mod passkeys;
pub mod radar;
pub mod random;
pub mod records;
pub mod rules;
pub mod seal;
pub mod sift;
mod statements;
mod unpack;
pub mod web;
mod workbench;
