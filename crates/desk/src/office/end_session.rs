//! An officer ends a session of his own from elsewhere: the browser at another desk, a program he no longer uses.

use super::factors::own;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::EndSession;
use cordon_model::{Code, SessionId};
use cordon_store::Read;

pub fn end_session(desk: &Desk, call: &Call, id: SessionId) -> Result<(), Refusal> {
    desk.act::<EndSession, _, ()>(
        call,
        |look| {
            look.about(own(call)?.id);
            Ok((Resource::house(), ()))
        },
        |_permit, act, ()| {
            let officer = own(act.call())?.id;
            // Another's session is not there for him.
            let ended = act.sql().exec(
                "delete from sessions where id = $1 and officer_id = $2",
                &[id.to_string().into(), officer.to_string().into()],
            )?;
            if ended == 0 { Err(Refusal::new(Code::NotFound, id.to_string())) } else { Ok(()) }
        },
    )
}
