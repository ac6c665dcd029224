//! Papers: the form a victim signs, prefilled; its scan, attached; the slip for a bank's counter.

use super::case::after;
use super::case_parts::first_with_payee;
use super::names;
use crate::app::App;
use crate::web::desk::{id, look};
use crate::web::forms::{Control, form, submit};
use crate::web::page::download;
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show::{self, Names};
use crate::web::text as t;
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::limits::PURPOSE_CHARS_MAX;
use cordon_desk::money::attach_paper::attach_paper;
use cordon_desk::reveal::{Revealed, Subject, reveal};
use cordon_desk::{Call, Refusal, read};
use cordon_model::{
    Agency, AgencyKind, Case, CaseId, Code, Measure, MeasureId, MeasureKind, MeasureState, NormKey, Transfer,
};
use cordon_papers::{
    Account, Applicant, BLOCK_CHARS_MAX, Bilingual, CounterSlip, Intake, Paper, PaperError, SlipMeasure,
    StopApplication,
};
use maud::{Markup, html};

const PDF: &str = "application/pdf";
const OBJECT_ZH: &str =
    "凭公开查询码和账号（号码）后四位，在反诈中心公开页面提出申诉，由未参与该措施的人员审理；逾期未决的措施自动解除。";
const OBJECT_EN: &str = "Object on the centre's public page with the public code and the last four characters of the account or number; \
somebody who had no hand in the measure decides, and past the time it is lifted by itself.";
const LAW_EN: &str = "Law against telecom and online fraud, and the rules named above";

pub fn form03_form(v: &Visitor, case: &Case, typed: &Fields) -> Markup {
    let l = v.lang;
    let first = first_with_payee(case);
    let transfers: Vec<(String, String)> = (1_usize..)
        .zip(&case.transfers)
        .map(|(n, one)| (n.to_string(), format!("{n}: {} {}", one.debit.at.shanghai(), one.amount)))
        .collect();
    let chosen = first.saturating_add(1).to_string();
    let controls = html! {
        @if transfers.len() > 1 { (Control::new(l, "transfer", t::TRANSFER, typed).value(&chosen).select(&transfers)) }
        @else { input type="hidden" name="transfer" value="1"; }
        (Control::new(l, "purpose", t::PURPOSE, typed).hint(t::PURPOSE_HINT).max(PURPOSE_CHARS_MAX).required().input())
        (submit(l, t::PRINT_FORM))
    };
    html! { details { summary { (l.of(t::PRINT_FORM)) } (form(v, &format!("/desk/cases/{}/form03", case.id), typed, &controls)) } }
}

pub async fn attach(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, scan) = (text.clone(), acting.fields.file.clone());
    let done = acting
        .act(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let scan = understood(app, call, "attach_paper", scan.ok_or_else(|| Refusal::missing("file")))?;
            attach_paper(&app.desk, call, case, &scan)?;
            Ok(case)
        })
        .await;
    after(&app, &acting, &text, done).await
}

pub async fn form03(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let printed = acting
        .act_anew(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let place = typed.get("transfer").parse::<usize>().ok().and_then(|n| n.checked_sub(1)).unwrap_or(0);
            print_form(app, call, case, place)
        })
        .await;
    match printed {
        Ok((number, paper)) => download(&format!("{number}-03.pdf"), PDF, paper.pdf),
        Err(problem) => after(&app, &acting, &text, Err(problem)).await,
    }
}

fn unprintable(error: &PaperError) -> Refusal {
    Refusal::new(Code::PaperInvalid, error.to_string())
}

/// Opens what the form needs, and no more; the entry names the purpose and the fields.
fn print_form(app: &App, call: &Call, id: CaseId, place: usize) -> Result<(String, Paper), Refusal> {
    let case = read::case(&app.desk, call, id)?.case;
    let transfer = case.transfers.get(place).ok_or_else(|| Refusal::field("transfer", "is none of this case's"))?;
    let names = names(app, call)?;
    let opened = reveal(&app.desk, call, Subject::Case(id), &fields_of(&case, transfer, place))?;
    let application = application(&case, transfer, place, &names, &opened, call);
    let paper = cordon_papers::stop_application(&application, &app.font).map_err(|error| unprintable(&error))?;
    Ok((case.number, paper))
}

fn fields_of(case: &Case, transfer: &Transfer, place: usize) -> Vec<String> {
    let n = place.saturating_add(1);
    let mut fields = vec![format!("transfer.{n}.from")];
    let mut also = |there: bool, name: String| {
        if there {
            fields.push(name);
        }
    };
    also(transfer.from.holder.is_some(), format!("transfer.{n}.from_holder"));
    also(transfer.to.is_some(), format!("transfer.{n}.to"));
    also(transfer.to.as_ref().is_some_and(|to| to.holder.is_some()), format!("transfer.{n}.to_holder"));
    for name in ["reporter.name", "reporter.id_number", "reporter.phone"] {
        also(case.reporter.is_some(), name.to_owned());
    }
    also(case.narrative.is_some(), "narrative".to_owned());
    also(case.contact.is_some(), "contact".to_owned());
    fields
}

fn application(
    case: &Case,
    transfer: &Transfer,
    place: usize,
    names: &Names,
    opened: &Revealed,
    call: &Call,
) -> StopApplication {
    let n = place.saturating_add(1);
    let fact = |name: &str| opened.0.get(name).map(|text| text.0.clone()).unwrap_or_default();
    let account = |side: &str, bank: Option<String>| Account {
        holder: fact(&format!("transfer.{n}.{side}_holder")),
        number: fact(&format!("transfer.{n}.{side}")),
        bank: bank.unwrap_or_default(),
    };
    StopApplication {
        number: case.number.clone(),
        applicant: Applicant {
            name: fact("reporter.name"),
            document_kind: case.reporter.as_ref().map(|who| who.id_type.clone()).unwrap_or_default(),
            document_number: fact("reporter.id_number"),
            phone: fact("reporter.phone"),
        },
        paid_from: account("from", Some(show::agency(names, transfer.from.institution))),
        paid_to: account("to", transfer.to.as_ref().map(|to| show::agency(names, to.institution))),
        amount_fen: transfer.amount.minor(),
        paid_at: transfer.debit.at.shanghai(),
        channel: transfer.channel.zh().to_owned(),
        suspicious_contact: fitting(&fact("contact")),
        narrative: fact("narrative"),
        promise_given: String::new(),
        // The two officers sign by hand: who they are is known when they do.
        intake: Intake {
            organ: centre(names).map(|centre| centre.name.clone()).unwrap_or_default(),
            taken_at: case.reported_at.shanghai(),
            ..Intake::default()
        },
        legal_basis: cordon_desk::order::draft::basis(cordon_model::OrderKind::Stop).to_owned(),
        made_at: call.now,
    }
}

/// The form has less room for the scammer's calls and messages than the case has: it says where the
/// rest is.
fn fitting(text: &str) -> String {
    const REST: &str = "……（其余见案件记录）";
    if text.chars().count() <= BLOCK_CHARS_MAX {
        return text.to_owned();
    }
    text.chars().take(BLOCK_CHARS_MAX.saturating_sub(REST.chars().count())).chain(REST.chars()).collect()
}

/// The house's own agency; there is one.
fn centre(names: &Names) -> Option<&Agency> {
    names.values().find(|agency| agency.kind == AgencyKind::Centre)
}

/// The slip names nobody: no fact is opened for it.
pub async fn slip(State(app): State<App>, Path(text): Path<String>, seated: Seated) -> Response {
    let printed = look(&app, &seated, move |app, call| print_slip(app, call, &text)).await;
    match printed {
        Ok((code, paper)) => download(&format!("slip-{code}.pdf"), PDF, paper.pdf),
        Err(response) => response,
    }
}

fn print_slip(app: &App, call: &Call, text: &str) -> Result<(String, Paper), Refusal> {
    let measure: MeasureId = id(app, call, text)?;
    let detail = read::measure(&app.desk, call, measure)?;
    let names = names(app, call)?;
    let objection = clock(app, call, &detail.measure)?;
    let slip = slip_of(&detail.measure, centre(&names), &objection, call)?;
    let paper = cordon_papers::counter_slip(&slip, &app.font).map_err(|error| unprintable(&error))?;
    Ok((detail.measure.public_code, paper))
}

/// Within how long an objection is decided, as the norm in force says.
fn clock(app: &App, call: &Call, measure: &Measure) -> Result<String, Refusal> {
    let key = if measure.kind == MeasureKind::Shut { NormKey::AppealNumberDue } else { NormKey::AppealStopDue };
    let norms = read::norms(&app.desk, call)?;
    let value = norms.into_iter().find(|norm| norm.key == key).map(|norm| norm.in_force.value);
    match value {
        Some(cordon_model::NormValue::Duration(span)) => Ok(span.to_string()),
        _ => Err(Refusal::new(Code::Internal, "the norm of appeals is no span")),
    }
}

fn slip_of(measure: &Measure, centre: Option<&Agency>, within: &str, call: &Call) -> Result<CounterSlip, Refusal> {
    let (MeasureState::InForce(force) | MeasureState::Renewed(force)) = &measure.state else {
        return Err(Refusal::bare(Code::NoMeasureInForce));
    };
    let kind = match measure.kind {
        MeasureKind::Stop => SlipMeasure::EmergencyStop,
        MeasureKind::Shut => SlipMeasure::ServiceRestriction,
        MeasureKind::Delay => return Err(Refusal::new(Code::WrongState, "a bank's own delay has no slip")),
    };
    let organ = centre.map(|centre| format!("{} {}", centre.name, centre.public_phone)).unwrap_or_default();
    Ok(CounterSlip {
        organ: Bilingual {
            zh: organ.clone(),
            en: centre.map(|centre| centre.public_phone.clone()).unwrap_or_default(),
        },
        public_code: measure.public_code.clone(),
        measure: kind,
        from: force.from.shanghai(),
        until: force.until.shanghai(),
        legal_basis: Bilingual { zh: measure.basis.clone(), en: LAW_EN.to_owned() },
        how_to_object: Bilingual { zh: format!("{OBJECT_ZH}（{within}）"), en: format!("{OBJECT_EN} ({within})") },
        where_to_object: Bilingual { zh: organ, en: "At the authority named above, or dial 96110 yourself".to_owned() },
        made_at: call.now,
    })
}
