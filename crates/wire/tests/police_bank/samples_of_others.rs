//! Messages that the second reading of this interface wrote (`interop/samples/messages/`), read by this
//! codec. Their other direction is `interop/test_golden.py`, which reads our golden files.

use cordon_wire::police_bank::mapping::answer_from;
use cordon_wire::police_bank::{Message, decode_noting};
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../interop/samples/messages")
}

fn sample(name: &str) -> Message {
    let bytes = std::fs::read(folder().join(format!("{name}.xml"))).unwrap();
    decode_noting(&bytes).unwrap_or_else(|error| panic!("{name}: {error:?}")).message
}

#[test]
fn what_another_program_writes_is_read_without_a_note_and_said_again() {
    let files: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 25, "{} files", files.len());
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let decoded = decode_noting(&bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert!(decoded.notes.is_empty(), "{name}: {:?}", decoded.notes);
        let again = decode_noting(&decoded.message.encode().unwrap()).unwrap();
        assert!(again.message == decoded.message, "{name}");
    }
}

#[test]
fn a_statement_in_part_of_another_program_is_one() {
    for name in ["100302", "A00302"] {
        let statement = answer_from(&sample(name)).unwrap().statement.unwrap();
        assert!(!statement.complete, "{name}");
        assert_eq!(statement.until.unwrap().shanghai(), "2026-01-02 10:00:00", "{name}");
        let serials: Vec<&str> = statement.rows.iter().map(|row| row.serial.as_str()).collect();
        assert_eq!(serials, ["T6-3", "T6-5"], "{name}");
        assert!(statement.rows[1].exit.is_some(), "{name}: cash is an exit");
    }
}

#[test]
fn a_watch_of_another_program_is_taken_up_and_told() {
    let first = answer_from(&sample("100306_taken_up")).unwrap();
    assert!(first.statement.is_none(), "no row: it was taken up");
    let batch = answer_from(&sample("100306")).unwrap().statement.unwrap();
    assert_eq!((batch.rows.len(), batch.account.number.0.as_str()), (2, "9999990000000066_1"));
    assert_eq!(batch.account.institution_code, "999123456789");
}

#[test]
fn a_freeze_that_waits_at_another_program_holds_nothing_and_says_behind_whom() {
    let waits = answer_from(&sample("100202")).unwrap();
    assert_eq!((waits.held.unwrap().minor(), waits.earlier.len()), (0, 1));
    assert_eq!(waits.earlier[0].organ, "测试外市公安局");
    assert_eq!(waits.earlier[0].amount.unwrap().minor(), 60_000);
}

#[test]
fn a_payment_that_another_program_found_joins_a_debit() {
    let found = answer_from(&sample("A00312")).unwrap().payments.remove(0);
    assert_eq!((found.order_number.as_str(), found.bank_serial.as_deref()), ("ORDER-1", Some("T6-4")));
    assert_eq!(found.payer.unwrap().number.0, "9999990000000066");
    assert_eq!(found.payee.unwrap().number.0, "999666001");
}
