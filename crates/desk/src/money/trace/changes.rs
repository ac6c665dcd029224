//! What has changed since a look, as the journal tells it: each entry names the rows that it wrote.
//! Movements are found by their place, which is one question for as many as there are.

use crate::refusal::Refusal;
use cordon_model::{Agency, Case, KnownAccount, Measure, Norm, Order, OrderKind};
use cordon_store::entries::{self, ENTRIES_PAGE_MAX};
use cordon_store::{Read, Record, Table, movements};
use std::collections::BTreeSet;

/// Rows that were written since the last look, each once.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Entries taken in so far.
    pub seq: u64,
    /// The highest place of a movement.
    pub watermark: i64,
    pub cases: Vec<Case>,
    pub measures: Vec<Measure>,
    /// Accounts on which something moved, or a question came to nothing.
    pub moved: BTreeSet<String>,
    /// Accounts of which something else may be known than before.
    pub known: Vec<KnownAccount>,
    /// Norms, or who takes part: everything may be otherwise.
    pub rules: bool,
}

impl Changes {
    pub fn since(read: &mut impl Read, seq: u64, watermark: i64) -> Result<Self, Refusal> {
        let mut changes = Self { seq, watermark, ..Self::default() };
        let rows = changes.rows(read)?;
        for (table, key) in rows {
            changes.take(read, &table, key)?;
        }
        changes.watermark = movements::watermark(read.sql())?;
        if changes.watermark > watermark {
            let ends = movements::ends_after(read.sql(), watermark, i64::MAX)?;
            changes.moved.extend(ends.into_iter().flat_map(|(from, to)| [from, to]));
        }
        Ok(changes)
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
        } else if is(&Order::TABLE) {
            let order = read.load::<Order>(key)?.filter(is_unanswered_question);
            self.moved.extend(order.map(|order| order.target.key().to_owned()));
        }
        Ok(())
    }
}

/// How often a bank is asked in vain decides whether it is asked again.
fn is_unanswered_question(order: &Order) -> bool {
    let is_question = matches!(order.kind, OrderKind::QueryAccount | OrderKind::QuerySerial);
    is_question && matches!(order.state.name(), "failed" | "refused")
}
