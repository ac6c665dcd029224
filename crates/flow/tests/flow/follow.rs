//! The rules over the archive find what the oracle finds, however the transfers lie.

use crate::case::{Case, WILD, World, cases, hold};
use cordon_flow::archive::Archive;
use cordon_flow::{Question, Rule, Stamp, Start, Transfer, VictimId, follow};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

fn finds_what_the_oracle_finds(case: &Case, archive: &Archive) -> TestCaseResult {
    let found = follow::trace(archive, &case.names, &case.question).unwrap();
    prop_assert_eq!(found, case.oracle());
    Ok(())
}

fn of(case: &Case) -> Archive {
    Archive::of(&case.transfers).unwrap()
}

/// No two postings of an account have one moment: the columns are relied on.
pub fn spread(case: &mut Case) {
    let mut at = 0;
    let mut move_to = |transfer: &mut Transfer| {
        at += 1;
        let debit = Stamp::new(transfer.debit.t * 1_000 + at * 4, i64::from(transfer.id.0));
        transfer.credit = transfer.credit.map(|credit| {
            let later = (credit.t - transfer.debit.t) * 1_000 + 1 + at % 3;
            Stamp::new(debit.t + later, debit.seq)
        });
        transfer.debit = debit;
    };
    case.transfers.iter_mut().for_each(&mut move_to);
    let transfers = &case.transfers;
    for root in &mut case.question.roots {
        match &mut root.start {
            Start::Transfer(seed) => *seed = *transfers.iter().find(|transfer| transfer.id == seed.id).unwrap(),
            Start::Account { at, .. } => *at *= 1_000,
        }
    }
    case.question.window_ms *= 1_000;
    case.question.balances_until = case.question.balances_until.map(|until| until.saturating_mul(1_000));
    case.question.seen_until = case.question.seen_until.map(|until| until * 1_000);
    case.question.holds.iter_mut().for_each(|hold| hold.at *= 1_000);
}

#[test]
fn the_rules_over_the_archive_find_what_the_oracle_finds() {
    hold(cases(WILD), 400, |case| finds_what_the_oracle_finds(&case, &of(&case)));
}

#[test]
fn so_they_do_where_the_columns_are_relied_on() {
    for world in [
        WILD,
        World { balances: false, ..WILD },
        World { accounts: 14, transfers: 160, moments: 120, roots: 6, ..WILD },
        World { limits: false, transfers: 80, ..WILD },
        World { apart: true, accounts: 12, transfers: 100, ..WILD },
    ] {
        hold(cases(world), 150, |mut case| {
            spread(&mut case);
            case.question.seen_until = None;
            finds_what_the_oracle_finds(&case, &of(&case))
        });
    }
}

#[test]
fn so_they_do_however_the_transfers_are_cut_sealed_and_appended() {
    let plans = prop::collection::vec(0..6_u8, 40);
    hold((cases(WILD), plans, any::<u64>(), any::<bool>(), any::<bool>()), 400, |(case, plan, turn, wide, late)| {
        let mut case = case;
        if wide {
            spread(&mut case);
        }
        let mut order: Vec<_> = (0..case.transfers.len()).collect();
        order.sort_by_key(|at| if late { (*at as u64 ^ turn) as i64 % 5 } else { case.transfers[*at].debit.t });
        finds_what_the_oracle_finds(&case, &case.at_rest(&order, &plan))
    });
}

/// Most books hold so much that a debit takes nothing of what is somebody's there.
fn drown(case: &mut Case) {
    let mut order: Vec<usize> = (0..case.transfers.len()).collect();
    order.sort_by_key(|at| case.transfers[*at].debit);
    let mut opened = std::collections::BTreeSet::new();
    for at in order {
        let transfer = &mut case.transfers[at];
        let had = [Some(40), Some(2_000), Some(1_000_000)][transfer.from.0 as usize % 3];
        transfer.balance_before = if opened.insert(transfer.from) { had } else { None };
    }
    let transfers = &case.transfers;
    for root in &mut case.question.roots {
        if let Start::Transfer(seed) = &mut root.start {
            *seed = *transfers.iter().find(|transfer| transfer.id == seed.id).unwrap();
        }
    }
}

#[test]
fn so_they_do_where_little_lies_in_large_books() {
    for world in [
        World { balances: false, ..WILD },
        World { balances: false, limits: false, transfers: 160, moments: 120, ..WILD },
        World { balances: false, accounts: 12, transfers: 200, moments: 90, roots: 6, ..WILD },
    ] {
        hold((cases(world), prop::collection::vec(0..40_u8, 40)), 200, |(mut case, plan)| {
            spread(&mut case);
            drown(&mut case);
            case.question.seen_until = None;
            finds_what_the_oracle_finds(&case, &of(&case))?;
            let mut order: Vec<usize> = (0..case.transfers.len()).collect();
            order.sort_by_key(|at| case.transfers[*at].debit);
            finds_what_the_oracle_finds(&case, &case.at_rest(&order, &plan))
        });
    }
}

#[test]
fn one_rule_alone_is_the_same_as_among_others() {
    hold((cases(WILD), 0..Rule::ALL.len()), 100, |(mut case, rule)| {
        spread(&mut case);
        let case = case.with(|question| question.rules = vec![Rule::ALL[rule]]);
        finds_what_the_oracle_finds(&case, &of(&case))
    });
}

/// Where one victim is followed by a rule without an order of units, sums are kept in place of lists.
#[test]
fn so_they_do_for_one_victim() {
    for world in [
        WILD,
        World { limits: false, ..WILD },
        World { accounts: 14, transfers: 160, moments: 120, roots: 6, ..WILD },
        World { apart: true, accounts: 12, transfers: 100, ..WILD },
    ] {
        counts_and_finds_what_the_oracle_does(world, |question| {
            question.roots.iter_mut().for_each(|root| root.victim = VictimId(7));
            question.rules = vec![Rule::TaintFirst, Rule::CleanFirst, Rule::Haircut];
        });
    }
}

/// In books of any size, in one segment and in whatever state of sealing and appending.
fn counts_and_finds_what_the_oracle_does(world: World, asked: impl Fn(&mut Question)) {
    let plans = prop::collection::vec(0..6_u8, 40);
    hold((cases(world), plans, any::<bool>(), any::<bool>()), 200, |(mut case, plan, spreads, drowns)| {
        if spreads {
            spread(&mut case);
        }
        if drowns {
            drown(&mut case);
        }
        asked(&mut case.question);
        finds_what_the_oracle_finds(&case, &of(&case))?;
        let mut order: Vec<usize> = (0..case.transfers.len()).collect();
        order.sort_by_key(|at| case.transfers[*at].debit);
        let archive = case.at_rest(&order, &plan);
        finds_what_the_oracle_finds(&case, &archive)?;
        counts_what_a_trace_has(&case, &archive)
    });
}

fn counts_what_a_trace_has(case: &Case, archive: &Archive) -> TestCaseResult {
    let mut room = follow::Room::default();
    for rule in case.question.rules.clone() {
        let alone = case.with(|question| question.rules = vec![rule]);
        let (edges, accounts, totals) = follow::count(&mut room, archive, &alone.names, &alone.question, rule).unwrap();
        let whole = alone.oracle();
        prop_assert_eq!((edges, accounts), (whole.edges.len(), whole.reached.len()));
        prop_assert_eq!(totals, whole.totals[&rule].all);
    }
    Ok(())
}

/// With one beginning it is known beforehand which debits take clean units only: they are passed over.
#[test]
fn so_they_do_where_clean_units_leave_first() {
    for world in [
        World { roots: 1, ..WILD },
        World { roots: 1, accounts: 8, transfers: 200, moments: 150, ..WILD },
        World { roots: 1, balances: false, accounts: 4, transfers: 120, moments: 90, ..WILD },
        World { roots: 1, apart: true, limits: false, accounts: 5, transfers: 100, ..WILD },
    ] {
        counts_and_finds_what_the_oracle_does(world, |question| {
            question.roots.truncate(1);
            question.rules = vec![Rule::Fifo];
        });
    }
}
