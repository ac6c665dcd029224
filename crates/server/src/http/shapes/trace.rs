//! Where a case's money is, as the API shows it: accounts by their masks, never by their numbers.

use super::{Amount, word};
use cordon_model::{CaseTrace, Place};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An account where money of the case is, or through which it went.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceBody {
    institution: Option<String>,
    institution_code: String,
    #[schema(example = "****0001")]
    number: String,
    class: String,
    /// The account the victim paid is level 1.
    level: u32,
    #[schema(format = "date-time")]
    arrived_at: String,
    /// What of the case is there: victims' money leaves first.
    amount: Amount,
    /// The same by other rules, as evidence.
    evidence: BTreeMap<String, Amount>,
    /// What of all cases is there.
    tainted: Amount,
    /// What the account has, as its postings or its bank say.
    balance: Option<Amount>,
    /// How the money left the institutions here.
    exit: Option<String>,
    notes: Vec<String>,
}

impl From<&Place> for PlaceBody {
    fn from(place: &Place) -> Self {
        let evidence = place.evidence.iter();
        Self {
            institution: place.institution.map(|id| id.to_string()),
            institution_code: place.institution_code.clone(),
            number: place.mask.clone(),
            class: word(place.class),
            level: place.level,
            arrived_at: place.arrived_at.rfc3339(),
            amount: place.amount.into(),
            evidence: evidence.map(|(rule, amount)| (rule.clone(), (*amount).into())).collect(),
            tainted: place.tainted.into(),
            balance: place.balance.map(Amount::from),
            exit: place.exit.map(|exit| exit.name().to_owned()),
            notes: place.notes.clone(),
        }
    }
}

/// A movement that carried the case's money: from and to by their place in `places`.
#[derive(Debug, Serialize, ToSchema)]
pub struct WayBody {
    /// None where it came from an account that is no place of the case.
    from: Option<usize>,
    to: Option<usize>,
    #[schema(format = "date-time")]
    at: String,
    amount: Amount,
    /// What of the case went with it.
    carried: Amount,
}

/// The trace on which a case last acted. The amounts of its places and the three parts that stand
/// nowhere add up to what it claims.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceBody {
    #[schema(format = "date-time")]
    at: String,
    /// How many movements were known: the same number gives the same trace.
    as_of: i64,
    claimed: Amount,
    places: Vec<PlaceBody>,
    ways: Vec<WayBody>,
    /// Repaid somebody's overdraft.
    absorbed: Amount,
    /// Left an account in a way that its bank did not tell.
    unseen: Amount,
    /// Claimed by another case as well.
    overlap: Amount,
    notes: Vec<String>,
}

impl From<&CaseTrace> for TraceBody {
    fn from(trace: &CaseTrace) -> Self {
        let at = |account: &str| trace.places.iter().position(|place| place.account == account);
        let ways = trace.ways.iter().map(|way| WayBody {
            from: at(&way.from),
            to: at(&way.to),
            at: way.at.rfc3339(),
            amount: way.amount.into(),
            carried: way.carried.into(),
        });
        Self {
            at: trace.at.rfc3339(),
            as_of: trace.as_of,
            claimed: trace.claimed.into(),
            places: trace.places.iter().map(PlaceBody::from).collect(),
            ways: ways.collect(),
            absorbed: trace.absorbed.into(),
            unseen: trace.unseen.into(),
            overlap: trace.overlap.into(),
            notes: trace.notes.clone(),
        }
    }
}
