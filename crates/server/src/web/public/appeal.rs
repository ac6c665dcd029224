//! An appeal: what the person says, and how to reach him. The answer is a code to ask with later.

use super::{confirm_by_phone, lookup, plain_code};
use crate::app::App;
use crate::web::forms::{Control, facts, form, submit};
use crate::web::page::{Notice, Page};
use crate::web::posted::{Fields, Posted};
use crate::web::show;
use crate::web::text as t;
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::council::{AppealFiled, NewAppeal, file_appeal};
use cordon_desk::limits::{NAME_CHARS_MAX, STATEMENT_CHARS_MAX};
use cordon_model::AppealGround;
use cordon_model::exchange::Private;
use maud::{Markup, html};

pub async fn ask(v: Visitor, Path(code): Path<String>) -> Response {
    let code = plain_code(&code).unwrap_or_default();
    let body = page_body(&v, &code, &Fields::default(), Notice::None);
    Page::new(&v, v.lang.of(t::OBJECT)).send(&body)
}

pub async fn file(State(app): State<App>, Path(code): Path<String>, posted: Posted) -> Response {
    let v = &posted.visitor;
    if let Err(response) = v.may_ask(|limits| &limits.appeal) {
        return *response;
    }
    let code = plain_code(&code).unwrap_or_default();
    let new = NewAppeal {
        ground: ground(&posted.fields),
        public_code: code.clone(),
        tail: Private(lookup::tail(&posted.fields)),
        statement: Private(posted.fields.get("statement").replace("\r\n", "\n")),
        contact: Private(posted.fields.get("contact").to_owned()),
    };
    let call = posted.call();
    let filed = app
        .run(move |app| match call {
            Ok(call) => file_appeal(&app.desk, &call, &new),
            Err(refusal) => Err(refusal),
        })
        .await;
    match filed {
        Ok(filed) => Page::new(v, v.lang.of(t::APPEAL_FILED)).status(StatusCode::CREATED).send(&filed_body(v, &filed)),
        Err(problem) => {
            let body = page_body(v, &code, &posted.fields, Notice::Refused(problem.refusal()));
            Page::new(v, v.lang.of(t::OBJECT)).status(problem.status()).send(&body)
        }
    }
}

fn ground(typed: &Fields) -> AppealGround {
    if typed.get("ground") == AppealGround::GoodFaith.name() { AppealGround::GoodFaith } else { AppealGround::Wronged }
}

fn page_body(v: &Visitor, code: &str, typed: &Fields, notice: Notice<'_>) -> Markup {
    let l = v.lang;
    let grounds: Vec<(String, String)> = [AppealGround::Wronged, AppealGround::GoodFaith]
        .map(|ground| (ground.name().to_owned(), show::named(l, ground.name())))
        .to_vec();
    let controls = html! {
        p { (l.of(t::PUBLIC_CODE)) (l.of(t::COLON)) strong { (code) } }
        (Control::new(l, "tail", t::TAIL, typed).hint(t::TAIL_HINT).max(4).required().input())
        (Control::new(l, "ground", t::GROUND, typed).select(&grounds))
        (Control::new(l, "statement", t::STATEMENT, typed).hint(t::STATEMENT_HINT).max(STATEMENT_CHARS_MAX).required().area(8))
        (Control::new(l, "contact", t::CONTACT, typed).hint(t::CONTACT_HINT).max(NAME_CHARS_MAX).required().input())
        (submit(l, t::SEND_APPEAL))
    };
    html! {
        (notice.show(l))
        p { (l.of(t::APPEAL_LEAD)) }
        (form(v, &format!("/p/{code}/appeal"), typed, &controls))
        (confirm_by_phone(v))
    }
}

fn filed_body(v: &Visitor, filed: &AppealFiled) -> Markup {
    let l = v.lang;
    html! {
        p.notice.done role="status" { (l.of(t::APPEAL_FILED_TEXT)) }
        (facts(&[
            (l.of(t::PROGRESS_CODE), Some(html! { strong.code { (filed.progress_code) } })),
            (l.of(t::DECIDED_BY), Some(show::due(l, filed.due, v.now))),
        ]))
        p { a href={ "/appeals/" (filed.progress_code) } { (l.of(t::SEE_PROGRESS)) } }
        (confirm_by_phone(v))
    }
}
