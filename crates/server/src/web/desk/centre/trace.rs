//! Where the money went: the places of a case's page, the lists of stops that wait for a person, and the
//! review of a case on one page.

use super::{case, names};
use crate::app::App;
use crate::web::desk::{id, look};
use crate::web::forms::{Control, form, submit};
use crate::web::page::Page;
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show::{self, Names};
use crate::web::text as t;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::limits::REASON_CHARS_MAX;
use cordon_desk::money::trace::list::{ListDecision, decide_list};
use cordon_desk::read::{self, CaseDetail, CaseReview};
use cordon_model::{CaseId, ListState, Role, StopList, StopListId};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Longest list of places in the form that leaves some out.
const EXCLUDED_CHARS_MAX: usize = 300;

/// The places of the newest trace, by level, and the lists.
pub fn section(seated: &Seated, detail: &CaseDetail, names: &Names, typed: &Fields) -> Markup {
    let l = seated.visitor.lang;
    html! {
        @if let Some(trace) = &detail.trace {
            section { h2 { (l.of(t::PLACES)) }
                p { (show::moment(trace.at)) " · " a href={ "/desk/cases/" (detail.case.id) "/review" } { (l.of(t::REVIEW_CASE)) } }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (l.of(t::LEVEL)) } th scope="col" { (l.of(t::AGENCY)) } th scope="col" { (l.of(t::ACCOUNT)) }
                        th scope="col" { (l.of(t::ARRIVED_AT)) } th scope="col" { (l.of(t::AMOUNT)) } th scope="col" { (l.of(t::BALANCE)) }
                        th scope="col" { (l.of(t::NOTES)) }
                    } }
                    tbody { @for place in &trace.places { tr {
                        td.number { (place.level) }
                        td { @if let Some(agency) = place.institution { (show::agency(names, agency)) } @else { (place.institution_code) } }
                        td { (place.mask) @if let Some(exit) = place.exit { " " span.tag { (show::named(l, exit.name())) } } }
                        td { (show::moment(place.arrived_at)) }
                        td.number { (show::money(l, place.amount)) }
                        td.number { @if let Some(balance) = place.balance { (show::money(l, balance)) } }
                        td { @for note in &place.notes { span.tag { (t::place_note(note).map_or(&**note, |text| l.of(text))) } " " } }
                    } } }
                } }
            }
        }
        @for list in &detail.lists { (stop_list(seated, list, names, typed)) }
    }
}

fn stop_list(seated: &Seated, list: &StopList, names: &Names, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let action = format!("/desk/cases/{}/stop-lists/{}", list.case, list.id);
    let typed = typed.on(v, &action);
    let choice = [("approve".to_owned(), l.of(t::APPROVE).to_owned()), ("drop".to_owned(), l.of(t::DROP).to_owned())];
    let decide = html! {
        (Control::new(l, "excluded", t::EXCLUDED, typed).hint(t::EXCLUDED_HINT).max(EXCLUDED_CHARS_MAX).input())
        (Control::new(l, "why", t::EXCLUDED_WHY, typed).max(REASON_CHARS_MAX).input())
        (Control::new(l, "decision", t::DECISION, typed).scope("list").required().select(&choice))
        (Control::new(l, "reason", t::REASON, typed).scope("list").hint(t::REASON_HINT).max(REASON_CHARS_MAX).required().input())
        (submit(l, t::DECIDE_LIST))
    };
    html! {
        section { h2 { (l.of(t::STOP_LIST)) " " (show::short(list.id)) " · " (state(l, list)) }
            ol { @for item in &list.items { li {
                (show::agency(names, item.agency)) " " (item.mask) " · " (l.of(t::LEVEL)) " " (item.level) " · " (show::money(l, item.amount)) " "
                span.tag { (show::named(l, &item.why)) }
                @if let Some(why) = &item.excluded { " " span.tag.warn { (why) } }
                @if let Some(order) = item.order { " " a href={ "/desk/orders/" (order) } { (show::short(order)) } }
            } } }
            @if list.state == ListState::Open && seated.officer.holds(Role::Approver) { (form(v, &action, typed, &decide)) }
        }
    }
}

/// An open list is no appeal: the word has another meaning here.
fn state(l: t::Lang, list: &StopList) -> String {
    if list.state == ListState::Open { l.of(t::LIST_OPEN).to_owned() } else { show::named(l, list.state.name()) }
}

/// Places counted from 1, as they stand on the page.
fn decision(typed: &Fields) -> Result<ListDecision, Refusal> {
    let mut excluded = BTreeMap::new();
    let why = typed.some("why").unwrap_or_default();
    for part in typed.get("excluded").split([',', '，', '、', ' ']).filter(|part| !part.trim().is_empty()) {
        let place: Option<usize> = part.trim().parse().ok();
        let place = place.and_then(|place| place.checked_sub(1));
        let place = place.ok_or_else(|| Refusal::field("excluded", "is no list of places such as 2, 5"))?;
        if why.is_empty() {
            return Err(Refusal::missing("why"));
        }
        excluded.insert(place, why.to_owned());
    }
    Ok(ListDecision {
        approve: typed.need("decision")? == "approve",
        excluded,
        reason: typed.need("reason")?.to_owned(),
    })
}

pub async fn decide(State(app): State<App>, Path((text, list)): Path<(String, String)>, acting: Acting) -> Response {
    let typed = acting.fields.clone();
    let done = acting
        .act(&app, move |app, call| {
            let list: StopListId = id(app, call, &list)?;
            let decision = understood(app, call, "decide_list", decision(&typed))?;
            Ok(decide_list(&app.desk, call, list, &decision)?.case)
        })
        .await;
    case::after(&app, &acting, &text, done).await
}

pub async fn review(State(app): State<App>, Path(text): Path<String>, seated: Seated) -> Response {
    let found = look(&app, &seated, move |app, call| {
        let case: CaseId = id(app, call, &text)?;
        Ok((read::review(&app.desk, call, case)?, names(app, call)?))
    })
    .await;
    let (found, names) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let title = format!("{} {}", v.lang.of(t::REVIEW_CASE), found.case.number);
    Page::new(v, title).send(&sheet(v.lang, &found, &names))
}

/// One page, to be printed and talked about.
fn sheet(l: t::Lang, review: &CaseReview, names: &Names) -> Markup {
    html! {
        (super::case_parts::bar(l, &review.bar))
        section { h2 { (l.of(t::CHANCES)) }
            ul { @for (obstacle, sum) in &review.lost { li { (show::note(l, obstacle)) " " (show::money(l, *sum)) } } }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (l.of(t::WHEN)) } th scope="col" { (l.of(t::AGENCY)) } th scope="col" { (l.of(t::ACCOUNT)) }
                    th scope="col" { (l.of(t::AMOUNT)) } th scope="col" { (l.of(t::STOOD)) } th scope="col" { (l.of(t::OBSTACLE)) }
                } }
                tbody { @for one in &review.chances { tr {
                    td { (show::moment(one.at)) }
                    td { @if let Some(agency) = one.agency { (show::agency(names, agency)) } }
                    td { (one.account) } td.number { (show::money(l, one.amount)) } td { (show::span(l, one.stood_ms)) }
                    td { (show::note(l, &one.obstacle)) @if let Some(since) = one.since_ms { " · " (show::span(l, since)) } }
                } } }
            } }
        }
        section { h2 { (l.of(t::TIMELINE)) }
            ol { @for minute in &review.minutes { li {
                (show::moment(minute.at)) " · " (show::note(l, &minute.what))
                @if let Some(agency) = minute.agency { " · " (show::agency(names, agency)) }
                @if let Some(account) = &minute.account { " " (account) }
                @if let Some(level) = minute.level { " · " (l.of(t::LEVEL)) " " (level) }
                @if let Some(amount) = &minute.amount { " · " (amount) }
            } } }
        }
    }
}
