//! Events and their verdicts: the log on a disk that forgets, is full or rots; the room over a restart; the
//! routes; calls that go on; a centre that is killed while events come in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../../flow/tests/flow/disk/forgetful.rs"]
#[allow(dead_code, reason = "made for another room's tests; the part that is needed here is used")]
mod forgetful;
#[path = "../hall/mod.rs"]
#[allow(dead_code, reason = "made for another room's tests; the part that is needed here is used")]
mod hall;

mod broker;
mod calls;
mod ear;
mod events;
mod heard;
mod kill;
mod kill_saving;
mod lexicon;
mod log;
mod nats;
mod nats_stream;
mod payees;
mod room;
mod routes;
mod rules;
mod saved;
mod stream;
