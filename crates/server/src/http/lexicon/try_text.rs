//! `POST /api/v1/lexicon/try`: what the detector finds in a text, and how its sum comes about. The text is kept nowhere:
//! no entry, no count, no line of a log.

use super::tactic;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Sender, act};
use crate::http::problem::Problem;
use crate::http::shapes::word;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal, Resource};
use cordon_sift::judge::Reading;
use cordon_sift::text::call::{Channel, Speaker};
use cordon_sift::text::clause::{Finding, Sense};
use cordon_sift::text::lexicon::codes;
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::verdict::{Judge, Level, Verdict, probability};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Turns of one text.
const TURNS_MAX: usize = 200;
/// Characters of one text, all turns together.
const CHARS_MAX: usize = 20_000;

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriedChannel {
    Call,
    Chat,
    Sms,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriedSide {
    Caller,
    Other,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "what somebody said must not reach a log")]
pub struct TriedTurn {
    #[schema(inline)]
    side: TriedSide,
    #[schema(example = "请把钱转到安全账户", min_length = 1, max_length = 20000, pattern = "\\S")]
    text: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "what somebody said must not reach a log")]
pub struct TryTextBody {
    #[schema(inline)]
    channel: TriedChannel,
    /// A message is one turn of its sender. 20,000 characters together.
    #[schema(min_items = 1, max_items = 200)]
    turns: Vec<TriedTurn>,
}

/// A phrase in a turn.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhraseFoundBody {
    /// From 0.
    turn: u16,
    /// Characters of the turn, half open.
    from: u32,
    to: u32,
    code: String,
    /// `meant`; `denied`; `of_others`: somebody else is said to want it.
    sense: String,
    /// Found by how it sounds, not by how it is written.
    by_ear: bool,
}

/// What a code adds to the sum.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeightBody {
    code: String,
    tactic: String,
    name_zh: String,
    name_en: String,
    /// Thousandths of a logit; below 0 it speaks against a scam.
    weight: i32,
}

/// What a text comes to. `logit` is the sum of `base`, `learned`, `script` and all weights.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedTextBody {
    /// `allow`, `watch` or `warn`: by the text alone, before rules and lists.
    level: String,
    /// From 0 to 1, if scams and others were equally many.
    score: f64,
    logit: i32,
    base: i32,
    learned: i32,
    script: i32,
    /// The likeliest type, where one stands out.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// 1 to 8: how far its script has come.
    phase: Option<u8>,
    findings: Vec<PhraseFoundBody>,
    weights: Vec<WeightBody>,
    lexicon: String,
    model: String,
}

type Turns = Vec<(Speaker, String)>;

fn read(body: TryTextBody) -> Result<(Channel, Turns), Refusal> {
    if body.turns.is_empty() || body.turns.iter().any(|turn| turn.text.trim().is_empty()) {
        return Err(Refusal::field("turns", "has a turn in which nothing is said, or none at all"));
    }
    if body.turns.len() > TURNS_MAX {
        return Err(Refusal::field("turns", format!("are more than {TURNS_MAX}")));
    }
    let chars: usize = body.turns.iter().map(|turn| turn.text.chars().count()).sum();
    if chars > CHARS_MAX {
        return Err(Refusal::field("turns", format!("are longer than {CHARS_MAX} characters together")));
    }
    let channel = match body.channel {
        TriedChannel::Call => Channel::Call,
        TriedChannel::Chat => Channel::Chat,
        TriedChannel::Sms => Channel::Sms,
    };
    let speaker = |side| match side {
        TriedSide::Caller => Speaker::Caller,
        TriedSide::Other => Speaker::Other,
    };
    Ok((channel, body.turns.into_iter().map(|turn| (speaker(turn.side), turn.text)).collect()))
}

/// Try a text
#[utoipa::path(
    post, path = "/api/v1/lexicon/try", tag = "sift", operation_id = "try_text",
    request_body = TryTextBody,
    responses((status = 200, description = "what was found, and the sum", body = TriedTextBody), Acting)
)]
pub async fn try_text(
    State(app): State<App>,
    Centre(Sender { call, body }): Centre<Sender<TryTextBody>>,
) -> Result<Json<TriedTextBody>, Problem> {
    let work = |app: &App, call: &Call, (channel, turns): (Channel, Turns)| {
        app.desk.look(call, |_| Ok((Resource::house(), ())))?;
        let service = app.sift().map_err(|problem| problem.refusal().clone())?;
        Ok(tried(&service.room.words().now().judge.reading, channel, &turns))
    };
    Ok(Json(act::<Read, _, _>(&app, call, move || read(body), work).await?))
}

fn tried(reading: &Reading, channel: Channel, turns: &[(Speaker, String)]) -> TriedTextBody {
    let judge = Judge::new(&reading.lexicon, &reading.model);
    let mut findings = Vec::new();
    let said = turns.iter().map(|(speaker, text)| (*speaker, text.as_str()));
    let verdict = judge.verdict(channel, said, &mut Hits::default(), |turn, finding| {
        findings.extend(shown(reading, turn, finding));
    });
    let (kind, _) = judge.kind(&verdict.told, &verdict.sums);
    // Of what gives no cause to watch no type is named.
    let kind = kind.filter(|_| verdict.level > Level::Allow);
    TriedTextBody {
        level: word(verdict.level),
        score: probability(verdict.score.logit),
        logit: verdict.score.logit,
        base: verdict.score.base,
        learned: verdict.score.gate,
        script: verdict.score.script,
        phase: kind.and_then(|kind| judge.phase(&verdict.told, Some(kind))),
        kind: kind.map(|kind| kind.to_string()),
        findings,
        weights: weights(reading, &verdict),
        lexicon: reading.lexicon.digest().to_owned(),
        model: reading.model.digest().to_owned(),
    }
}

fn shown(reading: &Reading, turn: u16, finding: &Finding) -> Option<PhraseFoundBody> {
    let sense = match finding.sense {
        Sense::Meant => "meant",
        Sense::Denied => "denied",
        Sense::OfOthers => "of_others",
    };
    let entry = reading.lexicon.entry(finding.code)?;
    let (code, sense) = (entry.code.clone(), sense.to_owned());
    Some(PhraseFoundBody { turn, from: finding.from, to: finding.to, code, sense, by_ear: finding.by_ear })
}

fn weights(reading: &Reading, verdict: &Verdict) -> Vec<WeightBody> {
    let weight = |code: usize| {
        let entry = reading.lexicon.entry(code)?;
        Some(WeightBody {
            code: entry.code.clone(),
            tactic: tactic(entry.tactic),
            name_zh: entry.name.zh.clone(),
            name_en: entry.name.en.clone(),
            weight: reading.model.weight(verdict.score.context, code),
        })
    };
    codes(verdict.told.seen).filter_map(weight).collect()
}
