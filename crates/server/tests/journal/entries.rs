//! The entries themselves: changed, cut off, rewritten. What the log cannot show by itself, an older
//! checkpoint kept elsewhere does.

use crate::site::{Copy, cordon, site};
use cordon_journal::{Entry, leaf_hash};

pub fn entry(copy: &Copy, seq: u64) -> Vec<u8> {
    copy.database().query_row("select bytes from entries where seq = $1", [seq as i64], |row| row.get(0)).unwrap()
}

fn count(copy: &Copy) -> u64 {
    let count: i64 = copy.database().query_row("select count(*) from entries", [], |row| row.get(0)).unwrap();
    count as u64
}

pub fn set(copy: &Copy, seq: u64, bytes: &[u8], leaf_too: bool) {
    let database = copy.database();
    let changed = match leaf_too {
        false => database.execute("update entries set bytes = $1 where seq = $2", (bytes, seq as i64)),
        true => {
            let leaf = leaf_hash(bytes);
            database.execute("update entries set bytes = $1, leaf = $2 where seq = $3", (bytes, leaf, seq as i64))
        }
    };
    assert_eq!(changed.unwrap(), 1);
}

/// As if the folder had never known another history: no kept head, in the database or beside it.
fn forget_and_sign_again(copy: &Copy) {
    copy.sql("delete from checkpoints");
    std::fs::remove_file(copy.path().join("journal.checkpoint")).unwrap();
    let said = cordon(&["journal", "checkpoint", "--data", copy.arg()]);
    assert!(said.ok, "{}", said.text);
}

#[test]
fn what_was_shown_is_said_and_no_more() {
    let site = site();
    let copy = site.copy();
    let claim = |more: &[&str]| {
        let said = copy.verify(more);
        assert!(said.ok, "{}", said.text);
        said.out.lines().next().unwrap().to_owned()
    };
    let size = count(&copy);
    let alone = claim(&[]);
    assert_eq!(alone, format!("log `journal.invalid/test`, {size} entries: self-consistent"));
    let signed = format!("{alone}, signed by `{}`", site.vkey);
    assert_eq!(claim(&["--key", &site.vkey]), signed);
    let key_file = format!("@{}", copy.path().join("journal.vkey").display());
    assert_eq!(claim(&["--key", &key_file]), signed);
    let older = copy.outside();
    let all = claim(&["--key", &site.vkey, "--checkpoint", older.to_str().unwrap()]);
    let unaltered = format!("its first {} entries unaltered since the older checkpoint", site.older_size);
    assert_eq!(all, format!("{signed}, {unaltered}"));
    assert!(site.older_size < size);
}

#[test]
fn a_key_that_did_not_sign_is_told() {
    let copy = site().copy();
    let other = cordon_journal::Key::generate(crate::site::ORIGIN, [8; 32]).unwrap().vkey().to_string();
    let said = copy.verify(&["--key", &other]);
    assert!(!said.ok && said.text.contains("no signature is by a known key"), "{}", said.text);
}

#[test]
fn one_changed_byte_of_any_entry_names_it() {
    let size = count(&site().copy());
    for seq in 0..size {
        let copy = site().copy();
        let mut bytes = entry(&copy, seq);
        let at = (seq as usize * 7) % bytes.len();
        bytes[at] ^= 1;
        set(&copy, seq, &bytes, false);
        let said = copy.verify(&[]);
        assert!(!said.ok && said.text.contains(&format!("bad: entry {seq} is bad")), "{seq}: {}", said.text);
        assert!(said.text.contains(&format!("bad: the leaf of entry {seq} is not the hash of its bytes")));
    }
}

#[test]
fn a_well_formed_forgery_with_its_leaf_does_not_give_the_signed_root() {
    let copy = site().copy();
    let mut forged = Entry::decode(&entry(&copy, 3)).unwrap();
    forged.learned_at = forged.learned_at.plus_ms(1);
    set(&copy, 3, &forged.encode().unwrap(), true);
    let said = copy.verify(&[]);
    // The file beside the database, written at the last signing, speaks of the same root.
    assert!(!said.ok && said.text.contains("do not give the root"), "{}", said.text);
    let said = copy.verify_with_older();
    assert!(!said.ok && said.text.contains("the log was rewritten"), "{}", said.text);
}

#[test]
fn a_missing_entry_is_named() {
    let copy = site().damaged("delete from entries where seq = 5; delete from entry_subjects where seq = 5;");
    let said = copy.verify(&[]);
    assert!(!said.ok && said.text.contains("entry 5 is missing"), "{}", said.text);
}

#[test]
fn an_entry_that_is_no_row_as_we_write_it_is_named() {
    let copy = site().damaged("update entries set leaf = x'00' where seq = 4");
    let said = copy.verify(&[]);
    assert!(!said.ok && said.text.contains("entry 4 cannot be read"), "{}", said.text);
}

#[test]
fn cut_off_entries_are_missed_with_what_the_folder_kept() {
    let last = count(&site().copy()) - 1;
    let cut = format!("delete from entries where seq >= {last}; delete from entry_subjects where seq >= {last};");
    let said = site().damaged(&cut).verify(&[]);
    assert!(!said.ok && said.text.contains(&format!("entry {last} is missing")), "{}", said.text);
    // The signed head goes too: the file beside the database still knows.
    let copy = site().damaged(&format!("{cut} delete from checkpoints where size > {last};"));
    let said = copy.verify(&[]);
    assert!(!said.ok && said.text.contains("fewer than"), "{}", said.text);
    assert!(said.text.contains("`journal.checkpoint` of the data folder"), "{}", said.text);
    // And the centre itself refuses to sign over fewer.
    let signed = cordon(&["journal", "checkpoint", "--data", copy.arg()]);
    assert!(!signed.ok && signed.text.contains("rolled back"), "{}", signed.text);
}

#[test]
fn a_log_rolled_back_as_a_whole_is_found_by_a_checkpoint_kept_outside() {
    let site = site();
    let copy = site.copy();
    let newest = std::fs::read_to_string(copy.path().join("journal.checkpoint")).unwrap();
    std::fs::write(copy.outside(), newest).unwrap();
    // Everything since the older checkpoint is undone, rows included as far as the log is concerned.
    copy.sql(&format!(
        "delete from entries where seq >= {0}; delete from entry_subjects where seq >= {0};",
        site.older_size
    ));
    forget_and_sign_again(&copy);
    let first = |more: &[&str]| copy.verify(more).out.lines().next().unwrap().to_owned();
    assert_eq!(first(&[]), format!("log `journal.invalid/test`, {} entries: self-consistent", site.older_size));
    let said = copy.verify_with_older();
    assert!(!said.ok && said.text.contains("fewer than the"), "{}", said.text);
}

#[test]
fn a_rewritten_and_resigned_log_is_found_by_an_older_checkpoint_and_by_nothing_else() {
    let site = site();
    let copy = site.copy();
    for seq in 0..count(&copy) {
        let mut rewritten = Entry::decode(&entry(&copy, seq)).unwrap();
        rewritten.learned_at = rewritten.learned_at.plus_ms(60_000);
        set(&copy, seq, &rewritten.encode().unwrap(), true);
    }
    forget_and_sign_again(&copy);
    let alone = copy.verify(&[]);
    assert!(alone.ok, "by itself a rewritten log looks like any other: {}", alone.text);
    assert!(alone.out.lines().next().unwrap().ends_with(": self-consistent"), "and no more is claimed: {}", alone.out);
    let said = copy.verify_with_older();
    assert!(!said.ok && said.text.contains("the log was rewritten"), "{}", said.text);
}

#[test]
fn a_checkpoint_is_printed_again_and_again_until_something_was_added() {
    let copy = site().copy();
    let take = || cordon(&["journal", "checkpoint", "--data", copy.arg()]);
    let kept = std::fs::read_to_string(copy.path().join("journal.checkpoint")).unwrap();
    assert_eq!(take().out, kept);
    assert_eq!(take().out, kept);
    // Somebody who may not sign sees what was signed.
    std::fs::remove_file(copy.path().join("journal.key")).unwrap();
    assert_eq!(take().out, kept);
    assert!(!copy.path().join("journal.key").exists(), "no key is made by looking");
    let nothing = tempfile::tempdir().unwrap();
    let said = cordon(&["journal", "checkpoint", "--data", nothing.path().to_str().unwrap()]);
    assert!(!said.ok && said.text.contains("holds no `cordon.db`"), "{}", said.text);
    assert_eq!(std::fs::read_dir(nothing.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_without_a_signed_head_is_not_called_good() {
    let copy = site().damaged("delete from checkpoints");
    let said = copy.verify(&[]);
    assert!(!said.ok && said.text.contains("no checkpoint is kept"), "{}", said.text);
}
