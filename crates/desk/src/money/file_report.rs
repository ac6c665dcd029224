//! Intake (接警): a victim's report becomes a case, and in the same transaction the first orders
//! stand in the banks' queues. Account, amount and time come first; the rest may come later.

use crate::desk::{Act, Call, Desk, Look};
use crate::limits::{FUTURE_MAX_MS, NARRATIVE_CHARS_MAX, SAME_TRANSFER_WITHIN_MS, TRANSFERS_PER_REPORT_MAX};
use crate::money::plan::Planned;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::account_key;
use crate::verbs::FileReport;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{
    AccountClass, Agency, Author, BankReport, BankReportId, Case, CaseId, Channel, Code, Money, NormKey, Order,
    OrderId, Posting, Reporter, Stamp, Standing, Transfer, TransferId,
};
use cordon_store::{Read, Value, Vault};
use serde::{Deserialize, Serialize};

/// One side of a transfer as the victim tells it.
#[derive(Clone, Debug)]
pub struct Side {
    pub institution_code: String,
    pub number: Private,
    pub holder: Option<Private>,
    pub class: AccountClass,
}

#[derive(Clone, Debug)]
pub struct ReportedTransfer {
    pub from: Side,
    /// None when the victim does not know: the payer's bank will.
    pub to: Option<Side>,
    pub amount: Money,
    pub at: Stamp,
    pub channel: Channel,
}

#[derive(Clone, Debug)]
pub struct ReporterInput {
    pub name: Private,
    pub id_type: String,
    pub id_number: Private,
    pub phone: Private,
}

#[derive(Clone, Debug)]
pub struct Report {
    pub reporter: Option<ReporterInput>,
    pub transfers: Vec<ReportedTransfer>,
    pub scam_type: String,
    pub narrative: Option<Private>,
    /// The scammer's calls and messages.
    pub contact: Option<Private>,
    /// When the victim called: now, or earlier for what was written on paper first.
    pub reported_at: Option<Stamp>,
    /// The agency's own report (100401) that this case is opened for.
    pub bank_report: Option<BankReportId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub case: CaseId,
    pub number: String,
    /// The same report had already been filed: nothing was done twice.
    pub already: bool,
    pub planned: Planned,
}

/// A transfer with its institutions found.
struct Found {
    from: Agency,
    to: Option<Agency>,
}

pub fn file_report(desk: &Desk, call: &Call, report: &Report) -> Result<Filed, Refusal> {
    desk.act::<FileReport, _, _>(
        call,
        |look| {
            check(report, look.call().now)?;
            let found = report.transfers.iter().map(|t| institutions(look, t)).collect::<Result<Vec<_>, _>>()?;
            if let Some(id) = report.bank_report {
                look.find::<BankReport>(id)?;
            }
            let same = same_report(look, report, &found)?;
            Ok((Resource::house(), (found, same)))
        },
        |_permit, act, (found, same)| match same {
            Some(case) => add_to_case(act, case, report, &found),
            None => open_case(act, report, &found),
        },
    )
}

fn check(report: &Report, now: Stamp) -> Result<(), Refusal> {
    if report.transfers.is_empty() {
        return Err(Refusal::missing("transfers"));
    }
    if report.transfers.len() > TRANSFERS_PER_REPORT_MAX {
        return Err(Refusal::new(Code::TooLarge, format!("`transfers` has more than {TRANSFERS_PER_REPORT_MAX}")));
    }
    if !is_scam_type(&report.scam_type) {
        return Err(Refusal::field("scam_type", "is not T01 to T15 or 未定"));
    }
    let latest = now.plus_ms(FUTURE_MAX_MS);
    if report.reported_at.is_some_and(|at| at > latest) {
        return Err(Refusal::field("reported_at", "lies in the future"));
    }
    let currency = report.transfers.first().map(|t| t.amount.currency());
    for transfer in &report.transfers {
        if !transfer.amount.is_positive() {
            return Err(Refusal::field("amount", "must be above 0"));
        }
        if Some(transfer.amount.currency()) != currency {
            return Err(Refusal::field("amount", "one report has one currency"));
        }
        if transfer.at > latest {
            return Err(Refusal::field("at", "lies in the future"));
        }
    }
    Ok(())
}

fn is_scam_type(text: &str) -> bool {
    let number = text.strip_prefix('T').filter(|n| n.len() == 2).and_then(|n| n.parse::<u8>().ok());
    text == "未定" || number.is_some_and(|n| (1..=15).contains(&n))
}

pub(crate) fn agency_by_code(read: &mut impl Read, code: &str) -> Result<Agency, Refusal> {
    let mut found: Vec<Agency> = read.select("where code = $1", &[Value::from(code)])?;
    found
        .pop()
        .filter(|agency| agency.active)
        .ok_or_else(|| Refusal::new(Code::AgencyUnknown, code.chars().take(16).collect::<String>()))
}

fn institutions(look: &mut Look<'_>, transfer: &ReportedTransfer) -> Result<Found, Refusal> {
    let from = agency_by_code(look, &transfer.from.institution_code)?;
    let to = transfer.to.as_ref().map(|to| agency_by_code(look, &to.institution_code)).transpose()?;
    for agency in [Some(&from), to.as_ref()].into_iter().flatten() {
        if !agency.kind.keeps_accounts() {
            return Err(Refusal::new(Code::AgencyWrongKind, agency.code.clone()));
        }
    }
    Ok(Found { from, to })
}

/// Whether a transfer as told is one that a case already has: same payer, same payee (or both
/// unknown), same amount, about the same time. A denied one is no transfer any more.
fn is_told(vault: &Vault, known: &Transfer, told: &ReportedTransfer, found: &Found) -> bool {
    let to_key = match (&told.to, &found.to) {
        (Some(side), Some(agency)) => Some(account_key(vault, agency.id, &side.number)),
        _ => None,
    };
    !known.is_denied()
        && known.from.key == account_key(vault, found.from.id, &told.from.number)
        && known.to.as_ref().map(|to| &to.key) == to_key.as_ref()
        && known.amount == told.amount
        && known.debit.at.since_ms(told.at).abs() <= SAME_TRANSFER_WITHIN_MS
}

/// A case that the first transfer of a report already stands in: 110 and the counter often take the
/// same call twice. A victim who sent the same sum to two accounts has two reports.
fn same_report(look: &mut Look<'_>, report: &Report, found: &[Found]) -> Result<Option<Case>, Refusal> {
    let (Some(first), Some(institutions)) = (report.transfers.first(), found.first()) else { return Ok(None) };
    let vault = look.desk().vault();
    let from_key = account_key(vault, institutions.from.id, &first.from.number);
    let orders: Vec<Order> = look.select(
        "where target_key = $1 and kind = 'confirm_debit' order by id desc limit 20",
        &[Value::from(from_key.as_str())],
    )?;
    for case in orders.iter().filter_map(|order| order.case) {
        let case: Case = look.need(case)?;
        if case.transfers.iter().any(|known| is_told(vault, known, first, institutions)) {
            return Ok(Some(case));
        }
    }
    Ok(None)
}

/// The same victim calls again and knows more: who he is, or further transfers. What is new joins the
/// case; what is known is done once.
fn add_to_case(act: &mut Act<'_, '_>, mut case: Case, report: &Report, found: &[Found]) -> Result<Filed, Refusal> {
    let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
    let author = Author::Officer { officer };
    let mut planned = Planned::default();
    act.about(case.id);
    let before = case.transfers.len();
    if let (None, Some(reporter)) = (&case.reporter, &report.reporter) {
        case.reporter = Some(seal_reporter(act, reporter)?);
        for transfer in case.transfers.clone().iter().filter(|t| !t.is_denied()) {
            act.pursue(&mut case, transfer, author, &mut planned)?;
        }
    }
    for (told, found) in report.transfers.iter().zip(found) {
        if case.transfers.iter().any(|known| is_told(act.vault(), known, told, found)) {
            continue;
        }
        let transfer = transfer(act, told, found)?;
        case.transfers.push(transfer.clone());
        act.pursue(&mut case, &transfer, author, &mut planned)?;
        let asked = act.ask_payer(&case, &transfer, author)?;
        planned.orders.push(asked);
    }
    let already = planned == Planned::default();
    act.fact("already", Fact::Bool(already));
    act.fact("transfers_added", Fact::Int(i64::try_from(case.transfers.len().saturating_sub(before)).unwrap_or(0)));
    if !already {
        act.put(&case)?;
    }
    Ok(Filed { case: case.id, number: case.number, already, planned })
}

fn open_case(act: &mut Act<'_, '_>, report: &Report, found: &[Found]) -> Result<Filed, Refusal> {
    let now = act.now();
    let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
    let id = act.fresh.id(CaseId::make);
    act.about(id);
    let reporter = report.reporter.as_ref().map(|reporter| seal_reporter(act, reporter)).transpose()?;
    let narrative = seal_long(act, "narrative", report.narrative.as_ref())?;
    let contact = seal_long(act, "contact", report.contact.as_ref())?;
    let mut transfers = Vec::with_capacity(report.transfers.len());
    for (told, found) in report.transfers.iter().zip(found) {
        transfers.push(transfer(act, told, found)?);
    }
    let mut case = Case {
        id,
        number: number(id, now),
        scam_type: report.scam_type.clone(),
        occurred_at: transfers.iter().map(|t| t.debit.at).min().unwrap_or(now),
        reported_at: report.reported_at.unwrap_or(now),
        opened_at: now,
        opened_by: officer,
        reporter,
        narrative,
        contact,
        transfers,
        keyed_at: None,
        stopped_at: None,
        notes: Vec::new(),
        filing: None,
    };
    let planned = first_orders(act, &mut case, Author::Officer { officer })?;
    act.occurred(case.occurred_at);
    act.fact("reported_at", Fact::Time(case.reported_at));
    act.fact("scam_type", Fact::text(&case.scam_type));
    act.fact("identified", Fact::Bool(case.reporter.is_some()));
    let keyed_due = act.norms()?.deadline(NormKey::IntakeKeyedDue, case.reported_at, now)?;
    act.fact("keyed_due", Fact::Time(keyed_due.at));
    act.fact("keyed_norm", Fact::text(keyed_due.norm));
    act.put(&case)?;
    if let Some(id) = report.bank_report {
        let mut told: BankReport = act.need(id)?;
        told.case = Some(case.id);
        act.put(&told)?;
    }
    Ok(Filed { case: case.id, number: case.number, already: false, planned })
}

fn first_orders(act: &mut Act<'_, '_>, case: &mut Case, author: Author) -> Result<Planned, Refusal> {
    let mut planned = Planned::default();
    for transfer in case.transfers.clone() {
        act.pursue(case, &transfer, author, &mut planned)?;
        let asked: OrderId = act.ask_payer(case, &transfer, author)?;
        planned.orders.push(asked);
    }
    Ok(planned)
}

pub(crate) fn seal_reporter(act: &mut Act<'_, '_>, input: &ReporterInput) -> Result<Reporter, Refusal> {
    crate::sealing::check_text("id_type", &input.id_type, 20)?;
    Ok(Reporter {
        name: act.seal_name("reporter_name", &input.name)?,
        id_type: input.id_type.clone(),
        id_number: act.seal_id_number("reporter_id_number", &input.id_number)?,
        phone: act.seal_phone("reporter_phone", &input.phone)?,
    })
}

fn seal_long(
    act: &mut Act<'_, '_>,
    field: &str,
    text: Option<&Private>,
) -> Result<Option<cordon_model::Sealed>, Refusal> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| act.seal_text(field, text, NARRATIVE_CHARS_MAX)).transpose()
}

fn transfer(act: &mut Act<'_, '_>, told: &ReportedTransfer, found: &Found) -> Result<Transfer, Refusal> {
    let from = account(act, "payer", &told.from, &found.from)?;
    let to = match (&told.to, &found.to) {
        (Some(side), Some(agency)) => Some(account(act, "payee", side, agency)?),
        _ => None,
    };
    Ok(Transfer {
        id: act.fresh.id(TransferId::make),
        from,
        to,
        amount: told.amount,
        debit: Posting { at: told.at, seq: None },
        credit: None,
        channel: told.channel,
        standing: Standing::Reported,
    })
}

fn account(act: &mut Act<'_, '_>, field: &str, side: &Side, agency: &Agency) -> Result<cordon_model::Account, Refusal> {
    act.account(field, agency.id, &side.number, side.class, side.holder.as_deref())
}

/// `CD` + the day + 12 hex digits of the id: unique, and at most 30 characters for the wire.
fn number(id: CaseId, now: Stamp) -> String {
    let day: String = now.shanghai().chars().filter(char::is_ascii_digit).take(8).collect();
    let tail: String = id.to_string().chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    format!("CD{day}{}", tail.to_uppercase())
}
