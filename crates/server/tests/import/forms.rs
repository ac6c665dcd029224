//! ISO 20022: statements, notifications and credit transfers, imported and traced.

use crate::folder::{BANK, Folder, OTHER, told, trace};
use serde_json::Value;
use std::path::Path;

const A: &str = "9999990000000001";
const B: &str = "9999990000000002";

/// A party's account and institution, as `Cdtr` or `Dbtr`.
fn party(role: &str, number: &str, code: &str) -> String {
    format!(
        "<RltdPties><{role}><Pty><Nm>样例</Nm></Pty></{role}>\
         <{role}Acct><Id><Othr><Id>{number}</Id></Othr></Id></{role}Acct></RltdPties>\
         <RltdAgts><{role}Agt><FinInstnId><ClrSysMmbId><MmbId>{code}</MmbId></ClrSysMmbId></FinInstnId></{role}Agt></RltdAgts>"
    )
}

/// `at`: minutes and seconds after nine.
fn entry(side: &str, amount: &str, at: &str, serial: &str, uetr: &str, other: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><DtTm>2026-11-24T09:{at}+08:00</DtTm></BookgDt><AcctSvcrRef>{serial}</AcctSvcrRef>\
         <NtryDtls><TxDtls><Refs><UETR>{uetr}</UETR></Refs>{other}</TxDtls></NtryDtls></Ntry>"
    )
}

fn balance(code: &str, amount: &str) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{amount}</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd></Bal>"
    )
}

fn statement(number: &str, code: &str, inside: &str) -> String {
    format!(
        "<Stmt><Acct><Id><Othr><Id>{number}</Id></Othr></Id>\
         <Svcr><FinInstnId><ClrSysMmbId><MmbId>{code}</MmbId></ClrSysMmbId></FinInstnId></Svcr></Acct>{inside}</Stmt>"
    )
}

fn camt053(statements: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>{statements}\
         </BkToCstmrStmt></Document>"
    )
}

/// A gets 800 of somebody and pays 500 on to B, whose statement stands newest first.
fn both_statements() -> [String; 2] {
    let a = [
        balance("OPBD", "100.00"),
        balance("CLBD", "400.00"),
        entry("CRDT", "800.00", "00:00", "A0", "u0", &party("Dbtr", "9999990000000009", "888800000001")),
        entry("DBIT", "500.00", "05:00", "A1", "u1", &party("Cdtr", B, OTHER)),
    ];
    let b = [
        entry("DBIT", "499.00", "07:00", "B1", "u2", &party("Cdtr", "9999990000000003", "888800000001")),
        entry("CRDT", "500.00", "05:12", "B0", "u1", &party("Dbtr", A, BANK)),
    ];
    [camt053(&statement(A, BANK, &a.concat())), camt053(&statement(B, OTHER, &b.concat()))]
}

#[test]
fn statements_of_two_banks_become_one_account_of_the_money() {
    let folder = Folder::new();
    let [a, b] = both_statements();
    let (a, b) = (folder.write("a.xml", &a), folder.write("b.xml", &b));
    assert!(folder.done(&a, &["--format", "camt053"]).contains("2 rows, 0 of them known"));
    assert!(folder.done(&b, &["--format", "camt053"]).contains("2 rows, 1 of them known"));
    let known = folder.movements();
    assert_eq!(known.len(), 3, "{known:?}");
    let paid = known.iter().find(|movement| movement.amount.minor() == 50_000).unwrap();
    assert_eq!((paid.debit_serial.as_deref(), paid.credit_serial.as_deref()), (Some("A1"), Some("B0")));
    assert_eq!(paid.balance_before.unwrap().minor(), 90_000, "derived from the opening balance");
    let account = folder.account(&paid.from);
    assert_eq!((account.balance.unwrap().minor(), account.known_until), (40_000, paid.debit.map(|debit| debit.at)));
    // Its own statement says no balances.
    let account = folder.account(&paid.to);
    assert_eq!((account.balance, account.known_from), (None, paid.credit.map(|credit| credit.at)));
    folder.is_sound();
    let from = format!("{BANK}:{A}");
    let at = ["--from", &from, "--at", "2026-11-24T09:00:00+08:00", "--amount", "800.00", "--rule", "haircut"];
    let data = folder.data();
    let found = trace(&[&["--data", data.to_str().unwrap()], &at[..]].concat());
    // The same out of the files, where the two tell of one payment by its UETR.
    let files = ["--format", "camt053", "--transfers", a.to_str().unwrap(), b.to_str().unwrap()];
    let from_files = trace(&[&files[..], &at].concat());
    for found in [&found, &from_files] {
        let edges: Vec<&Value> = found["edges"].as_array().unwrap().iter().map(|edge| &edge["amount"]).collect();
        assert_eq!(edges, ["500.00", "499.00"], "{found}");
        // 800 of 900 were the victim's.
        assert_eq!(found["edges"][0]["tainted"]["haircut"], "444.44", "{found}");
    }
}

#[test]
fn a_notification_tells_some_and_is_no_gapless_word() {
    let folder = Folder::new();
    let inside = entry("CRDT", "5.00", "00:00", "A0", "u0", &party("Dbtr", B, OTHER));
    let text = camt053(&statement(A, BANK, &inside))
        .replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
        .replace("Stmt>", "Ntfctn>");
    let file = folder.write("n.xml", &text);
    folder.done(&file, &["--format", "camt054"]);
    let known = folder.movements();
    assert_eq!(folder.account(&known[0].to).known_from, None);
    // The statement of the day tells it again, and more; that is one movement.
    let inside = [inside, entry("DBIT", "1.00", "01:00", "A1", "u3", "")].concat();
    let file = folder.write("s.xml", &camt053(&statement(A, BANK, &inside)));
    assert!(folder.done(&file, &["--format", "camt053"]).contains("1 of them known already"));
    assert_eq!(folder.movements().len(), 2);
    assert!(folder.account(&known[0].to).known_from.is_some());
    folder.is_sound();
}

#[test]
fn what_cannot_be_read_is_named_by_its_element() {
    let folder = Folder::new();
    let good = entry("CRDT", "5.00", "00:00", "A0", "u0", "");
    let inside = [good.clone(), good.replace("5.00", "five").replace("A0", "A1")].concat();
    let file = folder.write("bad.xml", &camt053(&statement(A, BANK, &inside)));
    let output = folder.import(&file, &["--format", "camt053"]);
    assert!(!output.status.success());
    assert!(
        told(&output).contains("bad.xml` `Document/BkToCstmrStmt/Stmt[1]/Ntry[2]/Amt`: is no amount in CNY"),
        "{}",
        told(&output)
    );
    assert_eq!(folder.movements().len(), 1);
    // Nobody's account, and a file that ends in the middle: nothing of it is imported.
    let file = folder.write("foreign.xml", &camt053(&statement(A, "777700000001", &good)));
    let output = folder.import(&file, &["--format", "camt053", "--institution", BANK]);
    assert!(told(&output).contains("no institution of this house keeps the account"), "{}", told(&output));
    let many: String = (0..300).map(|n| entry("CRDT", "5.00", "00:00", &format!("C{n}"), "", "")).collect();
    let text = camt053(&statement(A, BANK, &many));
    let end = text.find("<NtryDtls>").unwrap() + text[text.len() / 2..].len();
    let end = text[..end].rfind("<Ntry>").unwrap();
    let file = folder.write("cut.xml", &text[..end]);
    let output = folder.import(&file, &["--format", "camt053"]);
    assert!(told(&output).contains("the file ends before this element does"), "{}", told(&output));
    assert_eq!(folder.movements().len(), 1);
    // A file that is silent about the institution is told of by the option.
    let silent = camt053(&statement(A, BANK, &good)).replace("<MmbId>", "<x>").replace("</MmbId>", "</x>");
    let file = folder.write("silent.xml", &silent);
    assert!(folder.done(&file, &["--format", "camt053", "--institution", BANK]).contains("1 of them known"));
}

#[test]
fn a_long_statement_bears_being_killed() {
    let folder = Folder::new();
    let entries = (0..8_000_u32).map(|n| {
        let at = format!("{:02}:{:02}", n / 60 % 60, n % 60);
        let other = party("Cdtr", &format!("98{:014}", n % 300), OTHER);
        entry(if n % 2 == 0 { "CRDT" } else { "DBIT" }, &format!("{}.00", n + 1), &at, &format!("S{n}"), "", &other)
    });
    let text = camt053(&statement(A, BANK, &entries.collect::<String>()));
    let file = folder.write("long.xml", &text);
    folder.killed_until_done(&file, &["--format", "camt053"]);
    let mut amounts: Vec<i64> = folder.movements().iter().map(|movement| movement.amount.minor()).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, (1..=8_000).map(|n| n * 100).collect::<Vec<i64>>(), "each once");
    folder.is_sound();
}

#[test]
fn credit_transfers_are_a_list() {
    let folder = Folder::new();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/golden/iso20022/pacs008_v08.xml");
    let output = folder.import(&golden, &["--format", "pacs008"]);
    assert!(told(&output).contains("1 rows were left out"), "{}", told(&output));
    let known = folder.movements();
    assert_eq!(known.iter().map(|movement| movement.amount.minor()).collect::<Vec<_>>(), [50_000, 100, 200]);
    assert!(known.iter().all(|movement| movement.file.unwrap().both_ends));
    assert_eq!(folder.account(&known[0].from).institution_code, BANK);
    assert_eq!(folder.account(&known[0].to).institution_code, "", "an IBAN elsewhere is a name of its own");
    let found = trace(&[
        "--transfers",
        golden.to_str().unwrap(),
        "--format",
        "pacs008",
        "--seed",
        "00000000-0000-4000-8000-000000000004",
    ]);
    assert_eq!(found["reached"][0]["account"], "XX000000000000000002");
    assert_eq!(found["rows_left_out"], 1);
}
