//! Tails are sealed later than they are full, and meanwhile the disk may fail.

use super::{SEAL_AT, batches, is_the_whole_case, of_many, open, open_at, paces, steps};
use crate::case::{Case, cases, hold};
use crate::disk::forgetful::Forgetful;
use cordon_flow::disk::{DiskError, FROZEN_MAX, Folder, Pace};
use cordon_flow::{AccountId, Transfer};
use proptest::prelude::*;

const NEWEST_AND_READY: usize = 2;

fn logs(volume: &Forgetful) -> usize {
    volume.listed().iter().filter(|name| name.starts_with("log-")).count()
}

/// As whoever uses it does: again after a failure, and after that opens the folder again.
fn append_somehow(folder: Folder, batch: &[Transfer], open: impl Fn() -> Folder) -> Folder {
    let mut folder = folder;
    for _ in 0..2 {
        match folder.append(batch) {
            Ok(_) => return folder,
            Err(DiskError::Broken) => {
                drop(folder);
                folder = open();
            }
            Err(_) => {}
        }
    }
    folder.append(batch).unwrap();
    folder
}

/// Once a batch whose sync had failed was found at the next opening, counted as kept, and never synced.
#[test]
fn an_operation_that_fails_once_costs_nothing_that_was_acknowledged() {
    let sizes = prop::collection::vec(1..8_usize, 1..4);
    hold((cases(of_many()), sizes, any::<u64>(), steps()), 12, |(case, sizes, seed, pace)| {
        let batches = batches(&case, &sizes);
        for operation in 1.. {
            let volume = Forgetful::that_fails_at(operation);
            let open = || open_at(&volume, pace).or_else(|_| open_at(&volume, pace)).unwrap().folder;
            let mut folder = open();
            for batch in &batches {
                folder = append_somehow(folder, batch, open);
            }
            is_the_whole_case(&case, &folder)?;
            drop(folder);
            volume.lose_power(seed ^ operation as u64);
            is_the_whole_case(&case, &open())?;
            if !volume.has_failed() {
                return Ok(());
            }
        }
        Ok(())
    });
}

#[test]
fn what_cannot_be_written_is_said_stays_in_the_logs_and_is_tried_again() {
    hold((cases(of_many()), paces(), prop_oneof![Just("segment-"), Just("manifest")]), 60, |(case, pace, refused)| {
        let volume = Forgetful::default();
        let mut folder = open_at(&volume, pace).unwrap().folder;
        volume.refuse(refused);
        for batch in batches(&case, &[3]) {
            folder.append(batch).unwrap();
        }
        folder.settle().unwrap();
        prop_assert_eq!(folder.unsaved().is_some(), case.transfers.len() >= SEAL_AT);
        prop_assert!(folder.seal().is_err());
        is_the_whole_case(&case, &folder)?;
        drop(folder);
        volume.lose_power(case.transfers.len() as u64);
        let mut folder = open_at(&volume, pace).unwrap().folder;
        is_the_whole_case(&case, &folder)?;
        volume.refuse(None);
        folder.seal().unwrap();
        prop_assert!(folder.unsaved().is_none() && logs(&volume) == NEWEST_AND_READY);
        drop(folder);
        is_the_whole_case(&case, &open(&volume).unwrap().folder)
    });
}

#[test]
fn where_no_log_is_ready_the_one_that_is_there_goes_on() {
    hold((cases(of_many()), paces(), 0..4_usize), 60, |(case, pace, sound)| {
        let volume = Forgetful::default();
        let mut folder = open_at(&volume, pace).unwrap().folder;
        for (at, batch) in batches(&case, &[4]).into_iter().enumerate() {
            volume.refuse(if at / 4 % 2 == sound % 2 { None } else { Some("log-") });
            folder.append(batch).unwrap();
        }
        is_the_whole_case(&case, &folder)?;
        drop(folder);
        volume.lose_power(sound as u64);
        is_the_whole_case(&case, &open(&volume).unwrap().folder)
    });
}

#[test]
fn whoever_appends_faster_than_tails_are_sealed_waits_and_says_so() {
    hold((cases(of_many()), 1..30_usize), 40, |(case, size)| {
        let mut folder = open_at(&Forgetful::default(), Pace::Steps(0)).unwrap().folder;
        for batch in batches(&case, &[size]) {
            folder.append(batch).unwrap();
        }
        let tails = case.transfers.len() / SEAL_AT;
        // Tails that are sealed while others are merged are done together.
        prop_assert_eq!(folder.waits() > 0, tails > FROZEN_MAX);
        prop_assert!(folder.waits() <= tails.saturating_sub(FROZEN_MAX) as u64);
        is_the_whole_case(&case, &folder)
    });
}

#[test]
fn logs_that_are_sealed_are_removed() {
    hold((cases(of_many()), paces()), 40, |(case, pace)| {
        let volume = Forgetful::default();
        let mut folder = open_at(&volume, pace).unwrap().folder;
        for batch in batches(&case, &[3]) {
            folder.append(batch).unwrap();
            folder.settle().unwrap();
            prop_assert_eq!(logs(&volume), NEWEST_AND_READY);
        }
        Ok(())
    });
}

/// One log, with what is not sealed and named by the first of it, as the manifest knows.
#[test]
fn a_folder_of_the_first_version_is_opened() {
    hold((cases(of_many()), 0..9_usize), 20, |(case, unsealed)| {
        let path = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(path.path()).unwrap().folder;
        let (sealed, later) = case.transfers.split_at(case.transfers.len().saturating_sub(unsealed));
        folder.append(sealed).unwrap();
        folder.seal().unwrap();
        folder.append(later).unwrap();
        drop(folder);
        let manifest = path.path().join("manifest");
        let text = std::fs::read_to_string(&manifest).unwrap();
        let kept = text.lines().filter(|line| !line.starts_with("crc32") && !line.starts_with("log"));
        let number = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
        let log = |name| path.path().join(format!("log-{:016}", number(name).unwrap()));
        std::fs::rename(log("log"), log("sealed")).unwrap();
        let body = kept.map(|line| line.replace("cordon 2", "cordon 1") + "\n").collect::<String>();
        std::fs::write(&manifest, format!("{body}crc32 {:08x}\n", crc32fast::hash(body.as_bytes()))).unwrap();
        is_the_whole_case(&case, &Folder::open(path.path()).unwrap().folder)
    });
}

/// What comes while a tail is being sealed is asked together with it, also where it belongs before it.
#[test]
fn several_tails_answer_as_one() {
    hold((cases(of_many()), any::<bool>(), 0..4_usize), 120, |(case, spread, steps)| {
        let mut case: Case = case;
        if spread {
            crate::follow::spread(&mut case);
        }
        let mut folder = open_at(&Forgetful::default(), Pace::Steps(steps)).unwrap().folder;
        for batch in batches(&case, &[7, 2]) {
            folder.append(batch).unwrap();
        }
        is_the_whole_case(&case, &folder)?;
        for account in (0..10).map(AccountId) {
            let mut found: Vec<u32> = folder.archive().of_account(account).iter().map(|t| t.id.0).collect();
            found.sort_unstable();
            let own = case.transfers.iter().filter(|t| t.from == account || t.to == account);
            let mut wanted: Vec<u32> = own.map(|t| t.id.0).collect();
            wanted.sort_unstable();
            prop_assert_eq!(found, wanted);
        }
        Ok(())
    });
}
