//! The page of a drill: who has called, and what they say. Everything else is done on the usual pages.

use super::forms::facts;
use super::page::{Page, download};
use super::show;
use super::text as t;
use super::visitor::Visitor;
use crate::app::App;
use crate::drill::Board;
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use cordon_city::drill::{Heard, SCAN, Told};
use cordon_model::exchange::Party;
use maud::{Markup, html};

pub fn router(board: Board) -> Router<App> {
    Router::new().route("/drill", get(calls)).route("/drill/form.jpg", get(scan)).layer(Extension(board))
}

async fn calls(Extension(board): Extension<Board>, v: Visitor) -> Response {
    let (l, shown) = (v.lang, board.shown());
    let body = html! {
        @if shown.over { p.notice.done role="status" { (l.of(t::DRILL_OVER)) } }
        p { (l.of(t::DRILL_LEAD)) }
        p { (l.of(t::DRILL_CLOCK)) (l.of(t::COLON)) (show::moment(v.now)) }
        h2 { (l.of(t::DRILL_CALLS)) " (" (shown.calls.len()) ")" }
        @if shown.calls.is_empty() { p { (l.of(t::DRILL_NO_CALL)) } }
        @for call in shown.calls.iter().rev() { (card(&v, call)) }
    };
    Page::new(&v, l.of(t::DRILL)).refreshing().send(&body)
}

fn card(v: &Visitor, call: &Heard) -> Markup {
    let l = v.lang;
    let state = match call.filed {
        None => html! { strong.overdue { (l.of(t::DRILL_WAITS)) " " (show::span(l, v.now.since_ms(call.at))) } " "
        a href="/desk/report" { (l.of(t::DRILL_FILE)) } },
        Some((case, at)) => html! { a href={ "/desk/cases/" (case) } { (show::short(case)) } " "
        (l.of(t::DRILL_FILED_AFTER)) " " (show::span(l, at.since_ms(call.at))) },
    };
    let signed = match call.signed_at {
        None => html! { (l.of(t::DRILL_NOT_SIGNED)) },
        Some(at) => html! { (show::moment(at)) " " a href="/drill/form.jpg" { (l.of(t::DRILL_SCAN)) } },
    };
    html! {
        section { h3 { (show::moment(call.at)) " " (call.caller) }
            (facts(&[
                (l.of(t::STATE), Some(state)),
                (l.of(t::DRILL_CALLER), Some(html! { (call.caller) " · " (call.id_number) " · " (call.phone) })),
                (l.of(t::SCAM_TYPE), Some(html! { (call.scam) })),
                (l.of(t::DRILL_SIGNED), Some(signed)),
            ]))
            p { (l.of(t::DRILL_SAYS)) (l.of(t::COLON)) }
            ul { @for told in &call.payments { li { (payment(l, told)) } } }
        }
    }
}

fn payment(l: t::Lang, told: &Told) -> Markup {
    html! {
        (show::moment(told.at)) " " (l.of(t::DRILL_PAID)) " " (show::money(l, told.amount)) ": "
        (side(&told.from)) " → " (side(&told.to))
    }
}

fn side(party: &Party) -> Markup {
    html! { (party.institution_name) " " (party.institution_code) " " code { (party.number.0) } " "
    @if let Some(holder) = &party.holder { (holder.0) } }
}

async fn scan() -> Response {
    download("form.jpg", "image/jpeg", SCAN.to_vec())
}
