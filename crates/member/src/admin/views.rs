//! What the loopback service answers, as JSON.

use crate::core_banking::{Core, Restriction, ValueScope};
use crate::error::Error;
use crate::gateway::HeldOnSuspicion;
use crate::ledger::LedgerCore;
use crate::ledger::posting::{Posted, Why};
use crate::ledger::value::Used;
use cordon_model::Stamp;
use serde_json::{Value, json};

pub(super) fn result(id: &str, posted: &Posted) -> Value {
    match posted {
        Posted::Done { debit, credit } => {
            json!({"id": id, "posted": true, "debit_balance": debit, "credit_balance": credit})
        }
        Posted::NotPosted(why) => {
            let free = match why {
                Why::Held(free) | Why::TooLittle(free) => Some(free),
                _ => None,
            };
            json!({"id": id, "posted": false, "why": why.name(), "free": free})
        }
    }
}

pub(super) fn account(ledger: &mut LedgerCore<'_>, number: &str, now: Stamp) -> Result<Option<Value>, Error> {
    let Some(account) = ledger.account(number)? else { return Ok(None) };
    let free = ledger.free(number, now)?;
    let holds: Vec<Value> = ledger.restrictions(number)?.iter().map(|each| hold(each, now)).collect();
    let value = ledger.value(&ValueScope { number, buyer: None })?;
    Ok(Some(json!({
        "number": account.number,
        "class": account.class,
        "status": account.status.name(),
        "balance": account.balance,
        "free": free,
        "holds": holds,
        "value": value.map(|value| json!({
            "bought": value.bought, "unused": value.unused, "voided": value.voided,
        })),
    })))
}

fn hold(hold: &Restriction, now: Stamp) -> Value {
    json!({
        "reference": hold.reference,
        "kind": hold.kind.name(),
        "organ": hold.organ,
        "limit": hold.limit,
        "held": hold.held,
        "from": hold.from.rfc3339(),
        "until": hold.until.map(Stamp::rfc3339),
        "ended_at": hold.ended_at.map(Stamp::rfc3339),
        "in_force": hold.in_force(now),
        "times": hold.times,
    })
}

pub(super) fn suspicion(done: &HeldOnSuspicion, now: Stamp) -> Value {
    match done {
        HeldOnSuspicion::Held(made) => json!({"held": true, "hold": hold(made, now)}),
        HeldOnSuspicion::NotHeld(why) => json!({"held": false, "why": why}),
    }
}

pub(super) fn used(id: &str, used: Used) -> Value {
    let left = match used {
        Used::Voided(left) | Used::TooLittle(left) => Some(left),
        _ => None,
    };
    match used {
        Used::Done => json!({"id": id, "used": true}),
        _ => json!({"id": id, "used": false, "why": used.name(), "left": left}),
    }
}
