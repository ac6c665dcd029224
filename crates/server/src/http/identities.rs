//! Accounts at the site's identity provider, and whose they are.

pub mod ask;
pub mod link;
pub mod list;
pub mod unlink;
