//! `GET /api/v1/bank-reports`: what agencies reported, newest first. The message itself is opened for a
//! purpose (`reveal`, field `message`); a case is opened for it by naming it in a report.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::{ListQuery, PageOf, page};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;
use cordon_model::BankReport;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct BankReportBody {
    #[schema(example = "brp_019ab0c4d1e87000800000000000000a")]
    id: String,
    agency: String,
    /// The agency's own number.
    application_id: String,
    #[schema(format = "date-time")]
    received_at: String,
    /// The case that was opened for it.
    case: Option<String>,
    /// When the agency fetched the answer (100402).
    #[schema(format = "date-time")]
    answered_at: Option<String>,
}

impl From<BankReport> for BankReportBody {
    fn from(report: BankReport) -> Self {
        Self {
            id: report.id.to_string(),
            agency: report.agency.to_string(),
            application_id: report.application_id,
            received_at: report.received_at.rfc3339(),
            case: report.case.map(|id| id.to_string()),
            answered_at: report.answered_at.map(|at| at.rfc3339()),
        }
    }
}

/// List reports of agencies
#[utoipa::path(
    get, path = "/api/v1/bank-reports", tag = "money", operation_id = "list_bank_reports", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<BankReportBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<BankReportBody>>, Problem> {
    let work = |app: &App, call: &Call, page: PageAsk| read::bank_reports(&app.desk, call, &page);
    let found = act::<Read, _, _>(&app, call, move || page(ask.limit, ask.cursor), work).await?;
    Ok(Json(PageOf::of(found, BankReportBody::from)))
}
