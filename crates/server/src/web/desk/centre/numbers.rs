//! A number that scams is to be shut: which, at which carrier, why, and where the evidence stands.

use super::names;
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::desk::look;
use crate::web::forms::{Control, form, submit};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::text as t;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::limits::{EVIDENCE_CHARS_MAX, PHONE_CHARS_MAX, REASON_CHARS_MAX};
use cordon_desk::telecom::{NewShut, shut_number};
use cordon_model::exchange::Private;
use cordon_model::{AgencyKind, CaseId};
use maud::html;

pub async fn ask(State(app): State<App>, seated: Seated) -> Response {
    send(&app, &seated, None, &Fields::default()).await
}

async fn send(app: &App, seated: &Seated, problem: Option<&Problem>, typed: &Fields) -> Response {
    let names = match look(app, seated, names).await {
        Ok(names) => names,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let carriers: Vec<(String, String)> = names
        .values()
        .filter(|agency| agency.active && agency.kind == AgencyKind::Carrier)
        .map(|agency| (agency.code.clone(), format!("{} {}", agency.name, agency.code)))
        .collect();
    let controls = html! {
        (Control::new(l, "number", t::PHONE_NUMBER, typed).max(PHONE_CHARS_MAX).required().input())
        (Control::new(l, "carrier", t::CARRIER, typed).required().select(&carriers))
        (Control::new(l, "reason", t::REASON, typed).hint(t::REASON_HINT).max(REASON_CHARS_MAX).required().input())
        (Control::new(l, "evidence", t::EVIDENCE, typed).hint(t::EVIDENCE_HINT).max(EVIDENCE_CHARS_MAX).required().input())
        (Control::new(l, "case", t::CASE_ID, typed).max(40).input())
        (submit(l, t::DRAFT_SHUT))
    };
    let body = html! { (Notice::of(problem, v).show(l)) (form(v, "/desk/numbers", typed, &controls)) };
    Page::new(v, l.of(t::SHUT_NUMBER)).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn new_shut(typed: &Fields) -> Result<NewShut, Refusal> {
    let case = typed.some("case").map(str::parse::<CaseId>).transpose();
    Ok(NewShut {
        number: Private::from(typed.need("number")?),
        carrier: typed.need("carrier")?.to_owned(),
        reason: typed.need("reason")?.to_owned(),
        evidence: typed.need("evidence")?.to_owned(),
        case: case.map_err(|_| Refusal::field("case", "is no id of a case"))?,
    })
}

pub async fn shut(State(app): State<App>, acting: Acting) -> Response {
    let typed = acting.fields.clone();
    let done = acting
        .act(&app, move |app, call| {
            let new = understood(app, call, "shut_number", new_shut(&typed))?;
            shut_number(&app.desk, call, &new)
        })
        .await;
    match done {
        Ok(drafted) => page::see_other(&acting.visitor, &format!("/desk/orders/{}?done=1", drafted.order)),
        Err(problem) => send(&app, &acting.seated(), Some(&problem), &acting.fields).await,
    }
}
