//! Who looks at a page: the language, the session if there is one, and the secret that the forms of
//! this visit are tied to.

use super::Site;
use super::page;
use super::text::Lang;
use crate::app::App;
use crate::http::caller;
use crate::http::limit::{Address, Limits, Window, system_seconds};
use crate::random;
use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use cordon_desk::Actor;
use cordon_desk::office::Door;
use cordon_model::{Digest, Officer, Stamp};
use sha2::{Digest as _, Sha256};

pub const SESSION_COOKIE: &str = "cordon_session";
/// Ties the forms of somebody who is not signed in to his browser.
pub const VISIT_COOKIE: &str = "cordon_visit";
pub const LANG_COOKIE: &str = "cordon_lang";
const SECRET_CHARS: usize = 64;

#[derive(Clone)]
pub struct Visitor {
    pub lang: Lang,
    /// The language was asked for just now and has to be remembered.
    pub lang_chosen: bool,
    /// The session's token, also of one that has ended; else the visit's.
    secret: String,
    /// The visit is new: its cookie has to be set.
    pub visit_new: bool,
    pub officer: Option<Officer>,
    pub path: String,
    query: String,
    /// The page was asked for, not posted to: its address can be visited again.
    pub by_get: bool,
    pub now: Stamp,
    pub site: Site,
    address: Address,
    /// What the browser calls itself.
    device: String,
    app: App,
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|all| {
        all.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    })
}

/// A value of the query, if it is plain: codes, cursors and states are.
fn asked(query: &str, name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let value = pairs.into_iter().find(|(key, _)| key == name)?.1;
    let plain = value.len() <= 200 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_/.".contains(&b));
    plain.then_some(value)
}

impl Visitor {
    pub fn asked(&self, name: &str) -> Option<String> {
        asked(&self.query, name)
    }

    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// What a form to `path` has to carry: it fits this session and this form only.
    pub fn csrf(&self, path: &str) -> String {
        self.app.desk.vault().index("csrf", &format!("{}\n{path}", self.secret))
    }

    /// Compared by digest, so that the time taken tells nothing about the token.
    pub fn csrf_fits(&self, path: &str, said: &str) -> bool {
        let digest = |text: &str| Digest(Sha256::digest(text.as_bytes()).into());
        digest(&self.csrf(path)) == digest(said)
    }

    /// Counts a question that anybody may ask, together with those to the API; a page that says no
    /// when it is one too many.
    pub fn may_ask(&self, which: fn(&Limits) -> &Window) -> Result<(), Box<Response>> {
        let counted = which(&self.app.limits).take(self.address, system_seconds());
        counted.map_err(|problem| Box::new(page::problem(self, &problem)))
    }

    /// The words on the button of the site's identity provider, where it has one.
    pub fn outside_words(&self) -> Option<&str> {
        let (zh, en) = self.app.outside()?.button();
        Some(if self.lang == Lang::Zh { zh } else { en })
    }

    /// From where he signs in.
    pub fn door(&self) -> Door {
        Door { device: self.device.clone(), attended: true }
    }

    /// The same visitor after signing in.
    pub fn signed_in(mut self, token: &str, officer: Option<Officer>) -> Self {
        token.clone_into(&mut self.secret);
        self.officer = officer;
        self.visit_new = false;
        self
    }
}

/// A new secret: 256 bits, hex.
pub fn fresh_secret() -> String {
    Digest(random::seed()).hex()
}

/// Lists look again by themselves. A browser says when a person went to a page, where it says anything: an
/// older one, or one on plain HTTP, counts as attended.
fn is_attended(headers: &HeaderMap) -> bool {
    let navigates = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    !navigates || headers.contains_key("sec-fetch-user")
}

fn language(parts: &Parts) -> (Lang, bool) {
    let query = parts.uri.query().unwrap_or("");
    match asked(query, "lang").as_deref().and_then(Lang::parse) {
        Some(lang) => (lang, true),
        None => (cookie(&parts.headers, LANG_COOKIE).as_deref().and_then(Lang::parse).unwrap_or(Lang::Zh), false),
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let (lang, lang_chosen) = language(parts);
        let Ok(address) = Address::from_request_parts(parts, app).await;
        let well_formed = |secret: &String| secret.len() == SECRET_CHARS;
        let session = cookie(&parts.headers, SESSION_COOKIE).filter(well_formed);
        let visit = cookie(&parts.headers, VISIT_COOKIE).filter(well_formed);
        let mut visitor = Self {
            lang,
            lang_chosen,
            visit_new: session.is_none() && visit.is_none(),
            secret: session.clone().or(visit).unwrap_or_else(fresh_secret),
            officer: None,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or("").to_owned(),
            by_get: parts.method == Method::GET,
            now: app.clock.now(),
            site: parts.extensions.get::<Site>().copied().unwrap_or_default(),
            address,
            device: caller::door(&parts.headers, true).device,
            app: app.clone(),
        };
        if let Some(token) = session {
            let attended = is_attended(&parts.headers);
            let found = app.peek(move |app| caller::known(app, &token, attended)).await;
            visitor.officer = match found.map_err(|problem| page::problem(&visitor, &problem))? {
                Some(Actor::Officer(officer)) => Some(officer),
                _ => None,
            };
        }
        Ok(visitor)
    }
}
