//! Lists of transfers and a bank's export as CSV.

use crate::folder::{BANK, Folder, ORIGIN, OTHER, told, trace, without_names};
use cordon_desk::Refusal;
use cordon_model::{Import, KnownAccount, Movement};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_store::{Doors, Read, SqliteStore};
use serde_json::{Value, json};
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

/// Of the records: accounts by key, and imports but for the seals and the moments.
fn records(folder: &Folder) -> (Vec<String>, Vec<Value>) {
    let store = SqliteStore::open_read_only(&folder.data()).unwrap();
    let (accounts, imports): (Vec<KnownAccount>, Vec<Import>) = store
        .view::<_, Refusal>("test", |view| Ok((view.select("order by id", &[])?, view.select("order by id", &[])?)))
        .unwrap();
    let told = |i: Import| json!([i.id, i.rows, i.bad_rows, i.done, i.joined, i.archived, i.is_done()]);
    (accounts.into_iter().map(|account| account.key).collect(), imports.into_iter().map(told).collect())
}

#[test]
fn an_import_that_was_killed_ends_as_one_that_was_not() {
    let folder = Folder::new();
    let row = |n: u32| format!("{n},{},a{},b{},{}.00\n", n / 3, n % 2_700, n * 7 % 3_100, n % 999 + 1);
    let rows: String = (0..270_000).map(row).collect();
    let file = folder.write("long.csv", &format!("id,time,from,to,amount\n{rows}"));
    let whole = folder.copy();
    assert!(whole.done(&file, &[]).contains("270000 rows, kept in the archive"));
    folder.killed_at_changes(&file);
    assert_eq!(records(&folder), records(&whole));
    assert_eq!(records(&folder).0.len(), 2_700 + 3_100);
    let (killed, wanted) = (folder.movements(), whole.movements());
    assert_eq!(killed.len(), 270_000);
    for (killed, wanted) in killed.iter().zip(&wanted) {
        let told = |m: &Movement| (m.id, m.from.clone(), m.to.clone(), m.amount, m.debit, m.place);
        assert_eq!(told(killed), told(wanted));
    }
    folder.is_sound();
    // Another list with the same ids is another list, also when a row's id looks like another's name.
    let other = folder.write("other.csv", "id,time,from,to,amount\n0,5,a0,b0,1.00\n1:0,5,a0,b0,1.00\n");
    assert!(folder.done(&other, &[]).contains("2 rows"));
    assert_eq!(folder.movements().len(), 270_002);
}

#[test]
fn an_archive_that_lost_what_was_imported_is_named() {
    let folder = Folder::new();
    let file = folder.write("list.csv", &LIST.replace("12 34", "12345"));
    folder.done(&file, &[]);
    std::fs::rename(folder.data().join("flow"), folder.data().join("away")).unwrap();
    let opened = App::open(&folder.data(), Clock::real(), ORIGIN, None).unwrap_err().to_string();
    assert!(opened.contains("has 0 transfers, and 6 were imported; put it back"), "{opened}");
    // Nor is another begun in its place.
    let other = folder.write("other.csv", "id,time,from,to,amount\n0,5,a0,b0,1.00\n");
    let refused = folder.import(&other, &[]);
    assert!(told(&refused).contains("and 6 were imported; put it back"), "{}", told(&refused));
    assert!(!folder.archive().exists());
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

/// Small numbers, the same each time.
fn dice(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// Transfers among few accounts, some of the house; several share a stamp when `ties` is set.
fn tangle(ties: bool) -> String {
    let mut list = "id,time,seq,from,to,amount,balance_before,credit_time\n".to_owned();
    let mut state = 7;
    for n in 0..400_u64 {
        let mut roll = |below| dice(&mut state, below);
        let (from, to) = (roll(24), roll(24));
        let name = |at: u64| match at % 4 {
            0 => format!("{BANK}:99999900000000{at:02}"),
            1 => format!("{OTHER}:99999900000000{at:02}"),
            _ => format!("account {at}"),
        };
        let t = n * 40_000 / 3;
        let (t, seq) = if ties { (t / 100_000 * 100_000, 1) } else { (t, n) };
        let credit = if roll(9) == 0 { (t + roll(5_000)).to_string() } else { String::new() };
        let balance = if roll(7) == 0 { format!("{}.00", roll(90)) } else { String::new() };
        list.push_str(&format!("t{n},{t},{seq},{},{},{}.00,{balance},{credit}\n", name(from), name(to), 1 + roll(60)));
    }
    list
}

/// All but how much is known.
fn same(trace: &Value) -> Value {
    let mut trace = trace.clone();
    trace.as_object_mut().unwrap().remove("as_of").unwrap();
    trace
}

#[test]
fn an_archive_that_is_walked_answers_as_one_that_is_asked_and_as_the_file() {
    for ties in [false, true] {
        let folder = Folder::new();
        let file = folder.write("list.csv", &tangle(ties));
        folder.done(&file, &[]);
        let (data, file) = (folder.data(), file.to_str().unwrap().to_owned());
        let data = data.to_str().unwrap();
        let listed = folder.movements();
        let house = format!("{BANK}:9999990000000004");
        let mut questions: Vec<Vec<String>> = Vec::new();
        for (from, at) in [("account 3", 900_000), (house.as_str(), 1_300_000), ("account 10", 0)] {
            for more in [&[][..], &["--hops", "3", "--stop", "account 7"], &["--floor", "5.00", "--window", "1h"]] {
                let at = at.to_string();
                let from = ["--from", from, "--at", &at, "--amount", "70.00"];
                questions.push(from.iter().chain(more).map(|text| (*text).to_owned()).collect());
            }
        }
        let asked = |beginning: &[&str], question: &[String]| {
            let question: Vec<&str> = question.iter().map(String::as_str).collect();
            trace(&[beginning, &question].concat())
        };
        let seeds = [0, 111, 222, 399].map(|n| ["--seed".to_owned(), listed[n].id.to_string()].to_vec());
        let walked: Vec<Value> =
            questions.iter().chain(&seeds).map(|question| asked(&["--data", data], question)).collect();
        assert!(walked.iter().any(|trace| trace["edges"].as_array().unwrap().len() > 50));
        let from_seeds = [0, 111, 222, 399].map(|n| ["--seed".to_owned(), format!("t{n}")].to_vec());
        if !ties {
            for (walked, question) in walked.iter().zip(questions.iter().chain(&from_seeds)) {
                let from_file = asked(&["--transfers", &file], question);
                assert_eq!(without_names(walked), without_names(&from_file), "{question:?}");
            }
        }
        let back = |ledger: [&str; 2]| trace(&[&ledger[..], &["--back", "--from", &house, "--at", "1300000"]].concat());
        let (walked_back, parts) = (back(["--data", data]), |found: &Value| -> Vec<Value> {
            found["lifo"]["origins"].as_array().unwrap().iter().map(|origin| origin["part"].clone()).collect()
        });
        assert!(ties || parts(&walked_back) == parts(&back(["--transfers", &file])));
        assert!(!parts(&walked_back).is_empty());
        // One movement that has nothing to do with it, and the archive is asked account by account.
        let other = folder.write("other.csv", EXPORT.lines().take(2).collect::<Vec<_>>().join("\n").as_str());
        folder.done(&other, &["--format", "statement28", "--institution", BANK]);
        assert_eq!(folder.movements().len(), 401);
        assert_eq!(back(["--data", data]), walked_back);
        for (walked, question) in walked.iter().zip(questions.iter().chain(&seeds)) {
            let asked = asked(&["--data", data], question);
            assert_eq!((&walked["as_of"], &asked["as_of"]), (&400.into(), &401.into()));
            assert_eq!(same(walked), same(&asked), "{question:?}");
            let ids = asked["edges"].as_array().unwrap().iter().map(|edge| edge["id"].as_str().unwrap());
            assert!(ids.into_iter().all(|id| listed.iter().any(|movement| movement.id.to_string() == id)));
        }
    }
}

#[test]
fn a_banks_word_stands_in_for_a_row_of_the_archive_in_traces_and_exports() {
    let folder = Folder::new();
    let list = "id,time,from,to,amount\n\
        a,2026-11-24T09:05:04+08:00,999100000001:9999990000000001,999100000002:9999990000000002,500.00\n\
        b,2026-11-24T09:30:00+08:00,999100000001:9999990000000001,999100000002:9999990000000002,500.00\n";
    let list = folder.write("list.csv", list);
    folder.done(&list, &[]);
    let [listed, _] = &folder.movements()[..] else { panic!("two rows") };
    let export = folder.write("export.csv", &EXPORT.lines().take(5).collect::<Vec<_>>().join("\n"));
    folder.done(&export, &["--format", "statement28", "--institution", BANK]);
    let word = folder.movements().into_iter().find(|m| m.debit_serial.as_deref() == Some("A2")).unwrap();
    let data = folder.data();
    let data = data.to_str().unwrap();
    let at = ["--from", "999100000001:9999990000000001", "--at", "2026-11-24T09:00:00+08:00", "--amount", "600.00"];
    let found = trace(&[&["--data", data][..], &at].concat());
    let edges: Vec<&str> = found["edges"].as_array().unwrap().iter().map(|edge| edge["id"].as_str().unwrap()).collect();
    assert!(edges.contains(&word.id.to_string().as_str()) && !edges.contains(&listed.id.to_string().as_str()));
    // Whoever begins with the row begins with the word.
    let [by_row, by_word] = [listed.id, word.id].map(|id| trace(&["--data", data, "--seed", &id.to_string()]));
    assert_eq!(by_row, by_word);
    for (more, count) in [(&[][..], 4), (&["--account", "999100000002:9999990000000002"], 2)] {
        let out = folder.export(&format!("out{count}.csv"), more);
        let text = std::fs::read_to_string(out).unwrap();
        assert_eq!(text.lines().count(), 1 + count, "{text}");
        assert!(text.contains(&word.id.to_string()) && !text.contains(&listed.id.to_string()));
    }
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
