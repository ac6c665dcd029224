//! What agencies tell, for the stories about money that moves on.

use crate::house::{House, answer_to, seed_of};
use crate::story::Story;
use cordon_desk::money::learn;
use cordon_desk::money::trace::{Standing, round};
use cordon_desk::order::receive::{Received, receive};
use cordon_desk::read::cases::newest_trace;
use cordon_desk::sealing::account_key;
use cordon_desk::{Actor, Refusal};
use cordon_model::exchange::{Answer, FoundPayment, Party, Side, Statement, StatementRow};
use cordon_model::{
    AccountClass, AgencyId, CaseTrace, Exit, KnownAccount, Measure, Money, MoneyBar, Order, OrderKind, ProtectionKind,
    Query, ReceiptResult, Stamp, Wire,
};
use cordon_store::{Doors, Read, Value};
use std::cell::RefCell;

/// One row of a bank's statement, told from the moment of the first payment on.
#[derive(Clone, Debug)]
pub struct Row {
    side: Side,
    yuan: i64,
    seconds: i64,
    number: String,
    institution: String,
    class: AccountClass,
    balance: Option<i64>,
    exit: Option<Exit>,
    order: Option<String>,
    holder: String,
}

impl Row {
    fn new(side: Side, yuan: i64, seconds: i64, number: &str, institution: &str) -> Self {
        Self {
            side,
            yuan,
            seconds,
            number: number.into(),
            institution: institution.into(),
            class: AccountClass::Personal,
            balance: None,
            exit: None,
            order: None,
            holder: "测试丁".into(),
        }
    }

    pub fn credit(yuan: i64, seconds: i64, from: &str, institution: &str) -> Self {
        Self::new(Side::Credit, yuan, seconds, from, institution)
    }

    pub fn debit(yuan: i64, seconds: i64, to: &str, institution: &str) -> Self {
        Self::new(Side::Debit, yuan, seconds, to, institution)
    }

    pub fn balance(self, yuan: i64) -> Self {
        Self { balance: Some(yuan), ..self }
    }

    pub fn exit(self, exit: Exit) -> Self {
        Self { exit: Some(exit), ..self }
    }

    pub fn class(self, class: AccountClass) -> Self {
        Self { class, ..self }
    }

    pub fn order(self, order: &str) -> Self {
        Self { order: Some(order.into()), ..self }
    }

    pub fn holder(self, holder: &str) -> Self {
        Self { holder: holder.into(), ..self }
    }

    fn told(&self, begun: Stamp) -> StatementRow {
        let at = begun.plus_ms(self.seconds * 1_000);
        StatementRow {
            side: self.side,
            amount: Money::cny(self.yuan * 100),
            balance: self.balance.map(|yuan| Money::cny(yuan * 100)),
            at,
            serial: format!("S{:?}{}{}{}", self.side, self.seconds, self.yuan, self.number),
            opponent: (!self.number.is_empty()).then(|| Party {
                institution_code: self.institution.clone(),
                institution_name: String::new(),
                number: self.number.as_str().into(),
                holder: (!self.holder.is_empty()).then(|| self.holder.as_str().into()),
                class: self.class,
            }),
            order_number: self.order.clone(),
            exit: self.exit,
            remark: None,
        }
    }
}

pub struct Trail<'h> {
    house: &'h House,
    begun: Stamp,
    memory: RefCell<Standing>,
    seeds: RefCell<u64>,
}

impl<'h> Trail<'h> {
    /// From the moment of the victim's payment: a minute before the report.
    pub fn of(house: &'h House) -> Self {
        let begun = house.now().minus_ms(60_000);
        Self { house, begun, memory: RefCell::default(), seeds: RefCell::new(1_000_000) }
    }

    /// A report whose form is signed, and the first round after it.
    pub fn after_report(house: &'h House, amount: Money) -> (Story<'h>, Self) {
        let story = Story::report(house, amount);
        story.sign();
        let trail = Self::of(house);
        trail.round();
        (story, trail)
    }

    fn seed(&self) -> [u8; 32] {
        *self.seeds.borrow_mut() += 1;
        seed_of(*self.seeds.borrow())
    }

    /// What the rounds remember is lost with the process.
    pub fn restart(&self) {
        *self.memory.borrow_mut() = Standing::default();
    }

    /// Rounds of learning and tracing until nothing is left to do.
    pub fn round(&self) {
        self.rounds(8);
    }

    /// The same, with as many rounds as much work may take.
    pub fn rounds(&self, most: usize) {
        self.house.pass(1_000);
        self.learn();
        for _ in 0..most {
            let mut seed = || self.seed();
            let traced = round(&self.house.desk, self.house.now(), &mut seed, &mut self.memory.borrow_mut()).unwrap();
            if traced.extended == 0 && !traced.again {
                return;
            }
        }
        panic!("the rounds do not come to rest");
    }

    pub fn learn(&self) {
        for id in learn::due(&self.house.desk).unwrap() {
            let call = cordon_desk::Call::new(Actor::Platform, self.house.now(), self.seed());
            learn::learn_statement(&self.house.desk, &call, id).unwrap();
        }
    }

    fn question(&self, story: &Story<'_>, agency: AgencyId, number: &str, kind: OrderKind) -> Order {
        let key = account_key(self.house.desk.vault(), agency, number);
        let orders: Vec<Order> = self.house.read(|view| {
            view.select(
                "where target_key = $1 and kind = $2 order by id desc",
                &[Value::from(key.as_str()), Value::from(kind.name())],
            )
            .unwrap()
        });
        let found = orders.into_iter().next();
        found.unwrap_or_else(|| panic!("nobody asked {kind:?} of that account; {:?}", story.orders()))
    }

    pub fn answer(&self, question: &Order, number: &str, rows: &[Row]) -> Answer {
        let code = self.house.agency(question.agency).code;
        Answer {
            statement: Some(Statement {
                account: Party {
                    institution_code: code,
                    institution_name: String::new(),
                    number: number.into(),
                    holder: None,
                    class: AccountClass::Personal,
                },
                balance: None,
                available: None,
                from: question.query.as_ref().map(|query| match query {
                    Query::Statement { from, .. } | Query::Movements { from, .. } => *from,
                    Query::Serial { on, .. } => *on,
                }),
                until: Some(self.house.now()),
                complete: true,
                rows: rows.iter().map(|row| row.told(self.begun)).collect(),
            }),
            ..answer_to(question.id, ReceiptResult::Done, "0000")
        }
    }

    pub fn try_answer(&self, agency: AgencyId, answer: &Answer) -> Result<Received, Refusal> {
        let house = self.house;
        receive(&house.desk, &house.machine(agency), Wire::JsonForm, answer, None, self.seed())
    }

    /// The bank answers what it was asked about an account.
    pub fn tell(&self, story: &Story<'_>, agency: AgencyId, number: &str, rows: &[Row]) {
        let question = self.question(story, agency, number, OrderKind::QueryAccount);
        self.try_answer(agency, &self.answer(&question, number, rows)).unwrap();
    }

    /// The bank tells what moved on an account that it watches.
    pub fn moved(&self, story: &Story<'_>, agency: AgencyId, number: &str, rows: &[Row]) {
        let watch = self.question(story, agency, number, OrderKind::Watch);
        self.try_answer(agency, &self.answer(&watch, number, rows)).unwrap();
    }

    /// The payment firm answers a question about a serial number.
    pub fn found(&self, question: &Order, serial: &str, order: &str, amount: Money, wallet: &str) {
        self.found_as(question, serial, order, amount, wallet, None);
    }

    /// The same, with how the money left by it.
    pub fn found_as(
        &self,
        question: &Order,
        serial: &str,
        order: &str,
        amount: Money,
        wallet: &str,
        exit: Option<Exit>,
    ) {
        let payee = Party {
            institution_code: self.house.agency(question.agency).code,
            institution_name: String::new(),
            number: wallet.into(),
            holder: Some("测试戊".into()),
            class: AccountClass::Payment,
        };
        let found = FoundPayment {
            order_number: order.into(),
            bank_serial: Some(serial.into()),
            amount,
            at: self.begun.plus_ms(31_000),
            payer: None,
            payee: Some(payee),
            exit,
        };
        let answer = Answer { payments: vec![found], ..answer_to(question.id, ReceiptResult::Done, "0000") };
        self.try_answer(question.agency, &answer).unwrap();
    }

    pub fn hold(&self, stop: &Order, held: Money) {
        let from = Some(self.house.now());
        let done = answer_to(stop.id, ReceiptResult::Done, "0000");
        let answer = Answer { held: Some(held), balance: Some(held), from, ..done };
        self.house.answer(stop.agency, &answer);
    }

    pub fn protect(&self, number: &str, agency: AgencyId, kind: ProtectionKind) {
        let key = account_key(self.house.desk.vault(), agency, number);
        let mut known: KnownAccount = self.house.record(&key);
        known.protection = Some(cordon_model::Protection {
            kind,
            reason: "测试".into(),
            by: self.house.supervisor.id,
            since: self.house.now(),
            until: self.house.now().plus_ms(1_000_000_000),
        });
        let house = self.house;
        house
            .desk
            .store()
            .act::<_, Refusal>("protect", house.now(), |unit| {
                unit.put(&known)?;
                let draft = cordon_journal::Draft::new("protect_account", Actor::Platform.journal());
                Ok(cordon_store::Done::new((), draft.about(&known.key)))
            })
            .unwrap();
    }

    pub fn trace(&self, story: &Story<'_>) -> CaseTrace {
        let trace = self.house.read(|view| newest_trace(view, story.filed.case).unwrap()).expect("no trace yet");
        assert!(trace.adds_up().unwrap(), "{trace:?}");
        trace
    }

    /// The bar by the newest trace; it adds up, always.
    pub fn bar(&self, story: &Story<'_>) -> MoneyBar {
        let trace = self.house.read(|view| newest_trace(view, story.filed.case).unwrap());
        let measures: Vec<Measure> = self.house.read(|view| view.select("order by id", &[]).unwrap());
        let bar = MoneyBar::of(&story.case(), trace.as_ref(), &measures).unwrap();
        assert!(bar.adds_up(), "{bar:?}");
        bar
    }
}
