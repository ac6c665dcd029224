//! Cases: one victim's loss and all that is done about it.

pub mod alike;
pub mod attach;
pub mod evidence;
pub mod file;
pub mod form03;
pub mod freeze;
pub mod identify;
pub mod list;
pub mod merge;
pub mod part;
pub mod picture;
pub mod review;
pub mod rushes;
pub mod show;
pub mod timeline;
pub mod void;
