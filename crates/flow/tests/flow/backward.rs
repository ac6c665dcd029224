//! Asked the other way, the same table gives the same shares.

use crate::case::{Case, WILD, World, cases, hold};
use crate::laws::APART;
use cordon_flow::archive::Archive;
use cordon_flow::backward::{BackError, BackQuestion, Origins, Target, origins};
use cordon_flow::{ArchiveSource, MemorySource, Note, Rule, Start};
use proptest::prelude::*;
use std::collections::BTreeMap;

pub fn ask(case: &Case, target: Target, rule: Rule) -> Origins {
    let question = BackQuestion { target, rule, window_ms: 1000, hops: 1000 };
    let mut source = MemorySource::new(case.names.clone(), case.transfers.clone());
    let found = origins(&mut source, &question).unwrap();
    let archive = Archive::of(&case.transfers).unwrap();
    let at_rest = origins(&mut ArchiveSource::new(&archive, &case.names), &question).unwrap();
    assert_eq!(at_rest, found, "the archive's way back is another");
    found
}

#[test]
fn backward_from_any_account_names_the_victims_whose_money_went_there() {
    // Victims pay from accounts that receive nothing, so their payments are the first on every way.
    let world = World { balances: true, ..APART };
    hold(cases(world), 100, |case| {
        for rule in [Rule::Fifo, Rule::Lifo] {
            let trace = case.with(|q| q.rules = vec![rule]).tracer();
            for place in &trace.reached {
                let target = Target::Account { account: place.account, at: 1000 };
                let found = ask(&case, target, rule);
                let amounts: BTreeMap<_, u64> = found.origins.iter().map(|o| (o.transfer.id, o.amount)).collect();
                for root in &case.question.roots {
                    let Start::Transfer(seed) = root.start else { continue };
                    let forward =
                        trace.taint(place.account, rule).into_iter().find(|(victim, _)| *victim == root.victim);
                    let forward = forward.map_or(0, |(_, amount)| amount);
                    prop_assert_eq!(amounts.get(&seed.id).copied().unwrap_or(0), forward);
                }
                let known: u64 = amounts.values().sum();
                prop_assert_eq!(found.elsewhere.map(|other| other + known), place.balance);
            }
        }
        Ok(())
    });
}

#[test]
fn a_transfer_is_made_of_what_it_is_made_of() {
    hold(cases(World { limits: false, ..WILD }), 100, |case| {
        for transfer in &case.transfers {
            for rule in [Rule::TaintFirst, Rule::CleanFirst, Rule::Haircut, Rule::Fifo, Rule::Lifo] {
                let found = ask(&case, Target::Transfer(*transfer), rule);
                let known: u64 = found.origins.iter().map(|origin| origin.amount).sum();
                prop_assert!(known <= transfer.amount);
                prop_assert!(found.origins.iter().all(|o| o.transfer.credited() < transfer.debit));
            }
        }
        Ok(())
    });
}

#[test]
fn poison_divides_nothing_and_limits_are_told() {
    let case = crate::golden::read(include_str!("../../golden/two_hops.txt"));
    let mut source = MemorySource::new(case.names.clone(), case.transfers.clone());
    let account = case.names.find_account("C").unwrap();
    let target = Target::Account { account, at: 100 };
    let back = BackQuestion { target, rule: Rule::Poison, window_ms: 1000, hops: 9 };
    assert!(matches!(origins(&mut source, &back), Err(BackError::Poison)));
    // By lifo t4 drew t3's 20, t2's 60 and t1's 20, so t1's lie uppermost on B, and C got them and 10 of t2's.
    let back = BackQuestion { rule: Rule::Lifo, ..back };
    let found = origins(&mut source, &back).unwrap();
    let named: Vec<(&str, u64)> =
        found.origins.iter().map(|o| (case.names.transfer_kept(o.transfer.id), o.amount)).collect();
    assert_eq!((named, found.elsewhere), (vec![("t1", 20), ("t2", 10)], Some(0)));
    let near = origins(&mut source, &BackQuestion { hops: 1, ..back }).unwrap();
    assert!(near.notes.has(Note::Hops));
    assert_eq!(near.origins.len(), 1, "without more hops it is all of t5");
}
