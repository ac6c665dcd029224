//! W city in a box: people, banks, payment firms, gangs and their victims, from one seed, on one clock.
//! The centre is the product's own desk and store, the institutions are the product's own gateways, and
//! every word between them goes over the product's own wires.
//!
//! Not here: processes and sockets (`server`). No clock, no randomness but the seed's; threads only where a
//! race plays several cities side by side.

pub mod banks;
pub mod centre;
pub mod change;
pub mod dice;
pub mod drill;
pub mod form;
mod office;
pub mod race;
pub mod script;
pub mod settings;
pub mod strategy;
mod truth;
pub mod world;
