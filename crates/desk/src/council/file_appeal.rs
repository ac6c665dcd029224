//! A citizen objects to a measure. The code from the slip or the page and the last characters of the
//! account or number show that it is his to speak of; no other identity is asked for.

use crate::desk::{Act, Call, Desk};
use crate::limits::{NAME_CHARS_MAX, STATEMENT_CHARS_MAX};
use crate::permit::Resource;
use crate::read::public::measure_of;
use crate::refusal::Refusal;
use crate::verbs::FileAppeal;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Appeal, AppealGround, AppealId, AppealState, Code, Measure, MeasureKind, NormKey, Stamp};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewAppeal {
    pub public_code: String,
    /// The last four characters of the account or number.
    pub tail: Private,
    pub statement: Private,
    /// How to reach the person who objects.
    pub contact: Private,
    pub ground: AppealGround,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealFiled {
    pub progress_code: String,
    pub due: Stamp,
}

pub fn file_appeal(desk: &Desk, call: &Call, new: &NewAppeal) -> Result<AppealFiled, Refusal> {
    desk.act::<FileAppeal, _, _>(
        call,
        |look| {
            let vault = look.desk().vault();
            // Whatever is wrong with code or tail is told in the same words: nobody learns which.
            let measure =
                measure_of(look, vault, &new.public_code, &new.tail)?.ok_or(Refusal::bare(Code::TailMismatch))?;
            look.about(measure.id);
            Ok((Resource::new("Measure", measure.id), measure))
        },
        |_permit, act, measure| act.take_appeal(new, &measure),
    )
}

impl Act<'_, '_> {
    fn take_appeal(&mut self, new: &NewAppeal, measure: &Measure) -> Result<AppealFiled, Refusal> {
        if measure.state.force().is_none() {
            return Err(Refusal::bare(Code::NoMeasureInForce));
        }
        if new.ground == AppealGround::GoodFaith && measure.kind == MeasureKind::Shut {
            return Err(Refusal::field("ground", "is for money; nobody buys a number in good faith here"));
        }
        let open: Vec<Appeal> =
            self.select("where measure_id = $1 and state = 'open'", &[Value::from(measure.id.to_string())])?;
        if !open.is_empty() {
            return Err(Refusal::bare(Code::AppealPending));
        }
        let (now, norm) = (self.now(), due_norm(measure.kind, new.ground));
        let due = self.norms()?.deadline(norm, now, now)?;
        let appeal = Appeal {
            id: self.fresh.id(AppealId::make),
            measure: measure.id,
            ground: new.ground,
            filed_at: now,
            statement: self.seal_text("statement", &new.statement, STATEMENT_CHARS_MAX)?,
            contact: self.seal_text("contact", &new.contact, NAME_CHARS_MAX)?,
            due,
            state: AppealState::Open,
            progress_code: self.fresh.code(),
            escalated_at: None,
        };
        self.put(&appeal)?;
        self.about(appeal.id);
        for claim in &measure.claims {
            self.about(claim.case);
        }
        self.fact("ground", Fact::text(new.ground.name()));
        self.fact("due", Fact::Time(due.at));
        self.fact("due_norm", Fact::text(due.norm));
        Ok(AppealFiled { progress_code: appeal.progress_code, due: due.at })
    }
}

/// The norm by which an objection is decided.
pub const fn due_norm(kind: MeasureKind, ground: AppealGround) -> NormKey {
    match (ground, kind) {
        (AppealGround::GoodFaith, _) => NormKey::AppealGoodFaithDue,
        (_, MeasureKind::Stop | MeasureKind::Delay | MeasureKind::Hold | MeasureKind::Void) => NormKey::AppealStopDue,
        (_, MeasureKind::Freeze) => NormKey::AppealFreezeDue,
        (_, MeasureKind::Shut) => NormKey::AppealNumberDue,
    }
}
