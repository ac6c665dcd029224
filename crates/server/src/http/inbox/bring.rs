//! `POST /api/v1/inbox/answers`: many answers in one file, as a spreadsheet writes it. Each row goes the way of every
//! answer; what became of it is told beside its line. With `check` nothing is done, and what would become is told.

use crate::app::App;
use crate::http::caller::{AtDesk, Writer, act};
use crate::http::problem::{Problem, ProblemBody};
use crate::web::csv::Unreadable;
use crate::web::desk::member::rows::{self, FILE_BYTES_MAX, NoFile, Outcome, Told};
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::ReceiveAnswer;
use cordon_desk::{Call, Refusal};
use cordon_model::Code;
use cordon_model::receipt::Weight;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file of answers. It may name people, and is not kept as it came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "remarks may name people and must not reach a log")]
pub struct BringBody {
    /// The text of the file: the columns of `/desk/waiting.csv`, at most 1,048,576 bytes.
    #[schema(
        example = "order,code\r\nord_019ab0c4d1e87000800000000000000a,0000\r\n",
        min_length = 1,
        max_length = 1048576
    )]
    csv: String,
    /// Only says what would become of each row.
    #[serde(default)]
    #[schema(default = false)]
    check: bool,
}

/// What became of one row, or would.
#[derive(Debug, Serialize, ToSchema)]
pub struct BroughtRowBody {
    /// Of the file, from 1.
    line: usize,
    /// As it stands in the file.
    order: String,
    /// `taken`, `known`, `empty` or `refused`; checked, also `ready`, `again` and `withdrawn`.
    outcome: &'static str,
    /// Of what was taken, as on the wire.
    #[schema(value_type = Option<String>, example = "deciding")]
    weight: Option<Weight>,
    /// It would come after its time.
    late: bool,
    /// Since when the order has an answer: this one would be kept beside it.
    #[schema(format = "date-time")]
    answered_at: Option<String>,
    /// The line that answers the same order before this one.
    same_as: Option<usize>,
    /// Why it was refused; the others stand.
    refused: Option<ProblemBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BroughtBody {
    /// In the order of the file.
    rows: Vec<BroughtRowBody>,
}

impl From<Told> for BroughtRowBody {
    fn from(told: Told) -> Self {
        let bare = |outcome| Self {
            line: told.line,
            order: told.order.clone(),
            outcome,
            weight: None,
            late: false,
            answered_at: None,
            same_as: told.same_as,
            refused: None,
        };
        match told.outcome {
            Outcome::Taken(weight) => Self { weight: Some(weight), ..bare("taken") },
            Outcome::Known => bare("known"),
            Outcome::Empty => bare("empty"),
            Outcome::Refused(refusal) => Self { refused: Some(Problem::from(refusal).body()), ..bare("refused") },
            Outcome::Ready { late } => Self { late, ..bare("ready") },
            Outcome::Again(at) => Self { answered_at: Some(at.rfc3339()), ..bare("again") },
            Outcome::Withdrawn => bare("withdrawn"),
        }
    }
}

fn no_file(why: &NoFile) -> Refusal {
    match why {
        NoFile::Missing => Refusal::missing("csv"),
        NoFile::TooLarge => Refusal::new(Code::TooLarge, format!("at most {FILE_BYTES_MAX} bytes")),
        NoFile::Unreadable(Unreadable::TooManyRows) => Refusal::new(Code::TooLarge, "at most 1,000 rows"),
        NoFile::Unreadable(Unreadable::NotUtf8) => Refusal::field("csv", "is not UTF-8"),
        NoFile::Unreadable(Unreadable::OpenQuote) => Refusal::field("csv", "has a quote that is not closed"),
        NoFile::Column(name) => Refusal::field("csv", format!("lacks the column `{name}` in its first row")),
    }
}

#[utoipa::path(
    post, path = "/api/v1/inbox/answers", tag = "inbox", operation_id = "bring_answers",
    params(("Idempotency-Key" = String, Header, description = "asked for like everywhere; what a row says decides whether it came before")),
    request_body = BringBody,
    responses((status = 200, description = "what became of each row", body = BroughtBody),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn bring(
    State(app): State<App>,
    AtDesk(Writer { call, body }): AtDesk<Writer<BringBody>>,
) -> Result<Json<BroughtBody>, Problem> {
    let BringBody { csv, check } = body;
    let read = move || rows::rows_of(csv.as_bytes()).map_err(|why| no_file(&why));
    let told = act::<ReceiveAnswer, _, _>(&app, call, read, move |app, call, rows| {
        // Each row has a key of its own.
        let call = Call::new(call.actor.clone(), call.now, call.seed);
        Ok(if check { rows::check(app, &call, &rows) } else { rows::import(app, &call, &rows) })
    })
    .await?;
    Ok(Json(BroughtBody { rows: told.into_iter().map(BroughtRowBody::from).collect() }))
}
