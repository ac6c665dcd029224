//! Following the money of all open cases at once, and acting on it: ask the next bank, stop the next
//! account, note what broke out.
//!
//! A round looks at what has become known, traces anew what that concerns ([`standing`]), and for every
//! case whose part has changed calls one verb, [`extend::extend_trace`]: it pins that part and drafts
//! what follows from it, in one transaction and one entry. What was learned of the case's money
//! meanwhile makes the verb step back; the next round looks again.

mod books;
mod changes;
pub mod check;
pub mod extend;
mod joint;
pub mod list;
mod listed;
mod lying;
mod onward;
mod open;
mod part;
pub mod propose;
pub mod source;
mod standing;
mod unwatch;
mod wait;

use crate::actor::Actor;
use crate::desk::{Call, Desk};
use crate::refusal::Refusal;
use cordon_model::{Code, Order, OrderKind, Stamp};
use cordon_store::{Doors, Read, Value};
use extend::Patience;
pub(crate) use joint::open_cases;
pub use joint::{Joint, joint};
pub use listed::told_rows;
pub use part::{Asking, CasePart};
pub use standing::Standing;
use unwatch::watches_on;

/// Cases that are followed together; older ones are left as they were last traced.
pub const OPEN_CASE_MS: i64 = 30 * cordon_model::time::DAY_MS;
/// The most cases in one joint trace; more are named in the log, the newest are followed.
pub const JOINT_CASES_MAX: i64 = 20_000;
/// How often a case steps back for what was learned meanwhile, before it acts on what it has.
pub const STEPS_BACK_MAX: u32 = 3;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traced {
    pub cases: u32,
    /// Cases whose part changed and that acted on it.
    pub extended: u32,
    /// Something was learned while it acted, or it failed: worth another round.
    pub again: bool,
}

/// One round over all open cases.
pub fn round(
    desk: &Desk,
    now: Stamp,
    seed: &mut dyn FnMut() -> [u8; 32],
    standing: &mut Standing,
) -> Result<Traced, Refusal> {
    standing.look(desk, now)?;
    let mut traced = Traced { cases: u32::try_from(standing.count()).unwrap_or(u32::MAX), ..Traced::default() };
    for case in standing.waiting() {
        let Some(turn) = standing.turn(case)? else { continue };
        let digest = turn.digest;
        let call = Call::new(Actor::Platform, now, seed());
        let patience = if turn.stepped_back < STEPS_BACK_MAX { Patience::StepsBack } else { Patience::Out };
        match extend::extend_trace(desk, &call, &turn, patience) {
            Ok(did) => {
                traced.extended = traced.extended.saturating_add(u32::from(did.acted));
                traced.again |= did.more;
                if !did.more {
                    standing.has_acted(case, digest);
                }
            }
            Err(refusal) => {
                if refusal.code != Code::WrongState {
                    tracing::error!(%case, code = %refusal.code, detail = %refusal.detail,
                        "a case could not act on its trace; it will try again");
                }
                standing.has_stepped_back(case);
                traced.again = true;
            }
        }
    }
    Ok(traced)
}

/// Whether a part says nothing that the case does not know, and asks for nothing that is not asked.
fn is_quiet(desk: &Desk, now: Stamp, part: &CasePart) -> Result<bool, Refusal> {
    let beyond = part.places.iter().any(|place| place.level > 1 || place.exit.is_some());
    let moved = part.places.iter().any(|place| place.balance.is_some());
    let lost = part.absorbed.is_positive() || part.unseen.is_positive() || part.overlap.is_positive();
    if beyond || moved || lost || part.unclaimed || !part.breaches.is_empty() {
        return Ok(false);
    }
    desk.store().view("is_quiet", |view| {
        for ask in &part.asks {
            let asked: Vec<Order> = view.select(
                "where target_key = $1 and kind in ('query_account', 'query_serial') order by id desc limit 1",
                &[Value::from(ask.account.as_str())],
            )?;
            let Some(order) = asked.iter().find(|order| !order.state.is_over()) else { return Ok(false) };
            // Its watch may have ended while nobody followed it.
            if order.kind == OrderKind::QueryAccount && watches_on(view, &ask.account, now)?.is_empty() {
                return Ok(false);
            }
        }
        // A case that had a trace must be told that it is over.
        Ok(crate::read::cases::newest_trace(view, part.case)?.is_none())
    })
}
