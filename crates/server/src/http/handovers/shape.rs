//! A watch that was handed over, as it is shown.

use crate::http::waiting::rows::WorkRowBody;
use cordon_desk::read::HandoverNow;
use cordon_model::Handover;
use cordon_model::handover::{HandedLine, HandoverEnd};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverBody {
    #[schema(example = "hov_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// Who went.
    from: String,
    /// Who comes.
    to: String,
    #[schema(format = "date-time")]
    at: String,
    note: String,
    /// Lines that waited then.
    count: u32,
    /// `open`: nobody has taken over; `taken`; `replaced`: handed over once more.
    state: String,
    #[schema(format = "date-time")]
    taken_at: Option<String>,
}

impl From<Handover> for HandoverBody {
    fn from(one: Handover) -> Self {
        let state = one.state().to_owned();
        let taken_at = match one.ended {
            Some(HandoverEnd::Taken { at }) => Some(at.rfc3339()),
            _ => None,
        };
        Self {
            id: one.id.to_string(),
            from: one.from.to_string(),
            to: one.to.to_string(),
            at: one.at.rfc3339(),
            note: one.note,
            count: u32::try_from(one.lines.len()).unwrap_or(u32::MAX).saturating_add(one.more),
            state,
            taken_at,
        }
    }
}

/// A line as it stood when the watch was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandedLineBody {
    /// As of what waits now.
    #[schema(example = "approval")]
    wait: String,
    #[schema(example = "ord_019ab0c4d1e87000800000000000000a")]
    id: String,
    kind: Option<String>,
    case: Option<String>,
    case_number: Option<String>,
    #[schema(format = "date-time")]
    due_at: Option<String>,
    /// Whoever went had it in hand.
    in_hand: bool,
    remark: Option<String>,
    /// It waits still.
    waits: bool,
}

impl HandedLineBody {
    fn of(line: HandedLine, waits: bool) -> Self {
        Self {
            wait: line.wait,
            id: line.id,
            kind: line.kind,
            case: line.case.map(|id| id.to_string()),
            case_number: line.case_number,
            due_at: line.due_at.map(|at| at.rfc3339()),
            in_hand: line.in_hand,
            remark: line.remark,
            waits,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverShown {
    #[serde(flatten)]
    handover: HandoverBody,
    /// The most pressing first; those in hand and those with a remark before them.
    lines: Vec<HandedLineBody>,
    /// Lines that waited besides.
    more: u32,
}

impl From<HandoverNow> for HandoverShown {
    fn from(now: HandoverNow) -> Self {
        let mut handover = now.handover;
        let lines = std::mem::take(&mut handover.lines);
        let (more, told) = (handover.more, u32::try_from(lines.len()).unwrap_or(u32::MAX));
        let body = HandoverBody { count: told.saturating_add(more), ..HandoverBody::from(handover) };
        let lines = lines.into_iter().zip(now.waits).map(|(line, waits)| HandedLineBody::of(line, waits)).collect();
        Self { handover: body, lines, more }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HandedOverBody {
    #[schema(example = "hov_019ab0c4d1e87000800000000000000a")]
    pub handover: String,
    pub lines: u32,
    /// Remarks on what waits no more: they were not handed over.
    pub gone: Vec<WorkRowBody>,
}
