//! Whether a scam's script runs in a text, a chat or a live call, and why. The hot path counts in whole
//! numbers; learning and probabilities use floats in rooms of their own.
//!
//! A text goes `normal` (as it is meant) -> `clause` (phrases and their sense) and `gate` (n-grams) -> `call`
//! (what is kept) -> `model` (the sum, in thousandths of a logit) -> `verdict` (level, type, stage, reasons).
//!
//! Not here: whether it may be read at all (the server asks for a basis), and what follows from a verdict.

pub mod call;
pub mod clause;
pub mod eval;
pub mod gate;
pub mod lexicon;
pub mod matcher;
pub mod model;
pub mod normal;
pub mod record;
pub mod train;
pub mod verdict;
