//! Numbers: their one form, what imitates a hotline, and counters beside an oracle that keeps everything.
//! Subscribers here are 199 0000 …, which nobody has.

pub mod counters;
mod forms;
mod grades;
pub mod measure;
mod oracle;
pub mod streets;
