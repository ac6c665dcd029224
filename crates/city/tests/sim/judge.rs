//! The laws of a town, each in plain code over what was found: none of them asks the product what is due.

use super::found::Found;
use cordon_model::receipt::Weight;
use cordon_model::{
    AppealState, Measure, MeasureKind, MeasureState, Money, MoneyBar, Note, Order, OrderKind, OrderState,
};
use std::collections::{BTreeMap, BTreeSet};

/// A law that does not hold, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub law: &'static str,
    pub what: String,
}

type Law = (&'static str, fn(&Found) -> Result<(), String>);

pub const LAWS: &[Law] = &[
    ("journal", journal),
    ("reports", reports),
    ("orders", orders),
    ("deadlines", deadlines),
    ("bars", bars),
    ("claims", claims),
    ("books", books),
    ("holds", holds),
];

pub fn judge(found: &Found) -> Result<(), Broken> {
    LAWS.iter().try_for_each(|(law, holds)| holds(found).map_err(|what| Broken { law, what }))
}

fn must(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// Entries are numbered without gaps, say what their leaves say, never run back in time, and begin as they
/// began; every row is as its last entry has it.
fn journal(found: &Found) -> Result<(), String> {
    for (at, (entry, (kept, said))) in found.entries.iter().zip(&found.leaves).enumerate() {
        must(usize::try_from(entry.seq) == Ok(at), || format!("entry {} stands at {at}", entry.seq))?;
        must(kept == said, || format!("entry {at} was changed"))?;
    }
    let backwards = found.entries.windows(2).find(|two| two[1].learned_at < two[0].learned_at);
    must(backwards.is_none(), || format!("entry {} was learned before the one before it", backwards.unwrap()[1].seq))?;
    if let Some(earlier) = found.earlier {
        let size = usize::try_from(earlier.size).unwrap();
        must(found.head_at(size) == earlier, || format!("what stood in the first {size} entries is no more"))?;
    }
    must(found.unsound.is_none(), || found.unsound.clone().unwrap_or_default())
}

/// Every acknowledged report is one case, and every case was reported.
fn reports(found: &Found) -> Result<(), String> {
    for case in &found.acknowledged {
        must(found.cases.iter().any(|one| one.id == *case), || format!("{case} was acknowledged and is lost"))?;
    }
    let once: BTreeSet<_> = found.acknowledged.iter().collect();
    must(once.len() == found.acknowledged.len(), || "two reports were given one case".to_owned())?;
    must(found.cases.len() <= found.reports, || format!("{} cases of {} reports", found.cases.len(), found.reports))?;
    let all = found.acknowledged.len() == found.reports && found.cases.len() == found.reports;
    must(!found.at_rest || all, || format!("{} reports, {} cases", found.reports, found.cases.len()))
}

/// No order is lost, and none is done twice.
fn orders(found: &Found) -> Result<(), String> {
    let mut deciding: BTreeMap<_, u32> = BTreeMap::new();
    for receipt in found.receipts.iter().filter(|receipt| receipt.weight == Weight::Deciding) {
        *deciding.entry(receipt.order).or_default() += 1;
    }
    for order in &found.orders {
        let answers = deciding.remove(&order.id).unwrap_or(0);
        let answered = matches!(order.state, OrderState::Answered { .. });
        must(answers == u32::from(answered), || format!("{} decides {answers} answers: {:?}", order.id, order.state))?;
        must(found.entries.iter().any(|entry| entry.is_about(&order.id.to_string())), || {
            format!("{} stands in no entry", order.id)
        })?;
        must(!found.at_rest || is_settled(order), || format!("{} is left {:?}", told(order), order.state))?;
    }
    must(deciding.is_empty(), || format!("answers to nothing: {deciding:?}"))?;
    let known: BTreeSet<String> = found.orders.iter().map(|order| order.id.to_string()).collect();
    let stray = found.taken.iter().find(|id| !known.contains(*id));
    must(stray.is_none(), || format!("a house has an order that nobody gave: {stray:?}"))?;
    let once: BTreeSet<&String> = found.taken.iter().collect();
    must(once.len() == found.taken.len(), || "a house took an order twice".to_owned())
}

fn told(order: &Order) -> String {
    format!("{} ({})", order.id, order.kind.name())
}

/// Nothing more is to come, or it waits for people: papers, an approval, or to be carried on paper where its
/// wire has no form for it.
fn is_settled(order: &Order) -> bool {
    if order.notes.contains(&Note::NotEncodable) {
        return true;
    }
    let waits = matches!(order.state, OrderState::AwaitingPapers { .. } | OrderState::AwaitingApproval { .. });
    order.state.is_over() || waits
}

/// Right after the clocks did their work no deadline is behind us that did not end in an act or an alarm.
fn deadlines(found: &Found) -> Result<(), String> {
    if !found.ticked {
        return Ok(());
    }
    for order in &found.orders {
        let waits = matches!(order.state, OrderState::Dispatched { .. } | OrderState::Seen { .. });
        if waits && order.state.is_overdue(found.now) {
            let alarmed = order.notes.contains(&Note::Overdue) && found.has_entry("note_overdue", order.id);
            must(alarmed, || format!("{} is overdue unseen", told(order)))?;
            let asked = order.kind == OrderKind::ConfirmDebit;
            must(!asked || order.notes.contains(&Note::DebitClockPassed), || {
                format!("{} was not confirmed, and nothing came of it", told(order))
            })?;
        }
    }
    for measure in &found.measures {
        let passed = measure.state.clock_at().is_some_and(|at| at <= found.now);
        must(!passed, || format!("{} is past its time: {:?}", measure.id, measure.state))?;
        let lapsed = matches!(measure.state, MeasureState::Lapsed { .. });
        must(!lapsed || found.has_entry("lapse_measure", measure.id), || format!("{} lapsed unseen", measure.id))?;
        let release = measure.release_due.is_some_and(|due| found.now > due.at) && measure.state.is_live();
        must(!release || measure.escalated_at.is_some(), || format!("{} was not freed in time", measure.id))?;
    }
    for appeal in &found.appeals {
        let passed = appeal.state == AppealState::Open && found.now > appeal.due.at;
        must(!passed || appeal.escalated_at.is_some(), || format!("{} was not heard in time", appeal.id))?;
    }
    Ok(())
}

/// Each case says where its loss is, to the fen.
fn bars(found: &Found) -> Result<(), String> {
    for case in &found.cases {
        let trace = found.traces.get(&case.id);
        let bar = MoneyBar::of(case, trace, &found.measures).map_err(|error| format!("{}: {error}", case.id))?;
        must(bar.adds_up(), || format!("{}: {bar:?}", case.id))?;
        let fits = trace.is_none_or(|trace| trace.adds_up() == Ok(true));
        must(fits, || format!("{}: its trace does not add up", case.id))?;
    }
    Ok(())
}

/// What all cases have of a measure is no more than it holds.
fn claims(found: &Found) -> Result<(), String> {
    for measure in &found.measures {
        let Some(held) = measure.state.force().and_then(|force| force.held) else { continue };
        let shared = shares(measure).map_err(|error| format!("{}: {error}", measure.id))?;
        must(shared <= held.minor(), || format!("{}: {shared} of {held}", measure.id))?;
        let cases: BTreeSet<_> = measure.claims.iter().map(|claim| claim.case).collect();
        must(cases.len() == measure.claims.len(), || format!("{}: a case claims twice", measure.id))?;
    }
    Ok(())
}

fn shares(measure: &Measure) -> Result<i64, cordon_model::money::MoneyError> {
    measure.claims.iter().try_fold(0, |sum, claim| Ok(sum + measure.share(claim.case)?.map_or(0, Money::minor)))
}

/// Money moves, and is neither made nor lost.
fn books(found: &Found) -> Result<(), String> {
    must(found.booked == found.expected, || format!("{} fen in all books instead of {}", found.booked, found.expected))
}

/// At rest a house holds what the centre has a measure for, and nothing else. A bank's own delay after a notice
/// ends by itself within half an hour, and of several on one account the centre keeps the first; but once a
/// freeze holds the money, no delay may stand before it. Whose clock was wrong ends what it holds at another time.
/// A stop that two cases shared may be over at its bank once one of them froze: the price of decision 0063.
fn holds(found: &Found) -> Result<(), String> {
    if !found.at_rest {
        return Ok(());
    }
    let live: BTreeSet<&str> =
        found.holds.iter().filter(|hold| !hold.ended).map(|hold| hold.reference.as_str()).collect();
    for order in found.orders.iter().filter(|order| live.contains(order.id.to_string().as_str())) {
        let of = |measure: &&Measure| order.measure == Some(measure.id) || measure.orders.contains(&order.id);
        let measure = found.measures.iter().find(of);
        let excused = found.misled.contains(&order.agency)
            || order.kind == OrderKind::RiskNotice && !measure.is_some_and(|one| is_frozen(found, one));
        must(excused || measure.is_some_and(|measure| measure.state.is_live()), || {
            format!("{} is held without a measure: {:?}", told(order), measure.map(|measure| &measure.state))
        })?;
    }
    let excused = |measure: &Measure| found.misled.contains(&measure.agency) || is_beside_a_freeze(found, measure);
    for measure in found.measures.iter().filter(|one| one.state.force().is_some() && !excused(one)) {
        let held = measure.orders.iter().any(|order| live.contains(order.to_string().as_str()));
        must(held, || format!("{} ({}) is in force and nobody holds", measure.id, measure.kind.name()))?;
    }
    Ok(())
}

fn is_frozen(found: &Found, measure: &Measure) -> bool {
    let MeasureState::Converted { into, .. } = measure.state else { return false };
    found.measures.iter().any(|other| other.id == into && other.kind == MeasureKind::Freeze)
}

fn is_beside_a_freeze(found: &Found, measure: &Measure) -> bool {
    let held = |state: &MeasureState| !matches!(state, MeasureState::Pending { .. } | MeasureState::NotImposed { .. });
    let mut freezes = found.measures.iter().filter(|other| other.kind == MeasureKind::Freeze && held(&other.state));
    measure.kind != MeasureKind::Freeze && freezes.any(|freeze| freeze.target.key() == measure.target.key())
}
