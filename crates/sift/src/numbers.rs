//! Telephone numbers: their one form, which of them imitate a hotline, what each has done lately, and its
//! grade.
//!
//! Not here: lists of numbers (`lists`), what is said in calls (`text`), and whose a number is: the carriers
//! know.

mod caller;
mod counters;
mod grade;
pub mod hotline;
pub mod number;
mod plan;
mod stages;

pub use caller::{DEVICES_MAX, REGIONS_MAX, SHORT_SECONDS, STILL_CALLS};
pub use counters::{BUSY_CALLS, CARDS_MAX, CELL_MAX, COMPLAINTS_MAX, Numbers, RANGE_MAX, Sizes};
pub(crate) use counters::{caller_key, key};
pub(crate) use grade::tell as tell_grade;
pub use grade::{Grader, QUIET_STEP_DAYS, Standing};
pub use stages::Steps;
