//! `cordon import` and `cordon trace --data` from outside: bad rows, files known again, kills, a
//! bank's export, and the store's answer beside the file's. The published stream where it is given
//! (`CORDON_TRANSFERS_DATA`, a folder).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use cordon_desk::office::{self, NewAgency, NewHouse};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::{AgencyKind, KnownAccount, Movement, Officer, Wire};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::random;
use cordon_store::{Doors, Read, SqliteStore, audit, records};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const ORIGIN: &str = "cordon.invalid/journal";
const BANK: &str = "999100000001";
const OTHER: &str = "999100000002";

/// A founded house with two banks, closed.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(&folder.path().join("data"), Clock::real(), ORIGIN, None).unwrap();
        let call = |actor| Call::new(actor, app.clock.now(), random::seed());
        let house = NewHouse {
            code: "999000000000".into(),
            name: "样例市反诈中心".into(),
            public_phone: "96110".into(),
            login: "admin".into(),
            administrator: "管理甲".into(),
            administrator_phone: "000-0000-0000".into(),
            password: "correct horse battery".into(),
        };
        let founded = office::found_house(&app.desk, &call(Actor::Platform), &house).unwrap();
        let officer: Officer =
            app.desk.store().view::<_, Refusal>("test", |view| Ok(view.need(founded.administrator)?)).unwrap();
        for code in [BANK, OTHER] {
            let new = NewAgency {
                code: code.into(),
                name: "合成银行".into(),
                kind: AgencyKind::Bank,
                wires: vec![Wire::JsonForm],
                limited_stop: false,
                public_phone: "000-0000-0002".into(),
            };
            office::register_agency(&app.desk, &call(Actor::Officer(officer.clone())), &new).unwrap();
        }
        Self(folder)
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, file: &Path, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        command.args(["import", "transfers"]).arg(file).arg("--data").arg(self.data()).args(more);
        command
    }

    fn import(&self, file: &Path, more: &[&str]) -> Output {
        self.command(file, more).output().unwrap()
    }

    fn done(&self, file: &Path, more: &[&str]) -> String {
        let output = self.import(file, more);
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn movements(&self) -> Vec<Movement> {
        let store = SqliteStore::open_read_only(&self.data()).unwrap();
        store.view::<_, Refusal>("test", |view| Ok(view.select("order by place", &[])?)).unwrap()
    }

    fn is_sound(&self) {
        let store = SqliteStore::open_read_only(&self.data()).unwrap();
        let report = audit::verify_rows(&store, None, records::COVERED).unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn trace(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_cordon")).arg("trace").args(args).arg("--json").output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

const LIST: &str = "id,time,from,to,amount,balance_before
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
    let cases: [(&Path, &[&str], &str); 5] = [
        (&file, &["--format", "parquet"], "Parquet is not read yet"),
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

#[test]
fn a_killed_import_goes_on_where_it_was() {
    let folder = Folder::new();
    let rows: String = (0..6_000).map(|n| format!("{n},{n},a{},b{},{}.00\n", n % 700, n % 900, n + 1)).collect();
    let file = folder.write("long.csv", &format!("id,time,from,to,amount\n{rows}"));
    let mut kills = 0;
    for ms in (60..).step_by(97) {
        let mut child = folder.command(&file, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let end = Instant::now() + Duration::from_millis(ms);
        let ended = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if Instant::now() >= end => break None,
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        let Some(status) = ended else {
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            continue;
        };
        assert!(status.success());
        break;
    }
    assert!(kills > 1, "nothing was killed");
    assert!(folder.done(&file, &[]).contains("imported before"));
    let known = folder.movements();
    let amounts: Vec<i64> = known.iter().map(|movement| movement.amount.minor()).collect();
    assert_eq!(amounts, (1..=6_000).map(|n| n * 100).collect::<Vec<i64>>(), "each once, in order");
    folder.is_sound();
}

/// Level, moment, amounts, balance and notes of each account, and the transfers between them: all but names.
fn without_names(trace: &Value) -> Value {
    let mut trace = trace.clone();
    for (list, names) in [("reached", &["account"][..]), ("edges", &["id", "from", "to"])] {
        for item in trace[list].as_array_mut().unwrap() {
            names.iter().for_each(|name| {
                item.as_object_mut().unwrap().remove(*name).unwrap();
            });
        }
        // Items of one level and moment stand in the order of their names.
        trace[list].as_array_mut().unwrap().sort_by_key(ToString::to_string);
    }
    trace
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
