//! One order, as the centre sees it: masked, with its answers, and the acts that are possible.

use super::{elsewhere, names};
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::desk::member::order::receipts;
use crate::web::desk::{id, look};
use crate::web::forms::{Control, button, facts, form, submit};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, Seated};
use crate::web::show::{self, Names};
use crate::web::text as t;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::limits::REASON_CHARS_MAX;
use cordon_desk::order::{approve as approval, withdraw as withdrawal};
use cordon_desk::read::{self, OrderDetail};
use cordon_model::{Approval, Code, Order, OrderId, OrderState, Role};
use maud::{Markup, html};

pub async fn page(app: &App, seated: &Seated, text: &str, problem: Option<&Problem>) -> Response {
    send(app, seated, text, problem, &Fields::default()).await
}

async fn send(app: &App, seated: &Seated, text: &str, problem: Option<&Problem>, typed: &Fields) -> Response {
    let asked = text.to_owned();
    let found = look(app, seated, move |app, call| {
        Ok((read::order(&app.desk, call, id(app, call, &asked)?)?, names(app, call)?))
    });
    let (detail, names) = match found.await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let order = &detail.order;
    let body = html! {
        (Notice::of(problem, v).show(l))
        (shown(seated, &detail, &names))
        (acts(seated, order, typed))
        (elsewhere::section(seated, order, typed))
        (receipts(l, &detail.receipts))
        @if let Some(review) = &detail.review {
            section { h2 { (l.of(t::REVIEWS)) }
                @match &review.reviewed {
                    Some(done) => p { (show::moment(done.at)) " " (if done.in_order { l.of(t::IN_ORDER) } else { l.of(t::NOT_IN_ORDER) }) " " (done.remark) },
                    None => p { a href="/desk/reviews" { (l.of(t::NOT_REVIEWED)) } " " (show::due(l, review.due.at, v.now)) },
                }
            }
        }
    };
    let title = format!("{} {}", l.of(show::order_kind(order.kind)), show::short(order.id));
    Page::new(v, title).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn shown(seated: &Seated, detail: &OrderDetail, names: &Names) -> Markup {
    let v = &seated.visitor;
    let (l, order) = (v.lang, &detail.order);
    facts(&[
        (l.of(t::STATE), Some(html! { strong { (show::named(l, order.state.name())) } @if detail.overdue { " " strong.overdue { (l.of(t::OVERDUE)) } } })),
        (l.of(t::MISSING), missing(l, order)),
        (l.of(t::AGENCY), Some(html! { (show::agency(names, order.agency)) })),
        (l.of(t::CASE), order.case.map(|case| html! { a href={ "/desk/cases/" (case) } { (show::short(case)) } })),
        (l.of(t::MEASURE), order.measure.map(|measure| html! { a href={ "/desk/measures/" (measure) } { (show::short(measure)) } })),
        (l.of(t::TARGET), Some(html! { (l.of(show::target(order.target.kind()))) " " (order.target.mask()) })),
        (l.of(t::LIMIT), order.limit.map(|limit| show::money(l, limit))),
        (l.of(t::REASON), Some(html! { (order.reason) })),
        (l.of(t::BASIS), Some(html! { (order.basis) })),
        (l.of(t::DRAFTED_AT), Some(show::moment(order.drafted_at))),
        (l.of(t::APPROVED_HOW), order.state.approval().map(|approval| html! { (approved(l, approval)) })),
        (l.of(t::SENT_AT), order.state.dispatched_at().map(show::moment)),
        (l.of(t::DUE), order.state.due().map(|due| html! {
            @if order.state.is_over() { (show::moment(due.at)) } @else { (show::due(l, due.at, v.now)) } " " small { (due.norm) } })),
        (l.of(t::NOTES), (!order.notes.is_empty()).then(|| html! { @for note in &order.notes { span.tag { (show::note(l, note)) } " " } })),
        (l.of(t::FOREIGN_NUMBER), order.foreign_number.as_ref().map(|number| html! { (number) })),
        (l.of(t::NUMBER_OF_ORDER), Some(html! { code { (order.id) } })),
    ])
}

fn missing(l: t::Lang, order: &Order) -> Option<Markup> {
    let OrderState::AwaitingPapers { missing, .. } = &order.state else { return None };
    Some(html! { @for one in missing { span.tag { (show::note(l, one)) } " " } })
}

fn approved(l: t::Lang, approval: &Approval) -> String {
    show::named(l, &format!("approval_{}", approval.name()))
}

/// What can be done now. Who may is judged by the verb; what a role never may is not offered.
fn acts(seated: &Seated, order: &Order, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let approver = seated.officer.holds(Role::Approver);
    let may_approve = approver && matches!(order.state, OrderState::AwaitingApproval { .. });
    let not_read = !order.state.is_over() && !matches!(order.state, OrderState::Seen { .. });
    let may_withdraw = (approver || seated.officer.holds(Role::Officer)) && not_read;
    let action = format!("/desk/orders/{}/withdraw", order.id);
    let typed = typed.on(v, &action);
    let reason = html! {
        (Control::new(l, "reason", t::REASON, typed).hint(t::REASON_HINT).max(REASON_CHARS_MAX).required().input())
        (submit(l, t::WITHDRAW))
    };
    html! {
        @if may_approve { (button(v, &format!("/desk/orders/{}/approve", order.id), t::APPROVE)) }
        @if may_withdraw {
            details open[!typed.values.is_empty()] { summary { (l.of(t::WITHDRAW)) } (form(v, &action, typed, &reason)) }
        }
    }
}

pub async fn approve(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let asked = text.clone();
    let done =
        acting.act(&app, move |app, call| Ok(approval::approve(&app.desk, call, id(app, call, &asked)?)?.order)).await;
    after(&app, &acting, &text, done).await
}

pub async fn withdraw(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, reason) = (text.clone(), acting.fields.get("reason").to_owned());
    let done = acting
        .act(&app, move |app, call| Ok(withdrawal::withdraw(&app.desk, call, id(app, call, &asked)?, &reason)?.order))
        .await;
    after(&app, &acting, &text, done).await
}

/// Back to the order: anew when it was done, with the refusal and what was typed when not.
pub async fn after(app: &App, acting: &Acting, text: &str, done: Result<OrderId, Problem>) -> Response {
    match done {
        Ok(order) => page::see_other(&acting.visitor, &format!("/desk/orders/{order}?done=1")),
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => send(app, &acting.seated(), text, Some(&problem), &acting.fields).await,
    }
}
