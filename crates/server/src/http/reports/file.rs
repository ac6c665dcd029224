//! `POST /api/v1/reports`: a victim's report becomes a case and its first orders.

#![expect(missing_debug_implementations, reason = "bodies hold personal data and must not reach a log")]

use crate::app::App;
use crate::http::caller::Writer;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::money::file_report::{self, Report, ReportedTransfer, ReporterInput, Side};
use cordon_model::exchange::Private;
use cordon_model::{AccountClass, Channel, Currency, Money, Stamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount: a decimal string and its currency.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    #[schema(example = "80000.00", pattern = "^[0-9]{1,15}(\\.[0-9]{1,2})?$")]
    pub amount: String,
    #[schema(example = "CNY", pattern = "^[A-Z]{3}$")]
    #[serde(default = "cny")]
    pub currency: String,
}

fn cny() -> String {
    "CNY".to_owned()
}

impl Amount {
    pub fn money(&self) -> Result<Money, Refusal> {
        Ok(Money::parse(&self.amount, Currency::parse(&self.currency)?)?)
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount: money.decimal(), currency: money.currency().code().to_owned() }
    }
}

/// One side of a transfer as the victim tells it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideBody {
    /// Code of the bank or payment firm.
    #[schema(example = "999100000001", max_length = 12)]
    institution_code: String,
    #[schema(example = "9999990000000001", min_length = 5, max_length = 30)]
    number: String,
    #[schema(example = "测试甲", max_length = 100)]
    holder: Option<String>,
    #[schema(value_type = String, example = "personal")]
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
    #[schema(value_type = String, example = "mobile_bank")]
    channel: Channel,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterBody {
    #[schema(example = "测试乙", max_length = 100)]
    name: String,
    #[schema(example = "身份证", max_length = 20)]
    id_type: String,
    #[schema(example = "99000019000101001X", max_length = 30)]
    id_number: String,
    #[schema(example = "19900000001", max_length = 20)]
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
    #[schema(example = "T04")]
    #[serde(default = "undecided")]
    scam_type: String,
    #[schema(max_length = 4000)]
    narrative: Option<String>,
    #[schema(max_length = 4000)]
    contact: Option<String>,
    /// When the victim called, if that was earlier than now (paper first, entered later).
    #[schema(format = "date-time")]
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

pub fn moment(name: &str, text: &str) -> Result<Stamp, Refusal> {
    Stamp::parse_rfc3339(text).ok_or_else(|| Refusal::field(name, "is not a moment such as 2026-11-23T09:30:00+08:00"))
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

#[utoipa::path(
    post, path = "/api/v1/reports", tag = "money", operation_id = "file_report",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new report")),
    request_body = ReportBody,
    responses((status = 201, body = FiledBody), (status = "4XX", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"))
)]
pub async fn file(
    State(app): State<App>,
    writer: Writer<ReportBody>,
) -> Result<(StatusCode, Json<FiledBody>), Problem> {
    let Writer { call, body } = writer;
    let filed = app
        .run(move |app| match body.report() {
            Ok(report) => file_report::file_report(&app.desk, &call, &report),
            Err(refusal) => Err(app.desk.note_refusal("file_report", &call, refusal, &[])),
        })
        .await?;
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
