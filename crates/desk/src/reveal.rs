//! Opening sealed facts: for a purpose that is written down, one by one and by name. The entry says
//! who opened what and why; the facts themselves are neither in it nor remembered anywhere.
//!
//! Not here: handing an order to its agency, which opens what that agency needs (`order::hand_over`).

use crate::desk::{Call, Desk, Look};
use crate::limits::{PURPOSE_CHARS_MAX, REVEALED_FIELDS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::Reveal;
use cordon_journal::Fact;
use cordon_model::exchange::{Attachment, Private};
use cordon_model::{
    Account, Appeal, AppealId, BankReport, BankReportId, Case, CaseId, Code, Listing, ListingId, Measure, MeasureId,
    Order, OrderId, Paper, PaperId, Receipt, Sealed, Target, Tip, TipId,
};
use cordon_store::{Read, Value};
use std::collections::BTreeMap;

/// Whose facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `reporter.name`, `reporter.id_number`, `reporter.phone`, `narrative`, `contact`, and of each
    /// transfer, counted from 1: `transfer.1.from`, `.from_holder`, `.to`, `.to_holder`.
    Case(CaseId),
    /// `target`, `target_holder`, and of each receipt, counted from 1: `receipt.1.remark`, `.payee`,
    /// `.payee_holder`.
    Order(OrderId),
    /// `target`, `target_holder`.
    Measure(MeasureId),
    /// `statement`, `contact`.
    Appeal(AppealId),
    /// `message`: an agency's own report as it came.
    BankReport(BankReportId),
    /// `thing`, and of an objection to the entry: `statement`, `contact`.
    Listing(ListingId),
    /// `thing`, `story`, `contact`.
    Tip(TipId),
}

/// The opened facts by field name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed(pub BTreeMap<String, Private>);

type Facts = BTreeMap<String, Sealed>;

pub fn reveal(desk: &Desk, call: &Call, subject: Subject, fields: &[String]) -> Result<Revealed, Refusal> {
    let call = without_key(call);
    let mut opened = None;
    desk.act::<Reveal, _, ()>(
        &call,
        |look| {
            check_purpose(&call)?;
            subject_facts(look, subject)
        },
        |_permit, act, facts| {
            let chosen = choose(&facts, fields)?;
            act.fact("fields", Fact::text(chosen.keys().cloned().collect::<Vec<_>>().join(" ")));
            let mut open = BTreeMap::new();
            for (name, sealed) in chosen {
                open.insert(name, Private(act.open(&sealed)?));
            }
            opened = Some(Revealed(open));
            Ok(())
        },
    )?;
    opened.ok_or(Refusal::bare(Code::Internal))
}

/// Opens a paper of a case, such as the signed form.
pub fn reveal_paper(desk: &Desk, call: &Call, id: PaperId) -> Result<Attachment, Refusal> {
    let call = without_key(call);
    let mut opened = None;
    desk.act::<Reveal, _, ()>(
        &call,
        |look| {
            check_purpose(&call)?;
            let paper: Paper = look.find(id)?;
            // An officer's certificate belongs to no case: it travels with orders and is not shown.
            let case = paper.case.ok_or(Refusal::bare(Code::NotFound))?;
            look.about(case);
            Ok((Resource::new("Case", case), paper))
        },
        |_permit, act, paper| {
            act.fact("fields", Fact::text("paper"));
            let content = act.open_bytes(&paper.content)?;
            opened = Some(Attachment { kind: paper.kind, media: paper.media, content });
            Ok(())
        },
    )?;
    opened.ok_or(Refusal::bare(Code::Internal))
}

/// An answer that holds opened facts must never be remembered; opening again is another act.
pub(crate) fn without_key(call: &Call) -> Call {
    Call { actor: call.actor.clone(), purpose: call.purpose.trim().to_owned(), key: None, ..*call }
}

pub(crate) fn check_purpose(call: &Call) -> Result<(), Refusal> {
    if call.purpose.is_empty() {
        return Err(Refusal::bare(Code::PurposeMissing));
    }
    check_text("purpose", &call.purpose, PURPOSE_CHARS_MAX)
}

fn choose(facts: &Facts, fields: &[String]) -> Result<Facts, Refusal> {
    if fields.is_empty() {
        return Err(Refusal::missing("fields"));
    }
    if fields.len() > REVEALED_FIELDS_MAX {
        return Err(Refusal::field("fields", format!("are more than {REVEALED_FIELDS_MAX}; open fewer at once")));
    }
    fields
        .iter()
        .map(|name| match facts.get(name) {
            Some(sealed) => Ok((name.clone(), sealed.clone())),
            None => {
                let name: String = name.chars().take(40).collect();
                Err(Refusal::new(Code::FieldInvalid, format!("`{name}` is no sealed fact here")))
            }
        })
        .collect()
}

fn subject_facts(look: &mut Look<'_>, subject: Subject) -> Result<(Resource, Facts), Refusal> {
    let mut facts = Facts::new();
    let resource = match subject {
        Subject::Case(id) => {
            let case: Case = look.find(id)?;
            case_facts(&mut facts, &case);
            Resource::new("Case", id)
        }
        Subject::Order(id) => {
            let order: Order = look.find(id)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            target_facts(&mut facts, &order.target);
            let receipts: Vec<Receipt> =
                look.select("where order_id = $1 order by id", &[Value::from(id.to_string())])?;
            receipt_facts(&mut facts, &receipts);
            Resource::new("Order", id).agency(order.agency)
        }
        Subject::BankReport(id) => {
            let report: BankReport = look.find(id)?;
            facts.insert("message".to_owned(), report.message);
            Resource::new("Case", id).agency(report.agency)
        }
        Subject::Measure(id) => {
            let measure: Measure = look.find(id)?;
            target_facts(&mut facts, &measure.target);
            Resource::new("Measure", id).agency(measure.agency)
        }
        Subject::Listing(id) => {
            let listing: Listing = look.find(id)?;
            let objection = listing.objection.as_ref();
            put(&mut facts, "thing", Some(&listing.thing));
            put(&mut facts, "statement", objection.map(|objection| &objection.statement));
            put(&mut facts, "contact", objection.map(|objection| &objection.contact));
            Resource::new("Listing", id)
        }
        Subject::Tip(id) => {
            let tip: Tip = look.find(id)?;
            put(&mut facts, "thing", tip.thing.as_ref());
            put(&mut facts, "story", tip.story.as_ref());
            put(&mut facts, "contact", tip.contact.as_ref());
            Resource::new("Tip", id)
        }
        Subject::Appeal(id) => {
            let appeal: Appeal = look.find(id)?;
            look.about(appeal.measure);
            put(&mut facts, "statement", Some(&appeal.statement));
            put(&mut facts, "contact", Some(&appeal.contact));
            Resource::new("Appeal", id)
        }
    };
    Ok((resource, facts))
}

fn put(facts: &mut Facts, name: impl Into<String>, sealed: Option<&Sealed>) {
    if let Some(sealed) = sealed {
        facts.insert(name.into(), sealed.clone());
    }
}

fn case_facts(facts: &mut Facts, case: &Case) {
    if let Some(reporter) = &case.reporter {
        put(facts, "reporter.name", Some(&reporter.name));
        put(facts, "reporter.id_number", Some(&reporter.id_number));
        put(facts, "reporter.phone", Some(&reporter.phone));
    }
    put(facts, "narrative", case.narrative.as_ref());
    put(facts, "contact", case.contact.as_ref());
    for (n, transfer) in (1_u32..).zip(&case.transfers) {
        account_facts(facts, &format!("transfer.{n}.from"), Some(&transfer.from));
        account_facts(facts, &format!("transfer.{n}.to"), transfer.to.as_ref());
    }
}

fn account_facts(facts: &mut Facts, name: &str, account: Option<&Account>) {
    put(facts, name, account.map(|account| &account.number));
    put(facts, format!("{name}_holder"), account.and_then(|account| account.holder.as_ref()));
}

fn target_facts(facts: &mut Facts, target: &Target) {
    put(facts, "target", Some(target.sealed()));
    put(facts, "target_holder", target.account().and_then(|account| account.holder.as_ref()));
}

fn receipt_facts(facts: &mut Facts, receipts: &[Receipt]) {
    for (n, receipt) in (1_u32..).zip(receipts) {
        put(facts, format!("receipt.{n}.remark"), receipt.remark.as_ref());
        let debit = receipt.debit.as_ref();
        put(facts, format!("receipt.{n}.payee"), debit.and_then(|debit| debit.payee_number.as_ref()));
        put(facts, format!("receipt.{n}.payee_holder"), debit.and_then(|debit| debit.payee_holder.as_ref()));
    }
}
