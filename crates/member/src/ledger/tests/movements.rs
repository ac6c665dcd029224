use super::*;
use crate::ledger::serial;
use cordon_model::exchange::Side;
use cordon_model::{Exit, SerialKind};

const CARD: &str = "9999990000000077";

fn statement(store: &Store, from: i64, until: i64, rows_max: usize) -> (Vec<(Side, i64, i64)>, bool) {
    let told = LedgerCore::new(store.db()).statement(A, stamp(from), stamp(until), rows_max).unwrap();
    let rows = told.rows.iter().map(|row| (row.side, row.amount.minor(), row.balance.unwrap().minor())).collect();
    (rows, told.complete)
}

#[test]
fn a_statement_tells_the_postings_in_the_account_s_own_order() {
    let (_folder, mut store) = store();
    post(&mut store, &transfer("t1", A, B, 100, 1));
    post(&mut store, &transfer("t2", OUT, A, 30, 5));
    // Booked third, dated before the second.
    post(&mut store, &transfer("t3", A, OUT, 7, 3));
    let all = vec![(Side::Debit, 100, 99_900), (Side::Credit, 30, 99_930), (Side::Debit, 7, 99_923)];
    assert_eq!(statement(&store, 0, 10, 9), (all.clone(), true));
    assert_eq!(statement(&store, 0, 10, 3), (all.clone(), true));
    assert_eq!(statement(&store, 0, 10, 2), (vec![all[0], all[2]], false), "what is left out is later");
    assert_eq!(statement(&store, 1, 5, 9), (vec![all[0], all[2]], true), "half open");
    assert_eq!(statement(&store, 6, 10, 9), (vec![], true));
}

#[test]
fn each_institution_has_its_own_serial_and_knows_the_other_s() {
    let (_folder, mut store) = store();
    let paid =
        TransferPosting { order_number: Some("N1".into()), exit: Some(Exit::Pos), ..transfer("t1", OUT, A, 30, 5) };
    post(&mut store, &paid);
    let mut core = LedgerCore::new(store.db());
    let row = core.statement(A, stamp(0), stamp(9), 9).unwrap().rows.remove(0);
    let ours = serial(OWN, "t1", Side::Credit);
    assert_eq!((row.serial.as_str(), row.exit), (ours.as_str(), Some(Exit::Pos)));
    assert_eq!(row.order_number.as_deref(), Some("N1"));
    assert_eq!(row.opponent.unwrap().number.0, OUT);
    let theirs = serial("999010000009", "t1", Side::Debit);
    assert_ne!(ours, theirs);
    let mut found = |kind, bank_code: &str, serial: &str, on| {
        core.payments_by_serial(&SerialSearch { kind, bank_code, serial, on: stamp(on) }, 9).unwrap()
    };
    let payment = found(SerialKind::Bank, "999010000009", &theirs, 0).remove(0);
    assert_eq!((payment.order_number.as_str(), payment.amount), ("N1", Money::cny(30)));
    assert_eq!(payment.bank_serial.as_deref(), Some(theirs.as_str()));
    assert_eq!((payment.payer.unwrap().number.0, payment.payee.unwrap().number.0), (OUT.into(), A.into()));
    assert_eq!(found(SerialKind::Order, "", "N1", 0).len(), 1);
    assert_eq!(found(SerialKind::Pos, "", "N1", 0).len(), 1);
    assert!(found(SerialKind::Bank, "999010000008", &theirs, 0).is_empty(), "another bank's serial");
    assert!(found(SerialKind::Order, "", "N2", 0).is_empty());
    assert!(found(SerialKind::Order, "", "N1", 9 * 1_440).is_empty(), "another day's");
}

#[test]
fn a_payment_between_two_of_our_accounts_is_one_payment() {
    let (_folder, mut store) = store();
    let numbered =
        |id: &str, from, to| TransferPosting { order_number: Some("N1".into()), ..transfer(id, from, to, 9, 1) };
    post(&mut store, &numbered("t1", OUT, A));
    post(&mut store, &numbered("t2", A, B));
    let search = SerialSearch { kind: SerialKind::Order, bank_code: "", serial: "N1", on: stamp(1) };
    let mut core = LedgerCore::new(store.db());
    let found = core.payments_by_serial(&search, 9).unwrap();
    assert_eq!(found.len(), 2);
    let payee = found[1].payee.as_ref().unwrap();
    assert_eq!((payee.number.0.as_str(), payee.class), (B, AccountClass::Company), "as our own books know it");
    assert_eq!(core.payments_by_serial(&search, 1).unwrap().len(), 1);
}

#[test]
fn movements_behind_a_cursor_are_told_once_and_none_is_lost() {
    let (_folder, mut store) = store();
    for minute in 1..=5 {
        post(&mut store, &transfer(&format!("t{minute}"), A, CARD, 10 + minute, minute));
    }
    let told = |store: &Store, cursor: &Cursor, max| {
        let found = LedgerCore::new(store.db()).movements_after(A, cursor, max).unwrap();
        (found.rows.iter().map(|row| row.amount.minor()).collect::<Vec<_>>(), found.cursor)
    };
    let (rows, cursor) = told(&store, &Cursor::Since(stamp(3)), 2);
    assert_eq!(rows, [13, 14]);
    let (rows, cursor) = told(&store, &cursor, 2);
    assert_eq!(rows, [15]);
    assert_eq!(told(&store, &cursor, 2), (vec![], cursor.clone()));
    // Booked late: it is behind the cursor all the same.
    post(&mut store, &transfer("t6", A, CARD, 16, 2));
    assert_eq!(told(&store, &cursor, 2).0, [16]);
    assert_eq!(told(&store, &Cursor::Since(stamp(99)), 2).0, [0; 0]);
    let bad = Cursor::After("x".into());
    assert!(LedgerCore::new(store.db()).movements_after(A, &bad, 2).is_err());
}
