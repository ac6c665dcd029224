//! What waits for an answer, the most urgent first.

use super::agencies;
use crate::app::App;
use crate::web::desk::look;
use crate::web::forms::button;
use crate::web::page::{Notice, Page};
use crate::web::posted::Seated;
use crate::web::show;
use crate::web::text as t;
use axum::response::Response;
use cordon_desk::read::{self, OrderFilter, OrderLine, PageAsk};
use cordon_desk::{Call, Refusal};
use cordon_model::{Officer, OrderState, Stamp};
use maud::{Markup, html};

/// Orders that are shown at most, those with the earliest deadline of all that were looked at.
pub const WAITING_MAX: usize = 1_000;
const LOOKED_AT_MAX: usize = 10_000;

/// Orders that wait, by their deadline; and whether there are more than can be shown.
pub fn waiting(app: &App, call: &Call, officer: &Officer) -> Result<(Vec<OrderLine>, bool), Refusal> {
    let mut lines = Vec::new();
    for agency in agencies(officer) {
        for state in ["dispatched", "seen"] {
            let filter =
                OrderFilter { state: Some(state.to_owned()), agency: Some(agency), overdue: false, elsewhere: false };
            let mut after = None;
            while lines.len() < LOOKED_AT_MAX {
                let page = read::orders(&app.desk, call, &filter, &PageAsk { after, limit: 0 })?;
                lines.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    lines.sort_by_key(|line| (line.order.state.due().map_or(Stamp::from_ms(i64::MAX), |due| due.at), line.order.id));
    let more = lines.len() > WAITING_MAX;
    lines.truncate(WAITING_MAX);
    Ok((lines, more))
}

pub async fn page(app: &App, seated: &Seated) -> Response {
    let officer = seated.officer.clone();
    let found = look(app, seated, move |app, call| waiting(app, call, &officer)).await;
    let (lines, more) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let overdue = lines.iter().filter(|line| line.overdue).count();
    let body = html! {
        (Notice::of(None, v).show(l))
        p { (l.of(t::WAITING_COUNT)) (l.of(t::COLON)) strong { (lines.len()) }
            " · " (l.of(t::OVERDUE)) (l.of(t::COLON)) strong { (overdue) } }
        @if more { p.notice { (l.of(t::MORE_WAIT)) } }
        p.actions { a.button href="/desk/waiting.csv" { (l.of(t::EXPORT)) } " " a href="/desk/import" { (l.of(t::IMPORT)) } }
        @if lines.is_empty() { p { (l.of(t::NOTHING_WAITS)) } } @else { (table(seated, &lines)) }
    };
    Page::new(v, l.of(t::WAITING_ORDERS)).refreshing().send(&body)
}

fn table(seated: &Seated, lines: &[OrderLine]) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (l.of(t::DUE)) }
                th scope="col" { (l.of(t::ORDER)) }
                th scope="col" { (l.of(t::TARGET)) }
                th scope="col" { (l.of(t::LIMIT)) }
                th scope="col" { (l.of(t::STATE)) }
                th scope="col" { span.unseen { (l.of(t::ACTION)) } }
            } }
            tbody { @for line in lines {
                @let order = &line.order;
                tr.overdue[line.overdue] {
                    td { @if let Some(due) = order.state.due() { (show::due(l, due.at, v.now)) } }
                    td { a href={ "/desk/orders/" (order.id) } { (l.of(show::order_kind(order.kind))) " " (show::short(order.id)) } }
                    td { (l.of(show::target(order.target.kind()))) " " (order.target.mask()) }
                    td.number { @if let Some(limit) = order.limit { (show::money(l, limit)) } }
                    td { (show::named(l, order.state.name())) }
                    td { (button(v, &format!("/desk/orders/{}/open", order.id), open_label(&order.state))) }
                }
            } }
        } }
    }
}

const fn open_label(state: &OrderState) -> t::Text {
    if matches!(state, OrderState::Seen { .. }) { t::OPEN_AGAIN } else { t::OPEN }
}
