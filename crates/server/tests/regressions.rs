//! Bugs that were found, each with the test that would have found it.

use crate::centre::Centre;
use cordon_desk::Actor;
use cordon_model::{AgencyKind, Note, Order, Wire};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::deliver::{self, Parcel};

/// Found by the disk that forgets: with its key gone, a centre made a new one, and no sealed fact
/// opened any more.
#[test]
fn a_folder_with_records_but_without_its_keys_is_refused() {
    for name in ["vault.key", "journal.key"] {
        let folder = tempfile::tempdir().unwrap();
        let open = || App::open(folder.path(), Clock::real(), "test.invalid/journal", None);
        drop(open().unwrap());
        std::fs::remove_file(folder.path().join(name)).unwrap();
        let refused = open().unwrap_err().to_string();
        assert!(refused.contains(name) && refused.contains("backup"), "{refused}");
        assert!(!folder.path().join(name).exists(), "no new key was made");
    }
}

/// Found in the same storm: one order whose facts could not be opened kept all others of its agency
/// waiting.
#[test]
fn one_damaged_order_keeps_no_other_back() {
    let centre = Centre::open(AgencyKind::Bank);
    let (damaged, sound) = (centre.stop(500), centre.stop_at(600, "9999997777777777"));
    let transfer = damaged.transfer.unwrap();
    let case: cordon_model::Case = centre.record(damaged.case.unwrap());
    let sealed = case.transfer(transfer).unwrap().from.number.id;
    let raw = rusqlite::Connection::open(centre.folder.path().join("centre/cordon.db")).unwrap();
    let changed = raw.execute("update sealed set cipher = x'00' where id = ?1", [sealed.to_string()]).unwrap();
    assert_eq!(changed, 1);
    let parcels = deliver::take(&centre.app, &Actor::Agency(centre.bank), centre.bank, Wire::PoliceBank, 20).unwrap();
    let given: Vec<_> = parcels
        .iter()
        .map(|parcel| match parcel {
            Parcel::Order(order) => order.id,
            Parcel::ReportAnswer(_) => panic!("no report was made"),
        })
        .collect();
    assert_eq!(given, [sound.id]);
    let damaged: Order = centre.record(damaged.id);
    assert!(damaged.notes.contains(&Note::NotEncodable), "people see that it must go on paper");
    // Found by the simulator: it was opened anew, with two entries, each time its lease ended.
    let waiting: Vec<String> = raw
        .prepare("select order_id from outbox where answered_at is null")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(!waiting.contains(&damaged.id.to_string()), "it is not given again");
}
