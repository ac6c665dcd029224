//! Orders: what agencies are asked to do.

pub mod approve;
pub mod elsewhere;
pub mod elsewhere_answer;
pub mod list;
pub mod scan;
pub mod sheet;
pub mod show;
pub mod told;
pub mod withdraw;
