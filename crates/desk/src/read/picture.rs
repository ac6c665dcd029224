//! Where a case's money went, as a picture in layers: the trace that the case last acted on, laid out by
//! `flow` in whole units. Accounts are told by their keys; whoever shows it has their masks.

use super::cases::{measures_of, newest_trace};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_flow::picture::{Look as View, Picture};
use cordon_flow::trace::{Carried, Edge, Notes, Reached, Tainted, Trace};
use cordon_flow::{AccountId, Rule, Transfer, TxId};
use cordon_model::{
    AccountClass, Case, CaseId, CaseTrace, Currency, Measure, MeasureKind, Money, Place, Stamp, TraceId,
};
use std::collections::{BTreeMap, HashMap};

/// Accounts of a level that are drawn one by one.
const LAYER_ACCOUNTS_MAX: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePicture {
    pub trace: TraceId,
    pub at: Stamp,
    pub currency: Currency,
    pub picture: Picture,
    /// Keys of the accounts that spots name by number.
    pub accounts: Vec<String>,
    /// What holds money on an account now, by its key.
    pub held: BTreeMap<String, Held>,
}

/// A measure in force on an account; of several the one that lasts longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub kind: MeasureKind,
    pub amount: Option<Money>,
    pub until: Stamp,
}

impl CasePicture {
    fn of(trace: &CaseTrace, measures: &[Measure]) -> Self {
        let accounts: Vec<String> = trace.places.iter().map(|place| place.account.clone()).collect();
        let numbers: HashMap<&str, AccountId> = accounts.iter().map(String::as_str).zip((0..).map(AccountId)).collect();
        let mut view = View::new(Rule::TaintFirst);
        view.layer_max = LAYER_ACCOUNTS_MAX;
        view.sinks =
            trace.places.iter().filter(|place| is_sink(place)).filter_map(|place| number(&numbers, place)).collect();
        let picture = Picture::of(&plain(trace, &numbers), &view, &|account| account.0.to_string());
        Self {
            trace: trace.id,
            at: trace.at,
            currency: trace.claimed.currency(),
            picture,
            accounts,
            held: held(measures),
        }
    }

    /// The key of an account that a spot names.
    pub fn key(&self, account: AccountId) -> Option<&str> {
        self.accounts.get(usize::try_from(account.0).ok()?).map(String::as_str)
    }
}

fn held(measures: &[Measure]) -> BTreeMap<String, Held> {
    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for measure in measures.iter().filter(|measure| measure.state.is_live()) {
        let Some(force) = measure.state.force() else { continue };
        let new = Held { kind: measure.kind, amount: force.held, until: force.until };
        let known = held.entry(measure.target.key().to_owned()).or_insert(new);
        if new.until > known.until {
            *known = new;
        }
    }
    held
}

fn number(numbers: &HashMap<&str, AccountId>, place: &Place) -> Option<AccountId> {
    numbers.get(place.account.as_str()).copied()
}

/// Where money has left the institutions.
fn is_sink(place: &Place) -> bool {
    place.exit.is_some() || place.class == AccountClass::Sink
}

fn minor(money: Money) -> u64 {
    u64::try_from(money.minor()).unwrap_or(0)
}

const fn moment(at: Stamp) -> cordon_flow::Stamp {
    cordon_flow::Stamp { t: at.ms(), seq: 0 }
}

/// The trace of a case in the words of `flow`, by the one rule that cases act on.
fn plain(trace: &CaseTrace, numbers: &HashMap<&str, AccountId>) -> Trace {
    let one = |amount| Tainted { amount, ..Tainted::default() };
    let reached = trace.places.iter().filter_map(|place| {
        Some(Reached {
            account: number(numbers, place)?,
            level: place.level,
            arrived_at: moment(place.arrived_at),
            tainted: BTreeMap::from([(Rule::TaintFirst, one(minor(place.amount)))]),
            balance: place.balance.map(minor),
            notes: Notes::NONE,
        })
    });
    let edges = trace.ways.iter().zip((0..).map(TxId)).filter_map(|(way, id)| {
        let (from, to) = (*numbers.get(way.from.as_str())?, *numbers.get(way.to.as_str())?);
        let carried = Carried { amount: minor(way.carried), ..Carried::default() };
        let transfer = Transfer {
            id,
            from,
            to,
            amount: minor(way.amount),
            debit: moment(way.at),
            credit: None,
            balance_before: None,
        };
        Some(Edge { transfer, hop: 0, tainted: BTreeMap::from([(Rule::TaintFirst, carried)]) })
    });
    Trace { reached: reached.collect(), edges: edges.collect(), ..Trace::default() }
}

/// None while no order followed from a trace of the case.
pub fn picture(desk: &Desk, call: &Call, id: CaseId) -> Result<Option<CasePicture>, Refusal> {
    desk.look(call, |look| {
        let case: Case = super::orders::find(look, id)?;
        let trace = newest_trace(look, case.id)?;
        let measures = measures_of(look, &case)?;
        Ok((Resource::new("Case", id), trace.map(|trace| CasePicture::of(&trace, &measures))))
    })
}
