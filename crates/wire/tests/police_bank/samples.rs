//! Messages made up for the tests: people who do not exist, banks whose codes begin with 999,
//! identity numbers of an impossible place and day.

use cordon_model::{Currency, Money, Stamp};
use cordon_wire::police_bank::*;

pub const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";
pub const JPG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, b'J', b'F', b'I', b'F', 0xFF, 0xD9];
/// 2023-11-15 06:13:20 in Shanghai.
const BASE_MS: i64 = 1_700_000_000_000;

pub fn time(seconds: i64) -> WireTime {
    WireTime::floor(Stamp::from_ms(BASE_MS + seconds * 1000)).unwrap()
}

pub fn id(code: &str, byte: u8) -> ApplicationId {
    ApplicationId::new(code, [byte; 16]).unwrap()
}

pub fn police() -> OrgCode {
    OrgCode::parse("999000000001").unwrap()
}

pub fn bank() -> BankCode {
    BankCode::parse("999100000017").unwrap()
}

pub fn down(random: u64) -> DownHead {
    DownHead { from: police(), serial: TransSerialNumber::new(&police(), None, time(60), random).unwrap() }
}

pub fn up(random: u64) -> UpHead {
    let sender = OrgCode::parse("999100000017").unwrap();
    let host = BankCode::parse("999100000009").unwrap();
    UpHead { to: police(), serial: TransSerialNumber::new(&sender, Some(&host), time(90), random).unwrap() }
}

pub fn papers() -> Vec<Attachment> {
    use PaperFormat::{Jpg, Pdf};
    use PaperKind::{PoliceCertificate, StopApplication};
    vec![
        Attachment::compose(PoliceCertificate, Jpg, "1", JPG.to_vec()).unwrap(),
        Attachment::compose(PoliceCertificate, Pdf, "2", PDF.to_vec()).unwrap(),
        Attachment::compose(StopApplication, Pdf, "申请表", PDF.to_vec()).unwrap(),
    ]
}

pub fn application(code: &str) -> Application {
    Application {
        id: id(code, 0x1A),
        kind: ApplicationType::FirstCurrent,
        original: None,
        case_number: Text::new("A9900000000000000000001"),
        case_type: Text::new("0001"),
        urgency: EmergencyLevel::Urgent,
    }
}

pub fn transfer() -> StopTransfer {
    StopTransfer {
        from_bank_id: None,
        from_bank_name: None,
        from_name: None,
        from_number: None,
        amount: Money::cny(8_000_000),
        at: time(0),
    }
}

pub fn transfer_full() -> StopTransfer {
    StopTransfer {
        from_bank_id: Some(BankCode::parse("999200000016").unwrap()),
        from_bank_name: Some(Text::new("虚构银行甲支行")),
        from_name: Some(Private::new("测试受害人")),
        from_number: Some(Private::new("9999990000000000001")),
        amount: Money::new(12_345, Currency::parse("USD").unwrap()),
        at: time(0),
    }
}

pub fn account() -> StopAccount {
    StopAccount {
        bank_id: bank(),
        bank_name: Text::new("虚构银行乙"),
        class: AccountType::Personal,
        name: Private::new("测试收款人"),
        number: Private::new("9999990000000000019"),
    }
}

pub fn authority() -> Authority {
    Authority {
        applied_at: time(50),
        org_id: OrgCode::parse("990000").unwrap(),
        org_name: Text::new("虚构市公安局"),
        operator: Operator {
            id_type: IdType::police_certificate(),
            id_number: Private::new("990001"),
            name: Private::new("测试警官一"),
            phone: Private::new("000-00000001"),
        },
        investigator: Investigator {
            id_type: IdType::police_certificate(),
            id_number: Private::new("990002"),
            name: Private::new("测试警官二"),
        },
    }
}

pub fn stop(channel: Channel) -> StopOrder {
    StopOrder {
        channel,
        head: down(1),
        application: application(business_code::STOP),
        transfer: transfer(),
        account: account(),
        reason: Text::new("电信网络诈骗紧急止付"),
        remark: None,
        from: time(60),
        until: time(60 + 48 * 3600),
        authority: authority(),
        attachments: papers(),
    }
}

pub fn stop_full(channel: Channel) -> StopOrder {
    let mut order = stop(channel);
    order.application.kind = ApplicationType::LateOther;
    order.application.original = Some(id(business_code::STOP, 0x2B));
    order.application.urgency = EmergencyLevel::Normal;
    order.transfer = transfer_full();
    order.account.class = AccountType::Company;
    order.account.number = Private::new("9999990000000000019_002");
    order.reason = Text::new("甲 & 乙 <丙>");
    order.remark = Some(Text::new("第一行\n第二行"));
    order.authority.operator.id_type = IdType::parse("110031").unwrap();
    order
}

/// The bank held first: type 02, with the bank's report as what it follows.
pub fn stop_reported(channel: Channel) -> StopOrder {
    let mut order = stop(channel);
    order.application.kind = ApplicationType::BankReportCurrent;
    order.application.original = Some(id(business_code::CASE_REPORT, 0x2C));
    order
}

pub fn relief(channel: Channel) -> ReliefOrder {
    let mut application = application(business_code::RELIEF);
    application.original = Some(id(business_code::STOP, 0x1A));
    ReliefOrder {
        channel,
        head: down(2),
        application,
        transfer: None,
        account: account(),
        reason: None,
        remark: None,
        withdrawal_remark: Text::new("经核查与案件无关"),
        authority: authority(),
        attachments: Vec::new(),
    }
}

pub fn relief_full(channel: Channel) -> ReliefOrder {
    let mut order = relief(channel);
    order.transfer = Some(transfer_full());
    order.reason = Some(Text::new("解除止付"));
    order.remark = Some(Text::new("无"));
    order.attachments = papers();
    order
}

pub fn extend(channel: Channel) -> ExtendOrder {
    let relief = relief(channel);
    let mut application = application(business_code::EXTEND);
    application.original = relief.application.original;
    ExtendOrder {
        channel,
        head: down(3),
        application,
        transfer: None,
        account: account(),
        reason: None,
        remark: None,
        from: time(60 + 48 * 3600),
        until: time(60 + 96 * 3600),
        extend_remark: Text::new("案件正在立案"),
        authority: authority(),
        attachments: Vec::new(),
    }
}

pub fn extend_full(channel: Channel) -> ExtendOrder {
    let mut order = extend(channel);
    order.transfer = Some(transfer_full());
    order.reason = Some(Text::new("延期止付"));
    order.remark = Some(Text::new("无"));
    order.attachments = papers();
    order
}

pub fn feedback(channel: Channel, verb: StopVerb, code: &str) -> StopFeedback {
    StopFeedback::new(channel, verb, up(4), id(code, 0x1A), ResultCode::NAME_MISMATCH)
}

pub fn feedback_full(channel: Channel, verb: StopVerb, code: &str) -> StopFeedback {
    StopFeedback {
        result: ResultCode::SUCCESS,
        account_type: Some(AccountType::Personal),
        account_number: Some(Private::new("9999990000000000019")),
        card_number: Some(Private::new("9999990000000000027")),
        balance: Some(Amount::from_hundredths(7_999_900)),
        from: Some(time(95)),
        until: Some(time(95 + 48 * 3600)),
        failure_cause: Some(Text::new("无")),
        remark: Some(Text::new("已执行")),
        org_name: Some(Text::new("虚构银行乙")),
        operator_name: Some(Private::new("测试柜员")),
        operator_phone: Some(Private::new("000-00000002")),
        ..feedback(channel, verb, code)
    }
}

pub fn report(channel: Channel) -> CaseReport {
    CaseReport {
        channel,
        head: up(5),
        application_id: id(business_code::CASE_REPORT, 0x3C),
        kind: CaseReportType::Report,
        report_end_at: None,
        victim: Victim::default(),
        account_of_events: None,
        org_name: Text::new("虚构银行乙"),
        operator_name: None,
        operator_phone: None,
        transfers: Vec::new(),
        attachments: Vec::new(),
    }
}

pub fn report_full(channel: Channel) -> CaseReport {
    let mut report = report(channel);
    report.kind = CaseReportType::AfterStop;
    report.report_end_at = Some(time(3600));
    report.victim = Victim {
        name: Some(Private::new("测试受害人")),
        phone: Some(Private::new("00000000001")),
        id_type: Some(IdType::identity_card()),
        id_number: Some(Private::new("99000019000101001X")),
    };
    report.account_of_events = Some(Private::new("接到冒充客服的电话。\n按对方要求转账。"));
    report.operator_name = Some(Private::new("测试柜员"));
    report.operator_phone = Some(Private::new("000-00000002"));
    report.transfers = vec![reported_transfer(), reported_transfer_full()];
    report.attachments = vec![
        Attachment::compose(PaperKind::StopApplication, PaperFormat::Pdf, "1", PDF.to_vec()).unwrap(),
        Attachment::compose(PaperKind::IdentityCard, PaperFormat::Jpg, "1", JPG.to_vec()).unwrap(),
    ];
    report
}

fn reported_transfer() -> ReportedTransfer {
    ReportedTransfer {
        id: None,
        at: time(0),
        kind: None,
        amount: Money::cny(1),
        from: Side::default(),
        to: Side::default(),
        ip: None,
        mac: None,
        device: None,
        place: None,
        remark: None,
        ceased: None,
    }
}

fn reported_transfer_full() -> ReportedTransfer {
    ReportedTransfer {
        id: Some(Text::new("T0001")),
        at: time(1),
        kind: Some(Text::new("手机银行转账")),
        amount: Money::cny(8_000_000),
        from: Side {
            bank_id: Some(BankCode::parse("999200000016").unwrap()),
            bank_name: Some(Text::new("虚构银行甲支行")),
            name: Some(Private::new("测试受害人")),
            number: Some(Private::new("9999990000000000001")),
        },
        to: Side {
            bank_id: Some(bank()),
            bank_name: Some(Text::new("虚构银行乙")),
            name: Some(Private::new("测试收款人")),
            number: Some(Private::new("9999990000000000019")),
        },
        ip: Some(Private::new("192.0.2.1")),
        mac: Some(Private::new("00-00-5E-00-53-01")),
        device: Some(Private::new("DEV-0001")),
        place: Some(Private::new("虚构市虚构路1号")),
        remark: Some(Text::new("大额")),
        ceased: Some(Ceased::Stopped),
    }
}

pub fn report_answer() -> CaseReportAnswer {
    CaseReportAnswer {
        head: down(6),
        application_id: id(business_code::CASE_REPORT, 0x3C),
        kind: None,
        report_end_at: None,
        result: ResultCode::SUCCESS,
        operator_name: None,
        operator_phone: None,
        org_name: None,
        remark: None,
        freeze_until: None,
    }
}

pub fn report_answer_full() -> CaseReportAnswer {
    CaseReportAnswer {
        kind: Some(CaseReportType::AfterStop),
        report_end_at: Some(time(3600)),
        operator_name: Some(Private::new("测试警官一")),
        operator_phone: Some(Private::new("000-00000001")),
        org_name: Some(Text::new("虚构市公安局")),
        remark: Some(Text::new("已受理")),
        freeze_until: Some(time(48 * 3600)),
        ..report_answer()
    }
}

/// Every golden file and the message it holds.
pub fn golden() -> Vec<(&'static str, Message)> {
    use Channel::{Bank, PaymentFirm};
    use StopVerb::{Extend, Relief, Stop};
    use business_code as code;
    let mut golden = vec![
        ("100101_minimal", Message::StopOrder(stop(Bank))),
        ("100101_full", Message::StopOrder(stop_full(Bank))),
        ("A00101_minimal", Message::StopOrder(stop(PaymentFirm))),
        ("A00101_full", Message::StopOrder(stop_full(PaymentFirm))),
        ("100101_reported", Message::StopOrder(stop_reported(Bank))),
        ("A00101_reported", Message::StopOrder(stop_reported(PaymentFirm))),
        ("100102_minimal", Message::StopFeedback(feedback(Bank, Stop, code::STOP))),
        ("100102_full", Message::StopFeedback(feedback_full(Bank, Stop, code::STOP))),
        ("A00102_minimal", Message::StopFeedback(feedback(PaymentFirm, Stop, code::STOP))),
        ("A00102_full", Message::StopFeedback(feedback_full(PaymentFirm, Stop, code::STOP))),
        ("100103_minimal", Message::ReliefOrder(relief(Bank))),
        ("100103_full", Message::ReliefOrder(relief_full(Bank))),
        ("A00103_minimal", Message::ReliefOrder(relief(PaymentFirm))),
        ("A00103_full", Message::ReliefOrder(relief_full(PaymentFirm))),
        ("100104_minimal", Message::StopFeedback(feedback(Bank, Relief, code::RELIEF))),
        ("100104_full", Message::StopFeedback(feedback_full(Bank, Relief, code::RELIEF))),
        ("A00104_minimal", Message::StopFeedback(feedback(PaymentFirm, Relief, code::RELIEF))),
        ("A00104_full", Message::StopFeedback(feedback_full(PaymentFirm, Relief, code::RELIEF))),
        ("100105_minimal", Message::ExtendOrder(extend(Bank))),
        ("100105_full", Message::ExtendOrder(extend_full(Bank))),
        ("A00105_minimal", Message::ExtendOrder(extend(PaymentFirm))),
        ("A00105_full", Message::ExtendOrder(extend_full(PaymentFirm))),
        ("100106_minimal", Message::StopFeedback(feedback(Bank, Extend, code::EXTEND))),
        ("100106_full", Message::StopFeedback(feedback_full(Bank, Extend, code::EXTEND))),
        ("A00106_minimal", Message::StopFeedback(feedback(PaymentFirm, Extend, code::EXTEND))),
        ("A00106_full", Message::StopFeedback(feedback_full(PaymentFirm, Extend, code::EXTEND))),
        ("100401_minimal", Message::CaseReport(report(Bank))),
        ("100401_full", Message::CaseReport(report_full(Bank))),
        ("A00401_minimal", Message::CaseReport(report(PaymentFirm))),
        ("A00401_full", Message::CaseReport(report_full(PaymentFirm))),
        ("100402_minimal", Message::CaseReportAnswer(report_answer())),
        ("100402_full", Message::CaseReportAnswer(report_answer_full())),
        ("poll_empty", Message::PollAnswer(PollAnswer::new(Vec::new()))),
        ("poll_two", Message::PollAnswer(PollAnswer::new(vec![b"<Response/>".to_vec(), b"not even XML".to_vec()]))),
        ("upload_accepted", Message::UploadAnswer(UploadAnswer::new(TransportCode::OK, "成功"))),
        (
            "upload_refused",
            Message::UploadAnswer(UploadAnswer::new(
                TransportCode::BAD_FORMAT,
                "Response/Body/BankID: is required; send it",
            )),
        ),
        ("upload_without_description", Message::UploadAnswer(UploadAnswer::new(TransportCode::REPEATED, ""))),
    ];
    golden.extend(crate::freeze_samples::golden());
    golden.extend(crate::query_samples::golden());
    golden
}
