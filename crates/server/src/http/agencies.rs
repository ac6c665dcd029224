//! Agencies: banks, payment firms, carriers, police, and the keys of their machines.

pub mod issue_key;
pub mod list;
pub mod register;
pub mod revoke_key;
