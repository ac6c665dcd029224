//! Who sends events: an agency by its key. It is asked of the records once a second, not for every event.

use crate::app::App;
use crate::http::caller;
use crate::http::problem::Problem;
use crate::random;
use crate::sift::members::Member;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use cordon_desk::verdicts::judge_events;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::{Agency, Code};
use cordon_store::{Doors, Read};

/// An agency that sends events, with what a call in its name needs.
#[derive(Debug)]
pub struct Sending(pub Member);

impl Sending {
    pub fn call(&self, app: &App) -> Call {
        Call::new(Actor::Agency(self.0.agency), app.clock.now(), random::seed())
    }

    /// A refusal that stands in the journal; what the centre lacks at the moment does not.
    pub async fn refused(&self, app: &App, refusal: Refusal) -> Problem {
        if is_of_the_moment(refusal.code) {
            Problem::from(refusal)
        } else {
            caller::refused(app, self.call(app), refusal).await
        }
    }

    /// The agency with this key.
    pub async fn by(app: &App, key: &str) -> Result<Self, Problem> {
        let members = &app.sift()?.members;
        if let Some(member) = members.known(key) {
            return Ok(Self(member));
        }
        let actor = caller::actor_of(app, key.to_owned()).await?;
        let member = app
            .peek(move |app| {
                let call = Call::new(actor, app.clock.now(), random::seed());
                let agency = judge_events(&app.desk, &call)?;
                let found: Option<Agency> = app.desk.store().view("agency", |view| view.load(agency))?;
                let Agency { kind, code, .. } = found.ok_or(Refusal::bare(Code::NotFound))?;
                Ok(Member { agency, code: code.into(), kind })
            })
            .await?;
        members.learn(key, member.clone());
        Ok(Self(member))
    }
}

/// What the centre lacks at the moment: the same may come again.
pub const fn is_of_the_moment(code: Code) -> bool {
    matches!(code, Code::Busy | Code::TooOften | Code::Uncertain | Code::Internal)
}

impl FromRequestParts<App> for Sending {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = caller::token(&parts.headers).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
        Self::by(app, &token).await
    }
}
