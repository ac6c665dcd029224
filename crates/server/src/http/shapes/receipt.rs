//! A receipt as the API shows it.

use super::{Amount, word};
use cordon_model::Receipt;
use serde::Serialize;
use utoipa::ToSchema;

/// What an agency answered. Only the deciding answer moved anything; the others are kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptBody {
    id: String,
    order: String,
    agency: String,
    wire: String,
    #[schema(format = "date-time")]
    received_at: String,
    /// `deciding`, `repeated`, `contradicting` or `too_late`.
    weight: String,
    /// `done`, `part`, `refused` or `failed`.
    result: String,
    /// The wire's own code.
    code: String,
    /// Before the measure.
    balance: Option<Amount>,
    held: Option<Amount>,
    #[schema(format = "date-time")]
    from: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
    debit: Option<DebitBody>,
    earlier: Vec<EarlierBody>,
    /// What it told of movements; the rows are sealed.
    statement: Option<StatementToldBody>,
    /// Masked; opened by `reveal` as `receipt.N.remark`.
    remark: Option<String>,
    /// It was typed in from a paper, whose scan is kept; opened by `open_scan`.
    scan: bool,
    late: bool,
}

/// What the payer's bank says of the debit.
#[derive(Debug, Serialize, ToSchema)]
pub struct DebitBody {
    found: bool,
    #[schema(format = "date-time")]
    at: Option<String>,
    payee_institution_code: Option<String>,
    /// Masked.
    payee: Option<String>,
}

/// That movements were told with an answer: how many, of which period, and whether none of it is missing.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementToldBody {
    rows: u32,
    #[schema(format = "date-time")]
    from: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
    complete: bool,
}

/// Held by another organ before.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarlierBody {
    organ: String,
    amount: Option<Amount>,
    #[schema(format = "date-time")]
    until: Option<String>,
}

impl From<Receipt> for ReceiptBody {
    fn from(receipt: Receipt) -> Self {
        Self {
            id: receipt.id.to_string(),
            order: receipt.order.to_string(),
            agency: receipt.agency.to_string(),
            wire: receipt.wire.name().to_owned(),
            received_at: receipt.received_at.rfc3339(),
            weight: word(receipt.weight),
            result: receipt.result.name().to_owned(),
            code: receipt.code,
            balance: receipt.balance.map(Amount::from),
            held: receipt.held.map(Amount::from),
            from: receipt.from.map(|at| at.rfc3339()),
            until: receipt.until.map(|at| at.rfc3339()),
            debit: receipt.debit.map(|debit| DebitBody {
                found: debit.found,
                at: debit.at.map(|at| at.rfc3339()),
                payee_institution_code: debit.payee_institution_code,
                payee: debit.payee_number.map(|sealed| sealed.mask),
            }),
            earlier: receipt.earlier.into_iter().map(EarlierBody::from).collect(),
            statement: receipt.statement.map(|told| StatementToldBody {
                rows: told.rows,
                from: told.from.map(|at| at.rfc3339()),
                until: told.until.map(|at| at.rfc3339()),
                complete: told.complete,
            }),
            remark: receipt.remark.map(|sealed| sealed.mask),
            scan: receipt.scan.is_some(),
            late: receipt.late,
        }
    }
}

impl From<cordon_model::receipt::Earlier> for EarlierBody {
    fn from(earlier: cordon_model::receipt::Earlier) -> Self {
        Self {
            organ: earlier.organ,
            amount: earlier.amount.map(Amount::from),
            until: earlier.until.map(|at| at.rfc3339()),
        }
    }
}
