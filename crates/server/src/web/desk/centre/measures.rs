//! Measures: what holds, until when, and its end or extension.

use super::{freezes, holds, list as listed, names, officers};
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::desk::{id, look};
use crate::web::forms::{Control, facts, form, submit};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, Seated};
use crate::web::show::{self, Names};
use crate::web::text::{self as t, Text};
use crate::web::visitor::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::limits::REASON_CHARS_MAX;
use cordon_desk::money::{extend_stop, lift_stop};
use cordon_desk::read::{self, MeasureDetail, MeasureFilter};
use cordon_desk::telecom::restore_number;
use cordon_model::{Code, Measure, MeasureId, MeasureKind, OrderId, Role};
use maud::{Markup, html};

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    let asked = seated.visitor.asked("state").unwrap_or_default();
    let filter = MeasureFilter { state: Some(asked.clone()), kind: None, agency: None };
    let found = listed(&app, &seated, move |app, call, ask| read::measures(&app.desk, call, &filter, ask)).await;
    let (rows, names) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let body = html! {
        nav.filter aria-label=(l.of(t::STATE)) {
            a href="/desk/measures" aria-current=[asked.is_empty().then_some("page")] { (l.of(t::ALL)) }
            @for name in ["pending", "queued", "in_force", "renewed", "lapsed", "released", "not_imposed"] {
                a href={ "/desk/measures?state=" (name) } aria-current=[(asked == name).then_some("page")] { (show::named(l, name)) }
            }
            a href="/desk/holds" { (l.of(t::HOLDS)) }
        }
        @if rows.items.is_empty() { p { (l.of(t::NOTHING_HERE)) } } @else { (table(v, &rows.items, &names)) }
        @if let Some(next) = &rows.next { p { a href={ "/desk/measures?state=" (asked) "&after=" (next) } { (l.of(t::OLDER)) } } }
    };
    Page::new(v, l.of(t::MEASURES)).refreshing().send(&body)
}

pub fn table(v: &Visitor, measures: &[Measure], names: &Names) -> Markup {
    let l = v.lang;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (l.of(t::MEASURE)) } th scope="col" { (l.of(t::AGENCY)) } th scope="col" { (l.of(t::TARGET)) }
                th scope="col" { (l.of(t::STATE)) } th scope="col" { (l.of(t::HELD)) } th scope="col" { (l.of(t::UNTIL)) }
            } }
            tbody { @for one in measures { tr {
                td { a href={ "/desk/measures/" (one.id) } { (l.of(show::measure_kind(one.kind))) " " (show::short(one.id)) } }
                td { (show::agency(names, one.agency)) }
                td { (one.target.mask()) }
                td { (show::named(l, one.state.name())) }
                td.number { @if let Some(held) = one.state.force().and_then(|force| force.held) { (show::money(l, held)) } }
                td { @if let Some(force) = one.state.force() { (show::due(l, force.until, v.now)) } }
            } } }
        } }
    }
}

pub async fn show(State(app): State<App>, Path(text): Path<String>, seated: Seated) -> Response {
    send(&app, &seated, &text, None, &Fields::default()).await
}

async fn send(app: &App, seated: &Seated, text: &str, problem: Option<&Problem>, typed: &Fields) -> Response {
    let asked = text.to_owned();
    let found = look(app, seated, move |app, call| {
        let measure: MeasureId = id(app, call, &asked)?;
        let detail = read::measure(&app.desk, call, measure)?;
        let owners = if detail.measure.kind == MeasureKind::Freeze { officers(app, call)? } else { Vec::new() };
        Ok((detail, owners, names(app, call)?))
    });
    let (detail, owners, names) = match found.await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let measure = &detail.measure;
    let body = html! {
        (Notice::of(problem, v).show(l))
        (shown(v, &detail, &names))
        (freezes::shown(seated, measure))
        (acts(seated, measure, typed))
        (freezes::acts(seated, measure, &owners, typed))
        (holds::confirm_form(seated, measure, typed))
        @if !detail.orders.is_empty() { section { h2 { (l.of(t::ORDERS)) }
            ul { @for order in &detail.orders {
                li { a href={ "/desk/orders/" (order.id) } { (l.of(show::order_kind(order.kind))) " " (show::short(order.id)) } " · " (show::named(l, order.state.name())) }
            } }
        } }
        @for appeal in &detail.appeals {
            p { a href={ "/desk/appeals/" (appeal.id) } { (l.of(t::APPEAL)) " " (show::short(appeal.id)) } " · " (show::named(l, appeal.state.name())) }
        }
    };
    let title = format!("{} {}", l.of(show::measure_kind(measure.kind)), show::short(measure.id));
    Page::new(v, title).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn shown(v: &Visitor, detail: &MeasureDetail, names: &Names) -> Markup {
    let (l, measure) = (v.lang, &detail.measure);
    let force = measure.state.force();
    facts(&[
        (l.of(t::STATE), Some(html! { strong { (show::named(l, measure.state.name())) } })),
        (l.of(t::AGENCY), Some(html! { (show::agency(names, measure.agency)) })),
        (l.of(t::TARGET), Some(html! { (measure.target.mask()) })),
        (l.of(t::FROM), force.map(|force| show::moment(force.from))),
        (l.of(t::UNTIL), force.map(|force| show::due(l, force.until, v.now))),
        (l.of(t::LIMIT), force.and_then(|force| force.limit).map(|limit| show::money(l, limit))),
        (l.of(t::HELD), force.and_then(|force| force.held).map(|held| show::money(l, held))),
        (l.of(t::EXCESS), detail.excess.map(|excess| html! { strong.overdue { (show::money(l, excess)) } })),
        (
            l.of(t::CASES),
            (!measure.claims.is_empty()).then(
                || html! { @for claim in &measure.claims { a href={ "/desk/cases/" (claim.case) } { (show::short(claim.case)) } " " (show::money(l, claim.claimed)) " " } },
            ),
        ),
        (l.of(t::REASON), Some(html! { (measure.reason) })),
        (l.of(t::BASIS), Some(html! { (measure.basis) })),
        (l.of(t::PUBLIC_CODE), Some(html! { span.code { (measure.public_code) } })),
    ])
}

fn acts(seated: &Seated, measure: &Measure, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let runs = measure.state.is_live();
    let officer = seated.officer.holds(Role::Officer);
    let act = |verb: &str, label: Text| {
        let action = format!("/desk/measures/{}/{verb}", measure.id);
        let typed = typed.on(v, &action);
        let controls = html! {
            (Control::new(l, "reason", t::REASON, typed).scope(verb).hint(t::REASON_HINT).max(REASON_CHARS_MAX).required().input())
            (submit(l, label))
        };
        html! { details open[!typed.values.is_empty()] { summary { (l.of(label)) }
        (form(v, &action, typed, &controls)) } }
    };
    html! {
        @if runs && measure.kind != MeasureKind::Delay { p { a.button href={ "/desk/measures/" (measure.id) "/slip" } { (l.of(t::COUNTER_SLIP)) } } }
        @if runs && officer {
            @if measure.kind == MeasureKind::Stop { (act("extend", t::EXTEND_STOP)) }
            (act("lift", match measure.kind {
                MeasureKind::Shut => t::RESTORE_NUMBER,
                MeasureKind::Freeze => t::LIFT_FREEZE,
                MeasureKind::Void => t::RESTORE_VALUE,
                _ => t::LIFT_STOP,
            }))
        }
    }
}

pub async fn extend(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, reason) = (text.clone(), acting.fields.get("reason").to_owned());
    let done = acting
        .act(&app, move |app, call| {
            let measure: MeasureId = id(app, call, &asked)?;
            Ok(extend_stop::extend_stop(&app.desk, call, measure, &reason)?.order)
        })
        .await;
    after(&app, &acting, &text, done).await
}

/// Ends a measure: a stop is lifted, a number restored.
pub async fn lift(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, reason) = (text.clone(), acting.fields.get("reason").to_owned());
    let done = acting
        .act(&app, move |app, call| {
            let measure: MeasureId = id(app, call, &asked)?;
            let kind = read::measure(&app.desk, call, measure)?.measure.kind;
            if kind == MeasureKind::Shut {
                return Ok(restore_number(&app.desk, call, measure, &reason)?.order);
            }
            Ok(lift_stop::lift_stop(&app.desk, call, measure, &reason)?.order)
        })
        .await;
    after(&app, &acting, &text, done).await
}

/// The new order is where things go on: it waits for its approver.
pub async fn after(app: &App, acting: &Acting, text: &str, done: Result<OrderId, Problem>) -> Response {
    match done {
        Ok(order) => page::see_other(&acting.visitor, &format!("/desk/orders/{order}?done=1")),
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => send(app, &acting.seated(), text, Some(&problem), &acting.fields).await,
    }
}

/// The measure itself is where things go on.
pub async fn stayed(app: &App, acting: &Acting, text: &str, done: Result<MeasureId, Problem>) -> Response {
    match done {
        Ok(measure) => page::see_other(&acting.visitor, &format!("/desk/measures/{measure}?done=1")),
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => send(app, &acting.seated(), text, Some(&problem), &acting.fields).await,
    }
}
