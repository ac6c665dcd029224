//! What the journal says of verdicts, which have a log of their own: the root of each run of its records.
//! Who may send events is asked by [`judge_events`]; judging itself needs no transaction.

pub mod close_run;
pub mod judge_events;
pub mod reload_words;

pub use close_run::{ClosedRun, RunFacts, close_run};
pub use judge_events::judge_events;
pub use reload_words::{ReloadedWords, reload_words};
