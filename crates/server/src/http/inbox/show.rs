//! `GET /api/v1/inbox`: the box of who sits at a member's desk: what waits for its answer, what was answered today,
//! and how its clocks are kept.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{AtDesk, Reader, act};
use crate::http::inbox::desks;
use crate::http::problem::Problem;
use crate::http::shapes::order::OrderBody;
use crate::http::shapes::word;
use axum::Json;
use axum::extract::State;
use cordon_desk::Refusal;
use cordon_desk::read::{self, BoxLine, Inbox};
use cordon_desk::verbs::Read;
use cordon_model::{Agency, Code, Wire};
use serde::Serialize;
use utoipa::ToSchema;

/// An agency whose desk it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAgencyBody {
    #[schema(example = "agy_019ab0c4d1e87000800000000000000a")]
    id: String,
    code: String,
    name: String,
    /// `bank`, `payment_firm`, `carrier` or `police`.
    kind: String,
    /// Its orders may be carried as signed files.
    files: bool,
    /// A key for the files of its receipts is registered.
    file_key: bool,
}

/// Who asks, and where he is reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactCentreBody {
    name: String,
    #[schema(example = "96110")]
    phone: String,
}

/// The answer that decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoxAnswerBody {
    #[schema(format = "date-time")]
    at: String,
    /// `done`, `part`, `refused` or `failed`.
    result: String,
    late: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BoxLineBody {
    order: OrderBody,
    overdue: bool,
    case_number: Option<String>,
    /// Today's answer; none while it waits.
    answered: Option<BoxAnswerBody>,
}

/// Since midnight in Shanghai, over the answers that decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClocksBody {
    answered: usize,
    /// From the order's leaving to its answer. None where nothing was answered.
    median_ms: Option<i64>,
    /// Of the answered, after their time.
    late: usize,
    /// Of those that wait, over their time now.
    overdue: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InboxBody {
    /// The centre's clock, by which countdowns run.
    #[schema(format = "date-time")]
    now: String,
    agencies: Vec<OwnAgencyBody>,
    centre: ContactCentreBody,
    /// What is due first comes first.
    waiting: Vec<BoxLineBody>,
    /// Answered today, the newest first, at most 200.
    today: Vec<BoxLineBody>,
    clocks: ClocksBody,
    /// There is more than was looked at.
    cut_short: bool,
}

impl From<Agency> for OwnAgencyBody {
    fn from(agency: Agency) -> Self {
        Self {
            id: agency.id.to_string(),
            kind: word(agency.kind),
            files: agency.active && agency.wires.contains(&Wire::JsonForm),
            file_key: agency.file_key.is_some(),
            code: agency.code,
            name: agency.name,
        }
    }
}

impl From<BoxLine> for BoxLineBody {
    fn from(line: BoxLine) -> Self {
        let answered = line.answered.map(|answered| BoxAnswerBody {
            at: answered.at.rfc3339(),
            result: answered.result.name().to_owned(),
            late: answered.late,
        });
        Self { overdue: line.overdue, case_number: line.case_number, answered, order: line.order.into() }
    }
}

impl InboxBody {
    fn of(found: Inbox, now: String) -> Self {
        let clocks = found.clocks;
        Self {
            now,
            agencies: found.agencies.into_iter().map(OwnAgencyBody::from).collect(),
            centre: ContactCentreBody { name: found.centre.name, phone: found.centre.public_phone },
            waiting: found.waiting.into_iter().map(BoxLineBody::from).collect(),
            today: found.today.into_iter().map(BoxLineBody::from).collect(),
            clocks: ClocksBody {
                answered: clocks.answered,
                median_ms: clocks.median_ms,
                late: clocks.late,
                overdue: clocks.overdue,
            },
            cut_short: found.cut_short,
        }
    }
}

/// Show the box of a member's desk
#[utoipa::path(
    get, path = "/api/v1/inbox", tag = "inbox", operation_id = "show_inbox",
    responses((status = 200, description = "what waits, and what was answered today", body = InboxBody), Looking)
)]
pub async fn show(State(app): State<App>, AtDesk(Reader(call)): AtDesk<Reader>) -> Result<Json<InboxBody>, Problem> {
    let now = call.now.rfc3339();
    let read = || Ok(());
    let found = act::<Read, _, _>(&app, call, read, |app, call, ()| {
        let found = read::inbox(&app.desk, call, &desks(&call.actor))?;
        found.ok_or_else(|| Refusal::bare(Code::NotFound))
    })
    .await?;
    Ok(Json(InboxBody::of(found, now)))
}
