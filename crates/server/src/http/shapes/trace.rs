//! A case's trace as the API shows it, and the lists of stops that wait for a person.

use super::{Amount, word};
use cordon_model::{CaseTrace, ListItem, Place, StopList, Way};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An account where money of the case is, or through which it went.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceBody {
    /// The account's key: equal keys mean the same account.
    account: String,
    institution: Option<String>,
    institution_code: String,
    #[schema(example = "****0001")]
    number: String,
    class: String,
    /// 1 for the account that the victim paid.
    level: u32,
    #[schema(format = "date-time")]
    arrived_at: String,
    /// What of the case is there now, by taint-first.
    amount: Amount,
    /// The same by the other rules.
    evidence: BTreeMap<String, Amount>,
    /// What of all cases is there.
    tainted: Amount,
    balance: Option<Amount>,
    /// How the money left the institutions here, such as `cash`.
    exit: Option<String>,
    notes: Vec<String>,
}

impl From<Place> for PlaceBody {
    fn from(place: Place) -> Self {
        Self {
            account: place.account,
            institution: place.institution.map(|id| id.to_string()),
            institution_code: place.institution_code,
            number: place.mask,
            class: word(place.class),
            level: place.level,
            arrived_at: place.arrived_at.rfc3339(),
            amount: place.amount.into(),
            evidence: place.evidence.into_iter().map(|(rule, amount)| (rule, amount.into())).collect(),
            tainted: place.tainted.into(),
            balance: place.balance.map(Amount::from),
            exit: place.exit.map(|exit| exit.name().to_owned()),
            notes: place.notes,
        }
    }
}

/// A movement that carried the case's money.
#[derive(Debug, Serialize, ToSchema)]
pub struct WayBody {
    movement: Option<String>,
    from: String,
    to: String,
    #[schema(format = "date-time")]
    at: String,
    amount: Amount,
    /// What of the case went with it.
    carried: Amount,
}

impl From<Way> for WayBody {
    fn from(way: Way) -> Self {
        Self {
            movement: way.movement.map(|id| id.to_string()),
            from: way.from,
            to: way.to,
            at: way.at.rfc3339(),
            amount: way.amount.into(),
            carried: way.carried.into(),
        }
    }
}

/// Where the case's money is, as the case last acted on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceBody {
    #[schema(example = "trc_019ab0c4d1e87000800000000000000a")]
    id: String,
    #[schema(format = "date-time")]
    at: String,
    /// How many movements were known.
    as_of: i64,
    /// SHA-256 of what follows, as it was acted on.
    digest: String,
    claimed: Amount,
    places: Vec<PlaceBody>,
    ways: Vec<WayBody>,
    absorbed: Amount,
    unseen: Amount,
    overlap: Amount,
    notes: Vec<String>,
}

impl From<CaseTrace> for TraceBody {
    fn from(trace: CaseTrace) -> Self {
        Self {
            id: trace.id.to_string(),
            at: trace.at.rfc3339(),
            as_of: trace.as_of,
            digest: trace.digest.hex(),
            claimed: trace.claimed.into(),
            places: trace.places.into_iter().map(PlaceBody::from).collect(),
            ways: trace.ways.into_iter().map(WayBody::from).collect(),
            absorbed: trace.absorbed.into(),
            unseen: trace.unseen.into(),
            overlap: trace.overlap.into(),
            notes: trace.notes,
        }
    }
}

/// One stop that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListItemBody {
    account: String,
    agency: String,
    number: String,
    level: u32,
    amount: Amount,
    /// Why it did not go by itself, such as `merchant` or `too_many`.
    why: String,
    /// Why it was left out.
    excluded: Option<String>,
    order: Option<String>,
}

impl From<ListItem> for ListItemBody {
    fn from(item: ListItem) -> Self {
        Self {
            account: item.account,
            agency: item.agency.to_string(),
            number: item.mask,
            level: item.level,
            amount: item.amount.into(),
            why: item.why,
            excluded: item.excluded,
            order: item.order.map(|id| id.to_string()),
        }
    }
}

/// Stops that a person approves as one, leaving out what should not be stopped.
#[derive(Debug, Serialize, ToSchema)]
pub struct StopListBody {
    #[schema(example = "lst_019ab0c4d1e87000800000000000000a")]
    id: String,
    case: String,
    trace: String,
    #[schema(format = "date-time")]
    drafted_at: String,
    /// `open`, `approved` or `dropped`.
    state: String,
    items: Vec<ListItemBody>,
}

impl From<StopList> for StopListBody {
    fn from(list: StopList) -> Self {
        Self {
            id: list.id.to_string(),
            case: list.case.to_string(),
            trace: list.trace.to_string(),
            drafted_at: list.drafted_at.rfc3339(),
            state: list.state.name().to_owned(),
            items: list.items.into_iter().map(ListItemBody::from).collect(),
        }
    }
}
