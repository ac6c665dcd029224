//! Appeals: the list, and one to be read and decided. What the person wrote is opened for a purpose.

use super::names;
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::desk::{centre::list as listed, id, look};
use crate::web::forms::{Control, facts, form, submit};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, Seated, understood};
use crate::web::show;
use crate::web::text::{self as t, Lang};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::council::{Decision, Outcome, decide_appeal};
use cordon_desk::limits::{PURPOSE_CHARS_MAX, REASON_CHARS_MAX};
use cordon_desk::read;
use cordon_desk::reveal::{Revealed, Subject, reveal};
use cordon_model::{Appeal, AppealId, AppealState, Code, Currency, Money, Role};
use maud::{Markup, html};

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    let found = listed(&app, &seated, |app, call, ask| read::appeals(&app.desk, call, None, ask)).await;
    let (rows, _) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let body = html! {
        @if rows.items.is_empty() { p { (l.of(t::NOTHING_HERE)) } }
        @else { div.scroll { table {
            thead { tr { th scope="col" { (l.of(t::APPEAL)) } th scope="col" { (l.of(t::FILED_AT)) } th scope="col" { (l.of(t::STATE)) } th scope="col" { (l.of(t::DECIDED_BY)) } } }
            tbody { @for appeal in &rows.items { tr {
                td { a href={ "/desk/appeals/" (appeal.id) } { (show::short(appeal.id)) } }
                td { (show::moment(appeal.filed_at)) }
                td { (show::named(l, appeal.state.name())) }
                td { (due(l, appeal, v.now)) }
            } } }
        } } }
        @if let Some(next) = &rows.next { p { a href={ "/desk/appeals?after=" (next) } { (l.of(t::OLDER)) } } }
    };
    Page::new(v, l.of(t::APPEALS)).refreshing().send(&body)
}

fn due(l: Lang, appeal: &Appeal, now: cordon_model::Stamp) -> Markup {
    if appeal.state == AppealState::Open { show::due(l, appeal.due.at, now) } else { show::moment(appeal.due.at) }
}

pub async fn show(State(app): State<App>, Path(text): Path<String>, seated: Seated) -> Response {
    send(&app, &seated, &text, None, None, &Fields::default()).await
}

async fn send(
    app: &App,
    seated: &Seated,
    text: &str,
    problem: Option<&Problem>,
    opened: Option<&Revealed>,
    typed: &Fields,
) -> Response {
    let asked = text.to_owned();
    let found = look(app, seated, move |app, call| {
        let appeal: AppealId = id(app, call, &asked)?;
        let appeal = read::appeal(&app.desk, call, appeal)?;
        let measure = read::measure(&app.desk, call, appeal.measure)?;
        Ok((appeal, measure, names(app, call)?))
    });
    let (appeal, detail, names) = match found.await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let fact = |name: &str| opened.and_then(|opened| opened.0.get(name)).map(|text| html! { span.typed { (&**text) } });
    let measure = &detail.measure;
    let body = html! {
        (Notice::of(problem, v).show(l))
        (facts(&[
            (l.of(t::STATE), Some(html! { strong { (show::named(l, appeal.state.name())) } })),
            (l.of(t::FILED_AT), Some(show::moment(appeal.filed_at))),
            (l.of(t::DECIDED_BY), Some(html! { (due(l, &appeal, v.now)) " " small { (appeal.due.norm) } })),
            (l.of(t::STATEMENT), fact("statement").or_else(|| Some(html! { (appeal.statement.mask) }))),
            (l.of(t::CONTACT), fact("contact").or_else(|| Some(html! { (appeal.contact.mask) }))),
            (l.of(t::MEASURE), Some(html! { a href={ "/desk/measures/" (measure.id) } { (l.of(show::measure_kind(measure.kind))) " " (show::short(measure.id)) } " " (show::agency(&names, measure.agency)) " · " (show::named(l, measure.state.name())) })),
            (l.of(t::EXCESS), detail.excess.map(|excess| html! { strong.overdue { (show::money(l, excess)) } })),
        ]))
        (acts(seated, &appeal, typed))
    };
    let title = format!("{} {}", l.of(t::APPEAL), show::short(appeal.id));
    Page::new(v, title).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn acts(seated: &Seated, appeal: &Appeal, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let open = html! {
        (Control::new(l, "purpose", t::PURPOSE, typed).hint(t::PURPOSE_HINT).max(PURPOSE_CHARS_MAX).required().input())
        (submit(l, t::READ_STATEMENT))
    };
    let decide = html! {
        (Control::new(l, "reason", t::REASON, typed).hint(t::REASON_HINT).max(REASON_CHARS_MAX).required().area(3))
        (Control::new(l, "kept", t::KEPT, typed).hint(t::KEPT_HINT).kind("decimal").max(18).input())
        button type="submit" name="decision" value="uphold" { (l.of(t::UPHOLD)) }
        " "
        button.plain type="submit" name="decision" value="part" { (l.of(t::UPHOLD_PART)) }
        " "
        button.plain type="submit" name="decision" value="reject" { (l.of(t::REJECT)) }
    };
    html! {
        @if seated.officer.holds(Role::Supervisor) || seated.officer.holds(Role::Officer) {
            (form(v, &format!("/desk/appeals/{}/open", appeal.id), &Fields::default(), &open))
        }
        @if appeal.state == AppealState::Open && seated.officer.holds(Role::Supervisor) {
            section { h2 { (l.of(t::DECIDE)) } (form(v, &format!("/desk/appeals/{}/decide", appeal.id), typed, &decide)) }
        }
    }
}

pub async fn open(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let asked = text.clone();
    let fields = ["statement", "contact"].map(str::to_owned);
    let opened = acting
        .act_anew(&app, move |app, call| reveal(&app.desk, call, Subject::Appeal(id(app, call, &asked)?), &fields))
        .await;
    let seated = acting.seated();
    match opened {
        Ok(opened) => send(&app, &seated, &text, None, Some(&opened), &Fields::default()).await,
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => send(&app, &seated, &text, Some(&problem), None, &acting.fields).await,
    }
}

/// What stays held, as people type amounts.
fn kept(typed: &Fields) -> Result<Money, Refusal> {
    let plain: String = typed.need("kept")?.chars().filter(|c| !matches!(c, ',' | ' ' | '¥' | '￥')).collect();
    Money::parse(&plain, Currency::CNY).map_err(|_| Refusal::field("kept", "is not an amount such as 80000.00"))
}

fn decision_of(typed: &Fields) -> Result<Decision, Refusal> {
    let outcome = match typed.get("decision") {
        "uphold" => Outcome::Uphold,
        "reject" => Outcome::Reject,
        "part" => Outcome::Part { kept: kept(typed)? },
        _ => return Err(Refusal::missing("decision")),
    };
    Ok(Decision { outcome, reason: typed.get("reason").replace("\r\n", "\n") })
}

pub async fn decide(State(app): State<App>, Path(text): Path<String>, acting: Acting) -> Response {
    let (asked, typed) = (text.clone(), acting.fields.clone());
    let done = acting
        .act(&app, move |app, call| {
            let appeal: AppealId = id(app, call, &asked)?;
            let decision = understood(app, call, "decide_appeal", decision_of(&typed))?;
            decide_appeal(&app.desk, call, appeal, &decision)
        })
        .await;
    match done {
        Ok(decided) => page::see_other(&acting.visitor, &format!("/desk/appeals/{}?done=1", decided.appeal)),
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => send(&app, &acting.seated(), &text, Some(&problem), None, &acting.fields).await,
    }
}
