//! The log of verdicts: whatever moment the power goes, what was acknowledged is there, in order, and nothing
//! that was not written.

use crate::forgetful::Forgetful;
use cordon_server::sift::log::{Batch, Head, Log, LogError, Opened, Reader};

const SMALL: u64 = 600;

fn head() -> Head {
    Head { log: "a".into(), facts: vec!["event.kind".into()] }
}

fn record(number: u64) -> Vec<u8> {
    vec![number.to_le_bytes()[0]; 20 + usize::try_from(number % 50).unwrap()]
}

fn open(disk: &Forgetful) -> Result<(Opened, Vec<Vec<u8>>), LogError> {
    let mut records = Vec::new();
    let opened = Log::open(Box::new(disk.clone()), head(), SMALL, &mut |_, number, _, bytes| {
        assert_eq!(number, records.len() as u64);
        records.push(bytes.to_vec());
        Ok(())
    })?;
    Ok((opened, records))
}

/// Appends batches of one to five records until so many were taken; how many were acknowledged.
fn fill(log: &mut Log, until: u64) -> u64 {
    let mut batch = Batch::default();
    while log.next() < until {
        batch.clear();
        let first = log.next();
        (first..first + 1 + first % 5).for_each(|number| batch.push(&record(number)));
        if log.append(&mut batch).is_err() {
            break;
        }
    }
    log.next()
}

fn wanted(count: usize) -> Vec<Vec<u8>> {
    (0..count as u64).map(record).collect()
}

#[test]
fn what_was_acknowledged_is_there_after_a_power_cut_at_any_operation() {
    for operations in 0..140 {
        let disk = Forgetful::that_stops_after(operations);
        let kept = open(&disk).map_or(0, |(mut opened, _)| fill(&mut opened.log, 80));
        assert!(operations > 3 || kept == 0);
        disk.lose_power(operations as u64 * 7 + 1);
        let (mut opened, records) = open(&disk).unwrap_or_else(|error| panic!("{operations}: {error}"));
        assert!(records.len() as u64 >= kept, "{operations}: {} of {kept}", records.len());
        assert_eq!(records, wanted(records.len()), "{operations}");
        // And it goes on from there.
        let next = fill(&mut opened.log, records.len() as u64 + 9);
        drop(opened);
        assert_eq!(open(&disk).unwrap().1, wanted(usize::try_from(next).unwrap()));
    }
}

#[test]
fn on_a_full_disk_nothing_is_half_kept_and_there_may_be_room_later() {
    for room in [0, 1, 30, 77, 200, 450] {
        let disk = Forgetful::default();
        let (mut opened, _) = open(&disk).unwrap();
        let before = fill(&mut opened.log, 4);
        disk.set_room(room);
        let kept = fill(&mut opened.log, 500);
        assert!(kept < 500, "{room}");
        disk.set_room(usize::MAX);
        let after = fill(&mut opened.log, kept + 20);
        assert!(before <= kept && kept < after, "{room}: goes on when there is room");
        drop(opened);
        assert_eq!(open(&disk).unwrap().1, wanted(usize::try_from(after).unwrap()), "{room}");
    }
}

#[test]
fn what_rots_is_refused_by_name_wherever_it_is() {
    let make = || {
        let disk = Forgetful::default();
        let (mut opened, _) = open(&disk).unwrap();
        fill(&mut opened.log, 60);
        disk
    };
    let mut seen = 0;
    for file in 0..4 {
        for place in (0..700).step_by(11) {
            let disk = make();
            let Some(where_) = disk.rot(file, place) else { continue };
            match open(&disk) {
                Err(LogError::Damaged { file, .. }) => assert!(where_.starts_with(&file), "{where_}: {file}"),
                Err(error) => panic!("{where_}: {error}"),
                // Only the mark behind the last batch may be lost without a loss.
                Ok((_, records)) => assert_eq!(records, wanted(records.len()), "{where_}"),
            }
            seen += 1;
        }
    }
    assert!(seen > 100);
}

#[test]
fn a_rotten_last_batch_is_not_taken_for_one_that_was_being_written() {
    let disk = Forgetful::default();
    let (mut opened, _) = open(&disk).unwrap();
    fill(&mut opened.log, 3);
    drop(opened);
    // The last bytes are the mark's; what lies before them is the batch.
    disk.rot(0, 150).unwrap();
    assert!(matches!(open(&disk), Err(LogError::Damaged { .. })));
}

#[test]
fn a_record_is_read_where_it_was_said_to_lie() {
    let disk = Forgetful::default();
    let (mut opened, _) = open(&disk).unwrap();
    let reader = Reader::new(Box::new(disk.clone()));
    let mut batch = Batch::default();
    for number in 0..60 {
        batch.clear();
        batch.push(&record(number));
        batch.push(&record(number + 100));
        let places = opened.log.append(&mut batch).unwrap();
        assert_eq!(reader.record(places[0]).unwrap(), record(number));
        assert_eq!(reader.record(places[1]).unwrap(), record(number + 100));
    }
    assert!(reader.files().unwrap().len() > 3, "files are ended and begun");
}

#[test]
fn another_builds_facts_begin_another_file() {
    let disk = Forgetful::default();
    let (mut opened, _) = open(&disk).unwrap();
    fill(&mut opened.log, 3);
    let next = opened.log.next();
    drop(opened);
    let newer = Head { log: "b".into(), facts: vec!["event.kind".into(), "event.hour".into()] };
    let mut heads = Vec::new();
    let opened = Log::open(Box::new(disk.clone()), newer, SMALL, &mut |segment, _, _, _| {
        heads.push(segment.head.facts.len());
        Ok(())
    });
    let mut log = opened.unwrap().log;
    assert_eq!((log.next(), log.file(), log.head().log.as_str()), (next, next, "a"));
    assert_eq!(heads, vec![1; heads.len()]);
    fill(&mut log, next + 1);
}
