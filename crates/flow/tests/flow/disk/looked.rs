//! A folder is looked at while another process has it, at any moment.

use super::killed::{Appending, transfer};
use super::{append_until_it_fails, batches, of_many, open, steps};
use crate::case::{cases, hold};
use crate::disk::forgetful::Forgetful;
use cordon_flow::AccountId;
use cordon_flow::disk::{Folder, Seen};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[test]
fn a_look_sees_what_opening_would_find_whatever_moment_the_power_went() {
    let sizes = prop::collection::vec(1..8_usize, 1..4);
    hold((cases(of_many()), sizes, any::<u64>(), steps()), 16, |(case, sizes, seed, pace)| {
        let batches = batches(&case, &sizes);
        for moment in 0.. {
            let volume = Forgetful::that_stops_after(moment);
            let (told, _) = append_until_it_fails(&volume, pace, &batches);
            let has_ended = !volume.has_stopped();
            volume.lose_power(seed ^ moment as u64);
            let seen = Seen::on(&volume).unwrap();
            prop_assert!(told.iter().all(|t| seen.archive.knows(t.id)), "moment {}: something is not seen", moment);
            let folder = open(&volume).unwrap().folder;
            prop_assert_eq!(seen.archive.len(), folder.archive().len());
            for transfer in &case.transfers {
                prop_assert_eq!(seen.archive.transfer_like(transfer), folder.archive().transfer_like(transfer));
            }
            if has_ended {
                return Ok(());
            }
        }
        Ok(())
    });
}

#[test]
fn a_folder_into_which_a_process_writes_is_seen_batch_by_batch() {
    let path = tempfile::tempdir().unwrap();
    let mut appending = Appending::begin(path.path());
    let (mut last, mut sizes) = (0, BTreeSet::new());
    for round in 0..60 {
        let kept = appending.kept(10 + round % 7);
        let seen = Seen::of(path.path()).unwrap();
        let count = seen.archive.len();
        assert!(count as u64 >= kept && count >= last, "{count} of {kept}, {last} before");
        assert_eq!(count % super::killed::BATCH as usize, 0, "a batch is seen whole or not at all");
        let mut ids: Vec<u32> = Vec::new();
        seen.archive
            .each(|found| {
                ids.push(found.id.0);
                Ok::<_, ()>(())
            })
            .unwrap();
        ids.sort_unstable();
        assert!(ids.iter().copied().eq(0..u32::try_from(count).unwrap()), "each once");
        for id in (0..u32::try_from(count).unwrap()).step_by(197) {
            assert_eq!(seen.archive.transfer_like(&transfer(id)), Some(transfer(id)));
        }
        last = count;
        sizes.insert(count);
    }
    assert!(sizes.len() > 30, "the process wrote meanwhile: {sizes:?}");
    assert!(
        matches!(Folder::open(path.path()), Err(cordon_flow::disk::DiskError::InUse)),
        "it was locked all the time"
    );
    appending.kill();
}

#[test]
fn a_folder_that_lost_its_manifest_is_not_taken_for_an_empty_one() {
    hold(cases(of_many()), 3, |case| {
        let volume = Forgetful::default();
        open(&volume).unwrap().folder.append(&case.transfers).unwrap();
        volume.lose("manifest");
        prop_assert!(Seen::on(&volume).is_err());
        Ok(())
    });
    let empty = tempfile::tempdir().unwrap();
    assert!(Seen::of(empty.path()).unwrap().archive.is_empty());
    assert!(Seen::of(&empty.path().join("nowhere")).is_err());
}

#[test]
fn postings_are_counted_and_found_by_their_moments() {
    hold((cases(of_many()), any::<bool>(), -5..90_i64, 0..60_i64), 60, |(case, seal, from, len)| {
        let volume = Forgetful::default();
        let mut folder = open(&volume).unwrap().folder;
        folder.append(&case.transfers).unwrap();
        if seal {
            folder.seal().unwrap();
        }
        let archive = folder.archive();
        for account in (0..10).map(AccountId) {
            let own = || case.transfers.iter().filter(|t| t.from == account);
            let to_itself = own().filter(|t| t.to == account).count();
            let all = case.transfers.iter().filter(|t| t.from == account || t.to == account).count();
            prop_assert!((all..=all + to_itself).contains(&archive.count_of(account)));
            let moments = from..=from + len;
            let mut found: Vec<_> = archive.debits_within(account, moments.clone()).iter().map(|t| t.id).collect();
            let mut wanted: Vec<_> = own().filter(|t| moments.contains(&t.debit.t)).map(|t| t.id).collect();
            found.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(found, wanted);
        }
        Ok(())
    });
}
