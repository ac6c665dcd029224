//! An order as the API shows it.

use super::{Amount, Due, word};
use cordon_model::{Approval, Author, Carried, Order, OrderState, Query, Target};
use serde::Serialize;
use utoipa::ToSchema;

/// What an order or a measure is about, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetBody {
    #[schema(example = "account")]
    kind: String,
    #[schema(example = "****0001")]
    mask: String,
    /// Of an account: the agency that keeps it.
    institution: Option<String>,
    /// Of an account: `personal`, `company`, `payment` or `sink`.
    class: Option<String>,
    /// Of an account: its holder, masked.
    holder: Option<String>,
}

impl From<Target> for TargetBody {
    fn from(target: Target) -> Self {
        let account = target.account();
        Self {
            kind: word(target.kind()),
            mask: target.mask().to_owned(),
            institution: account.map(|account| account.institution.to_string()),
            class: account.map(|account| word(account.class)),
            holder: account.and_then(|account| account.holder.as_ref()).map(|sealed| sealed.mask.clone()),
        }
    }
}

/// Who drafted or withdrew: an officer, or the platform under a norm.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorBody {
    officer: Option<String>,
    norm: Option<String>,
}

impl From<Author> for AuthorBody {
    fn from(author: Author) -> Self {
        match author {
            Author::Officer { officer } => Self { officer: Some(officer.to_string()), norm: None },
            Author::Platform { norm } => Self { officer: None, norm: Some(norm.to_string()) },
        }
    }
}

/// How an order came to be allowed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalBody {
    /// `standing`, `person`, `clock` or `not_needed`.
    how: String,
    officer: Option<String>,
    norm: Option<String>,
}

impl From<&Approval> for ApprovalBody {
    fn from(approval: &Approval) -> Self {
        let (officer, norm) = match approval {
            Approval::Standing { norm, operator, .. } => (Some(operator.to_string()), Some(norm.to_string())),
            Approval::Person { officer } => (Some(officer.to_string()), None),
            Approval::Clock { norm } => (None, Some(norm.to_string())),
            Approval::NotNeeded => (None, None),
        };
        Self { how: approval.name().to_owned(), officer, norm }
    }
}

/// How an order stands. What is not true in a state is left empty.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderStanding {
    #[schema(example = "dispatched")]
    name: String,
    /// Since when.
    #[schema(format = "date-time")]
    at: String,
    #[schema(format = "date-time")]
    dispatched_at: Option<String>,
    /// By when an answer is due.
    due: Option<Due>,
    approval: Option<ApprovalBody>,
    /// The deciding answer.
    receipt: Option<String>,
    /// Papers that are missing.
    missing: Vec<String>,
    withdrawn_by: Option<AuthorBody>,
    withdrawn_why: Option<String>,
}

impl From<&OrderState> for OrderStanding {
    fn from(state: &OrderState) -> Self {
        let at = match state {
            OrderState::Drafted { at }
            | OrderState::AwaitingPapers { at, .. }
            | OrderState::AwaitingApproval { at }
            | OrderState::Approved { at, .. }
            | OrderState::Dispatched { at, .. }
            | OrderState::Seen { at, .. }
            | OrderState::Answered { at, .. }
            | OrderState::Withdrawn { at, .. } => *at,
        };
        let mut standing = Self {
            name: state.name().to_owned(),
            at: at.rfc3339(),
            dispatched_at: state.dispatched_at().map(|at| at.rfc3339()),
            due: state.due().copied().map(Due::from),
            approval: state.approval().map(ApprovalBody::from),
            receipt: None,
            missing: Vec::new(),
            withdrawn_by: None,
            withdrawn_why: None,
        };
        match state {
            OrderState::AwaitingPapers { missing, .. } => standing.missing = missing.iter().map(word).collect(),
            OrderState::Answered { receipt, .. } => standing.receipt = Some(receipt.to_string()),
            OrderState::Withdrawn { by, reason, .. } => {
                standing.withdrawn_by = Some(AuthorBody::from(*by));
                standing.withdrawn_why = Some(reason.clone());
            }
            _ => {}
        }
        standing
    }
}

/// An order that was taken to its agency on paper.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedShown {
    by: String,
    #[schema(format = "date-time")]
    at: String,
    /// The counter or department that took it.
    to: String,
}

impl From<Carried> for CarriedShown {
    fn from(carried: Carried) -> Self {
        Self { by: carried.by.to_string(), at: carried.at.rfc3339(), to: carried.to }
    }
}

/// The period that a question is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodBody {
    #[schema(format = "date-time")]
    from: String,
    #[schema(format = "date-time")]
    until: String,
}

impl PeriodBody {
    fn of(query: &Query) -> Option<Self> {
        match query {
            Query::Statement { from, until, .. } | Query::Movements { from, until } => {
                Some(Self { from: from.rfc3339(), until: until.rfc3339() })
            }
            Query::Serial { .. } => None,
        }
    }
}

/// One message to one agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderBody {
    #[schema(example = "ord_019ab0c4d1e87000800000000000000a")]
    id: String,
    #[schema(example = "stop")]
    kind: String,
    case: Option<String>,
    agency: String,
    wire: Option<String>,
    target: TargetBody,
    measure: Option<String>,
    transfer: Option<String>,
    /// The account the victim paid is level 1.
    level: u32,
    /// What may be held at most.
    limit: Option<Amount>,
    reason: String,
    basis: String,
    urgent: bool,
    author: AuthorBody,
    #[schema(format = "date-time")]
    drafted_at: String,
    #[schema(format = "date-time")]
    from: Option<String>,
    until: Option<Due>,
    /// Of a question about movements.
    period: Option<PeriodBody>,
    /// The two police officers who sign.
    signatories: Vec<String>,
    papers: Vec<String>,
    /// The order that this one extends, lifts or replaces.
    original: Option<String>,
    /// The number that another system gave it.
    foreign_number: Option<String>,
    /// How it was taken there on paper.
    carried: Option<CarriedShown>,
    state: OrderStanding,
    notes: Vec<String>,
}

impl From<Order> for OrderBody {
    fn from(order: Order) -> Self {
        let signatories = order.signatories.map(|both| vec![both.operator.to_string(), both.investigator.to_string()]);
        Self {
            id: order.id.to_string(),
            kind: order.kind.name().to_owned(),
            case: order.case.map(|id| id.to_string()),
            agency: order.agency.to_string(),
            wire: order.wire.map(|wire| wire.name().to_owned()),
            target: TargetBody::from(order.target),
            measure: order.measure.map(|id| id.to_string()),
            transfer: order.transfer.map(|id| id.to_string()),
            level: order.level,
            limit: order.limit.map(Amount::from),
            reason: order.reason,
            basis: order.basis,
            urgent: order.urgent,
            author: AuthorBody::from(order.author),
            drafted_at: order.drafted_at.rfc3339(),
            from: order.from.map(|at| at.rfc3339()),
            until: order.until.map(Due::from),
            period: order.query.as_ref().and_then(PeriodBody::of),
            signatories: signatories.unwrap_or_default(),
            papers: order.papers.iter().map(ToString::to_string).collect(),
            original: order.original.map(|id| id.to_string()),
            foreign_number: order.foreign_number,
            carried: order.carried.map(CarriedShown::from),
            state: OrderStanding::from(&order.state),
            notes: order.notes.iter().map(word).collect(),
        }
    }
}
