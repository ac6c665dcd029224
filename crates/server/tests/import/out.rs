//! What the centre knows as files, and the same files read again.

use crate::folder::{BANK, Folder, OTHER, told, trace, without_names};
use crate::lists::LIST;
use cordon_member::ledger::LedgerCore;
use cordon_member::ledger::posting::{Posted, TransferPosting};
use cordon_model::exchange::Party;
use cordon_model::{AccountClass, Money, Movement, Stamp};
use cordon_wire::police_bank::mapping::ROW_FIELDS;
use std::process::Command;

/// All of a movement but names and who told it.
fn facts(folder: &Folder) -> Vec<impl PartialEq + std::fmt::Debug> {
    let facts = |m: Movement| (m.amount, m.debit, m.credit, m.balance_before);
    folder.movements().into_iter().map(facts).collect()
}

#[test]
fn what_is_exported_is_imported_as_the_same() {
    let first = Folder::new();
    let text = LIST.replace("12 34", "12345").replace("balance_before\n", "balance_before,credit_time\n");
    let text: String = text
        .lines()
        .enumerate()
        .map(|(n, line)| match n {
            0 => format!("{line}\n"),
            4 => format!("{line},2026-11-24T09:05:03+08:00\n"),
            _ => format!("{line},\n"),
        })
        .collect();
    let file = first.write("list.csv", &text);
    first.done(&file, &[]);
    let seed = first.movements()[0].id.to_string();
    let data = first.data();
    let from_store = trace(&["--data", data.to_str().unwrap(), "--seed", &seed]);
    for format in ["csv", "parquet"] {
        let out = first.export(&format!("out.{format}"), &["--format", format]);
        let second = Folder::new();
        second.done(&out, &["--format", format]);
        assert_eq!(facts(&second), facts(&first), "{format}");
        let from_file = trace(&["--transfers", out.to_str().unwrap(), "--format", format, "--seed", &seed]);
        assert_eq!(without_names(&from_file), without_names(&from_store), "{format}");
        // Known again by what is in it, and no file is overwritten.
        assert!(second.done(&out, &["--format", format]).contains("imported before"));
        let again = first.try_export(&out, &["--format", format]);
        assert!(!again.status.success() && told(&again).contains("is there already"), "{}", told(&again));
        let numbers = std::fs::read(&out).unwrap();
        assert!(!numbers.windows(16).any(|part| part == b"9999990000000001"), "no number is opened");
    }
}

#[test]
fn an_export_is_of_one_account_and_one_time() {
    let folder = Folder::new();
    let file = folder.write("list.csv", &LIST.replace("12 34", "12345"));
    folder.done(&file, &[]);
    let account = format!("{BANK}:9999990000000001");
    let rows = |name: &str, more: &[&str]| {
        let text = std::fs::read_to_string(folder.export(name, more)).unwrap();
        text.lines().count() - 1
    };
    assert_eq!(rows("all.csv", &[]), 6);
    assert_eq!(rows("one.csv", &["--account", &account]), 4);
    assert_eq!(rows("late.csv", &["--since", "2026-11-24T09:05:00+08:00"]), 4);
    assert_eq!(rows("early.csv", &["--until", "2026-11-24T09:05:00+08:00"]), 2);
    assert_eq!(rows("usd.csv", &["--currency", "USD"]), 0);
    let nobody = folder.try_export(&folder.data().join("x"), &["--account", "nobody"]);
    assert!(told(&nobody).contains("there is no account `nobody`"), "{}", told(&nobody));
    assert!(!folder.data().join("x.part").exists());
    let whose = folder.try_export(&folder.data().join("x"), &["--format", "statement28"]);
    assert!(told(&whose).contains("a statement is of one account"), "{}", told(&whose));
    let text =
        std::fs::read_to_string(folder.export("s.csv", &["--format", "statement28", "--account", &account])).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names[3..], ROW_FIELDS);
    let at = |name: &str| names.iter().position(|known| known == name).unwrap();
    let told: Vec<[String; 3]> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            ["BorrowingSigns", "TransactionAmount", "AccountBalance"].map(|name| row[at(name)].to_owned())
        })
        .collect();
    let wanted = [["1", "800.00", ""], ["1", "200.00", ""], ["0", "500.00", "1000.00"], ["0", "600.00", ""]];
    assert_eq!(told, wanted);
}

fn party(code: &str, number: &str) -> Party {
    Party {
        institution_code: code.into(),
        institution_name: "合成银行".into(),
        number: number.into(),
        holder: Some("样例".into()),
        class: AccountClass::Personal,
    }
}

#[test]
fn a_members_ledger_is_told_by_the_28_fields_and_read_again() {
    let folder = Folder::new();
    let (own, other) = ("9999990000000001", "9999990000000002");
    let seed = folder.write(
        "accounts.toml",
        &format!("[[account]]\nnumber = \"{own}\"\nholder = \"样例甲\"\nclass = \"personal\"\nbalance = \"10.00\"\n"),
    );
    let member = folder.data().with_file_name("member");
    let config = folder.write(
        "member.toml",
        &format!(
            "data = {member:?}\n[agency]\ncode = \"{OTHER}\"\nname = \"合成银行\"\nkind = \"bank\"\n[ledger]\nseed = {seed:?}\n\
             [centre]\nurl = \"http://127.0.0.1:9\"\nkey = \"none\"\n[[wire]]\nkind = \"json_form\"\n"
        ),
    );
    let out = folder.data().with_file_name("statement.csv");
    let run = |account: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        command.args(["member", "--config"]).arg(&config).arg("statement").arg(&out).args(["--account", account]);
        command.output().unwrap()
    };
    let nobody = run("9999990000000008");
    assert!(told(&nobody).contains("no such account"), "{}", told(&nobody));
    // The ledger is there now, and two transfers are booked in it.
    let ledger = rusqlite::Connection::open(member.join("member.sqlite")).unwrap();
    let at = |minutes: i64| Stamp::parse_rfc3339("2026-11-24T09:00:00+08:00").unwrap().plus_ms(minutes * 60_000);
    let transfers =
        [(0, party(BANK, other), party(OTHER, own), 50_000), (5, party(OTHER, own), party(BANK, other), 20_000)];
    for (minutes, from, to, fen) in transfers {
        let transfer = TransferPosting {
            id: minutes.to_string(),
            at: at(minutes),
            amount: Money::cny(fen),
            from,
            to,
            order_number: None,
            exit: None,
        };
        let posted = LedgerCore::new(&ledger).post(OTHER, &transfer).unwrap();
        assert!(matches!(posted, Posted::Done { .. }), "{posted:?}");
    }
    let output = run(own);
    assert!(output.status.success(), "{}", told(&output));
    assert!(folder.done(&out, &["--format", "statement28"]).contains("2 rows"));
    let known = folder.movements();
    let facts: Vec<_> = known.iter().map(|m| (m.amount.minor(), m.at().unwrap().at, m.balance_before)).collect();
    assert_eq!(facts, [(50_000, at(0), None), (20_000, at(5), Some(Money::cny(51_000)))]);
    assert_eq!(known[0].from, known[1].to, "its opponent is one account");
}
