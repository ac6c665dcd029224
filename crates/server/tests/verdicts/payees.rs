//! A victim reports, the money is traced, and the next one who is about to pay the mule is not let: until an
//! officer lets the account go.

use crate::hall::{Hall, PAYEE_BANK, PAYER_BANK, text};
use cordon_desk::money::learn;
use cordon_desk::money::trace::{Standing, round};
use cordon_desk::order::receive::receive;
use cordon_desk::{Actor, Call};
use cordon_model::exchange::{Answer, DebitFound, Party, Side, Statement, StatementRow};
use cordon_model::{
    AccountClass, AgencyId, CaseId, Money, Order, OrderKind, ProtectionKind, ReceiptResult, Stamp, Wire,
};
use cordon_sift::payments::PayeeSigns;
use cordon_store::{Doors, Read, Value as Sql};
use serde_json::{Value, json};
use std::cell::Cell;

const MULE: &str = "9999997777770001";

/// Which side, how much, how many seconds after the payment, who is at the other end, and what is there then.
type Told<'a> = (Side, i64, i64, (&'a str, &'a str), i64);

struct Story<'h> {
    hall: &'h Hall,
    case: CaseId,
    paid_at: Stamp,
    seeds: Cell<u8>,
}

impl<'h> Story<'h> {
    /// 1200 yuan to `9999998888880042` a minute ago, and the payer's bank has confirmed it.
    fn begin(hall: &'h Hall) -> Self {
        let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &hall.report("0042", true));
        let case = CaseId::parse(&text(&filed, "case")).unwrap();
        let found: cordon_model::Case = hall.view(|view| view.need(case).unwrap());
        Self { hall, case, paid_at: found.transfers[0].debit.at, seeds: Cell::new(100) }
    }

    fn call(&self, actor: Actor) -> Call {
        self.seeds.set(self.seeds.get() + 1);
        Call::new(actor, self.hall.app.clock.now(), [self.seeds.get(); 32])
    }

    fn order(&self, kind: OrderKind, agency: &str) -> Order {
        let agency = AgencyId::parse(&self.hall.id(agency)).unwrap();
        let args = [Sql::from(self.case.to_string()), Sql::from(kind.name()), Sql::from(agency.to_string())];
        let tail = "where case_id = $1 and kind = $2 and agency_id = $3 order by id desc";
        let orders: Vec<Order> = self.hall.view(|view| view.select(tail, &args).unwrap());
        orders.into_iter().next().unwrap_or_else(|| panic!("no {kind:?}"))
    }

    fn answer(&self, order: &Order, answer: &Answer) {
        let call = self.call(Actor::Agency(order.agency));
        receive(&self.hall.app.desk, &call, Wire::JsonForm, answer, None, call.seed).unwrap();
    }

    fn confirm(&self) {
        let order = self.order(OrderKind::ConfirmDebit, "payer_bank");
        let debit = Some(DebitFound { found: true, at: Some(self.paid_at), payee: None });
        self.answer(&order, &Answer { debit, ..Answer::bare(order.id, ReceiptResult::Done, "0000") });
    }

    /// A bank tells of an account: yuan, seconds after the payment, the other side, and what is there then.
    fn tell(&self, (agency, code, number): (&str, &str, &str), rows: &[Told<'_>]) {
        let order = self.order(OrderKind::QueryAccount, agency);
        let party = |code: &str, number: &str| Party {
            institution_code: code.into(),
            institution_name: String::new(),
            number: number.into(),
            holder: Some("测试丁".into()),
            class: AccountClass::Personal,
        };
        let row = |(side, yuan, seconds, (code, other), balance): &Told<'_>| StatementRow {
            side: *side,
            amount: Money::cny(yuan * 100),
            balance: Some(Money::cny(balance * 100)),
            at: self.paid_at.plus_ms(seconds * 1_000),
            serial: format!("S{number}{seconds}"),
            opponent: Some(party(code, other)),
            order_number: None,
            exit: None,
            remark: None,
        };
        let from = order.query.as_ref().map(|query| match query {
            cordon_model::Query::Statement { from, .. } | cordon_model::Query::Movements { from, .. } => *from,
            cordon_model::Query::Serial { on, .. } => *on,
        });
        let statement = Statement {
            account: party(code, number),
            balance: None,
            available: None,
            from,
            until: Some(self.hall.app.clock.now()),
            complete: true,
            rows: rows.iter().map(row).collect(),
        };
        let answer = Answer { statement: Some(statement), ..Answer::bare(order.id, ReceiptResult::Done, "0000") };
        self.answer(&order, &answer);
    }

    fn round(&self) {
        let desk = &self.hall.app.desk;
        for id in learn::due(desk).unwrap() {
            learn::learn_statement(desk, &self.call(Actor::Platform), id).unwrap();
        }
        let mut standing = Standing::default();
        for _ in 0..8 {
            let mut seed = || self.call(Actor::Platform).seed;
            let traced = round(desk, self.hall.app.clock.now(), &mut seed, &mut standing).unwrap();
            if traced.extended == 0 && !traced.again {
                return;
            }
        }
        panic!("the rounds do not come to rest");
    }

    /// What happened since is known, as the job sees to.
    fn look(&self) {
        self.hall.app.sift().unwrap().look(&self.hall.app.desk, self.hall.app.clock.now()).unwrap();
    }

    /// Somebody else is about to pay that account.
    fn pay(&self, id: &str, code: &str, number: &str) -> Value {
        self.look();
        let event = json!({"kind": "payment", "id": id, "at": self.hall.app.clock.now().ms(), "amount": 500_000,
            "currency": "CNY", "payer": {"account": format!("{PAYER_BANK}:9999990000000777")},
            "payee": {"account": format!("{code}:{number}")}});
        let ask = self.hall.ask("POST", "/api/v1/verdicts").by(&self.hall.token("payer_bank"));
        let answer = ask.body(event.to_string()).send();
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }
}

fn codes(verdict: &Value) -> Vec<&str> {
    verdict["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

#[test]
fn the_next_payment_to_an_account_with_traced_money_is_refused_with_reason_and_redress() {
    let hall = Hall::open();
    let story = Story::begin(&hall);
    let first = "9999998888880042";
    assert_eq!(story.pay("p-1", PAYEE_BANK, first)["action"], "allow", "a report alone refuses nobody");
    story.confirm();
    let told = story.pay("p-2", PAYEE_BANK, first);
    assert_eq!((told["action"].as_str(), codes(&told)[0]), (Some("hold"), "rule.pay.tainted"), "{told}");
    story.round();
    story.tell(
        ("payee_bank", PAYEE_BANK, first),
        &[
            (Side::Credit, 1_200, 0, (PAYER_BANK, "9999990000000042"), 1_200),
            (Side::Debit, 1_000, 20, (PAYER_BANK, MULE), 200),
        ],
    );
    story.round();
    story.tell(("payer_bank", PAYER_BANK, MULE), &[(Side::Credit, 1_000, 21, (PAYEE_BANK, first), 1_100)]);
    story.round();
    let refused = story.pay("p-3", PAYER_BANK, MULE);
    assert_eq!(refused["action"], "block", "{refused}");
    assert_eq!(codes(&refused)[..2], ["rule.pay.mostly_tainted", "rule.pay.tainted"], "{refused}");
    assert_eq!((refused["grade"].as_str(), refused["redress"].as_str()), (Some("very_high"), Some("96110")));
    let entries = hall.entries();
    assert_eq!(refused["versions"]["journal"].as_u64(), Some(entries), "as of all that was written");
    assert_eq!(story.pay("p-4", PAYER_BANK, "9999996666660001")["action"], "allow", "somebody else's account");
    // A person protects it: it is told of no more, and again once it is not.
    let key = cordon_desk::sealing::account_key(
        hall.app.desk.vault(),
        AgencyId::parse(&hall.id("payer_bank")).unwrap(),
        MULE,
    );
    let known: cordon_model::KnownAccount = hall.view(|view| view.need(&key).unwrap());
    protect(&hall, &known, Some(ProtectionKind::Payroll));
    assert_eq!(story.pay("p-5", PAYER_BANK, MULE)["action"], "allow");
    protect(&hall, &known, None);
    assert_eq!(story.pay("p-6", PAYER_BANK, MULE)["action"], "block");
    hall.verify();
}

fn protect(hall: &Hall, known: &cordon_model::KnownAccount, kind: Option<ProtectionKind>) {
    let now = hall.app.clock.now();
    let by = cordon_model::OfficerId::parse(&hall.id("supervisor")).unwrap();
    let protection = kind.map(|kind| cordon_model::Protection {
        kind,
        reason: "测试".into(),
        by,
        since: now,
        until: now.plus_ms(86_400_000),
    });
    let known = cordon_model::KnownAccount { protection, ..known.clone() };
    let kept = hall.app.desk.store().act::<_, cordon_desk::Refusal>("test", now, |unit| {
        unit.put(&known)?;
        let system = cordon_journal::entry::Actor::system("test");
        Ok(cordon_store::Done::new((), cordon_journal::Draft::new("test", system)))
    });
    kept.unwrap();
}

#[test]
fn a_stop_in_force_refuses_until_it_is_lifted_and_then_nothing_does() {
    let hall = Hall::open();
    hall.stopped_case("0042");
    let case = CaseId::parse(&hall.id("case")).unwrap();
    let found: cordon_model::Case = hall.view(|view| view.need(case).unwrap());
    let story = Story { hall: &hall, case, paid_at: found.transfers[0].debit.at, seeds: Cell::new(100) };
    let number = "9999998888880042";
    let refused = story.pay("p-1", PAYEE_BANK, number);
    assert_eq!((refused["action"].as_str(), codes(&refused)[0]), (Some("block"), "rule.pay.measure"), "{refused}");
    story.confirm();
    let path = format!("/api/v1/measures/{}/lift", hall.id("measure"));
    let lift = hall.act("lift_stop", Some("officer"), "POST", &path, &json!({"reason": "查明与案件无关"}));
    hall.approve(&text(&lift, "order"));
    assert_eq!(story.pay("p-2", PAYEE_BANK, number)["action"], "block", "the bank has not lifted it yet");
    hall.answer("payee_bank", &text(&lift, "order"), json!({}));
    let free = story.pay("p-3", PAYEE_BANK, number);
    assert_eq!((free["action"].as_str(), codes(&free)), (Some("allow"), vec![]), "{free}");
}

#[test]
fn what_is_known_of_payees_is_there_again_after_a_restart_and_asked_quickly() {
    let hall = Hall::open();
    let story = Story::begin(&hall);
    story.confirm();
    story.look();
    let account = format!("{PAYEE_BANK}:9999998888880042");
    let now = hall.app.clock.now();
    let told = hall.app.sift().unwrap().payees.signs(&account, now);
    assert_eq!((told.distance, told.measure_in_force, told.mule_permille), (Some(1), Some(false), None));
    let anew = cordon_server::sift::payees::Payees::new(hall.app.desk.vault());
    assert_eq!(anew.signs(&account, now), cordon_sift::payments::Signs::default(), "unknown before the first look");
    anew.look(&hall.app.desk, now).unwrap();
    assert_eq!(anew.signs(&account, now), told);
    let (began, asked) = (std::time::Instant::now(), 20_000_u32);
    for _ in 0..asked {
        std::hint::black_box(anew.signs(std::hint::black_box(&account), now));
    }
    let each = began.elapsed() / asked;
    eprintln!("a payee is asked in {each:?}");
    assert!(each < std::time::Duration::from_micros(50), "{each:?}: no question to the store belongs here");
}

/// Nine of ten that came within a day went out: sure.
const MULES: &str = r#"{"windows": {"hour_ms": 3600000, "day_ms": 86400000, "working_days": 5},
    "model": {"base": -3000, "signs": [{"sign": "passed_day", "bounds": [900], "points": [0, 6000]}]}}"#;

#[test]
fn an_account_that_passes_on_what_comes_is_a_reason_to_verify_and_never_to_refuse() {
    let hall = Hall::open();
    let story = Story::begin(&hall);
    story.confirm();
    story.round();
    let first = "9999998888880042";
    story.tell(
        ("payee_bank", PAYEE_BANK, first),
        &[
            (Side::Credit, 1_200, 0, (PAYER_BANK, "9999990000000042"), 1_200),
            (Side::Debit, 1_180, 20, (PAYER_BANK, MULE), 20),
        ],
    );
    story.round();
    let protect = |kind| {
        let key = cordon_desk::sealing::account_key(
            hall.app.desk.vault(),
            AgencyId::parse(&hall.id("payee_bank")).unwrap(),
            first,
        );
        self::protect(&hall, &hall.view(|view| view.need(&key).unwrap()), kind);
    };
    let path = cordon_server::mules::model_of(&hall.app.data);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "{}").unwrap();
    let told = format!("{:#}", cordon_server::mules::Learned::read(&path).unwrap_err());
    assert!(told.contains("mules.json` is no model of `cordon flow train`"), "{told}");
    std::fs::write(&path, MULES.replace("86400000", "0")).unwrap();
    let told = format!("{:#}", cordon_server::mules::Learned::read(&path).unwrap_err());
    assert!(told.contains("shorter than a minute"), "{told}");
    std::fs::write(&path, MULES).unwrap();
    let learned = cordon_server::mules::Learned::read(&path).unwrap();
    cordon_server::mules::round(&hall.app, Some(&learned)).unwrap();
    let told = story.pay("p-1", PAYEE_BANK, first);
    assert!(codes(&told).contains(&"rule.pay.mule_likely"), "{told}");
    protect(Some(ProtectionKind::Payroll));
    assert!(!codes(&story.pay("p-2", PAYEE_BANK, first)).contains(&"rule.pay.mule_likely"));
    protect(None);
    assert!(codes(&story.pay("p-3", PAYEE_BANK, first)).contains(&"rule.pay.mule_likely"));
    cordon_server::mules::round(&hall.app, None).unwrap();
    assert!(!codes(&story.pay("p-4", PAYEE_BANK, first)).contains(&"rule.pay.mule_likely"), "nobody scores any more");
}
