//! What a question of `cordon-order/1` asks for.

use super::parts::{filled, stamp, stamp_text, text};
use super::{CODE_CHARS_MAX, FormError, SERIAL_CHARS_MAX};
use cordon_model::{Query, SerialKind};
use serde::{Deserialize, Serialize};

/// `{"of":"statement", …}`, `{"of":"movements", …}`, `{"of":"serial", …}`
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum QueryForm {
    Statement {
        /// Yesterday and today, at once.
        quick: bool,
        from: String,
        until: String,
    },
    Movements {
        from: String,
        until: String,
    },
    Serial {
        kind: SerialKind,
        /// The bank whose number it is.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        bank_code: String,
        serial: String,
        /// The day of the payment.
        on: String,
    },
}

impl QueryForm {
    pub(super) fn of(query: &Query) -> Result<Self, FormError> {
        let form = match query {
            Query::Statement { quick, from, until } => Self::Statement {
                quick: *quick,
                from: stamp_text(*from, "query.from")?,
                until: stamp_text(*until, "query.until")?,
            },
            Query::Movements { from, until } => {
                Self::Movements { from: stamp_text(*from, "query.from")?, until: stamp_text(*until, "query.until")? }
            }
            Query::Serial { kind, bank_code, serial, on } => Self::Serial {
                kind: *kind,
                bank_code: bank_code.clone(),
                serial: serial.clone(),
                on: stamp_text(*on, "query.on")?,
            },
        };
        form.query()?;
        Ok(form)
    }

    pub(super) fn query(&self) -> Result<Query, FormError> {
        match self {
            Self::Statement { quick, from, until } => Ok(Query::Statement {
                quick: *quick,
                from: stamp(from, "query.from")?,
                until: stamp(until, "query.until")?,
            }),
            Self::Movements { from, until } => {
                Ok(Query::Movements { from: stamp(from, "query.from")?, until: stamp(until, "query.until")? })
            }
            Self::Serial { kind, bank_code, serial, on } => {
                text(bank_code, CODE_CHARS_MAX, "query.bank_code")?;
                filled(serial, SERIAL_CHARS_MAX, "query.serial")?;
                Ok(Query::Serial {
                    kind: *kind,
                    bank_code: bank_code.clone(),
                    serial: serial.clone(),
                    on: stamp(on, "query.on")?,
                })
            }
        }
    }
}
