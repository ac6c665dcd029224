//! The review of a case on one page: its minute line, and where money could still have been held.
//!
//! For each movement that took the case's money from one account to the next it says what stood in the
//! way at that moment: nobody had reported yet, nobody knew the account yet, nobody had ordered, or an
//! agency had not yet answered. Facts for people to talk about; no figure here is evidence against a person.

use super::cases::{measures_of, newest_trace, orders_of};
use crate::desk::{Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{AgencyId, Case, CaseId, CaseTrace, KnownAccount, Money, MoneyBar, Order, OrderKind, Stamp, Way};
use cordon_store::Read;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseReview {
    pub case: Case,
    pub bar: MoneyBar,
    /// When the first payment left the victim's account.
    pub began_at: Stamp,
    pub minutes: Vec<Minute>,
    pub chances: Vec<Chance>,
    /// What moved on, by what stood in the way.
    pub lost: BTreeMap<Obstacle, Money>,
}

/// One moment of the minute line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Minute {
    pub at: Stamp,
    /// Seconds since the first payment; before it below 0.
    pub seconds: i64,
    pub what: What,
    pub agency: Option<AgencyId>,
    /// The account, masked.
    pub account: Option<String>,
    pub level: Option<u32>,
    pub amount: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Paid,
    Reported,
    Opened,
    /// The bank was asked about the account.
    Asked,
    /// It told what moved there.
    Told,
    /// The bank was warned.
    Warned,
    /// The formal stop left.
    StopSent,
    StopSeen,
    Held,
    Refused,
    MovedOn,
    /// Out of the institutions.
    LeftAs,
    Lapsed,
    Released,
}

/// A movement that took money of the case along, and what stood in the way of holding it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chance {
    pub at: Stamp,
    pub account: String,
    pub agency: Option<AgencyId>,
    pub amount: Money,
    /// How long the money had been there.
    pub stood_ms: i64,
    pub obstacle: Obstacle,
    /// How long that had been so.
    pub since_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The victim had not reported yet.
    NotReported,
    /// Nobody knew of the account yet: the bank before it had not told.
    NotKnown,
    /// The account was known, and no stop had left.
    NotOrdered,
    /// A stop was on its way to the agency and was not carried out yet.
    NotAnswered,
    /// The agency had refused or could not.
    Refused,
    /// It was held, and moved all the same.
    Breach,
}

pub fn review(desk: &Desk, call: &Call, id: CaseId) -> Result<CaseReview, Refusal> {
    desk.look(call, |look| {
        let case: Case = super::orders::find(look, id)?;
        let found = Material::of(look, case)?;
        Ok((Resource::new("Case", id), found.review(look)?))
    })
}

/// What a review is made from.
struct Material {
    case: Case,
    trace: Option<CaseTrace>,
    orders: Vec<Order>,
    bar: MoneyBar,
}

impl Material {
    fn of(look: &mut Look<'_>, case: Case) -> Result<Self, Refusal> {
        let measures = measures_of(look, &case)?;
        let trace = newest_trace(look, case.id)?;
        let (orders, _) = orders_of(look, case.id)?;
        let bar = MoneyBar::of(&case, trace.as_ref(), &measures)?;
        Ok(Self { case, trace, orders, bar })
    }

    fn review(self, look: &mut Look<'_>) -> Result<CaseReview, Refusal> {
        let began_at = self.case.transfers.iter().map(|t| t.debit.at).min().unwrap_or(self.case.reported_at);
        let mut minutes = self.minutes(began_at);
        let mut chances = Vec::new();
        let mut lost: BTreeMap<Obstacle, Money> = BTreeMap::new();
        for way in self.trace.iter().flat_map(|trace| trace.ways.iter()) {
            let known: Option<KnownAccount> = look.load(&way.from)?;
            minutes.push(self.moved(way, began_at));
            let Some(chance) = self.chance(way, known.as_ref()) else { continue };
            let sum = lost.entry(chance.obstacle).or_insert(Money::zero(chance.amount.currency()));
            *sum = sum.plus(chance.amount)?;
            chances.push(chance);
        }
        minutes.sort();
        Ok(CaseReview { case: self.case, bar: self.bar, began_at, minutes, chances, lost })
    }

    fn minutes(&self, began: Stamp) -> Vec<Minute> {
        let plain = |at: Stamp, what| Minute {
            at,
            seconds: at.since_ms(began).div_euclid(1_000),
            what,
            agency: None,
            account: None,
            level: None,
            amount: None,
        };
        let mut minutes: Vec<Minute> = Vec::new();
        for transfer in &self.case.transfers {
            let account = transfer.to.as_ref().map(|to| to.number.mask.clone());
            let amount = Some(transfer.amount.decimal());
            minutes.push(Minute { account, amount, level: Some(1), ..plain(transfer.debit.at, What::Paid) });
        }
        minutes.push(plain(self.case.reported_at, What::Reported));
        minutes.push(plain(self.case.opened_at, What::Opened));
        for order in &self.orders {
            for (at, what) in order_moments(order) {
                minutes.push(Minute {
                    agency: Some(order.agency),
                    account: Some(order.target.mask().to_owned()),
                    level: Some(order.level),
                    amount: order.limit.map(Money::decimal),
                    ..plain(at, what)
                });
            }
        }
        minutes
    }

    fn moved(&self, way: &Way, began: Stamp) -> Minute {
        let place = self.trace.as_ref().and_then(|trace| trace.place(&way.to));
        Minute {
            at: way.at,
            seconds: way.at.since_ms(began).div_euclid(1_000),
            what: if place.is_some_and(|place| place.exit.is_some()) { What::LeftAs } else { What::MovedOn },
            agency: place.and_then(|place| place.institution),
            account: place.map(|place| place.mask.clone()),
            level: place.map(|place| place.level),
            amount: Some(way.carried.decimal()),
        }
    }

    /// What stood in the way of holding what a movement took along. The victim's own payment is no chance.
    fn chance(&self, way: &Way, known: Option<&KnownAccount>) -> Option<Chance> {
        let place = self.trace.as_ref()?.place(&way.from)?;
        let stops = || self.orders.iter().filter(|o| o.kind == OrderKind::Stop && o.target.key() == way.from);
        let sent = stops().filter_map(|order| order.state.dispatched_at()).min();
        let answered = stops().filter_map(answered_at).min();
        let held = answered.filter(|_| stops().any(|order| matches!(order.state.name(), "done" | "part")));
        let (obstacle, since) = if way.at < self.case.reported_at {
            (Obstacle::NotReported, Some(place.arrived_at))
        } else if place.level > 1 && known.is_none_or(|known| way.at < known.first_seen_at) {
            (Obstacle::NotKnown, Some(self.case.reported_at))
        } else if sent.is_none_or(|sent| way.at < sent) {
            (Obstacle::NotOrdered, known.map(|known| known.first_seen_at.max(self.case.reported_at)))
        } else if answered.is_none_or(|answered| way.at < answered) {
            (Obstacle::NotAnswered, sent)
        } else if held.is_some() {
            (Obstacle::Breach, held)
        } else {
            (Obstacle::Refused, answered)
        };
        Some(Chance {
            at: way.at,
            account: place.mask.clone(),
            agency: place.institution,
            amount: way.carried,
            stood_ms: way.at.since_ms(place.arrived_at).max(0),
            obstacle,
            since_ms: since.map(|since| way.at.since_ms(since).max(0)),
        })
    }
}

fn answered_at(order: &Order) -> Option<Stamp> {
    match &order.state {
        cordon_model::OrderState::Answered { at, .. } => Some(*at),
        _ => None,
    }
}

/// The moments of an order that a minute line shows.
fn order_moments(order: &Order) -> Vec<(Stamp, What)> {
    let mut moments = Vec::new();
    let sent = match order.kind {
        OrderKind::RiskNotice => Some(What::Warned),
        OrderKind::QueryAccount | OrderKind::QuerySerial => Some(What::Asked),
        OrderKind::Stop => Some(What::StopSent),
        _ => None,
    };
    moments.extend(order.state.dispatched_at().zip(sent));
    if let (OrderKind::Stop, cordon_model::OrderState::Seen { at, .. }) = (order.kind, &order.state) {
        moments.push((*at, What::StopSeen));
    }
    let took = matches!(order.state.name(), "done" | "part");
    let answered = match order.kind {
        OrderKind::QueryAccount | OrderKind::QuerySerial if took => Some(What::Told),
        OrderKind::Stop | OrderKind::Freeze if took => Some(What::Held),
        OrderKind::Stop | OrderKind::Freeze => Some(What::Refused),
        OrderKind::LiftStop | OrderKind::LiftFreeze if took => Some(What::Released),
        _ => None,
    };
    moments.extend(answered_at(order).zip(answered));
    moments
}
