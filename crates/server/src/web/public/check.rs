//! 查一查: somebody asks what he was called from, sent or given. What is asked stands in the body of a request and
//! nowhere else: in no address, log or record. Known or not, the answer comes after the same time.

use super::{confirm_by_phone, paid};
use crate::app::App;
use crate::check::shape::{self, Shape};
use crate::check::{Both, CHECK_CHARS_MAX, Checked, Found, Heard, Known, check};
use crate::web::forms::{Control, form, submit};
use crate::web::page::{self, Page};
use crate::web::posted::{Fields, Posted};
use crate::web::text::{self as t, Lang, Text};
use crate::web::visitor::Visitor;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cordon_model::{ListKind, Stamp};
use cordon_sift::verdict::Action;
use maud::{Markup, html};
use std::time::Duration;

/// No answer comes sooner: what is found and what is not take the same time.
const ANSWER_AFTER: Duration = Duration::from_millis(400);

/// What is wrong with a field, beside it.
type Wrong = (&'static str, Text);

pub async fn ask(v: Visitor) -> Response {
    Page::new(&v, v.lang.of(t::DOOR_CHECK)).send(&asking(&v, &Fields::default(), None))
}

pub async fn answer(State(app): State<App>, posted: Posted) -> Response {
    let Posted { visitor: v, fields } = posted;
    if let Err(response) = v.may_ask(|limits| &limits.check) {
        return *response;
    }
    let (text, shape) = match understood(&fields) {
        Ok(understood) => understood,
        Err(wrong) => {
            let body = asking(&v, &fields, Some(wrong));
            return Page::new(&v, v.lang.of(t::DOOR_CHECK)).status(StatusCode::UNPROCESSABLE_ENTITY).send(&body);
        }
    };
    let now = v.now;
    let (checked, ()) =
        tokio::join!(app.peek(move |app| check(app, &text, shape, now)), tokio::time::sleep(ANSWER_AFTER));
    match checked {
        Ok(checked) => Page::new(&v, v.lang.of(t::ANSWER_TITLE)).send(&answered(&v, &fields, &checked)),
        Err(problem) => page::problem(&v, &problem),
    }
}

fn understood(fields: &Fields) -> Result<(String, Shape), Wrong> {
    let text = fields.get("thing");
    if text.is_empty() {
        return Err(("thing", t::CHECK_EMPTY));
    }
    if text.chars().count() > CHECK_CHARS_MAX {
        return Err(("thing", t::CHECK_LONG));
    }
    let shape = Shape::named(fields.get("shape")).unwrap_or_else(|| shape::guess(text));
    if !shape.fits(text) {
        return Err(("thing", t::CHECK_UNFIT));
    }
    if shape == Shape::Message && fields.get("consent") != "yes" {
        return Err(("consent", t::CHECK_NO_CONSENT));
    }
    Ok((text.to_owned(), shape))
}

const fn shape_name(shape: Shape) -> Text {
    match shape {
        Shape::Number => t::SHAPE_NUMBER,
        Shape::Link => t::SHAPE_LINK,
        Shape::App => t::SHAPE_APP,
        Shape::Account => t::SHAPE_ACCOUNT,
        Shape::Message => t::SHAPE_MESSAGE,
    }
}

fn asking(v: &Visitor, typed: &Fields, wrong: Option<Wrong>) -> Markup {
    let l = v.lang;
    let of = |name: &str| wrong.filter(|(field, _)| *field == name).map(|(_, text)| text);
    let auto = std::iter::once((String::new(), l.of(t::CHECK_AUTO).to_owned()));
    let shapes: Vec<(String, String)> =
        auto.chain(Shape::ALL.map(|shape| (shape.name().to_owned(), l.of(shape_name(shape)).to_owned()))).collect();
    let thing = Control::new(l, "thing", t::CHECK_THING, typed).hint(t::CHECK_THING_HINT).max(CHECK_CHARS_MAX);
    let controls = html! {
        (thing.required().wrong(of("thing")).area(3))
        (Control::new(l, "shape", t::CHECK_SHAPE, typed).select(&shapes))
        (Control::new(l, "consent", t::CHECK_CONSENT, typed).wrong(of("consent")).check())
        (Control::new(l, "paid", t::CHECK_PAID, typed).check())
        (submit(l, t::CHECK_DO))
    };
    html! {
        p { (l.of(t::CHECK_LEAD)) }
        (form(v, "/check", typed, &controls))
        (confirm_by_phone(v))
        (paid::door(v))
    }
}

fn answered(v: &Visitor, fields: &Fields, checked: &Checked) -> Markup {
    let l = v.lang;
    let bad = checked.things.iter().any(|found| !matches!(found.known, Known::Nothing));
    html! {
        @if fields.get("paid") == "yes" { (paid::first(l)) }
        @if let Some(heard) = &checked.heard { (heard_box(l, heard)) }
        @for found in &checked.things { (found_box(l, found)) }
        @if checked.cut_short { p { (l.of(t::CUT_THINGS)) } }
        section {
            h2 { (l.of(t::NOW_DO)) }
            ol.steps {
                li { (l.of(t::NOW_STOP)) }
                li { (l.of(t::NOW_CONFIRM)) }
                li { (l.of(t::NOW_TELL)) " " a href="/report" { (l.of(t::DOOR_TIP)) } }
            }
        }
        @if bad { section { h2 { (l.of(t::REDRESS_TITLE)) } p { (l.of(t::REDRESS)) " " a href="/p" { (l.of(t::DOOR_APPEAL)) } } } }
        p { a.button href="/check" { (l.of(t::CHECK_AGAIN)) } }
        (confirm_by_phone(v))
        @if fields.get("paid") != "yes" { (paid::door(v)) }
    }
}

/// A telephone makes a link of whatever begins like one, and here it may lead to the scam.
fn no_scheme(text: &str) -> &str {
    text.split_once("://").map_or(text, |(_, rest)| rest)
}

fn found_box(l: Lang, found: &Found) -> Markup {
    let suspect = found.imitates.is_some() || found.shortened;
    let (word, class) = match found.known {
        Known::Nothing if suspect => (t::SUSPECT, "notice answer suspect"),
        Known::Nothing => (t::NOT_KNOWN, "notice answer"),
        _ => (t::BAD, "notice answer refused"),
    };
    html! {
        div class=(class) {
            p.verdict { strong { (l.of(word)) } " " span.typed { (no_scheme(&found.text)) } }
            @if let Some((text, since)) = known_text(found.known) {
                p { (l.of(text)) (l.of(t::LISTED_SINCE)) (day(since)) (l.of(t::LISTED_SINCE_END)) }
            }
            @if let Some(name) = &found.imitates {
                p { (l.of(t::LOOKS_LIKE)) " " strong { (both(l, name)) } (l.of(t::LOOKS_LIKE_NEXT)) }
            }
            @if found.shortened { p { (l.of(t::SHORT_LINK)) } }
            @if found.known == Known::Nothing && !suspect { p { (l.of(t::NOT_KNOWN_TEXT)) } }
        }
    }
}

const fn known_text(known: Known) -> Option<(Text, Stamp)> {
    match known {
        Known::Nothing => None,
        Known::Published { since } => Some((t::BAD_PUBLISHED, since)),
        Known::Bad(bad) if bad.measure && matches!(bad.kind, ListKind::Account) => Some((t::BAD_ACCOUNT, bad.since)),
        Known::Bad(bad) if bad.measure => Some((t::BAD_MEASURE, bad.since)),
        Known::Bad(bad) => Some((t::BAD_LISTED, bad.since)),
    }
}

fn heard_box(l: Lang, heard: &Heard) -> Markup {
    let (word, text, class) = match heard.action {
        Action::Allow => (t::NOT_KNOWN, t::HEARD_NOTHING, "notice answer"),
        Action::Watch => (t::SUSPECT, t::HEARD_WATCH, "notice answer suspect"),
        _ => (t::BAD, t::HEARD_WARN, "notice answer refused"),
    };
    html! {
        div class=(class) {
            p.verdict { strong { (l.of(word)) } }
            p { (l.of(text)) @if let Some(kind) = &heard.kind { (l.of(t::COLON)) strong { (both(l, kind)) } } }
            @if heard.action > Action::Allow && !heard.reasons.is_empty() {
                p { (l.of(t::HEARD_BECAUSE)) (l.of(t::COLON)) }
                ul { @for reason in &heard.reasons { li { (both(l, reason)) } } }
            }
        }
    }
}

fn both(l: Lang, words: &Both) -> &str {
    if l == Lang::Zh { &words.zh } else { &words.en }
}

/// The day alone: the hour would tell more than anybody needs.
fn day(at: Stamp) -> Markup {
    let text = at.shanghai();
    let day = text.get(..10).unwrap_or(&text).to_owned();
    html! { time datetime=(day) { (day) } }
}
