//! Two of the code tables: message codes and transport codes.
//!
//! What is certain was seen in independent public implementations of 2016-2018; what is inferred
//! follows their numbering. Nothing here is certified.
//!
//! Decision on `A00401`: the only code that any source gives to the answer of a case report is
//! `100402`, and `A00402` means another thing (a report of an abnormal opening). An invented code
//! would be worse than a shared one, so a payment firm's `A00401` is answered by `100402` too; the
//! ApplicationID says whose report it answers. Marked `Ours` in the table.

use std::fmt;

/// Whose family of codes a message uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// Banks: `100101` and so on.
    Bank,
    /// Payment firms (支付机构): `A00101` and so on.
    PaymentFirm,
}

/// Which way a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the police's platform to the agency, in the answer to a poll.
    Down,
    /// From the agency to the platform, by upload.
    Up,
}

/// How sure a row of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Seen in public implementations.
    Certain,
    /// Follows from the numbering; check it against the document a site was given.
    Inferred,
    /// A choice of this profile where the sources are silent.
    Ours,
}

/// The messages this codec speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tx {
    StopOrder,
    StopFeedback,
    ReliefOrder,
    ReliefFeedback,
    ExtendOrder,
    ExtendFeedback,
    CaseReport,
    CaseReportAnswer,
    FreezeOrder,
    FreezeFeedback,
    FreezeReliefOrder,
    FreezeReliefFeedback,
    FreezeExtendOrder,
    FreezeExtendFeedback,
    StatementQuery,
    StatementFeedback,
    WatchOrder,
    WatchFeedback,
    WatchEndOrder,
    WatchEndFeedback,
    /// Payment firms only.
    SerialQuery,
    SerialFeedback,
}

/// One row of the code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRow {
    pub code: &'static str,
    pub channel: Channel,
    pub direction: Direction,
    pub meaning: &'static str,
    /// The code of the message that answers this one.
    pub answer: Option<&'static str>,
    pub certainty: Certainty,
    /// Which message of this codec it is; none: known by name, not spoken here.
    pub tx: Option<Tx>,
}

const fn row(
    code: &'static str,
    direction: Direction,
    meaning: &'static str,
    answer: Option<&'static str>,
    certainty: Certainty,
    tx: Option<Tx>,
) -> CodeRow {
    let channel = match code.as_bytes() {
        [b'A', ..] => Channel::PaymentFirm,
        _ => Channel::Bank,
    };
    CodeRow { code, channel, direction, meaning, answer, certainty, tx }
}

use Certainty::{Certain, Inferred, Ours};
use Direction::{Down, Up};

/// Every code the sources name.
pub const CODES: &[CodeRow] = &[
    row("100101", Down, "止付", Some("100102"), Certain, Some(Tx::StopOrder)),
    row("100102", Up, "止付反馈", None, Certain, Some(Tx::StopFeedback)),
    row("100103", Down, "止付解除", Some("100104"), Certain, Some(Tx::ReliefOrder)),
    row("100104", Up, "止付解除反馈", None, Certain, Some(Tx::ReliefFeedback)),
    row("100105", Down, "止付延期", Some("100106"), Certain, Some(Tx::ExtendOrder)),
    row("100106", Up, "止付延期反馈", None, Certain, Some(Tx::ExtendFeedback)),
    row("100401", Up, "案件举报", Some("100402"), Certain, Some(Tx::CaseReport)),
    row("100402", Down, "案件举报反馈", None, Certain, Some(Tx::CaseReportAnswer)),
    row("A00101", Down, "止付", Some("A00102"), Certain, Some(Tx::StopOrder)),
    row("A00102", Up, "止付反馈", None, Inferred, Some(Tx::StopFeedback)),
    row("A00103", Down, "止付解除", Some("A00104"), Inferred, Some(Tx::ReliefOrder)),
    row("A00104", Up, "止付解除反馈", None, Inferred, Some(Tx::ReliefFeedback)),
    row("A00105", Down, "止付延期", Some("A00106"), Inferred, Some(Tx::ExtendOrder)),
    row("A00106", Up, "止付延期反馈", None, Inferred, Some(Tx::ExtendFeedback)),
    // The code of the answer is ours: see the head of this file.
    row("A00401", Up, "案件举报", Some("100402"), Ours, Some(Tx::CaseReport)),
    row("100201", Down, "冻结", Some("100202"), Certain, Some(Tx::FreezeOrder)),
    row("100202", Up, "冻结反馈", None, Certain, Some(Tx::FreezeFeedback)),
    row("100203", Down, "冻结解除", Some("100204"), Certain, Some(Tx::FreezeReliefOrder)),
    row("100204", Up, "冻结解除反馈", None, Certain, Some(Tx::FreezeReliefFeedback)),
    row("100205", Down, "冻结延期", Some("100206"), Certain, Some(Tx::FreezeExtendOrder)),
    row("100206", Up, "冻结延期反馈", None, Certain, Some(Tx::FreezeExtendFeedback)),
    row("100301", Down, "账户交易明细查询", Some("100302"), Certain, Some(Tx::StatementQuery)),
    row("100302", Up, "账户交易明细查询反馈", None, Certain, Some(Tx::StatementFeedback)),
    row("100303", Down, "账户持卡主体查询", Some("100304"), Certain, None),
    row("100304", Up, "账户持卡主体查询反馈", None, Certain, None),
    row("100305", Down, "账户动态查询", Some("100306"), Certain, Some(Tx::WatchOrder)),
    row("100306", Up, "账户动态查询反馈", None, Certain, Some(Tx::WatchFeedback)),
    row("100307", Down, "账户动态查询解除", Some("100308"), Certain, Some(Tx::WatchEndOrder)),
    row("100308", Up, "账户动态查询解除反馈", None, Certain, Some(Tx::WatchEndFeedback)),
    row("100309", Down, "客户全账户查询", Some("100310"), Certain, None),
    row("100310", Up, "客户全账户查询反馈", None, Certain, None),
    row("100403", Up, "可疑名单上报-异常开卡", None, Certain, None),
    row("100404", Up, "可疑名单上报-涉案账户", None, Certain, None),
    row("100405", Up, "可疑名单上报-异常事件", None, Certain, None),
    row("100501", Up, "单要素涉案可疑名单验证", None, Certain, None),
    row("100503", Up, "双要素涉案可疑名单验证", None, Certain, None),
    row("200501", Down, "涉案信息推送", None, Certain, None),
    row("A00201", Down, "冻结", Some("A00202"), Certain, Some(Tx::FreezeOrder)),
    row("A00202", Up, "冻结反馈", None, Inferred, Some(Tx::FreezeFeedback)),
    row("A00203", Down, "冻结解除", Some("A00204"), Inferred, Some(Tx::FreezeReliefOrder)),
    row("A00204", Up, "冻结解除反馈", None, Inferred, Some(Tx::FreezeReliefFeedback)),
    row("A00205", Down, "冻结延期", Some("A00206"), Inferred, Some(Tx::FreezeExtendOrder)),
    row("A00206", Up, "冻结延期反馈", None, Inferred, Some(Tx::FreezeExtendFeedback)),
    row("A00301", Down, "支付账户交易明细查询", Some("A00302"), Inferred, Some(Tx::StatementQuery)),
    row("A00302", Up, "支付账户交易明细查询反馈", None, Inferred, Some(Tx::StatementFeedback)),
    row("A00303", Down, "账户主体详情查询", Some("A00304"), Inferred, None),
    row("A00304", Up, "账户主体详情查询反馈", None, Inferred, None),
    row("A00305", Down, "账户动态查询", Some("A00306"), Inferred, Some(Tx::WatchOrder)),
    row("A00306", Up, "账户动态查询反馈", None, Inferred, Some(Tx::WatchFeedback)),
    row("A00307", Down, "账户动态查询解除", Some("A00308"), Inferred, Some(Tx::WatchEndOrder)),
    row("A00308", Up, "账户动态查询解除反馈", None, Inferred, Some(Tx::WatchEndFeedback)),
    row("A00309", Down, "关联全支付账号查询", Some("A00310"), Inferred, None),
    row("A00310", Up, "关联全支付账号查询反馈", None, Inferred, None),
    row("A00311", Down, "按交易流水号查询", Some("A00312"), Inferred, Some(Tx::SerialQuery)),
    row("A00312", Up, "按交易流水号查询反馈", None, Inferred, Some(Tx::SerialFeedback)),
    row("A00402", Up, "异常开户或异常消费", None, Certain, None),
    row("A00403", Up, "涉案账户", None, Certain, None),
    row("A00404", Up, "异常事件", None, Certain, None),
    row("A00405", Up, "涉案账户历史明细", None, Certain, None),
    row("A00406", Up, "单笔交易", None, Certain, None),
    row("A00501", Up, "账户名单验证", None, Certain, None),
    row("A00502", Up, "身份名单验证", None, Certain, None),
];

/// The row of a code.
pub fn code_row(code: &str) -> Option<&'static CodeRow> {
    CODES.iter().find(|row| row.code == code)
}

impl Tx {
    /// The feedback of an order; none for what is no order.
    pub const fn feedback(self) -> Option<Self> {
        match self {
            Self::StopOrder => Some(Self::StopFeedback),
            Self::ReliefOrder => Some(Self::ReliefFeedback),
            Self::ExtendOrder => Some(Self::ExtendFeedback),
            Self::FreezeOrder => Some(Self::FreezeFeedback),
            Self::FreezeReliefOrder => Some(Self::FreezeReliefFeedback),
            Self::FreezeExtendOrder => Some(Self::FreezeExtendFeedback),
            Self::StatementQuery => Some(Self::StatementFeedback),
            Self::WatchOrder => Some(Self::WatchFeedback),
            Self::WatchEndOrder => Some(Self::WatchEndFeedback),
            Self::SerialQuery => Some(Self::SerialFeedback),
            _ => None,
        }
    }

    /// The code of this message for that channel.
    pub const fn code(self, channel: Channel) -> &'static str {
        use Channel::{Bank, PaymentFirm};
        match (self, channel) {
            (Self::StopOrder, Bank) => "100101",
            (Self::StopFeedback, Bank) => "100102",
            (Self::ReliefOrder, Bank) => "100103",
            (Self::ReliefFeedback, Bank) => "100104",
            (Self::ExtendOrder, Bank) => "100105",
            (Self::ExtendFeedback, Bank) => "100106",
            (Self::CaseReport, Bank) => "100401",
            (Self::CaseReportAnswer, Bank | PaymentFirm) => "100402",
            (Self::StopOrder, PaymentFirm) => "A00101",
            (Self::StopFeedback, PaymentFirm) => "A00102",
            (Self::ReliefOrder, PaymentFirm) => "A00103",
            (Self::ReliefFeedback, PaymentFirm) => "A00104",
            (Self::ExtendOrder, PaymentFirm) => "A00105",
            (Self::ExtendFeedback, PaymentFirm) => "A00106",
            (Self::CaseReport, PaymentFirm) => "A00401",
            (Self::FreezeOrder, Bank) => "100201",
            (Self::FreezeFeedback, Bank) => "100202",
            (Self::FreezeReliefOrder, Bank) => "100203",
            (Self::FreezeReliefFeedback, Bank) => "100204",
            (Self::FreezeExtendOrder, Bank) => "100205",
            (Self::FreezeExtendFeedback, Bank) => "100206",
            (Self::StatementQuery, Bank) => "100301",
            (Self::StatementFeedback, Bank) => "100302",
            (Self::WatchOrder, Bank) => "100305",
            (Self::WatchFeedback, Bank) => "100306",
            (Self::WatchEndOrder, Bank) => "100307",
            (Self::WatchEndFeedback, Bank) => "100308",
            (Self::FreezeOrder, PaymentFirm) => "A00201",
            (Self::FreezeFeedback, PaymentFirm) => "A00202",
            (Self::FreezeReliefOrder, PaymentFirm) => "A00203",
            (Self::FreezeReliefFeedback, PaymentFirm) => "A00204",
            (Self::FreezeExtendOrder, PaymentFirm) => "A00205",
            (Self::FreezeExtendFeedback, PaymentFirm) => "A00206",
            (Self::StatementQuery, PaymentFirm) => "A00301",
            (Self::StatementFeedback, PaymentFirm) => "A00302",
            (Self::WatchOrder, PaymentFirm) => "A00305",
            (Self::WatchFeedback, PaymentFirm) => "A00306",
            (Self::WatchEndOrder, PaymentFirm) => "A00307",
            (Self::WatchEndFeedback, PaymentFirm) => "A00308",
            (Self::SerialQuery, Bank | PaymentFirm) => "A00311",
            (Self::SerialFeedback, Bank | PaymentFirm) => "A00312",
        }
    }
}

/// A return code of the transport (six digits), in the answers to poll and upload.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransportCode(u32);

/// Code, meaning, and whether sending the same bytes again may help.
const TRANSPORT: &[(u32, &str, bool)] = &[
    (100_000, "成功", false),
    (200_001, "报文格式错", false),
    (200_002, "超时无应答", true),
    (200_003, "重复提交", false),
    (200_004, "未授权的行内系统", false),
    (200_005, "未授权的前置机", false),
    (200_006, "行内系统接口无权限", false),
    (200_007, "前置机接口无权限", false),
    (200_008, "前置机调用次数超限", true),
    (200_009, "前置机通道关闭", true),
    (200_010, "未找到账户", false),
    (600_004, "网络连接错误", true),
    (600_005, "网络连接错误", true),
    (603_202, "网络错误", true),
];

impl TransportCode {
    pub const OK: Self = Self(100_000);
    pub const BAD_FORMAT: Self = Self(200_001);
    pub const TIMED_OUT: Self = Self(200_002);
    pub const REPEATED: Self = Self(200_003);
    pub const NO_RIGHT: Self = Self(200_007);
    pub const TOO_OFTEN: Self = Self(200_008);
    pub const CHANNEL_CLOSED: Self = Self(200_009);
    /// In our transport binding: the ApplicationID is not known, or is another agency's.
    pub const NOT_FOUND: Self = Self(200_010);

    /// Six digits; a code that the table lacks is kept as it is.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().map(Self)
    }

    pub fn is_success(self) -> bool {
        self == Self::OK
    }

    /// Whether the same bytes may be sent again with hope.
    pub fn may_retry(self) -> bool {
        TRANSPORT.iter().any(|(code, _, retry)| *code == self.0 && *retry)
    }

    /// The field's word for it; none for a code of which no source tells.
    pub fn meaning(self) -> Option<&'static str> {
        TRANSPORT.iter().find(|(code, _, _)| *code == self.0).map(|(_, meaning, _)| *meaning)
    }
}

impl fmt::Display for TransportCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for TransportCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_every_answer_is_in_the_table() {
        for (at, row) in CODES.iter().enumerate() {
            assert!(CODES.iter().skip(at + 1).all(|other| other.code != row.code), "{}", row.code);
            if let Some(answer) = row.answer {
                let answer = code_row(answer).unwrap();
                assert_ne!(answer.direction, row.direction, "{}", row.code);
            }
            if let Some(tx) = row.tx {
                assert_eq!(tx.code(row.channel), row.code);
            }
        }
    }

    #[test]
    fn an_answer_is_the_request_plus_one_except_for_the_payment_firms_report() {
        for row in CODES {
            let Some(answer) = row.answer else { continue };
            let plus_one = row.code.get(1..).unwrap().parse::<u32>().unwrap() + 1;
            let follows = answer.get(1..).unwrap().parse::<u32>().unwrap() == plus_one;
            let same_family = answer.get(..1) == row.code.get(..1);
            assert_eq!(follows && same_family, row.code != "A00401", "{}", row.code);
        }
    }

    #[test]
    fn only_a_network_fault_is_worth_the_same_bytes_again() {
        assert!(TransportCode::parse("603202").unwrap().may_retry());
        assert!(!TransportCode::BAD_FORMAT.may_retry());
        assert!(!TransportCode::parse("999999").unwrap().may_retry());
        assert_eq!(TransportCode::parse("10000"), None);
    }
}
