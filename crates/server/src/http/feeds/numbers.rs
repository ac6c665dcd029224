//! `GET /api/v1/feeds/numbers`: numbers that people complained of, oldest first, for carriers and the centre. The
//! fields are those of the FTC's feed, and `verified`. Who complained is not told.

#![expect(missing_debug_implementations, reason = "numbers must not reach a log")]

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, act};
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use axum::Json;
use axum::extract::State;
use cordon_desk::limits::PAGE_ROWS_MAX;
use cordon_desk::read::{Reported, reported_numbers};
use cordon_desk::verbs::Read;
use cordon_desk::{Call, Refusal};
use cordon_model::{Agency, AgencyKind, Code, Stamp};
use cordon_store::{Doors, Read as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FeedQuery {
    /// Filed at or after.
    #[param(format = "date-time", example = "2026-11-01T00:00:00+08:00")]
    from: Option<String>,
    /// Filed before.
    #[param(format = "date-time", example = "2026-12-01T00:00:00+08:00")]
    until: Option<String>,
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(minimum = 0, example = 0)]
    cursor: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct ReportedBody {
    id: String,
    company_phone_number: String,
    #[schema(format = "date-time")]
    created_date: String,
    #[schema(format = "date-time")]
    violation_date: String,
    /// As coarse as the complainant named it.
    consumer_area: Option<String>,
    subject: String,
    /// `Y` or `N`.
    recorded_message_or_robocall: String,
    /// Somebody looked into it and found it so.
    verified: bool,
    seq: i64,
}

impl From<Reported> for ReportedBody {
    fn from(reported: Reported) -> Self {
        let complaint = reported.complaint;
        Self {
            id: complaint.id.to_string(),
            company_phone_number: reported.number.0,
            created_date: complaint.filed_at.rfc3339(),
            violation_date: complaint.at.rfc3339(),
            consumer_area: complaint.area,
            subject: complaint.subject,
            recorded_message_or_robocall: if complaint.recorded { "Y" } else { "N" }.to_owned(),
            verified: complaint.verified,
            seq: complaint.place,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct FeedBody {
    items: Vec<ReportedBody>,
    /// The cursor of the next page; none when this is the last.
    next: Option<i64>,
}

struct Ask {
    span: (Stamp, Stamp),
    after: i64,
    rows: u32,
}

impl FeedQuery {
    fn ask(self) -> Result<Ask, Refusal> {
        let at = |name, text: Option<String>, none| text.map_or(Ok(none), |text| moment(name, &text));
        let rows = self.limit.unwrap_or(PAGE_ROWS_MAX);
        if !(1..=PAGE_ROWS_MAX).contains(&rows) {
            return Err(Refusal::field("limit", format!("has to be 1 to {PAGE_ROWS_MAX}")));
        }
        let after = self.cursor.unwrap_or(0);
        if after < 0 {
            return Err(Refusal::field("cursor", "has to be the `next` of the page before".to_owned()));
        }
        let span = (at("from", self.from, Stamp::from_ms(0))?, at("until", self.until, Stamp::from_ms(i64::MAX))?);
        Ok(Ask { span, after, rows })
    }
}

/// List reported numbers
#[utoipa::path(
    get, path = "/api/v1/feeds/numbers", tag = "sift", operation_id = "feed_numbers", params(FeedQuery),
    responses((status = 200, description = "one page", body = FeedBody), Looking)
)]
pub async fn numbers(State(app): State<App>, Asker { call, ask }: Asker<FeedQuery>) -> Result<Json<FeedBody>, Problem> {
    let found = act::<Read, _, _>(&app, call, move || ask.ask(), |app, call, ask| fed(app, call, &ask)).await?;
    Ok(Json(found))
}

fn fed(app: &App, call: &Call, ask: &Ask) -> Result<FeedBody, Refusal> {
    if call.actor.is_member() && !is_carrier(app, call)? {
        return Err(app.desk.note_refusal("read", call, Refusal::bare(Code::NotFound), &[]));
    }
    // One more than is shown tells whether there is another page.
    let more = ask.rows.saturating_add(1);
    let mut found = reported_numbers(&app.desk, call, ask.span, (ask.after, more))?;
    let shown = usize::try_from(ask.rows).unwrap_or(usize::MAX);
    let another = found.len() > shown;
    found.truncate(shown);
    let next = found.last().filter(|_| another).map(|last| last.complaint.place);
    Ok(FeedBody { items: found.into_iter().map(ReportedBody::from).collect(), next })
}

fn is_carrier(app: &App, call: &Call) -> Result<bool, Refusal> {
    let Some(id) = call.actor.agency() else { return Ok(false) };
    let agency: Option<Agency> = app.desk.store().view("agency", |view| view.load(id))?;
    Ok(agency.is_some_and(|agency| agency.kind == AgencyKind::Carrier))
}
