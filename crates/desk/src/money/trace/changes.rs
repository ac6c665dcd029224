//! What has changed since a look, as the journal tells it: each entry names the rows that it wrote.
//! Movements are found by their place, which is one question for as many as there are.

use crate::refusal::Refusal;
use cordon_model::{Agency, Case, KnownAccount, Measure, Movement, Norm, Order, OrderKind};
use cordon_store::entries::{self, ENTRIES_PAGE_MAX};
use cordon_store::{Read, Record, Table, Value, movements};
use std::collections::{BTreeSet, HashSet};

/// Movements looked at one by one; of more, only the accounts are named.
const MOVEMENTS_MAX: i64 = 20_000;

/// Rows that were written since the last look, each once.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Entries taken in so far.
    pub seq: u64,
    /// The highest place of a movement.
    pub watermark: i64,
    pub cases: Vec<Case>,
    pub measures: Vec<Measure>,
    /// What moved. Where there is too much of it, only the accounts stand in `moved`.
    pub movements: Vec<Movement>,
    pub too_many: bool,
    /// What was known, and was told again; who told it may be another.
    pub told_again: Vec<Movement>,
    /// Accounts on which something may be otherwise: a question came to nothing, say.
    pub moved: BTreeSet<String>,
    /// Accounts and orders about which something was asked, or an answer came.
    pub questioned: BTreeSet<String>,
    /// Accounts of which something else may be known than before.
    pub known: Vec<KnownAccount>,
    /// Norms, or who takes part: everything may be otherwise.
    pub rules: bool,
}

impl Changes {
    pub fn since(read: &mut impl Read, seq: u64, watermark: i64) -> Result<Self, Refusal> {
        let mut changes = Self { seq, watermark, ..Self::default() };
        let rows = changes.rows(read)?;
        changes.learn(read, watermark)?;
        let learned: HashSet<String> = changes.movements.iter().map(|movement| movement.id.to_string()).collect();
        for (table, key) in rows.into_iter().filter(|(_, key)| !learned.contains(key)) {
            changes.take(read, &table, key)?;
        }
        Ok(changes)
    }

    fn learn(&mut self, read: &mut impl Read, watermark: i64) -> Result<(), Refusal> {
        self.watermark = movements::watermark(read.sql())?;
        self.too_many = self.watermark.saturating_sub(watermark) > MOVEMENTS_MAX;
        if self.too_many {
            let ends = movements::ends_after(read.sql(), watermark, i64::MAX)?;
            self.moved.extend(ends.into_iter().flat_map(|(from, to)| [from, to]));
        } else if self.watermark > watermark {
            self.movements = read.select("where place > $1 order by place", &[Value::from(watermark)])?;
        }
        Ok(())
    }

    fn rows(&mut self, read: &mut impl Read) -> Result<BTreeSet<(String, String)>, Refusal> {
        let mut rows = BTreeSet::new();
        loop {
            let page = entries::range(read.sql(), self.seq, ENTRIES_PAGE_MAX)?;
            if page.is_empty() {
                return Ok(rows);
            }
            for kept in page {
                self.seq = kept.seq.saturating_add(1);
                rows.extend(kept.decode()?.rows.into_iter().map(|row| (row.table, row.key)));
            }
        }
    }

    fn take(&mut self, read: &mut impl Read, table: &str, key: String) -> Result<(), Refusal> {
        let is = |other: &Table| other.name == table;
        if is(&Case::TABLE) {
            self.cases.extend(read.load::<Case>(key)?);
        } else if is(&KnownAccount::TABLE) {
            self.known.extend(read.load::<KnownAccount>(key)?);
        } else if is(&Norm::TABLE) || is(&Agency::TABLE) {
            self.rules = true;
        } else if is(&Measure::TABLE) {
            self.measures.extend(read.load::<Measure>(key)?);
        } else if is(&Movement::TABLE) {
            self.told_again.extend(read.load::<Movement>(key)?);
        } else if is(&Order::TABLE) {
            let Some(order) = read.load::<Order>(key)?.filter(is_question) else { return Ok(()) };
            self.questioned.insert(order.target.key().to_owned());
            if is_unanswered(&order) {
                self.moved.insert(order.target.key().to_owned());
            }
        }
        Ok(())
    }
}

fn is_question(order: &Order) -> bool {
    matches!(order.kind, OrderKind::QueryAccount | OrderKind::QuerySerial)
}

/// How often a bank is asked in vain decides whether it is asked again.
fn is_unanswered(order: &Order) -> bool {
    matches!(order.state.name(), "failed" | "refused")
}
