//! A measure as the API shows it.

use super::order::TargetBody;
use super::{Amount, Due};
use cordon_model::measure::Force;
use cordon_model::{Measure, MeasureState, Owner};
use serde::Serialize;
use utoipa::ToSchema;

/// What is, or was, true while a measure was in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForceBody {
    held: Option<Amount>,
    limit: Option<Amount>,
    #[schema(format = "date-time")]
    from: String,
    #[schema(format = "date-time")]
    until: String,
    receipt: String,
    /// A stop and its extension are two.
    times: u32,
}

impl From<&Force> for ForceBody {
    fn from(force: &Force) -> Self {
        Self {
            held: force.held.map(Amount::from),
            limit: force.limit.map(Amount::from),
            from: force.from.rfc3339(),
            until: force.until.rfc3339(),
            receipt: force.receipt.to_string(),
            times: force.times,
        }
    }
}

/// How a measure stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureStanding {
    #[schema(example = "in_force")]
    name: String,
    /// Since when it waits, or when it ended.
    #[schema(format = "date-time")]
    at: Option<String>,
    force: Option<ForceBody>,
    /// The measure that took its place.
    into: Option<String>,
    /// Of a queued one: who froze before.
    behind: Option<String>,
    /// Of a queued one: when the earlier freeze ends, as the agency says.
    #[schema(format = "date-time")]
    turn_at: Option<String>,
}

/// Who answers for the end of a freeze.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnerShown {
    /// `police`, `procuratorate` or `court`.
    stage: String,
    organ: String,
    officer: Option<String>,
    name: String,
    phone: String,
    #[schema(format = "date-time")]
    since: String,
}

impl From<Owner> for OwnerShown {
    fn from(owner: Owner) -> Self {
        Self {
            stage: owner.stage.name().to_owned(),
            organ: owner.organ,
            officer: owner.officer.map(|id| id.to_string()),
            name: owner.name,
            phone: owner.phone,
            since: owner.since.rfc3339(),
        }
    }
}

impl From<&MeasureState> for MeasureStanding {
    fn from(state: &MeasureState) -> Self {
        let (at, force, into) = match state {
            MeasureState::Pending { since } | MeasureState::Queued { since, .. } => (Some(*since), None, None),
            MeasureState::InForce(force) | MeasureState::Renewed(force) => (None, Some(force), None),
            MeasureState::NotImposed { at, .. } => (Some(*at), None, None),
            MeasureState::Lapsed { at, was }
            | MeasureState::Released { at, was, .. }
            | MeasureState::Returned { at, was, .. } => (Some(*at), Some(was), None),
            MeasureState::Converted { at, was, into } => (Some(*at), Some(was), Some(*into)),
        };
        let (behind, turn) = match state {
            MeasureState::Queued { behind, until, .. } => (Some(behind.clone()), *until),
            _ => (None, None),
        };
        Self {
            behind,
            turn_at: turn.map(|at| at.rfc3339()),
            name: state.name().to_owned(),
            at: at.map(|at| at.rfc3339()),
            force: force.map(ForceBody::from),
            into: into.map(|id| id.to_string()),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimBody {
    case: String,
    claimed: Amount,
}

/// The effect of orders in the world.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureBody {
    #[schema(example = "mea_019ab0c4d1e87000800000000000000a")]
    id: String,
    #[schema(example = "stop")]
    kind: String,
    agency: String,
    target: TargetBody,
    state: MeasureStanding,
    /// Cases in the order in which they joined.
    claims: Vec<ClaimBody>,
    orders: Vec<String>,
    /// Stands on the public page and the counter slip.
    public_code: String,
    reason: String,
    basis: String,
    /// The norm that limits its time.
    life: Option<String>,
    /// Of a freeze: who must renew or end it.
    owner: Option<OwnerShown>,
    /// Found to be unrelated: to be free by then.
    release_due: Option<Due>,
    /// It was not: when its owner was told.
    #[schema(format = "date-time")]
    escalated_at: Option<String>,
}

impl From<Measure> for MeasureBody {
    fn from(measure: Measure) -> Self {
        let claims = measure.claims.iter();
        Self {
            id: measure.id.to_string(),
            kind: measure.kind.name().to_owned(),
            agency: measure.agency.to_string(),
            state: MeasureStanding::from(&measure.state),
            claims: claims.map(|c| ClaimBody { case: c.case.to_string(), claimed: c.claimed.into() }).collect(),
            orders: measure.orders.iter().map(ToString::to_string).collect(),
            target: TargetBody::from(measure.target),
            public_code: measure.public_code,
            reason: measure.reason,
            basis: measure.basis,
            life: measure.life.map(|norm| norm.to_string()),
            owner: measure.owner.map(OwnerShown::from),
            release_due: measure.release_due.map(Due::from),
            escalated_at: measure.escalated_at.map(|at| at.rfc3339()),
        }
    }
}
