//! Two readings of one interface: the centre against the Python bank, the gateway against the Python
//! platform. Both were written from the field description alone (see `interop/README.md`).

use crate::centre::{self, Centre, PAYEE};
use crate::peer::{self, NEXT, Rounds, Running, VICTIM, bank_of, post, posting, sample_account, until};
use cordon_desk::money::attach_paper::attach_paper_of;
use cordon_desk::money::freeze::{
    DraftedFreeze, FreezeOf, NewExtension, NewFiling, NewFreeze, Scope, extend_freeze, freeze, record_filing,
};
use cordon_desk::money::{extend_stop::extend_stop, lift_stop::lift_stop};
use cordon_desk::order::approve::approve;
use cordon_desk::read::cases::newest_trace;
use cordon_model::exchange::PaperKind;
use cordon_model::receipt::Weight;
use cordon_model::{
    AgencyKind, CaseNote, Exit, Measure, MeasureId, MeasureState, Money, Movement, Note, Order, OrderKind,
};
use cordon_store::Read;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

fn bank(centre: &Centre, behave: &str, more: &[&str]) -> Running {
    let accounts = serde_json::json!({"accounts": [
        {"number": PAYEE, "name": "测试丙", "class": "personal", "balance_fen": 1_000_000},
    ]});
    bank_of(centre, behave, &accounts, more)
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
    // A watch of the account that the samples tell of, so that some of them are answers to it.
    centre.reported(1_000, VICTIM, ("9999997777777777", "测试丙"), 600);
    Rounds::default().run(&centre);
    let watches = orders_of(&centre, OrderKind::Watch);
    let watch = watches.iter().find(|order| order.agency == centre.bank).unwrap();
    let number = format!("0305{}", watch.id.to_string().trim_start_matches("ord_"));
    let output = Command::new("python3")
        .args(["../../interop/hostile.py", &centre.base, &centre.bank_key, "--code", centre::BANK_CODE])
        .args(["--to", centre::CENTRE_CODE, "--foreign", &foreign, "--watch", &number])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let wrong: Vec<&str> = text.lines().filter(|line| line.contains("false")).collect();
    assert!(output.status.success(), "{}\n{}", wrong.join("\n"), String::from_utf8_lossy(&output.stderr));
    let mut serials = learned(&centre);
    serials.retain(|serial| !serial.is_empty());
    serials.sort();
    assert_eq!(serials, ["s1", "s2"], "each row once, whatever came again");
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

/// The serials by which the centre knows what moved, each side's own.
fn learned(centre: &Centre) -> Vec<String> {
    let all: Vec<Movement> = centre.view(|view| view.select("order by place", &[]).unwrap());
    all.into_iter().flat_map(|movement| [movement.debit_serial, movement.credit_serial]).flatten().collect()
}

fn orders_of(centre: &Centre, kind: OrderKind) -> Vec<Order> {
    let all: Vec<Order> = centre.view(|view| view.select("order by id", &[]).unwrap());
    all.into_iter().filter(|order| order.kind == kind).collect()
}

fn refused(centre: &Centre, order: &Order) -> bool {
    centre.entries_about(order.id).iter().any(|entry| entry.verb == "receive_answer" && entry.result != "ok")
}

const SIX: (&str, &str) = ("9999990000000066", "测试钱六");
const NINE: (&str, &str) = ("9999990000000099", "测试吴九");
const SIX_ROWS: [&str; 4] = ["T6-2", "T6-3", "T6-4", "T6-5"];
const NINE_ROWS: [&str; 3] = ["T9-1", "T9-2", "T9-3"];

#[test]
fn the_other_bank_tells_what_moved_and_the_money_is_followed() {
    let centre = Centre::open(AgencyKind::Bank);
    let case = centre.reported(20_000, VICTIM, SIX, 7_200);
    centre.sign(case);
    let rounds = Rounds::default();
    rounds.run(&centre);
    let _bank = bank_of(&centre, "honest", &sample_account(SIX.0), &[]);
    until("the rows are learned", || {
        rounds.run(&centre);
        let serials: BTreeSet<String> = learned(&centre).into_iter().collect();
        SIX_ROWS.iter().all(|serial| serials.contains(*serial)).then_some(())
    });
    let movements: Vec<Movement> = centre.view(|view| view.select("order by place", &[]).unwrap());
    let cash = movements.iter().find(|m| m.debit_serial.as_deref() == Some("T6-5")).unwrap();
    assert_eq!((cash.exit, cash.amount), (Some(Exit::Cash), Money::cny(250_000)));
    let onward = until("the next bank is to stop it", || {
        rounds.run(&centre);
        orders_of(&centre, OrderKind::Stop).into_iter().find(|order| order.agency == centre.other)
    });
    assert_eq!((onward.level, onward.limit), (2, Some(Money::cny(1_200_000))));
    assert!(onward.target.mask().ends_with("0003"), "{}", onward.target.mask());
    for order in orders_of(&centre, OrderKind::QueryAccount).iter().filter(|order| order.agency == centre.bank) {
        assert_eq!(centre.receipts(order.id).len(), 1);
        assert!(!refused(&centre, order));
    }
    centre.verify();
}

#[test]
fn what_falls_due_while_the_other_bank_watches_is_told_once() {
    for behave in ["honest", "watch-twice"] {
        let centre = Centre::open(AgencyKind::Bank);
        centre.reported(1_000, VICTIM, NINE, 3_600);
        let rounds = Rounds::default();
        rounds.run(&centre);
        let mut bank = bank_of(&centre, behave, &sample_account(NINE.0), &["--once"]);
        let status = until("the bank ends", || {
            rounds.run(&centre);
            bank.0.try_wait().unwrap()
        });
        rounds.run(&centre);
        assert!(status.success(), "`{behave}`: the bank got another code than the binding demands");
        let mut serials = learned(&centre);
        serials.retain(|serial| serial.starts_with("T9"));
        serials.sort();
        assert_eq!(serials, NINE_ROWS, "`{behave}`: each once");
        let watch = orders_of(&centre, OrderKind::Watch).into_iter().find(|o| o.agency == centre.bank).unwrap();
        assert!(centre.receipts(watch.id).len() >= 2, "`{behave}`: taken up, and told");
        centre.verify();
    }
}

#[test]
fn a_statement_that_lies_teaches_nothing_wrong() {
    for behave in ["statement-foreign-account", "statement-unbalanced", "statement-huge"] {
        let centre = Centre::open(AgencyKind::Bank);
        let case = centre.reported(20_000, VICTIM, SIX, 7_200);
        let rounds = Rounds::default();
        rounds.run(&centre);
        let mut bank = bank_of(&centre, behave, &sample_account(SIX.0), &["--once"]);
        let status = until("the bank ends", || {
            rounds.run(&centre);
            bank.0.try_wait().unwrap()
        });
        rounds.run(&centre);
        assert!(status.success(), "`{behave}`: the bank got another code than the binding demands");
        let serials: BTreeSet<String> = learned(&centre).into_iter().filter(|s| !s.is_empty()).collect();
        assert!(SIX_ROWS.iter().all(|serial| serials.contains(*serial)), "`{behave}`: {serials:?}");
        assert!(!serials.iter().any(|serial| serial.starts_with("huge")), "`{behave}`");
        let query = orders_of(&centre, OrderKind::QueryAccount).into_iter().find(|o| o.agency == centre.bank).unwrap();
        if behave == "statement-unbalanced" {
            let trace = centre.view(|view| newest_trace(view, case).unwrap()).unwrap();
            assert!(trace.unseen.is_positive(), "a yuan went a way that the bank does not tell");
        } else {
            assert!(refused(&centre, &query), "`{behave}` left no trace on the order");
        }
        let deciding = centre.receipts(query.id).iter().filter(|r| r.weight == Weight::Deciding).count();
        assert_eq!(deciding, 1, "`{behave}`");
        centre.verify();
    }
}

#[test]
fn a_payment_firm_finds_the_order_behind_a_banks_debit() {
    let centre = Centre::open(AgencyKind::PaymentFirm);
    // A purchase at a shop would be the end of the way; a payment order goes on.
    let six = sample_account(SIX.0).to_string().replace("999555000000", centre::BANK_CODE);
    let six = six.replace("\"消费\"", "\"快捷支付\"");
    centre.reported_at(centre::OTHER_CODE, 20_000, VICTIM, SIX, 7_200);
    let rounds = Rounds::default();
    rounds.run(&centre);
    let other = (centre::OTHER_CODE, centre.other_key.as_str());
    let _other = peer::agency_of(&centre, other, "honest", &serde_json::from_str(&six).unwrap(), &[]);
    let _firm = bank_of(&centre, "honest", &peer::sample_firm(), &["--payment-firm"]);
    let asked = until("the firm is asked by the bank's serial, and answers", || {
        rounds.run(&centre);
        orders_of(&centre, OrderKind::QuerySerial).into_iter().find(|order| order.state.name() == "done")
    });
    assert_eq!(asked.agency, centre.bank);
    let movements: Vec<Movement> = centre.view(|view| view.select("order by place", &[]).unwrap());
    let joined: Vec<_> = movements.iter().filter(|m| m.debit_serial.as_deref() == Some("T6-4")).collect();
    assert_eq!(joined.len(), 1, "one movement, told by the bank and found by the firm");
    assert_eq!(joined[0].order_number.as_deref(), Some("ORDER-1"));
    centre.verify();
}

/// 立案, the document, and a freeze for what the case claims, on its way to the bank.
fn freeze_of(centre: &Centre, case: cordon_model::CaseId, account: MeasureId) -> DraftedFreeze {
    let desk = &centre.app.desk;
    let filing = NewFiling {
        number: "样公立字〔2026〕1号".into(),
        organ: "样例市公安局".into(),
        decided_at: centre.app.clock.now(),
    };
    record_filing(desk, &centre.of("officer"), case, &filing).unwrap();
    attach_paper_of(desk, &centre.of("officer"), case, PaperKind::FreezeDocument, centre::SCAN).unwrap();
    let account = FreezeOf::Measure(account);
    let new = NewFreeze { account, scope: Scope::Claimed, reason: "涉嫌诈骗资金".into(), owner: None };
    let drafted = freeze(desk, &centre.of("officer3"), case, &new).unwrap();
    approve(desk, &centre.of("approver"), drafted.order).unwrap();
    drafted
}

fn stop_of(centre: &Centre, case: cordon_model::CaseId) -> MeasureId {
    let orders = orders_of(centre, OrderKind::Stop);
    orders.into_iter().find(|order| order.case == Some(case)).unwrap().measure.unwrap()
}

#[test]
fn a_freeze_lives_at_the_other_bank() {
    let centre = Centre::open(AgencyKind::Bank);
    let case = centre.reported(500, VICTIM, ("9999990000000088", "测试周八"), 600);
    centre.sign(case);
    let _bank = bank_of(&centre, "honest", &sample_account("9999990000000088"), &[]);
    let stop = stop_of(&centre, case);
    in_force(&centre, stop);
    let drafted = freeze_of(&centre, case, stop);
    let frozen = in_force(&centre, drafted.measure);
    let force = *frozen.state.force().unwrap();
    assert_eq!((force.held, force.excess().unwrap()), (Some(Money::cny(50_000)), None));
    assert!(matches!(centre.record::<Measure>(stop).state, MeasureState::Converted { into, .. } if into == frozen.id));
    let new = NewExtension { until: None, reason: "侦查未终结".into() };
    let drafted = extend_freeze(&centre.app.desk, &centre.of("officer3"), frozen.id, &new).unwrap();
    // A new decision has a document of its own.
    attach_paper_of(&centre.app.desk, &centre.of("officer"), case, PaperKind::FreezeDocument, centre::SCAN).unwrap();
    approve(&centre.app.desk, &centre.of("approver"), drafted.order).unwrap();
    until("renewed", || (centre.record::<Measure>(frozen.id).state.name() == "renewed").then_some(()));
    assert!(centre.record::<Measure>(frozen.id).state.force().unwrap().until > force.until);
    let drafted = lift_stop(&centre.app.desk, &centre.of("officer3"), frozen.id, "查明无关").unwrap();
    approve(&centre.app.desk, &centre.of("approver"), drafted.order).unwrap();
    until("released", || (centre.record::<Measure>(frozen.id).state.name() == "released").then_some(()));
    centre.verify();
}

#[test]
fn behind_another_organs_freeze_ours_holds_the_rest_or_waits() {
    for whole in [false, true] {
        let centre = Centre::open(AgencyKind::Bank);
        let case = centre.reported(500, VICTIM, ("9999990000000077", "测试孙七"), 600);
        centre.sign(case);
        let mut ledger = sample_account("9999990000000077");
        if whole {
            ledger["accounts"][0]["freezes"][0]["limit_fen"] = serde_json::Value::Null;
        }
        let _bank = bank_of(&centre, "honest", &ledger, &[]);
        let stop = stop_of(&centre, case);
        until("refused: frozen already", || {
            (centre.record::<Measure>(stop).state.name() == "not_imposed").then_some(())
        });
        let drafted = freeze_of(&centre, case, stop);
        let measure = until("answered", || {
            let measure: Measure = centre.record(drafted.measure);
            (measure.state.name() != "pending").then_some(measure)
        });
        match &measure.state {
            MeasureState::Queued { behind, until, .. } if whole => {
                assert!(behind == "测试外市公安局" && until.is_some());
            }
            MeasureState::InForce(force) if !whole => assert_eq!(force.held, Some(Money::cny(20_000))),
            other => panic!("whole {whole}: {}", other.name()),
        }
        centre.verify();
    }
}

#[test]
fn more_frozen_than_ordered_is_seen() {
    let centre = Centre::open(AgencyKind::Bank);
    let case = centre.reported(500, VICTIM, ("9999990000000088", "测试周八"), 600);
    centre.sign(case);
    let _bank = bank_of(&centre, "freeze-over-limit", &sample_account("9999990000000088"), &[]);
    let stop = stop_of(&centre, case);
    in_force(&centre, stop);
    let drafted = freeze_of(&centre, case, stop);
    let frozen = in_force(&centre, drafted.measure);
    let order: Order = centre.record(drafted.order);
    assert!(order.notes.contains(&Note::StrangeAnswer));
    assert_eq!(frozen.state.force().unwrap().excess().unwrap(), Some(Money::cny(100)));
    centre.verify();
}

#[test]
fn the_platform_written_from_the_text_alone_finds_no_fault_in_our_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (port, admin) = (free().port(), free());
    std::fs::write(folder.path().join("accounts.toml"), peer::seed()).unwrap();
    let orders = folder.path().join("orders.json");
    std::fs::write(&orders, peer::sample_orders().to_string()).unwrap();
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
    let admin = format!("http://{admin}");
    post(&admin, &booked());
    let mut platform = Command::new("python3")
        .arg("../../interop/police_side.py")
        .arg("--orders")
        .arg(&orders)
        .args(["--agency", "999123456789:KEY", "--port", &port.to_string(), "--seconds", "90", "--lease-seconds", "2"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // By then the account is watched; and no answer of the watch's is the last without these two.
    std::thread::sleep(Duration::from_secs(6));
    let nine = |id, yuan, other| posting(id, 0, NINE.0, "personal", yuan, false, other);
    post(&admin, &[nine("T9-2", "700.00", NEXT), nine("T9-3", "200.00", "")]);
    let lines = BufReader::new(platform.stdout.take().unwrap()).lines();
    let verdict: Vec<String> = lines.map_while(Result::ok).collect();
    let status = platform.wait().unwrap();
    assert!(status.success(), "{}", verdict.join("\n"));
}

/// What the sample ledger has booked, and the transfers that the sample orders name: a stop is checked
/// against them.
fn booked() -> Vec<serde_json::Value> {
    let six = |id, ago, yuan, into, other| posting(id, ago, SIX.0, "personal", yuan, into, other);
    let mut all = vec![
        six("T6-1", 2_000_000, "500.00", true, "9999980000000001"),
        six("T6-2", 7_200, "20000.00", true, VICTIM),
        six("T6-3", 6_900, "12000.00", false, NEXT),
        six("T6-4", 6_600, "3000.00", false, "9999960000000004"),
        six("T6-5", 6_300, "2500.00", false, ""),
        posting("T9-1", 3_600, NINE.0, "personal", "1000.00", true, VICTIM),
    ];
    for (number, class) in [
        ("9999990000000011", "personal"),
        ("9999990000000022", "personal"),
        ("9999990000000033", "company"),
        ("9999990000000055", "personal"),
        ("9999990000000088", "personal"),
    ] {
        all.push(posting(&format!("credit-{number}"), 600, number, class, "1000.00", true, VICTIM));
    }
    all
}
