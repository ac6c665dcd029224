//! Acts under standing authority, read again after the shift and signed.

use super::list as listed;
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::desk::id;
use crate::web::forms::{Control, form};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, NONE, Seated, understood};
use crate::web::show;
use crate::web::text as t;
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::council::{Finding, review_act};
use cordon_desk::limits::REASON_CHARS_MAX;
use cordon_desk::read::{self, ReviewLine};
use cordon_model::{OrderId, Role};
use maud::{Markup, html};

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    send(&app, &seated, None, &NONE).await
}

async fn send(app: &App, seated: &Seated, problem: Option<&Problem>, typed: &Fields) -> Response {
    let found = listed(app, seated, |app, call, ask| read::reviews(&app.desk, call, false, ask)).await;
    let (rows, _) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let may = seated.officer.holds(Role::Supervisor);
    let body = html! {
        (Notice::of(problem, v).show(l))
        p { (l.of(t::REVIEWS_TEXT)) }
        @if rows.items.is_empty() { p { (l.of(t::NOTHING_HERE)) } }
        @for line in &rows.items { (one(v, line, may, typed)) }
        @if let Some(next) = &rows.next { p { a href={ "/desk/reviews?after=" (next) } { (l.of(t::LATER)) } } }
    };
    Page::new(v, l.of(t::REVIEWS)).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn one(v: &Visitor, line: &ReviewLine, may: bool, typed: &Fields) -> Markup {
    let l = v.lang;
    let review = &line.review;
    let action = format!("/desk/reviews/{}", review.order);
    let typed = typed.on(v, &action);
    let scope = show::short(review.order);
    let controls = html! {
        (Control::new(l, "remark", t::REMARK, typed).scope(&scope).hint(t::FINDING_HINT).max(REASON_CHARS_MAX).input())
        button type="submit" name="finding" value="in_order" { (l.of(t::IN_ORDER)) }
        " "
        button.plain type="submit" name="finding" value="not_in_order" { (l.of(t::NOT_IN_ORDER)) }
    };
    html! {
        section.card {
            h2 { a href={ "/desk/orders/" (review.order) } { (l.of(t::ORDER)) " " (show::short(review.order)) } }
            p { (l.of(t::ACTED_AT)) " " (show::moment(review.acted_at)) " · " (l.of(t::DUE)) " " (show::due(l, review.due.at, v.now)) }
            @if may { (form(v, &action, typed, &controls)) }
        }
    }
}

fn finding_of(typed: &Fields) -> Result<Finding, Refusal> {
    let in_order = match typed.get("finding") {
        "in_order" => true,
        "not_in_order" => false,
        _ => return Err(Refusal::missing("finding")),
    };
    Ok(Finding { in_order, remark: typed.get("remark").to_owned() })
}

pub async fn sign(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let typed = acting.fields.clone();
    let done = acting
        .act(&app, move |app, call| {
            let order: OrderId = id(app, call, &text)?;
            let finding = understood(app, call, "review_act", finding_of(&typed))?;
            review_act(&app.desk, call, order, &finding)
        })
        .await;
    match done {
        Ok(_) => page::see_other(&acting.visitor, "/desk/reviews?done=1"),
        Err(problem) => send(&app, &acting.seated(), Some(&problem), &acting.fields).await,
    }
}
