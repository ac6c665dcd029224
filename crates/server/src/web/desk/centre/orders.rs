//! Orders as a list, by state.

use super::list as listed;
use crate::app::App;
use crate::web::page::Page;
use crate::web::posted::Seated;
use crate::web::show::{self, Names};
use crate::web::text as t;
use crate::web::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use cordon_desk::read::{self, OrderFilter, OrderLine};
use maud::{Markup, html};

/// The states one may ask for, in the order of an order's life.
const STATES: [&str; 9] =
    ["awaiting_papers", "awaiting_approval", "dispatched", "seen", "done", "part", "refused", "failed", "withdrawn"];

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    let asked = seated.visitor.asked("state").filter(|state| !state.is_empty());
    let filter = OrderFilter { state: asked.clone(), agency: None, overdue: false, elsewhere: false };
    let found = listed(&app, &seated, move |app, call, ask| read::orders(&app.desk, call, &filter, ask)).await;
    let (page, names) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let state = asked.unwrap_or_default();
    let body = html! {
        nav.filter aria-label=(l.of(t::STATE)) {
            a href="/desk/orders" aria-current=[state.is_empty().then_some("page")] { (l.of(t::ALL)) }
            @for name in STATES {
                a href={ "/desk/orders?state=" (name) } aria-current=[(state == name).then_some("page")] { (show::named(l, name)) }
            }
            a href="/desk/elsewhere" { (l.of(t::ELSEWHERE)) }
        }
        @if page.items.is_empty() { p { (l.of(t::NOTHING_HERE)) } } @else { (table(v, &page.items, &names)) }
        @if let Some(next) = &page.next { p { a href={ "/desk/orders?state=" (state) "&after=" (next) } { (l.of(t::OLDER)) } } }
    };
    Page::new(v, l.of(t::ORDERS)).refreshing().send(&body)
}

pub fn table(v: &Visitor, lines: &[OrderLine], names: &Names) -> Markup {
    let l = v.lang;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (l.of(t::ORDER)) }
                th scope="col" { (l.of(t::AGENCY)) }
                th scope="col" { (l.of(t::TARGET)) }
                th scope="col" { (l.of(t::LIMIT)) }
                th scope="col" { (l.of(t::STATE)) }
                th scope="col" { (l.of(t::DUE)) }
                th scope="col" { (l.of(t::NOTES)) }
            } }
            tbody { @for line in lines {
                @let order = &line.order;
                tr.overdue[line.overdue] {
                    td { a href={ "/desk/orders/" (order.id) } { (l.of(show::order_kind(order.kind))) " " (show::short(order.id)) } }
                    td { (show::agency(names, order.agency)) }
                    td { (order.target.mask()) }
                    td.number { @if let Some(limit) = order.limit { (show::money(l, limit)) } }
                    td { (show::named(l, order.state.name())) }
                    td { @if let Some(due) = order.state.due() {
                        @if order.state.is_over() { (show::moment(due.at)) } @else { (show::due(l, due.at, v.now)) }
                    } }
                    td { @for note in &order.notes { span.tag { (show::note(l, note)) } " " } }
                }
            } }
        } }
    }
}
