//! How things of the model are said on a page: moments, amounts, kinds and states.

use super::text::{self as t, Lang, Text};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use cordon_model::{
    AccountClass, Agency, AgencyId, Channel, MeasureKind, Money, OrderKind, ReceiptResult, Stamp, TargetKind,
};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Letters of an id that tell it apart on a screen: its random end.
const SHORT_ID_CHARS: usize = 8;

pub fn moment(at: Stamp) -> Markup {
    html! { time datetime=(at.rfc3339()) { (at.shanghai()) } }
}

/// What people type or a spreadsheet writes, in Shanghai's time unless it says another:
/// `2026-11-23T09:30`, `2026-11-23 09:30:05`, `2026/11/3 9:30`, RFC 3339.
pub fn moment_read(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if let Some(at) = Stamp::parse_rfc3339(text) {
        return Some(at);
    }
    let (date, time) = text.split_once(['T', ' '])?;
    let date: Vec<u32> = numbers(date, if date.contains('/') { '/' } else { '-' })?;
    let time: Vec<u32> = numbers(time.trim(), ':')?;
    let ([year, month, day], second) = (date.as_slice(), time.get(2).copied().unwrap_or(0)) else { return None };
    let ([hour, minute] | [hour, minute, _]) = time.as_slice() else { return None };
    Stamp::parse_rfc3339(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00"))
}

fn numbers(text: &str, between: char) -> Option<Vec<u32>> {
    text.split(between).map(|part| part.parse().ok().filter(|n: &u32| *n <= 9_999)).collect()
}

pub fn money(l: Lang, amount: Money) -> Markup {
    html! { span.money { (amount.decimal()) " " (if amount.currency().code() == "CNY" { l.of(t::YUAN) } else { "" })
    @if amount.currency().code() != "CNY" { (amount.currency().code()) } } }
}

/// How long, in the two largest units: `1 h 20 min`.
pub fn span(l: Lang, ms: i64) -> String {
    let ms = ms.saturating_abs();
    let (days, hours) = (ms / DAY_MS, ms % DAY_MS / HOUR_MS);
    let (minutes, seconds) = (ms % HOUR_MS / MINUTE_MS, ms % MINUTE_MS / 1_000);
    let part = |count: i64, unit: Text| format!("{count} {}", l.of(unit));
    match (days, hours, minutes) {
        (0, 0, 0) => part(seconds, t::SECONDS),
        (0, 0, _) => format!("{} {}", part(minutes, t::MINUTES), part(seconds, t::SECONDS)),
        (0, ..) => format!("{} {}", part(hours, t::HOURS), part(minutes, t::MINUTES)),
        _ => format!("{} {}", part(days, t::DAYS), part(hours, t::HOURS)),
    }
}

/// A deadline: when, and how long until then or since. Overdue is said in words, not in colour alone.
pub fn due(l: Lang, at: Stamp, now: Stamp) -> Markup {
    let left = at.since_ms(now);
    html! {
        (moment(at)) " "
        @if left < 0 {
            strong.overdue { (l.of(t::OVERDUE_BY)) " " (span(l, left)) }
        } @else {
            span.left { (l.of(t::TIME_LEFT)) " " (span(l, left)) }
        }
    }
}

pub fn short(id: impl ToString) -> String {
    let id = id.to_string();
    let skipped = id.chars().count().saturating_sub(SHORT_ID_CHARS);
    id.chars().skip(skipped).collect()
}

/// Agencies by id, for lists that name them.
pub type Names = BTreeMap<AgencyId, Agency>;

pub fn agency(names: &Names, id: AgencyId) -> String {
    names.get(&id).map_or_else(|| id.to_string(), |agency| agency.name.clone())
}

pub const fn order_kind(kind: OrderKind) -> Text {
    match kind {
        OrderKind::RiskNotice => t::RISK_NOTICE,
        OrderKind::ConfirmDebit => t::CONFIRM_DEBIT,
        OrderKind::Stop => t::STOP,
        OrderKind::ExtendStop => t::EXTEND_STOP,
        OrderKind::LiftStop => t::LIFT_STOP,
        OrderKind::QueryAccount => t::QUERY_ACCOUNT,
        OrderKind::QuerySerial => t::QUERY_SERIAL,
        OrderKind::Watch => t::WATCH,
        OrderKind::EndWatch => t::END_WATCH,
        OrderKind::Freeze => t::FREEZE,
        OrderKind::ExtendFreeze => t::EXTEND_FREEZE,
        OrderKind::LiftFreeze => t::LIFT_FREEZE,
        OrderKind::ReduceHold => t::REDUCE_HOLD,
        OrderKind::RaiseHold => t::RAISE_HOLD,
        OrderKind::VoidValue => t::VOID_VALUE,
        OrderKind::RestoreValue => t::RESTORE_VALUE,
        OrderKind::ShutNumber => t::SHUT_NUMBER,
        OrderKind::RestoreNumber => t::RESTORE_NUMBER,
    }
}

pub const fn measure_kind(kind: MeasureKind) -> Text {
    match kind {
        MeasureKind::Delay => t::DELAY,
        MeasureKind::Stop => t::STOP,
        MeasureKind::Freeze => t::FREEZE,
        MeasureKind::Hold => t::BANK_HOLD,
        MeasureKind::Void => t::VOID_VALUE,
        MeasureKind::Shut => t::SHUT_NUMBER,
    }
}

pub const fn result(result: ReceiptResult) -> Text {
    match result {
        ReceiptResult::Done => t::RESULT_DONE,
        ReceiptResult::Part => t::RESULT_PART,
        ReceiptResult::Refused => t::RESULT_REFUSED,
        ReceiptResult::Failed => t::RESULT_FAILED,
    }
}

pub const fn target(kind: TargetKind) -> Text {
    match kind {
        TargetKind::Account => t::ACCOUNT,
        TargetKind::Number => t::PHONE_NUMBER,
        _ => t::TARGET,
    }
}

pub const fn class(class: AccountClass) -> Text {
    match class {
        AccountClass::Personal => t::PERSONAL,
        AccountClass::Company => t::COMPANY,
        AccountClass::Payment => t::PAYMENT_ACCOUNT,
        AccountClass::Sink => t::SINK,
        AccountClass::Unknown => t::CLASS_UNKNOWN,
    }
}

pub const CLASSES: [(&str, AccountClass); 3] =
    [("personal", AccountClass::Personal), ("company", AccountClass::Company), ("payment", AccountClass::Payment)];

pub const CHANNELS: [(&str, Channel, Text); 7] = [
    ("mobile_bank", Channel::MobileBank, t::MOBILE_BANK),
    ("online_bank", Channel::OnlineBank, t::ONLINE_BANK),
    ("third_party", Channel::ThirdParty, t::THIRD_PARTY),
    ("counter", Channel::Counter, t::COUNTER),
    ("atm", Channel::Atm, t::ATM),
    ("pos", Channel::Pos, t::POS),
    ("other", Channel::Other, t::OTHER),
];

/// A state or a note by its name in the records; one without words is shown as it is.
pub fn named(l: Lang, name: &str) -> String {
    t::named(name).map_or_else(|| name.to_owned(), |text| l.of(text).to_owned())
}

/// A note by its code, such as `LIMIT_NOT_CARRIED`.
pub fn note(l: Lang, note: &impl serde::Serialize) -> String {
    let code = serde_json::to_value(note).ok().and_then(|value| value.as_str().map(str::to_lowercase));
    code.map_or_else(String::new, |code| named(l, &code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_and_spreadsheets_write_them() {
        let at = Stamp::parse_rfc3339("2026-11-03T09:30:00+08:00");
        for text in
            ["2026-11-03T09:30", "2026-11-03 09:30:00", "2026/11/3 9:30", " 2026-11-3 9:30 ", "2026-11-03T01:30:00Z"]
        {
            assert_eq!(moment_read(text), at, "{text}");
        }
        for text in [
            "",
            "2026-11-03",
            "9:30",
            "2026-13-03 09:30",
            "2026-11-03 25:00",
            "2026-11-03 09",
            "x y",
            "2026-11-03 9:1:2:3",
        ] {
            assert_eq!(moment_read(text), None, "{text}");
        }
        let at = at.unwrap();
        assert_eq!(moment_read(&at.shanghai()), Some(at));
    }

    #[test]
    fn spans_show_their_two_largest_units() {
        let of = |ms| span(Lang::En, ms);
        assert_eq!(of(5_000), "5 s");
        assert_eq!(of(-65_000), "1 min 5 s");
        assert_eq!(of(HOUR_MS + 20 * MINUTE_MS), "1 h 20 min");
        assert_eq!(of(2 * DAY_MS + 3 * HOUR_MS), "2 d 3 h");
    }

    #[test]
    fn a_deadline_says_what_is_left_or_by_how_much_it_passed() {
        let at = Stamp::from_ms(10 * MINUTE_MS);
        let said = |now| due(Lang::Zh, at, Stamp::from_ms(now)).into_string();
        assert!(said(8 * MINUTE_MS).contains("剩余 2 分 0 秒"));
        assert!(said(10 * MINUTE_MS).contains("剩余 0 秒"), "overdue begins after the deadline");
        assert!(said(13 * MINUTE_MS).contains("<strong class=\"overdue\">已超时 3 分 0 秒"));
    }
}
