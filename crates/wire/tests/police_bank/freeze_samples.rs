//! Freezes and their feedback, made up for the tests.

use crate::samples::{account, authority, down, id, time, up};
use cordon_model::{Currency, Money};
use cordon_wire::police_bank::*;

/// Half a year.
const TERM: i64 = 183 * 86_400;

pub fn papers() -> Vec<Attachment> {
    let mut papers = crate::samples::papers();
    papers[2] =
        Attachment::compose(PaperKind::FreezeDocument, PaperFormat::Pdf, "冻结通知书", crate::samples::PDF.to_vec())
            .unwrap();
    papers
}

pub fn request(code: &str, original: Option<&str>) -> Request {
    Request {
        id: id(code, 0x1A),
        original: original.map(|code| id(code, 0x2B)),
        case_number: Text::new("A9900000000000000000001"),
        case_type: Text::new("0001"),
        urgency: EmergencyLevel::Urgent,
    }
}

pub fn freeze(channel: Channel) -> FreezeOrder {
    FreezeOrder {
        channel,
        head: down(11),
        request: request(business_code::FREEZE, None),
        kind: None,
        account: account(),
        owner_id_type: None,
        owner_id: None,
        document: None,
        act: FreezeAct::Freeze { terms: FreezeTerms::Full(Currency::CNY), from: time(60), until: time(60 + TERM) },
        reason: Some(Text::new("电信网络诈骗案件冻结")),
        remark: None,
        authority: authority(),
        attachments: papers(),
    }
}

pub fn freeze_full(channel: Channel) -> FreezeOrder {
    let mut order = freeze(channel);
    order.kind = Some(ApplicationType::FirstOther);
    order.account.number = Private::new("9999990000000000019_002");
    order.act = FreezeAct::Freeze {
        terms: FreezeTerms::Limited(Money::new(8_000_050, Currency::parse("USD").unwrap())),
        from: time(60),
        until: time(60 + TERM),
    };
    filled(order)
}

fn filled(mut order: FreezeOrder) -> FreezeOrder {
    order.owner_id_type = Some(IdType::identity_card());
    order.owner_id = Some(Private::new("99000019000101001X"));
    order.document = Some(Text::new("虚公冻字[2026]0001号"));
    order.reason = Some(Text::new("甲 & 乙 <丙>"));
    order.remark = Some(Text::new("第一行\n第二行"));
    order
}

pub fn lift(channel: Channel) -> FreezeOrder {
    FreezeOrder {
        head: down(12),
        request: request(business_code::FREEZE_RELIEF, Some(business_code::FREEZE)),
        act: FreezeAct::Lift { why: Text::new("经核查与案件无关") },
        reason: None,
        attachments: Vec::new(),
        ..freeze(channel)
    }
}

pub fn lift_full(channel: Channel) -> FreezeOrder {
    FreezeOrder { attachments: papers(), ..filled(lift(channel)) }
}

pub fn extend(channel: Channel) -> FreezeOrder {
    FreezeOrder {
        head: down(13),
        request: request(business_code::FREEZE_EXTEND, Some(business_code::FREEZE)),
        act: FreezeAct::Extend {
            terms: FreezeTerms::Limited(Money::cny(8_000_000)),
            from: time(60 + TERM),
            until: time(60 + 2 * TERM),
            why: Text::new("案件尚未办结"),
        },
        reason: None,
        ..freeze(channel)
    }
}

pub fn extend_full(channel: Channel) -> FreezeOrder {
    filled(extend(channel))
}

pub fn reply(code: &str, result: ResultCode) -> Reply {
    Reply::new(id(code, 0x1A), result)
}

pub fn reply_full(code: &str) -> Reply {
    Reply {
        remark: Some(Private::new("已执行")),
        org_name: Some(Text::new("虚构银行乙")),
        operator_name: Some(Private::new("测试柜员")),
        operator_phone: Some(Private::new("000-00000002")),
        ..reply(code, ResultCode::SUCCESS)
    }
}

pub fn feedback(channel: Channel, verb: FreezeVerb, code: &str) -> FreezeFeedback {
    FreezeFeedback {
        channel,
        verb,
        head: up(14),
        reply: reply(code, ResultCode::NAME_MISMATCH),
        outcome: FreezeOutcome::default(),
    }
}

/// A freeze that stands in the queue behind another.
pub fn feedback_full(channel: Channel, verb: FreezeVerb, code: &str) -> FreezeFeedback {
    let lifted = verb == FreezeVerb::Relief;
    FreezeFeedback {
        reply: reply_full(code),
        outcome: FreezeOutcome {
            account_type: Some(AccountType::Personal),
            account_number: Some(Private::new("9999990000000000019")),
            card_number: Some(Private::new("9999990000000000027")),
            applied: Some(Applied::Full),
            frozen: Some(Amount::from_hundredths(0)),
            currency: Some(Currency::CNY),
            balance: Some(Balance::from_hundredths(7_999_900)),
            from: Some(time(95)),
            until: Some(time(95 + TERM)),
            failure_cause: Some(Text::new("无")),
            former_organ: Some(Text::new("虚构市公安局另一分局")),
            former_currency: Some(Currency::CNY),
            former_frozen: Some(Amount::from_hundredths(10_000_000)),
            former_until: Some(time(5_000_000)),
            available: Some(Balance::from_hundredths(0)),
            released: lifted.then(|| Amount::from_hundredths(7_999_900)),
            released_at: lifted.then(|| time(96)),
        },
        ..feedback(channel, verb, code)
    }
}

/// Every golden file of this family and the message it holds.
pub fn golden() -> Vec<(&'static str, Message)> {
    use Channel::{Bank, PaymentFirm};
    use FreezeVerb::{Extend, Freeze, Relief};
    use Message::{FreezeFeedback as Back, FreezeOrder as Order};
    use business_code::{FREEZE, FREEZE_EXTEND, FREEZE_RELIEF};
    vec![
        ("100201_minimal", Order(freeze(Bank))),
        ("100201_full", Order(freeze_full(Bank))),
        ("A00201_minimal", Order(freeze(PaymentFirm))),
        ("A00201_full", Order(freeze_full(PaymentFirm))),
        ("100202_minimal", Back(feedback(Bank, Freeze, FREEZE))),
        ("100202_full", Back(feedback_full(Bank, Freeze, FREEZE))),
        ("A00202_minimal", Back(feedback(PaymentFirm, Freeze, FREEZE))),
        ("A00202_full", Back(feedback_full(PaymentFirm, Freeze, FREEZE))),
        ("100203_minimal", Order(lift(Bank))),
        ("100203_full", Order(lift_full(Bank))),
        ("A00203_minimal", Order(lift(PaymentFirm))),
        ("A00203_full", Order(lift_full(PaymentFirm))),
        ("100204_minimal", Back(feedback(Bank, Relief, FREEZE_RELIEF))),
        ("100204_full", Back(feedback_full(Bank, Relief, FREEZE_RELIEF))),
        ("A00204_minimal", Back(feedback(PaymentFirm, Relief, FREEZE_RELIEF))),
        ("A00204_full", Back(feedback_full(PaymentFirm, Relief, FREEZE_RELIEF))),
        ("100205_minimal", Order(extend(Bank))),
        ("100205_full", Order(extend_full(Bank))),
        ("A00205_minimal", Order(extend(PaymentFirm))),
        ("A00205_full", Order(extend_full(PaymentFirm))),
        ("100206_minimal", Back(feedback(Bank, Extend, FREEZE_EXTEND))),
        ("100206_full", Back(feedback_full(Bank, Extend, FREEZE_EXTEND))),
        ("A00206_minimal", Back(feedback(PaymentFirm, Extend, FREEZE_EXTEND))),
        ("A00206_full", Back(feedback_full(PaymentFirm, Extend, FREEZE_EXTEND))),
    ]
}
