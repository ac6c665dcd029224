//! What is going round: near copies of one text, and scripts that no type explains yet.
//!
//! Not here: which script a text follows (`text`), and who decides on a draft (the desk).

pub mod copies;
