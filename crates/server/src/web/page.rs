//! The frame around every page, the notices on it, and the pages that say no.

use super::posted::Fields;
use super::session;
use super::style;
use super::text::{self as t, Lang, Text};
use super::visitor::{LANG_COOKIE, VISIT_COOKIE, Visitor};
use crate::http::problem::Problem;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cordon_desk::Refusal;
use cordon_model::Code;
use maud::{DOCTYPE, Markup, html};

/// Lists look again by themselves after this many seconds.
const REFRESH_S: u32 = 15;

/// A page about to be sent.
pub struct Page<'a> {
    visitor: &'a Visitor,
    title: String,
    status: StatusCode,
    refresh: bool,
    towards: Option<&'a str>,
}

impl<'a> Page<'a> {
    pub fn new(visitor: &'a Visitor, title: impl Into<String>) -> Self {
        Self { visitor, title: title.into(), status: StatusCode::OK, refresh: false, towards: None }
    }

    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A list that looks again by itself; never a page with a form to be filled in.
    pub fn refreshing(mut self) -> Self {
        self.refresh = true;
        self
    }

    /// A page that goes on to another address by itself, at once.
    pub fn towards(mut self, address: &'a str) -> Self {
        self.towards = Some(address);
        self
    }

    pub fn send(self, body: &Markup) -> Response {
        let text = self.frame(body).into_string();
        let mut response = (self.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response();
        set_cookies(self.visitor, &mut response);
        response
    }

    fn frame(&self, body: &Markup) -> Markup {
        let v = self.visitor;
        let l = v.lang;
        html! {
            (DOCTYPE)
            html lang=(l.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    @if self.refresh { meta http-equiv="refresh" content=(REFRESH_S); }
                    @if let Some(address) = self.towards { meta http-equiv="refresh" content={ "0; url=" (address) }; }
                    title { (self.title) " · " (l.of(t::BRAND)) }
                    link rel="stylesheet" href=(style::PATH.as_str());
                }
                body {
                    a.skip href="#main" { (l.of(t::SKIP)) }
                    header { (self.top()) }
                    main id="main" { h1 { (self.title) } (*body) }
                    footer { p { (l.of(t::NEVER_ASK)) } }
                }
            }
        }
    }

    fn top(&self) -> Markup {
        let v = self.visitor;
        let l = v.lang;
        html! {
            a.brand href="/" { (l.of(t::BRAND)) }
            nav aria-label=(l.of(t::NAVIGATION)) {
                @if let Some(officer) = &v.officer { (super::desk::links(l, officer)) }
                @if v.by_get {
                    a href={ (v.path) "?lang=" (l.other().code()) } hreflang=(l.other().tag()) lang=(l.other().tag()) {
                        (l.of(t::OTHER_LANGUAGE))
                    }
                }
            }
            @if let Some(officer) = &v.officer {
                form.signout method="post" action=(session::SIGN_OUT) {
                    input type="hidden" name="csrf" value=(v.csrf(session::SIGN_OUT));
                    span { (officer.name) }
                    button.plain type="submit" { (l.of(t::SIGN_OUT)) }
                }
            }
        }
    }
}

fn set_cookies(visitor: &Visitor, response: &mut Response) {
    if visitor.visit_new {
        set_cookie(visitor, response, VISIT_COOKIE, visitor.secret(), "");
    }
    if visitor.lang_chosen {
        set_cookie(visitor, response, LANG_COOKIE, visitor.lang.code(), "; Max-Age=31536000");
    }
}

/// Scripts cannot read it, and no other site's page can send it.
pub fn cookie(name: &str, value: &str, secure: bool, extra: &str) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; HttpOnly; SameSite=Strict; Path=/{secure}{extra}")
}

pub fn set_cookie(visitor: &Visitor, response: &mut Response, name: &str, value: &str, extra: &str) {
    if let Ok(value) = HeaderValue::from_str(&cookie(name, value, visitor.site.secure_cookies, extra)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// To another page, asked for anew. A path that is no header value goes to the door.
pub fn see_other(visitor: &Visitor, path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
    set_cookies(visitor, &mut response);
    response
}

/// A file to keep.
pub fn download(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    let place = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(media)), (header::CONTENT_DISPOSITION, place)];
    (headers, bytes).into_response()
}

/// What stands above a page after something was done, or was not.
#[derive(Clone, Copy)]
pub enum Notice<'a> {
    None,
    Done(Text),
    Refused(&'a Refusal),
}

impl<'a> Notice<'a> {
    pub fn of(problem: Option<&'a Problem>, visitor: &Visitor) -> Self {
        match problem {
            Some(problem) => Self::Refused(problem.refusal()),
            None if visitor.asked("done").is_some() => Self::Done(t::DONE),
            None => Self::None,
        }
    }

    pub fn show(self, l: Lang) -> Markup {
        match self {
            Self::None => html! {},
            Self::Done(text) => html! { p.notice.done role="status" { (l.of(text)) } },
            Self::Refused(refusal) => refusal_box(l, refusal),
        }
    }
}

/// What went wrong, where, and what to do next, from the message code.
pub fn refusal_box(l: Lang, refusal: &Refusal) -> Markup {
    let code = refusal.code;
    let (what, next) = if l == Lang::Zh { (code.zh(), code.next_zh()) } else { (code.en(), code.next_en()) };
    html! {
        div.notice.refused role="alert" {
            p { strong { (what) } @if let Some(place) = place(l, &refusal.detail) { (l.of(t::COLON)) (place) } }
            p { (l.of(t::NEXT)) (l.of(t::COLON)) (next) }
            @if refusal.is_ours() { p { (l.of(t::OURS)) } }
        }
    }
}

/// The name of the field as the page calls it, with the rule behind it.
fn place(l: Lang, detail: &str) -> Option<Markup> {
    if detail.is_empty() {
        return None;
    }
    let label = detail.split('`').nth(1).and_then(t::field).map(|text| l.of(text));
    let rule = detail.splitn(3, '`').nth(2).map_or(detail, str::trim);
    let zh = if l == Lang::Zh { t::rule_zh(rule) } else { None };
    Some(html! {
        @if let Some(label) = label { (label) " " }
        @match &zh {
            Some(zh) => (zh),
            // Ours has no words for it: better another language than no reason.
            None => span lang="en" { (if label.is_some() { rule } else { detail }) },
        }
    })
}

/// A page that only says no.
pub fn problem(visitor: &Visitor, problem: &Problem) -> Response {
    let l = visitor.lang;
    let title = if problem.code() == Code::NotFound { t::NOT_FOUND } else { t::NOT_DONE };
    let body = html! {
        (refusal_box(l, problem.refusal()))
        p { a href="/" { (l.of(t::TO_DOOR)) } }
    };
    let mut response = Page::new(visitor, l.of(title)).status(problem.status()).send(&body);
    // How long to wait, as the API says it.
    let told = problem.clone().into_response();
    if let Some(wait) = told.headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, wait.clone());
    }
    response
}

/// The form was not made for this session: it is refused, and nothing was done.
pub fn form_expired(visitor: &Visitor) -> Response {
    let l = visitor.lang;
    let body = html! {
        p.notice.refused role="alert" { (l.of(t::FORM_EXPIRED)) }
        p { a href="/" { (l.of(t::TO_DOOR)) } }
    };
    Page::new(visitor, l.of(t::NOT_DONE)).status(StatusCode::FORBIDDEN).send(&body)
}

/// The fields of a form that are sent along unseen.
pub fn hidden(fields: &Fields, prefix: &str) -> Markup {
    html! {
        @for (name, value) in &fields.values {
            input type="hidden" name={ (prefix) (name) } value=(value);
        }
    }
}
