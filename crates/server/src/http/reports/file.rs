//! `POST /api/v1/reports`: a victim's report becomes a case and its first orders.

#![expect(missing_debug_implementations, reason = "bodies hold personal data and must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::words::{ChannelWord, ClassWord};
use crate::http::shapes::{Amount, moment};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::money::file_report::{self, Report, ReportedTransfer, ReporterInput, Side};
use cordon_desk::verbs::FileReport;
use cordon_desk::{Call, Refusal};
use cordon_model::exchange::Private;
use cordon_model::{AccountClass, Channel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One side of a transfer as the victim tells it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideBody {
    /// Code of the bank or payment firm.
    #[schema(example = "999100000001", pattern = "^[0-9]{6,12}$", max_length = 12)]
    institution_code: String,
    #[schema(example = "9999990000000001", pattern = "^[0-9A-Za-z@._-]{5,30}$", min_length = 5, max_length = 30)]
    number: String,
    #[schema(example = "测试甲", min_length = 1, max_length = 100, pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$")]
    holder: Option<String>,
    #[schema(value_type = ClassWord, example = "personal", default = "personal")]
    #[serde(default = "personal")]
    class: AccountClass,
}

fn personal() -> AccountClass {
    AccountClass::Personal
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferBody {
    from: SideBody,
    /// Leave out when the victim does not know to whom: the payer's bank will be asked.
    to: Option<SideBody>,
    amount: Amount,
    /// When the money was sent, RFC 3339.
    #[schema(format = "date-time", example = "2026-11-23T09:30:00+08:00")]
    at: String,
    #[schema(value_type = ChannelWord, example = "mobile_bank")]
    channel: Channel,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterBody {
    #[schema(example = "测试乙", min_length = 1, max_length = 100, pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$")]
    name: String,
    #[schema(example = "身份证", min_length = 1, max_length = 20, pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$")]
    id_type: String,
    #[schema(
        example = "99000019000101001X",
        min_length = 1,
        max_length = 30,
        pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$"
    )]
    id_number: String,
    #[schema(example = "19900000001", pattern = "^[+]?[0-9-]{3,20}$", max_length = 20)]
    phone: String,
}

/// A report: account, amount and time first; the rest may come later.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportBody {
    /// Without an identified reporter nobody is restricted; the payer's bank is asked all the same.
    reporter: Option<ReporterBody>,
    #[schema(min_items = 1, max_items = 50)]
    transfers: Vec<TransferBody>,
    /// T01 to T15, or 未定.
    #[schema(example = "T04", pattern = "^(T0[1-9]|T1[0-5]|未定)$", default = "未定")]
    #[serde(default = "undecided")]
    scam_type: String,
    #[schema(example = "冒充客服退款", min_length = 1, max_length = 4000, pattern = "\\S")]
    narrative: Option<String>,
    /// Calls and messages of the scammer.
    #[schema(example = "来电称可以退款", min_length = 1, max_length = 4000, pattern = "\\S")]
    contact: Option<String>,
    /// When the victim called, if that was earlier than now (paper first, entered later).
    #[schema(format = "date-time", example = "2026-11-23T09:35:00+08:00")]
    reported_at: Option<String>,
    /// The bank's own report (100401) that this case is opened for.
    #[schema(example = "brp_019ab0c4d1e87000800000000000000a")]
    bank_report: Option<String>,
}

fn undecided() -> String {
    "未定".to_owned()
}

impl ReporterBody {
    pub fn input(self) -> ReporterInput {
        ReporterInput {
            name: Private(self.name),
            id_type: self.id_type,
            id_number: Private(self.id_number),
            phone: Private(self.phone),
        }
    }
}

fn side(body: SideBody) -> Side {
    Side {
        institution_code: body.institution_code,
        number: Private(body.number),
        holder: body.holder.map(Private),
        class: body.class,
    }
}

fn transfer(body: TransferBody) -> Result<ReportedTransfer, Refusal> {
    Ok(ReportedTransfer {
        from: side(body.from),
        to: body.to.map(side),
        amount: body.amount.money()?,
        at: moment("at", &body.at)?,
        channel: body.channel,
    })
}

impl ReportBody {
    fn report(self) -> Result<Report, Refusal> {
        Ok(Report {
            reporter: self.reporter.map(ReporterBody::input),
            transfers: self.transfers.into_iter().map(transfer).collect::<Result<_, _>>()?,
            scam_type: self.scam_type,
            narrative: self.narrative.map(Private),
            contact: self.contact.map(Private),
            reported_at: self.reported_at.map(|at| moment("reported_at", &at)).transpose()?,
            bank_report: self.bank_report.as_deref().map(crate::http::ids::parse).transpose()?,
        })
    }
}

/// What was opened, and which orders are on their way or wait.
#[derive(Serialize, ToSchema)]
pub struct FiledBody {
    case: String,
    number: String,
    /// The same report had been filed before.
    already: bool,
    orders: Vec<String>,
    joined: u32,
    exhausted: u32,
}

/// File a report
#[utoipa::path(
    post, path = "/api/v1/reports", tag = "money", operation_id = "file_report",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ReportBody,
    responses((status = 201, description = "a case was opened, or the same report had been filed before", body = FiledBody), Acting)
)]
pub async fn file(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<ReportBody>>,
) -> Result<(StatusCode, Json<FiledBody>), Problem> {
    let file = |app: &App, call: &Call, report: Report| file_report::file_report(&app.desk, call, &report);
    let filed = act::<FileReport, _, _>(&app, call, move || body.report(), file).await?;
    let orders = filed.planned.orders.iter().map(ToString::to_string).collect();
    let body = FiledBody {
        case: filed.case.to_string(),
        number: filed.number,
        already: filed.already,
        orders,
        joined: filed.planned.joined,
        exhausted: filed.planned.exhausted,
    };
    Ok((StatusCode::CREATED, Json(body)))
}
