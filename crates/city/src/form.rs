//! Orders and answers as the bytes of their wires: the same that the product sends and reads.

use anyhow::Context;
use cordon_model::exchange::{Answer, OpenOrder};
use cordon_model::{OrderKind, Wire};
use cordon_wire::json_form;
use cordon_wire::police_bank::{self, mapping};

pub fn bytes(wire: Wire, order: &OpenOrder) -> anyhow::Result<Vec<u8>> {
    match wire {
        Wire::PoliceBank => Ok(mapping::order_bytes(order)?),
        Wire::JsonForm => Ok(json_form::order_bytes(order)?),
        Wire::ByHand => anyhow::bail!("no house of the city is written to by hand"),
    }
}

/// What a house said, and to which kind of order, where the wire says that.
pub fn read(wire: Wire, bytes: &[u8]) -> anyhow::Result<(Answer, Option<OrderKind>)> {
    match wire {
        Wire::PoliceBank => {
            let message = police_bank::decode(bytes)?;
            let id = mapping::application_id_of(&message).context("an answer to nothing")?;
            Ok((mapping::answer_from(&message)?, mapping::kind_of_application(id)))
        }
        Wire::JsonForm => Ok((json_form::receipt_from(bytes)?, None)),
        Wire::ByHand => anyhow::bail!("no house of the city answers by hand"),
    }
}
