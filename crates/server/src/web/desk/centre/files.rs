//! Signed files for agencies that no network reaches: what waits is taken out, receipts are brought in.
//! What such a file holds and what makes it genuine is decided where the API gives and takes them.

use super::names;
use crate::app::App;
use crate::http::agencies::take_bundle::{CarriedBody, TakenBundleBody};
use crate::http::agencies::{give_bundle, take_bundle};
use crate::http::problem::Problem;
use crate::web::desk::{id, look};
use crate::web::forms::{Control, button, facts, submit, upload};
use crate::web::page::{self, Notice, Page, download};
use crate::web::posted::{Acting, NONE, Seated, understood};
use crate::web::show::{self, Names};
use crate::web::text::{self as t, Lang};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_model::{Agency, AgencyId, AgencyKind, Code, Role, Wire};
use maud::{Markup, html};

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    send(&app, &seated, None, None).await
}

async fn send(app: &App, seated: &Seated, problem: Option<&Problem>, taken: Option<&TakenBundleBody>) -> Response {
    let names = match look(app, seated, names).await {
        Ok(names) => names,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let body = html! {
        (Notice::of(problem, v).show(l))
        @if let Some(taken) = taken { (report(l, taken)) }
        p { (l.of(t::FILES_TEXT)) }
        (agencies(seated, &names))
    };
    Page::new(v, l.of(t::FILES)).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn agencies(seated: &Seated, names: &Names) -> Markup {
    let l = seated.visitor.lang;
    let by_file: Vec<&Agency> = names.values().filter(|agency| takes_files(agency)).collect();
    html! {
        @if by_file.is_empty() { p { (l.of(t::NO_FILE_AGENCIES)) } }
        @for agency in by_file { (one(seated, agency)) }
    }
}

/// The centre itself carries nothing to itself.
fn takes_files(agency: &Agency) -> bool {
    agency.active && agency.kind != AgencyKind::Centre && agency.wires.contains(&Wire::JsonForm)
}

fn one(seated: &Seated, agency: &Agency) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let officer = seated.officer.holds(Role::Officer);
    let brings = officer || seated.officer.holds(Role::Administrator);
    let action = format!("/desk/files/{}/in", agency.id);
    let scope = show::short(agency.id);
    let controls = html! {
        (Control::new(l, "file", t::FILE, &NONE).scope(&scope).hint(t::RECEIPT_FILE_HINT).required().file(".json"))
        (submit(l, t::BRING_IN))
    };
    html! {
        section.card { h2 { (agency.name) " " (agency.code) }
            @if agency.file_key.is_none() { p { span.tag.warn { (l.of(t::FILE_KEY)) } " " (l.of(t::NO_FILE_KEY)) } }
            @if officer { (button(v, &format!("/desk/files/{}/out", agency.id), t::TAKE_OUT)) }
            @if brings && agency.file_key.is_some() {
                details { summary { (l.of(t::BRING_IN)) } (upload(v, &action, &NONE, &controls)) }
            }
        }
    }
}

/// What became of each receipt of the file.
fn report(l: Lang, taken: &TakenBundleBody) -> Markup {
    html! {
        section { h2 { (l.of(t::BRING_IN)) }
            @if taken.again { p.notice role="status" { (l.of(t::FILE_AGAIN)) } }
            (facts(&[
                (l.of(t::FILE_NUMBER), Some(html! { (taken.sequence) })),
                (l.of(t::FILES_MISSING), (taken.missing > 0).then(|| html! { strong.overdue { (taken.missing) } })),
            ]))
            div.scroll { table {
                thead { tr { th scope="col" { (l.of(t::ORDER)) } th scope="col" { (l.of(t::RESULT)) } } }
                tbody { @for item in &taken.items { tr {
                    td { a href={ "/desk/orders/" (item.order) } { (show::short(&item.order)) } }
                    td { (outcome(l, item)) }
                } } }
            } }
        }
    }
}

fn outcome(l: Lang, item: &CarriedBody) -> Markup {
    match (&item.weight, item.refused) {
        (_, Some(code)) => html! { span.tag.warn { (show::named(l, code.text())) } },
        (Some(weight), None) => html! { (show::note(l, weight)) },
        (None, None) => html! {},
    }
}

/// Never remembered: each file has a number of its own, and what is in it was leased for it.
pub async fn take_out(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let given = acting
        .act_anew(&app, move |app, call| {
            let agency: AgencyId = id(app, call, &text)?;
            give_bundle::file(app, call, agency)
        })
        .await;
    match given {
        Ok((name, bytes)) => download(&name, "application/json", bytes),
        Err(problem) => refused(&app, &acting, &problem).await,
    }
}

pub async fn bring_in(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let file = acting.fields.file.clone();
    let taken = acting
        .act(&app, move |app, call| {
            let agency: AgencyId = id(app, call, &text)?;
            let file = understood(app, call, "take_bundle", file.ok_or_else(|| Refusal::missing("file")))?;
            take_bundle::file(app, call, agency, &file)
        })
        .await;
    match taken {
        Ok(taken) => send(&app, &acting.seated(), None, Some(&taken)).await,
        Err(problem) => refused(&app, &acting, &problem).await,
    }
}

async fn refused(app: &App, acting: &Acting, problem: &Problem) -> Response {
    if problem.code() == Code::NotFound {
        return page::problem(&acting.visitor, problem);
    }
    send(app, &acting.seated(), Some(problem), None).await
}
