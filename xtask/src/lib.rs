//! Checks on the house itself: what the compiler cannot see, so that reviews need not repeat it.
//!
//! Not here: checks of what the platform does. Those stand beside the code that does it.

pub mod tidy;
