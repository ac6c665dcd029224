//! The council's papers as the API shows them: appeals, reviews, norms, proposals.

use super::{Amount, Due};
use cordon_desk::Refusal;
use cordon_desk::read::{NormsView, ReviewLine};
use cordon_model::norm::{Basis, Proposal, ProposalState, Span};
use cordon_model::{Appeal, AppealState, Norm, NormValue};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An objection to a measure. Statement and contact are masked; `reveal` opens them.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppealBody {
    #[schema(example = "apl_019ab0c4d1e87000800000000000000a")]
    id: String,
    measure: String,
    #[schema(format = "date-time")]
    filed_at: String,
    statement: String,
    contact: String,
    due: Due,
    /// `open`, `upheld`, `partly_upheld`, `rejected`, `clock_passed` or `moot`.
    state: String,
    #[schema(format = "date-time")]
    decided_at: Option<String>,
    decided_by: Option<String>,
    reason: Option<String>,
    /// `wronged` or `good_faith`.
    ground: String,
    /// Upheld in part: what stays held.
    kept: Option<Amount>,
    /// Its time passed on a freeze, which no clock ends: when people were told.
    #[schema(format = "date-time")]
    escalated_at: Option<String>,
}

impl From<Appeal> for AppealBody {
    fn from(appeal: Appeal) -> Self {
        let (at, by, reason) = match &appeal.state {
            AppealState::Open => (None, None, None),
            AppealState::Upheld { at, by, reason }
            | AppealState::PartlyUpheld { at, by, reason, .. }
            | AppealState::Rejected { at, by, reason } => (Some(*at), Some(by.to_string()), Some(reason.clone())),
            AppealState::ClockPassed { at } | AppealState::Moot { at } => (Some(*at), None, None),
        };
        Self {
            id: appeal.id.to_string(),
            measure: appeal.measure.to_string(),
            filed_at: appeal.filed_at.rfc3339(),
            statement: appeal.statement.mask,
            contact: appeal.contact.mask,
            due: Due::from(appeal.due),
            state: appeal.state.name().to_owned(),
            decided_at: at.map(|at| at.rfc3339()),
            decided_by: by,
            reason,
            ground: appeal.ground.name().to_owned(),
            kept: match appeal.state {
                AppealState::PartlyUpheld { kept, .. } => Some(kept.into()),
                _ => None,
            },
            escalated_at: appeal.escalated_at.map(|at| at.rfc3339()),
        }
    }
}

/// An act under standing authority, and whether it was read again.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewBody {
    order: String,
    case: Option<String>,
    #[schema(format = "date-time")]
    acted_at: String,
    due: Due,
    overdue: bool,
    #[schema(format = "date-time")]
    reviewed_at: Option<String>,
    reviewed_by: Option<String>,
    in_order: Option<bool>,
    remark: Option<String>,
}

impl From<ReviewLine> for ReviewBody {
    fn from(line: ReviewLine) -> Self {
        let ReviewLine { review, overdue } = line;
        let reviewed = review.reviewed.as_ref();
        Self {
            order: review.order.to_string(),
            case: review.case.map(|id| id.to_string()),
            acted_at: review.acted_at.rfc3339(),
            due: Due::from(review.due),
            overdue,
            reviewed_at: reviewed.map(|r| r.at.rfc3339()),
            reviewed_by: reviewed.map(|r| r.by.to_string()),
            in_order: reviewed.map(|r| r.in_order),
            remark: reviewed.map(|r| r.remark.clone()),
        }
    }
}

/// A length of time: natural time or working days.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(example = "48 h", pattern = "^[0-9]{1,9} (s|min|h|d|working days?)$", max_length = 24)]
#[serde(transparent)]
pub struct SpanText(String);

/// The value of a norm: exactly one of the four, of the kind its key asks for.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum NormValueBody {
    Duration(SpanText),
    Durations(Vec<SpanText>),
    Count(u32),
    Amount(Amount),
}

fn span(text: &str) -> Result<Span, Refusal> {
    Span::parse(text)
        .ok_or_else(|| Refusal::field("value", "is not a span such as `48 h`, `30 min` or `3 working days`"))
}

impl NormValueBody {
    pub fn value(self) -> Result<NormValue, Refusal> {
        Ok(match self {
            Self::Duration(text) => NormValue::Duration(span(&text.0)?),
            Self::Durations(texts) => {
                NormValue::Durations(texts.iter().map(|text| span(&text.0)).collect::<Result<_, _>>()?)
            }
            Self::Count(count) => NormValue::Count(count),
            Self::Amount(amount) => NormValue::Amount(amount.money()?),
        })
    }
}

impl From<&NormValue> for NormValueBody {
    fn from(value: &NormValue) -> Self {
        match value {
            NormValue::Duration(span) => Self::Duration(SpanText(span.to_string())),
            NormValue::Durations(spans) => {
                Self::Durations(spans.iter().map(|span| SpanText(span.to_string())).collect())
            }
            NormValue::Count(count) => Self::Count(*count),
            NormValue::Amount(amount) => Self::Amount(Amount::from(*amount)),
        }
    }
}

/// Where a norm comes from, and how sure that is.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasisBody {
    #[schema(example = "反电信网络诈骗法", min_length = 1, max_length = 300, pattern = "\\S")]
    source: String,
    #[schema(example = "第二十条", max_length = 300)]
    #[serde(default)]
    article: String,
    #[schema(example = "ours", pattern = "^(law|published|practice|ours)$")]
    tag: String,
}

impl From<BasisBody> for Basis {
    fn from(body: BasisBody) -> Self {
        Self { source: body.source, article: body.article, tag: body.tag }
    }
}

impl From<&Basis> for BasisBody {
    fn from(basis: &Basis) -> Self {
        Self { source: basis.source.clone(), article: basis.article.clone(), tag: basis.tag.clone() }
    }
}

/// One version of a norm.
#[derive(Debug, Serialize, ToSchema)]
pub struct NormBody {
    #[schema(example = "stop.life")]
    key: String,
    version: u32,
    title_zh: String,
    title_en: String,
    value: NormValueBody,
    basis: BasisBody,
    #[schema(format = "date-time")]
    effective_from: String,
    /// Two different people; the second is empty while it is only proposed.
    approved_by: Vec<String>,
}

impl From<&Norm> for NormBody {
    fn from(norm: &Norm) -> Self {
        Self {
            key: norm.key.to_string(),
            version: norm.version,
            title_zh: norm.title_zh.clone(),
            title_en: norm.title_en.clone(),
            value: NormValueBody::from(&norm.value),
            basis: BasisBody::from(&norm.basis),
            effective_from: norm.effective_from.rfc3339(),
            approved_by: norm.approved_by.to_vec(),
        }
    }
}

/// A new version on its way, or what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalBody {
    #[schema(example = "prp_019ab0c4d1e87000800000000000000a")]
    id: String,
    norm: NormBody,
    /// Why it should change; empty where it was proposed before reasons were asked for.
    reason: String,
    #[schema(format = "date-time")]
    proposed_at: String,
    proposed_by: String,
    /// `open`, `adopted` or `refused`.
    state: String,
    #[schema(format = "date-time")]
    decided_at: Option<String>,
    /// Another officer than who proposed it.
    decided_by: Option<String>,
}

impl From<&Proposal> for ProposalBody {
    fn from(proposal: &Proposal) -> Self {
        let decided = match proposal.state {
            ProposalState::Open => None,
            ProposalState::Adopted { at, by } | ProposalState::Refused { at, by } => Some((at, by)),
        };
        Self {
            id: proposal.id.to_string(),
            norm: NormBody::from(&proposal.norm),
            reason: proposal.reason.clone(),
            proposed_at: proposal.proposed_at.rfc3339(),
            proposed_by: proposal.proposed_by.to_string(),
            state: ProposalState::name(proposal.state).to_owned(),
            decided_at: decided.map(|(at, _)| at.rfc3339()),
            decided_by: decided.map(|(_, by)| by.to_string()),
        }
    }
}

/// A norm: the version in force, and all there are, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct NormHistory {
    key: String,
    in_force: NormBody,
    versions: Vec<NormBody>,
    /// Open proposals.
    proposals: Vec<ProposalBody>,
    /// Adopted and refused ones, newest first. An adopted one bears the version that it became.
    decided: Vec<ProposalBody>,
}

impl From<&NormsView> for NormHistory {
    fn from(view: &NormsView) -> Self {
        Self {
            key: view.key.to_string(),
            in_force: NormBody::from(&view.in_force),
            versions: view.versions.iter().map(NormBody::from).collect(),
            proposals: view.proposals.iter().map(ProposalBody::from).collect(),
            decided: view.decided.iter().map(ProposalBody::from).collect(),
        }
    }
}
