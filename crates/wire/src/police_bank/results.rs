//! The business result codes (Result, four digits) and what each means for the order it answers.
//!
//! The sources list no codes 1400-1799 (presumably the freeze's); none is invented here.

use std::fmt;

/// What a business result means for the order that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultClass {
    /// Done as asked.
    Success,
    /// Done, but less than asked (limited stop, balance too small).
    DefectiveSuccess,
    /// The bank may not or will not: the facts do not match its books. A lawful refusal.
    Refused,
    /// The order itself is at fault (field, papers, code, date): correct it and send it again.
    OrderFault,
    /// The original order is not known there.
    OriginalNotFound,
    /// The same application was already handled.
    AlreadyHandled,
    /// Somebody's stop or freeze already stands on the account.
    HeldByOthers,
    /// The account was stopped as often as the rule allows. The bank's count wins.
    RepeatExceeded,
    /// The stop had ended before the lift or extension came.
    Expired,
    /// The bank's machine, not its judgement.
    Technical,
    /// A code of which no source tells (14xx to 17xx are presumably the freeze's). For a person.
    Unknown,
}

/// A business result code (Result, four digits).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResultCode(u16);

const RESULTS: &[(u16, &str)] = &[
    (0, "成功"),
    (100, "身份认证失败"),
    (199, "身份认证失败-其他"),
    (200, "无效金额"),
    (299, "无效金额-其他"),
    (300, "账卡号不存在"),
    (301, "账号与户名不符"),
    (302, "白名单账号"),
    (303, "挂失"),
    (304, "无效账号"),
    (399, "账号-其他"),
    (400, "找不到原始交易"),
    (499, "原始交易-其他"),
    (500, "必输项缺失"),
    (501, "乱码"),
    (599, "报文要素-其他"),
    (600, "缺法律文书"),
    (699, "法律文书-其他"),
    (700, "机构代码错"),
    (701, "子机构"),
    (799, "机构代码-其他"),
    (800, "日期格式"),
    (801, "起止超出指令效力范围"),
    (802, "申请日期异常"),
    (899, "日期-其他"),
    (900, "已处理过"),
    (999, "已处理过-其他"),
    (1000, "功能未开通"),
    (1099, "功能-其他"),
    (1100, "行内异常"),
    (1101, "平台通信异常"),
    (1199, "异常-其他"),
    (1200, "有缺陷的成功"),
    (1300, "行内止付失败"),
    (1301, "已止付"),
    (1302, "已限额冻结"),
    (1303, "已全额冻结"),
    (1304, "超出规定止付次数"),
    (1399, "止付-其他"),
    (1800, "止付已到期,延期失效"),
    (1899, "延期-其他"),
    (1900, "止付已到期,解除失效"),
    (1999, "解除-其他"),
];

impl ResultCode {
    pub const SUCCESS: Self = Self(0);
    pub const IDENTITY_MISMATCH: Self = Self(100);
    pub const BAD_AMOUNT: Self = Self(200);
    pub const NO_SUCH_ACCOUNT: Self = Self(300);
    pub const NAME_MISMATCH: Self = Self(301);
    pub const WHITE_LISTED: Self = Self(302);
    pub const BAD_ACCOUNT: Self = Self(304);
    pub const ORIGINAL_NOT_FOUND: Self = Self(400);
    pub const MISSING: Self = Self(500);
    pub const GARBLED: Self = Self(501);
    pub const BAD_FIELD: Self = Self(599);
    pub const PAPERS: Self = Self(600);
    pub const ORG_CODE: Self = Self(700);
    pub const DATE_FORMAT: Self = Self(800);
    pub const DATE_RANGE: Self = Self(801);
    pub const APPLICATION_DATE: Self = Self(802);
    pub const ALREADY_HANDLED: Self = Self(900);
    pub const NOT_OPEN: Self = Self(1000);
    pub const BANK_FAULT: Self = Self(1100);
    /// 异常-其他.
    pub const FAULT_OTHER: Self = Self(1199);
    pub const DEFECTIVE_SUCCESS: Self = Self(1200);
    pub const STOP_FAILED: Self = Self(1300);
    pub const ALREADY_STOPPED: Self = Self(1301);
    pub const FROZEN_LIMITED: Self = Self(1302);
    pub const FROZEN_WHOLLY: Self = Self(1303);
    pub const REPEAT_EXCEEDED: Self = Self(1304);
    pub const EXTENSION_TOO_LATE: Self = Self(1800);
    pub const RELIEF_TOO_LATE: Self = Self(1900);

    /// Four digits; a code that the table lacks is kept, with the class `Unknown`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().map(Self)
    }

    pub fn meaning(self) -> Option<&'static str> {
        RESULTS.iter().find(|(code, _)| *code == self.0).map(|(_, meaning)| *meaning)
    }

    /// What the code means for the order. A code no source lists is `Unknown`, even inside a
    /// known family: an unread answer must reach a person, not be taken for a refusal.
    pub fn class(self) -> ResultClass {
        if self.meaning().is_none() {
            return ResultClass::Unknown;
        }
        match self.0 {
            0 => ResultClass::Success,
            400..=499 => ResultClass::OriginalNotFound,
            200..=299 | 500..=899 => ResultClass::OrderFault,
            900..=999 => ResultClass::AlreadyHandled,
            1000..=1199 => ResultClass::Technical,
            1200 => ResultClass::DefectiveSuccess,
            1301..=1303 => ResultClass::HeldByOthers,
            1304 => ResultClass::RepeatExceeded,
            1800..=1999 => ResultClass::Expired,
            _ => ResultClass::Refused,
        }
    }

    /// Whether money is held (or released) as the answer of this order.
    pub fn took_effect(self) -> bool {
        matches!(self.class(), ResultClass::Success | ResultClass::DefectiveSuccess)
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Debug for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_have_the_class_their_reader_acts_on() {
        let rows = [
            ("0000", ResultClass::Success),
            ("1200", ResultClass::DefectiveSuccess),
            ("0100", ResultClass::Refused),
            ("0200", ResultClass::OrderFault),
            ("0301", ResultClass::Refused),
            ("0400", ResultClass::OriginalNotFound),
            ("0500", ResultClass::OrderFault),
            ("0600", ResultClass::OrderFault),
            ("0801", ResultClass::OrderFault),
            ("0900", ResultClass::AlreadyHandled),
            ("1000", ResultClass::Technical),
            ("1101", ResultClass::Technical),
            ("1300", ResultClass::Refused),
            ("1301", ResultClass::HeldByOthers),
            ("1303", ResultClass::HeldByOthers),
            ("1304", ResultClass::RepeatExceeded),
            ("1399", ResultClass::Refused),
            ("1400", ResultClass::Unknown),
            ("0305", ResultClass::Unknown),
            ("1800", ResultClass::Expired),
            ("1900", ResultClass::Expired),
            ("9999", ResultClass::Unknown),
        ];
        for (text, class) in rows {
            assert_eq!(ResultCode::parse(text).unwrap().class(), class, "{text}");
        }
        for text in ["", "000", "00000", "+001", "１２００", " 000"] {
            assert_eq!(ResultCode::parse(text), None, "{text}");
        }
        assert_eq!(ResultCode::PAPERS.to_string(), "0600");
    }
}
