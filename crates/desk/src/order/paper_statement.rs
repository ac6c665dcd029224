//! What an institution told on paper of the movements of an account, typed in by an officer: checked row by row
//! before anything is learned, every bad one named, and put into the form of any institution's word.
//!
//! The account is the one that the order asks about; nobody types it again.

use crate::desk::Act;
use crate::limits::{CLOCK_SKEW_MAX_MS, NAME_CHARS_MAX, PAPER_ROWS_MAX, REASON_CHARS_MAX, SERIAL_CHARS_MAX};
use crate::refusal::Refusal;
use crate::sealing::{check_account_number, check_text};
use cordon_model::exchange::{Answer, Party, Side, Statement, StatementRow};
use cordon_model::time::MINUTE_MS;
use cordon_model::{AccountClass, Code, Order, OrderKind, Query, Stamp};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperStatement {
    /// From and until when the paper tells. Left out, it begins where the order asks; a paper that leaves nothing
    /// out says until when.
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
    /// No movement of the period is missing.
    pub complete: bool,
    /// In the paper's order: some print the newest first.
    pub rows: Vec<StatementRow>,
}

/// What is wrong with rows: for each field and rule the numbers of all rows that break it, counted from one as people
/// count.
#[derive(Debug, Default)]
pub struct RowFaults(BTreeMap<(&'static str, String), Vec<usize>>);

impl RowFaults {
    /// `at` counts from nothing, as code does.
    pub fn add(&mut self, at: usize, field: &'static str, rule: impl Into<String>) {
        self.0.entry((field, rule.into())).or_default().push(at.saturating_add(1));
    }

    pub fn into_result(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let told = self.0.iter().map(|((field, rule), rows)| {
            let numbers: Vec<String> = rows.iter().map(ToString::to_string).collect();
            format!("`statement.rows` {}: `{field}` {rule}", numbers.join(", "))
        });
        Err(Refusal::new(Code::FieldInvalid, told.collect::<Vec<_>>().join("; ")))
    }
}

/// The kinds of order that a statement answers.
pub const fn asks_statement(kind: OrderKind) -> bool {
    matches!(kind, OrderKind::QueryAccount | OrderKind::Watch)
}

impl Act<'_, '_> {
    pub(super) fn told_on_paper(
        &mut self,
        order: &Order,
        answer: &Answer,
        paper: &PaperStatement,
    ) -> Result<Statement, Refusal> {
        let account = order.target.account().filter(|_| asks_statement(order.kind));
        let account = account.ok_or_else(|| Refusal::field("statement", "answers no order of this kind"))?;
        if !answer.result.took_effect() {
            return Err(Refusal::field("statement", "belongs to an answer that was done"));
        }
        paper.check(self.now())?;
        let own = self.open_party(account)?;
        Ok(Statement {
            // Whose it is and of which kind the paper may say or not: only what was asked is known here.
            account: Party { holder: None, class: AccountClass::Unknown, ..own },
            balance: answer.balance,
            available: None,
            from: paper.from.or_else(|| asked_from(order)),
            until: paper.until,
            complete: paper.complete,
            rows: in_order(&paper.rows),
        })
    }
}

fn asked_from(order: &Order) -> Option<Stamp> {
    match order.query.as_ref()? {
        Query::Statement { from, .. } | Query::Movements { from, .. } => Some(*from),
        Query::Serial { .. } => None,
    }
}

impl PaperStatement {
    fn check(&self, now: Stamp) -> Result<(), Refusal> {
        if self.rows.len() > PAPER_ROWS_MAX {
            let count = self.rows.len();
            return Err(Refusal::field(
                "statement.rows",
                format!("are {count}; at most {PAPER_ROWS_MAX} are taken: enter the rest with the next answer"),
            ));
        }
        let latest = now.plus_ms(CLOCK_SKEW_MAX_MS);
        if self.from.is_some_and(|from| from > latest) {
            return Err(Refusal::field("statement.from", "lies in the future"));
        }
        match self.until {
            Some(until) if until > latest => return Err(Refusal::field("statement.until", "lies in the future")),
            Some(until) if self.from.is_some_and(|from| from > until) => {
                return Err(Refusal::field("statement.until", "lies before `statement.from`"));
            }
            // It was printed before it was typed in: what moved meanwhile it does not tell.
            None if self.complete => return Err(Refusal::missing("statement.until")),
            _ => {}
        }
        let mut faults = RowFaults::default();
        for (at, row) in self.rows.iter().enumerate() {
            self.check_row(at, row, latest, &mut faults);
        }
        faults.into_result()
    }

    fn check_row(&self, at: usize, row: &StatementRow, latest: Stamp, faults: &mut RowFaults) {
        if !row.amount.is_positive() {
            faults.add(at, "amount", "has to be above 0");
        }
        let currency = self.rows.first().map(|first| first.amount.currency());
        if [Some(row.amount), row.balance].into_iter().flatten().any(|money| Some(money.currency()) != currency) {
            faults.add(at, "currency", "is another than that of the first row");
        }
        if row.at > latest {
            faults.add(at, "at", "lies in the future");
        } else if self.is_outside(row.at) {
            faults.add(at, "at", "lies outside the period of the paper: look at the day and the year");
        }
        let mut text = |field: &'static str, value: Option<&str>, max: usize| {
            if let Some(Err(refusal)) = value.map(|value| check_text(field, value, max)) {
                let rule = refusal.detail.strip_prefix(&format!("`{field}` ")).unwrap_or("is empty").to_owned();
                faults.add(at, field, rule);
            }
        };
        text("serial", Some(row.serial.as_str()).filter(|serial| !serial.is_empty()), SERIAL_CHARS_MAX);
        text("remark", row.remark.as_deref(), REASON_CHARS_MAX);
        let Some(other) = &row.opponent else { return };
        text("holder", other.holder.as_deref(), NAME_CHARS_MAX);
        if check_account_number("number", &other.number).is_err() {
            faults.add(at, "number", "is no account number; leave it out where the paper hides digits");
        }
    }

    /// Paper tells minutes: what begins or ends within one is not outside.
    fn is_outside(&self, at: Stamp) -> bool {
        self.from.is_some_and(|from| at < from.minus_ms(MINUTE_MS))
            || self.until.is_some_and(|until| at > until.plus_ms(MINUTE_MS))
    }
}

/// The account's own order: oldest first. Within one moment the paper's order says which came first, from whichever
/// end it is read, unless what was on the account after each row says the contrary.
fn in_order(rows: &[StatementRow]) -> Vec<StatementRow> {
    let mut rows = rows.to_vec();
    if rows.first().zip(rows.last()).is_some_and(|(first, last)| first.at > last.at) {
        rows.reverse();
    }
    rows.sort_by_key(|row| row.at);
    for moment in rows.chunk_by_mut(|one, next| one.at == next.at) {
        let pairs = || moment.iter().zip(moment.iter().skip(1));
        let downwards = pairs().filter(|(one, next)| follows(one, next)).count();
        let upwards = pairs().filter(|(one, next)| follows(next, one)).count();
        if upwards > downwards {
            moment.reverse();
        }
    }
    rows
}

/// Whether the later row's balance is the earlier one's and its own amount.
fn follows(earlier: &StatementRow, later: &StatementRow) -> bool {
    let (Some(before), Some(after)) = (earlier.balance, later.balance) else { return false };
    let moved = match later.side {
        Side::Credit => before.plus(later.amount),
        Side::Debit => before.minus(later.amount),
    };
    moved.is_ok_and(|reached| reached == after)
}
