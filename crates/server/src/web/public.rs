//! What anybody may open: the door, the page of a measure, appeals and how they stand.
//!
//! Never here: names, numbers, amounts, papers, and links to anywhere else. Whoever has no code and
//! no tail learns nothing, not even whether there is such a code.

mod appeal;
mod lookup;
mod progress;

use super::forms::{Control, form, submit};
use super::page::Page;
use super::posted::Fields;
use super::text as t;
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
        .route("/appeals", get(progress::ask).post(progress::find))
        .route("/appeals/{code}", get(progress::show))
}

async fn door(v: Visitor) -> Response {
    let l = v.lang;
    let body = html! {
        p.lead { (l.of(t::DOOR_LEAD)) }
        ul.choices {
            li { a href="/p" { strong { (l.of(t::CHECK_CODE)) } span { (l.of(t::CHECK_CODE_HINT)) } } }
            li { a href="/appeals" { strong { (l.of(t::APPEAL_PROGRESS)) } span { (l.of(t::APPEAL_PROGRESS_HINT)) } } }
            li { a href="/sign-in" { strong { (l.of(t::SIGN_IN)) } span { (l.of(t::SIGN_IN_HINT)) } } }
        }
        (confirm_by_phone(&v))
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
