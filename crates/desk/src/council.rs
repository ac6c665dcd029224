//! The council (联席会议): norms and their changes, appeals of citizens, reviews of what was done
//! under standing authority. Whoever acted does not judge the act.
//!
//! Not here: the clock that runs out on an appeal (`clock`).

pub mod decide_appeal;
pub mod decide_norm;
pub mod file_appeal;
mod free_untainted;
pub mod progress;
pub mod propose_norm;
pub mod review_act;

pub use decide_appeal::{AppealDecided, Decision, Outcome, decide_appeal};
pub use decide_norm::{NormDecided, decide_norm};
pub use file_appeal::{AppealFiled, NewAppeal, file_appeal};
pub use progress::{AppealProgress, progress};
pub use propose_norm::{NewNorm, NormProposed, propose_norm};
pub use review_act::{ActReviewed, Finding, review_act};
