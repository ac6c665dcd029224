//! Protected accounts: which there are, by whom and until when; one more, and the end of one.

use super::{list as listed, officers};
use crate::app::App;
use crate::http::problem::Problem;
use crate::web::forms::{Control, form, submit};
use crate::web::page::{self, Notice, Page};
use crate::web::posted::{Acting, Fields, NONE, Seated, understood};
use crate::web::show::{self, Names};
use crate::web::text::{self as t, Lang, Text};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::Refusal;
use cordon_desk::limits::{ACCOUNT_CHARS_MAX, REASON_CHARS_MAX};
use cordon_desk::money::protect_account::{NewProtection, ProtectedOf, protect_account};
use cordon_desk::money::unprotect_account::unprotect_account;
use cordon_desk::read;
use cordon_model::exchange::Private;
use cordon_model::{AccountClass, Code, KnownAccount, Officer, ProtectionKind, Role};
use maud::{Markup, html};

const KINDS: [(ProtectionKind, Text); 4] = [
    (ProtectionKind::WhiteList, t::WHITE_LIST),
    (ProtectionKind::Utility, t::UTILITY),
    (ProtectionKind::Payroll, t::PAYROLL),
    (ProtectionKind::Merchant, t::MERCHANT_KIND),
];

fn kind(l: Lang, kind: ProtectionKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, text)| l.of(*text))
}

pub async fn list(State(app): State<App>, seated: Seated) -> Response {
    send(&app, &seated, None, &NONE).await
}

async fn send(app: &App, seated: &Seated, problem: Option<&Problem>, typed: &Fields) -> Response {
    let found =
        listed(app, seated, |app, call, ask| Ok((read::protections(&app.desk, call, ask)?, officers(app, call)?)))
            .await;
    let ((rows, officers), names) = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let v = &seated.visitor;
    let l = v.lang;
    let may = seated.officer.holds(Role::Supervisor) || seated.officer.holds(Role::Administrator);
    let body = html! {
        (Notice::of(problem, v).show(l))
        p { (l.of(t::PROTECTIONS_TEXT)) }
        @if rows.items.is_empty() { p { (l.of(t::NOTHING_HERE)) } } @else { (table(seated, &rows.items, &names, &officers)) }
        @if let Some(next) = &rows.next { p { a href={ "/desk/protections?after=" (next) } { (l.of(t::LATER)) } } }
        @if may { section { h2 { (l.of(t::PROTECT)) } (protect_form(seated, &names, typed)) }
            (end_forms(seated, &rows.items, &names, typed)) }
    };
    Page::new(v, l.of(t::PROTECTIONS)).status(problem.map_or(StatusCode::OK, Problem::status)).send(&body)
}

fn table(seated: &Seated, rows: &[KnownAccount], names: &Names, officers: &[Officer]) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (l.of(t::AGENCY)) } th scope="col" { (l.of(t::ACCOUNT)) } th scope="col" { (l.of(t::PROTECTED_AS)) }
                th scope="col" { (l.of(t::REASON)) } th scope="col" { (l.of(t::OWNER)) } th scope="col" { (l.of(t::SINCE)) }
                th scope="col" { (l.of(t::UNTIL)) }
            } }
            tbody { @for known in rows { @if let Some(protection) = &known.protection { tr {
                td { (at(names, known)) } td { (known.number.mask) } td { (kind(l, protection.kind)) } td { (protection.reason) }
                td { (officers.iter().find(|officer| officer.id == protection.by).map_or("", |officer| &officer.name)) }
                td { (show::moment(protection.since)) }
                td { (show::moment(protection.until)) @if known.protected(v.now).is_none() { " " span.tag.warn { (l.of(t::ENDED)) } } }
            } } } }
        } }
    }
}

/// Where it is kept: not every institution is an agency here.
fn at(names: &Names, known: &KnownAccount) -> String {
    known.institution.map_or_else(|| known.institution_code.clone(), |id| show::agency(names, id))
}

fn protect_form(seated: &Seated, names: &Names, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    let typed = typed.on(v, "/desk/protections");
    let keepers: Vec<(String, String)> = names
        .values()
        .filter(|agency| agency.active && agency.kind.keeps_accounts())
        .map(|agency| (agency.code.clone(), format!("{} {}", agency.name, agency.code)))
        .collect();
    let classes: Vec<(String, String)> =
        show::CLASSES.iter().map(|(name, class)| ((*name).to_owned(), l.of(show::class(*class)).to_owned())).collect();
    let kinds: Vec<(String, String)> =
        KINDS.iter().map(|(kind, text)| (kind.name().to_owned(), l.of(*text).to_owned())).collect();
    let controls = html! {
        (Control::new(l, "institution_code", t::AGENCY, typed).required().select(&keepers))
        (Control::new(l, "number", t::ACCOUNT, typed).max(ACCOUNT_CHARS_MAX).required().input())
        (Control::new(l, "class", t::ACCOUNT_CLASS, typed).value("company").select(&classes))
        (Control::new(l, "kind", t::PROTECTED_AS, typed).required().select(&kinds))
        (Control::new(l, "reason", t::REASON, typed).hint(t::PLAIN_REASON_HINT).max(REASON_CHARS_MAX).required().input())
        (Control::new(l, "until", t::UNTIL, typed).kind("datetime-local").required().input())
        (submit(l, t::PROTECT))
    };
    form(v, "/desk/protections", typed, &controls)
}

fn end_forms(seated: &Seated, rows: &[KnownAccount], names: &Names, typed: &Fields) -> Markup {
    let v = &seated.visitor;
    let l = v.lang;
    html! {
        @if !rows.is_empty() { section { h2 { (l.of(t::UNPROTECT)) }
            @for known in rows {
                @let action = format!("/desk/protections/{}/end", known.key);
                @let typed = typed.on(v, &action);
                @let scope = show::short(&known.key);
                details open[!typed.values.is_empty()] { summary { (at(names, known)) " " (known.number.mask) }
                    (form(v, &action, typed, &html! {
                        (Control::new(l, "reason", t::REASON, typed).scope(&scope).hint(t::PLAIN_REASON_HINT).max(REASON_CHARS_MAX).required().input())
                        (submit(l, t::UNPROTECT))
                    }))
                }
            }
        } }
    }
}

fn new_protection(typed: &Fields) -> Result<NewProtection, Refusal> {
    let class = show::CLASSES.iter().find(|(name, _)| *name == typed.get("class"));
    let kind = KINDS.iter().find(|(kind, _)| kind.name() == typed.get("kind"));
    let until = show::moment_read(typed.need("until")?);
    Ok(NewProtection {
        account: ProtectedOf::Number {
            institution_code: typed.need("institution_code")?.to_owned(),
            number: Private(typed.need("number")?.replace(' ', "")),
            class: class.map_or(AccountClass::Company, |(_, class)| *class),
        },
        kind: kind.ok_or_else(|| Refusal::missing("kind"))?.0,
        reason: typed.need("reason")?.to_owned(),
        until: until.ok_or_else(|| Refusal::field("until", "is not a moment such as 2026-11-23 09:30:00"))?,
    })
}

pub async fn protect(State(app): State<App>, acting: Acting) -> Response {
    let typed = acting.fields.clone();
    let done = acting
        .act(&app, move |app, call| {
            let new = understood(app, call, "protect_account", new_protection(&typed))?;
            protect_account(&app.desk, call, &new)
        })
        .await;
    after(&app, &acting, done.map(|_| ())).await
}

pub async fn unprotect(State(app): State<App>, Path(key): Path<String>, acting: Acting) -> Response {
    let reason = acting.fields.get("reason").to_owned();
    let done = acting.act(&app, move |app, call| unprotect_account(&app.desk, call, &key, &reason)).await;
    after(&app, &acting, done.map(|_| ())).await
}

async fn after(app: &App, acting: &Acting, done: Result<(), Problem>) -> Response {
    match done {
        Ok(()) => page::see_other(&acting.visitor, "/desk/protections?done=1"),
        Err(problem) if problem.code() == Code::NotFound => page::problem(&acting.visitor, &problem),
        Err(problem) => send(app, &acting.seated(), Some(&problem), &acting.fields).await,
    }
}
