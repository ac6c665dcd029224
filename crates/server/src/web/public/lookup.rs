//! The page of a measure, for whoever holds its code and the last characters of the account or number.

use super::{code_form, confirm_by_phone, plain_code, typed_code};
use crate::app::App;
use crate::web::forms::facts;
use crate::web::page::{self, Page};
use crate::web::posted::{Fields, Posted};
use crate::web::show;
use crate::web::text::{self as t, Lang};
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::read::{PublicMeasure, public_measure};
use cordon_model::Stamp;
use maud::{Markup, html};

pub async fn ask(v: Visitor) -> Response {
    form_page(&v, "")
}

pub async fn ask_about(v: Visitor, Path(code): Path<String>) -> Response {
    form_page(&v, &plain_code(&code).unwrap_or_default())
}

fn form_page(v: &Visitor, code: &str) -> Response {
    let body = html! { (code_form(v, code)) (confirm_by_phone(v)) };
    Page::new(v, v.lang.of(t::CHECK_CODE)).send(&body)
}

pub async fn answer(State(app): State<App>, posted: Posted) -> Response {
    let Posted { visitor: v, fields } = posted;
    if let Err(response) = v.may_ask(|limits| &limits.look) {
        return *response;
    }
    let (code, tail, now) = (typed_code(&fields), tail(&fields), v.now);
    let asked = code.clone();
    match app.peek(move |app| public_measure(&app.desk, &asked, &tail, now)).await {
        Ok(Some(measure)) => {
            let body = answer_body(&v, &code, &measure, now);
            Page::new(&v, v.lang.of(t::MEASURE_TITLE)).send(&body)
        }
        Ok(None) => nothing(&v, &code),
        Err(problem) => page::problem(&v, &problem),
    }
}

/// Only the last characters are ever needed; more of a number is not even looked at.
pub fn tail(fields: &Fields) -> String {
    fields.get("tail").chars().take(8).collect()
}

/// The same words whatever was wrong.
fn nothing(v: &Visitor, code: &str) -> Response {
    let l = v.lang;
    let body = html! {
        div.notice.refused role="alert" { p { strong { (l.of(t::NOTHING_FOUND)) } } p { (l.of(t::NOTHING_FOUND_NEXT)) } }
        (code_form(v, code))
        (confirm_by_phone(v))
    };
    Page::new(v, l.of(t::CHECK_CODE)).status(StatusCode::NOT_FOUND).send(&body)
}

fn answer_body(v: &Visitor, code: &str, m: &PublicMeasure, now: Stamp) -> Markup {
    let l = v.lang;
    let text = |text: &str| Some(html! { (text) });
    let reason = if l == Lang::Zh { &m.reason_zh } else { &m.reason_en };
    let state = m.ended.as_ref().map_or_else(
        || html! { (l.of(t::STILL_HOLDS)) },
        |ended| html! { (show::named(l, &ended.how)) " · " (show::moment(ended.at)) },
    );
    let until = if m.ended.is_none() { show::due(l, m.until, now) } else { show::moment(m.until) };
    html! {
        (facts(&[
            (l.of(t::MEASURE), Some(html! { (l.of(show::measure_kind(m.kind))) })),
            (l.of(t::STATE), Some(state)),
            (l.of(t::ORGAN), text(&m.organ)),
            (l.of(t::ORGAN_PHONE), text(&m.organ_phone)),
            (l.of(t::FROM), Some(show::moment(m.from))),
            (l.of(t::UNTIL), Some(until)),
            (l.of(t::REASON), text(reason)),
            (l.of(t::BASIS), Some(html! { span lang="zh-CN" { (m.basis) } })),
        ]))
        @if m.whole_account && m.ended.is_none() {
            section { h2 { (l.of(t::WHOLE_ACCOUNT)) } p { (l.of(t::WHOLE_ACCOUNT_TEXT)) } }
        }
        section { h2 { (l.of(t::HOW_TO_OBJECT)) } (objection(l, code, m)) }
        (confirm_by_phone(v))
    }
}

fn objection(l: Lang, code: &str, m: &PublicMeasure) -> Markup {
    html! {
        @if m.objection.open {
            p { (if l == Lang::Zh { &m.objection.zh } else { &m.objection.en }) }
            p { (l.of(t::DECIDED_WITHIN)) (l.of(t::COLON)) strong { (within(l, &m.objection.decided_within)) }
                " " small { (l.of(t::NORM)) " " (m.objection.norm) } }
            p { a.button href={ "/p/" (code) "/appeal" } { (l.of(t::OBJECT)) } }
        } @else {
            p { (l.of(t::ENDED_NO_OBJECTION)) }
        }
    }
}

/// A norm's span, such as `12 h`, in the page's language.
fn within(l: Lang, span: &str) -> String {
    let (number, unit) = span.split_once(' ').unwrap_or((span, ""));
    let unit = match unit {
        "s" => t::SECONDS,
        "min" => t::MINUTES,
        "h" => t::HOURS,
        "d" => t::DAYS,
        _ => t::WORKING_DAYS,
    };
    format!("{number} {}", l.of(unit))
}
