//! Signing in, in one step or two, and out. A session that ends while somebody types loses nothing of what was typed: it is
//! carried through the sign-in and shown once more before it is sent.

use super::forms::{Control, form, submit};
use super::page::{self, Notice, Page, hidden, set_cookie};
use super::posted::{Acting, CSRF, Fields, NONE, Posted};
use super::text as t;
use super::then;
use super::visitor::{SESSION_COOKIE, Visitor};
use crate::app::App;
use crate::http::problem::Problem;
use crate::outside::BACK;
use crate::random;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use cordon_desk::limits::{LOGIN_CHARS_MAX, PASSWORD_CHARS_MAX, SECOND_CODE_CHARS_MAX};
use cordon_desk::office::{Credentials, Stage, pass_second, sign_in, sign_out, who_is};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::Code;
use cordon_model::exchange::Private;
use maud::{Markup, html};

pub const SIGN_IN: &str = "/sign-in";
const SECOND: &str = "/sign-in/second";
pub const SIGN_OUT: &str = "/sign-out";
const HOME: &str = then::HOME;
/// Before the name of each field that is carried through a sign-in.
pub(super) const KEPT: &str = "kept.";
/// Fields that every form has and that are not shown again.
const UNSEEN: [&str; 2] = ["csrf", "key"];

pub fn router() -> Router<App> {
    Router::new().route(SIGN_IN, get(ask).post(enter)).route(SECOND, post(enter_second)).route(SIGN_OUT, post(leave))
}

async fn ask(v: Visitor) -> Response {
    let next = v.asked("next");
    let fields = Fields { values: next.map(|next| vec![("next".to_owned(), next)]).unwrap_or_default(), file: None };
    Page::new(&v, v.lang.of(t::SIGN_IN)).send(&body(&v, &fields, Notice::None))
}

/// Where to go afterwards: a page of the desk, never another site.
pub(super) fn next(fields: &Fields) -> String {
    let next = fields.get("next");
    if then::is_desk(next) { next.to_owned() } else { HOME.to_owned() }
}

pub(super) fn kept(fields: &Fields) -> Fields {
    let values =
        fields.values.iter().filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?.to_owned(), value.clone())));
    Fields { values: values.collect(), file: None }
}

fn body(v: &Visitor, fields: &Fields, notice: Notice<'_>) -> Markup {
    let (l, kept) = (v.lang, kept(fields));
    let controls = html! {
        (Control::new(l, "login", t::LOGIN, fields).max(LOGIN_CHARS_MAX).required().input())
        (Control::new(l, "password", t::PASSWORD, &Fields::default()).kind("password").max(PASSWORD_CHARS_MAX).required().input())
        @if !fields.get("next").is_empty() { input type="hidden" name="next" value=(fields.get("next")); }
        (hidden(&kept, KEPT))
        (submit(l, t::SIGN_IN))
    };
    html! {
        (notice.show(l))
        @if !kept.values.is_empty() { p.notice role="status" { (l.of(t::TYPED_IS_KEPT)) } }
        (form(v, SIGN_IN, &Fields::default(), &controls))
        @if let Some(words) = v.outside_words() { (outside(v, fields, &kept, words)) }
    }
}

/// The other way in: what was typed goes along on it as well.
fn outside(v: &Visitor, fields: &Fields, kept: &Fields, words: &str) -> Markup {
    let controls = html! {
        @if !fields.get("next").is_empty() { input type="hidden" name="next" value=(fields.get("next")); }
        (hidden(kept, KEPT))
        button.plain type="submit" { (words) }
    };
    form(v, BACK, &Fields::default(), &controls)
}

/// The session ended meanwhile: sign in again, with everything typed carried along.
pub fn again(mut v: Visitor, typed: Fields) -> Response {
    let carried = typed.values.into_iter().filter(|(name, _)| name != CSRF);
    let mut values: Vec<(String, String)> = carried.map(|(name, value)| (format!("{KEPT}{name}"), value)).collect();
    values.push(("next".to_owned(), std::mem::take(&mut v.path)));
    let fields = Fields { values, file: None };
    let refusal = Refusal::bare(Code::NotSignedIn);
    let body = body(&v, &fields, Notice::Refused(&refusal));
    Page::new(&v, v.lang.of(t::SIGN_IN)).status(StatusCode::UNAUTHORIZED).send(&body)
}

async fn enter(State(app): State<App>, posted: Posted) -> Response {
    let Posted { visitor: v, fields } = posted;
    if let Err(response) = v.may_ask(|limits| &limits.sign_in) {
        return *response;
    }
    let with = Credentials {
        login: Private(fields.get("login").to_owned()),
        // A password may begin or end with a blank.
        password: Private(
            fields.values.iter().find(|(name, _)| name == "password").map_or_else(String::new, |(_, p)| p.clone()),
        ),
        door: v.door(),
    };
    let call = Call::new(Actor::Citizen, v.now, random::seed());
    let signed = app
        .run(move |app| {
            let signed = sign_in::sign_in(&app.desk, &call, &with)?;
            let officer = who_is::officer_of(&app.desk, &signed.token, call.now)?;
            Ok((signed, officer))
        })
        .await;
    match signed {
        Ok((signed, officer)) => {
            let v = v.signed_in(&signed.token, officer);
            match signed.stage {
                Stage::Full => entered(v, &fields),
                Stage::Second => half_in(&v, &code_form(&v, &fields, Notice::None)),
                Stage::Enrol => half_in(&v, &set_up(&v)),
            }
        }
        Err(problem) => refused(&v, &fields, &problem),
    }
}

/// The password was right: the session that asks for the rest begins.
pub(super) fn half_in(v: &Visitor, body: &Markup) -> Response {
    let mut response = Page::new(v, v.lang.of(t::SECOND_STEP)).send(body);
    set_cookie(v, &mut response, SESSION_COOKIE, v.secret(), "");
    response
}

pub(super) fn code_form(v: &Visitor, fields: &Fields, notice: Notice<'_>) -> Markup {
    let (l, kept) = (v.lang, kept(fields));
    let code = Control::new(l, "code", t::SECOND_CODE, &NONE).hint(t::SECOND_CODE_HINT);
    let controls = html! {
        (code.max(SECOND_CODE_CHARS_MAX).required().input())
        @if !fields.get("next").is_empty() { input type="hidden" name="next" value=(fields.get("next")); }
        (hidden(&kept, KEPT))
        (submit(l, t::SIGN_IN))
    };
    html! { (notice.show(l)) (form(v, SECOND, &Fields::default(), &controls)) }
}

/// Setting one up takes a picture and a script: that is the workbench's.
pub(super) fn set_up(v: &Visitor) -> Markup {
    html! {
        p.notice role="status" { (v.lang.of(t::SECOND_SET_UP)) }
        p { a href="/workbench/" { (v.lang.of(t::TO_WORKBENCH)) } }
    }
}

async fn enter_second(State(app): State<App>, posted: Posted) -> Response {
    let Posted { visitor: v, fields } = posted;
    if let Err(response) = v.may_ask(|limits| &limits.sign_in) {
        return *response;
    }
    let call = Call::new(Actor::Citizen, v.now, random::seed());
    let (token, code, door) = (v.secret().to_owned(), Private(fields.get("code").to_owned()), v.door());
    let signed = app
        .run(move |app| {
            let signed = pass_second(&app.desk, &call, &token, &code, &door)?;
            let officer = who_is::officer_of(&app.desk, &signed.token, call.now)?;
            Ok((signed.token, officer))
        })
        .await;
    match signed {
        Ok((token, officer)) => entered(v.signed_in(&token, officer), &fields),
        // The first step is over: from the beginning.
        Err(problem) if problem.code() == Code::NotSignedIn => refused(&v, &fields, &problem),
        Err(problem) => {
            let body = code_form(&v, &fields, Notice::Refused(problem.refusal()));
            Page::new(&v, v.lang.of(t::SECOND_STEP)).status(problem.status()).send(&body)
        }
    }
}

pub(super) fn refused(v: &Visitor, fields: &Fields, problem: &Problem) -> Response {
    let body = body(v, fields, Notice::Refused(problem.refusal()));
    Page::new(v, v.lang.of(t::SIGN_IN)).status(problem.status()).send(&body)
}

fn entered(v: Visitor, fields: &Fields) -> Response {
    entered_by(v, fields, page::see_other)
}

/// In: on to what was asked for, or to what had been typed.
pub(super) fn entered_by(v: Visitor, fields: &Fields, go_on: fn(&Visitor, &str) -> Response) -> Response {
    let (next, kept) = (next(fields), kept(fields));
    let mut response = if kept.values.is_empty() { go_on(&v, &next) } else { send_again(&v, &next, &kept) };
    set_cookie(&v, &mut response, SESSION_COOKIE, v.secret(), "");
    response
}

/// What had been typed, once more, to be sent by its author.
fn send_again(v: &Visitor, action: &str, kept: &Fields) -> Response {
    let l = v.lang;
    let shown = kept.values.iter().filter(|(name, value)| !UNSEEN.contains(&name.as_str()) && !value.trim().is_empty());
    let rest = Fields {
        values: kept.values.iter().filter(|(name, _)| !UNSEEN.contains(&name.as_str())).cloned().collect(),
        file: None,
    };
    let controls = html! { (hidden(&rest, "")) (submit(l, t::SEND_NOW)) };
    let body = html! {
        p { (l.of(t::SEND_AGAIN_TEXT)) }
        dl { @for (name, value) in shown {
            div { dt { (t::field(name).map_or(name.as_str(), |text| l.of(text))) } dd.typed { (value) } }
        } }
        (form(v, action, kept, &controls))
        p { a href=(HOME) { (l.of(t::DROP_IT)) } }
    };
    Page::new(v, l.of(t::SEND_AGAIN)).send(&body)
}

async fn leave(State(app): State<App>, acting: Acting) -> Response {
    let token = Private(acting.visitor.secret().to_owned());
    let call = acting.seated().call();
    let left = app.run(move |app| sign_out::sign_out(&app.desk, &call, &token)).await;
    match left {
        Ok(_) => {
            let mut response = page::see_other(&acting.visitor, "/");
            set_cookie(&acting.visitor, &mut response, SESSION_COOKIE, "", "; Max-Age=0");
            response
        }
        Err(problem) => page::problem(&acting.visitor, &problem),
    }
}
