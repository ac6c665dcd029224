//! 进度: how an appeal stands, or what became of a tip, for whoever holds its code.

use super::{confirm_by_phone, plain_code, typed_code};
use crate::app::App;
use crate::web::forms::{Control, facts, form, submit};
use crate::web::page::{self, Page};
use crate::web::posted::{Fields, Posted};
use crate::web::show;
use crate::web::text::{self as t, Text};
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::council::{AppealProgress, progress};
use cordon_desk::read::{TipAnswer, TipProgress, tip_progress};
use maud::{Markup, html};

/// What a code leads to.
enum Stands {
    Appeal(Box<AppealProgress>),
    Tip(TipProgress),
}

pub async fn ask(v: Visitor) -> Response {
    let body = html! { (code_form(&v, "")) (slip(&v)) (confirm_by_phone(&v)) };
    Page::new(&v, v.lang.of(t::DOOR_PROGRESS)).send(&body)
}

pub async fn find(State(app): State<App>, posted: Posted) -> Response {
    answer(&app, &posted.visitor, typed_code(&posted.fields)).await
}

/// The address of an appeal: what was filed earlier gave it.
pub async fn show(State(app): State<App>, v: Visitor, Path(code): Path<String>) -> Response {
    answer(&app, &v, plain_code(&code).unwrap_or_default()).await
}

async fn answer(app: &App, v: &Visitor, code: String) -> Response {
    if let Err(response) = v.may_ask(|limits| &limits.look) {
        return *response;
    }
    let (asked, now, l) = (code.clone(), v.now, v.lang);
    let found = app.peek(move |app| {
        let appeal = progress(&app.desk, &asked)?.map(|appeal| Stands::Appeal(Box::new(appeal)));
        let tip = tip_progress(&app.desk, &asked, now)?.map(Stands::Tip);
        Ok(appeal.or(tip))
    });
    match found.await {
        Ok(Some(Stands::Appeal(found))) => Page::new(v, l.of(t::APPEAL_PROGRESS)).send(&of_appeal(v, &found)),
        Ok(Some(Stands::Tip(found))) => Page::new(v, l.of(t::DOOR_PROGRESS)).send(&of_tip(v, &found)),
        Ok(None) => {
            let body = html! {
                p.notice.refused role="alert" { (l.of(t::NO_SUCH_CODE)) }
                (code_form(v, &code))
                (slip(v))
            };
            Page::new(v, l.of(t::DOOR_PROGRESS)).status(StatusCode::NOT_FOUND).send(&body)
        }
        Err(problem) => page::problem(v, &problem),
    }
}

fn code_form(v: &Visitor, code: &str) -> Markup {
    let (l, none) = (v.lang, Fields::default());
    let controls = html! {
        (Control::new(l, "code", t::TIP_CODE, &none).value(code).hint(t::ANY_CODE_HINT).max(20).required().input())
        (submit(l, t::LOOK_UP))
    };
    form(v, "/progress", &none, &controls)
}

fn slip(v: &Visitor) -> Markup {
    let l = v.lang;
    html! { p { (l.of(t::PROGRESS_SLIP)) (l.of(t::COLON)) a href="/p" { (l.of(t::PROGRESS_SLIP_LINK)) } } }
}

fn of_appeal(v: &Visitor, p: &AppealProgress) -> Markup {
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

fn of_tip(v: &Visitor, tip: &TipProgress) -> Markup {
    let l = v.lang;
    html! {
        p class=(if tip.answer == TipAnswer::Victim { "notice refused" } else { "notice done" }) {
            (l.of(tip_text(tip.answer)))
        }
        (facts(&[
            (l.of(t::STATE), Some(html! { (l.of(t::TIP_STANDS)) })),
            (l.of(t::FILED_AT), Some(show::moment(tip.filed_at))),
            (l.of(t::LOOKED_AT_AT), tip.closed_at.map(show::moment)),
        ]))
        @if tip.answer == TipAnswer::Victim { (super::paid::door(v)) }
        (confirm_by_phone(v))
    }
}

const fn tip_text(answer: TipAnswer) -> Text {
    match answer {
        TipAnswer::Waits => t::TIP_WAITS,
        TipAnswer::LookedAt => t::TIP_LOOKED_AT,
        TipAnswer::Listed => t::TIP_LISTED,
        TipAnswer::Victim => t::TIP_VICTIM,
    }
}
