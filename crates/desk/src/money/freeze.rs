//! Freezes (冻结): after 立案 only, with a document, by two people, for an amount where that is
//! possible, with one named owner who must renew or end them in time.
//!
//! Not here: what the answers do (`order::effect`) and what time does (`clock`).

pub mod claimed;
pub mod extend_freeze;
pub mod find_unrelated;
pub mod freeze_account;
pub mod hand_on_freeze;
pub mod owner;
pub mod record_filing;

pub use extend_freeze::{NewExtension, extend_freeze};
pub use find_unrelated::{FoundUnrelated, find_unrelated};
pub use freeze_account::{DraftedFreeze, FreezeOf, NewFreeze, Scope, freeze};
pub use hand_on_freeze::{HandedOn, hand_on_freeze};
pub use owner::NewOwner;
pub use record_filing::{NewFiling, RecordedFiling, record_filing};
