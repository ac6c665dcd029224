//! What waits for a person, in one list: orders that lack a paper, an approval or an answer, lists of
//! stops, holds nobody confirmed, measures near their end, appeals, objections, reviews, reports of banks, tips.
//! Beside each, who has it in hand and whose turn it is.
//!
//! Not here: who may do it (`permit`), and taking it in hand (`work`).

pub mod turn;

use crate::desk::{Call, Desk, Look};
use crate::limits::WAITING_ROWS_MAX;
use crate::order::hands::{hands_of, hands_of_order};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::norm::Span;
use cordon_model::{
    AgencyId, Appeal, BankReport, Case, CaseId, Listing, Measure, MeasureKind, Money, NormKey, Note, Order, OrderState,
    Review, Stamp, StopList, Tip,
};
use cordon_store::in_hand::{self, Hand, Off};
use cordon_store::{Read, Record, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// For what a person is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// An order lacks a paper, a reporter or a shift.
    Papers,
    Approval,
    StopList,
    /// An agency's answer is overdue: somebody has to call it.
    Answer,
    /// No wire carries an order: it has to be keyed into another system or handed over, and its answer entered.
    Elsewhere,
    /// A bank holds by itself, and no case confirms it.
    Hold,
    /// A measure ends by itself before long.
    Ending,
    /// Found to be unrelated, and not free yet.
    Release,
    Appeal,
    /// Somebody objects to being listed.
    Objection,
    Review,
    /// A bank reported a case that nobody has opened.
    BankReport,
    /// Somebody told of what looks like a scam; nobody has looked yet.
    Tip,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingLine {
    pub wait: Wait,
    /// The order, list, measure, appeal, report or entry.
    pub id: String,
    /// What kind of order, measure or entry.
    pub kind: Option<String>,
    pub case: Option<CaseId>,
    pub case_number: Option<String>,
    /// The number of the case that its case is worked on with.
    pub merged_into: Option<String>,
    pub agency: Option<AgencyId>,
    /// What it is about, masked.
    pub target: Option<String>,
    pub amount: Option<Money>,
    pub since: Stamp,
    pub due_at: Option<Stamp>,
    /// The caller had a hand in it, so somebody else decides.
    pub own_hand: bool,
    /// It is for the caller: his role, and somebody else's eyes where four are needed.
    pub turn: bool,
    /// Who has it in hand.
    pub hand: Option<Hand>,
    /// Until when it is put off.
    pub off: Option<Off>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WaitingList {
    /// What is due first comes first, then what has waited longest.
    pub lines: Vec<WaitingLine>,
    /// Of some kind there is more than is shown.
    pub cut_short: bool,
}

/// Gathers lines; cases are looked up once.
struct Gather<'a, 'b> {
    look: &'a mut Look<'b>,
    now: Stamp,
    officer: String,
    cases: BTreeMap<CaseId, Option<Case>>,
    list: WaitingList,
}

pub fn waiting_for_people(desk: &Desk, call: &Call) -> Result<WaitingList, Refusal> {
    desk.look(call, |look| Ok((Resource::house(), gather(look)?)))
}

/// The same inside an act, where nothing of it changes until the act is done.
pub(crate) fn gather(look: &mut Look<'_>) -> Result<WaitingList, Refusal> {
    let (now, actor) = (look.call().now, look.call().actor.clone());
    let officer = actor.officer_id().map_or(String::new(), |id| id.to_string());
    let mut gather = Gather { look, now, officer, cases: BTreeMap::new(), list: WaitingList::default() };
    gather.orders()?;
    gather.lists()?;
    gather.measures()?;
    gather.council()?;
    gather.objections()?;
    gather.bank_reports()?;
    gather.tips()?;
    gather.hands()?;
    gather.mergers()?;
    let mut list = gather.list;
    for line in &mut list.lines {
        line.turn = turn::is_turn(line, &actor);
    }
    list.lines.sort_by_key(|line| (line.due_at.is_none(), line.due_at, line.since));
    Ok(list)
}

/// No wire carries it: somebody has to.
fn is_carried_by_people(order: &Order) -> bool {
    order.notes.iter().any(|note| matches!(note, Note::ExecutedElsewhere | Note::NotEncodable))
}

/// A line without anything but what it waits for.
fn bare(wait: Wait, id: impl ToString, since: Stamp) -> WaitingLine {
    WaitingLine {
        wait,
        id: id.to_string(),
        kind: None,
        case: None,
        case_number: None,
        merged_into: None,
        agency: None,
        target: None,
        amount: None,
        since,
        due_at: None,
        own_hand: false,
        turn: false,
        hand: None,
        off: None,
    }
}

impl Wait {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Papers => "papers",
            Self::Approval => "approval",
            Self::StopList => "stop_list",
            Self::Answer => "answer",
            Self::Elsewhere => "elsewhere",
            Self::Hold => "hold",
            Self::Ending => "ending",
            Self::Release => "release",
            Self::Appeal => "appeal",
            Self::Objection => "objection",
            Self::Review => "review",
            Self::BankReport => "bank_report",
            Self::Tip => "tip",
        }
    }
}

impl Gather<'_, '_> {
    /// Rows of one kind; `tail` ends with the limit, which is the last value.
    fn rows<R: Record>(&mut self, tail: &'static str, values: &[Value]) -> Result<Vec<R>, Refusal> {
        let values: Vec<Value> = values.iter().cloned().chain([Value::from(WAITING_ROWS_MAX + 1)]).collect();
        let mut rows: Vec<R> = self.look.select(tail, &values)?;
        let most = usize::try_from(WAITING_ROWS_MAX).unwrap_or(usize::MAX);
        self.list.cut_short |= rows.len() > most;
        rows.truncate(most);
        Ok(rows)
    }

    fn case(&mut self, id: CaseId) -> Result<Option<&Case>, Refusal> {
        if !self.cases.contains_key(&id) {
            let found: Option<Case> = self.look.load(id)?;
            self.cases.insert(id, found);
        }
        Ok(self.cases.get(&id).and_then(Option::as_ref))
    }

    fn push(&mut self, mut line: WaitingLine) -> Result<(), Refusal> {
        if let Some(id) = line.case {
            line.case_number = self.case(id)?.map(|case| case.number.clone());
        }
        self.list.lines.push(line);
        Ok(())
    }

    fn orders(&mut self) -> Result<(), Refusal> {
        for state in ["awaiting_approval", "awaiting_papers"] {
            for order in self.rows::<Order>("where state = $1 order by id limit $2", &[Value::from(state)])? {
                self.order(order)?;
            }
        }
        let sent = "where state in ('dispatched', 'seen')
            and (due_at < $1 or body like '%\"EXECUTED_ELSEWHERE\"%' or body like '%\"NOT_ENCODABLE\"%')
            order by id limit $2";
        for order in self.rows::<Order>(sent, &[Value::from(self.now)])? {
            self.order(order)?;
        }
        Ok(())
    }

    fn order(&mut self, order: Order) -> Result<(), Refusal> {
        let (wait, since) = match &order.state {
            OrderState::AwaitingPapers { at, .. } => (Wait::Papers, *at),
            OrderState::AwaitingApproval { at } => (Wait::Approval, *at),
            state if is_carried_by_people(&order) => {
                (Wait::Elsewhere, state.dispatched_at().unwrap_or(order.drafted_at))
            }
            state => (Wait::Answer, state.dispatched_at().unwrap_or(order.drafted_at)),
        };
        let amount = match (order.limit, order.case) {
            (None, Some(case)) => self.case(case)?.and_then(|case| {
                case.transfers.iter().find(|own| Some(own.id) == order.transfer).map(|own| own.amount)
            }),
            (limit, _) => limit,
        };
        self.push(WaitingLine {
            kind: Some(order.kind.name().to_owned()),
            case: order.case,
            agency: Some(order.agency),
            target: Some(order.target.mask().to_owned()),
            amount,
            due_at: order.state.due().map(|due| due.at),
            own_hand: hands_of_order(&order).contains(&self.officer),
            ..bare(wait, order.id, since)
        })
    }

    fn lists(&mut self) -> Result<(), Refusal> {
        for list in self.rows::<StopList>("where state = 'open' order by id limit $1", &[])? {
            let mut sums = list.items.iter().map(|item| item.amount);
            let first = sums.next();
            let amount = first.and_then(|first| sums.try_fold(first, Money::plus).ok());
            let targets = format!("× {}", list.items.len());
            self.push(WaitingLine {
                kind: Some("stop".to_owned()),
                case: Some(list.case),
                target: Some(targets),
                amount,
                ..bare(Wait::StopList, list.id, list.drafted_at)
            })?;
        }
        Ok(())
    }

    /// Holds and measures in force. The alarms of a kind say how long before its end one is told; a bank's own
    /// delay ends within hours, and nobody here prolongs it.
    fn measures(&mut self) -> Result<(), Refusal> {
        let norms = self.look.desk().norms(self.look.sql())?;
        let widest = |key: NormKey| -> Result<Stamp, Refusal> {
            let ends = norms.spans(key, self.now)?.iter().map(|span: &Span| self.now.since_ms(span.before(self.now)));
            Ok(self.now.plus_ms(ends.max().unwrap_or(0)))
        };
        let (stops, freezes) = (widest(NormKey::StopAlarms)?, widest(NormKey::FreezeAlarms)?);
        let tail = "where state in ('in_force', 'renewed') and (kind = 'hold' or body like '%\"release_due\":{%'
            or (until_at <= $1 and kind not in ('freeze', 'delay')) or (until_at <= $2 and kind = 'freeze')) order by until_at limit $3";
        for measure in self.rows::<Measure>(tail, &[Value::from(stops), Value::from(freezes)])? {
            let near = if measure.kind == MeasureKind::Freeze { freezes } else { stops };
            self.measure(measure, near)?;
        }
        Ok(())
    }

    fn measure(&mut self, measure: Measure, near: Stamp) -> Result<(), Refusal> {
        let Some(force) = measure.state.force().copied() else { return Ok(()) };
        let (wait, due) = match &measure.release_due {
            Some(release) => (Wait::Release, release.at),
            None if measure.kind == MeasureKind::Hold && measure.claims.is_empty() => (Wait::Hold, force.until),
            None if force.until <= near => (Wait::Ending, force.until),
            None => return Ok(()),
        };
        let own_hand = hands_of(self.look, &measure)?.contains(&self.officer);
        self.push(WaitingLine {
            kind: Some(measure.kind.name().to_owned()),
            case: measure.claims.first().map(|claim| claim.case),
            agency: Some(measure.agency),
            target: Some(measure.target.mask().to_owned()),
            amount: force.held,
            due_at: Some(due),
            own_hand,
            ..bare(wait, measure.id, force.from)
        })
    }

    fn council(&mut self) -> Result<(), Refusal> {
        for appeal in self.rows::<Appeal>("where state = 'open' order by id limit $1", &[])? {
            let measure: Option<Measure> = self.look.load(appeal.measure)?;
            let hands = measure.as_ref().map(|measure| hands_of(self.look, measure)).transpose()?;
            self.push(WaitingLine {
                kind: measure.as_ref().map(|measure| measure.kind.name().to_owned()),
                case: measure.as_ref().and_then(|measure| measure.claims.first()).map(|claim| claim.case),
                agency: measure.as_ref().map(|measure| measure.agency),
                target: measure.as_ref().map(|measure| measure.target.mask().to_owned()),
                amount: measure.as_ref().and_then(|measure| measure.state.force()).and_then(|force| force.held),
                due_at: Some(appeal.due.at),
                own_hand: hands.is_some_and(|hands| hands.contains(&self.officer)),
                ..bare(Wait::Appeal, appeal.id, appeal.filed_at)
            })?;
        }
        for review in self.rows::<Review>("where reviewed_at is null order by id limit $1", &[])? {
            let order: Option<Order> = self.look.load(review.order)?;
            self.push(WaitingLine {
                kind: order.as_ref().map(|order| order.kind.name().to_owned()),
                case: review.case,
                agency: order.as_ref().map(|order| order.agency),
                target: order.as_ref().map(|order| order.target.mask().to_owned()),
                amount: order.as_ref().and_then(|order| order.limit),
                due_at: Some(review.due.at),
                own_hand: order.as_ref().is_some_and(|order| hands_of_order(order).contains(&self.officer)),
                ..bare(Wait::Review, review.order, review.acted_at)
            })?;
        }
        Ok(())
    }

    /// Once its time is over the entry counts no more, and nobody is waited for.
    fn objections(&mut self) -> Result<(), Refusal> {
        for listing in self.rows::<Listing>(super::listings::OBJECTED, &[])? {
            let Some(objection) = listing.open_objection().filter(|objection| objection.due.at > self.now) else {
                continue;
            };
            let (due, since) = (objection.due.at, objection.filed_at);
            self.push(WaitingLine {
                kind: Some(listing.kind.name().to_owned()),
                target: Some(listing.thing.mask.clone()),
                due_at: Some(due),
                own_hand: listing.hands.iter().any(|hand| hand.to_string() == self.officer),
                ..bare(Wait::Objection, listing.id, since)
            })?;
        }
        Ok(())
    }

    /// Who has what in hand, and what is put off.
    fn hands(&mut self) -> Result<(), Refusal> {
        let standing = in_hand::standing(self.look.sql(), self.now)?;
        let mut held: BTreeMap<(String, String), _> =
            standing.into_iter().map(|row| ((row.wait, row.subject), (row.hand, row.off))).collect();
        for line in &mut self.list.lines {
            if let Some((hand, off)) = held.remove(&(line.wait.name().to_owned(), line.id.clone())) {
                (line.hand, line.off) = (hand, off);
            }
        }
        Ok(())
    }

    /// A second report of one loss is worked on with the first.
    fn mergers(&mut self) -> Result<(), Refusal> {
        let merged = super::alike::merged_numbers(self.look)?;
        for line in &mut self.list.lines {
            line.merged_into = line.case.and_then(|case| merged.get(&case).cloned());
        }
        Ok(())
    }

    fn tips(&mut self) -> Result<(), Refusal> {
        for tip in self.rows::<Tip>("where state = 'open' order by id limit $1", &[])? {
            let target = tip.thing.or(tip.story).map(|sealed| sealed.mask);
            let line = bare(Wait::Tip, tip.id, tip.filed_at);
            self.push(WaitingLine { kind: Some(tip.kind.name().to_owned()), target, ..line })?;
        }
        Ok(())
    }

    fn bank_reports(&mut self) -> Result<(), Refusal> {
        let tail = "where body like '%\"case\":null,%' and body like '%\"refused\":null,%' order by id limit $1";
        for report in self.rows::<BankReport>(tail, &[])? {
            let line = bare(Wait::BankReport, report.id, report.received_at);
            self.push(WaitingLine { agency: Some(report.agency), ..line })?;
        }
        Ok(())
    }
}
