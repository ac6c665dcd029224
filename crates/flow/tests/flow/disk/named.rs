//! Names are kept with the transfers that use them.

use super::{batches, of_many, open, open_at, paces, steps};
use crate::case::{Case, cases, hold};
use crate::disk::forgetful::Forgetful;
use cordon_flow::archive::Snapshot;
use cordon_flow::disk::{DiskError, Folder, NAME_BYTES_MAX};
use cordon_flow::{Names, Transfer};
use proptest::prelude::*;

/// The transfer under the numbers that the folder hands out.
fn told_to(folder: &mut Folder, case: &Case, transfer: &Transfer) -> Result<Transfer, DiskError> {
    let names = &case.names;
    Ok(Transfer {
        id: folder.transfer(names.transfer_kept(transfer.id))?,
        from: folder.account(names.account_text(transfer.from))?,
        to: folder.account(names.account_text(transfer.to))?,
        ..*transfer
    })
}

fn append(folder: &mut Folder, case: &Case, batch: &[Transfer]) -> Result<(), DiskError> {
    let batch: Result<Vec<Transfer>, _> = batch.iter().map(|transfer| told_to(folder, case, transfer)).collect();
    folder.append(&batch?).map(|_| ())
}

/// Whether it is there under its names, as it was told.
fn has(folder: &Folder, case: &Case, transfer: &Transfer) -> bool {
    has_by(folder.names(), folder.archive(), case, transfer)
}

fn has_by(names: &Names, archive: &Snapshot, case: &Case, transfer: &Transfer) -> bool {
    let wanted = &case.names;
    let (from, to) = (wanted.account_text(transfer.from), wanted.account_text(transfer.to));
    let numbers =
        (names.find_transfer(wanted.transfer_kept(transfer.id)), names.find_account(from), names.find_account(to));
    let (Some(id), Some(from), Some(to)) = numbers else { return false };
    let told = Transfer { id, from, to, ..*transfer };
    archive.transfer_like(&told) == Some(told)
}

#[test]
fn whatever_moment_the_power_goes_what_was_acknowledged_has_its_names() {
    let sizes = prop::collection::vec(1..8_usize, 1..4);
    hold((cases(of_many()), sizes, any::<u64>(), steps()), 12, |(case, sizes, seed, pace)| {
        let batches = batches(&case, &sizes);
        for moment in 0.. {
            let volume = Forgetful::that_stops_after(moment);
            let mut told = Vec::new();
            if let Ok(mut opened) = open_at(&volume, pace) {
                let kept = batches.iter().take_while(|batch| append(&mut opened.folder, &case, batch).is_ok());
                told.extend(kept.copied().flatten());
            }
            let has_ended = !volume.has_stopped();
            volume.lose_power(seed ^ moment as u64);
            let mut folder = open(&volume).unwrap().folder;
            prop_assert!(told.iter().all(|transfer| has(&folder, &case, transfer)), "moment {}", moment);
            for batch in &batches {
                append(&mut folder, &case, batch).unwrap();
            }
            drop(folder);
            let folder = open(&volume).unwrap().folder;
            prop_assert!(case.transfers.iter().all(|transfer| has(&folder, &case, transfer)), "moment {}", moment);
            prop_assert_eq!(folder.archive().len(), case.transfers.len());
            if has_ended {
                return Ok(());
            }
        }
        Ok(())
    });
}

#[test]
fn a_name_that_rots_is_damage() {
    hold((cases(of_many()), any::<u64>(), any::<u64>()), 150, |(case, file, place)| {
        let volume = Forgetful::default();
        append(&mut open(&volume).unwrap().folder, &case, &case.transfers).unwrap();
        let Some(rotten) = volume.rot(file, place) else { return Ok(()) };
        match open(&volume) {
            Err(DiskError::Damaged { .. } | DiskError::Io { .. }) => {}
            Err(other) => prop_assert!(false, "{rotten}: {other}"),
            // Padding, or a mark.
            Ok(opened) => {
                prop_assert!(case.transfers.iter().all(|t| has(&opened.folder, &case, t)), "{rotten}: lost");
            }
        }
        Ok(())
    });
}

#[test]
fn a_name_that_is_too_long_is_refused() {
    let mut folder = open(&Forgetful::default()).unwrap().folder;
    assert!(matches!(folder.account(&"8".repeat(NAME_BYTES_MAX + 1)), Err(DiskError::Name(_))));
    assert!(folder.account(&"8".repeat(NAME_BYTES_MAX)).is_ok());
}

/// Names that come later are not in it, though they may be the same folder's by now.
#[test]
fn a_snapshot_has_the_names_of_what_is_in_it_and_no_others() {
    let sizes = prop::collection::vec(1..8_usize, 1..6);
    hold((cases(of_many()), sizes, paces()), 60, |(case, sizes, pace)| {
        let mut folder = open_at(&Forgetful::default(), pace).unwrap().folder;
        let (reader, mut taken, mut count) = (folder.reader(), Vec::new(), 0);
        for batch in batches(&case, &sizes) {
            append(&mut folder, &case, batch).unwrap();
            count += batch.len();
            taken.push((count, folder.names().count(), reader.now()));
        }
        folder.settle().unwrap();
        for (count, names, now) in taken {
            prop_assert_eq!(now.names().count(), names);
            prop_assert!(case.transfers[..count].iter().all(|transfer| has_by(now.names(), &now, &case, transfer)));
            let has_later = |transfer: &Transfer| {
                let text = case.names.transfer_kept(transfer.id);
                now.names().find_transfer(text).is_some()
            };
            prop_assert!(!case.transfers[count..].iter().any(has_later));
        }
        Ok(())
    });
}
