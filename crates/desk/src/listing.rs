//! Lists and registers: who is listed and why, who agreed to advertising, who refused it, who complained, and what
//! people tell who lost nothing.
//!
//! What is listed comes in as its one form with its key in the lists; whoever calls (`server`) makes both.
//! Large lists stand in files beside the records; here stands which file is in force.

pub mod close_tip;
pub mod complain;
pub mod decide_listing;
pub mod decide_objection;
pub mod file_tip;
pub mod list_entry;
pub mod list_measures;
pub mod object_to_listing;
pub mod record_consent;
pub mod refuse_calls;
pub mod revoke_consent;
pub mod take_list;
pub mod unlist;

pub use close_tip::{ClosedTip, ClosingTip, close_tip};
pub use complain::{Complained, NewComplaint, complain};
pub use decide_listing::decide_listing;
pub use decide_objection::decide_objection;
pub use file_tip::{FiledTip, NewTip, TipThing, file_tip};
pub use list_entry::{ListedEntry, NewListing, list_entry};
pub use list_measures::{MeasuresListed, list_measures};
pub use object_to_listing::{Objected, object_to_listing};
pub use record_consent::{NewConsent, RecordedConsent, record_consent};
pub use refuse_calls::{RefusedNumber, refuse_calls};
pub use revoke_consent::revoke_consent;
pub use take_list::{TookList, take_list};
pub use unlist::unlist;

use cordon_model::exchange::Private;

/// A thing in its one form, and its key in the lists (16 hex digits).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    pub form: Private,
    pub key: String,
}
