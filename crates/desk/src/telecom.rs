//! The telecom line (通信): a number that scams is shut off by its carrier, and restored.
//!
//! Not here: approval, sending and answers, which all lines share (`order`).

pub mod restore_number;
pub mod shut_number;

pub use restore_number::{DraftedRestore, restore_number};
pub use shut_number::{DraftedShut, NewShut, shut_number};
