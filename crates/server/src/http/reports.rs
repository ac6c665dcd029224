//! Reports: intake.

pub mod file;
