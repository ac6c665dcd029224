//! What agencies tell of money that moved. An answer's rows are sealed whole with its receipt; then
//! each becomes a [`cordon_model::Movement`], joined with what the other end told of it. Few rows are
//! learned with the answer itself, many in rounds of their own: an entry names every row it wrote.

pub mod accounts;
pub mod files;
pub mod join;
mod kept;

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::account_key;
use crate::verbs::LearnStatement;
use cordon_journal::Fact;
use cordon_model::exchange::Answer;
use cordon_model::receipt::StatementTold;
use cordon_model::{Code, Order, OrderKind, Receipt, ReceiptId, Statement};
use cordon_store::{Doors, Read, Value};
use join::Telling;
pub(crate) use kept::{Kept, KeptParty, KeptPayment, KeptRow};

/// Rows learned in one act: each writes a movement, and perhaps an account, into the entry.
pub const ROWS_PER_ACT_MAX: u32 = 100;

impl Act<'_, '_> {
    /// Keeps what an answer tells of movements, and learns the first of it.
    pub(crate) fn learn_from(&mut self, order: &Order, receipt: &mut Receipt, answer: &Answer) -> Result<(), Refusal> {
        let Some(kept) = Kept::of(answer) else {
            return Ok(());
        };
        self.check_told(order, &kept)?;
        let told = answer.statement.as_ref();
        let bytes = serde_json::to_vec(&kept).map_err(|e| Refusal::new(Code::Internal, e.to_string()))?;
        let rows = u32::try_from(kept.count()).unwrap_or(u32::MAX);
        let mut statement = Statement {
            receipt: receipt.id,
            order: order.id,
            case: order.case,
            agency: order.agency,
            account: (order.kind != OrderKind::QuerySerial).then(|| order.target.key().to_owned()),
            rows,
            learned: 0,
            from: told.and_then(|told| told.from),
            until: told.and_then(|told| told.until),
            complete: told.is_none_or(|told| told.complete),
            content: self.seal("statement", &bytes, format!("{rows} 行"))?,
            told_at: self.now(),
        };
        receipt.statement =
            Some(StatementTold { rows, from: statement.from, until: statement.until, complete: statement.complete });
        self.fact("rows", Fact::Int(i64::from(rows)));
        self.learn_rows(&mut statement, &kept)
    }

    /// Rows about another account than was asked for teach nothing, and are refused whole.
    fn check_told(&mut self, order: &Order, kept: &Kept) -> Result<(), Refusal> {
        if let Some(account) = &kept.account {
            // A wire may name the sub-account that the rows stand on, as `main_sub`.
            let main = account.number.split_once('_').map(|(main, _)| main);
            let asked = [Some(account.number.as_str()), main]
                .into_iter()
                .flatten()
                .any(|number| account_key(self.vault(), order.agency, number) == order.target.key());
            if order.kind == OrderKind::QuerySerial || !asked {
                return Err(Refusal::field("statement", "is about another account than the one asked for"));
            }
        } else if order.kind != OrderKind::QuerySerial {
            return Err(Refusal::missing("statement"));
        }
        let amounts = kept.rows.iter().map(|row| row.amount).chain(kept.payments.iter().map(|found| found.amount));
        for amount in amounts {
            if !amount.is_positive() {
                return Err(Refusal::field("amount", "of a movement must be above 0"));
            }
        }
        Ok(())
    }

    /// Learns the next rows of a statement; whether all are learned now.
    fn learn_rows(&mut self, statement: &mut Statement, kept: &Kept) -> Result<(), Refusal> {
        let from = usize::try_from(statement.learned).unwrap_or(usize::MAX);
        let most = usize::try_from(ROWS_PER_ACT_MAX).unwrap_or(usize::MAX);
        let mut done = 0_u32;
        let next = kept.rows.len();
        let order: Order = self.need(statement.order)?;
        for row in kept.rows.iter().skip(from).take(most) {
            self.learn_row(Telling::of(statement, order.kind), row)?;
            done = done.saturating_add(1);
        }
        let left = most.saturating_sub(usize::try_from(done).unwrap_or(usize::MAX));
        for found in kept.payments.iter().skip(from.saturating_sub(next)).take(left) {
            self.learn_payment(statement, found)?;
            done = done.saturating_add(1);
        }
        statement.learned = statement.learned.saturating_add(done);
        if statement.is_learned() {
            self.note_known(statement, kept)?;
        }
        self.put(statement)?;
        self.fact("rows_learned", Fact::Int(i64::from(done)));
        Ok(())
    }
}

/// Statements whose rows are not all learned yet.
pub fn due(desk: &Desk) -> Result<Vec<ReceiptId>, Refusal> {
    desk.store().view("statements_due", |view| {
        let rows: Vec<Statement> =
            view.select("where not learned order by id limit $1", &[Value::from(ROUND_ROWS_MAX)])?;
        Ok(rows.into_iter().map(|statement| statement.receipt).collect())
    })
}

/// Learns the next rows of one statement. True while it did something.
pub fn learn_statement(desk: &Desk, call: &Call, id: ReceiptId) -> Result<bool, Refusal> {
    desk.act::<LearnStatement, _, _>(
        call,
        |look| {
            let statement: Statement = look.find(id)?;
            look.about(statement.order);
            if let Some(case) = statement.case {
                look.about(case);
            }
            Ok((Resource::new("Order", statement.order).agency(statement.agency), statement))
        },
        |_permit, act, mut statement| {
            if statement.is_learned() {
                return Ok(false);
            }
            let content = act.open(&statement.content)?;
            let kept: Kept = serde_json::from_str(&content)
                .map_err(|_| Refusal::new(Code::Internal, format!("statement {id} cannot be read")))?;
            act.learn_rows(&mut statement, &kept)?;
            Ok(true)
        },
    )
}

/// How much is known: a trace made as of this number knows every movement up to it.
pub fn watermark(read: &mut impl Read) -> Result<i64, Refusal> {
    Ok(cordon_store::movements::watermark(read.sql())?)
}
