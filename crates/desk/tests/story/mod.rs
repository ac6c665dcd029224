//! One victim's story for tests: who reports what, and what the agencies answer.

use crate::house::{House, SCAN, answer_to};
use cordon_desk::money::attach_paper::{Attached, attach_paper, attach_paper_of};
use cordon_desk::money::file_report::{Filed, Report, ReportedTransfer, ReporterInput, Side, file_report};
use cordon_desk::money::freeze::{DraftedFreeze, FreezeOf, NewFiling, NewFreeze, Scope, freeze, record_filing};
use cordon_desk::money::identify_reporter::identify_reporter;
use cordon_desk::order::approve::approve;
use cordon_model::exchange::{Answer, DebitFound, PaperKind};
use cordon_model::{
    AccountClass, Case, Channel, Measure, MeasureKind, Money, MoneyBar, Order, OrderKind, ReceiptResult,
};
use cordon_store::{Read, Value};

pub const PAYER: &str = "9999991111111111";
pub const PAYEE: &str = "9999998888888888";

pub fn yuan(amount: i64) -> Money {
    Money::cny(amount * 100)
}

pub fn reporter() -> ReporterInput {
    ReporterInput {
        name: "测试甲".into(),
        id_type: "身份证".into(),
        id_number: "99000019000101001X".into(),
        phone: "19900000001".into(),
    }
}

pub fn side(code: &str, number: &str, class: AccountClass) -> Side {
    Side { institution_code: code.into(), number: number.into(), holder: Some("测试丙".into()), class }
}

/// From the other bank to the bank on the police wire.
pub fn report(house: &House, amount: Money) -> Report {
    Report {
        reporter: Some(reporter()),
        transfers: vec![ReportedTransfer {
            from: side("999999000002", PAYER, AccountClass::Personal),
            to: Some(side("999999000001", PAYEE, AccountClass::Personal)),
            amount,
            at: house.now().minus_ms(60_000),
            channel: Channel::MobileBank,
        }],
        scam_type: "T04".into(),
        narrative: Some("对方自称客服，要求共享屏幕".into()),
        contact: None,
        reported_at: None,
        bank_report: None,
    }
}

pub struct Story<'h> {
    pub house: &'h House,
    pub filed: Filed,
}

impl<'h> Story<'h> {
    pub fn of(house: &'h House, report: &Report) -> Self {
        let filed = file_report(&house.desk, &house.of(&house.intake), report).unwrap();
        Self { house, filed }
    }

    pub fn report(house: &'h House, amount: Money) -> Self {
        Self::of(house, &report(house, amount))
    }

    pub fn report_from(house: &'h House, amount: Money, payer: &str) -> Self {
        let mut report = report(house, amount);
        report.transfers[0].from.number = payer.into();
        Self::of(house, &report)
    }

    pub fn report_class(house: &'h House, amount: Money, class: AccountClass) -> Self {
        let mut report = report(house, amount);
        report.transfers[0].to.as_mut().unwrap().class = class;
        Self::of(house, &report)
    }

    pub fn anonymous(house: &'h House, amount: Money) -> Self {
        Self::of(house, &Report { reporter: None, ..report(house, amount) })
    }

    pub fn payer_first(house: &'h House, amount: Money) -> Self {
        let mut report = report(house, amount);
        report.transfers[0].to = None;
        Self::of(house, &report)
    }

    pub fn identify(&self) {
        let call = self.house.of(&self.house.intake);
        identify_reporter(&self.house.desk, &call, self.filed.case, &reporter()).unwrap();
    }

    pub fn case(&self) -> Case {
        self.house.record(self.filed.case)
    }

    pub fn orders(&self) -> Vec<Order> {
        let id = self.filed.case.to_string();
        self.house.read(|view| view.select("where case_id = $1 order by id", &[Value::from(&id)]).unwrap())
    }

    /// The newest order of a kind.
    pub fn order(&self, kind: OrderKind) -> Order {
        let newest = self.orders().into_iter().rev().find(|order| order.kind == kind);
        newest.unwrap_or_else(|| panic!("no {kind:?}"))
    }

    pub fn measures(&self) -> Vec<Measure> {
        let keys: Vec<String> =
            self.case().transfers.iter().filter_map(|t| t.to.as_ref()).map(|to| to.key.clone()).collect();
        let all: Vec<Measure> = self.house.read(|view| view.select("order by id", &[]).unwrap());
        all.into_iter().filter(|measure| keys.contains(&measure.target.key().to_owned())).collect()
    }

    /// The newest stop.
    pub fn measure(&self) -> Measure {
        self.measures().into_iter().rev().find(|m| m.kind == MeasureKind::Stop).unwrap()
    }

    pub fn bar(&self) -> MoneyBar {
        let bar = MoneyBar::of(&self.case(), None, &self.measures()).unwrap();
        assert!(bar.adds_up(), "{bar:?}");
        bar
    }

    /// The victim's signed form comes in.
    pub fn sign(&self) -> Attached {
        attach_paper(&self.house.desk, &self.house.of(&self.house.intake), self.filed.case, SCAN).unwrap()
    }

    pub fn debit(&self, debit: Option<DebitFound>, result: ReceiptResult) {
        let order = self.order(OrderKind::ConfirmDebit);
        let answer = Answer { debit, ..answer_to(order.id, result, "0000") };
        self.house.answer(order.agency, &answer);
    }

    pub fn confirm(&self) {
        let at = Some(self.house.now().minus_ms(60_000));
        self.debit(Some(DebitFound { found: true, at, payee: None }), ReceiptResult::Done);
    }

    /// The payee's bank holds.
    pub fn held(&self, balance: Money) {
        let order = self.order(OrderKind::Stop);
        let from = Some(self.house.now());
        let answer = Answer { balance: Some(balance), from, ..answer_to(order.id, ReceiptResult::Done, "0000") };
        self.house.answer(order.agency, &answer);
    }
}

/// What happens once a case is filed.
impl Story<'_> {
    pub fn file(&self) {
        let new = NewFiling {
            number: "样公立字〔2026〕1号".into(),
            organ: "样例市公安局".into(),
            decided_at: self.house.now(),
        };
        record_filing(&self.house.desk, &self.house.of(&self.house.officer), self.filed.case, &new).unwrap();
    }

    /// The 冻结 document comes in.
    pub fn document(&self) -> Attached {
        let call = self.house.of(&self.house.officer);
        attach_paper_of(&self.house.desk, &call, self.filed.case, PaperKind::FreezeDocument, SCAN).unwrap()
    }

    /// A report whose stop holds, confirmed by the payer's bank.
    pub fn stopped(house: &House, amount: Money, balance: Money) -> Story<'_> {
        let story = Story::report(house, amount);
        story.confirm();
        story.sign();
        story.held(balance);
        story
    }

    pub fn draft_freeze(&self, scope: Scope) -> Result<DraftedFreeze, cordon_desk::Refusal> {
        let account = FreezeOf::Measure(self.measure().id);
        let new = NewFreeze { account, scope, reason: "涉嫌诈骗资金".into(), owner: None };
        freeze(&self.house.desk, &self.house.of(&self.house.third), self.filed.case, &new)
    }

    /// Filed, frozen for what the case claims, and answered so by the bank.
    pub fn frozen(&self) -> Measure {
        self.file();
        self.document();
        let drafted = self.draft_freeze(Scope::Claimed).unwrap();
        approve(&self.house.desk, &self.house.of(&self.house.approver), drafted.order).unwrap();
        let order: Order = self.house.record(drafted.order);
        self.house.done(order.agency, order.id, drafted.limit);
        self.house.record(drafted.measure)
    }
}
