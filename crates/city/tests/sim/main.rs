//! The city as a test: lists of operations from a seed, over the product's own desk, store, wires and
//! gateways on one clock. Letters are lost, doubled and overtake each other, clocks go wrong, the disk is
//! full and the centre dies at any write; the laws of `judge.rs` hold all the same, on the way and at the
//! end. A list that breaks one is shrunk and printed; kept in `reproductions/` it is played for ever.
//!
//! `SIM_LISTS=500 SIM_SEED=1000 cargo test -p cordon-city --test sim` plays more; `make soak` plays for hours.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod found;
mod judge;
mod laws;
mod op;
mod people;
mod post;
mod run;
mod shrink;
mod soak;
mod town;

use judge::Broken;
use op::Op;
use run::{Outcome, run};
use std::path::{Path, PathBuf};
use town::Sabotage;

const LISTS: u64 = 8;
const LENGTH: usize = 100;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Plays a list; where it breaks a law, what is left of it when it is shrunk.
fn played(ops: &[Op]) -> Result<Outcome, String> {
    run(ops, Sabotage::None).map_err(|broken| {
        let Broken { law, what } = &broken;
        let shrunk = shrink::shrink(ops, |ops| run(ops, Sabotage::None).is_err_and(|other| other.law == *law));
        let now = run(&shrunk, Sabotage::None).err();
        let list = serde_json::to_string(&shrunk).unwrap();
        format!("the law of {law} is broken: {what}\nshrunk: {now:?}\nkeep it in tests/sim/reproductions/: {list}")
    })
}

#[test]
fn whatever_happens_the_laws_of_the_town_hold() {
    let (first, lists) = (number("SIM_SEED", 1), number("SIM_LISTS", LISTS));
    let length = usize::try_from(number("SIM_LENGTH", u64::try_from(LENGTH).unwrap())).unwrap();
    let (mut levels, mut lapsed) = (0, 0);
    for seed in first..first + lists {
        let began = std::time::Instant::now();
        let outcome = played(&op::list(seed, length)).unwrap_or_else(|told| panic!("seed {seed}: {told}"));
        println!("seed {seed}: {outcome:?} in {:?}", began.elapsed());
        (levels, lapsed) = (levels.max(outcome.levels), lapsed + outcome.lapsed);
    }
    assert!(levels > 2 && lapsed > 0, "the lists do not show a town: {levels} levels, {lapsed} stops that lapsed");
}

#[test]
fn the_same_list_gives_the_same_journal_and_the_same_measures() {
    let list = op::list(3, LENGTH / 2);
    assert_eq!(played(&list).unwrap(), played(&list).unwrap());
    let other = |sabotage| run(&list, sabotage).unwrap().digest;
    assert_ne!(other(Sabotage::Chance), other(Sabotage::Chance), "chance from outside is seen");
}

fn reproductions() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sim/reproductions");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn what_once_broke_a_law_breaks_none_any_more() {
    for file in reproductions() {
        let ops: Vec<Op> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let outcome = run(&ops, Sabotage::None);
        assert!(outcome.is_ok(), "{}: {outcome:?}", file.display());
    }
}
