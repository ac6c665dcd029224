//! The room of serving: events come in, are judged with what is remembered, and their verdicts are durable
//! before anybody is told. What a verdict is stands in `cordon-sift`; who may ask stands in `http`.

pub mod batches;
pub mod calls;
pub mod check;
pub mod commit;
pub mod complaints;
pub mod ear;
pub mod ids;
pub mod listed;
pub mod log;
pub mod members;
pub mod pages;
pub mod past;
pub mod payees;
pub mod record;
pub mod room;
pub mod saved;
pub mod service;
pub mod shadow;
pub mod state;
pub mod transcript;
pub mod words;
