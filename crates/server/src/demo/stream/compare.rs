//! The trace that the centre found by asking, against the trace of the file: the same beginnings, the
//! same window, hops and floor, victims' money leaving first, all cases in one table.
//!
//! Compared are, for each case, the accounts reached with level, moment of arrival and amount, and what
//! stands on no account. The centre has seen of an account what its statements told: from a day before
//! the money came. Every debit states the balance before it, so what was earlier changes no amount,
//! unless money of a case came before that; the comparison would show it.

use super::act::Opened;
use crate::app::App;
use anyhow::{Context, ensure};
use cordon_desk::money::learn::files::key_of_text;
use cordon_desk::read::cases::newest_trace;
use cordon_flow::read::{Format, ReadTransfers, Reader};
use cordon_flow::{Question, Root, Rule, Start, Trace, Tracer, TransferSource, VictimId, run};
use cordon_model::{Agency, CaseId, CaseTrace, Measure, Money, MoneyBar, NormKey, Order, Stamp};
use cordon_store::{Doors, Read};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Everything that the centre's folder says of the cases, when all is over.
#[derive(Debug)]
pub struct Found {
    pub cases: Vec<CaseFound>,
    pub orders: Vec<Order>,
    pub measures: Vec<Measure>,
    /// By code.
    agencies: BTreeMap<String, Agency>,
    window_ms: i64,
    hops: u32,
    floor: u64,
}

#[derive(Debug)]
pub struct CaseFound {
    pub id: CaseId,
    pub trace: Option<CaseTrace>,
    pub bar: MoneyBar,
}

/// Where a case's money is: of each account the level, the moment, the amount.
type Places = BTreeMap<String, (u32, i64, i64)>;

/// What a case came to by one of the two ways.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    places: Places,
    /// Absorbed, unseen or on its way, overlap.
    nowhere: [i64; 3],
}

impl Found {
    /// Reads the closed folder.
    pub fn read(app: &App, opened: &[Opened], now: Stamp) -> anyhow::Result<Self> {
        let found = app.desk.store().view::<_, cordon_desk::Refusal>("stream", |view| {
            let norms = app.desk.norms(view.sql())?;
            let orders: Vec<Order> = view.select("order by id", &[])?;
            let measures: Vec<Measure> = view.select("order by id", &[])?;
            let agencies: Vec<Agency> = view.select("order by id", &[])?;
            let mut cases = Vec::with_capacity(opened.len());
            for one in opened {
                let case: cordon_model::Case = view.need(&one.id)?;
                let trace = newest_trace(view, case.id)?;
                let bar = MoneyBar::of(&case, trace.as_ref(), &measures)?;
                cases.push(CaseFound { id: case.id, trace, bar });
            }
            Ok(Self {
                cases,
                orders,
                measures,
                agencies: agencies.into_iter().map(|agency| (agency.code.clone(), agency)).collect(),
                window_ms: norms.deadline(NormKey::TraceWindow, now, now)?.at.since_ms(now),
                hops: norms.count(NormKey::TraceHops, now)?,
                floor: u64::try_from(norms.amount(NormKey::TraceFloor, now)?.minor()).unwrap_or(0),
            })
        })?;
        Ok(found)
    }

    pub fn limits(&self) -> String {
        let hours = self.window_ms / cordon_model::time::HOUR_MS;
        format!("window {hours} h, {} hops, floor {} fen", self.hops, self.floor)
    }

    /// Traces the file, all cases at once, in the order in which they were reported.
    pub fn trace_file(&self, file: &Path, opened: &[Opened]) -> anyhow::Result<(Trace, ReadTransfers)> {
        let mut reader = Reader::new(Format::Csv);
        reader.read(&file.display().to_string(), crate::unpack::open(file)?)?;
        let mut read = reader.finish();
        ensure!(read.bad_rows == 0, "the file that was posted cannot be read: {:?}", read.errors.first());
        let mut roots = Vec::with_capacity(opened.len());
        for (victim, one) in (0_u32..).zip(opened) {
            let id = read.source.names().find_transfer(&one.transfer.id());
            let transfer = id.and_then(|id| read.source.transfer(id)).context("a case without its transfer")?;
            roots.push(Root { victim: VictimId(victim), start: Start::Transfer(transfer) });
        }
        let mut question = Question::new(roots, vec![Rule::TaintFirst]);
        (question.window_ms, question.hops, question.floor) = (self.window_ms, self.hops, self.floor);
        let mut tracer = Tracer::new(question)?;
        match run(&mut tracer, &mut read.source) {
            Ok(()) => Ok((tracer.trace(read.source.names()), read)),
            Err(never) => match never {},
        }
    }

    /// Cases in which both traces are the same, and what differs in the others.
    pub fn compare(&self, app: &App, trace: &Trace, read: &ReadTransfers) -> (usize, Vec<String>) {
        let mut differences = Vec::new();
        let mut same = 0_usize;
        let names = read.source.names();
        for (victim, case) in (0_u32..).zip(&self.cases) {
            let own = trace.project(VictimId(victim), names);
            let key = |id| key_of_text(app.desk.vault(), names.account_text(id), &self.agencies);
            let wanted = part_of_file(&own, key);
            let found = case.trace.as_ref().map(part_of_case).unwrap_or_else(|| alone(&wanted, case));
            if found == wanted {
                same = same.saturating_add(1);
            } else {
                differences.push(differ(case.id, &found, &wanted));
            }
        }
        (same, differences)
    }

    /// Whether no two cases claim the same fen: on no account more than the victims' money there, and of
    /// no hold more than it holds.
    pub fn overclaimed(&self, app: &App, trace: &Trace, read: &ReadTransfers) -> anyhow::Result<Vec<String>> {
        let names = read.source.names();
        let mut there: BTreeMap<String, i64> = BTreeMap::new();
        for place in &trace.reached {
            let amount = place.tainted.get(&Rule::TaintFirst).map_or(0, |tainted| tainted.amount);
            let key = key_of_text(app.desk.vault(), names.account_text(place.account), &self.agencies);
            there.insert(key, i64::try_from(amount).unwrap_or(i64::MAX));
        }
        let mut claimed: BTreeMap<&str, i64> = BTreeMap::new();
        for place in self.places() {
            let sum = claimed.entry(place.account.as_str()).or_insert(0);
            *sum = sum.saturating_add(place.amount.minor());
        }
        let mut over: Vec<String> = claimed
            .iter()
            .filter(|(account, sum)| **sum > there.get(**account).copied().unwrap_or(0))
            .map(|(account, sum)| format!("{account}: {} claimed", Money::cny(*sum)))
            .collect();
        for measure in &self.measures {
            let Some(held) = measure.state.force().and_then(|force| force.held) else { continue };
            let mut sum = Money::zero(held.currency());
            for claim in &measure.claims {
                sum = sum.plus(measure.share(claim.case)?.unwrap_or(Money::zero(held.currency())))?;
            }
            if sum > held {
                over.push(format!("{}: {sum} of {held}", measure.id));
            }
        }
        Ok(over)
    }

    pub fn places(&self) -> impl Iterator<Item = &cordon_model::Place> {
        self.cases.iter().filter_map(|case| case.trace.as_ref()).flat_map(|trace| &trace.places)
    }

    pub fn institutions(&self) -> usize {
        self.places().filter_map(|place| place.institution).collect::<BTreeSet<_>>().len()
    }
}

fn part_of_file(own: &Trace, key: impl Fn(cordon_flow::AccountId) -> String) -> Part {
    let minor = |units: u64| i64::try_from(units).unwrap_or(i64::MAX);
    let mut places = Places::new();
    for reached in &own.reached {
        if let Some(share) = reached.tainted.get(&Rule::TaintFirst).and_then(|tainted| tainted.shares.first()) {
            places.insert(key(reached.account), (share.level, share.arrived_at.t, minor(share.amount)));
        }
    }
    let totals = own.totals.get(&Rule::TaintFirst).map(|totals| totals.all).unwrap_or_default();
    let on_no_account = minor(totals.unseen.saturating_add(totals.on_the_way));
    Part { places, nowhere: [minor(totals.absorbed), on_no_account, minor(totals.overlap)] }
}

fn part_of_case(trace: &CaseTrace) -> Part {
    let place = |place: &cordon_model::Place| {
        (place.account.clone(), (place.level, place.arrived_at.ms(), place.amount.minor()))
    };
    Part {
        places: trace.places.iter().map(place).collect(),
        nowhere: [trace.absorbed.minor(), trace.unseen.minor(), trace.overlap.minor()],
    }
}

/// A case pins no trace while its money stands where the victim sent it.
fn alone(wanted: &Part, case: &CaseFound) -> Part {
    let whole = case.bar.loss.minor();
    let places = wanted
        .places
        .iter()
        .filter(|(_, (level, _, _))| *level == 1)
        .map(|(key, (level, at, _))| (key.clone(), (*level, *at, whole)))
        .collect();
    Part { places, nowhere: [0; 3] }
}

fn differ(id: CaseId, found: &Part, wanted: &Part) -> String {
    let only = |a: &Places, b: &Places| a.iter().filter(|(key, place)| b.get(*key) != Some(place)).count();
    format!(
        "{id}: {} accounts by the wires, {} in the file; {} are otherwise there, {} otherwise here; nowhere {:?} and {:?}",
        found.places.len(),
        wanted.places.len(),
        only(&found.places, &wanted.places),
        only(&wanted.places, &found.places),
        found.nowhere,
        wanted.nowhere
    )
}
