//! An agency's gateway: it takes orders from the centre, checks them against the agency's books, acts,
//! answers, and ends every hold by its own clock. For banks, payment firms and carriers alike.
//!
//! A bank connects its own core by [`core_banking::Core`] (`docs/guides/connect-a-bank.md`); without one
//! the built-in [`ledger`] serves. Not here: tracing money, judging whether an order is wise.

pub mod admin;
mod centre;
pub mod clock;
pub mod config;
pub mod core_banking;
mod courier;
pub mod decide;
mod error;
pub mod gateway;
pub mod intake;
pub mod ledger;
mod run;
mod store;

pub use clock::{Clock, Now, SystemClock};
pub use config::Config;
pub use error::Error;
pub use gateway::{Gateway, Taken, TakenBundle};
pub use run::{run, run_with};
pub use store::Outgoing;
