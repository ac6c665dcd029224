//! `POST /api/v1/second-factor/proof/ask`: an officer who has no password here goes to the identity provider, which asks
//! him anew. When he is back, one of the acts that ask for the password is done without it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::identities::ask::THEN;
use crate::http::problem::Problem;
use crate::http::sessions::ask_outside::{OutsideAskedBody, sent};
use crate::outside::{Errand, Link, go};
use crate::web::{Lang, Site};
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use cordon_desk::Actor;
use cordon_desk::office::Stage;
use cordon_model::Code;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskProofBody {
    /// In which language he is told there, if it fails: `zh` or `en`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "zh", pattern = "^(zh|en)$")]
    lang: Option<Lang>,
}

/// Show at the identity provider that it is you
#[utoipa::path(
    post, path = "/api/v1/second-factor/proof/ask", tag = "office", operation_id = "ask_proof",
    request_body = AskProofBody,
    responses((status = 200, description = "where to go; the browser is led back", body = OutsideAskedBody), Acting)
)]
pub async fn ask_proof(
    State(app): State<App>,
    site: Option<Extension<Site>>,
    Own { call, session, body, .. }: Own<AskProofBody>,
) -> Result<Response, Problem> {
    // Before one is wholly in nothing has to be proved.
    let (Actor::Officer(officer), Stage::Full) = (&call.actor, session.stage) else {
        return Err(Problem::of(Code::NotSignedIn));
    };
    let link = Link { officer: officer.id, session: session.id, proves: true };
    let errand = Errand { then: THEN.to_owned(), typed: Vec::new(), link: Some(link), lang: body.lang };
    let going = go(&app, errand).await?;
    sent(&app, going, site)
}
