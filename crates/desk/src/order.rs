//! What all lines share: an order's way from draft to answer, and what an answer does to a measure.

pub mod approve;
pub mod draft;
pub mod effect;
pub mod execute_elsewhere;
pub mod give_bundle;
pub mod hand_over;
pub mod hands;
pub mod lease;
pub mod lift;
pub mod open_scan;
pub mod open_sheet;
pub mod paper_statement;
pub mod raise;
pub mod receive;
pub mod record_elsewhere;
pub mod send;
pub mod take_bundle;
pub mod withdraw;

pub use hands::{hands_of, hands_of_order};
pub use lift::{lift_measure, reduce_measure};
