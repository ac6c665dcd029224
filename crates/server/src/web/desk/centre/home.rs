//! The centre's first page: what waits for a person, what is late, and the newest cases.

use super::orders::table;
use super::{ROWS, holds, measures, names};
use crate::app::App;
use crate::web::desk::look;
use crate::web::page::Page;
use crate::web::posted::Seated;
use crate::web::show;
use crate::web::text::{self as t, Lang};
use axum::response::Response;
use cordon_desk::read::{self, CaseLine, OrderFilter, OrderLine, PageAsk};
use cordon_desk::{Call, Refusal};
use cordon_model::{Measure, StopList};
use maud::{Markup, html};

/// Rows of the short lists on this page; the whole list is a click away.
const SHORT_ROWS: u32 = 10;

struct Found {
    approval: Vec<OrderLine>,
    overdue: Vec<OrderLine>,
    elsewhere: Vec<OrderLine>,
    lists: Vec<StopList>,
    holds: Vec<Measure>,
    cases: Vec<CaseLine>,
    next: Option<String>,
    names: show::Names,
}

fn find(app: &App, call: &Call, after: Option<String>) -> Result<Found, Refusal> {
    let short = PageAsk { after: None, limit: SHORT_ROWS };
    let waits = OrderFilter { state: Some("awaiting_approval".to_owned()), ..OrderFilter::default() };
    let late = OrderFilter { overdue: true, ..OrderFilter::default() };
    let elsewhere = OrderFilter { elsewhere: true, ..OrderFilter::default() };
    let cases = read::cases(&app.desk, call, &PageAsk { after, limit: ROWS })?;
    Ok(Found {
        approval: read::orders(&app.desk, call, &waits, &short)?.items,
        overdue: read::orders(&app.desk, call, &late, &short)?.items,
        elsewhere: read::orders(&app.desk, call, &elsewhere, &short)?.items,
        lists: read::open_lists(&app.desk, call, &short)?.items,
        holds: holds::unconfirmed(app, call)?,
        cases: cases.items,
        next: cases.next,
        names: names(app, call)?,
    })
}

pub async fn page(app: &App, seated: &Seated) -> Response {
    let after = seated.visitor.asked("after");
    let found = match look(app, seated, move |app, call| find(app, call, after)).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let body = html! {
        @if !found.approval.is_empty() { section { h2 { (l.of(t::AWAIT_APPROVAL)) } (table(v, &found.approval, &found.names)) } }
        @if !found.overdue.is_empty() { section { h2 { (l.of(t::OVERDUE_ORDERS)) } (table(v, &found.overdue, &found.names)) } }
        @if !found.lists.is_empty() { section { h2 { (l.of(t::OPEN_LISTS)) } (lists(l, &found.lists)) } }
        @if !found.holds.is_empty() { section { h2 { a href="/desk/holds" { (l.of(t::HOLDS)) } } (measures::table(v, &found.holds, &found.names)) } }
        @if !found.elsewhere.is_empty() { section { h2 { a href="/desk/elsewhere" { (l.of(t::ELSEWHERE)) } } (table(v, &found.elsewhere, &found.names)) } }
        section { h2 { (l.of(t::CASES)) }
            @if found.cases.is_empty() { p { (l.of(t::NO_CASES)) } } @else { (cases(l, &found.cases)) }
            @if let Some(next) = &found.next { p { a href={ "/desk?after=" (next) } { (l.of(t::OLDER)) } } }
        }
    };
    Page::new(v, l.of(t::DESK)).refreshing().send(&body)
}

fn lists(l: Lang, lists: &[StopList]) -> Markup {
    html! { ul { @for list in lists { li {
        a href={ "/desk/cases/" (list.case) } { (l.of(t::STOP_LIST)) " " (show::short(list.id)) } " · " (show::moment(list.drafted_at))
        " · " (list.items.len())
    } } } }
}

fn cases(l: Lang, lines: &[CaseLine]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (l.of(t::CASE)) }
                th scope="col" { (l.of(t::REPORTED_AT)) }
                th scope="col" { (l.of(t::SCAM_TYPE)) }
                th scope="col" { (l.of(t::LOSS)) }
                th scope="col" { (l.of(t::PART_HELD)) }
                th scope="col" { (l.of(t::NOTES)) }
            } }
            tbody { @for line in lines { tr {
                td { a href={ "/desk/cases/" (line.case.id) } { (line.case.number) } }
                td { (show::moment(line.case.reported_at)) }
                td { (line.case.scam_type) }
                td.number { (show::money(l, line.bar.loss)) }
                td.number { (show::money(l, line.bar.held)) }
                td { @for note in &line.case.notes { span.tag { (show::note(l, note)) } " " } }
            } } }
        } }
    }
}
