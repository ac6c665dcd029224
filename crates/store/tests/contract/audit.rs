//! Every way of changing rows behind the store's back is named.

use crate::Setting;
use crate::probe::{Probe, count, put};
use crate::sealed::{NUMBER, brought, fact, vault};
use cordon_store::audit::{Fault, RowReport, verify_rows};
use cordon_store::{Record, Store};
use std::sync::Arc;

/// Two probes, one of them changed once, and a sealed fact: four entries.
fn lived_in(setting: &dyn Setting) -> Arc<dyn Store> {
    let store = setting.open();
    put(&*store, &Probe { words: Some("words".into()), flag: Some(true), ..Probe::new("a", 1) }).unwrap();
    put(&*store, &Probe::new("b", 1)).unwrap();
    put(&*store, &Probe { flag: Some(false), ..Probe::new("b", 2) }).unwrap();
    brought(&*store, &fact(1, NUMBER).1);
    assert_eq!(count(&*store), 4);
    store
}

fn report(store: &dyn Store) -> RowReport {
    verify_rows(store, Some(&vault()), &[Probe::TABLE]).unwrap()
}

fn after(setting: &dyn Setting, tampering: &str) -> Vec<Fault> {
    let store = lived_in(setting);
    setting.tamper(tampering);
    let report = report(&*store);
    assert!(!report.is_sound());
    report.faults
}

fn differs(key: &str, seq: u64) -> Vec<Fault> {
    vec![Fault::Differs { table: "probes".into(), key: key.into(), seq }]
}

pub fn untouched_rows_are_sound(setting: &dyn Setting) {
    let store = lived_in(setting);
    let report = report(&*store);
    assert!(report.is_sound(), "{report}");
    assert_eq!((report.entries, report.rows, report.sealed), (4, 2, 1));
    assert_eq!(report.covered, ["probes.id", "probes.number", "probes.flag", "probes.words", "probes.bytes"]);
    assert!(report.to_string().contains("probes.words"));
}

pub fn a_changed_row_is_named(setting: &dyn Setting) {
    assert_eq!(after(setting, "update probes set number = 1 where id = 'b'"), differs("b", 2));
}

pub fn a_removed_row_is_named(setting: &dyn Setting) {
    let missing = Fault::Missing { table: "probes".into(), key: "a".into(), seq: 0 };
    assert_eq!(after(setting, "delete from probes where id = 'a'"), [missing]);
}

pub fn a_row_of_no_act_is_named(setting: &dyn Setting) {
    let uncovered = Fault::Uncovered { table: "probes".into(), key: "aa".into() };
    assert_eq!(after(setting, "insert into probes (id, number) values ('aa', 1)"), [uncovered]);
}

pub fn a_changed_entry_is_named(setting: &dyn Setting) {
    // Entry 3 put in the place of entry 1: the leaf fits no more, and the entry says it is another.
    let faults = after(setting, "update entries set bytes = (select bytes from entries where seq = 3) where seq = 1");
    assert_eq!(faults, [Fault::Leaf { seq: 1 }, Fault::Unreadable { seq: 1 }]);
}

pub fn a_removed_entry_is_named(setting: &dyn Setting) {
    let faults = after(setting, "delete from entries where seq = 0; delete from entry_subjects where seq = 0;");
    let uncovered = Fault::Uncovered { table: "probes".into(), key: "a".into() };
    assert_eq!(faults, [Fault::Gap { seq: 0 }, uncovered]);
}

pub fn a_changed_index_of_subjects_is_named(setting: &dyn Setting) {
    let faults = after(setting, "update entry_subjects set subject = 'c' where seq = 2");
    assert_eq!(faults, [Fault::Subjects { seq: 2, expected: 1, found: 0 }]);
}

pub fn a_changed_fact_is_named(setting: &dyn Setting) {
    let store = lived_in(setting);
    let (_, other) = fact(2, b"9999990000000002");
    brought(&*store, &other);
    // The cipher of one fact under the id of another.
    setting.tamper(&format!(
        "update sealed set cipher = (select cipher from sealed where id = '{}') where id = '{}'",
        other.id,
        fact(1, NUMBER).1.id,
    ));
    let report = report(&*store);
    assert_eq!(report.faults, [Fault::Sealed { id: fact(1, NUMBER).1.id.to_string() }]);
    // Without the vault nothing can be opened; a commitment of no entry is still seen.
    setting.tamper(&format!("update sealed set commitment = salt where id = '{}'", other.id));
    let report = verify_rows(&*store, None, &[Probe::TABLE]).unwrap();
    assert_eq!(report.faults, [Fault::SealedUncovered { id: other.id.to_string() }]);
}

pub fn a_table_left_out_is_named(setting: &dyn Setting) {
    let store = lived_in(setting);
    let report = verify_rows(&*store, None, &[]).unwrap();
    assert_eq!(report.faults, [Fault::UnknownTable { table: "probes".into() }]);
}
