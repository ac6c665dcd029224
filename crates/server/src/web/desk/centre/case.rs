//! One case: where the money is, what was asked and answered, what can be done next.

use super::case_parts::{bar, measures, moments, orders, receipts, timeline, transfers};
use super::papers::form03_form;
use super::report::{reporter, reporter_of};
use super::{freezes, holds, names, trace, voids};
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::desk::{id, look};
use crate::web::forms::{Control, form, submit, upload};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, NONE, Seated, understood};
use crate::web::show::Names;
use crate::web::text as t;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::money::identify_reporter::identify_reporter;
use cordon_desk::read::{self, CaseDetail, Page as Rows, PageAsk};
use cordon_desk::{Call, Refusal};
use cordon_journal::Entry;
use cordon_model::{CaseId, Code, Measure, Role};
use maud::{Markup, html};

pub async fn show(State(app): State<App>, Path(text): Path<String>, seated: Seated) -> Response {
    send(&app, &seated, &text, None, &Fields::default()).await
}

struct Found {
    detail: CaseDetail,
    entries: Rows<Entry>,
    holds: Vec<Measure>,
    names: Names,
}

fn find(app: &App, call: &Call, text: &str) -> Result<Found, Refusal> {
    let case: CaseId = id(app, call, text)?;
    let detail = read::case(&app.desk, call, case)?;
    Ok(Found {
        holds: holds::of_case(app, call, &detail)?,
        detail,
        entries: read::timeline(&app.desk, call, case, &PageAsk::default())?,
        names: names(app, call)?,
    })
}

pub async fn send(app: &App, seated: &Seated, text: &str, problem: Option<&Problem>, typed: &Fields) -> Response {
    let asked = text.to_owned();
    let found = match look(app, seated, move |app, call| find(app, call, &asked)).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let Found { detail, entries, holds, names } = &found;
    let body = html! {
        (Notice::of(problem, v).show(l))
        (bar(l, &detail.bar))
        (moments(l, detail))
        (acts(seated, detail, typed))
        (holds::section(seated, detail, holds, names))
        (freezes::section(seated, detail, typed))
        (trace::section(seated, detail, names, typed))
        (voids::section(seated, detail, typed))
        (transfers(l, detail, names))
        (orders(v, detail, names))
        (measures(v, detail, names))
        (receipts(l, detail, names))
        @if detail.cut_short { p.notice { (l.of(t::CUT_SHORT)) } }
        (timeline(l, entries))
    };
    let title = format!("{} {}", l.of(t::CASE), detail.case.number);
    Page::new(v, title).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

/// The papers, and who reports: what a case waits for most often.
fn acts(seated: &Seated, detail: &CaseDetail, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let case = &detail.case;
    if !seated.officer.holds(Role::Intake) && !seated.officer.holds(Role::Officer) {
        return html! {};
    }
    let action = |verb: &str| format!("/desk/cases/{}/{verb}", case.id);
    let (identity, papers) = (action("reporter"), action("papers"));
    let identified = typed.on(v, &identity);
    let identify = html! { (reporter(l, identified)) (submit(l, t::IDENTIFY)) };
    let file = html! {
        (Control::new(l, "file", t::SIGNED_FORM, &NONE).hint(t::SIGNED_FORM_HINT).required().file(".jpg,.jpeg,.pdf"))
        (submit(l, t::ATTACH))
    };
    html! {
        section.acts { h2 { (l.of(t::NEXT_STEPS)) }
            @if case.reporter.is_none() {
                p.notice { (l.of(t::NOT_IDENTIFIED)) }
                (form(v, &identity, identified, &identify))
            }
            (form03_form(v, case, typed))
            (upload(v, &papers, typed.on(v, &papers), &file))
        }
    }
}

pub async fn identify(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let case: CaseId = id(app, call, &asked)?;
            let read =
                reporter_of(&typed).and_then(|reporter| reporter.ok_or_else(|| Refusal::missing("reporter_name")));
            identify_reporter(&app.desk, call, case, &understood(app, call, "identify_reporter", read)?)?;
            Ok(case)
        })
        .await;
    after(&app, &acting, &text, done).await
}

/// Back to the case: anew when it was done, with the refusal and what was typed when not.
pub async fn after(app: &App, acting: &Acting, text: &str, done: Result<CaseId, Problem>) -> Response {
    match done {
        Ok(case) => page::see_other(&acting.visitor, &format!("/desk/cases/{case}?done=1")),
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => send(app, &acting.seated(), text, Some(&problem), &acting.fields).await,
    }
}
