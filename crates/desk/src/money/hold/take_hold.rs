//! An agency holds money of its own customer on its own suspicion, and tells of it: the hold stands
//! from its own moment until the police must have confirmed it, at most. Told again under the same
//! reference, it is the same hold.

use crate::desk::{Act, Call, Desk};
use crate::limits::CLOCK_SKEW_MAX_MS;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_reference;
use crate::verbs::TakeHold;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{
    AccountClass, Agency, AgencyId, BankReport, BankReportId, Code, Deadline, Digest, Measure, MeasureEvent, MeasureId,
    MeasureKind, Money, NormKey, ReceiptId, Stamp, Target,
};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

/// Under which name an agency's reference is kept beside its reports (100401).
pub(crate) const KEPT_AS: &str = "hold/";
/// The agency's own words may name people: they stand sealed in its report. This is what everybody reads.
const REASON: &str = "机构发现可疑交易，先行止付";

#[derive(Clone, Debug)]
pub struct NewHold {
    /// The agency's own name for it.
    pub reference: String,
    pub account: Private,
    pub holder: Option<Private>,
    pub class: AccountClass,
    pub held: Money,
    /// What it may take at most; none for the whole account.
    pub limit: Option<Money>,
    /// What was on the account before.
    pub balance: Option<Money>,
    pub from: Stamp,
    /// Until when the agency itself means to hold; the norm may end it earlier.
    pub until: Option<Stamp>,
}

/// What the agency is told, and tells its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenHold {
    pub measure: MeasureId,
    /// For the customer: with the last characters of his account it opens the public page.
    pub public_code: String,
    /// Not confirmed by then, it is over.
    pub until: Stamp,
    /// The same had been told before.
    pub already: bool,
}

/// `message` is what the agency sent, as it came; `body` its digest.
pub fn take_hold(
    desk: &Desk,
    call: &Call,
    agency: AgencyId,
    new: &NewHold,
    message: &[u8],
    body: [u8; 32],
) -> Result<TakenHold, Refusal> {
    desk.act::<TakeHold, _, _>(
        call,
        |look| {
            let earlier: Vec<BankReport> = look.select(
                "where agency_id = $1 and application_id = $2",
                &[Value::from(agency.to_string()), Value::from(format!("{KEPT_AS}{}", new.reference))],
            )?;
            Ok((Resource::house().agency(agency), earlier.into_iter().next()))
        },
        |_permit, act, earlier| match earlier {
            Some(earlier) => act.known_hold(&earlier, body),
            None => act.new_hold(agency, new, message, body),
        },
    )
}

impl Act<'_, '_> {
    fn known_hold(&mut self, earlier: &BankReport, body: [u8; 32]) -> Result<TakenHold, Refusal> {
        self.about(earlier.id);
        if earlier.body != Digest(body) {
            return Err(Refusal::new(Code::IdempotencyConflict, "the same reference with other content"));
        }
        let id = earlier.measure.ok_or_else(|| Refusal::new(Code::Internal, "a hold's report names no measure"))?;
        let measure: Measure = self.need(id)?;
        self.about(measure.id);
        self.fact("already", Fact::Bool(true));
        let until = measure.state.force().map_or(self.now(), |force| force.until);
        Ok(TakenHold { measure: measure.id, public_code: measure.public_code, until, already: true })
    }

    fn new_hold(
        &mut self,
        agency: AgencyId,
        new: &NewHold,
        message: &[u8],
        body: [u8; 32],
    ) -> Result<TakenHold, Refusal> {
        check(new)?;
        let agency: Agency = self.need(agency)?;
        if !agency.kind.keeps_accounts() {
            return Err(Refusal::new(Code::AgencyWrongKind, agency.code));
        }
        let (until, norm) = self.held_until(new)?;
        let holder = new.holder.as_deref();
        let account = self.account("account", agency.id, &new.account, new.class, holder)?;
        if let Some(other) = self.running_on(&account.key)?.first() {
            return Err(Refusal::new(Code::AlreadyInForce, other.id.to_string()));
        }
        self.remember_account(&account)?;
        let report = self.keep_hold(&agency, new, message, body)?;
        let mut measure = self.new_measure(MeasureKind::Hold, agency.id, Target::Account(account), REASON);
        measure.life = Some(norm.norm);
        // No order was answered: what put it in force is the agency's own report, and bears its number.
        let receipt = ReceiptId::from_bytes(report.id.bytes());
        let event = MeasureEvent::Imposed { held: Some(new.held), limit: new.limit, from: new.from, until, receipt };
        measure.step(&event, self.now())?;
        self.put(&measure)?;
        self.put(&BankReport { measure: Some(measure.id), ..report })?;
        self.occurred(new.from);
        self.fact("confirm_due", Fact::Time(norm.at));
        self.fact("confirm_norm", Fact::text(norm.norm));
        self.state_measure(&measure);
        Ok(TakenHold { measure: measure.id, public_code: measure.public_code, until, already: false })
    }

    /// The agency's own moment is believed as far back as a hold may last unconfirmed, so that what it
    /// told late is not held longer.
    fn held_until(&mut self, new: &NewHold) -> Result<(Stamp, Deadline), Refusal> {
        let now = self.now();
        if new.from > now.plus_ms(CLOCK_SKEW_MAX_MS) {
            return Err(Refusal::field("from", "lies in the future"));
        }
        let due = self.norms()?.deadline(NormKey::HoldConfirmDue, new.from, now)?;
        let until = new.until.map_or(due.at, |until| until.min(due.at));
        if until <= now {
            return Err(Refusal::field("from", "lies so far back that the hold is over already"));
        }
        Ok((until, due))
    }

    fn keep_hold(
        &mut self,
        agency: &Agency,
        new: &NewHold,
        message: &[u8],
        body: [u8; 32],
    ) -> Result<BankReport, Refusal> {
        let id = self.fresh.id(BankReportId::make);
        self.about(id);
        self.fact("body", Fact::Bytes(body.to_vec()));
        Ok(BankReport {
            id,
            agency: agency.id,
            application_id: format!("{KEPT_AS}{}", new.reference),
            received_at: self.now(),
            message: self.seal("hold_report", message, MeasureKind::Hold.zh().to_owned())?,
            body: Digest(body),
            case: None,
            refused: None,
            answered_at: Some(self.now()),
            measure: None,
        })
    }
}

/// What cannot be true is refused.
fn check(new: &NewHold) -> Result<(), Refusal> {
    check_reference("reference", &new.reference)?;
    if !new.held.is_positive() {
        return Err(Refusal::field("held", "must be above 0"));
    }
    if new.limit.is_some_and(|limit| limit.currency() != new.held.currency() || limit < new.held) {
        return Err(Refusal::field("limit", "is less than what is held, or in another currency"));
    }
    if let Some(balance) = new.balance
        && (balance.currency() != new.held.currency() || balance < new.held)
    {
        return Err(Refusal::field("balance", "is less than what is held, or in another currency"));
    }
    if new.until.is_some_and(|until| until <= new.from) {
        return Err(Refusal::field("until", "does not lie after `from`"));
    }
    Ok(())
}
