//! Sets of rules as the API shows them, what is doubtful about them, and what they come to. Files, figures and
//! ids of events; nothing about anybody.

use super::moment;
use crate::rules::labels::Labels;
use crate::rules::trial::Tried;
use crate::sift::shadow::Shadowed;
use cordon_desk::Refusal;
use cordon_desk::rules::{Files, RuleSetDone};
use cordon_model::{RuleSet, RuleSetState, Stamp};
use cordon_sift::facts::About;
use cordon_sift::judge::Kind;
use cordon_sift::rules::{Change, Doubt, Label, RuleError, Side};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file of a set.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFileBody {
    #[schema(example = "payments.toml", pattern = "^[a-z0-9_-]{1,59}\\.toml$", min_length = 6, max_length = 64)]
    name: String,
    /// TOML, as `rules/README.md` describes it; all files of a set together at most 1 MiB.
    #[schema(example = json!("[[rule]]\nid = \"own.screen\"\nfor = [\"payment\"]\nwhen = \"pay.screen_shared\"\n\
        then = \"warn\"\nzh = \"正在共享屏幕\"\nen = \"the screen is shared\"\nsource = \"本平台设定\"\ngroup = \"payer\"\n"))]
    text: String,
}

/// Files by name; a name twice is refused.
pub fn files(told: Vec<RuleFileBody>) -> Result<Files, Refusal> {
    let mut files = Files::new();
    for RuleFileBody { name, text } in told {
        if files.insert(name, text).is_some() {
            return Err(Refusal::field("files", "two of them have one name"));
        }
    }
    Ok(files)
}

pub fn file_bodies(files: Files) -> Vec<RuleFileBody> {
    files.into_iter().map(|(name, text)| RuleFileBody { name, text }).collect()
}

/// A set without its files.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleSetLine {
    #[schema(example = "rls_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// Counted from 1.
    number: u32,
    /// What a verdict bears that was judged by it.
    digest: String,
    /// `proposed`, `shadow`, `in_force`, `replaced`, `retired`, `refused` or `withdrawn`.
    state: String,
    /// Since when it is in that state.
    #[schema(format = "date-time")]
    since: String,
    reason: String,
    #[schema(format = "date-time")]
    proposed_at: String,
    proposed_by: String,
    /// The officer who last decided.
    decided_by: Option<String>,
    /// Why it was refused, withdrawn or retired.
    ended_because: Option<String>,
    /// The set that it took the place of.
    before: Option<String>,
}

impl From<&RuleSet> for RuleSetLine {
    fn from(set: &RuleSet) -> Self {
        let (since, by, because, before) = match &set.state {
            RuleSetState::Proposed => (set.proposed_at, None, None, None),
            RuleSetState::Shadow { since, by } => (*since, Some(*by), None, None),
            RuleSetState::InForce { since, by, before } | RuleSetState::Replaced { at: since, by, before } => {
                (*since, Some(*by), None, *before)
            }
            RuleSetState::Retired { at, by, reason }
            | RuleSetState::Refused { at, by, reason }
            | RuleSetState::Withdrawn { at, by, reason } => (*at, Some(*by), Some(reason.clone()), None),
        };
        Self {
            id: set.id.to_string(),
            number: set.number,
            digest: set.digest.clone(),
            state: set.state.name().to_owned(),
            since: since.rfc3339(),
            reason: set.reason.clone(),
            proposed_at: set.proposed_at.rfc3339(),
            proposed_by: set.proposed_by.to_string(),
            decided_by: by.map(|by| by.to_string()),
            ended_because: because,
            before: before.map(|before| before.to_string()),
        }
    }
}

/// A set with its files.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleSetBody {
    set: RuleSetLine,
    files: Vec<RuleFileBody>,
}

impl From<RuleSet> for RuleSetBody {
    fn from(set: RuleSet) -> Self {
        Self { set: RuleSetLine::from(&set), files: file_bodies(set.files) }
    }
}

/// What became of a set.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleSetStateBody {
    #[schema(example = "rls_019ab0c4d1e87000800000000000000a")]
    set: String,
    number: u32,
    digest: String,
    state: String,
}

impl From<RuleSetDone> for RuleSetStateBody {
    fn from(done: RuleSetDone) -> Self {
        Self { set: done.set.to_string(), number: done.number, digest: done.digest, state: done.state }
    }
}

/// Something that a rule may ask for.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFactBody {
    #[schema(example = "pay.amount")]
    name: String,
    /// `truth`, `count`, `permille`, `logit`, `money`, `millis` or `word`.
    kind: String,
    /// Of a word those that there are.
    words: Vec<String>,
    zh: String,
    en: String,
}

impl From<&About> for RuleFactBody {
    fn from(about: &About) -> Self {
        Self {
            name: about.name.to_owned(),
            kind: about.shape.name().to_owned(),
            words: about.shape.words().iter().map(|word| (*word).to_owned()).collect(),
            zh: about.zh.to_owned(),
            en: about.en.to_owned(),
        }
    }
}

/// Something that is not understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFaultBody {
    file: String,
    line: usize,
    rule: Option<String>,
    what: String,
    /// What to do about it.
    next: String,
}

impl From<RuleError> for RuleFaultBody {
    fn from(fault: RuleError) -> Self {
        Self { file: fault.file, line: fault.line, rule: fault.rule, what: fault.what, next: fault.next }
    }
}

/// Something that may be meant, and looks as if it were not.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleDoubtBody {
    rule: String,
    /// The other rule, where it is about two.
    other: Option<String>,
    zh: String,
    en: String,
}

impl From<Doubt> for RuleDoubtBody {
    fn from(doubt: Doubt) -> Self {
        Self { rule: doubt.rule, other: doubt.other, zh: doubt.zh, en: doubt.en }
    }
}

/// Figures of one kind of event.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleTallyBody {
    /// `text`, `call` or `payment`.
    kind: String,
    events: u64,
    /// Warned of, held or blocked by the rules in force.
    alerts: u64,
    would_alert: u64,
    stricter: u64,
    milder: u64,
    /// Events of which a rule of the set could not be reckoned.
    failed: u64,
}

/// So many events would go from one action to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleMoveBody {
    kind: String,
    now: String,
    would_be: String,
    events: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFailureBody {
    rule: String,
    events: u64,
}

/// What a set in shadow has come to on this server, since it began or the server did.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RuleShadowBody {
    /// Whether it runs in shadow here.
    running: bool,
    #[schema(format = "date-time")]
    counted_since: Option<String>,
    kinds: Vec<RuleTallyBody>,
    moves: Vec<RuleMoveBody>,
    /// Rules that could not be reckoned.
    failures: Vec<RuleFailureBody>,
    /// Events that came too fast to be looked at beside the answer.
    missed: u64,
}

impl From<Shadowed> for RuleShadowBody {
    fn from(shadowed: Shadowed) -> Self {
        let figures = &shadowed.figures;
        let kinds = Kind::ALL.into_iter().map(|kind| {
            let tally = figures.tally(kind);
            RuleTallyBody {
                kind: kind.name().to_owned(),
                events: tally.events,
                alerts: tally.alerts,
                would_alert: tally.would_alert,
                stricter: tally.stricter,
                milder: tally.milder,
                failed: tally.failed,
            }
        });
        let moves = figures.moves().map(|one| RuleMoveBody {
            kind: one.kind.name().to_owned(),
            now: one.now.name().to_owned(),
            would_be: one.would_be.name().to_owned(),
            events: one.events,
        });
        let failures = figures.failures().map(|(rule, events)| RuleFailureBody { rule: rule.to_owned(), events });
        Self {
            running: true,
            counted_since: Some(shadowed.since.rfc3339()),
            kinds: kinds.collect(),
            moves: moves.collect(),
            failures: failures.collect(),
            missed: shadowed.missed,
        }
    }
}

/// How an event turned out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleLabelBody {
    /// The event's own id.
    #[schema(example = "p-1", min_length = 1, max_length = 100, pattern = "^[!-~]+$")]
    id: String,
    #[schema(value_type = String, example = "scam", pattern = "^(scam|lawful|unknown)$")]
    label: Label,
    /// Those who should not be treated worse than others; empty for the groups that are known.
    #[schema(example = "", max_length = 60)]
    #[serde(default)]
    group: String,
}

pub fn labels(told: Vec<RuleLabelBody>) -> Result<Labels, Refusal> {
    let mut labels = Labels::default();
    for RuleLabelBody { id, label, group } in told {
        crate::sift::check::id(&id)?;
        labels.add(id, label, &group)?;
    }
    Ok(labels)
}

/// Moments of a question: from a week ago until now, unless it says so.
pub fn span(from: Option<&str>, until: Option<&str>, now: Stamp) -> Result<(Stamp, Stamp), Refusal> {
    let until = until.map_or(Ok(now), |text| moment("until", text))?;
    let from = from.map_or(Ok(until.minus_ms(7 * cordon_model::time::DAY_MS)), |text| moment("from", text))?;
    if from > until {
        return Err(Refusal::field("from", "lies after `until`"));
    }
    Ok((from, until))
}

/// What one set comes to.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleSideBody {
    events: u64,
    /// Warned of, held or blocked.
    alerts: u64,
    /// Alerts on scams.
    caught: u64,
    /// Alerts on what was lawful.
    wrong: u64,
    /// Events of which a rule could not be reckoned.
    failed: u64,
}

impl From<Side> for RuleSideBody {
    fn from(side: Side) -> Self {
        Self { events: side.events, alerts: side.alerts, caught: side.caught, wrong: side.wrong, failed: side.failed }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleGroupBody {
    group: String,
    now: RuleSideBody,
    then: RuleSideBody,
}

/// An event that would be treated otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleChangeBody {
    id: String,
    label: String,
    group: String,
    now: String,
    then: String,
    /// Rules that hold in one set only.
    rules: Vec<String>,
}

impl From<Change> for RuleChangeBody {
    fn from(change: Change) -> Self {
        Self {
            id: change.id,
            label: super::word(change.label),
            group: change.group,
            now: change.now.name().to_owned(),
            then: change.then.name().to_owned(),
            rules: change.rules,
        }
    }
}

/// The rules in force and a set over the same past.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleBacktestBody {
    /// The rules in force.
    now: RuleSideBody,
    /// The set.
    then: RuleSideBody,
    groups: Vec<RuleGroupBody>,
    /// The first 200.
    changes: Vec<RuleChangeBody>,
    /// All of them.
    changed: u64,
    /// Events of which it is known how they turned out.
    labelled: u64,
    #[schema(format = "date-time")]
    first_at: Option<String>,
    #[schema(format = "date-time")]
    last_at: Option<String>,
    /// There is more in the span than one question may read: ask again from here.
    #[schema(format = "date-time")]
    cut_at: Option<String>,
    /// Records that do not open any more.
    unread: u64,
}

impl From<Tried> for RuleBacktestBody {
    fn from(tried: Tried) -> Self {
        let Tried { backtest, seen, labelled, first_at, last_at } = tried;
        let group =
            |(group, (now, then)): (String, (Side, Side))| RuleGroupBody { group, now: now.into(), then: then.into() };
        Self {
            now: backtest.now.into(),
            then: backtest.then.into(),
            groups: backtest.groups.into_iter().map(group).collect(),
            changes: backtest.changes.into_iter().map(RuleChangeBody::from).collect(),
            changed: backtest.changed,
            labelled,
            first_at: first_at.map(Stamp::rfc3339),
            last_at: last_at.map(Stamp::rfc3339),
            cut_at: seen.cut_at.map(Stamp::rfc3339),
            unread: seen.unread,
        }
    }
}
