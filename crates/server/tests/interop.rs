//! Two readings of one interface: the centre against the Python bank, the gateway against the Python
//! platform. Both were written from the field description alone (see `interop/README.md`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod centre;

use centre::{Centre, PAYEE};
use cordon_desk::money::{extend_stop::extend_stop, lift_stop::lift_stop};
use cordon_desk::order::approve::approve;
use cordon_model::receipt::Weight;
use cordon_model::{AgencyKind, CaseNote, Measure, Note, Order};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const WITHIN: Duration = Duration::from_secs(40);

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn bank(centre: &Centre, behave: &str, more: &[&str]) -> Running {
    let ledger = centre.folder.path().join("ledger.json");
    let accounts = serde_json::json!({"accounts": [
        {"number": PAYEE, "name": "测试丙", "class": "personal", "balance_fen": 1_000_000},
    ]});
    std::fs::write(&ledger, accounts.to_string()).unwrap();
    let state = centre.folder.path().join(format!("bank-{behave}.json"));
    let mut command = Command::new("python3");
    command.arg("../../interop/bank_side.py").args(["--url", &centre.base, "--key", &centre.bank_key]);
    command.args(["--code", centre::BANK_CODE, "--poll-seconds", "0.1", "--seconds", "60", "--behave", behave]);
    command.arg("--ledger").arg(ledger).arg("--state").arg(state).args(more).stdout(Stdio::null());
    Running(command.spawn().unwrap())
}

fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + WITHIN;
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < end, "not within {WITHIN:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn in_force(centre: &Centre, measure: cordon_model::MeasureId) -> Measure {
    until("the stop is in force", || {
        let measure: Measure = centre.record(measure);
        measure.state.force().is_some().then_some(measure)
    })
}

/// The whole life over the wire: stop, extension, lift.
fn whole_life(kind: AgencyKind, more: &[&str]) {
    let centre = Centre::open(kind);
    let _bank = bank(&centre, "honest", more);
    let stop = centre.stop(500);
    let measure = in_force(&centre, stop.measure.unwrap());
    let order: Order = centre.record(stop.id);
    assert_eq!(order.state.name(), "done");
    assert!(order.notes.contains(&Note::LimitNotCarried));
    let force = measure.state.force().unwrap();
    assert_eq!(force.held.unwrap().minor(), 1_000_000, "this wire holds the whole account");
    assert_eq!(force.excess().unwrap().unwrap().minor(), 950_000);
    let drafted = extend_stop(&centre.app.desk, &centre.of("officer3"), measure.id, "等待立案决定").unwrap();
    approve(&centre.app.desk, &centre.of("approver"), drafted.order).unwrap();
    let renewed = until("renewed", || {
        let measure: Measure = centre.record(measure.id);
        (measure.state.name() == "renewed").then_some(measure)
    });
    assert!(renewed.state.force().unwrap().until > force.until);
    let drafted = lift_stop(&centre.app.desk, &centre.of("officer3"), measure.id, "查明无关").unwrap();
    approve(&centre.app.desk, &centre.of("approver"), drafted.order).unwrap();
    until("released", || (centre.record::<Measure>(measure.id).state.name() == "released").then_some(()));
    centre.verify();
}

#[test]
fn a_bank_written_from_the_text_alone_lives_a_stop_with_us() {
    whole_life(AgencyKind::Bank, &[]);
}

#[test]
fn a_payment_firm_speaks_the_a_codes() {
    whole_life(AgencyKind::PaymentFirm, &["--payment-firm"]);
}

#[test]
fn whatever_a_bank_does_wrong_nothing_changes_wrongly() {
    for behave in ["double", "contradict", "reserial", "truncate", "dtd", "wrong-kind", "foreign"] {
        let centre = Centre::open(AgencyKind::Bank);
        let stop = centre.stop(500);
        let mut bank = bank(&centre, behave, &["--once"]);
        let measure = in_force(&centre, stop.measure.unwrap());
        // The bank judges our codes by the binding and says so by its exit.
        let status = until("the bank ends", || bank.0.try_wait().unwrap());
        assert!(status.success(), "`{behave}`: the bank got another code than the binding demands");
        let after: Measure = centre.record(measure.id);
        assert_eq!(after.state, measure.state, "`{behave}` moved the measure");
        strange_things_show(&centre, behave, &centre.record(stop.id));
        let receipts = centre.receipts(stop.id);
        let deciding = receipts.iter().filter(|receipt| receipt.weight == Weight::Deciding).count();
        assert_eq!(deciding, 1, "`{behave}`");
        centre.verify();
    }
}

/// What was strange can be seen on the order or on its case.
fn strange_things_show(centre: &Centre, behave: &str, order: &Order) {
    let case: cordon_model::Case = centre.record(order.case.unwrap());
    let refused = centre.entries_about(order.id).iter().any(|e| e.verb == "receive_answer" && e.result != "ok");
    match behave {
        "contradict" => {
            assert!(order.notes.contains(&Note::ContradictedAnswer));
            assert!(case.notes.contains(&CaseNote::StrangeAnswer));
        }
        "wrong-kind" | "reserial" => assert!(refused, "`{behave}` left no trace on the order"),
        _ => {}
    }
}

#[test]
fn a_bank_that_finds_another_name_refuses_lawfully() {
    let centre = Centre::open(AgencyKind::Bank);
    let _bank = bank(&centre, "wrong-name", &[]);
    let stop = centre.stop(500);
    until("refused", || (centre.record::<Order>(stop.id).state.name() == "refused").then_some(()));
    assert_eq!(centre.record::<Measure>(stop.measure.unwrap()).state.name(), "not_imposed");
}

#[test]
fn hostile_uploads_get_the_code_the_binding_demands() {
    let centre = Centre::open(AgencyKind::Bank);
    let foreign = centre.foreign_application_id();
    let output = Command::new("python3")
        .args(["../../interop/hostile.py", &centre.base, &centre.bank_key, "--code", centre::BANK_CODE])
        .args(["--to", centre::CENTRE_CODE, "--foreign", &foreign])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let wrong: Vec<&str> = text.lines().filter(|line| line.contains("false")).collect();
    assert!(output.status.success(), "{}\n{}", wrong.join("\n"), String::from_utf8_lossy(&output.stderr));
    centre.verify();
}

#[test]
fn a_banks_own_report_is_kept_and_answered() {
    let centre = Centre::open(AgencyKind::Bank);
    let report = std::fs::canonicalize("../../interop/samples/report.json").unwrap();
    let more = ["--once", "--report", report.to_str().unwrap(), "--to", centre::CENTRE_CODE];
    let mut bank = bank(&centre, "honest", &more);
    let status = until("the bank has its answer", || bank.0.try_wait().unwrap());
    assert!(status.success());
    assert_eq!(centre.count("bank_reports"), 1);
}

#[test]
fn the_platform_written_from_the_text_alone_finds_no_fault_in_our_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (port, admin) = (free().port(), free());
    let accounts = [
        ("9999990000000011", "测试张一", "personal", "12345.67", "open"),
        ("9999990000000022", "测试李二", "personal", "500.00", "open"),
        ("9999990000000033", "测试商行有限公司", "company", "987654321.00", "open"),
        ("9999990000000044", "测试王三", "personal", "0.00", "white_listed"),
        ("9999990000000055", "测试赵四", "personal", "77.00", "open"),
    ];
    let seed: String = accounts
        .iter()
        .map(|(n, h, c, b, s)| {
            format!("[[account]]\nnumber = \"{n}\"\nholder = \"{h}\"\nclass = \"{c}\"\nbalance = \"{b}\"\nstatus = \"{s}\"\n")
        })
        .collect();
    std::fs::write(folder.path().join("accounts.toml"), seed).unwrap();
    let config = format!(
        "data = \"data\"\n[agency]\ncode = \"999123456789\"\nname = \"合成银行\"\nkind = \"bank\"\n\
         [centre]\nurl = \"http://127.0.0.1:{port}\"\nkey = \"KEY\"\n[[wire]]\nkind = \"police_bank\"\nevery_ms = 100\n\
         [ledger]\nseed = \"accounts.toml\"\n[admin]\nlisten = \"{admin}\"\nkey = \"ledger\"\n"
    );
    let file = folder.path().join("member.toml");
    std::fs::write(&file, config).unwrap();
    let gateway = Command::new(env!("CARGO_BIN_EXE_cordon")).args(["member", "--config"]).arg(&file).spawn().unwrap();
    let _gateway = Running(gateway);
    // The gateway waits for a platform that is not there yet; meanwhile the credits are booked.
    post_credits(&format!("http://{admin}"));
    let mut platform = Command::new("python3")
        .args(["../../interop/police_side.py", "--orders", "../../interop/samples/orders.json"])
        .args(["--agency", "999123456789:KEY", "--port", &port.to_string(), "--seconds", "90", "--lease-seconds", "2"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(platform.stdout.take().unwrap()).lines();
    let verdict: Vec<String> = lines.map_while(Result::ok).collect();
    let status = platform.wait().unwrap();
    assert!(status.success(), "{}", verdict.join("\n"));
}

/// The transfers that the sample orders name, booked at the bank before its first poll: a stop is
/// checked against them.
fn post_credits(admin: &str) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    until("the gateway's ledger is open", || agent.get(format!("{admin}/healthz")).call().ok().map(|_| ()));
    let at = cordon_server::clock::system().minus_ms(600_000).rfc3339();
    let posting = |number: &str, class: &str| {
        serde_json::json!({
            "id": format!("credit-{number}"), "at": at, "amount": {"amount": "1000.00", "currency": "CNY"},
            "from": {"institution_code": "999100000001", "number": "9999990000000001", "class": "personal"},
            "to": {"institution_code": "999123456789", "number": number, "class": class},
        })
    };
    let postings = [
        ("9999990000000011", "personal"),
        ("9999990000000022", "personal"),
        ("9999990000000033", "company"),
        ("9999990000000055", "personal"),
    ]
    .map(|(number, class)| posting(number, class));
    let answer = agent
        .post(format!("{admin}/postings"))
        .header("Authorization", "Bearer ledger")
        .send(serde_json::json!({"postings": postings}).to_string().as_str())
        .unwrap();
    assert!(answer.status().is_success());
}
