//! `GET /api/v1/alarms`: alarms about calls, newest first. The centre sees all, a carrier those of its own calls
//! with whom it has to tell. As they happen they stand in `/api/v1/stream` (`raise_call_alarm`).

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, act};
use crate::http::problem::Problem;
use crate::http::shapes::{ListQuery, PageOf, page};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;
use cordon_model::CallAlarm;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct AlarmBody {
    #[schema(example = "alm_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// The carrier.
    agency: String,
    /// The carrier's own number of the call.
    call: String,
    #[schema(format = "date-time")]
    at: String,
    /// Thousandths.
    probability: u16,
    /// T01 to T14; none is 未定.
    #[serde(rename = "type")]
    kind: Option<String>,
    stage: Option<u8>,
    /// Codes of what spoke for it.
    reasons: Vec<String>,
    /// Contacts to be told by the carrier.
    relatives: Vec<String>,
}

impl From<CallAlarm> for AlarmBody {
    fn from(alarm: CallAlarm) -> Self {
        Self {
            id: alarm.id.to_string(),
            agency: alarm.agency.to_string(),
            call: alarm.call,
            at: alarm.at.rfc3339(),
            probability: alarm.probability,
            kind: alarm.scam,
            stage: alarm.stage,
            reasons: alarm.reasons,
            relatives: alarm.relatives.iter().map(ToString::to_string).collect(),
        }
    }
}

/// List alarms
#[utoipa::path(
    get, path = "/api/v1/alarms", tag = "sift", operation_id = "list_alarms", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<AlarmBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Asker { call, ask }: Asker<ListQuery>,
) -> Result<Json<PageOf<AlarmBody>>, Problem> {
    let work = |app: &App, call: &Call, page: PageAsk| read::alarms(&app.desk, call, &page);
    let found = act::<Read, _, _>(&app, call, move || page(ask.limit, ask.cursor), work).await?;
    Ok(Json(PageOf::of(found, AlarmBody::from)))
}
