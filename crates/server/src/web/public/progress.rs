//! How an appeal stands, for whoever holds its code.

use super::{confirm_by_phone, plain_code, typed_code};
use crate::app::App;
use crate::web::forms::{Control, facts, form, submit};
use crate::web::page::{self, Page};
use crate::web::posted::{Fields, Posted};
use crate::web::show;
use crate::web::text as t;
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::council::{AppealProgress, progress};
use maud::{Markup, html};

pub async fn ask(v: Visitor) -> Response {
    Page::new(&v, v.lang.of(t::APPEAL_PROGRESS)).send(&code_form(&v, ""))
}

pub async fn find(posted: Posted) -> Response {
    page::see_other(&posted.visitor, &format!("/appeals/{}", typed_code(&posted.fields)))
}

pub async fn show(State(app): State<App>, v: Visitor, Path(code): Path<String>) -> Response {
    if let Err(response) = v.may_ask(|limits| &limits.look) {
        return *response;
    }
    let code = plain_code(&code).unwrap_or_default();
    let asked = code.clone();
    let l = v.lang;
    match app.peek(move |app| progress(&app.desk, &asked)).await {
        Ok(Some(found)) => Page::new(&v, l.of(t::APPEAL_PROGRESS)).send(&body(&v, &found)),
        Ok(None) => {
            let body = html! {
                p.notice.refused role="alert" { (l.of(t::NO_SUCH_APPEAL)) }
                (code_form(&v, &code))
            };
            Page::new(&v, l.of(t::APPEAL_PROGRESS)).status(StatusCode::NOT_FOUND).send(&body)
        }
        Err(problem) => page::problem(&v, &problem),
    }
}

fn code_form(v: &Visitor, code: &str) -> Markup {
    let (l, none) = (v.lang, Fields::default());
    let controls = html! {
        (Control::new(l, "code", t::PROGRESS_CODE, &none).value(code).hint(t::PROGRESS_CODE_HINT).max(20).required().input())
        (submit(l, t::LOOK_UP))
    };
    form(v, "/appeals", &none, &controls)
}

fn body(v: &Visitor, p: &AppealProgress) -> Markup {
    let l = v.lang;
    let open = p.decided_at.is_none();
    html! {
        (facts(&[
            (l.of(t::MEASURE), Some(html! { (l.of(show::measure_kind(p.measure_kind))) })),
            (l.of(t::STATE), Some(html! { strong { (show::named(l, &p.state)) } })),
            (l.of(t::FILED_AT), Some(show::moment(p.filed_at))),
            (l.of(t::DECIDED_BY), Some(if open { show::due(l, p.due, v.now) } else { show::moment(p.due) })),
            (l.of(t::DECIDED_AT), p.decided_at.map(show::moment)),
            (l.of(t::REASON), p.reason.as_ref().map(|reason| html! { (reason) })),
        ]))
        @if p.ended { p.notice.done { (l.of(t::MEASURE_ENDED)) } }
        (confirm_by_phone(v))
    }
}
