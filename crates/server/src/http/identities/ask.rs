//! `POST /api/v1/second-factor/identities/ask`: an officer who is signed in goes to the identity provider, to connect
//! the account that he has there. He shows once more that it is he, as for a passkey.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::problem::Problem;
use crate::http::sessions::ask_outside::{OutsideAskedBody, sent};
use crate::outside::{Errand, Link, go};
use crate::web::{Lang, Site};
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use cordon_desk::office::{Stage, prove};
use cordon_desk::verbs::{LinkIdentity, Verb};
use cordon_desk::{Actor, Refusal};
use cordon_model::Code;
use cordon_model::exchange::Private;
use serde::Deserialize;
use utoipa::ToSchema;

/// Where he is when it is done.
pub const THEN: &str = "/workbench/account";

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a password must not reach a log")]
pub struct ConnectIdentityBody {
    #[schema(example = "correct horse battery", format = Password, min_length = 1, max_length = 200)]
    password: Option<String>,
    /// In which language he is told there, if it fails: `zh` or `en`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "zh", pattern = "^(zh|en)$")]
    lang: Option<Lang>,
}

/// Connect one's own account at the identity provider
#[utoipa::path(
    post, path = "/api/v1/second-factor/identities/ask", tag = "office", operation_id = "ask_identity",
    request_body = ConnectIdentityBody,
    responses((status = 200, description = "where to go; the browser is led back", body = OutsideAskedBody), Acting)
)]
pub async fn ask(
    State(app): State<App>,
    site: Option<Extension<Site>>,
    Own { call, session, body, .. }: Own<ConnectIdentityBody>,
) -> Result<Response, Problem> {
    let (password, lang) = (body.password.map(Private), body.lang);
    let link = app
        .run(move |app| {
            prove(&app.desk, &call, LinkIdentity::NAME, &session, password.as_ref())?;
            let refuse = |refusal| app.desk.note_refusal(LinkIdentity::NAME, &call, refusal, &[]);
            let Actor::Officer(officer) = &call.actor else { return Err(Refusal::bare(Code::NotAllowed)) };
            if session.stage != Stage::Full {
                return Err(refuse(Refusal::bare(Code::NotSignedIn)));
            }
            Ok(Link { officer: officer.id, session: session.id, proves: false })
        })
        .await?;
    let going = go(&app, Errand { then: THEN.to_owned(), typed: Vec::new(), link: Some(link), lang }).await?;
    sent(&app, going, site)
}
