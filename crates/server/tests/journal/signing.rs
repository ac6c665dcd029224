//! What the running centre signs, and what it refuses to sign: a head that does not continue the
//! last one, whether the database was changed while it runs or while it was closed.

use crate::house::{House, MORNING_MS};
use crate::site::{Copy, ORIGIN, log_key, site};
use cordon_journal::Key;
use cordon_model::Stamp;
use cordon_server::log::{Log, LogError, Publish};
use cordon_store::{Doors, Read, SqliteStore, StoreError, checkpoints};

const NOW: Stamp = Stamp::from_ms(MORNING_MS);

fn open(copy: &Copy) -> (SqliteStore, Log) {
    (SqliteStore::open(copy.path(), NOW).unwrap(), Log::new(copy.path(), Publish::Members))
}

fn refusal(log: &Log, store: &SqliteStore) -> String {
    match log.advance(store, &log_key(), NOW) {
        Err(LogError::Refused(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_empty_log_gets_a_head_and_a_grown_one_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), NOW).unwrap();
    let log = Log::new(folder.path(), Publish::Members);
    assert_eq!(log.signed(), None);
    let first = log.advance(&store, &log_key(), NOW).unwrap();
    assert_eq!((first.size, first.root), (0, cordon_journal::EMPTY_ROOT));
    assert_eq!(log.advance(&store, &log_key(), NOW).unwrap(), first, "nothing new, nothing signed");

    let house = House::new();
    let store = house.desk.store().clone();
    let log = Log::new(folder.path(), Publish::Members);
    // A head over nothing is continued by every log.
    let before = log.advance(&store, &log_key(), NOW).unwrap();
    house.reported();
    let after = log.advance(&store, &log_key(), NOW).unwrap();
    assert!(after.size > before.size);
    assert_eq!(log.signed(), Some(after.clone()));
    let kept = store.view::<_, StoreError>("kept", |view| checkpoints::newest(view.sql())).unwrap().unwrap();
    assert_eq!((kept.size, kept.note), (after.size, after.note.clone()));
    assert_eq!(std::fs::read_to_string(folder.path().join("journal.checkpoint")).unwrap(), after.note);
}

#[test]
fn a_restarted_centre_goes_on_with_the_head_it_signed() {
    let copy = site().copy();
    let kept = std::fs::read_to_string(copy.path().join("journal.checkpoint")).unwrap();
    let (store, log) = open(&copy);
    let signed = log.advance(&store, &log_key(), NOW).unwrap();
    assert_eq!(signed.note, kept);
}

#[test]
fn a_database_put_back_beside_the_file_is_refused_for_good() {
    let copy = site().copy();
    copy.sql(&format!("delete from entries where seq >= {0}; delete from checkpoints;", site().older_size));
    let (store, log) = open(&copy);
    let why = refusal(&log, &store);
    assert!(why.contains("rolled back"), "{why}");
    assert_eq!(refusal(&log, &store), why, "and again");
    assert_eq!(log.signed(), None);
    let kept = store.view::<_, StoreError>("kept", |view| checkpoints::newest(view.sql())).unwrap();
    assert_eq!(kept, None, "nothing was signed");
}

#[test]
fn entries_rewritten_while_the_centre_was_closed_are_refused() {
    let copy = site().copy();
    copy.sql("update entries set leaf = (select leaf from entries where seq = 1) where seq = 2");
    let (store, log) = open(&copy);
    assert!(refusal(&log, &store).contains("rewritten"));
    // Also those under the file's head only: the table's rows can be removed by whoever changes entries.
    let copy = site().copy();
    copy.sql(
        "update entries set leaf = (select leaf from entries where seq = 1) where seq = 2; delete from checkpoints",
    );
    let (store, log) = open(&copy);
    assert!(refusal(&log, &store).contains("rewritten"));
}

#[test]
fn entries_cut_off_under_a_running_centre_are_refused() {
    let copy = site().copy();
    let (store, log) = open(&copy);
    let signed = log.advance(&store, &log_key(), NOW).unwrap();
    copy.sql(&format!("delete from entries where seq = {}", signed.size - 1));
    assert!(refusal(&log, &store).contains("entries were removed"));
    assert_eq!(log.signed(), Some(signed), "what was promised stays published");
}

#[test]
fn a_head_of_another_key_is_not_continued() {
    let copy = site().copy();
    let (store, log) = open(&copy);
    let other = Key::generate(ORIGIN, [8; 32]).unwrap();
    match log.advance(&store, &other, NOW) {
        Err(LogError::Refused(why)) => assert!(why.contains("is not ours"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_kept_is_not_published() {
    let copy = site().copy();
    copy.sql("insert into entries select seq + 1, bytes, leaf from entries order by seq desc limit 1");
    // The file cannot be replaced: a folder stands where the new one would be written.
    std::fs::create_dir(copy.path().join("journal.checkpoint.new")).unwrap();
    let (store, log) = open(&copy);
    assert!(matches!(log.advance(&store, &log_key(), NOW), Err(LogError::NotNow(_))));
    assert_eq!(log.signed(), None);
    std::fs::remove_dir(copy.path().join("journal.checkpoint.new")).unwrap();
    let signed = log.advance(&store, &log_key(), NOW).unwrap();
    assert_eq!(log.signed(), Some(signed));
}
