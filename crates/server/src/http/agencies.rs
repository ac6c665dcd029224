//! Agencies: banks, payment firms, carriers, police, and the keys of their machines.

pub mod give_bundle;
pub mod issue_key;
pub mod list;
pub mod list_keys;
pub mod register;
pub mod revoke_key;
pub mod set_file_key;
pub mod take_bundle;
