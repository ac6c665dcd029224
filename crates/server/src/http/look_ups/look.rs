//! `POST /api/v1/look-ups`: all that is known of one object, masked, on a ground that stands in the journal with
//! everything that was shown. Nothing is remembered under a key: to look again is another look.

#![expect(missing_debug_implementations, reason = "what is asked for must not reach a log")]

use super::list::LookUpBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Sender, act};
use crate::http::listings::list::EntryLine;
use crate::http::listings::look::StandsBody;
use crate::http::problem::Problem;
use crate::http::shapes::case::CaseBody;
use crate::http::shapes::measure::MeasureBody;
use crate::http::shapes::order::OrderBody;
use crate::sift::listed;
use axum::Json;
use axum::extract::State;
use cordon_desk::look_up::{LookedUp, NewLookUp, Part, look_up};
use cordon_desk::verbs::LookUpObject;
use cordon_desk::{Call, Refusal};
use cordon_model::exchange::Private;
use cordon_model::{KnownAccount, ListKind, LookUpGround, LookUpKind, Stamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[schema(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LookUpKindWord {
    Account,
    Number,
    Link,
    /// SM3 of a name with the exchange's salt, in hex.
    NameHash,
    /// By its number or id.
    Case,
}

#[derive(Deserialize, ToSchema)]
#[schema(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LookUpGroundWord {
    Intake,
    CaseWork,
    Dissuasion,
    Objection,
    AgencyAsks,
    Supervision,
    Other,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLookUpBody {
    #[schema(value_type = LookUpKindWord, inline)]
    kind: LookUpKind,
    #[schema(example = "9999990000004321", min_length = 1, max_length = 512, pattern = "\\S")]
    text: String,
    /// Of an account: the institution's code; without it all are asked.
    #[schema(example = "999100000001", min_length = 1, max_length = 16, pattern = "\\S")]
    institution: Option<String>,
    #[schema(value_type = LookUpGroundWord, inline)]
    ground: LookUpGround,
    /// What it is needed for; stands in the journal.
    #[schema(example = "受害人来电询问进度", min_length = 1, max_length = 150, pattern = "\\S")]
    remark: String,
}

/// An account as the records know it.
#[derive(Serialize, ToSchema)]
pub struct KnownAccountBody {
    institution: Option<String>,
    institution_code: String,
    #[schema(example = "****4321")]
    number: String,
    holder: Option<String>,
    #[schema(format = "date-time")]
    first_seen_at: String,
    /// Why it is protected, where it is.
    protection: Option<String>,
}

impl KnownAccountBody {
    fn of(account: &KnownAccount, now: Stamp) -> Self {
        Self {
            institution: account.institution.map(|id| id.to_string()),
            institution_code: account.institution_code.clone(),
            number: account.number.mask.clone(),
            holder: account.holder.as_ref().map(|sealed| sealed.mask.clone()),
            first_seen_at: account.first_seen_at.rfc3339(),
            protection: account.protected(now).map(|protection| protection.kind.name().to_owned()),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct FoundCaseBody {
    case: CaseBody,
    /// `payer`, `payee`, `further` (orders of the case are about it) or `itself`.
    part: String,
}

/// How it stands on the lists.
#[derive(Serialize, ToSchema)]
pub struct OnListsBody {
    /// `none` if nothing holds now.
    level: String,
    by: Option<StandsBody>,
    against: Option<StandsBody>,
}

#[derive(Serialize, ToSchema)]
pub struct LookedUpBody {
    /// Of this look; under it stands who looked.
    #[schema(example = "lkp_019ab0c4d1e87000800000000000000a")]
    id: String,
    #[schema(example = "****4321")]
    thing: String,
    accounts: Vec<KnownAccountBody>,
    cases: Vec<FoundCaseBody>,
    orders: Vec<OrderBody>,
    measures: Vec<MeasureBody>,
    /// Entries of the records, whatever became of them.
    listings: Vec<EntryLine>,
    /// None where lists do not know its kind.
    lists: Option<OnListsBody>,
    /// Distinct people who complained of the number.
    complaints: usize,
    /// Who looked before, newest first.
    before: Vec<LookUpBody>,
    /// Of some kind there is more than is shown.
    cut_short: bool,
}

/// Look one object up
#[utoipa::path(
    post, path = "/api/v1/look-ups", tag = "office", operation_id = "look_up_object",
    request_body = NewLookUpBody,
    responses((status = 200, description = "all that is known of it, masked", body = LookedUpBody), Acting)
)]
pub async fn look(
    State(app): State<App>,
    Centre(Sender { call, body }): Centre<Sender<NewLookUpBody>>,
) -> Result<Json<LookedUpBody>, Problem> {
    let found = act::<LookUpObject, _, _>(&app, call, move || Ok(body), looked).await?;
    Ok(Json(found))
}

/// Which list knows such a thing, and how it is written there.
fn listed_as(body: &NewLookUpBody) -> Option<(ListKind, String)> {
    let text = body.text.trim();
    match body.kind {
        LookUpKind::Number => Some((ListKind::Number, text.to_owned())),
        LookUpKind::Link => Some((ListKind::Host, text.to_owned())),
        LookUpKind::NameHash => Some((ListKind::Name, text.to_owned())),
        LookUpKind::Account => body.institution.as_ref().map(|code| (ListKind::Account, format!("{code}:{text}"))),
        LookUpKind::Case => None,
    }
}

fn looked(app: &App, call: &Call, body: NewLookUpBody) -> Result<LookedUpBody, Refusal> {
    let as_listed = listed_as(&body);
    let thing = as_listed.as_ref().map(|(kind, text)| listed::thing(app.desk.vault(), *kind, text)).transpose();
    // The lists in memory say more than the records: what came in files, ranges, hosts above a host.
    let lists = match &as_listed {
        Some((kind, text)) => {
            let (lists, keyer) = listed::held(app)?;
            let standing = listed::look(&lists, &keyer, *kind, text, call.now)?;
            Some(OnListsBody {
                level: standing.word().to_owned(),
                by: standing.by.as_ref().map(StandsBody::from),
                against: standing.against.as_ref().map(StandsBody::from),
            })
        }
        None => None,
    };
    let NewLookUpBody { kind, text, institution, ground, remark } = body;
    let new = NewLookUp { kind, text: Private(text), institution, thing: thing?, ground, remark };
    let found = look_up(&app.desk, call, &new)?;
    Ok(shown(found, lists, call.now))
}

fn shown(found: LookedUp, lists: Option<OnListsBody>, now: Stamp) -> LookedUpBody {
    let part = |part: Part| match part {
        Part::Payer => "payer",
        Part::Payee => "payee",
        Part::Further => "further",
        Part::Itself => "itself",
    };
    LookedUpBody {
        id: found.id.map_or(String::new(), |id| id.to_string()),
        thing: found.mask,
        accounts: found.accounts.iter().map(|account| KnownAccountBody::of(account, now)).collect(),
        cases: found
            .cases
            .into_iter()
            .map(|(case, of)| FoundCaseBody { case: case.into(), part: part(of).to_owned() })
            .collect(),
        orders: found.orders.into_iter().map(OrderBody::from).collect(),
        measures: found.measures.into_iter().map(MeasureBody::from).collect(),
        listings: found.listings.into_iter().map(EntryLine::from).collect(),
        lists,
        complaints: found.complaints,
        before: found.before.into_iter().map(LookUpBody::from).collect(),
        cut_short: found.cut_short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::PartialSchema;

    #[test]
    fn the_words_are_those_of_the_model() {
        for (schema, names) in [
            (LookUpKindWord::schema(), LookUpKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>()),
            (LookUpGroundWord::schema(), LookUpGround::ALL.iter().map(|ground| ground.name()).collect()),
        ] {
            let said = serde_json::to_value(schema).unwrap();
            assert_eq!(said["enum"], serde_json::json!(names));
        }
    }
}
