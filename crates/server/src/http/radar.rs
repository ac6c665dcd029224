//! New scripts: see `cordon_desk::radar`.

pub mod adopt;
pub mod dismiss;
pub mod list;
pub mod note_warning;
pub mod show;
