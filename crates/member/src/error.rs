//! Why the gateway could not go on. No text of an order and no account number stands in an error.

use crate::core_banking::CoreError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the configuration is not usable: {0}")]
    Config(String),
    #[error("the gateway's store failed: {0}; check the disk and the data folder")]
    Store(#[from] rusqlite::Error),
    #[error("{0}")]
    Core(#[from] CoreError),
    #[error("an answer could not be written: {0}")]
    Answer(String),
    #[error("the seed is not usable: {0}")]
    Seed(String),
    #[error("the file is not taken: {0}")]
    Bundle(String),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("the gateway's store was left in the middle of a step by a fault; start the gateway again")]
    Poisoned,
}
