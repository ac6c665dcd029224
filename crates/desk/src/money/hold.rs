//! The bank first (机构先行止付): an agency holds on its own suspicion and tells the centre; the police
//! confirm it for a case, or it lapses. The customer is told by the agency, with a code of ours. No
//! other agency learns of it.

pub mod confirm_hold;
pub mod take_hold;

pub use confirm_hold::{ConfirmedHold, confirm_hold};
pub(crate) use take_hold::KEPT_AS;
pub use take_hold::{NewHold, TakenHold, take_hold};
