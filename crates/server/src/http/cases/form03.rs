//! `GET /api/v1/cases/{id}/form03`: the 《紧急止付申请表》 of a case, prefilled, for the victim to sign. It
//! opens the victim's own facts, so it needs a purpose and leaves an entry like any opening.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::ids::parse;
use crate::http::pdf::pdf;
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::order::hand_over::centre;
use cordon_desk::reveal::{self, Revealed, Subject};
use cordon_desk::verbs::Reveal;
use cordon_desk::{Call, Refusal, read};
use cordon_model::{Account, Agency, Case, CaseId, Code, Currency, Duty, NormKey, Officer, OfficerId, Stamp, Transfer};
use cordon_papers::{Applicant, Intake, StopApplication};
use cordon_store::{Doors, Read};
use serde::Deserialize;
use utoipa::IntoParams;

/// For what, and for which transfer.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FormQuery {
    /// What it is needed for; stands in the journal.
    #[param(example = "打印申请表交受害人签名", min_length = 1, max_length = 200, pattern = "\\S")]
    purpose: String,
    /// Which transfer of the case, counted from 1.
    #[param(minimum = 1, maximum = 50, default = 1)]
    #[serde(default = "first")]
    transfer: u32,
}

fn first() -> u32 {
    1
}

/// Print the application for a stop
#[utoipa::path(
    get, path = "/api/v1/cases/{id}/form03", tag = "money", operation_id = "print_form03",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"), FormQuery),
    responses((status = 200, description = "the form", body = Vec<u8>, content_type = "application/pdf"),
        (status = 409, description = "not in CNY, or a text is too long for the form", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"), Looking)
)]
pub async fn form03(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Asker { call, ask }): Centre<Asker<FormQuery>>,
) -> Result<Response, Problem> {
    let call = call.purpose(&ask.purpose);
    let made =
        act::<Reveal, _, _>(&app, call, move || parse(&id), move |app, call, id| form(app, call, id, ask.transfer))
            .await?;
    Ok(pdf("form03.pdf", made.pdf))
}

pub fn form(app: &App, call: &Call, id: CaseId, number: u32) -> Result<cordon_papers::Paper, Refusal> {
    let case = read::case(&app.desk, call, id)?.case;
    let place = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
    let Some(transfer) = place.and_then(|place| case.transfers.get(place)) else {
        let refusal = Refusal::field("transfer", format!("is not 1 to {}", case.transfers.len()));
        return Err(app.desk.note_refusal("reveal", call, refusal, &[id.to_string()]));
    };
    if transfer.amount.currency() != Currency::CNY {
        let refusal = Refusal::new(Code::WrongState, "the form is for amounts in CNY");
        return Err(app.desk.note_refusal("reveal", call, refusal, &[id.to_string()]));
    }
    let open = reveal::reveal(&app.desk, call, Subject::Case(id), &wanted(&case, transfer, number))?;
    let names = names(app, call, &case, transfer)?;
    let facts = filled(&case, transfer, number, &open, names, call.now);
    cordon_papers::stop_application(&facts, &app.press).map_err(|e| Refusal::new(Code::WrongState, e.to_string()))
}

/// The facts that are there: a form may be printed before everything is known.
fn wanted(case: &Case, transfer: &Transfer, number: u32) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    if case.reporter.is_some() {
        fields.extend(["reporter.name", "reporter.id_number", "reporter.phone"].map(str::to_owned));
    }
    let mut put = |name: String, there: bool| fields.extend(there.then_some(name));
    put("narrative".to_owned(), case.narrative.is_some());
    put("contact".to_owned(), case.contact.is_some());
    put(format!("transfer.{number}.from"), true);
    put(format!("transfer.{number}.from_holder"), transfer.from.holder.is_some());
    put(format!("transfer.{number}.to"), transfer.to.is_some());
    put(format!("transfer.{number}.to_holder"), transfer.to.as_ref().is_some_and(|to| to.holder.is_some()));
    fields
}

/// What the form names besides the victim's facts.
struct Names {
    basis: String,
    organ: String,
    officer: String,
    second: String,
    from_bank: String,
    to_bank: String,
}

fn names(app: &App, call: &Call, case: &Case, transfer: &Transfer) -> Result<Names, Refusal> {
    let duty = on_duty(app, call, case.opened_at)?;
    app.desk.store().view("form03", |view| {
        let norms = app.desk.norms(view.sql())?;
        let basis = &norms.at(NormKey::StopLife, call.now)?.basis;
        let mut bank = |account: Option<&Account>| -> Result<String, Refusal> {
            let Some(account) = account else { return Ok(String::new()) };
            Ok(view.load::<Agency>(account.institution)?.map_or_else(String::new, |agency| agency.name))
        };
        let (from_bank, to_bank) = (bank(Some(&transfer.from))?, bank(transfer.to.as_ref())?);
        let mut name = |id: OfficerId| -> Result<String, Refusal> {
            Ok(view.load::<Officer>(id)?.map_or_else(String::new, |officer| officer.name))
        };
        let (officer, second) = match &duty {
            Some(duty) => (name(duty.operator)?, name(duty.investigator)?),
            None => (name(case.opened_by)?, String::new()),
        };
        let organ = centre(view)?.name;
        Ok(Names { basis: format!("{} {}", basis.source, basis.article), organ, officer, second, from_bank, to_bank })
    })
}

/// The shift that covers a moment: of several, the one entered last.
fn on_duty(app: &App, call: &Call, at: Stamp) -> Result<Option<Duty>, Refusal> {
    let newest = read::duties(&app.desk, call, &read::PageAsk::default())?;
    Ok(newest.items.into_iter().find(|duty| duty.covers(at)))
}

fn filled(case: &Case, transfer: &Transfer, number: u32, open: &Revealed, names: Names, now: Stamp) -> StopApplication {
    let fact = |name: &str| open.0.get(name).map_or_else(String::new, |fact| fact.0.clone());
    let side = |name: &str, bank: String| cordon_papers::Account {
        holder: fact(&format!("transfer.{number}.{name}_holder")),
        number: fact(&format!("transfer.{number}.{name}")),
        bank,
    };
    StopApplication {
        number: case.number.clone(),
        applicant: Applicant {
            name: fact("reporter.name"),
            document_kind: case.reporter.as_ref().map_or_else(String::new, |reporter| reporter.id_type.clone()),
            document_number: fact("reporter.id_number"),
            phone: fact("reporter.phone"),
        },
        paid_from: side("from", names.from_bank),
        paid_to: side("to", names.to_bank),
        amount_fen: transfer.amount.minor(),
        paid_at: transfer.debit.at.shanghai(),
        channel: transfer.channel.zh().to_owned(),
        suspicious_contact: fact("contact"),
        narrative: fact("narrative"),
        promise_given: String::new(),
        intake: Intake {
            organ: names.organ,
            officer: names.officer,
            second_officer: names.second,
            taken_at: case.opened_at.shanghai(),
        },
        legal_basis: names.basis.trim().to_owned(),
        made_at: now,
    }
}
