//! Is this call, message or payment a scam, and why? Pure: bytes and values in, values out; no file, no clock,
//! no chance.
//!
//! An event becomes named `facts`; `text` reads what was said; `radar` sees what goes round.

mod digest;
pub mod event;
pub mod facts;
pub mod key;
pub mod kinds;
pub mod radar;
pub mod text;
pub mod verdict;
