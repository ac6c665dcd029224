//! Banks' own holds: which of them wait for the police, and their confirmation for a case, from the page
//! of the hold or of the case.

use super::{case, list as listed, measures};
use crate::app::App;
use crate::web::desk::id;
use crate::web::forms::{Control, button, form, submit};
use crate::web::page::Page;
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show::{self, Names};
use crate::web::text as t;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::money::hold::confirm_hold;
use cordon_desk::read::{self, CaseDetail, MeasureFilter, PageAsk};
use cordon_desk::{Call, Refusal};
use cordon_model::{CaseId, Measure, MeasureId, MeasureKind, Role};
use maud::{Markup, html};
use std::collections::BTreeSet;

fn in_force() -> MeasureFilter {
    MeasureFilter { state: Some("in_force".to_owned()), kind: Some(MeasureKind::Hold.name().to_owned()), agency: None }
}

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    let found = listed(&app, &seated, |app, call, ask| read::measures(&app.desk, call, &in_force(), ask)).await;
    let (rows, names) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let (confirmed, waiting): (Vec<Measure>, Vec<Measure>) =
        rows.items.into_iter().partition(|hold| !hold.claims.is_empty());
    let body = html! {
        p { (l.of(t::HOLDS_TEXT)) }
        @if waiting.is_empty() { p { (l.of(t::NOTHING_HERE)) } } @else { (measures::table(v, &waiting, &names)) }
        @if !confirmed.is_empty() { section { h2 { (l.of(t::CONFIRMED)) } (measures::table(v, &confirmed, &names)) } }
        @if let Some(next) = &rows.next { p { a href={ "/desk/holds?after=" (next) } { (l.of(t::OLDER)) } } }
    };
    Page::new(v, l.of(t::HOLDS)).refreshing().send(&body)
}

/// Holds that nobody confirmed yet: few, and each has a clock.
pub fn unconfirmed(app: &App, call: &Call) -> Result<Vec<Measure>, Refusal> {
    let mut holds = Vec::new();
    let mut after = None;
    loop {
        let page = read::measures(&app.desk, call, &in_force(), &PageAsk { after, limit: 0 })?;
        holds.extend(page.items.into_iter().filter(|hold| hold.claims.is_empty()));
        after = page.next;
        if after.is_none() {
            return Ok(holds);
        }
    }
}

/// Those on accounts where the money of a case is.
pub fn of_case(app: &App, call: &Call, detail: &CaseDetail) -> Result<Vec<Measure>, Refusal> {
    let sent = detail.case.transfers.iter().filter_map(|transfer| transfer.to.as_ref()).map(|to| to.key.as_str());
    let traced = detail.trace.iter().flat_map(|trace| &trace.places).map(|place| place.account.as_str());
    let keys: BTreeSet<&str> = sent.chain(traced).collect();
    Ok(unconfirmed(app, call)?.into_iter().filter(|hold| keys.contains(hold.target.key())).collect())
}

/// On the page of a case.
pub fn section(seated: &Seated, detail: &CaseDetail, holds: &[Measure], names: &Names) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    html! {
        @if !holds.is_empty() {
            section { h2 { (l.of(t::HOLD_HERE)) }
                @for hold in holds {
                    p { a href={ "/desk/measures/" (hold.id) } { (l.of(t::BANK_HOLD)) " " (show::short(hold.id)) } " "
                        (show::agency(names, hold.agency)) " " (hold.target.mask())
                        @if let Some(force) = hold.state.force() { " · " (l.of(t::UNTIL)) " " (show::due(l, force.until, v.now)) } }
                    @if seated.officer.holds(Role::Officer) {
                        (button(v, &format!("/desk/cases/{}/holds/{}", detail.case.id, hold.id), t::CONFIRM_HOLD))
                    }
                }
            }
        }
    }
}

/// On the page of the hold: the case has to be named.
pub fn confirm_form(seated: &Seated, measure: &Measure, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let waits = measure.kind == MeasureKind::Hold && measure.state.is_live() && measure.claims.is_empty();
    if !waits || !seated.officer.holds(Role::Officer) {
        return html! {};
    }
    let action = format!("/desk/measures/{}/confirm", measure.id);
    let typed = typed.on(v, &action);
    let controls = html! {
        (Control::new(l, "case", t::CONFIRM_CASE, typed).hint(t::CONFIRM_CASE_HINT).max(40).required().input())
        (submit(l, t::CONFIRM_HOLD))
    };
    html! { section { h2 { (l.of(t::CONFIRM_HOLD)) } p { (l.of(t::HOLDS_TEXT)) } (form(v, &action, typed, &controls)) } }
}

fn case_of(typed: &Fields) -> Result<CaseId, Refusal> {
    typed.need("case")?.parse().map_err(|_| Refusal::field("case", "is no id of a case"))
}

pub async fn confirm(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let hold: MeasureId = id(app, call, &asked)?;
            let case = understood(app, call, "confirm_hold", case_of(&typed))?;
            Ok(confirm_hold(&app.desk, call, hold, case)?.order)
        })
        .await;
    measures::after(&app, &acting, &text, done).await
}

pub async fn confirm_here(
    State(app): State<App>,
    Path((text, hold)): Path<(String, String)>,
    acting: Acting,
) -> Response {
    let asked = text.clone();
    let done = acting
        .act(&app, move |app, call| {
            let (case, hold): (CaseId, MeasureId) = (id(app, call, &asked)?, id(app, call, &hold)?);
            confirm_hold(&app.desk, call, hold, case)?;
            Ok(case)
        })
        .await;
    case::after(&app, &acting, &text, done).await
}
