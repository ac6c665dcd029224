//! The other way round: out of which earlier transfers is the money that an account holds at a
//! moment, or that a transfer carries?
//!
//! It is the same table. Walking back over credits finds the transfers that can have brought the
//! money; each of them is taken as a beginning of its own, and the forward rules say what of it is
//! there. Units that are already another's stay his, so every unit is named after the first transfer
//! found on its way. Not here: whose victims' money it is, which the trace itself says
//! (`Question::seen_until`, `Trace::taint`).

use crate::names::{AccountId, TxId, VictimId};
use crate::question::{AsOf, Question, QuestionError, Root, Start};
use crate::rule::Rule;
use crate::source::{End, Probe, TransferSource, run};
use crate::trace::{Note, Notes, Trace};
use crate::tracer::Tracer;
use crate::transfer::{Stamp, Transfer};
use std::collections::{BTreeMap, HashMap};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// What is on the account after every posting at or before the moment.
    Account { account: AccountId, at: i64 },
    /// What the transfer carries.
    Transfer(Transfer),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackQuestion {
    pub target: Target,
    /// Any but `poison`.
    pub rule: Rule,
    /// How far back a transfer may lie.
    pub window_ms: i64,
    /// How many transfers a walk back may have at most.
    pub hops: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub transfer: Transfer,
    pub amount: u64,
}

/// The transfers out of which the money is, the earliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    pub origins: Vec<Origin>,
    /// What is there from elsewhere: from longer ago, or from nobody knows where.
    pub elsewhere: Option<u64>,
    pub notes: Notes,
}

#[derive(Debug, thiserror::Error)]
pub enum BackError<E> {
    #[error("`poison` counts nothing, so nothing can be divided; ask by another rule")]
    Poison,
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error("the source failed")]
    Source(E),
}

impl BackQuestion {
    fn account(&self) -> AccountId {
        match self.target {
            Target::Account { account, .. } => account,
            Target::Transfer(transfer) => transfer.from,
        }
    }

    /// Nothing from this stamp on has to do with it.
    fn before(&self) -> Stamp {
        match self.target {
            Target::Account { at, .. } => Stamp::after(at),
            Target::Transfer(transfer) => transfer.debit,
        }
    }
}

pub fn origins<S: TransferSource>(source: &mut S, question: &BackQuestion) -> Result<Origins, BackError<S::Error>> {
    if !question.rule.counts() {
        return Err(BackError::Poison);
    }
    let as_of = source.watermark();
    let (mut found, notes) = walk_back(source, question, as_of).map_err(BackError::Source)?;
    found.sort_by(|a, b| a.debit.cmp(&b.debit).then_with(|| source.names().transfer_order(a.id, b.id)));
    if found.is_empty() {
        return Ok(Origins { notes, ..Origins::default() });
    }
    let mut tracer = Tracer::new(forward(question, &found, as_of))?;
    run(&mut tracer, source).map_err(BackError::Source)?;
    let trace = tracer.trace(source.names());
    Ok(read_off(question, &found, &trace, notes))
}

/// Every transfer found as a beginning, followed without limits up to the moment asked for.
fn forward(question: &BackQuestion, found: &[Transfer], as_of: AsOf) -> Question {
    let roots = (0..).zip(found).map(|(at, transfer)| Root { victim: VictimId(at), start: Start::Transfer(*transfer) });
    Question {
        window_ms: i64::MAX,
        hops: u32::MAX,
        floor: 0,
        seen_until: Some(question.before().t),
        as_of: Some(as_of),
        ..Question::new(roots.collect(), vec![question.rule])
    }
}

fn read_off(question: &BackQuestion, found: &[Transfer], trace: &Trace, mut notes: Notes) -> Origins {
    notes.add_all(trace.notes);
    let (shares, whole): (Vec<(VictimId, u64)>, Option<u64>) = match question.target {
        Target::Account { account, .. } => {
            (trace.taint(account, question.rule), trace.place(account).and_then(|place| place.balance))
        }
        Target::Transfer(transfer) => {
            let edge = trace.edges.iter().find(|edge| edge.transfer.id == transfer.id);
            let carried = edge.and_then(|edge| edge.tainted.get(&question.rule));
            let shares = carried.map_or(Vec::new(), |c| c.shares.iter().map(|s| (s.victim, s.amount)).collect());
            (shares, Some(transfer.amount))
        }
    };
    let amounts: BTreeMap<VictimId, u64> = shares.into_iter().filter(|(_, amount)| *amount > 0).collect();
    let known: u64 = amounts.values().sum();
    let origin = |(at, transfer): (u32, &Transfer)| {
        amounts.get(&VictimId(at)).map(|amount| Origin { transfer: *transfer, amount: *amount })
    };
    let origins = (0..).zip(found).filter_map(origin).collect();
    Origins { origins, elsewhere: whole.map(|whole| whole.saturating_sub(known)), notes }
}

/// The transfers within window and hops from which a walk leads to the target in time.
fn walk_back<S: TransferSource>(
    source: &mut S,
    question: &BackQuestion,
    as_of: AsOf,
) -> Result<(Vec<Transfer>, Notes), S::Error> {
    let earliest = question.before().t.saturating_sub(question.window_ms);
    let mut notes = Notes::NONE;
    let mut found: BTreeMap<TxId, Transfer> = BTreeMap::new();
    // Up to which stamp credits of an account were looked at.
    let mut seen: HashMap<AccountId, Stamp> = HashMap::new();
    let mut next = BTreeMap::from([(question.account(), question.before())]);
    for _ in 0..question.hops {
        next.retain(|account, before| seen.get(account).is_none_or(|seen| seen < before));
        if next.is_empty() {
            break;
        }
        seen.extend(next.iter().map(|(account, before)| (*account, *before)));
        let (transfers, missing) = ask(source, next.keys().copied(), as_of)?;
        notes.add_all(missing);
        let mut further: BTreeMap<AccountId, Stamp> = BTreeMap::new();
        for transfer in transfers.into_values() {
            let in_time = next.get(&transfer.to).is_some_and(|before| transfer.credited() < *before);
            if in_time && transfer.debit.t >= earliest {
                let before = further.entry(transfer.from).or_insert(transfer.debit);
                *before = transfer.debit.max(*before);
                found.insert(transfer.id, transfer);
            }
        }
        next = further;
    }
    if !next.is_empty() {
        notes.add(Note::Hops);
    }
    Ok((found.into_values().collect(), notes))
}

/// All postings of these accounts, and what is missing of them.
fn ask<S: TransferSource>(
    source: &mut S,
    accounts: impl Iterator<Item = AccountId>,
    as_of: AsOf,
) -> Result<(BTreeMap<TxId, Transfer>, Notes), S::Error> {
    let most = source.capabilities().probes_max.max(1);
    let mut probes: Vec<Probe> = accounts.map(|account| Probe { account, after: None }).collect();
    let (mut transfers, mut notes) = (BTreeMap::new(), Notes::NONE);
    while !probes.is_empty() {
        let rest = probes.split_off(most.min(probes.len()));
        let batch = source.postings(&probes, as_of)?;
        transfers.extend(batch.transfers.into_iter().map(|transfer| (transfer.id, transfer)));
        let asked = std::mem::replace(&mut probes, rest);
        for probe in asked {
            let end = batch.ends.iter().find(|(account, _)| *account == probe.account).map(|(_, end)| *end);
            match end {
                Some(End::Truncated { next }) if probe.after.is_none_or(|after| after < next) => {
                    probes.push(Probe { account: probe.account, after: Some(next) });
                }
                Some(end) => end.note().into_iter().for_each(|note| notes.add(note)),
                None => notes.add(Note::Failed),
            }
        }
    }
    Ok((transfers, notes))
}
