//! Drafting: the one place where an order comes into being.

use crate::desk::Act;
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::{
    AgencyId, Author, CaseId, Deadline, Measure, Money, Order, OrderId, OrderKind, OrderState, Query, Signatories,
    Stamp, Target, TransferId,
};

/// What the drafter decides; the rest follows.
#[derive(Debug)]
pub struct NewOrder {
    pub kind: OrderKind,
    pub case: Option<CaseId>,
    pub agency: AgencyId,
    pub target: Target,
    pub transfer: Option<TransferId>,
    pub limit: Option<Money>,
    pub reason: String,
    pub author: Author,
    pub from: Option<Stamp>,
    pub until: Option<Deadline>,
    pub original: Option<OrderId>,
    /// 1 for the account that the victim paid.
    pub level: u32,
    /// What a question asks for.
    pub query: Option<Query>,
}

/// The law each kind of order stands on, as its papers and public page cite it.
pub const fn basis(kind: OrderKind) -> &'static str {
    match kind {
        OrderKind::RiskNotice => "《反电信网络诈骗法》第十八条、第三十四条",
        OrderKind::ConfirmDebit => "《反电信网络诈骗法》第十九条、第二十六条",
        OrderKind::Stop
        | OrderKind::ExtendStop
        | OrderKind::LiftStop
        | OrderKind::ReduceHold
        | OrderKind::RaiseHold => "《反电信网络诈骗法》第二十条；银发〔2016〕86号",
        OrderKind::QueryAccount | OrderKind::QuerySerial | OrderKind::Watch | OrderKind::EndWatch => {
            "《反电信网络诈骗法》第二十条、第二十六条；银发〔2019〕85号"
        }
        OrderKind::Freeze | OrderKind::ExtendFreeze | OrderKind::LiftFreeze => {
            "《刑事诉讼法》第一百四十四条、第一百四十五条；公安机关办理刑事案件程序规定第二百三十七条以下"
        }
        OrderKind::VoidValue | OrderKind::RestoreValue => "《反电信网络诈骗法》第十八条、第二十条",
        OrderKind::ShutNumber | OrderKind::RestoreNumber => "《反电信网络诈骗法》第十一条、第三十二条",
    }
}

impl Act<'_, '_> {
    /// Makes an order about a measure, or about none. It is not put yet: the caller decides its
    /// first step.
    pub fn draft_order(&mut self, new: NewOrder, measure: Option<&mut Measure>) -> Order {
        let id = self.fresh.id(OrderId::make);
        let measure_id = measure.map(|measure| {
            measure.orders.push(id);
            self.about(measure.id);
            measure.id
        });
        self.about(id);
        if let Some(case) = new.case {
            self.about(case);
        }
        Order {
            id,
            kind: new.kind,
            case: new.case,
            agency: new.agency,
            wire: None,
            target: new.target,
            measure: measure_id,
            transfer: new.transfer,
            level: new.level,
            movement: None,
            limit: new.limit,
            reason: new.reason,
            basis: basis(new.kind).to_owned(),
            urgent: true,
            author: new.author,
            drafted_at: self.now(),
            from: new.from,
            until: new.until,
            signatories: None,
            papers: Vec::new(),
            original: new.original,
            query: new.query,
            foreign_number: None,
            carried: None,
            state: OrderState::Drafted { at: self.now() },
            notes: Vec::new(),
        }
    }

    /// States an order's clear facts in the entry, under its id.
    pub fn state_order(&mut self, order: &Order) {
        let key = |name: &str| format!("{}.{name}", order.id);
        self.about(order.id);
        self.fact(&key("kind"), Fact::text(order.kind.name()));
        self.fact(&key("state"), Fact::text(order.state.name()));
        self.fact(&key("agency"), Fact::text(order.agency));
        if let Some(due) = order.state.due() {
            self.fact(&key("due"), Fact::Time(due.at));
            self.fact(&key("due_norm"), Fact::text(due.norm));
        }
        if let Some(limit) = order.limit {
            self.fact(&key("limit"), Fact::money(limit.minor(), limit.currency().code()));
        }
        if let Some(approval) = order.state.approval() {
            self.fact(&key("approval"), Fact::text(approval.name()));
        }
    }

    pub fn signatories_of(&mut self, signatories: Signatories) -> Result<[cordon_model::Officer; 2], Refusal> {
        use cordon_store::Read;
        Ok([self.need(signatories.operator)?, self.need(signatories.investigator)?])
    }
}
