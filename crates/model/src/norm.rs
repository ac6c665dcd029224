//! Norms: clocks, limits and counts as data, each with its source, effective date and two approvers.
//!
//! Code knows norms by key only. A value lives in a versioned record (first seeded from the files in
//! `norms/`), so a change of law is a change of data. A deadline remembers which norm made it.

use crate::calendar::Calendar;
use crate::money::Money;
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Stamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $text:literal : $kind:ident;)*) => {
        /// Every norm the code asks for. Adding one here without a file in `norms/` stops the start.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NormKey { $($(#[$doc])* $name,)* }

        impl NormKey {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)* }
            }
        }
    };
}

keys! {
    /// How long an emergency stop lasts from the moment of the stop.
    StopLife = "stop.life": Duration;
    /// How many times one account may be stopped, over all cases.
    StopTimesMax = "stop.times_max": Count;
    /// By when the bank answers a stop.
    StopAnswerDue = "stop.answer_due": Duration;
    /// By when the bank answers a lift.
    StopLiftDue = "stop.lift_due": Duration;
    /// How long before its end a measure raises an alarm.
    StopAlarms = "stop.alarms": Durations;
    /// How long after the report standing authority covers the stops of a case.
    StandingWindow = "standing.window": Duration;
    /// Up to which amount standing authority covers one stop.
    StandingAmountMax = "standing.amount_max": Amount;
    /// Up to which account level standing authority reaches.
    StandingLevelMax = "standing.level_max": Count;
    /// By when an act under standing authority is reviewed.
    StandingReviewDue = "standing.review_due": Duration;
    /// By when a bank answers a risk notice.
    NoticeAnswerDue = "notice.answer_due": Duration;
    /// How long a bank's own delay after a notice lasts unless a stop follows.
    NoticeDelayLife = "notice.delay_life": Duration;
    /// By when the payer's bank confirms the debit; after it the stop is lifted.
    DebitConfirmDue = "debit.confirm_due": Duration;
    /// By when the account the victim paid is in an order.
    IntakeKeyedDue = "intake.keyed_due": Duration;
    /// By when an appeal against a stop is decided; after it the stop is lifted.
    AppealStopDue = "appeal.stop_due": Duration;
    /// By when an appeal against a shut number is decided; after it the number is restored.
    AppealNumberDue = "appeal.number_due": Duration;
    /// How long a number stays shut unless renewed.
    NumberShutLife = "number.shut_life": Duration;
    /// By when a carrier answers a shut-off.
    NumberAnswerDue = "number.answer_due": Duration;
    /// By when a carrier restores a number.
    NumberRestoreDue = "number.restore_due": Duration;
    /// How long after a payment its money is followed.
    TraceWindow = "trace.window": Duration;
    /// Over how many transfers.
    TraceHops = "trace.hops": Count;
    /// From how much of a case's money on an account its further way is asked for.
    TraceFloor = "trace.floor": Amount;
    /// By when an agency answers a question about an account or a serial number.
    QueryAnswerDue = "query.answer_due": Duration;
    /// How long an account is watched.
    WatchLife = "watch.life": Duration;
    /// From how much recoverable money on it a further account is stopped.
    PlanStopMin = "plan.stop_min": Amount;
    /// How many further accounts one plan may stop without a person's list.
    PlanStopsMax = "plan.stops_max": Count;
    /// With how many others an account deals before it counts as a hub, which no plan stops.
    PlanHubMin = "plan.hub_min": Count;
    /// Percent of what is on an account that must be stolen before a plan has it held whole, where its
    /// house cannot hold an amount; below it a person weighs.
    PlanWholeShareMin = "plan.whole_share_min": Count;
    /// How long a bank has to say whose an account is before it counts as a person's.
    PlanClassWait = "plan.class_wait": Duration;
    /// How long a freeze lasts, and each renewal.
    FreezeLife = "freeze.life": Duration;
    /// By when a bank answers a freeze or its renewal.
    FreezeAnswerDue = "freeze.answer_due": Duration;
    /// By when a bank answers the lift of a freeze.
    FreezeLiftDue = "freeze.lift_due": Duration;
    /// How long before its end a freeze raises an alarm.
    FreezeAlarms = "freeze.alarms": Durations;
    /// By when a freeze found to be unrelated must be ended.
    FreezeReleaseDue = "freeze.release_due": Duration;
    /// By when the police confirm a bank's own hold; after it the hold lapses.
    HoldConfirmDue = "hold.confirm_due": Duration;
    /// By when an agency has reduced a hold to the tainted part.
    HoldReduceDue = "hold.reduce_due": Duration;
    /// By when a seller who took money in good faith is heard.
    AppealGoodFaithDue = "appeal.good_faith_due": Duration;
    /// By when an objection to a freeze is decided; after it a named person is told, nothing is released.
    AppealFreezeDue = "appeal.freeze_due": Duration;
    /// How long voided value stays out of use.
    VoidLife = "void.life": Duration;
    /// By when the seller answers.
    VoidAnswerDue = "void.answer_due": Duration;
    /// How long a poll leases its messages.
    WireLease = "wire.lease": Duration;
    /// How long after it began a measure may be seen on its public page.
    PublicDelay = "public.delay": Duration;
}

impl NormKey {
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.text() == text)
    }
}

impl fmt::Debug for NormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Display for NormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Serialize for NormKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.text())
    }
}

impl<'de> Deserialize<'de> for NormKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("no norm is called `{text}`")))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Duration,
    Durations,
    Count,
    Amount,
}

/// A hundred years: a longer span is a slip of the pen, and its working days would be counted one by one.
const SPAN_DAYS_MAX: i64 = 36_525;

/// A length of time as a norm states it: natural time, or working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Natural { ms: i64 },
    WorkingDays(u32),
}

impl Span {
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text).filter(|span| span.days() <= SPAN_DAYS_MAX)
    }

    const fn days(self) -> i64 {
        match self {
            Self::Natural { ms } => ms / DAY_MS,
            Self::WorkingDays(days) => days as i64,
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: u32 = number.parse().ok()?;
        let ms = match unit.trim() {
            "s" => SECOND_MS,
            "min" => MINUTE_MS,
            "h" => HOUR_MS,
            "d" => DAY_MS,
            "working days" | "working day" => return Some(Self::WorkingDays(number)),
            _ => return None,
        };
        Some(Self::Natural { ms: i64::from(number).checked_mul(ms)? })
    }

    pub fn after(self, from: Stamp, calendar: &Calendar) -> Stamp {
        match self {
            Self::Natural { ms } => from.plus_ms(ms),
            Self::WorkingDays(days) => calendar.plus_working_days(from, days),
        }
    }

    pub fn before(self, end: Stamp) -> Stamp {
        match self {
            Self::Natural { ms } => end.minus_ms(ms),
            // Alarms count natural days even where the clock counts working ones: earlier is safer.
            Self::WorkingDays(days) => end.minus_ms(i64::from(days).saturating_mul(DAY_MS)),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(days) => write!(f, "{days} working days"),
            Self::Natural { ms } if ms % DAY_MS == 0 && ms / DAY_MS > 2 => {
                write!(f, "{} d", ms / DAY_MS)
            }
            Self::Natural { ms } if ms % HOUR_MS == 0 && *ms != 0 => {
                write!(f, "{} h", ms / HOUR_MS)
            }
            Self::Natural { ms } if ms % MINUTE_MS == 0 && *ms != 0 => {
                write!(f, "{} min", ms / MINUTE_MS)
            }
            Self::Natural { ms } => write!(f, "{} s", ms / SECOND_MS),
        }
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a span such as `48 h`, `30 min` or `3 working days`"))
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Duration(Span),
    Durations(Vec<Span>),
    Count(u32),
    Amount(Money),
}

impl Value {
    const fn kind(&self) -> Kind {
        match self {
            Self::Duration(_) => Kind::Duration,
            Self::Durations(_) => Kind::Durations,
            Self::Count(_) => Kind::Count,
            Self::Amount(_) => Kind::Amount,
        }
    }
}

/// Where a norm comes from, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub source: String,
    #[serde(default)]
    pub article: String,
    /// `law`, `published`, `practice`, or `ours` for a norm that no law sets.
    pub tag: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    pub key: NormKey,
    pub version: u32,
    pub title_zh: String,
    pub title_en: String,
    pub value: Value,
    pub basis: Basis,
    pub effective_from: Stamp,
    /// Two different people.
    pub approved_by: [String; 2],
}

impl Norm {
    pub fn reference(&self) -> NormRef {
        NormRef { key: self.key, version: self.version }
    }

    pub fn check(&self) -> Result<(), NormError> {
        if self.value.kind() != self.key.kind() {
            return Err(NormError::Kind { key: self.key, wanted: self.key.kind() });
        }
        let [first, second] = &self.approved_by;
        if first.is_empty() || second.is_empty() || first == second {
            return Err(NormError::Approvers(self.key));
        }
        if self.basis.source.is_empty() {
            return Err(NormError::Source(self.key));
        }
        Ok(())
    }
}

/// The norm and version that made a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NormRef {
    pub key: NormKey,
    pub version: u32,
}

impl fmt::Display for NormRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.key, self.version)
    }
}

/// A moment by which something must have happened, and the norm that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub at: Stamp,
    pub norm: NormRef,
}

/// A new version on its way: proposed by one officer, adopted or refused by another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub id: crate::ids::ProposalId,
    /// The norm as it would be; `approved_by` names the proposer and, once adopted, the adopter.
    pub norm: Norm,
    /// Why it should change, beside the ground that its basis names; empty where it was proposed before reasons
    /// were asked for.
    #[serde(default)]
    pub reason: String,
    pub proposed_at: Stamp,
    pub proposed_by: crate::ids::OfficerId,
    pub state: ProposalState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProposalState {
    Open,
    Adopted { at: Stamp, by: crate::ids::OfficerId },
    Refused { at: Stamp, by: crate::ids::OfficerId },
}

impl ProposalState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Adopted { .. } => "adopted",
            Self::Refused { .. } => "refused",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormError {
    #[error("norm file: {0}")]
    File(String),
    #[error("norm `{0}` has no version in force at that moment; add one under norms/")]
    Missing(NormKey),
    #[error("norm `{key}` needs a value of kind {wanted:?}")]
    Kind { key: NormKey, wanted: Kind },
    #[error("norm `{0}` needs two different approvers")]
    Approvers(NormKey),
    #[error("norm `{0}` names no source")]
    Source(NormKey),
    #[error("norm `{0}` stands twice with version {1}")]
    Twice(NormKey, u32),
}

/// All versions of all norms, with the working calendar.
#[derive(Clone, Debug, Default)]
pub struct Norms {
    versions: BTreeMap<NormKey, Vec<Norm>>,
    calendar: Calendar,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    norm: Vec<FileNorm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileNorm {
    key: NormKey,
    version: u32,
    title_zh: String,
    title_en: String,
    value: Value,
    basis: Basis,
    effective_from: String,
    approved_by: [String; 2],
}

/// Reads one file of `norms/`.
pub fn parse_file(text: &str) -> Result<Vec<Norm>, NormError> {
    let file: File = toml::from_str(text).map_err(|e| NormError::File(e.message().to_owned()))?;
    file.norm
        .into_iter()
        .map(|n| {
            let effective_from = Stamp::parse_rfc3339(&n.effective_from).ok_or_else(|| {
                NormError::File(format!("`{}` of `{}` is not an RFC 3339 moment", n.effective_from, n.key))
            })?;
            let norm = Norm {
                key: n.key,
                version: n.version,
                title_zh: n.title_zh,
                title_en: n.title_en,
                value: n.value,
                basis: n.basis,
                effective_from,
                approved_by: n.approved_by,
            };
            norm.check().map(|()| norm)
        })
        .collect()
}

impl Norms {
    pub fn new(norms: impl IntoIterator<Item = Norm>, calendar: Calendar) -> Result<Self, NormError> {
        let mut versions: BTreeMap<NormKey, Vec<Norm>> = BTreeMap::new();
        for norm in norms {
            norm.check()?;
            let list = versions.entry(norm.key).or_default();
            if list.iter().any(|other| other.version == norm.version) {
                return Err(NormError::Twice(norm.key, norm.version));
            }
            list.push(norm);
        }
        Ok(Self { versions, calendar })
    }

    /// The version in force: the highest version among those already effective.
    pub fn at(&self, key: NormKey, now: Stamp) -> Result<&Norm, NormError> {
        self.versions
            .get(&key)
            .into_iter()
            .flatten()
            .filter(|norm| norm.effective_from <= now)
            .max_by_key(|norm| norm.version)
            .ok_or(NormError::Missing(key))
    }

    pub fn all(&self) -> impl Iterator<Item = &Norm> {
        self.versions.values().flatten()
    }

    /// Every key has a version in force; otherwise the first missing one.
    pub fn complete(&self, now: Stamp) -> Result<(), NormError> {
        NormKey::ALL.iter().try_for_each(|key| self.at(*key, now).map(|_| ()))
    }

    /// The deadline that `key` sets for something that began at `from`.
    pub fn deadline(&self, key: NormKey, from: Stamp, now: Stamp) -> Result<Deadline, NormError> {
        let norm = self.at(key, now)?;
        match &norm.value {
            Value::Duration(span) => Ok(Deadline { at: span.after(from, &self.calendar), norm: norm.reference() }),
            _ => Err(NormError::Kind { key, wanted: Kind::Duration }),
        }
    }

    pub fn spans(&self, key: NormKey, now: Stamp) -> Result<&[Span], NormError> {
        match &self.at(key, now)?.value {
            Value::Durations(spans) => Ok(spans),
            _ => Err(NormError::Kind { key, wanted: Kind::Durations }),
        }
    }

    pub fn count(&self, key: NormKey, now: Stamp) -> Result<u32, NormError> {
        match &self.at(key, now)?.value {
            Value::Count(count) => Ok(*count),
            _ => Err(NormError::Kind { key, wanted: Kind::Count }),
        }
    }

    pub fn amount(&self, key: NormKey, now: Stamp) -> Result<Money, NormError> {
        match &self.at(key, now)?.value {
            Value::Amount(amount) => Ok(*amount),
            _ => Err(NormError::Kind { key, wanted: Kind::Amount }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(version: u32, value: Value, from: i64) -> Norm {
        Norm {
            key: NormKey::StopLife,
            version,
            title_zh: "止付期限".into(),
            title_en: "life of a stop".into(),
            value,
            basis: Basis { source: "银发〔2016〕86号".into(), article: String::new(), tag: "published".into() },
            effective_from: Stamp::from_ms(from),
            approved_by: ["甲".into(), "乙".into()],
        }
    }

    #[test]
    fn the_version_in_force_is_the_highest_already_effective() {
        let h = |n: i64| Value::Duration(Span::Natural { ms: n * HOUR_MS });
        let norms = Norms::new([norm(1, h(48), 0), norm(2, h(47), 1_000)], Calendar::default()).unwrap();
        let until = |now: i64| {
            let now = Stamp::from_ms(now);
            norms.deadline(NormKey::StopLife, now, now).unwrap()
        };
        assert_eq!(until(999).at, Stamp::from_ms(999 + 48 * HOUR_MS));
        assert_eq!(until(1_000).at, Stamp::from_ms(1_000 + 47 * HOUR_MS));
        assert_eq!(until(1_000).norm.to_string(), "stop.life@2");
        assert!(norms.at(NormKey::StopLife, Stamp::from_ms(-1)).is_err());
    }

    #[test]
    fn a_norm_needs_two_approvers_the_right_kind_and_a_source() {
        let good = norm(1, Value::Count(2), 0);
        assert!(matches!(good.check(), Err(NormError::Kind { .. })));
        let mut one = norm(1, Value::Duration(Span::WorkingDays(1)), 0);
        one.approved_by = ["甲".into(), "甲".into()];
        assert_eq!(one.check(), Err(NormError::Approvers(NormKey::StopLife)));
        let mut nowhere = norm(1, Value::Duration(Span::WorkingDays(1)), 0);
        nowhere.basis.source.clear();
        assert_eq!(nowhere.check(), Err(NormError::Source(NormKey::StopLife)));
    }

    #[test]
    fn spans_survive_their_text() {
        for text in ["48 h", "30 min", "90 s", "3 working days", "30 d", "0 s"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        for text in ["48", "48h", "-1 h", "1 month", "", "4294967295 working days", "36526 d"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }
}
