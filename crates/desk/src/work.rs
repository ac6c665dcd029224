//! Who works on what of all that waits: an officer takes a line in hand for a while, puts it back, puts it off; a
//! supervisor gives it to somebody; a watch ends, and all of it goes to the next. Each is an act with an entry; how long a lease still runs is none
//! ([why](../../../decisions/0126-a-line-in-hand-is-a-lease.md)).
//!
//! Not here: the right to do what the line is about. Having it in hand gives none, and takes it from nobody.

pub mod assign_work;
pub mod hand_over_watch;
pub mod put_back;
pub mod put_off;
pub mod renew;
pub mod take_next;
pub mod take_over_watch;
pub mod take_up;

pub use assign_work::assign_work;
pub use hand_over_watch::{HandedOver, NewHandover, hand_over_watch};
pub use put_back::put_back;
pub use put_off::{NewPutOff, put_off};
pub use renew::renew;
pub use take_next::{Wanted, take_next};
pub use take_over_watch::take_over_watch;
pub use take_up::take_up;

use crate::desk::{Act, Call, Look};
use crate::limits::{IN_HAND_MS, ROWS_AT_ONCE_MAX};
use crate::read::waiting::{self, Wait, WaitingLine};
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::{Code, OfficerId, Role, Stamp};
use cordon_store::in_hand::{self, Hand, InHand, Off};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One line of the list: what is waited for, of which record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WorkRow {
    pub wait: Wait,
    pub id: String,
}

/// What became of one line of an act on many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    /// It waits no more.
    Gone,
    /// Somebody else has it in hand.
    InOtherHands,
    /// Its time is over before the moment that was named.
    DueBefore,
    /// The officer has as many in hand as one may have.
    HandsFull,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowDone {
    pub row: WorkRow,
    pub outcome: Outcome,
    /// Who has it in hand now, and until when.
    pub officer: Option<OfficerId>,
    pub until: Option<Stamp>,
}

/// The lines that an act names, as they wait now, and how many the officer has in hand.
struct Asked {
    rows: Vec<(WorkRow, Option<WaitingLine>)>,
    lines: Vec<WaitingLine>,
}

impl Asked {
    fn of(look: &mut Look<'_>, rows: &[WorkRow]) -> Result<Self, Refusal> {
        check_rows("rows", rows)?;
        let lines = waiting::gather(look)?.lines;
        let named: BTreeSet<&WorkRow> = rows.iter().collect();
        let find = |row: &WorkRow| lines.iter().find(|line| line.wait == row.wait && line.id == row.id).cloned();
        let rows = named.into_iter().map(|row| (row.clone(), find(row))).collect();
        Ok(Self { rows, lines })
    }

    fn in_hand_of(&self, officer: OfficerId) -> usize {
        in_hand_of(&self.lines, officer)
    }
}

fn check_rows(name: &str, rows: &[WorkRow]) -> Result<(), Refusal> {
    if rows.is_empty() {
        return Err(Refusal::missing(name));
    }
    if rows.len() > ROWS_AT_ONCE_MAX {
        return Err(Refusal::new(Code::TooLarge, format!("`{name}` has more than {ROWS_AT_ONCE_MAX}")));
    }
    if rows.iter().all(|row| is_id(&row.id)) { Ok(()) } else { Err(Refusal::field(name, "names what is no id")) }
}

/// Of whatever kind: `ord_` and 32 hex digits.
fn is_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(kind, number)| {
        kind.len() == 3
            && kind.bytes().all(|byte| byte.is_ascii_lowercase())
            && number.len() == 32
            && number.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn in_hand_of(lines: &[WaitingLine], officer: OfficerId) -> usize {
    lines.iter().filter(|line| line.hand.as_ref().is_some_and(|hand| hand.officer == officer)).count()
}

fn officer(call: &Call) -> Result<OfficerId, Refusal> {
    call.actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))
}

fn supervises(call: &Call) -> bool {
    let crate::Actor::Officer(officer) = &call.actor else { return false };
    officer.seats.iter().any(|seat| seat.role == Role::Supervisor)
}

fn held_by_other(line: &WaitingLine, officer: OfficerId) -> bool {
    line.hand.as_ref().is_some_and(|hand| hand.officer != officer)
}

impl RowDone {
    fn of(row: WorkRow, outcome: Outcome, hand: Option<&Hand>) -> Self {
        Self { row, outcome, officer: hand.map(|hand| hand.officer), until: hand.map(|hand| hand.until) }
    }
}

impl Act<'_, '_> {
    /// Says how a line stands from now on, and of what the act is.
    fn set_line(&mut self, line: &WaitingLine, hand: Option<Hand>, off: Option<Off>) -> Result<(), Refusal> {
        self.about(&line.id);
        if let Some(case) = line.case {
            self.about(case);
        }
        let (wait, subject) = (line.wait.name().to_owned(), line.id.clone());
        if hand.is_none() && off.is_none() {
            in_hand::free(self.unit, &wait, &subject)?;
        } else {
            in_hand::set(self.unit, &InHand { wait, subject, hand, off })?;
        }
        Ok(())
    }

    fn taken(&self, officer: OfficerId) -> Hand {
        let now = self.now();
        Hand { officer, taken_at: now, until: now.plus_ms(IN_HAND_MS), given_by: None }
    }

    /// What the entry says of many lines.
    fn count_rows(&mut self, done: &[RowDone]) {
        let count = done.iter().filter(|one| one.outcome == Outcome::Done).count();
        self.fact("rows", Fact::Int(i64::try_from(count).unwrap_or(i64::MAX)));
    }
}
