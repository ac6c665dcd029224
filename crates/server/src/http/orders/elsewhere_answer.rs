//! `POST /api/v1/orders/{id}/elsewhere-answer`: what another system answered, entered by an officer.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::orders::told::ToldStatementBody;
use crate::http::problem::Problem;
use crate::http::scan::scanned;
use crate::http::shapes::words::{ClassWord, ResultWord};
use crate::http::shapes::{Amount, moment};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::order::paper_statement::PaperStatement;
use cordon_desk::order::record_elsewhere::{Entered, record_entered};
use cordon_desk::verbs::RecordElsewhere;
use cordon_model::exchange::{Answer, DebitFound, Party, Private};
use cordon_model::{AccountClass, OrderId, ReceiptResult};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Where the money of a debit went, as the payer's bank says.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "accounts and names must not reach a log")]
pub struct PayeeFoundBody {
    #[schema(example = "999100000001", pattern = "^[0-9]{6,12}$", max_length = 12)]
    institution_code: String,
    #[schema(example = "9999990000000001", pattern = "^[0-9A-Za-z@._-]{5,30}$", min_length = 5, max_length = 30)]
    number: String,
    #[schema(example = "测试甲", min_length = 1, max_length = 100, pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$")]
    holder: Option<String>,
    #[schema(value_type = ClassWord, example = "personal", default = "unknown")]
    #[serde(default = "unknown")]
    class: AccountClass,
}

pub(super) const fn unknown() -> AccountClass {
    AccountClass::Unknown
}

/// What the payer's bank says of a debit it was asked about.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "accounts and names must not reach a log")]
pub struct DebitFoundBody {
    found: bool,
    #[schema(format = "date-time")]
    at: Option<String>,
    payee: Option<PayeeFoundBody>,
}

impl DebitFoundBody {
    fn debit(&self) -> Result<DebitFound, Refusal> {
        let payee = self.payee.as_ref().map(|payee| Party {
            institution_code: payee.institution_code.clone(),
            institution_name: String::new(),
            number: Private(payee.number.clone()),
            holder: payee.holder.clone().map(Private),
            class: payee.class,
        });
        let at = self.at.as_deref().map(|text| moment("debit", text)).transpose()?;
        Ok(DebitFound { found: self.found, at, payee })
    }
}

/// An answer as the other system shows it, or as it came back on paper.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a remark may name people and must not reach a log")]
pub struct ElsewhereAnswerBody {
    #[schema(value_type = ResultWord, inline)]
    result: ReceiptResult,
    /// The code of the answer: four digits on the police interface.
    #[schema(example = "0000", pattern = "^[0-9A-Za-z]{1,8}$", max_length = 8)]
    code: String,
    /// Before the measure.
    balance: Option<Amount>,
    /// What is held now.
    held: Option<Amount>,
    #[schema(format = "date-time")]
    from: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
    /// Of a question about a debit; without it such an answer is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    debit: Option<DebitFoundBody>,
    /// Of a question about an account, and of a watch: what moved there.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<ToldStatementBody>,
    /// May name people: it is sealed.
    #[schema(max_length = 300)]
    remark: Option<String>,
    /// The paper it was typed in from, JPG or PDF, at most 1,400,000 bytes: it is sealed.
    #[schema(content_encoding = "base64", min_length = 4, max_length = 1866668, pattern = "^[A-Za-z0-9+/]+={0,2}$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<String>,
}

/// What was entered, and its digest.
struct Typed {
    answer: Answer,
    statement: Option<PaperStatement>,
    scan: Option<Vec<u8>>,
    digest: [u8; 32],
}

impl ElsewhereAnswerBody {
    /// The answer, and the digest of what was entered: the same words are the same answer.
    fn answer(self, order: OrderId) -> Result<Typed, Refusal> {
        let bytes = serde_json::to_vec(&self).map_err(|_| Refusal::field("result", "cannot be written down"))?;
        let scan = self.scan.as_deref().map(|text| scanned("scan", text)).transpose()?;
        let at = |name: &str, text: &Option<String>| text.as_deref().map(|text| moment(name, text)).transpose();
        let answer = Answer {
            balance: self.balance.as_ref().map(Amount::money).transpose()?,
            held: self.held.as_ref().map(Amount::money).transpose()?,
            from: at("from", &self.from)?,
            until: at("until", &self.until)?,
            debit: self.debit.as_ref().map(DebitFoundBody::debit).transpose()?,
            remark: self.remark.map(Private),
            ..Answer::bare(order, self.result, &self.code)
        };
        let statement = self.statement.as_ref().map(ToldStatementBody::statement).transpose()?;
        Ok(Typed { answer, statement, scan, digest: Sha256::digest(bytes).into() })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ElsewhereReceivedBody {
    receipt: String,
    /// `deciding`, `further` where more was told of what is watched, or kept without effect: `repeated`,
    /// `contradicting`, `too_late`.
    #[schema(value_type = String, example = "deciding")]
    weight: cordon_model::receipt::Weight,
}

/// Enter another system's answer
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/elsewhere-answer", tag = "money", operation_id = "record_elsewhere",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ElsewhereAnswerBody,
    responses((status = 201, description = "kept", body = ElsewhereReceivedBody), Acting)
)]
pub async fn elsewhere_answer(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ElsewhereAnswerBody>>,
) -> Result<(StatusCode, Json<ElsewhereReceivedBody>), Problem> {
    let read = move || body.answer(parse(&id)?);
    let done = act::<RecordElsewhere, _, _>(&app, call, read, |app, call, typed| {
        let Typed { answer, statement, scan, digest } = &typed;
        let entered = Entered { answer, statement: statement.as_ref(), scan: scan.as_deref(), body: *digest };
        record_entered(&app.desk, call, &entered)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(ElsewhereReceivedBody { receipt: done.receipt.to_string(), weight: done.weight })))
}
