//! Telephone numbers: their one form, which of them imitate a hotline, what each has done lately, and its
//! grade.
//!
//! Not here: lists of numbers (`lists`), what is said in calls (`text`), and whose a number is: the carriers
//! know.

pub mod hotline;
pub mod number;
pub mod plan;
