//! The telecom line (通信): a number that scams is shut off by its carrier, and restored; whom users named
//! to their carrier, and alarms about calls.
//!
//! Not here: approval, sending and answers, which all lines share (`order`).

pub mod allowed;
pub mod end_contact;
pub mod raise_call_alarm;
pub mod register_contact;
pub mod restore_number;
pub mod shut_number;

pub use allowed::is_allowed;
pub use end_contact::{EndedContact, end_contact};
pub use raise_call_alarm::{NewCallAlarm, RaisedCallAlarm, raise_call_alarm};
pub use register_contact::{NewContact, RegisteredContact, register_contact};
pub use restore_number::{DraftedRestore, restore_number};
pub use shut_number::{DraftedShut, NewShut, shut_number};
