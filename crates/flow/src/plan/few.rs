//! With at most so much to spend: the freezes after which the least leaves. Where few accounts come into
//! question every set is tried. Else no fast way is known to find the best for sure: two good ones are
//! tried, and beside the result stands a bound that none can beat.

use super::routes::Routes;
use std::cmp::Ordering;

/// Up to so many accounts every set of them is tried.
const TRIED_MAX: usize = 10;

/// Freezes, the one first that holds the most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Few {
    pub frozen: Vec<usize>,
    pub leaves: u64,
    /// Whatever is frozen for as much, no less than this leaves.
    pub leaves_min: u64,
}

pub fn few(routes: &Routes, most: u64) -> Few {
    let candidates = candidates(routes);
    let mut few = if candidates.len() <= TRIED_MAX { tried(routes, &candidates, most) } else { good(routes, most) };
    few.frozen = in_order(routes, few.frozen);
    few
}

/// Whoever may be frozen and could be passed by money.
fn candidates(routes: &Routes) -> Vec<usize> {
    let reached = routes.reached();
    let may = |at: &usize| routes.stands.get(*at).is_some_and(|stand| stand.cost.is_some());
    reached.into_iter().enumerate().filter_map(|(at, reached)| reached.then_some(at)).filter(may).collect()
}

/// Of all sets the one that lets the least leave, then the cheapest, then the first.
fn tried(routes: &Routes, candidates: &[usize], most: u64) -> Few {
    let set = |bits: usize| -> Vec<usize> {
        candidates.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, place)| *place).collect()
    };
    let sets = (0..1_usize << candidates.len()).map(set);
    let priced = sets.map(|set| (cost(routes, &set), set)).filter(|(cost, _)| *cost <= most);
    let best = priced.map(|(cost, set)| (routes.leaves(&set), cost, set)).min();
    let (leaves, _, frozen) = best.unwrap_or_default();
    Few { frozen, leaves, leaves_min: leaves }
}

fn good(routes: &Routes, most: u64) -> Few {
    let bound = bound(routes, most);
    let greedy = pruned(routes, grown(routes, Vec::new(), most));
    let priced = pruned(routes, grown(routes, bound.frozen, most));
    let found = |frozen: Vec<usize>| (routes.leaves(&frozen), cost(routes, &frozen), frozen);
    let (leaves, _, frozen) = found(greedy).min(found(priced));
    Few { frozen, leaves, leaves_min: bound.leaves_min }
}

/// What freezes cost all together.
fn cost(routes: &Routes, frozen: &[usize]) -> u64 {
    frozen.iter().filter_map(|at| routes.stands.get(*at)?.cost).fold(0, u64::saturating_add)
}

/// Adds one freeze after the other, always the one that holds the most for what it costs.
fn grown(routes: &Routes, mut frozen: Vec<usize>, most: u64) -> Vec<usize> {
    while let Some(next) = best(routes, &frozen, most.saturating_sub(cost(routes, &frozen))) {
        frozen.push(next);
    }
    frozen
}

fn best(routes: &Routes, frozen: &[usize], left: u64) -> Option<usize> {
    let (leaves, through) = routes.leaves_through(frozen);
    if leaves == 0 {
        return None;
    }
    let may = |at: usize| routes.stands.get(at).and_then(|stand| stand.cost).filter(|cost| *cost <= left);
    let mut candidates: Vec<(usize, u64, u64)> = through
        .into_iter()
        .enumerate()
        .filter(|(at, sent)| *sent > 0 && !frozen.contains(at))
        .filter_map(|(at, sent)| Some((at, sent, may(at)?)))
        .collect();
    // What goes through an account is the most that freezing it can hold.
    candidates.sort_by(|a, b| worth((b.1, b.2), (a.1, a.2)).then(a.0.cmp(&b.0)));
    let mut best: Option<(usize, u64, u64)> = None;
    for (at, sent, cost) in candidates {
        if best.is_some_and(|(_, held, price)| worth((sent, cost), (held, price)).is_lt()) {
            break;
        }
        let held = leaves.saturating_sub(routes.leaves(&[frozen, &[at]].concat()));
        let better = |old: (usize, u64, u64)| worth((held, cost), (old.1, old.2)).then(old.0.cmp(&at)).is_gt();
        if best.is_none_or(better) {
            best = Some((at, held, cost));
        }
    }
    best.map(|(at, _, _)| at)
}

/// Which of two holds more for what it costs.
fn worth(a: (u64, u64), b: (u64, u64)) -> Ordering {
    let (left, right) = (u128::from(a.0) * u128::from(b.1), u128::from(b.0) * u128::from(a.1));
    left.cmp(&right)
}

/// Without those that make no difference, the latest first.
fn pruned(routes: &Routes, frozen: Vec<usize>) -> Vec<usize> {
    let leaves = routes.leaves(&frozen);
    let mut kept = frozen.clone();
    for at in frozen.into_iter().rev() {
        let fewer: Vec<usize> = kept.iter().copied().filter(|other| *other != at).collect();
        if routes.leaves(&fewer) == leaves {
            kept = fewer;
        }
    }
    kept
}

/// The freeze first that holds the most, then the one that holds the most beside it.
fn in_order(routes: &Routes, mut left: Vec<usize>) -> Vec<usize> {
    left.sort_unstable();
    let mut ordered: Vec<usize> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let leaves = |at: &usize| routes.leaves(&[ordered.as_slice(), &[*at]].concat());
        let Some(next) = left.iter().copied().min_by_key(leaves) else { break };
        left.retain(|at| *at != next);
        ordered.push(next);
    }
    ordered
}

struct Bound {
    leaves_min: u64,
    frozen: Vec<usize>,
}

/// If every freeze of cost c is paid with c·p, then freezes and what leaves come to at least the least cut
/// at that price; so freezes for at most `most` let at least that cut less p·`most` leave. The best p is
/// found by halves: at a low price the cut freezes too many, at a high one few.
fn bound(routes: &Routes, most: u64) -> Bound {
    let (mut low, mut high) = (0, routes.leaves(&[]));
    let mut found = Bound { leaves_min: 0, frozen: Vec::new() };
    while low <= high {
        let price = low + (high - low) / 2;
        let cut = routes.priced(price);
        found.leaves_min = found.leaves_min.max(cut.weight.saturating_sub(price.saturating_mul(most)));
        if cost(routes, &cut.frozen) > most {
            low = price.saturating_add(1);
        } else {
            found.frozen = cut.frozen;
            let Some(lower) = price.checked_sub(1) else { break };
            high = lower;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::routes::Stand;
    use super::*;
    use crate::names::AccountId;
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    const MANY: usize = 10;

    fn routes() -> impl Strategy<Value = Routes> {
        let stand = (prop_oneof![2 => Just(0), 1 => 1..90_u64], 1..3_u64, 0..4_u32);
        let stands = prop::collection::vec(stand, MANY);
        let links = prop::collection::vec((0..MANY, 0..MANY, 1..60_u64), 6..24);
        (stands, links).prop_map(|(stands, links)| Routes {
            stands: stands
                .into_iter()
                .zip(0..)
                .map(|((here, cost, kind), at)| Stand {
                    account: AccountId(at),
                    level: 1,
                    here: if kind == 0 { 0 } else { here },
                    cost: (kind > 0).then_some(cost),
                    shut: false,
                    exit: kind < 2,
                })
                .collect(),
            routes: links.into_iter().filter(|(from, to, _)| from != to).collect(),
            percent: 100,
        })
    }

    #[test]
    fn good_ways_find_the_best_nearly_always_and_the_bound_is_one() {
        let mut runner = TestRunner::deterministic();
        let (mut best, mut proven, mut asked) = (0, 0, 0);
        while asked < 200 {
            let routes = routes().new_tree(&mut runner).unwrap().current();
            let wide = routes.fewest().weight;
            if wide < 3 {
                continue;
            }
            asked += 1;
            let most = wide / 2;
            let (tried, good) = (tried(&routes, &candidates(&routes), most), good(&routes, most));
            assert!(cost(&routes, &good.frozen) <= most && routes.leaves(&good.frozen) == good.leaves);
            assert!(good.leaves_min <= tried.leaves && tried.leaves <= good.leaves, "{tried:?} {good:?}");
            best += i32::from(good.leaves == tried.leaves);
            proven += i32::from(good.leaves == good.leaves_min);
        }
        println!("of {asked} plans {best} were the best, {proven} known to be");
        assert!(best >= 170 && proven >= 40, "{best} {proven}");
    }

    #[test]
    fn two_that_help_only_together_are_found() {
        // Money on two accounts, each with a route to both collectors; a shop takes a little.
        let stand = |here, cost, exit| Stand { account: AccountId(0), level: 1, here, cost, shut: false, exit };
        let routes = Routes {
            stands: vec![
                stand(50, Some(1), false),
                stand(50, Some(1), false),
                stand(50, Some(1), false),
                stand(0, Some(1), true),
                stand(0, Some(1), true),
                stand(0, None, true),
            ],
            routes: [0, 1, 2].into_iter().flat_map(|at| [(at, 3, 90), (at, 4, 90), (at, 5, 1)]).collect(),
            percent: 100,
        };
        let few = few(&routes, 2);
        assert_eq!((few.frozen, few.leaves, few.leaves_min), (vec![3, 4], 3, 3));
        assert_eq!(good(&routes, 2).leaves, 3);
        assert_eq!(routes.fewest().frozen, [0, 1, 2]);
    }
}
