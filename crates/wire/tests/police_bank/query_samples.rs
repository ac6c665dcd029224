//! Queries, watches and what they bring, made up for the tests.

use crate::freeze_samples::{reply, reply_full, request};
use crate::samples::{authority, bank, down, papers, time, up};
use cordon_model::Currency;
use cordon_wire::police_bank::*;

pub fn cover(code: &str, original: Option<&str>, random: u64) -> QueryCover {
    QueryCover {
        head: down(random),
        request: request(code, original),
        reason: None,
        remark: None,
        authority: authority(),
        attachments: Vec::new(),
    }
}

fn cover_full(code: &str, original: Option<&str>, random: u64) -> QueryCover {
    let mut cover = cover(code, original, random);
    cover.request.urgency = EmergencyLevel::Normal;
    cover.reason = Some(Text::new("侦查需要"));
    cover.remark = Some(Text::new("第一行\n第二行"));
    cover.attachments = papers();
    cover
}

pub fn account() -> QueryAccount {
    QueryAccount {
        bank_id: bank(),
        bank_name: None,
        class: None,
        name: None,
        card: Private::new("9999990000000000019"),
    }
}

fn account_full() -> QueryAccount {
    QueryAccount {
        bank_name: Some(Text::new("虚构银行乙")),
        class: Some(AccountType::Company),
        name: Some(Private::new("测试收款人")),
        ..account()
    }
}

pub fn statement(channel: Channel) -> StatementQuery {
    StatementQuery {
        channel,
        cover: cover(business_code::STATEMENT, None, 21),
        account: account(),
        mode: InquiryMode::Quick,
        from: None,
        until: None,
    }
}

pub fn statement_full(channel: Channel) -> StatementQuery {
    StatementQuery {
        cover: cover_full(business_code::STATEMENT, None, 21),
        account: account_full(),
        mode: InquiryMode::BasicAndRows,
        from: Some(time(-86_400)),
        until: Some(time(60)),
        ..statement(channel)
    }
}

pub fn watch(channel: Channel) -> WatchOrder {
    WatchOrder {
        channel,
        cover: cover(business_code::WATCH, None, 22),
        account: account(),
        from: time(60),
        until: time(60 + 30 * 86_400),
    }
}

fn watch_full(channel: Channel) -> WatchOrder {
    WatchOrder { cover: cover_full(business_code::WATCH, None, 22), account: account_full(), ..watch(channel) }
}

pub fn end(channel: Channel) -> WatchEndOrder {
    WatchEndOrder {
        channel,
        cover: cover(business_code::WATCH_END, Some(business_code::WATCH), 23),
        account: account(),
        ends_at: None,
    }
}

fn end_full(channel: Channel) -> WatchEndOrder {
    WatchEndOrder {
        cover: cover_full(business_code::WATCH_END, Some(business_code::WATCH), 23),
        account: account_full(),
        ends_at: Some(time(3_600)),
        ..end(channel)
    }
}

pub fn serial() -> SerialQuery {
    SerialQuery {
        cover: cover(business_code::SERIAL, None, 24),
        firm_id: Text::new("999300000015"),
        firm_name: None,
        kind: SerialType::Order,
        serial: Private::new("PAY20231115000001"),
        bank_id: None,
        on: WireDay::floor(time(0).stamp()).unwrap(),
    }
}

fn serial_full() -> SerialQuery {
    SerialQuery {
        cover: cover_full(business_code::SERIAL, None, 24),
        firm_id: Text::new("Z99900000015"),
        firm_name: Some(Text::new("虚构支付")),
        kind: SerialType::Bank,
        bank_id: Some(bank()),
        ..serial()
    }
}

pub fn row(serial: &str, at: i64) -> TransactionRow {
    TransactionRow {
        signs: BorrowingSigns::Debit,
        amount: Amount::from_hundredths(1),
        at: time(at),
        serial: Text::new(serial),
        details: RowDetails::default(),
    }
}

pub fn row_full() -> TransactionRow {
    let text = |text: &str| Some(Text::new(text));
    let private = |text: &str| Some(Private::new(text));
    TransactionRow {
        signs: BorrowingSigns::Credit,
        amount: Amount::from_hundredths(8_000_000),
        details: RowDetails {
            kind: text("转账"),
            currency: Some(Currency::CNY),
            balance: Some(Balance::from_hundredths(-12_345)),
            opponent_name: private("测试受害人"),
            opponent_number: private("9999990000000000001"),
            opponent_id: private("99000019000101001X"),
            opponent_bank: text("999200000016"),
            summary: private("跨行汇款"),
            branch_name: text("虚构银行乙支行"),
            branch_code: text("9901"),
            log_number: text("L0001"),
            summons_number: text("C0001"),
            voucher_type: text("电子凭证"),
            voucher_code: text("V0001"),
            cash: Some(CashMark::Other),
            terminal: text("T0001"),
            status: Some(TransactionStatus::Success),
            address: private("虚构市虚构路1号"),
            merchant_name: text("虚构商户"),
            merchant_code: text("M0001"),
            ip: private("192.0.2.1"),
            mac: private("00-00-5E-00-53-01"),
            teller: text("0001"),
            remark: private("无"),
            order_number: text("PAY20231115000001"),
            bank_serial: text("B0001"),
        },
        ..row("S0002", 1)
    }
}

pub fn told(channel: Channel) -> StatementFeedback {
    StatementFeedback {
        channel,
        head: up(25),
        reply: reply(business_code::STATEMENT, ResultCode::NO_SUCH_ACCOUNT),
        from: None,
        until: None,
        card: None,
    }
}

pub fn told_full(channel: Channel) -> StatementFeedback {
    let text = |text: &str| Some(Text::new(text));
    let account = SubAccount {
        info: SubAccountInfo {
            number: Some(Private::new("9999990000000000019_001")),
            serial: text("1"),
            kind: text("单位活期"),
            status: text("正常"),
            currency: Some(Currency::CNY),
            cash_remit: text("钞"),
            balance: Some(Balance::from_hundredths(-12_345)),
            available: Some(Balance::from_hundredths(0)),
            last_at: text("20231115061321"),
        },
        rows: vec![row("S0001", 1), row_full()],
    };
    StatementFeedback {
        reply: reply_full(business_code::STATEMENT),
        from: Some(time(-86_400)),
        until: Some(time(60)),
        card: Some(Card {
            info: CardInfo {
                name: Some(Private::new("测试收款人")),
                card: Some(Private::new("9999990000000000019")),
                branch: text("虚构银行乙支行"),
                branch_code: text("9901"),
                opened_on: text("19880101"),
                closed_on: text("20231116000000"),
                closed_by: text("虚构银行乙支行"),
                remark: Some(Private::new("无")),
            },
            accounts: vec![account, SubAccount::default()],
        }),
        ..told(channel)
    }
}

pub fn moved(channel: Channel) -> WatchFeedback {
    WatchFeedback {
        channel,
        head: up(26),
        reply: reply(business_code::WATCH, ResultCode::SUCCESS),
        name: None,
        number: None,
        card: None,
        from: None,
        until: None,
        rows: Vec::new(),
    }
}

pub fn moved_full(channel: Channel) -> WatchFeedback {
    WatchFeedback {
        reply: reply_full(business_code::WATCH),
        name: Some(Private::new("测试收款人")),
        number: Some(Private::new("9999990000000000019_001")),
        card: Some(Private::new("9999990000000000019")),
        from: Some(time(0)),
        until: Some(time(60)),
        rows: vec![row("S0001", 1), row_full()],
        ..moved(channel)
    }
}

fn ended(channel: Channel, full: bool) -> WatchEndFeedback {
    let code = business_code::WATCH_END;
    let reply = if full { reply_full(code) } else { reply(code, ResultCode::ORIGINAL_NOT_FOUND) };
    WatchEndFeedback { channel, head: up(27), reply }
}

pub fn found() -> SerialFeedback {
    SerialFeedback {
        head: up(28),
        reply: reply(business_code::SERIAL, ResultCode::ORIGINAL_NOT_FOUND),
        payments: Vec::new(),
    }
}

pub fn found_full() -> SerialFeedback {
    let text = |text: &str| Some(Text::new(text));
    let private = |text: &str| Some(Private::new(text));
    let payment = PaymentRow {
        amount: Amount::from_hundredths(8_000_000),
        details: PaymentDetails {
            order_number: text("PAY20231115000001"),
            at: Some(time(1)),
            firm_type: Some(FirmType::Pos),
            kind: text("消费"),
            way: text("快捷支付"),
            currency: Some(Currency::CNY),
            payee_bank_id: Some(bank()),
            payee_bank_name: text("虚构银行乙"),
            payee_card: private("9999990000000000019"),
            payee_account: private("payee@example.invalid"),
            payee_name: private("测试收款人"),
            pos: text("POS0001"),
            merchant: text("M0001"),
            payer_bank_id: Some(BankCode::parse("999200000016").unwrap()),
            payer_bank_name: text("虚构银行甲支行"),
            payer_card: private("9999990000000000001"),
            payer_account: private("payer@example.invalid"),
            payer_name: private("测试受害人"),
            device_type: text("手机"),
            ip: private("192.0.2.1"),
            mac: private("00-00-5E-00-53-01"),
            device: private("DEV-0001"),
            bank_serial: text("B0001"),
        },
    };
    let bare = PaymentRow { amount: Amount::from_hundredths(1), details: PaymentDetails::default() };
    SerialFeedback { reply: reply_full(business_code::SERIAL), payments: vec![payment, bare], ..found() }
}

/// Every golden file of this family and the message it holds.
pub fn golden() -> Vec<(&'static str, Message)> {
    use Channel::{Bank, PaymentFirm};
    use Message::{
        SerialFeedback as Found, SerialQuery as Serial, StatementFeedback as Told, StatementQuery as Statement,
        WatchEndFeedback as Ended, WatchEndOrder as End, WatchFeedback as Moved, WatchOrder as Watch,
    };
    vec![
        ("100301_minimal", Statement(statement(Bank))),
        ("100301_full", Statement(statement_full(Bank))),
        ("A00301_minimal", Statement(statement(PaymentFirm))),
        ("A00301_full", Statement(statement_full(PaymentFirm))),
        ("100302_minimal", Told(told(Bank))),
        ("100302_full", Told(told_full(Bank))),
        ("A00302_minimal", Told(told(PaymentFirm))),
        ("A00302_full", Told(told_full(PaymentFirm))),
        ("100305_minimal", Watch(watch(Bank))),
        ("100305_full", Watch(watch_full(Bank))),
        ("A00305_minimal", Watch(watch(PaymentFirm))),
        ("A00305_full", Watch(watch_full(PaymentFirm))),
        ("100306_minimal", Moved(moved(Bank))),
        ("100306_full", Moved(moved_full(Bank))),
        ("A00306_minimal", Moved(moved(PaymentFirm))),
        ("A00306_full", Moved(moved_full(PaymentFirm))),
        ("100307_minimal", End(end(Bank))),
        ("100307_full", End(end_full(Bank))),
        ("A00307_minimal", End(end(PaymentFirm))),
        ("A00307_full", End(end_full(PaymentFirm))),
        ("100308_minimal", Ended(ended(Bank, false))),
        ("100308_full", Ended(ended(Bank, true))),
        ("A00308_minimal", Ended(ended(PaymentFirm, false))),
        ("A00308_full", Ended(ended(PaymentFirm, true))),
        ("A00311_minimal", Serial(serial())),
        ("A00311_full", Serial(serial_full())),
        ("A00312_minimal", Found(found())),
        ("A00312_full", Found(found_full())),
    ]
}
