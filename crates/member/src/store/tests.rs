use super::*;
use crate::core_banking::{Core, RestrictionKind};
use crate::ledger::LedgerCore;

/// A store as the first version left it.
const BEFORE: &str = "
  insert into orders (wire, id, kind, subject, raw, digest, random, taken_at, state, code, answer, answered_at)
    values ('json_form', 'ord_a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', 'stop', 's', x'00', 'd', 7, 1, 'answered', '0000', x'01', 2);
  insert into accounts (number, holder, class, currency, balance, status)
    values ('9999990000000001', '测试甲', 'personal', 'CNY', 500, 'open');
  insert into holds (reference, number, kind, organ, limit_minor, held_minor, balance_before, from_ms, until_ms, times)
    values ('ord_a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', '9999990000000001', 'stop', 'o', 300, 300, 500, 0, 1000, 1);
  insert into postings (id, side, number, amount, at_ms, balance_after, other_institution, other_name, other_number, other_class)
    values ('t1', 'credit', '9999990000000001', 500, 5, 500, '999010000009', 'n', '9999990000000009', 'personal');
  insert into timers (reference, until_ms) values ('ord_a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', 1000);
";

#[test]
fn a_store_of_the_first_version_is_carried_over_whole() {
    let folder = tempfile::tempdir().unwrap();
    let old = Connection::open(folder.path().join(FILE)).unwrap();
    old.execute_batch(include_str!("schema.sql")).unwrap();
    old.execute_batch(BEFORE).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);
    drop(Store::open(folder.path()).unwrap());
    let store = Store::open(folder.path()).unwrap();
    let due = store.due(Wire::JsonForm).unwrap();
    assert_eq!((due.len(), due[0].seq, due[0].answer.as_slice()), (1, 0, [1].as_slice()));
    let timers = store.ended(Stamp::from_ms(1_000)).unwrap();
    assert_eq!((timers.len(), timers[0].ends), (1, Ends::Hold));
    let mut core = LedgerCore::new(store.db());
    let held = core.restrictions("9999990000000001").unwrap();
    assert_eq!((held.len(), held[0].kind, held[0].held.minor()), (1, RestrictionKind::Stop, 300));
    let told = core.statement("9999990000000001", Stamp::from_ms(0), Stamp::from_ms(9), 9).unwrap();
    assert!(!told.rows[0].serial.is_empty(), "a serial number follows from the posting");
}

#[test]
fn a_store_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    Store::open(folder.path()).unwrap().db.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    assert!(Store::open(folder.path()).unwrap_err().to_string().contains("use the program that wrote it"));
}
