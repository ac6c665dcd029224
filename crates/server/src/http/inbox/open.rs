//! `POST /api/v1/inbox/orders/{id}/open`: one order, opened for the agency that has to carry it out. From then on it
//! counts as seen, and an entry says so; opened again it leaves another. Nothing opened is remembered, so no key is
//! asked for. Scans are fetched one by one (`paper`).

use crate::app::App;
use crate::http::caller::{Reader, act};
use crate::http::ids::parse;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::shapes::{Amount, word};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::order::hand_over::hand_over;
use cordon_desk::verbs::HandOver;
use cordon_model::exchange::{Attachment, OpenOrder, OpenTransfer, Party};
use cordon_model::{Query, Stamp};
use serde::Serialize;
use utoipa::ToSchema;

/// An account in clear.
#[derive(Serialize, ToSchema)]
#[expect(missing_debug_implementations, reason = "facts are open here and must not reach a log")]
pub struct OpenPartyBody {
    institution_code: String,
    institution_name: String,
    #[schema(example = "9999990000000001")]
    number: String,
    holder: Option<String>,
    /// `personal`, `company`, `payment`, `sink` or `unknown`.
    class: String,
}

#[derive(Serialize, ToSchema)]
#[expect(missing_debug_implementations, reason = "facts are open here and must not reach a log")]
pub struct OpenTransferBody {
    from: OpenPartyBody,
    /// None while the payee is not known.
    to: Option<OpenPartyBody>,
    amount: Amount,
    #[schema(format = "date-time")]
    at: String,
}

/// A police officer who signs.
#[derive(Serialize, ToSchema)]
#[expect(missing_debug_implementations, reason = "facts are open here and must not reach a log")]
pub struct OpenSignatoryBody {
    name: String,
    police_number: String,
    phone: String,
}

/// What a question asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenQueryBody {
    /// `statement`, `movements` or `serial`.
    of: String,
    #[schema(format = "date-time")]
    from: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
    /// Whose serial number: `bank`, `order` or `pos`.
    kind: Option<String>,
    bank_code: Option<String>,
    serial: Option<String>,
    /// The day of the payment.
    #[schema(format = "date-time")]
    on: Option<String>,
}

/// A scan that goes with the order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenPaperBody {
    /// From 1, as it is fetched.
    place: usize,
    /// `certificate`, `freeze_document`, `stop_application` or `id_card`.
    kind: String,
    /// `jpg` or `pdf`.
    media: String,
}

/// An order as its agency has to know it.
#[derive(Serialize, ToSchema)]
#[expect(missing_debug_implementations, reason = "facts are open here and must not reach a log")]
pub struct OpenedBody {
    id: String,
    kind: String,
    /// Account number, phone number, domain …
    target: String,
    /// Of an account: its institution and holder.
    account: Option<OpenPartyBody>,
    transfer: Option<OpenTransferBody>,
    limit: Option<Amount>,
    query: Option<OpenQueryBody>,
    /// Number of the legal document a freeze stands on.
    document: Option<String>,
    case_number: Option<String>,
    #[schema(format = "date-time")]
    from: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
    signatories: Vec<OpenSignatoryBody>,
    papers: Vec<OpenPaperBody>,
    /// For the restricted person: with it he finds the public page.
    public_code: Option<String>,
    /// What was noted when it left.
    notes: Vec<String>,
}

impl From<Party> for OpenPartyBody {
    fn from(party: Party) -> Self {
        Self {
            institution_code: party.institution_code,
            institution_name: party.institution_name,
            number: party.number.0,
            holder: party.holder.map(|holder| holder.0),
            class: word(party.class),
        }
    }
}

impl From<OpenTransfer> for OpenTransferBody {
    fn from(transfer: OpenTransfer) -> Self {
        Self {
            from: transfer.from.into(),
            to: transfer.to.map(OpenPartyBody::from),
            amount: transfer.amount.into(),
            at: transfer.at.rfc3339(),
        }
    }
}

impl From<Query> for OpenQueryBody {
    fn from(query: Query) -> Self {
        let bare = |of: &str| Self {
            of: of.to_owned(),
            from: None,
            until: None,
            kind: None,
            bank_code: None,
            serial: None,
            on: None,
        };
        let at = |at: Stamp| Some(at.rfc3339());
        match query {
            Query::Statement { from, until, .. } => Self { from: at(from), until: at(until), ..bare("statement") },
            Query::Movements { from, until } => Self { from: at(from), until: at(until), ..bare("movements") },
            Query::Serial { kind, bank_code, serial, on } => Self {
                kind: Some(word(kind)),
                bank_code: Some(bank_code),
                serial: Some(serial),
                on: at(on),
                ..bare("serial")
            },
        }
    }
}

fn papers(attachments: &[Attachment]) -> Vec<OpenPaperBody> {
    let papers = (1_usize..).zip(attachments);
    papers.map(|(place, one)| OpenPaperBody { place, kind: word(one.kind), media: word(one.media) }).collect()
}

impl From<OpenOrder> for OpenedBody {
    fn from(order: OpenOrder) -> Self {
        let signatory = |one: cordon_model::exchange::Signatory| OpenSignatoryBody {
            name: one.name.0,
            police_number: one.police_number.0,
            phone: one.phone.0,
        };
        Self {
            id: order.id.to_string(),
            kind: order.kind.name().to_owned(),
            target: order.target.value.0,
            account: order.target.account.map(OpenPartyBody::from),
            transfer: order.transfer.map(OpenTransferBody::from),
            limit: order.limit.map(Amount::from),
            query: order.query.map(OpenQueryBody::from),
            document: order.document,
            case_number: order.case_number,
            from: order.from.map(|at| at.rfc3339()),
            until: order.until.map(|at| at.rfc3339()),
            signatories: order.signatories.into_iter().map(signatory).collect(),
            papers: papers(&order.attachments),
            public_code: order.public_code,
            notes: order.notes,
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/inbox/orders/{id}/open", tag = "inbox", operation_id = "open_order",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$")),
    responses((status = 200, description = "opened; it counts as seen", body = OpenedBody),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn open(
    State(app): State<App>,
    Path(id): Path<String>,
    Reader(call): Reader,
) -> Result<Json<OpenedBody>, Problem> {
    let read = move || parse(&id);
    let opened = act::<HandOver, _, _>(&app, call, read, |app, call, id| hand_over(&app.desk, call, id)).await?;
    Ok(Json(OpenedBody::from(opened)))
}
