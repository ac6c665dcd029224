//! Whose turn a line is, and which presses most. The workbench orders its rows by the same table
//! (`workbench/src/screens/queue/order.ts`); `tests/pressing.json` is read by the tests of both.

use super::{Wait, WaitingLine};
use crate::actor::Actor;
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use cordon_model::{Role, Stamp};

/// Red up to so long before its time, then orange, then yellow.
const RED_MS: i64 = 15 * MINUTE_MS;
/// A stop that waits without a clock of its own presses after so long: money leaves meanwhile.
const STOP_PATIENCE_MS: i64 = 30 * MINUTE_MS;

/// How pressing something is, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressing {
    Red,
    Orange,
    Yellow,
    Blue,
}

impl Pressing {
    fn by_clock(left_ms: i64) -> Self {
        match left_ms {
            left if left <= RED_MS => Self::Red,
            left if left <= HOUR_MS => Self::Orange,
            left if left <= DAY_MS => Self::Yellow,
            _ => Self::Blue,
        }
    }

    pub fn of(line: &WaitingLine, now: Stamp) -> Self {
        match line.due_at {
            Some(due) => Self::by_clock(due.since_ms(now)),
            // No clock, and it restricts nobody yet, but lets money go on meanwhile.
            None if matches!(line.wait, Wait::Papers | Wait::Approval | Wait::StopList) => {
                if now.since_ms(line.since) > STOP_PATIENCE_MS { Self::Red } else { Self::Orange }
            }
            None => Self::Yellow,
        }
    }
}

/// By which lines are ordered: most pressing, then due first, then waiting longest.
pub fn rank(line: &WaitingLine, now: Stamp) -> (Pressing, bool, Option<Stamp>, Stamp, &str) {
    (Pressing::of(line, now), line.due_at.is_none(), line.due_at, line.since, &line.id)
}

const fn roles(wait: Wait) -> &'static [Role] {
    match wait {
        Wait::Papers | Wait::Elsewhere | Wait::BankReport => &[Role::Intake, Role::Officer],
        Wait::Approval | Wait::StopList => &[Role::Approver],
        Wait::Answer => &[Role::Intake, Role::Officer, Role::Supervisor],
        Wait::Hold | Wait::Ending => &[Role::Officer],
        Wait::Release | Wait::Tip => &[Role::Officer, Role::Supervisor],
        Wait::Appeal | Wait::Review => &[Role::Supervisor],
        Wait::Objection => &[Role::Approver, Role::Supervisor],
    }
}

/// Whoever had a hand in it does not decide it.
const fn takes_four_eyes(wait: Wait) -> bool {
    matches!(wait, Wait::Approval | Wait::Appeal | Wait::Objection | Wait::Review)
}

/// Whether it is for the caller. The verb judges anew when he acts.
pub fn is_turn(line: &WaitingLine, actor: &Actor) -> bool {
    let Actor::Officer(officer) = actor else { return false };
    let has_role = officer.seats.iter().any(|seat| roles(line.wait).contains(&seat.role));
    has_role && !(line.own_hand && takes_four_eyes(line.wait))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Told {
        wait: Wait,
        id: String,
        /// Minutes until it is due, and since when it waits.
        due: Option<i64>,
        since: i64,
    }

    #[test]
    fn lines_press_in_the_order_that_the_workbench_shows() {
        let told: Vec<Told> = serde_json::from_str(include_str!("../../../tests/pressing.json")).unwrap();
        let now = Stamp::from_ms(1_795_395_600_000);
        let line = |one: &Told| WaitingLine {
            due_at: one.due.map(|minutes| now.plus_ms(minutes * MINUTE_MS)),
            ..super::super::bare(one.wait, &one.id, now.plus_ms(-one.since * MINUTE_MS))
        };
        let mut lines: Vec<WaitingLine> = told.iter().rev().map(line).collect();
        lines.sort_by(|a, b| rank(a, now).cmp(&rank(b, now)));
        let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        assert_eq!(ids, told.iter().map(|one| one.id.as_str()).collect::<Vec<_>>());
    }
}
