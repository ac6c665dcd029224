//! Alarms about calls that went on.

pub mod list;
