//! Refusals as problem details (RFC 9457). The one place where a message code becomes a status.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cordon_desk::Refusal;
use cordon_model::Code;
use cordon_model::message::Kind;
use serde::Serialize;
use utoipa::ToSchema;

/// A refusal on its way out.
#[derive(Clone, Debug)]
pub struct Problem {
    refusal: Box<Refusal>,
    /// After how many seconds to come again, where the answer says so.
    retry_after_s: u32,
}

/// When nothing better is known, a moment later is soon enough.
const RETRY_AFTER_S: u32 = 1;

/// A refusal, as every route answers it (`application/problem+json`).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Stable: `urn:cordon:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    title_zh: String,
    status: u16,
    /// Which field, state or limit.
    detail: String,
    /// The message code.
    #[schema(value_type = String)]
    code: Code,
    /// What to do next, in both languages.
    next: Next,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct Next {
    zh: String,
    en: String,
}

impl Problem {
    pub fn code(&self) -> Code {
        self.refusal.code
    }

    pub fn of(code: Code) -> Self {
        Self::from(Refusal::new(code, ""))
    }

    /// Too often: come again after so many seconds.
    pub fn too_often(retry_after_s: u32) -> Self {
        let refusal = Refusal::new(Code::TooOften, format!("come again in {retry_after_s} s"));
        Self { refusal: Box::new(refusal), retry_after_s }
    }

    pub fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    pub fn status(&self) -> StatusCode {
        let code = self.refusal.code;
        if code == Code::TooLarge { StatusCode::PAYLOAD_TOO_LARGE } else { status(code.kind()) }
    }

    /// The document, where it stands in a line of several answers.
    pub fn body(&self) -> ProblemBody {
        let code = self.refusal.code;
        ProblemBody {
            kind: format!("urn:cordon:problem:{code}"),
            title: code.en().to_owned(),
            title_zh: code.zh().to_owned(),
            status: self.status().as_u16(),
            detail: self.refusal.detail.clone(),
            code,
            next: Next { zh: code.next_zh().to_owned(), en: code.next_en().to_owned() },
        }
    }
}

const fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unknown => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Limit => StatusCode::TOO_MANY_REQUESTS,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        if refusal.is_ours() {
            tracing::error!(code = %refusal.code, detail = %refusal.detail, "the centre could not do what was asked");
        }
        Self { refusal: Box::new(refusal), retry_after_s: RETRY_AFTER_S }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(self.retry_after_s));
        }
        response
    }
}
