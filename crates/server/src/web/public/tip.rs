//! 举报: somebody who lost nothing tells of what looks like a scam. A few fields, no files, no account.

use super::confirm_by_phone;
use crate::app::App;
use crate::sift::listed;
use crate::web::forms::{Control, facts, form, submit};
use crate::web::page::{Notice, Page};
use crate::web::posted::{Fields, Posted};
use crate::web::text::{self as t, Text};
use crate::web::visitor::Visitor;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cordon_desk::limits::{LOOK_UP_CHARS_MAX, PHONE_CHARS_MAX, TIP_STORY_CHARS_MAX};
use cordon_desk::listing::{FiledTip, NewTip, TipThing, file_tip};
use cordon_model::exchange::Private;
use cordon_model::{ListKind, TipKind};
use cordon_store::Vault;
use maud::{Markup, html};

/// What is wrong with a field, beside it.
type Wrong = (&'static str, Text);

pub async fn ask(v: Visitor) -> Response {
    let body = asking(&v, &Fields::default(), None, Notice::None);
    Page::new(&v, v.lang.of(t::DOOR_TIP)).send(&body)
}

pub async fn file(State(app): State<App>, posted: Posted) -> Response {
    let v = &posted.visitor;
    if let Err(response) = v.may_ask(|limits| &limits.tip) {
        return *response;
    }
    let new = match understood(app.desk.vault(), &posted.fields) {
        Ok(new) => new,
        Err(wrong) => {
            let body = asking(v, &posted.fields, Some(wrong), Notice::None);
            return Page::new(v, v.lang.of(t::DOOR_TIP)).status(StatusCode::UNPROCESSABLE_ENTITY).send(&body);
        }
    };
    let call = posted.call();
    let filed = app.run(move |app| call.and_then(|call| file_tip(&app.desk, &call, &new))).await;
    match filed {
        Ok(filed) => Page::new(v, v.lang.of(t::TIP_FILED)).status(StatusCode::CREATED).send(&filed_body(v, &filed)),
        Err(problem) => {
            let body = asking(v, &posted.fields, None, Notice::Refused(problem.refusal()));
            Page::new(v, v.lang.of(t::DOOR_TIP)).status(problem.status()).send(&body)
        }
    }
}

fn understood(vault: &Vault, typed: &Fields) -> Result<NewTip, Wrong> {
    let kind = TipKind::named(typed.get("kind")).unwrap_or(TipKind::Number);
    let thing = typed.some("thing").map(|text| thing(vault, kind, text)).transpose()?;
    let story = typed.some("story").map(|text| text.replace("\r\n", "\n"));
    if kind.has_thing() && thing.is_none() {
        return Err(("thing", t::TIP_NO_THING));
    }
    if !kind.has_thing() && story.is_none() {
        return Err(("story", t::TIP_NO_STORY));
    }
    if story.as_ref().is_some_and(|story| story.chars().count() > TIP_STORY_CHARS_MAX) {
        return Err(("story", t::TIP_LONG));
    }
    let of_number = |written: &str| listed::thing(vault, ListKind::Number, written);
    let contact = typed.some("contact").map(of_number).transpose().map_err(|_| ("contact", t::TIP_BAD_CONTACT))?;
    let own = thing.as_ref().and_then(|thing| thing.key.as_ref());
    if contact.as_ref().is_some_and(|contact| Some(&contact.key) == own) {
        return Err(("contact", t::TIP_OWN));
    }
    if typed.get("consent") != "yes" {
        return Err(("consent", t::TIP_NO_CONSENT));
    }
    Ok(NewTip { kind, thing, story: story.map(Private), contact })
}

/// In its one form where the lists know one. People know an account's number and not its bank's code, an app's name
/// and not its package: those stand as they were written, and the officer finds out.
fn thing(vault: &Vault, kind: TipKind, written: &str) -> Result<TipThing, Wrong> {
    if written.chars().count() > LOOK_UP_CHARS_MAX {
        return Err(("thing", t::TIP_LONG));
    }
    let (of, wrong) = match kind {
        TipKind::Number => (Some(ListKind::Number), Some(t::TIP_NO_NUMBER)),
        TipKind::Link => (Some(ListKind::Host), Some(t::TIP_NO_LINK)),
        TipKind::App => (Some(ListKind::App), None),
        TipKind::Account | TipKind::Message | TipKind::Approach => (None, None),
    };
    let formed = of.map(|of| listed::thing(vault, of, written));
    match (formed, wrong) {
        (Some(Ok(thing)), _) => Ok(TipThing { text: thing.form, key: Some(thing.key) }),
        (Some(Err(_)), Some(wrong)) => Err(("thing", wrong)),
        _ => Ok(TipThing { text: Private(written.to_owned()), key: None }),
    }
}

const fn kind_name(kind: TipKind) -> Text {
    match kind {
        TipKind::Number => t::TIP_NUMBER,
        TipKind::Message => t::TIP_MESSAGE,
        TipKind::Link => t::TIP_LINK,
        TipKind::App => t::TIP_APP,
        TipKind::Account => t::TIP_ACCOUNT,
        TipKind::Approach => t::TIP_APPROACH,
    }
}

fn asking(v: &Visitor, typed: &Fields, wrong: Option<Wrong>, notice: Notice<'_>) -> Markup {
    let l = v.lang;
    let of = |name: &str| wrong.filter(|(field, _)| *field == name).map(|(_, text)| text);
    let control = |name: &'static str, label| Control::new(l, name, label, typed).wrong(of(name));
    let kinds = TipKind::ALL.iter().map(|kind| (kind.name().to_owned(), l.of(kind_name(*kind)).to_owned()));
    let kinds: Vec<(String, String)> = kinds.collect();
    let controls = html! {
        (control("kind", t::TIP_KIND).select(&kinds))
        (control("thing", t::TIP_THING).hint(t::TIP_THING_HINT).max(LOOK_UP_CHARS_MAX).input())
        (control("story", t::TIP_STORY).hint(t::TIP_STORY_HINT).max(TIP_STORY_CHARS_MAX).area(5))
        (control("contact", t::TIP_CONTACT).hint(t::TIP_CONTACT_HINT).kind("tel").max(PHONE_CHARS_MAX).input())
        (control("consent", t::TIP_CONSENT).check())
        (submit(l, t::TIP_SEND))
    };
    html! {
        (notice.show(l))
        p { (l.of(t::TIP_LEAD)) }
        p.notice.refused { (l.of(t::TIP_PAID)) " " a href="/paid" { (l.of(t::TIP_PAID_LINK)) } }
        (form(v, "/report", typed, &controls))
        (confirm_by_phone(v))
    }
}

fn filed_body(v: &Visitor, filed: &FiledTip) -> Markup {
    let l = v.lang;
    let see = html! {
        input type="hidden" name="code" value=(filed.progress_code);
        (submit(l, t::TIP_SEE))
    };
    html! {
        p.notice.done role="status" { (l.of(t::TIP_FILED_TEXT)) }
        (facts(&[(l.of(t::TIP_CODE), Some(html! { strong.code { (filed.progress_code) } }))]))
        p { (l.of(t::TIP_NEXT)) }
        (form(v, "/progress", &Fields::default(), &see))
        (confirm_by_phone(v))
    }
}
