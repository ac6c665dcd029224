//! Cases: one victim's loss and all that is done about it.

pub mod attach;
pub mod evidence;
pub mod form03;
pub mod identify;
pub mod list;
pub mod review;
pub mod show;
pub mod timeline;
