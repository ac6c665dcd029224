//! Questions while batches come in: each is answered from what there was when it was asked.

use super::{SEAL_AT, append_until_it_fails, batches, of_many, open, open_at, paces, steps};
use crate::case::{Case, cases, hold};
use crate::disk::forgetful::Forgetful;
use cordon_flow::archive::Snapshot;
use cordon_flow::disk::{Directory, FROZEN_MAX, Folder, Pace};
use cordon_flow::{Transfer, follow};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

fn ids(now: &Snapshot) -> BTreeSet<u32> {
    let mut ids = BTreeSet::new();
    now.each(|transfer| if ids.insert(transfer.id.0) { Ok(()) } else { Err(transfer) }).expect("each once");
    ids
}

fn ids_of(transfers: &[Transfer]) -> BTreeSet<u32> {
    transfers.iter().map(|transfer| transfer.id.0).collect()
}

/// Whatever was sealed, merged and removed since.
#[test]
fn a_snapshot_goes_on_to_answer_from_what_there_was() {
    let sizes = prop::collection::vec(1..8_usize, 1..6);
    hold((cases(of_many()), sizes, any::<bool>(), paces()), 90, |(case, sizes, spread, pace)| {
        let mut case = case;
        if spread {
            crate::follow::spread(&mut case);
        }
        let volume = Forgetful::default();
        let mut folder = open_at(&volume, pace).unwrap().folder;
        let (reader, mut taken, mut count) = (folder.reader(), Vec::new(), 0);
        for batch in batches(&case, &sizes) {
            folder.append(batch).unwrap();
            count += batch.len();
            taken.push((count, reader.now()));
        }
        for (count, now) in taken.into_iter().step_by(3) {
            let known = Case { transfers: case.transfers[..count].to_vec(), ..case.clone() };
            prop_assert_eq!(ids(&now), ids_of(&known.transfers));
            prop_assert_eq!(follow::trace(&now, &case.names, &case.question).unwrap(), known.oracle());
        }
        Ok(())
    });
}

/// The disk looks itself, before everything that it does: nothing else can come between.
#[test]
fn what_a_question_could_see_when_the_power_went_is_there_afterwards() {
    let sizes = prop::collection::vec(1..8_usize, 1..4);
    hold((cases(of_many()), sizes, any::<u64>(), steps()), 16, |(case, sizes, seed, pace)| {
        let batches = batches(&case, &sizes);
        for moment in 0.. {
            let volume = Forgetful::that_stops_after(moment);
            let (told, _) = append_until_it_fails(&volume, pace, &batches);
            let (has_ended, seen) = (!volume.has_stopped(), volume.seen());
            volume.lose_power(seed ^ moment as u64);
            let folder = open(&volume).unwrap().folder;
            let kept = ids(folder.archive());
            prop_assert!(ids(&seen).is_subset(&kept), "moment {}: what could be seen is lost", moment);
            prop_assert!(told.len() <= ids(&folder.reader().now()).len(), "moment {}", moment);
            if has_ended {
                return Ok(());
            }
        }
        Ok(())
    });
}

/// Writing may take long or fail.
#[test]
fn a_batch_is_seen_before_what_was_sealed_with_it_is_written() {
    hold(cases(of_many()), 20, |case| {
        let volume = Forgetful::default();
        let mut folder = open_at(&volume, Pace::Steps(0)).unwrap().folder;
        let reader = folder.reader();
        for batch in batches(&case, &[SEAL_AT]).into_iter().take(FROZEN_MAX) {
            folder.append(batch).unwrap();
        }
        prop_assert_eq!(reader.now().len(), case.transfers.len().min(SEAL_AT * FROZEN_MAX));
        prop_assert!(volume.segments().is_empty());
        folder.settle().unwrap();
        prop_assert_eq!(volume.segments().is_empty(), case.transfers.len() < SEAL_AT);
        Ok(())
    });
}

#[test]
fn many_ask_while_one_appends_and_see_whole_batches() {
    const BATCH: u32 = 20;
    let path = tempfile::tempdir().unwrap();
    let directory = Directory::of(path.path()).unwrap();
    let mut folder = Folder::open_on(Box::new(directory), 200, Pace::Aside).unwrap().folder;
    let (reader, is_over) = (folder.reader(), AtomicBool::new(false));
    std::thread::scope(|threads| {
        let ask = || {
            let (mut last, mut times) = (0, 0);
            while !is_over.load(Ordering::Relaxed) || times == 0 {
                let now = reader.now();
                let seen = ids(&now);
                assert!(now.len() >= last && now.len().is_multiple_of(BATCH as usize), "{last}, {}", now.len());
                assert!(seen.into_iter().eq(0..u32::try_from(now.len()).unwrap()));
                for id in (0..u32::try_from(now.len()).unwrap()).rev().step_by(37) {
                    let wanted = super::killed::transfer(id);
                    assert_eq!(now.transfer_like(&wanted), Some(wanted));
                }
                (last, times) = (now.len(), times + 1);
            }
            times
        };
        let asking = [threads.spawn(ask), threads.spawn(ask)];
        for batch in 0..400 {
            let batch: Vec<Transfer> = (batch * BATCH..(batch + 1) * BATCH).map(super::killed::transfer).collect();
            folder.append(&batch).unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
        let times: usize = asking.into_iter().map(|asking| asking.join().unwrap()).sum();
        assert!(times > 4, "they asked meanwhile: {times}");
    });
    folder.settle().unwrap();
    assert!(folder.archive().len() == 8_000 && folder.unsaved().is_none());
    drop(folder);
    let folder = Folder::open(path.path()).unwrap().folder;
    assert!(ids(folder.archive()).into_iter().eq(0..8_000));
}
