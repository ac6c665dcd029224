//! To the identity provider and back, for the plain pages and for the workbench. What was typed before a session
//! ended comes along. A page of our own stands between the provider and wherever one goes next: a browser gives the
//! session's cookie to a page that was asked for from this site, and to no other.

use super::page::{self, Page};
use super::posted::{Fields, Posted};
use super::session::{self, KEPT, code_form, entered_by, half_in, kept, next, set_up};
use super::text as t;
use super::then;
use super::visitor::{SESSION_COOKIE, Visitor, cookie};
use crate::app::App;
use crate::http::problem::Problem;
use crate::outside::{BACK, Brought, COOKIE, Errand, Link, Taken, go, named};
use crate::random;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use cordon_desk::office::{Outsider, Shown, SignedIn, Stage, enter_outside, link_identity, prove_outside, who_is};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::exchange::Private;
use cordon_model::{Code, Officer};
use cordon_store::{Doors, Read};
use maud::html;

pub fn router() -> Router<App> {
    Router::new().route(BACK, get(back).post(leave))
}

/// The button of the plain sign-in page: whatever was typed goes along.
async fn leave(State(app): State<App>, posted: Posted) -> Response {
    let Posted { visitor: v, fields } = posted;
    if let Err(response) = v.may_ask(|limits| &limits.sign_in) {
        return *response;
    }
    let errand = Errand { then: next(&fields), typed: kept(&fields).values, link: None, lang: Some(v.lang) };
    match go(&app, errand).await {
        Ok(going) => {
            // Not a redirect: the policy of the page with the form would not let it leave the site.
            let l = v.lang;
            let body = html! { p { a href=(going.address) { (l.of(t::TO_PROVIDER)) } } };
            let mut response = Page::new(&v, l.of(t::GOING_THERE)).towards(&going.address).send(&body);
            tie(&app, &v, &mut response, &going.browser);
            response
        }
        Err(problem) => session::refused(&v, &fields, &problem),
    }
}

/// Sets what ties the way back to this browser, or takes it away.
fn tie(app: &App, v: &Visitor, response: &mut Response, browser: &str) {
    let text = app.outside().map(|outside| outside.cookie(browser, v.site.secure_cookies));
    if let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What came of it.
enum Outcome {
    In(Box<(SignedIn, Option<Officer>)>),
    /// Connected, or proved.
    Linked,
}

async fn back(
    State(app): State<App>,
    mut v: Visitor,
    headers: HeaderMap,
    brought: Result<Query<Brought>, QueryRejection>,
) -> Response {
    // Led here from another site, the browser says nothing of a visit that it may have: that one stays.
    let visit_new = std::mem::replace(&mut v.visit_new, false);
    // This address is visited once.
    v.by_get = false;
    if let Err(response) = v.may_ask(|limits| &limits.sign_in) {
        return *response;
    }
    let brought = brought.map(|Query(brought)| brought).unwrap_or_default();
    let browser = cookie(&headers, COOKIE).unwrap_or_default();
    let (errand, outcome) = came(&app, &v, brought, browser).await;
    v.lang = errand.lang.unwrap_or(v.lang);
    let mut response = match outcome {
        Ok(Outcome::In(who)) => {
            let (signed, officer) = *who;
            welcome(v.clone(), &errand, &signed, officer)
        }
        Ok(Outcome::Linked) => go_on(&v, &errand.then),
        Err(problem) if then::is_desk(&errand.then) => {
            // The form stands there again, with what was typed; its visit may be new.
            v.visit_new = visit_new;
            session::refused(&v, &carried(&errand), &problem)
        }
        Err(problem) => not_in(&v, &errand, &problem),
    };
    tie(&app, &v, &mut response, "");
    response
}

/// The question is taken first, whatever then comes of its answer: no answer is looked at twice.
async fn came(app: &App, v: &Visitor, brought: Brought, browser: String) -> (Errand, Result<Outcome, Problem>) {
    let taken = app.run(move |app| {
        let outside = app.outside().ok_or(Refusal::bare(Code::OutsideOff))?;
        Ok((outside.take(app, &brought, &browser)?, brought))
    });
    match taken.await {
        Ok((taken, brought)) => {
            let errand = taken.errand.clone();
            let outcome = done(app, v, taken, brought).await;
            (errand, outcome)
        }
        Err(problem) => (Errand::default(), Err(problem)),
    }
}

async fn done(app: &App, v: &Visitor, taken: Taken, brought: Brought) -> Result<Outcome, Problem> {
    let link = taken.errand.link;
    let (named, issuer) = named(app, taken, brought).await?;
    let outsider = Outsider { issuer, subject: Private(named.subject), second_factor: named.second_factor };
    match link {
        Some(link) => connect(app, link, outsider).await,
        None => enter(app, v, outsider).await,
    }
}

async fn enter(app: &App, v: &Visitor, outsider: Outsider) -> Result<Outcome, Problem> {
    let (call, door) = (Call::new(Actor::Citizen, v.now, random::seed()), v.door());
    app.run(move |app| {
        let signed = enter_outside(&app.desk, &call, &outsider, &door)?;
        let officer = who_is::officer_of(&app.desk, &signed.token, call.now)?;
        Ok(Outcome::In(Box::new((signed, officer))))
    })
    .await
}

/// The officer who went there, from the session that he went from: the browser that came back was tied to both.
async fn connect(app: &App, link: Link, outsider: Outsider) -> Result<Outcome, Problem> {
    let now = app.clock.now();
    app.run(move |app| {
        let officer: Option<Officer> =
            app.desk.store().view("connect", |view| Ok::<_, Refusal>(view.load(link.officer)?))?;
        let officer = officer.filter(|officer| officer.active).ok_or(Refusal::bare(Code::NotSignedIn))?;
        let call = Call::new(Actor::Officer(officer), now, random::seed());
        if link.proves {
            prove_outside(&app.desk, &call, link.session, &outsider)?;
            return Ok(Outcome::Linked);
        }
        let shown = Shown::InSession(link.session);
        link_identity(&app.desk, &call, link.officer, Some(&outsider.issuer), &outsider.subject, shown)?;
        Ok(Outcome::Linked)
    })
    .await
}

/// What was typed, as the sign-in form carries it.
fn carried(errand: &Errand) -> Fields {
    let typed = errand.typed.iter().map(|(name, value)| (format!("{KEPT}{name}"), value.clone()));
    let next = ("next".to_owned(), errand.then.clone());
    Fields { values: typed.chain([next]).collect(), file: None }
}

fn welcome(v: Visitor, errand: &Errand, signed: &SignedIn, officer: Option<Officer>) -> Response {
    let v = v.signed_in(&signed.token, officer);
    let fields = carried(errand);
    if then::is_workbench(&errand.then) {
        // It asks what is still to be done.
        let mut response = go_on(&v, &errand.then);
        page::set_cookie(&v, &mut response, SESSION_COOKIE, v.secret(), "");
        return response;
    }
    match signed.stage {
        Stage::Full => entered_by(v, &fields, go_on),
        Stage::Second => half_in(&v, &code_form(&v, &fields, page::Notice::None)),
        Stage::Enrol => half_in(&v, &set_up(&v)),
    }
}

/// On to a page of this site, from this site.
fn go_on(v: &Visitor, path: &str) -> Response {
    let l = v.lang;
    let body = html! { p { a href=(path) { (l.of(t::GO_ON)) } } };
    Page::new(v, l.of(t::SIGNED_IN)).towards(path).send(&body)
}

/// Nobody came in.
fn not_in(v: &Visitor, errand: &Errand, problem: &Problem) -> Response {
    let l = v.lang;
    let (path, words) = if errand.link.is_some() {
        (errand.then.as_str(), t::BACK_TO_ACCOUNT)
    } else {
        ("/workbench/", t::BACK_TO_SIGN_IN)
    };
    let body = html! {
        (page::refusal_box(l, problem.refusal()))
        p { a href=(path) { (l.of(words)) } }
        p { (l.of(t::OR_CLOSE)) }
    };
    Page::new(v, l.of(t::NOT_SIGNED_IN)).status(problem.status()).send(&body)
}
