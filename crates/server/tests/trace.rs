//! `cordon trace` from outside: small files, the published stream where it is given
//! (`CORDON_TRANSFERS_DATA`, a folder), and all engines, byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SMALL: &str = "id,time,from,to,amount,balance_before,seq
t1,2026-11-24T09:00:00+08:00,bank:victim,bank:a,800.00,,
t2,2026-11-24T09:00:00+08:00,bank:clean,bank:a,200.00,,
t3,2026-11-24T09:05:00+08:00,bank:a,bank:b,500.00,1500.00,
t4,2026-11-24T09:05:00+08:00,bank:a,bank:c,600.00,,
t5,2026-11-24T09:07:00+08:00,bank:b,bank:d,0.50,,
t6,2026-11-25T09:07:00+08:00,bank:b,bank:a,100.00,,
";

fn cordon(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cordon")).arg("trace").args(args).output().unwrap()
}

fn answer(args: &[&str]) -> String {
    let output = cordon(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The answer of all engines, which must be one.
fn one_answer(args: &[&str]) -> String {
    let with = |engine: &str| answer(&[args, &["--engine", engine]].concat());
    let (flow, asking, oracle) = (with("flow"), with("asking"), with("oracle"));
    assert!(flow == oracle, "{args:?}:\n{flow}\n{oracle}");
    assert!(asking == oracle, "{args:?}:\n{asking}\n{oracle}");
    flow
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_small_file_is_traced_by_all_engines_alike() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "small.csv", SMALL);
    let seed = one_answer(&["--transfers", &file, "--seed", "t1", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&seed).unwrap();
    assert_eq!(json["reached"][0]["account"], "bank:a");
    assert_eq!(json["reached"][0]["level"], 1);
    assert_eq!(json["reached"][0]["arrived_at"], "2026-11-24T01:00:00.000Z");
    // 500 were there from the beginning, and 500 of 1500 leave: by haircut 800·500/1500.
    assert_eq!(json["edges"][0]["id"], "t3");
    assert_eq!(json["edges"][0]["hop"], 1);
    assert_eq!(json["edges"][0]["amount"], "500.00");
    assert_eq!(json["edges"][0]["tainted"]["poison"], "500.00");
    assert_eq!(json["edges"][0]["tainted"]["haircut"], "266.66");
    assert_eq!(json["edges"][0]["tainted"]["lifo"], "300.00");
    assert_eq!(json["totals"]["taint-first"]["claimed"], "800.00");
    assert_eq!(json["as_of"], 6);
    let account = ["--transfers", &file, "--from", "bank:a", "--at", "2026-11-24T09:00:00+08:00", "--json"];
    let reach: serde_json::Value = serde_json::from_str(&one_answer(&account)).unwrap();
    assert_eq!(reach["edges"].as_array().unwrap().len(), 4, "poison knows no floor");
    assert_eq!(reach["totals"], serde_json::json!({}), "without an amount only poison answers");
    let limited = [&account[..], &["--amount", "800.00", "--window", "1h", "--hops", "1", "--floor", "0.01"]].concat();
    one_answer(&limited);
    one_answer(
        &[&limited[..], &["--rule", "fifo", "--rule", "poison", "--stop", "bank:b", "--sink", "bank:c"]].concat(),
    );
    let table = answer(&["--transfers", &file, "--seed", "t1"]);
    assert!(table.starts_with("level  account"), "{table}");
}

#[test]
fn several_files_are_one_ledger_and_bad_rows_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (head, tail) = SMALL.split_at(SMALL.find("t4").unwrap());
    let first = write(&folder, "1.csv", head);
    let second = write(&folder, "2.csv", &format!("id,time,from,to,amount,balance_before,seq\nx,,a,b,1,,\n{tail}"));
    let output = cordon(&["--transfers", &first, &second, "--seed", "t1", "--json"]);
    assert!(output.status.success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("2.csv` line 2, column `time`: is empty"), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["as_of"], &json["rows_left_out"]), (&6.into(), &1.into()));
}

#[test]
fn what_cannot_be_asked_is_refused_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "small.csv", SMALL);
    let other = write(&folder, "other.csv", "a,b\n1,2\n");
    let on = ["--transfers", &file, "--from", "bank:a", "--at", "1764000000000"];
    let cases: Vec<(Vec<&str>, &str)> = vec![
        ([&on[..], &["--rule", "fifo"]].concat(), "give an amount"),
        (vec!["--transfers", &file, "--from", "bank:z", "--at", "0"], "there is no account `bank:z`"),
        (vec!["--transfers", &file, "--seed", "t9"], "there is no transfer `t9`"),
        (vec!["--transfers", "nowhere.csv", "--seed", "t1"], "cannot open `nowhere.csv`"),
        (vec!["--transfers", &other, "--seed", "t1"], "means nothing here"),
        (vec!["--transfers", &file], "required"),
        (vec!["--transfers", &file, "--from", "bank:a"], "--at"),
        ([&on[..], &["--window", "3"]].concat(), "72h"),
        ([&on[..], &["--rule", "magic"]].concat(), "no rule"),
        ([&on[..], &["--amount", "0"]].concat(), "above 0"),
        ([&on[..], &["--stop", "bank:z"]].concat(), "there is no account `bank:z`"),
    ];
    for (args, why) in cases {
        let output = cordon(&args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(why), "{args:?}: {told}");
    }
}

/// The published stream in the folder, unpacked where it is packed.
fn stream(folder: &Path, into: &Path) -> PathBuf {
    let plain = folder.join("amlsim_20k_transactions.csv");
    if plain.exists() {
        return plain;
    }
    let packed = folder.join("amlsim_20k_transactions.csv.gz");
    let output = Command::new("gzip").arg("-dc").arg(&packed).output().unwrap();
    assert!(output.status.success(), "{}: {}", packed.display(), String::from_utf8_lossy(&output.stderr));
    let unpacked = into.join("amlsim.csv");
    std::fs::write(&unpacked, output.stdout).unwrap();
    unpacked
}

#[test]
fn the_published_stream_is_traced_by_all_engines_alike() {
    let Some(folder) = std::env::var_os("CORDON_TRANSFERS_DATA") else {
        println!("skipped: CORDON_TRANSFERS_DATA names no folder");
        return;
    };
    let unpacked = tempfile::tempdir().unwrap();
    let file = stream(Path::new(&folder), unpacked.path());
    let base = ["--transfers", file.to_str().unwrap(), "--format", "amlsim", "--json"];
    for seed in ["1", "30001", "60007", "90011", "120000"] {
        one_answer(&[&base[..], &["--seed", seed]].concat());
    }
    for (from, at, amount) in [("216", "864000000", "163.30"), ("322", "4320000000", "5000.00")] {
        let args =
            [&base[..], &["--from", from, "--at", at, "--amount", amount, "--window", "30d", "--hops", "9"]].concat();
        one_answer(&args);
    }
}
