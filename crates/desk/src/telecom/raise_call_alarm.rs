//! A call that goes on looks like a scam: the alarm is kept, and whom to tell. The carrier tells the user and
//! the relatives; the centre sees it in its stream and its list. Nothing is stopped by it.

use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::number_key;
use crate::verbs::RaiseCallAlarm;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{AgencyId, CallAlarm, CallAlarmId, Code, Contact, ContactId, ContactKind};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewCallAlarm {
    /// The carrier's own number of the call.
    pub call: String,
    pub user: Private,
    pub probability: u16,
    pub scam: Option<String>,
    pub stage: Option<u8>,
    pub reasons: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaisedCallAlarm {
    pub alarm: CallAlarmId,
    pub relatives: Vec<ContactId>,
}

pub fn raise_call_alarm(desk: &Desk, call: &Call, new: &NewCallAlarm) -> Result<RaisedCallAlarm, Refusal> {
    let agency = call.actor.agency().ok_or(Refusal::bare(Code::NotFound))?;
    desk.act::<RaiseCallAlarm, _, _>(
        call,
        |_look| Ok((Resource::house().agency(agency), ())),
        |_permit, act, ()| {
            let id = act.fresh.id(CallAlarmId::make);
            act.about(id);
            let relatives = act.relatives(agency, &new.user)?;
            act.fact("probability", Fact::Int(i64::from(new.probability)));
            act.fact("relatives", Fact::Int(i64::try_from(relatives.len()).unwrap_or(i64::MAX)));
            new.scam.iter().for_each(|scam| act.fact("type", Fact::text(scam)));
            new.stage.iter().for_each(|stage| act.fact("stage", Fact::Int(i64::from(*stage))));
            let alarm = CallAlarm {
                id,
                agency,
                call: new.call.clone(),
                at: act.now(),
                probability: new.probability,
                scam: new.scam.clone(),
                stage: new.stage,
                reasons: new.reasons.clone(),
                relatives,
            };
            act.put(&alarm)?;
            Ok(RaisedCallAlarm { alarm: id, relatives: alarm.relatives })
        },
    )
}

impl Act<'_, '_> {
    fn relatives(&mut self, agency: AgencyId, user: &Private) -> Result<Vec<ContactId>, Refusal> {
        let user = number_key(self.vault(), &user.0);
        let named: Vec<Contact> = self.select(
            "where agency_id = $1 and user_key = $2 and kind = $3 and ended_at is null order by id",
            &[agency.to_string().into(), user.into(), Value::from(ContactKind::Relative.name())],
        )?;
        let now = self.now();
        Ok(named.into_iter().filter(|one| one.until > now).map(|one| one.id).collect())
    }
}
