//! What anybody is told of what he was called from, sent or given: whether it is known to be bad. Told are executed
//! measures, and of numbers, links and apps also black entries that two officers made; after the public delay, and not
//! while the listed one is being heard. Grey, what waits, what one officer entered, watches and traces are never told:
//! they are answered as what is not known, in the same words.
//!
//! Not here: what was typed and its one form (`server`), who reported (nobody is told), and lists out of files.

use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_model::{Level, ListKind, ListSource, Listing, ListingState, Measure, NormKey, Norms, Stamp};
use cordon_store::{Doors, Read, Value};

/// Entries of one thing that are looked at: it has a handful.
const ENTRIES_MAX: u32 = 50;
/// Whose word a black entry of the centre's has to be.
const OFFICERS: usize = 2;

/// Never who reported, why, or until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownBad {
    pub kind: ListKind,
    /// An executed measure stands behind it.
    pub measure: bool,
    pub since: Stamp,
}

/// For each thing, by the keys under which it may be listed, closest first.
pub fn known_bad(desk: &Desk, things: &[Vec<String>], now: Stamp) -> Result<Vec<Option<KnownBad>>, Refusal> {
    desk.store().view("known_bad", |view| {
        let norms = desk.norms(view.sql())?;
        things.iter().map(|keys| of_keys(view, &norms, keys, now)).collect()
    })
}

/// What the entries under one key come to.
#[derive(Clone, Copy)]
enum Weighed {
    /// None of them is told of.
    Silent,
    /// White, and no measure against it: what else is said of it counts no more.
    Shielded,
    Bad(KnownBad),
}

/// The closest key that says something decides. All are asked, whatever the first one says: how long it takes tells
/// nothing.
fn of_keys(read: &mut impl Read, norms: &Norms, keys: &[String], now: Stamp) -> Result<Option<KnownBad>, Refusal> {
    let mut decided = Weighed::Silent;
    for key in keys {
        let entries: Vec<Listing> = read.select(
            "where thing_key = $1 and state = 'in_force' order by id desc limit $2",
            &[Value::from(key.as_str()), Value::from(ENTRIES_MAX)],
        )?;
        let found = weighed(read, norms, &entries, now)?;
        if matches!(decided, Weighed::Silent) {
            decided = found;
        }
    }
    Ok(match decided {
        Weighed::Bad(known) => Some(known),
        Weighed::Silent | Weighed::Shielded => None,
    })
}

/// A measure before all, then white, then what officers listed; of equals the older.
fn weighed(read: &mut impl Read, norms: &Norms, entries: &[Listing], now: Stamp) -> Result<Weighed, Refusal> {
    let mut told: Option<KnownBad> = None;
    for entry in entries {
        if told_of(read, norms, entry, now)? {
            let measure = entry.source == ListSource::Measure;
            if told.is_none_or(|told| (measure, told.since) > (told.measure, entry.since)) {
                told = Some(KnownBad { kind: entry.kind, measure, since: entry.since });
            }
        }
    }
    let white = entries.iter().any(|entry| entry.level == Level::White && holds(entry, now));
    Ok(match told {
        Some(told) if told.measure || !white => Weighed::Bad(told),
        _ if white => Weighed::Shielded,
        _ => Weighed::Silent,
    })
}

fn holds(entry: &Listing, now: Stamp) -> bool {
    entry.state == ListingState::InForce && entry.since <= now && entry.counts_until().is_none_or(|until| now < until)
}

/// Whether anybody may be told of an entry now.
pub(super) fn told_of(read: &mut impl Read, norms: &Norms, entry: &Listing, now: Stamp) -> Result<bool, Refusal> {
    if entry.level != Level::Black || !holds(entry, now) || entry.open_objection().is_some() {
        return Ok(false);
    }
    let since = match (entry.source, entry.measure) {
        (ListSource::Measure, Some(measure)) => {
            let measure: Option<Measure> = read.load(measure)?;
            measure.and_then(|measure| measure.state.force().map(|force| force.from))
        }
        (ListSource::Police, _) if is_of_things(entry.kind) && entry.hands.len() >= OFFICERS => Some(entry.since),
        _ => None,
    };
    match since {
        Some(since) => Ok(norms.deadline(NormKey::PublicDelay, since, now)?.at <= now),
        None => Ok(false),
    }
}

/// By which people are reached; not where somebody's money lies, nor what somebody is called.
const fn is_of_things(kind: ListKind) -> bool {
    matches!(kind, ListKind::Number | ListKind::Host | ListKind::App)
}
