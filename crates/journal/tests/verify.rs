//! The whole check: what it claims, and that each way of tampering is found and named.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/story.rs"]
mod story;

use cordon_journal::verify::{Given, Trust, VerifyError, served, verify};
use cordon_journal::{Entry, Key, Report, Tile, TreeError, leaf_hash};
use cordon_model::time::Stamp;
use proptest::prelude::*;
use std::convert::Infallible;

const COUNT: u64 = 40;

struct Log {
    entries: Vec<Vec<u8>>,
    checkpoint: String,
    older: String,
}

fn log_of(entries: &[Entry], older: u64) -> Log {
    let entries = story::encoded(entries);
    let mut files = story::files(&entries, &[older]);
    let mut text = |path: &str| String::from_utf8(files.remove(path).unwrap()).unwrap();
    Log { checkpoint: text("checkpoint"), older: text(&format!("older/{older}")), entries }
}

fn honest() -> Log {
    log_of(&story::entries(COUNT), 16)
}

type Outcome = Result<Report, VerifyError<Infallible>>;

fn check(checkpoint: &str, entries: &[Vec<u8>], trust: &Trust) -> Outcome {
    verify(checkpoint, entries.iter().cloned().map(Ok), trust)
}

fn check_with_leaves(log: &Log, entries: &[Vec<u8>]) -> Outcome {
    let recorded = log.entries.iter().map(|entry| Some(leaf_hash(entry)));
    let given = entries.iter().zip(recorded).map(|(bytes, leaf)| Ok(Given { bytes: bytes.clone(), leaf }));
    verify(&log.checkpoint, given, &Trust::default())
}

fn keyed() -> Trust {
    Trust { key: Some(story::key().vkey()), older: vec![] }
}

#[test]
fn without_key_and_older_checkpoint_it_claims_self_consistency_and_no_more() {
    let log = honest();
    let report = check(&log.checkpoint, &log.entries, &Trust::default()).unwrap();
    assert_eq!(report.proved(), ["self-consistent"]);
    assert_eq!((report.size, report.signed_by, report.consistent_with, report.beyond), (COUNT, None, vec![], 0));
}

#[test]
fn each_thing_brought_adds_its_claim() {
    let log = honest();
    let report = check(&log.checkpoint, &log.entries, &Trust { older: vec![log.older.clone()], ..keyed() }).unwrap();
    let vkey = story::key().vkey();
    assert_eq!(
        report.proved(),
        [
            "self-consistent".to_owned(),
            format!("signed by `{vkey}`"),
            "its first 16 entries unaltered since the older checkpoint".to_owned()
        ]
    );
    let both = Trust { older: vec![log.checkpoint.clone(), log.older], key: None };
    let report = check(&log.checkpoint, &log.entries, &both).unwrap();
    assert_eq!(report.consistent_with, [16, COUNT]);
    assert_eq!(report.signed_by, None);
}

#[test]
fn a_rewritten_and_resigned_log_is_found_only_by_an_older_checkpoint() {
    let (log, forged) = (honest(), log_of(&story::rewritten(COUNT), 16));
    let report = check(&forged.checkpoint, &forged.entries, &keyed()).unwrap();
    assert_eq!(report.consistent_with, [] as [u64; 0]);
    let trust = Trust { older: vec![log.older], ..keyed() };
    let error = check(&forged.checkpoint, &forged.entries, &trust).unwrap_err();
    assert!(matches!(error, VerifyError::Rewritten { from: 0, older: 16, .. }), "{error}");
    // Altered after the older checkpoint, the alteration is placed after it.
    let mut late = story::entries(COUNT);
    late[20].result = "changed".into();
    let late = log_of(&late, 16);
    let trust = Trust { older: vec![trust.older[0].clone(), log.checkpoint], ..keyed() };
    let error = check(&late.checkpoint, &late.entries, &trust).unwrap_err();
    assert!(matches!(error, VerifyError::Rewritten { from: 16, older: COUNT, .. }), "{error}");
}

#[test]
fn a_wrong_key_or_signature_is_refused() {
    let log = honest();
    let other = Key::generate(story::ORIGIN, [8; 32]).unwrap().vkey();
    let trust = Trust { key: Some(other), older: vec![] };
    assert!(matches!(check(&log.checkpoint, &log.entries, &trust), Err(VerifyError::Checkpoint(_))));
    let altered = log.older.replacen("\n16\n", "\n15\n", 1);
    let trust = Trust { older: vec![altered], ..keyed() };
    assert!(matches!(check(&log.checkpoint, &log.entries, &trust), Err(VerifyError::Older(_))));
    let trust = Trust { older: vec!["not a note".into()], key: None };
    assert!(matches!(check(&log.checkpoint, &log.entries, &trust), Err(VerifyError::Older(_))));
}

#[test]
fn a_shortened_log_and_a_checkpoint_of_another_log_are_refused() {
    let log = honest();
    let trust = Trust { older: vec![log.checkpoint.clone()], ..keyed() };
    let error = check(&log.older, &log.entries[..16], &trust).unwrap_err();
    assert_eq!(error, VerifyError::Shortened { size: 16, older: COUNT });
    let trust = Trust { older: vec![log.older.replace(story::ORIGIN, "other.example")], ..keyed() };
    assert!(matches!(check(&log.checkpoint, &log.entries, &trust), Err(VerifyError::OtherLog { .. })));
}

#[test]
fn removed_moved_and_added_entries_are_named() {
    let log = honest();
    let trust = Trust::default();
    let mut fewer = log.entries.clone();
    fewer.remove(7);
    assert_eq!(check(&log.checkpoint, &fewer, &trust), Err(VerifyError::OutOfPlace { seq: 7, found: 8 }));
    let mut swapped = log.entries.clone();
    swapped.swap(3, 9);
    assert_eq!(check(&log.checkpoint, &swapped, &trust), Err(VerifyError::OutOfPlace { seq: 3, found: 9 }));
    let cut = &log.entries[..39];
    assert_eq!(check(&log.checkpoint, cut, &trust), Err(VerifyError::Missing { seq: 39, size: COUNT }));
    let more = story::encoded(&story::entries(COUNT + 2));
    let report = check(&log.checkpoint, &more, &trust).unwrap();
    assert_eq!((report.size, report.beyond), (COUNT, 2));
    assert!(report.to_string().contains("2 entries after the checkpoint"), "{report}");
}

#[test]
fn a_changed_entry_is_named_where_leaf_hashes_are_recorded_and_bounded_where_not() {
    let log = honest();
    let mut entries = log.entries.clone();
    let middle = entries[21].len() / 2;
    entries[21][middle] ^= 1;
    assert_eq!(check_with_leaves(&log, &entries), Err(VerifyError::Changed { seq: 21 }));
    // Well-formed, but another amount: without leaf hashes the stretch is named.
    let mut other = story::entries(COUNT);
    other[21].verb = "other".into();
    let trust = Trust { older: vec![log.older.clone()], key: None };
    let error = check(&log.checkpoint, &story::encoded(&other), &trust).unwrap_err();
    assert!(matches!(error, VerifyError::WrongRoot { from: 16, size: COUNT, .. }), "{error}");
    let mut broken = log.entries.clone();
    broken[5][0] = 9;
    assert!(matches!(check(&log.checkpoint, &broken, &trust), Err(VerifyError::Malformed { seq: 5, .. })));
}

#[test]
fn an_unreadable_entry_stops_the_check_with_its_number() {
    let log = honest();
    let entries = (0..COUNT).map(|seq| match seq {
        11 => Err(std::fmt::Error),
        _ => Ok(log.entries[seq as usize].clone()),
    });
    let error = verify(&log.checkpoint, entries, &Trust::default()).unwrap_err();
    assert_eq!(error, VerifyError::Unreadable { seq: 11, error: std::fmt::Error });
}

fn check_files(files: &story::Files, size: u64) -> Result<Report, VerifyError<TreeError>> {
    let source = |tile: Tile| files.get(&tile.path()).cloned().ok_or(TreeError::Missing { what: tile.path() });
    let checkpoint = String::from_utf8(files["checkpoint"].clone()).unwrap();
    verify(&checkpoint, served(size, source), &keyed())
}

#[test]
fn a_served_log_is_read_bundle_by_bundle_and_its_first_bad_entry_named() {
    let size = 700;
    let mut files = story::files(&story::encoded(&story::entries(size)), &[]);
    assert_eq!(check_files(&files, size).unwrap().size, size);
    let whole = files.clone();
    files.get_mut("tile/entries/001").unwrap()[2] = 9;
    assert_eq!(check_files(&files, size), Err(VerifyError::Changed { seq: 256 }));
    // The last entry of the second bundle breaks off: the 255 before it still count.
    files.clone_from(&whole);
    files.get_mut("tile/entries/001").unwrap().pop();
    match check_files(&files, size) {
        Err(VerifyError::Unreadable { seq: 511, error: TreeError::Damaged { what, .. } }) => {
            assert_eq!(what, "tile/entries/001");
        }
        other => panic!("{other:?}"),
    }
    files.clone_from(&whole);
    files.get_mut("tile/entries/002.p/188").unwrap().push(0);
    assert!(matches!(check_files(&files, size), Err(VerifyError::Unreadable { seq: 700, .. })));
    files.remove("tile/0/002.p/188");
    assert!(matches!(
        check_files(&files, size),
        Err(VerifyError::Unreadable { seq: 512, error: TreeError::Missing { .. } })
    ));
}

#[test]
fn a_clock_set_back_is_reported_and_does_not_fail() {
    let mut entries = story::entries(COUNT);
    for seq in [10, 30] {
        entries[seq].learned_at = Stamp::from_ms(0);
    }
    let log = log_of(&entries, 16);
    let report = check(&log.checkpoint, &log.entries, &keyed()).unwrap();
    assert_eq!((report.learned_backwards.count, report.learned_backwards.first_seq), (2, Some(10)));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["learned_backwards"]["first_seq"], 10);
    assert_eq!(json["root"].as_str().unwrap().len(), 44);
}

#[test]
fn an_empty_log_verifies() {
    let checkpoint = String::from_utf8(story::files(&[], &[]).remove("checkpoint").unwrap()).unwrap();
    let trust = Trust { older: vec![checkpoint.clone()], ..keyed() };
    let report = check(&checkpoint, &[], &trust).unwrap();
    assert_eq!((report.size, report.consistent_with), (0, vec![0]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Any one bit of any one entry.
    #[test]
    fn no_flipped_bit_passes(seq in 0..COUNT as usize, place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let log = honest();
        let mut entries = log.entries.clone();
        let place = place.index(entries[seq].len());
        entries[seq][place] ^= 1 << bit;
        prop_assert!(check(&log.checkpoint, &entries, &Trust::default()).is_err());
        prop_assert_eq!(check_with_leaves(&log, &entries), Err(VerifyError::Changed { seq: seq as u64 }));
    }
}
