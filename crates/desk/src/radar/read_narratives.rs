//! The radar reads what victims of open cases told, those that no type is known for. Each is opened once in a
//! server's life, with a permit, for the purpose that the entry names; what is not part of a group is kept nowhere.

use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::reveal::{check_purpose, without_key};
use crate::verbs::ReadNarratives;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Case, CaseId, Code, Sealed, Stamp};
use cordon_store::{Doors, Read, Value};

/// Cases opened in one act.
pub const NARRATIVES_MAX: u32 = 50;
/// Types that say nothing: not known yet, and others.
const OPEN_TYPES: [&str; 2] = ["未定", "T14"];

/// What a victim told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrative {
    pub case: CaseId,
    pub reported_at: Stamp,
    pub told: Vec<Private>,
}

/// The oldest after `after`, reported since `since`; the last of them is the next `after`. Nothing to open leaves
/// no entry.
pub fn read_narratives(
    desk: &Desk,
    call: &Call,
    after: Option<CaseId>,
    since: Stamp,
) -> Result<(Vec<Narrative>, Option<CaseId>), Refusal> {
    let call = without_key(call);
    check_purpose(&call)?;
    let (waiting, last) = waiting(desk, after, since)?;
    if waiting.is_empty() {
        return Ok((Vec::new(), last));
    }
    let mut opened = Vec::new();
    desk.act::<ReadNarratives, _, ()>(
        &call,
        |look| {
            let cases = waiting.iter().map(|id| look.find::<Case>(id)).collect::<Result<Vec<_>, _>>()?;
            Ok((Resource::house(), cases))
        },
        |_permit, act, cases| {
            opened = cases.iter().map(|case| narrative(act, case)).collect::<Result<_, _>>()?;
            act.fact("fields", Fact::text("narrative contact"));
            Ok(())
        },
    )?;
    Ok((opened, last))
}

fn waiting(desk: &Desk, after: Option<CaseId>, since: Stamp) -> Result<(Vec<CaseId>, Option<CaseId>), Refusal> {
    desk.store().view("narratives", |view| {
        let after = after.map_or_else(String::new, |id| id.to_string());
        let rows: Vec<Case> = view.select(
            "where id > $1 and reported_at >= $2 order by id limit $3",
            &[Value::from(after), Value::from(since), Value::from(NARRATIVES_MAX)],
        )?;
        let last = rows.last().map(|case| case.id);
        let open =
            rows.iter().filter(|case| OPEN_TYPES.contains(&case.scam_type.as_str()) && told(case).next().is_some());
        Ok((open.map(|case| case.id).collect(), last))
    })
}

fn told(case: &Case) -> impl Iterator<Item = &Sealed> {
    case.narrative.iter().chain(&case.contact)
}

fn narrative(act: &mut Act<'_, '_>, case: &Case) -> Result<Narrative, Refusal> {
    let mut opened = Vec::new();
    for sealed in told(case) {
        match act.open(sealed) {
            Ok(text) => opened.push(Private(text)),
            // Erased since: there is nothing to read.
            Err(refusal) if refusal.code == Code::NotFound => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(Narrative { case: case.id, reported_at: case.reported_at, told: opened })
}
