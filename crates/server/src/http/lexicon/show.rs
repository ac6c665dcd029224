//! `GET /api/v1/lexicon`: every code in force with its phrases, and the types of scam that there are.

use super::tactic;
use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal, Resource};
use cordon_sift::text::lexicon::{Entry, Lexicon, Script, Side};
use serde::Serialize;
use utoipa::ToSchema;

/// One code: what its phrases mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct LexiconEntryBody {
    #[schema(example = "claim.police")]
    code: String,
    /// `claim`, `hook`, `pressure`, `isolation`, `demand`, `victim`, `lawful`, `form`; or a cue: `deny`, `warn`,
    /// `others`, `turn`.
    tactic: String,
    /// Whose words count: `caller`, `other` or `both`.
    side: String,
    name_zh: String,
    name_en: String,
    advice_zh: String,
    advice_en: String,
    source: String,
    /// The type of scam in whose file it stands; none where it is said in many.
    #[serde(rename = "type")]
    #[schema(example = "T08")]
    of: Option<String>,
    /// From a script that officers adopted since the model was trained.
    added: bool,
    /// As they are written: `{a|b}` is one of several, `…` is anything between.
    zh: Vec<String>,
    en: Vec<String>,
}

/// A type of scam that has a script.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScamTypeBody {
    #[schema(example = "T08")]
    code: String,
    name_zh: String,
    name_en: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LexiconBody {
    /// Verdicts bear it.
    digest: String,
    entries: Vec<LexiconEntryBody>,
    types: Vec<ScamTypeBody>,
}

fn entry(of: &Entry, added: bool) -> LexiconEntryBody {
    LexiconEntryBody {
        code: of.code.clone(),
        tactic: tactic(of.tactic),
        side: side(of.side).to_owned(),
        name_zh: of.name.zh.clone(),
        name_en: of.name.en.clone(),
        advice_zh: of.advice.zh.clone(),
        advice_en: of.advice.en.clone(),
        source: of.source.clone(),
        of: of.of.map(|kind| kind.to_string()),
        added,
        zh: of.phrases.zh.clone(),
        en: of.phrases.en.clone(),
    }
}

const fn side(of: Side) -> &'static str {
    match of {
        Side::Caller => "caller",
        Side::Other => "other",
        Side::Both => "both",
    }
}

fn scam_type(of: &Script) -> ScamTypeBody {
    ScamTypeBody { code: of.kind.to_string(), name_zh: of.name.zh.clone(), name_en: of.name.en.clone() }
}

fn body(lexicon: &Lexicon) -> LexiconBody {
    let own = lexicon.entries().len().saturating_sub(lexicon.added().count());
    LexiconBody {
        digest: lexicon.digest().to_owned(),
        entries: lexicon.entries().iter().enumerate().map(|(at, one)| entry(one, at >= own)).collect(),
        types: lexicon.scripts().iter().map(scam_type).collect(),
    }
}

/// Show the lexicon in force
#[utoipa::path(
    get, path = "/api/v1/lexicon", tag = "sift", operation_id = "show_lexicon",
    responses((status = 200, description = "what texts are judged by", body = LexiconBody), Looking)
)]
pub async fn show(State(app): State<App>, Centre(Reader(call)): Centre<Reader>) -> Result<Json<LexiconBody>, Problem> {
    Ok(Json(act::<Read, _, _>(&app, call, || Ok(()), |app, call, ()| found(app, call)).await?))
}

fn found(app: &App, call: &Call) -> Result<LexiconBody, Refusal> {
    app.desk.look(call, |_| Ok((Resource::house(), ())))?;
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    Ok(body(&service.room.words().now().judge.reading.lexicon))
}
