//! The published answers: each code of the police interface that a person gives by hand, what it means
//! for the order, and its words. The code alone decides the result, so the two never contradict.

use crate::web::show;
use crate::web::text::{self as t, Lang, Text};
use cordon_model::{OrderKind, ReceiptResult};

pub struct Reason {
    pub code: &'static str,
    pub result: ReceiptResult,
    pub text: Text,
    /// For which orders it can be said.
    fits: fn(OrderKind) -> bool,
}

const fn any(_: OrderKind) -> bool {
    true
}

const fn accounts(kind: OrderKind) -> bool {
    !matches!(kind, OrderKind::ShutNumber | OrderKind::RestoreNumber)
}

const fn numbers(kind: OrderKind) -> bool {
    !accounts(kind)
}

const fn stops(kind: OrderKind) -> bool {
    matches!(
        kind,
        OrderKind::Stop | OrderKind::ExtendStop | OrderKind::RiskNotice | OrderKind::Freeze | OrderKind::VoidValue
    )
}

const fn extends(kind: OrderKind) -> bool {
    matches!(kind, OrderKind::ExtendStop | OrderKind::ExtendFreeze)
}

const fn lifts(kind: OrderKind) -> bool {
    matches!(
        kind,
        OrderKind::LiftStop
            | OrderKind::LiftFreeze
            | OrderKind::ReduceHold
            | OrderKind::RaiseHold
            | OrderKind::RestoreValue
    )
}

const fn needs_papers(kind: OrderKind) -> bool {
    kind.needs_papers()
}

const fn reason(code: &'static str, result: ReceiptResult, text: Text, fits: fn(OrderKind) -> bool) -> Reason {
    Reason { code, result, text, fits }
}

use ReceiptResult::{Done, Failed, Part, Refused};

const REASONS: &[Reason] = &[
    reason("0000", Done, t::R_DONE, any),
    reason("1200", Part, t::R_PART, stops),
    reason("0300", Refused, t::R_NO_ACCOUNT, accounts),
    reason("0301", Refused, t::R_NAME, accounts),
    reason("0302", Refused, t::R_WHITE_LIST, stops),
    reason("0304", Refused, t::R_BAD_NUMBER, numbers),
    reason("0399", Refused, t::R_ACCOUNT_OTHER, any),
    reason("0400", Refused, t::R_ORIGINAL, lifts),
    reason("0600", Refused, t::R_PAPERS, needs_papers),
    reason("1301", Refused, t::R_STOPPED, stops),
    reason("1302", Refused, t::R_FROZEN_LIMITED, stops),
    reason("1303", Refused, t::R_FROZEN, stops),
    reason("1304", Refused, t::R_TIMES, stops),
    reason("1399", Refused, t::R_STOP_OTHER, stops),
    reason("1800", Refused, t::R_TOO_LATE_EXTEND, extends),
    reason("1900", Refused, t::R_TOO_LATE_LIFT, lifts),
    reason("0599", Failed, t::R_UNREADABLE, any),
    reason("1100", Failed, t::R_OUR_FAULT, any),
    reason("1101", Failed, t::R_LINE, any),
];

impl Reason {
    /// Whether it answers an order of this kind.
    pub fn fits(&self, kind: OrderKind) -> bool {
        (self.fits)(kind)
    }
}

pub fn all() -> impl Iterator<Item = &'static Reason> {
    REASONS.iter()
}

fn of(kind: OrderKind) -> impl Iterator<Item = &'static Reason> {
    REASONS.iter().filter(move |reason| (reason.fits)(kind))
}

/// The choices for one kind of order, in groups by result.
pub fn groups(l: Lang, kind: OrderKind) -> Vec<(String, Vec<(String, String)>)> {
    let group = |result: ReceiptResult| {
        let options: Vec<(String, String)> = of(kind)
            .filter(|reason| reason.result == result)
            .map(|reason| (reason.code.to_owned(), format!("{} {}", reason.code, l.of(reason.text))))
            .collect();
        (l.of(show::result(result)).to_owned(), options)
    };
    [Done, Part, Refused, Failed].into_iter().map(group).filter(|(_, options)| !options.is_empty()).collect()
}

/// The answer somebody typed: the code, also where a spreadsheet took its zeroes away, or a plain word.
pub fn find(kind: OrderKind, typed: &str) -> Option<&'static Reason> {
    let code = match typed.trim() {
        "done" | "已执行" | "完成" | "成功" => "0000".to_owned(),
        "part" | "部分" | "部分执行" => "1200".to_owned(),
        digits if !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{digits:0>4}")
        }
        _ => return None,
    };
    of(kind).find(|reason| reason.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_wire::police_bank::ResultCode;

    const KINDS: [OrderKind; 14] = [
        OrderKind::Freeze,
        OrderKind::ExtendFreeze,
        OrderKind::LiftFreeze,
        OrderKind::ReduceHold,
        OrderKind::RaiseHold,
        OrderKind::VoidValue,
        OrderKind::RestoreValue,
        OrderKind::RiskNotice,
        OrderKind::ConfirmDebit,
        OrderKind::Stop,
        OrderKind::ExtendStop,
        OrderKind::LiftStop,
        OrderKind::ShutNumber,
        OrderKind::RestoreNumber,
    ];

    #[test]
    fn every_code_stands_once_and_in_the_table_of_the_police_interface() {
        let mut seen = std::collections::BTreeSet::new();
        for reason in REASONS {
            assert!(seen.insert(reason.code), "{}", reason.code);
            let code = ResultCode::parse(reason.code).unwrap();
            assert!(code.meaning().is_some(), "{}", reason.code);
            assert_eq!(code.took_effect(), reason.result.took_effect(), "{}", reason.code);
        }
        for kind in KINDS {
            assert!(groups(Lang::Zh, kind).len() >= 3, "{}", kind.name());
        }
    }

    #[test]
    fn an_answer_is_found_by_code_or_word() {
        let code = |kind, typed| find(kind, typed).map(|reason| reason.code);
        for typed in ["0000", "0", " 0 ", "done", "已执行"] {
            assert_eq!(code(OrderKind::Stop, typed), Some("0000"), "{typed}");
        }
        assert_eq!(code(OrderKind::Stop, "301"), Some("0301"));
        assert_eq!(code(OrderKind::Stop, "部分"), Some("1200"));
        assert_eq!(code(OrderKind::ShutNumber, "1200"), None);
        for typed in ["", "00000", "x", "refused", "9999"] {
            assert_eq!(code(OrderKind::Stop, typed), None, "{typed}");
        }
    }
}
