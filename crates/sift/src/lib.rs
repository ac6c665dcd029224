//! Is this call, message or payment a scam, and why? Pure: bytes and values in, values out; no file, no clock,
//! no chance.
//!
//! An event becomes named `facts`: `text` reads what was said, `lists` know who is listed, `numbers` and
//! `payments` remember what callers and payers did lately (`state`). `rules` read the facts, and `judge` makes a
//! `verdict` of them. `radar` sees what goes round and nothing explains yet.

mod digest;
pub mod event;
pub mod facts;
pub mod judge;
pub mod key;
pub mod kinds;
pub mod lists;
pub mod numbers;
mod pack;
pub mod payments;
pub mod radar;
pub mod rules;
pub mod state;
pub mod text;
pub mod verdict;
mod window;
