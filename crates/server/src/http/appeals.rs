//! Appeals, as the council sees them.

pub mod decide;
pub mod list;
