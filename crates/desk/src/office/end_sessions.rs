//! An officer signs out everywhere: here, at other desks, in his programs.

use super::factors::own;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::EndSessions;
use cordon_journal::Fact;

/// How many ended.
pub fn end_sessions(desk: &Desk, call: &Call) -> Result<u64, Refusal> {
    desk.act::<EndSessions, _, _>(
        call,
        |look| {
            look.about(own(call)?.id);
            Ok((Resource::house(), ()))
        },
        |_permit, act, ()| {
            let officer = own(act.call())?.id;
            let ended = act.end_sessions_but(officer, None)?;
            act.fact("ended", Fact::Int(i64::try_from(ended).unwrap_or(i64::MAX)));
            Ok(ended)
        },
    )
}
