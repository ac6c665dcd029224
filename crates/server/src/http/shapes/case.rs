//! A case as the API shows it: its transfers, and where the loss is.

use super::{Amount, word};
use cordon_model::{Account, Case, MoneyBar, Standing, Transfer};
use serde::Serialize;
use utoipa::ToSchema;

/// An account, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountBody {
    institution: String,
    #[schema(example = "****0001")]
    number: String,
    class: String,
    holder: Option<String>,
}

impl From<Account> for AccountBody {
    fn from(account: Account) -> Self {
        Self {
            institution: account.institution.to_string(),
            number: account.number.mask,
            class: word(account.class),
            holder: account.holder.map(|sealed| sealed.mask),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CaseTransfer {
    id: String,
    from: AccountBody,
    /// Empty while the payer's bank is asked.
    to: Option<AccountBody>,
    amount: Amount,
    #[schema(format = "date-time")]
    at: String,
    channel: String,
    /// `reported`, `confirmed` or `denied`, by the payer's bank.
    standing: String,
}

impl From<Transfer> for CaseTransfer {
    fn from(transfer: Transfer) -> Self {
        let standing = match transfer.standing {
            Standing::Reported => "reported",
            Standing::Confirmed { .. } => "confirmed",
            Standing::Denied { .. } => "denied",
        };
        Self {
            id: transfer.id.to_string(),
            from: AccountBody::from(transfer.from),
            to: transfer.to.map(AccountBody::from),
            amount: Amount::from(transfer.amount),
            at: transfer.debit.at.rfc3339(),
            channel: word(transfer.channel),
            standing: standing.to_owned(),
        }
    }
}

/// Who reports, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReporter {
    #[schema(example = "测**")]
    name: String,
    id_type: String,
    id_number: String,
    phone: String,
}

/// Where the loss is: the parts add up to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarBody {
    loss: Amount,
    held: Amount,
    /// Located, not yet held.
    standing: Amount,
    cashed_out: Amount,
    returned: Amount,
    unknown: Amount,
    /// Why a part stands where it stands.
    notes: Vec<String>,
}

impl From<MoneyBar> for BarBody {
    fn from(bar: MoneyBar) -> Self {
        Self {
            loss: bar.loss.into(),
            held: bar.held.into(),
            standing: bar.standing.into(),
            cashed_out: bar.cashed_out.into(),
            returned: bar.returned.into(),
            unknown: bar.unknown.into(),
            notes: bar.notes.iter().map(word).collect(),
        }
    }
}

/// One victim's loss and all that is done about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseBody {
    #[schema(example = "cas_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// Printed on papers.
    number: String,
    scam_type: String,
    #[schema(format = "date-time")]
    occurred_at: String,
    #[schema(format = "date-time")]
    reported_at: String,
    #[schema(format = "date-time")]
    opened_at: String,
    opened_by: String,
    reporter: Option<CaseReporter>,
    /// Masked as its length.
    narrative: Option<String>,
    /// Masked as its length.
    contact: Option<String>,
    transfers: Vec<CaseTransfer>,
    /// When the account the victim paid was first in an order on its way.
    #[schema(format = "date-time")]
    keyed_at: Option<String>,
    /// When the first formal stop went out.
    #[schema(format = "date-time")]
    stopped_at: Option<String>,
    notes: Vec<String>,
    /// 立案: until it is there nothing is frozen.
    filing: Option<CaseFiling>,
}

/// The decision that a crime is investigated.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseFiling {
    number: String,
    organ: String,
    #[schema(format = "date-time")]
    decided_at: String,
    #[schema(format = "date-time")]
    recorded_at: String,
    recorded_by: String,
}

impl From<Case> for CaseBody {
    fn from(case: Case) -> Self {
        Self {
            id: case.id.to_string(),
            number: case.number,
            scam_type: case.scam_type,
            occurred_at: case.occurred_at.rfc3339(),
            reported_at: case.reported_at.rfc3339(),
            opened_at: case.opened_at.rfc3339(),
            opened_by: case.opened_by.to_string(),
            reporter: case.reporter.map(|reporter| CaseReporter {
                name: reporter.name.mask,
                id_type: reporter.id_type,
                id_number: reporter.id_number.mask,
                phone: reporter.phone.mask,
            }),
            narrative: case.narrative.map(|sealed| sealed.mask),
            contact: case.contact.map(|sealed| sealed.mask),
            transfers: case.transfers.into_iter().map(CaseTransfer::from).collect(),
            keyed_at: case.keyed_at.map(|at| at.rfc3339()),
            stopped_at: case.stopped_at.map(|at| at.rfc3339()),
            notes: case.notes.iter().map(word).collect(),
            filing: case.filing.map(|filing| CaseFiling {
                number: filing.number,
                organ: filing.organ,
                decided_at: filing.decided_at.rfc3339(),
                recorded_at: filing.recorded_at.rfc3339(),
                recorded_by: filing.recorded_by.to_string(),
            }),
        }
    }
}
