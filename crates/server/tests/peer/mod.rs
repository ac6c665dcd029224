//! Other people's programs: the bank and the platform in Python, as processes beside a test, and the
//! books that both are given (`interop/samples/`).

use crate::centre::{self, Centre, OTHER_CODE};
use cordon_desk::Actor;
use cordon_desk::money::learn;
use cordon_desk::money::trace::{Standing, round};
use cordon_server::random;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const WITHIN: Duration = Duration::from_secs(40);
/// The sample victim, at our second agency.
pub const VICTIM: &str = "9999990000000001";
/// To whom the sample money goes on, at our second agency too.
pub const NEXT: &str = "9999970000000003";

/// A process that ends with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The Python bank, with these accounts.
pub fn bank_of(centre: &Centre, behave: &str, ledger: &Value, more: &[&str]) -> Running {
    agency_of(centre, (centre::BANK_CODE, &centre.bank_key), behave, ledger, more)
}

/// The Python bank in the place of one of our agencies.
pub fn agency_of(centre: &Centre, (code, key): (&str, &str), behave: &str, ledger: &Value, more: &[&str]) -> Running {
    let file = centre.folder.path().join(format!("ledger-{code}.json"));
    std::fs::write(&file, ledger.to_string()).unwrap();
    let state = centre.folder.path().join(format!("bank-{code}-{behave}.json"));
    let mut command = Command::new("python3");
    command.arg("../../interop/bank_side.py").args(["--url", &centre.base, "--key", key]);
    command.args(["--code", code, "--poll-seconds", "0.1", "--seconds", "60", "--behave", behave]);
    command.arg("--ledger").arg(file).arg("--state").arg(state).args(more).stdout(Stdio::null());
    Running(command.spawn().unwrap())
}

pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + WITHIN;
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < end, "not within {WITHIN:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The accounts of the sample ledger; the banks in it that are not this one are our second agency.
pub fn sample_ledger() -> Value {
    let text = std::fs::read_to_string("../../interop/samples/ledger.json").unwrap();
    let text = text.replace("999100000001", OTHER_CODE).replace("999100000003", OTHER_CODE);
    serde_json::from_str(&text).unwrap()
}

/// The payment firm's accounts, where the payment that a bank's debit became is as old as that debit.
pub fn sample_firm() -> Value {
    let text = std::fs::read_to_string("../../interop/samples/payment-ledger.json").unwrap();
    serde_json::from_str(&text.replace("999123456789", OTHER_CODE).replace("@now-60", "@now-6600")).unwrap()
}

/// One account of the sample ledger.
pub fn sample_account(number: &str) -> Value {
    let ledger = sample_ledger();
    let found = ledger["accounts"].as_array().unwrap().iter().find(|account| account["number"] == number).cloned();
    json!({"accounts": [found.unwrap()]})
}

/// What the centre's own jobs do between two acts: learn rows, follow the money.
#[derive(Default)]
pub struct Rounds(RefCell<Standing>);

impl Rounds {
    pub fn run(&self, centre: &Centre) {
        let desk = &centre.app.desk;
        for id in learn::due(desk).unwrap() {
            let call = cordon_desk::Call::new(Actor::Platform, centre.app.clock.now(), random::seed());
            learn::learn_statement(desk, &call, id).unwrap();
        }
        round(desk, centre.app.clock.now(), &mut random::seed, &mut self.0.borrow_mut()).unwrap();
    }
}

/// The sample ledger as our gateway's seed: what each account had before its postings. A credit that
/// the stops of the sample orders name is booked on each account they are about, so it is not in here.
pub fn seed() -> String {
    let accounts = [
        ("9999990000000011", "测试张一", "personal", "12345.67", "open"),
        ("9999990000000022", "测试李二", "personal", "500.00", "open"),
        ("9999990000000033", "测试商行有限公司", "company", "987654321.00", "open"),
        ("9999990000000044", "测试王三", "personal", "0.00", "white_listed"),
        ("9999990000000055", "测试赵四", "personal", "77.00", "open"),
        ("9999990000000066", "测试钱六", "personal", "0.00", "open"),
        ("9999990000000077", "测试孙七", "personal", "800.00", "open"),
        ("9999990000000088", "测试周八", "personal", "4500.00", "open"),
        ("9999990000000099", "测试吴九", "personal", "200.00", "open"),
    ];
    accounts
        .iter()
        .map(|(number, holder, class, balance, status)| {
            let hold = if *number == "9999990000000077" { HOLD } else { "" };
            format!("[[account]]\nnumber = \"{number}\"\nholder = \"{holder}\"\nclass = \"{class}\"\nbalance = \"{balance}\"\nstatus = \"{status}\"\n{hold}")
        })
        .collect()
}

const HOLD: &str = "[[account.hold]]\nkind = \"freeze\"\norgan = \"测试外市公安局\"\nlimit = \"600.00\"\n\
                    from = \"2026-01-01T00:00:00+08:00\"\nuntil = \"2199-01-01T00:00:00+08:00\"\n";

/// The sample orders, but for one: the gateway's ledger keeps no papers of its holders, so nobody can
/// be another person than his. The watch is to tell the two debits that fall due while it runs.
pub fn sample_orders() -> Value {
    let mut orders: Value =
        serde_json::from_str(&std::fs::read_to_string("../../interop/samples/orders.json").unwrap()).unwrap();
    let list = orders["orders"].as_array_mut().unwrap();
    list.retain(|order| order["name"] != "freeze of another person");
    for order in list.iter_mut().filter(|order| order["name"] == "watch") {
        order["answers"] = json!(3);
    }
    orders
}

/// Books postings at the gateway.
pub fn post(admin: &str, postings: &[Value]) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    until("the gateway's ledger is open", || agent.get(format!("{admin}/healthz")).call().ok().map(|_| ()));
    let mut answer = agent
        .post(format!("{admin}/postings"))
        .header("Authorization", "Bearer ledger")
        .send(json!({ "postings": postings }).to_string().as_str())
        .unwrap();
    let told = answer.body_mut().read_to_string().unwrap();
    assert!(answer.status().is_success() && !told.contains("\"posted\":false"), "{told}");
}

/// A posting so many seconds ago, into an account of the gateway's or out of it; one that goes to
/// nobody is cash.
pub fn posting(id: &str, seconds_ago: i64, number: &str, class: &str, yuan: &str, into: bool, other: &str) -> Value {
    let own = json!({"institution_code": "999123456789", "number": number, "class": class});
    let cash = other.is_empty();
    let other = if cash {
        json!({"institution_code": "999123456789", "number": "ATM0999", "class": "sink"})
    } else {
        json!({"institution_code": "999100000003", "number": other, "class": "personal", "holder": "测试下家"})
    };
    let (from, to) = if into { (other, own) } else { (own, other) };
    let at = cordon_server::clock::system().minus_ms(seconds_ago * 1_000).rfc3339();
    let mut posting =
        json!({"id": id, "at": at, "amount": {"amount": yuan, "currency": "CNY"}, "from": from, "to": to});
    if cash {
        posting["exit"] = json!("cash");
    }
    posting
}
