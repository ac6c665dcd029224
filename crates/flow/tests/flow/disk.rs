//! What the folder acknowledged is there, whatever moment the power goes, the disk is full, or a byte rots.

mod asked;
mod forgetful;
mod killed;
mod looked;
mod named;
mod paced;

use crate::case::{Case, WILD, World, cases, hold};
use cordon_flow::disk::{DiskError, Folder, Opened, Pace, Volume};
use cordon_flow::{Transfer, follow};
use forgetful::Forgetful;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestCaseResult;
use std::collections::BTreeSet;

/// Small, so that little is appended between two seals.
const SEAL_AT: usize = 5;

fn open_at(volume: &Forgetful, pace: Pace) -> Result<Opened, DiskError> {
    Folder::open_on(Box::new(volume.clone()), SEAL_AT, pace)
}

/// Where it does not matter when tails are sealed.
fn open(volume: &Forgetful) -> Result<Opened, DiskError> {
    open_at(volume, Pace::Steps(3))
}

/// From only when somebody has to wait for it to at once, and the same at each run.
fn steps() -> impl Strategy<Value = Pace> + Clone {
    prop_oneof![Just(0), Just(1), 2..9_usize, Just(100)].prop_map(Pace::Steps)
}

/// A thread among them.
fn paces() -> impl Strategy<Value = Pace> + Clone {
    prop_oneof![2 => steps(), 1 => Just(Pace::Aside)]
}

fn batches<'c>(case: &'c Case, sizes: &[usize]) -> Vec<&'c [Transfer]> {
    let (mut batches, mut rest) = (Vec::new(), case.transfers.as_slice());
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at((*size).min(rest.len()));
        batches.push(now);
        rest = later;
    }
    batches
}

fn is_the_whole_case(case: &Case, folder: &Folder) -> TestCaseResult {
    prop_assert_eq!(folder.archive().len(), case.transfers.len());
    let found = follow::trace(folder.archive(), &case.names, &case.question).unwrap();
    prop_assert_eq!(found, case.oracle());
    Ok(())
}

fn of_many() -> World {
    World { transfers: 90, accounts: 10, ..WILD }
}

#[test]
fn what_was_appended_is_there_after_it_was_closed_and_opened_and_told_twice() {
    let sizes = prop::collection::vec(1..8_usize, 1..6);
    hold((cases(of_many()), sizes, paces()), 150, |(case, sizes, pace)| {
        let volume = Forgetful::default();
        for (at, batch) in batches(&case, &sizes).into_iter().enumerate() {
            let mut folder = open_at(&volume, pace).unwrap().folder;
            folder.append(batch).unwrap();
            // The same again is nothing new.
            let as_of = folder.as_of();
            prop_assert_eq!(folder.append(batch).unwrap(), as_of);
            if at % 7 == 3 {
                folder.seal().unwrap();
            }
        }
        let opened = open(&volume).unwrap();
        prop_assert_eq!(opened.cut, None);
        prop_assert_eq!(opened.folder.as_of().0, case.transfers.len() as u64);
        is_the_whole_case(&case, &opened.folder)
    });
}

/// Also when it is closed and opened in between: books go on from what the files say.
#[test]
fn segments_are_the_same_byte_for_byte_however_their_transfers_came() {
    let sizes = || prop::collection::vec(1..40_usize, 1..6);
    hold(
        (cases(World { transfers: 400, ..of_many() }), sizes(), sizes(), any::<bool>(), (paces(), paces())),
        60,
        |(case, one, other, spread, paces)| {
            let mut case = case;
            if spread {
                crate::follow::spread(&mut case);
            }
            let (first, second) = (Forgetful::default(), Forgetful::default());
            let mut folder = open_at(&first, paces.0).unwrap().folder;
            for batch in batches(&case, &one) {
                folder.append(batch).unwrap();
            }
            folder.settle().unwrap();
            for batch in batches(&case, &other) {
                open_at(&second, paces.1).unwrap().folder.append(batch).unwrap();
            }
            prop_assert!(first.segments() == second.segments());
            prop_assert!(first.segments().len() <= 12, "{} segments", first.segments().len());
            is_the_whole_case(&case, &folder)?;
            is_the_whole_case(&case, &open(&second).unwrap().folder)
        },
    );
}

#[test]
fn whoever_tells_something_else_of_a_transfer_is_refused_and_nothing_of_his_batch_is_kept() {
    hold(cases(of_many()), 20, |case| {
        let volume = Forgetful::default();
        let mut folder = open(&volume).unwrap().folder;
        folder.append(&case.transfers).unwrap();
        let fresh = Transfer { id: cordon_flow::TxId(5_000), ..case.transfers[0] };
        let other = Transfer { amount: case.transfers[0].amount + 1, ..case.transfers[0] };
        let refused = folder.append(&[fresh, other]);
        prop_assert!(matches!(refused, Err(DiskError::Transfer(..))), "{:?}", refused);
        drop(folder);
        is_the_whole_case(&case, &open(&volume).unwrap().folder)
    });
}

/// Appends batch by batch as long as it works. The transfers that were acknowledged, and those of the
/// batch of which nobody knows.
fn append_until_it_fails(volume: &Forgetful, pace: Pace, batches: &[&[Transfer]]) -> (Vec<Transfer>, Vec<Transfer>) {
    let mut told = Vec::new();
    let Ok(opened) = open_at(volume, pace) else { return (told, Vec::new()) };
    let mut folder = opened.folder;
    volume.watch(folder.reader());
    for batch in batches {
        if folder.append(batch).is_err() {
            return (told, batch.to_vec());
        }
        told.extend_from_slice(batch);
    }
    (told, Vec::new())
}

#[test]
fn whatever_moment_the_power_goes_what_was_acknowledged_is_there() {
    let sizes = prop::collection::vec(1..8_usize, 1..4);
    hold((cases(of_many()), sizes, any::<u64>(), steps()), 24, |(case, sizes, seed, pace)| {
        let batches = batches(&case, &sizes);
        let mut moment = 0;
        loop {
            let volume = Forgetful::that_stops_after(moment);
            let (told, doubtful) = append_until_it_fails(&volume, pace, &batches);
            let has_ended = !volume.has_stopped();
            volume.lose_power(seed ^ moment as u64);
            let mut folder = open_at(&volume, pace).unwrap().folder;
            prop_assert!(told.iter().all(|t| folder.archive().knows(t.id)), "moment {}: something is lost", moment);
            let may_be: BTreeSet<_> = told.iter().chain(&doubtful).map(|t| t.id).collect();
            prop_assert!(folder.archive().len() <= may_be.len(), "moment {}: something was made up", moment);
            for batch in &batches {
                folder.append(batch).unwrap();
            }
            is_the_whole_case(&case, &folder)?;
            if has_ended {
                return Ok(());
            }
            moment += 1;
        }
    });
}

#[test]
fn a_full_disk_refuses_and_takes_more_when_there_is_room() {
    let sizes = prop::collection::vec(1..8_usize, 1..4);
    hold((cases(of_many()), sizes, 100..9_000_usize, paces()), 150, |(case, sizes, room, pace)| {
        let volume = Forgetful::default();
        drop(open(&volume).unwrap());
        volume.set_room(room);
        let batches = batches(&case, &sizes);
        let mut folder = open_at(&volume, pace).unwrap().folder;
        let mut told = Vec::new();
        for batch in &batches {
            if folder.append(batch).is_ok() {
                told.extend_from_slice(batch);
            }
        }
        prop_assert!(told.iter().all(|t| folder.archive().knows(t.id)));
        volume.set_room(usize::MAX);
        for batch in &batches {
            match folder.append(batch) {
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
        }
        is_the_whole_case(&case, &folder)?;
        drop(folder);
        volume.lose_power(7);
        is_the_whole_case(&case, &open(&volume).unwrap().folder)
    });
}

#[test]
fn a_byte_that_rots_is_never_passed_over_in_silence() {
    let sizes = prop::collection::vec(1..8_usize, 1..4);
    hold(
        (cases(of_many()), sizes, any::<u64>(), any::<u64>(), any::<bool>()),
        250,
        |(case, sizes, file, place, full)| {
            let volume = Forgetful::default();
            let batches = batches(&case, &sizes);
            append_until_it_fails(&volume, Pace::Steps(3), &batches[..batches.len() / 2]);
            if full {
                // Only logs find room: there are several.
                volume.refuse("segment-");
            }
            append_until_it_fails(&volume, Pace::Steps(3), &batches);
            let Some(rotten) = volume.rot(file, place) else { return Ok(()) };
            match open(&volume) {
                Err(DiskError::Damaged { .. } | DiskError::Io { .. }) => {}
                Err(other) => prop_assert!(false, "{rotten}: {other}"),
                // Padding, or the mark behind the last batch.
                Ok(Opened { folder, .. }) => {
                    prop_assert!(
                        folder.archive().len() == case.transfers.len(),
                        "{rotten}: {}",
                        folder.archive().len()
                    );
                }
            }
            Ok(())
        },
    );
}

/// A bit of what was acknowledged last is no torn end; one of the mark behind it costs nothing.
#[test]
fn a_last_batch_that_rots_is_damage_and_its_mark_is_not() {
    hold((cases(of_many()), 1..4_usize, 0..200_usize), 100, |(case, size, before_end)| {
        let volume = Forgetful::default();
        let size = size.min(case.transfers.len());
        let told = &case.transfers[..size];
        open(&volume).unwrap().folder.append(told).unwrap();
        volume.rot_log(before_end.min(24 + 37 * size));
        match open(&volume) {
            Ok(opened) => prop_assert!(before_end < 24 && opened.folder.as_of().0 == size as u64),
            Err(error) => prop_assert!(before_end >= 24 && matches!(error, DiskError::Damaged { .. }), "{}", error),
        }
        Ok(())
    });
}

/// Once it was taken for a new folder, and what was there for leftovers.
#[test]
fn a_folder_without_its_manifest_is_refused_and_left_as_it_is() {
    hold((cases(of_many()), 1..40_usize), 30, |(case, size)| {
        let volume = Forgetful::default();
        let mut folder = open(&volume).unwrap().folder;
        folder.append(&case.transfers[..size.min(case.transfers.len())]).unwrap();
        drop(folder);
        let before = volume.names().unwrap();
        volume.lose("manifest");
        let refused = open(&volume).err();
        prop_assert!(matches!(refused, Some(DiskError::Damaged { .. })), "{:?}", refused);
        prop_assert_eq!(volume.names().unwrap().len(), before.len() - 1);
        Ok(())
    });
}

#[test]
fn a_batch_may_tell_a_transfer_twice_but_not_in_two_ways() {
    let case = cases(of_many()).new_tree(&mut proptest::test_runner::TestRunner::deterministic()).unwrap().current();
    let (first, other) = (case.transfers[0], Transfer { amount: case.transfers[0].amount + 1, ..case.transfers[0] });
    let mut folder = open(&Forgetful::default()).unwrap().folder;
    assert!(matches!(folder.append(&[first, case.transfers[1], other]), Err(DiskError::Transfer(..))));
    assert_eq!(folder.append(&[first, case.transfers[1], first]).unwrap().0, 2);
}

#[test]
fn a_folder_is_one_process_own() {
    let folder = tempfile::tempdir().unwrap();
    let first = Folder::open(folder.path()).unwrap();
    assert!(matches!(Folder::open(folder.path()), Err(DiskError::InUse)));
    drop(first);
    Folder::open(folder.path()).unwrap();
}
