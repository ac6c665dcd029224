//! What anybody may open: the door with its four ways (查一查, 举报, 进度, 申诉), what to do when money has left, and
//! the page of a measure.
//!
//! Never here: names, amounts, papers, links to anywhere else, and any number but the one that was asked about. Whoever
//! has no code and no tail learns nothing, not even whether there is such a code.

mod appeal;
mod check;
mod lookup;
mod paid;
mod progress;
mod tip;

use super::forms::{Control, form, submit};
use super::page::Page;
use super::posted::Fields;
use super::text::{self as t, Text};
use super::visitor::Visitor;
use crate::app::App;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(door))
        .route("/p", get(lookup::ask).post(lookup::answer))
        .route("/p/{code}", get(lookup::ask_about))
        .route("/p/{code}/appeal", get(appeal::ask).post(appeal::file))
        .route("/check", get(check::ask).post(check::answer))
        .route("/report", get(tip::ask).post(tip::file))
        .route("/paid", get(paid::show))
        .route("/progress", get(progress::ask).post(progress::find))
        .route("/appeals", get(progress::ask))
        .route("/appeals/{code}", get(progress::show))
}

async fn door(v: Visitor) -> Response {
    let l = v.lang;
    let choice = |path: &str, name: Text, hint: Text| {
        html! { li { a href=(path) { strong { (l.of(name)) } span { (l.of(hint)) } } } }
    };
    let body = html! {
        (paid::door(&v))
        ul.choices {
            (choice("/check", t::DOOR_CHECK, t::DOOR_CHECK_HINT))
            (choice("/report", t::DOOR_TIP, t::DOOR_TIP_HINT))
            (choice("/progress", t::DOOR_PROGRESS, t::DOOR_PROGRESS_HINT))
            (choice("/p", t::DOOR_APPEAL, t::DOOR_APPEAL_HINT))
        }
        (confirm_by_phone(&v))
        p { (l.of(t::DOOR_LEAD)) }
        p.staff { a href="/sign-in" { (l.of(t::SIGN_IN)) } " " small { (l.of(t::SIGN_IN_HINT)) } }
    };
    Page::new(&v, l.of(t::DOOR_TITLE)).send(&body)
}

/// The one number to be dialled, by the reader himself.
fn confirm_by_phone(v: &Visitor) -> Markup {
    html! { p.notice { (v.lang.of(t::CONFIRM_BY_PHONE)) } }
}

/// A code as it may stand in an address: letters, digits and dashes, of a code's length.
fn plain_code(code: &str) -> Option<String> {
    const CODE_TEXT_MAX: usize = 20;
    let plain = !code.is_empty() && code.len() <= CODE_TEXT_MAX;
    (plain && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).then(|| code.to_owned())
}

/// The code as typed, or nothing where it is no code at all.
fn typed_code(fields: &Fields) -> String {
    let code: String = fields.get("code").chars().filter(|c| !c.is_whitespace()).collect();
    plain_code(&code).unwrap_or_default()
}

fn code_form(v: &Visitor, code: &str) -> Markup {
    let (l, none) = (v.lang, Fields::default());
    let body = html! {
        (Control::new(l, "code", t::PUBLIC_CODE, &none).value(code).hint(t::PUBLIC_CODE_HINT).max(20).required().input())
        (Control::new(l, "tail", t::TAIL, &none).hint(t::TAIL_HINT).max(4).required().input())
        (submit(l, t::LOOK_UP))
    };
    form(v, "/p", &none, &body)
}
