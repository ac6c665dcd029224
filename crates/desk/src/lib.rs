//! What officers do: one verb, one file, one transaction, one entry in the journal.
//!
//! A verb first looks (what is it about, who has had a hand in it), is then given a [`Permit`] or
//! refused, and only then changes anything; all three happen inside one transaction, so a permit is
//! judged again whenever the transaction has to run again. A refusal leaves an entry of its own.
//!
//! The folders are the five lines of the field and the council; `order` holds what all lines share.
//! Not here: HTTP, wires, the clock, and SQL beyond a `where`.

pub mod actor;
pub mod clock;
pub mod council;
pub mod desk;
pub mod fresh;
pub mod limits;
pub mod listing;
pub mod look_up;
pub mod money;
pub mod norms;
pub mod office;
pub mod order;
pub mod permit;
pub mod radar;
pub mod read;
pub mod refusal;
pub mod reveal;
pub mod rules;
pub mod sealing;
pub mod telecom;
pub mod verbs;
pub mod verdicts;
pub mod work;

pub use actor::Actor;
pub use desk::{Act, Call, Desk, Look};
pub use fresh::Fresh;
pub use permit::{Permit, Resource};
pub use refusal::Refusal;
