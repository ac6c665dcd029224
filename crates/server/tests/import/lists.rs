//! Lists of transfers and a bank's export as CSV.

use crate::folder::{BANK, Folder, ORIGIN, told, trace, without_names};
use cordon_desk::Refusal;
use cordon_model::{Archived, Import, ImportId, KnownAccount, Movement};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_store::{Doors, Read, SqliteStore};
use std::path::Path;
use std::process::Command;

pub const LIST: &str = "id,time,from,to,amount,balance_before
t1,2026-11-24T09:00:00+08:00,victim,999100000001:9999990000000001,800.00,
t2,2026-11-24T09:00:00+08:00,clean,999100000001:9999990000000001,200.00,
t3,2026-11-24T09:05:00+08:00,999100000001:9999990000000001,999100000002:9999990000000002,500.00,1500.00
t4,2026-11-24T09:05:00+08:00,999100000001:9999990000000001,shop,600.00,
t5,2026-11-24T09:07:00+08:00,999100000002:9999990000000002,999100000001:12 34,1.00,
t6,2026-11-24T09:07:00+08:00,999100000002:9999990000000002,far:away,499.00,
";

#[test]
fn bad_rows_are_named_and_a_file_is_known_again() {
    let folder = Folder::new();
    let file = folder.write("list.csv", LIST);
    let output = folder.import(&file, &[]);
    let said = told(&output);
    assert!(!output.status.success() && said.contains("1 rows were left out"), "{said}");
    assert!(said.contains("list.csv` line 6, column `to`: is no account number"), "{said}");
    assert_eq!(folder.movements().len(), 5);
    let copy = folder.write("copy.csv", LIST);
    let again = folder.import(&copy, &[]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("imported before"), "{}", told(&again));
    assert!(!again.status.success(), "a row of it is still missing");
    assert_eq!(folder.movements().len(), 5);
    let good = folder.write("good.csv", &LIST.replace("12 34", "12345"));
    assert!(folder.done(&good, &[]).contains("6 rows"));
    folder.is_sound();
}

#[test]
fn what_cannot_be_imported_is_refused_and_says_why() {
    let folder = Folder::new();
    let file = folder.write("list.csv", LIST);
    let other = folder.write("other.csv", "a,b\n1,2\n");
    let empty = tempfile::tempdir().unwrap();
    let cases: [(&Path, &[&str], &str); 6] = [
        (&file, &["--format", "parquet"], "cannot be read as Parquet"),
        (&file, &["--format", "camt053"], "text outside the root element"),
        (&file, &["--institution", BANK], "statement28"),
        (&other, &[], "means nothing here"),
        (&file, &["--format", "statement28"], "means nothing here"),
        (Path::new("nowhere.csv"), &[], "cannot open `nowhere.csv`"),
    ];
    for (file, more, why) in cases {
        let output = folder.import(file, more);
        assert!(!output.status.success() && told(&output).contains(why), "{more:?}: {}", told(&output));
    }
    let stray = Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["import", "transfers"])
        .arg(&file)
        .arg("--data")
        .arg(empty.path())
        .output()
        .unwrap();
    assert!(told(&stray).contains("found a house there first"), "{}", told(&stray));
    // Somebody else holds the folder.
    let running = App::open(&folder.data(), Clock::real(), ORIGIN, None).unwrap();
    let output = folder.import(&file, &[]);
    assert!(told(&output).contains("stop the centre that runs there"), "{}", told(&output));
    drop(running);
    assert_eq!(folder.movements(), []);
}

/// Of the records: accounts by key, and imports without their sealed digests.
fn records(folder: &Folder) -> (Vec<String>, Vec<(ImportId, u64, u64, Option<Archived>, bool)>) {
    let store = SqliteStore::open_read_only(&folder.data()).unwrap();
    let (accounts, imports): (Vec<KnownAccount>, Vec<Import>) = store
        .view::<_, Refusal>("test", |view| Ok((view.select("order by id", &[])?, view.select("order by id", &[])?)))
        .unwrap();
    let imports = imports.into_iter().map(|i| (i.id, i.rows, i.done, i.archived, i.is_done())).collect();
    (accounts.into_iter().map(|account| account.key).collect(), imports)
}

#[test]
fn an_import_that_was_killed_ends_as_one_that_was_not() {
    let folder = Folder::new();
    let row = |n: u32| format!("{n},{},a{},b{},{}.00\n", n / 3, n % 2_700, n * 7 % 3_100, n % 999 + 1);
    let rows: String = (0..170_000).map(row).collect();
    let file = folder.write("long.csv", &format!("id,time,from,to,amount\n{rows}"));
    let whole = folder.copy();
    assert!(whole.done(&file, &[]).contains("170000 rows, kept in the archive"));
    folder.killed_at_changes(&file);
    assert_eq!(records(&folder), records(&whole));
    assert_eq!(records(&folder).0.len(), 2_700 + 3_100);
    let (killed, wanted) = (folder.movements(), whole.movements());
    assert_eq!(killed.len(), 170_000);
    for (killed, wanted) in killed.iter().zip(&wanted) {
        let told = |m: &Movement| (m.id, m.from.clone(), m.to.clone(), m.amount, m.debit, m.place);
        assert_eq!(told(killed), told(wanted));
    }
    folder.is_sound();
    // Another list with the same ids is another list, also when a row's id looks like another's name.
    let other = folder.write("other.csv", "id,time,from,to,amount\n0,5,a0,b0,1.00\n1:0,5,a0,b0,1.00\n");
    assert!(folder.done(&other, &[]).contains("2 rows"));
    assert_eq!(folder.movements().len(), 170_002);
}

#[test]
fn an_archive_that_lost_what_was_imported_is_named() {
    let folder = Folder::new();
    let file = folder.write("list.csv", &LIST.replace("12 34", "12345"));
    folder.done(&file, &[]);
    std::fs::rename(folder.data().join("flow"), folder.data().join("away")).unwrap();
    let opened = App::open(&folder.data(), Clock::real(), ORIGIN, None).unwrap_err().to_string();
    assert!(opened.contains("have 0 transfers, and 6 were imported; put them back"), "{opened}");
    std::fs::rename(folder.data().join("away"), folder.data().join("flow")).unwrap();
    let app = App::open(&folder.data(), Clock::real(), ORIGIN, None).unwrap();
    assert_eq!(app.desk.lists().rows(), 6);
}

#[test]
fn the_store_is_traced_as_the_file_is() {
    let folder = Folder::new();
    let file = folder.write("list.csv", &LIST.replace("12 34", "12345"));
    folder.done(&file, &[]);
    let (data, file) = (folder.data(), file.to_str().unwrap().to_owned());
    let data = data.to_str().unwrap();
    let at = ["--from", "999100000001:9999990000000001", "--at", "2026-11-24T09:00:00+08:00", "--amount", "800.00"];
    for more in [&[][..], &["--hops", "1", "--floor", "0.01"], &["--stop", "far:away", "--rule", "fifo"]] {
        let from_file = trace(&[&["--transfers", &file], &at[..], more].concat());
        let from_store = trace(&[&["--data", data], &at[..], more].concat());
        assert_eq!(without_names(&from_store), without_names(&from_file), "{more:?}");
        assert!(!from_store.to_string().contains("9999990000000001"), "no number is opened");
    }
    // By the account's key, by the movement's id, and while a centre runs.
    let running = App::open(&folder.data(), Clock::real(), ORIGIN, None).unwrap();
    let first = folder.movements()[0].clone();
    let by_key = trace(&["--data", data, "--from", &first.to, "--at", "2026-11-24T09:00:00+08:00", "--amount", "800"]);
    assert_eq!(by_key["reached"][0]["account"], first.to);
    let seed = trace(&["--data", data, "--seed", &first.id.to_string()]);
    let from_file = trace(&["--transfers", &file, "--seed", "t1"]);
    assert_eq!(without_names(&seed), without_names(&from_file));
    drop(running);
    let unknown = Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["trace", "--data", data, "--from", "nobody", "--at", "0"])
        .output()
        .unwrap();
    assert!(told(&unknown).contains("there is no account `nobody` in this data folder"), "{}", told(&unknown));
}

const EXPORT: &str = "CardNumber,BorrowingSigns,TransactionAmount,AccountBalance,TransactionTime,TransactionSerial,\
OpponentName,OpponentAccountNumber,OpponentDepositBankID,CashMark,TransactionStatus
9999990000000001,0,100.00,0.00,20261124091000,A3,,,,01,
9999990000000001,0,500.00,100.00,20261124090500,A2,样例乙,9999990000000002,999100000002,,
9999990000000001,0,5.00,600.00,20261124090400,A1,样例乙,9999990000000002,999100000002,,01
9999990000000001,1,600.00,600.00,20261124090000,A0,样例甲,9999990000000009,999100000002,,00
9999990000000001,0,x,600.00,20261124090000,A9,样例甲,9999990000000009,999100000002,,00
";

const OTHER_EXPORT: &str = "AccountNumber,BorrowingSigns,TransactionAmount,TransactionTime,TransactionSerial,\
OpponentAccountNumber,OpponentDepositBankID,BankID
9999990000000002_001,1,500.00,20261124090512,B1,9999990000000001,999100000001,999100000002
";

#[test]
fn a_banks_export_joins_with_what_the_other_bank_tells() {
    let folder = Folder::new();
    let file = folder.write("export.csv", EXPORT);
    let nobody = folder.import(&file, &["--format", "statement28"]);
    assert!(told(&nobody).contains("--institution CODE"), "{}", told(&nobody));
    let output = folder.import(&file, &["--format", "statement28", "--institution", BANK]);
    let said = told(&output);
    assert!(said.contains("line 6, column `TransactionAmount`: "), "{said}");
    let other = folder.write("other.csv", OTHER_EXPORT);
    assert!(folder.done(&other, &["--format", "statement28"]).contains("1 of them known already"));
    let known = folder.movements();
    assert_eq!(known.len(), 3, "{known:?}");
    let joined = known.iter().find(|m| m.debit_serial.as_deref() == Some("A2")).unwrap();
    assert_eq!((joined.credit_serial.as_deref(), joined.balance_before.unwrap().minor()), (Some("B1"), 60_000));
    assert!(known.iter().any(|m| m.exit.is_some()), "cash is an exit");
    let store = SqliteStore::open_read_only(&folder.data()).unwrap();
    let account: KnownAccount = store.view::<_, Refusal>("test", |view| Ok(view.need(&joined.from)?)).unwrap();
    assert_eq!(account.balance.unwrap().minor(), 0, "the list ran backwards");
    assert_eq!(account.known_until.unwrap().rfc3339(), "2026-11-24T01:10:00.000Z");
    folder.is_sound();
}

#[test]
fn the_published_stream_is_traced_from_the_store_as_from_the_file() {
    let Some(given) = std::env::var_os("CORDON_TRANSFERS_DATA") else {
        println!("skipped: CORDON_TRANSFERS_DATA names no folder");
        return;
    };
    let packed = Path::new(&given).join("amlsim_20k_transactions.csv.gz");
    let folder = Folder::new();
    println!("{}", folder.done(&packed, &["--format", "amlsim"]));
    let (data, known) = (folder.data(), folder.movements());
    let data = data.to_str().unwrap();
    let file = ["--transfers", packed.to_str().unwrap(), "--format", "amlsim"];
    for number in [1_usize, 30_001, 60_007, 90_011, 120_000] {
        let from_file = trace(&[&file[..], &["--seed", &number.to_string()]].concat());
        let from_store = trace(&["--data", data, "--seed", &known[number - 1].id.to_string()]);
        assert_eq!(without_names(&from_store), without_names(&from_file), "{number}");
    }
    for (from, at, amount) in [("216", "864000000", "163.30"), ("322", "4320000000", "5000.00")] {
        let at = ["--from", from, "--at", at, "--amount", amount, "--window", "30d", "--hops", "9"];
        let (from_file, from_store) =
            (trace(&[&file[..], &at].concat()), trace(&[&["--data", data], &at[..]].concat()));
        assert_eq!(without_names(&from_store), without_names(&from_file), "{from}");
    }
}
