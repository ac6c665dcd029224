//! What is in a picture: the spots and lines of a trace, and in which order spots stand in their layers
//! so that few lines cross.

use super::{Course, Layer, Line, Look, Picture, Spot, int};
use crate::names::AccountId;
use crate::trace::{Notes, Reached, Trace};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Sweeps over the layers, to and fro.
const SWEEPS: usize = 12;
/// The middle of a layer and its ends are compared with those of others on this scale.
const SCALE: u64 = 1_000_000;

pub fn gathered(trace: &Trace, look: &Look, label: &dyn Fn(AccountId) -> String) -> Picture {
    let places: Vec<&Reached> = trace.reached.iter().filter(|place| place.tainted.contains_key(&look.rule)).collect();
    let came = came(trace, look, &places);
    let levels: BTreeSet<u32> = places.iter().map(|place| place.level).collect();
    let mut picture =
        Picture { rule: look.rule, width: 0, height: 0, layers: Vec::new(), spots: Vec::new(), lines: Vec::new() };
    let mut spot_of: FxHashMap<AccountId, usize> = FxHashMap::default();
    for (layer, level) in levels.into_iter().enumerate() {
        let mut members: Vec<&Reached> = places.iter().copied().filter(|place| place.level == level).collect();
        let stays = members.iter().filter(|place| !look.sinks.contains(&place.account));
        let there = stays.map(|place| there(place, look)).sum();
        picture.layers.push(Layer { level, x: 0, accounts: members.len(), there });
        let folded = fold(&mut members, look.layer_max, &came);
        for place in members {
            spot_of.insert(place.account, picture.spots.len());
            picture.spots.push(spot(&[place], layer, look, &came, label(place.account)));
        }
        if !folded.is_empty() {
            spot_of.extend(folded.iter().map(|place| (place.account, picture.spots.len())));
            picture.spots.push(spot(&folded, layer, look, &came, format!("+{}", folded.len())));
        }
    }
    picture.lines = lines(trace, look, &spot_of, &picture.spots);
    picture
}

/// Takes out those that are too many: to which the least came.
fn fold<'a>(members: &mut Vec<&'a Reached>, most: usize, came: &FxHashMap<AccountId, Came>) -> Vec<&'a Reached> {
    if members.len() <= most.max(1) {
        return Vec::new();
    }
    let mut ranked = members.clone();
    ranked.sort_by_key(|place| Reverse(came.get(&place.account).map_or(0, |came| came.amount)));
    let kept: BTreeSet<AccountId> = ranked.iter().take(most.saturating_sub(1)).map(|place| place.account).collect();
    let (shown, folded) = members.iter().partition(|place| kept.contains(&place.account));
    *members = shown;
    folded
}

#[derive(Clone, Copy, Debug, Default)]
struct Came {
    amount: u64,
    begins: bool,
}

/// What came to each account: what transfers brought, and what was there from the beginning.
fn came(trace: &Trace, look: &Look, places: &[&Reached]) -> FxHashMap<AccountId, Came> {
    let mut brought: FxHashMap<AccountId, (u64, u64)> = FxHashMap::default();
    for edge in &trace.edges {
        let Some(carried) = edge.tainted.get(&look.rule) else { continue };
        let add = |sum: &mut u64| *sum = sum.saturating_add(carried.amount);
        add(&mut brought.entry(edge.transfer.to).or_default().0);
        add(&mut brought.entry(edge.transfer.from).or_default().1);
    }
    let of = |place: &&Reached| {
        let (came, went) = brought.get(&place.account).copied().unwrap_or_default();
        let rest = there(place, look);
        // Where nothing comes from another account, or more was there than came, something began.
        let accounted = if look.rule.counts() { rest.saturating_add(went) } else { rest };
        let amount = came.max(accounted);
        (place.account, Came { amount, begins: place.level == 1 || (look.rule.counts() && accounted > came) })
    };
    places.iter().map(of).collect()
}

fn there(place: &Reached, look: &Look) -> u64 {
    place.tainted.get(&look.rule).map_or(0, |tainted| tainted.amount)
}

fn spot(places: &[&Reached], layer: usize, look: &Look, came: &FxHashMap<AccountId, Came>, label: String) -> Spot {
    let one = match places {
        [place] => Some(place.account),
        _ => None,
    };
    let came = || places.iter().filter_map(|place| came.get(&place.account));
    let mut notes = Notes::NONE;
    places.iter().for_each(|place| notes.add_all(place.notes));
    Spot {
        account: one,
        label,
        accounts: places.len(),
        layer,
        x: 0,
        y: 0,
        width: 0,
        height: 0,
        came: came().map(|came| came.amount).sum(),
        there: places.iter().map(|place| there(place, look)).sum(),
        begins: came().any(|came| came.begins),
        is_sink: places.iter().all(|place| look.sinks.contains(&place.account)),
        mark: one.and_then(|account| look.marks.get(&account).copied()),
        notes,
    }
}

fn lines(trace: &Trace, look: &Look, spot_of: &FxHashMap<AccountId, usize>, spots: &[Spot]) -> Vec<Line> {
    let mut sums: BTreeMap<(usize, usize), (u64, u32)> = BTreeMap::new();
    for edge in &trace.edges {
        let ends = (spot_of.get(&edge.transfer.from), spot_of.get(&edge.transfer.to));
        let ((Some(from), Some(to)), Some(carried)) = (ends, edge.tainted.get(&look.rule)) else { continue };
        let (sum, transfers) = sums.entry((*from, *to)).or_default();
        (*sum, *transfers) = (sum.saturating_add(carried.amount), transfers.saturating_add(1));
    }
    let layer = |at: usize| spots.get(at).map_or(0, |spot| spot.layer);
    let line = |((from, to), (carried, transfers)): ((usize, usize), (u64, u32))| {
        let course = match layer(from).cmp(&layer(to)) {
            std::cmp::Ordering::Less => Course::On,
            std::cmp::Ordering::Equal => Course::Level,
            std::cmp::Ordering::Greater => Course::Back,
        };
        Line { from, to, course, carried, transfers, width: 0, is_labelled: false, points: [(0, 0); 4] }
    };
    sums.into_iter().map(line).collect()
}

/// Puts the spots of every layer into an order in which few lines cross: each is drawn to the middle of
/// those it is bound to, in sweeps from left to right and back; the best order met is kept.
pub fn order(picture: &mut Picture) {
    let mut columns = picture.columns();
    let mut best = (crossings(picture, &columns), columns.clone());
    for sweep in 0..SWEEPS {
        let forth = sweep % 2 == 0;
        let count = columns.len();
        for step in 0..count {
            let layer = if forth { step } else { count - 1 - step };
            sort_column(picture, &mut columns, layer, forth);
        }
        let found = crossings(picture, &columns);
        if found < best.0 {
            best = (found, columns.clone());
        }
    }
    let place: Vec<usize> = best.1.into_iter().flatten().collect();
    let mut number = vec![0; place.len()];
    for (new, old) in place.iter().enumerate() {
        number.get_mut(*old).into_iter().for_each(|number| *number = new);
    }
    picture.spots = place.iter().filter_map(|old| picture.spots.get(*old).cloned()).collect();
    for line in &mut picture.lines {
        let new = |old: usize| number.get(old).copied().unwrap_or(old);
        (line.from, line.to) = (new(line.from), new(line.to));
    }
    picture.lines.sort_by_key(|line| (line.course, line.from, line.to));
}

fn sort_column(picture: &Picture, columns: &mut [Vec<usize>], layer: usize, forth: bool) {
    let at = heights(columns, picture.spots.len());
    let layer_of = |spot: usize| picture.spots.get(spot).map_or(0, |spot| spot.layer);
    // Where it is drawn to: the sums of weights, and of weighted heights.
    let mut pulls: FxHashMap<usize, (u128, u128)> = FxHashMap::default();
    for line in &picture.lines {
        for (own, other) in [(line.from, line.to), (line.to, line.from)] {
            let drawn = if forth { layer_of(other) < layer } else { layer_of(other) > layer };
            if layer_of(own) == layer && drawn {
                let weight = u128::from(line.carried.max(1));
                let pull = pulls.entry(own).or_default();
                pull.0 = pull.0.saturating_add(weight);
                pull.1 = pull.1.saturating_add(weight.saturating_mul(u128::from(at.get(other).copied().unwrap_or(0))));
            }
        }
    }
    let wanted = |spot: &usize| match pulls.get(spot) {
        Some((weights, heights)) => heights / weights.max(&1),
        None => u128::from(at.get(*spot).copied().unwrap_or(0)),
    };
    columns.get_mut(layer).into_iter().for_each(|column| column.sort_by_cached_key(wanted));
}

/// How far down every spot stands in its layer.
fn heights(columns: &[Vec<usize>], spots: usize) -> Vec<u64> {
    let mut heights = vec![0; spots];
    for column in columns {
        let count = u64::try_from(column.len()).unwrap_or(1).max(1);
        for (spot, row) in column.iter().zip(0_u64..) {
            heights.get_mut(*spot).into_iter().for_each(|height| *height = (2 * row + 1) * SCALE / (2 * count));
        }
    }
    heights
}

/// How many pairs of lines between the same two layers cross.
pub fn crossings(picture: &Picture, columns: &[Vec<usize>]) -> u64 {
    let at = heights(columns, picture.spots.len());
    let height = |spot: usize| at.get(spot).copied().unwrap_or(0);
    let layer = |spot: usize| picture.spots.get(spot).map_or(0, |spot| int(spot.layer));
    let mut bundles: BTreeMap<(i64, i64), Vec<(u64, u64)>> = BTreeMap::new();
    for line in picture.lines.iter().filter(|line| line.course == Course::On) {
        let bundle = bundles.entry((layer(line.from), layer(line.to))).or_default();
        bundle.push((height(line.from), height(line.to)));
    }
    let crossed = |mut bundle: Vec<(u64, u64)>| {
        bundle.sort_unstable();
        let pairs = bundle.iter().enumerate().map(|(n, a)| {
            let later = bundle.iter().skip(n + 1);
            u64::try_from(later.filter(|b| b.0 > a.0 && b.1 < a.1).count()).unwrap_or(u64::MAX)
        });
        pairs.sum::<u64>()
    };
    bundles.into_values().map(crossed).sum()
}
