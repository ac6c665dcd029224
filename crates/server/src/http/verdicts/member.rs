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
        match refusal.code {
            Code::Busy | Code::TooOften | Code::Uncertain | Code::Internal => Problem::from(refusal),
            _ => caller::refused(app, self.call(app), refusal).await,
        }
    }
}

impl FromRequestParts<App> for Sending {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = caller::token(&parts.headers).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
        let members = &app.sift()?.members;
        if let Some(member) = members.known(&token) {
            return Ok(Self(member));
        }
        let actor = caller::actor(app, &parts.headers).await?;
        let member = app
            .peek(move |app| {
                let call = Call::new(actor, app.clock.now(), random::seed());
                let agency = judge_events(&app.desk, &call)?;
                let found: Option<Agency> = app.desk.store().view("agency", |view| view.load(agency))?;
                let kind = found.ok_or(Refusal::bare(Code::NotFound))?.kind;
                Ok(Member { agency, kind })
            })
            .await?;
        members.learn(&token, member);
        Ok(Self(member))
    }
}
