//! A file of entries takes effect: the generation that holds it, with all that held before, is the one in force
//! from now on. The file lies on the disk before this act, so that nothing is ever half there; the same file again
//! changes nothing.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::TakeList;
use cordon_journal::Fact;
use cordon_model::{Code, TakenList};
use cordon_store::{Read, listings};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TookList {
    /// The generation in force.
    pub generation: String,
}

/// `list.place` and `list.taken_at` are set here. `replaces` is the generation that the new one was made from.
pub fn take_list(desk: &Desk, call: &Call, list: &TakenList, replaces: Option<&str>) -> Result<TookList, Refusal> {
    desk.act::<TakeList, _, _>(
        call,
        |look| {
            look.about(&list.id);
            Ok((Resource::house(), ()))
        },
        |_permit, act, ()| {
            check_text("reason", &list.reason, REASON_CHARS_MAX)?;
            if act.load::<TakenList>(&list.id)?.is_some() {
                return Err(Refusal::new(Code::WrongState, "this file was taken before"));
            }
            let last = listings::last_list(act.sql())?;
            if last.as_ref().map(|last| last.generation.as_str()) != replaces {
                return Err(Refusal::new(Code::WrongState, "another list was taken meanwhile; take this one again"));
            }
            let place = last.map_or(1, |last| last.place.saturating_add(1));
            act.put(&TakenList { place, taken_at: act.now(), ..list.clone() })?;
            act.fact("kind", Fact::text(list.kind.name()));
            act.fact("level", Fact::text(list.level.name()));
            act.fact("source", Fact::text(list.source.name()));
            act.fact("rows", Fact::Int(i64::try_from(list.rows).unwrap_or(i64::MAX)));
            act.fact("bad_rows", Fact::Int(i64::try_from(list.bad_rows).unwrap_or(i64::MAX)));
            act.fact("generation", Fact::text(&list.generation));
            Ok(TookList { generation: list.generation.clone() })
        },
    )
}
