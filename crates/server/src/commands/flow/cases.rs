//! The open cases of `cordon flow watch`, out of a CSV: where each one's money begins, and when that
//! became known. Several rows may be of one case.

use crate::commands::trace::{amount, moment};
use anyhow::{Context, bail};
use cordon_flow::{Root, Start, Transfer, VictimId};
use cordon_model::Currency;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// How a row is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    case: String,
    #[serde(default)]
    transfer: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    reported: String,
}

/// Where a case's money begins.
#[derive(Clone, Debug)]
pub enum Beginning {
    Transfer(Transfer),
    Account { account: String, at: i64, amount: u64 },
}

/// A beginning that is to be opened now.
#[derive(Clone, Debug)]
pub struct Due {
    pub victim: VictimId,
    pub beginning: Beginning,
}

impl Due {
    pub const fn root(&self, start: Start) -> Root {
        Root { victim: self.victim, start }
    }
}

#[derive(Debug, Default)]
pub struct Cases {
    names: Vec<String>,
    currency: Option<Currency>,
    /// By when they are known, then in the order of the file.
    due: BTreeMap<(i64, usize), Due>,
    /// Those whose first transfer has not come, by its text.
    waiting: HashMap<String, Vec<Waiting>>,
    /// When cases may be closed.
    over: BTreeSet<(i64, u32)>,
    closing: HashMap<VictimId, i64>,
}

#[derive(Debug)]
struct Waiting {
    victim: VictimId,
    row: usize,
    reported: Option<i64>,
}

impl Cases {
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let mut reader = csv::Reader::from_path(path).with_context(|| format!("cannot open `{name}`"))?;
        let (mut cases, mut victims) = (Self::default(), HashMap::new());
        for (at, row) in reader.deserialize::<Row>().enumerate() {
            let row = row.with_context(|| format!("`{name}` cannot be read"))?;
            let line = at.saturating_add(2);
            cases.add(at, row, &mut victims).with_context(|| format!("`{name}` line {line}"))?;
        }
        Ok(cases)
    }

    fn add(&mut self, at: usize, row: Row, victims: &mut HashMap<String, VictimId>) -> anyhow::Result<()> {
        if row.case.is_empty() {
            bail!("column `case` is empty; write a name of the case");
        }
        let reported = (!row.reported.is_empty()).then(|| moment(&row.reported).map_err(anyhow::Error::msg));
        let reported = reported.transpose().context("column `reported`")?;
        let currency = if row.currency.is_empty() { Currency::CNY } else { Currency::parse(&row.currency)? };
        if *self.currency.get_or_insert(currency) != currency {
            bail!("column `currency`: one trace has one currency");
        }
        let next = VictimId(u32::try_from(victims.len())?);
        let victim = *victims.entry(row.case.clone()).or_insert(next);
        if victim == next {
            self.names.push(row.case);
        }
        if !row.transfer.is_empty() {
            let waiting = Waiting { victim, row: at, reported };
            self.waiting.entry(row.transfer).or_default().push(waiting);
            return Ok(());
        }
        if row.account.is_empty() || row.time.is_empty() || row.amount.is_empty() {
            bail!("write a `transfer`, or an `account` with `time` and `amount`");
        }
        let begins = moment(&row.time).map_err(anyhow::Error::msg).context("column `time`")?;
        let amount = amount(&row.amount, currency).context("column `amount`")?;
        let beginning = Beginning::Account { account: row.account, at: begins, amount };
        // Opened with the first transfer after that moment: the money is there after all postings at it.
        let known = reported.unwrap_or(begins).max(begins.saturating_add(1));
        self.due.insert((known, at), Due { victim, beginning });
        Ok(())
    }

    /// Of what is told in the file; yuan where nothing says so.
    pub fn currency(&self) -> Currency {
        self.currency.unwrap_or(Currency::CNY)
    }

    pub fn name(&self, victim: VictimId) -> &str {
        usize::try_from(victim.0).ok().and_then(|at| self.names.get(at)).map_or("", String::as_str)
    }

    /// A transfer is there: cases that begin with it can be opened.
    pub fn came(&mut self, text: &str, transfer: &Transfer) {
        for Waiting { victim, row, reported } in self.waiting.remove(text).into_iter().flatten() {
            let beginning = Beginning::Transfer(*transfer);
            self.due.insert((reported.unwrap_or(transfer.debit.t), row), Due { victim, beginning });
        }
    }

    /// The next beginning that is known by a moment.
    pub fn next_due(&mut self, t: i64) -> Option<Due> {
        let first = self.due.first_entry().filter(|first| first.key().0 <= t)?;
        Some(first.remove())
    }

    /// A case may be closed after a moment, or after a later one that was said before.
    pub fn close_after(&mut self, victim: VictimId, t: i64) {
        let last = self.closing.entry(victim).or_insert(t);
        self.over.remove(&(*last, victim.0));
        *last = t.max(*last);
        self.over.insert((*last, victim.0));
    }

    /// The next case that is over before a moment.
    pub fn next_over(&mut self, t: i64) -> Option<VictimId> {
        let has_more = |victim: u32| self.due.values().any(|due| due.victim.0 == victim);
        let &(end, victim) = self.over.first().filter(|(end, _)| *end < t)?;
        if has_more(victim) {
            return None;
        }
        self.over.remove(&(end, victim));
        Some(VictimId(victim))
    }

    /// Cases whose first transfer never came.
    pub fn absent(&self) -> Vec<&str> {
        let mut absent: Vec<&str> = self.waiting.values().flatten().map(|waiting| self.name(waiting.victim)).collect();
        absent.sort_unstable();
        absent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Cases> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("cases.csv");
        std::fs::write(&path, text)?;
        Cases::read(&path)
    }

    #[test]
    fn rows_say_where_a_case_begins_or_what_they_lack() {
        let mut cases =
            read("case,account,time,amount,reported\nc1,a,1000,80.00,5000\nc2,b,2000,1.00,\nc1,a,3000,2.00,\n")
                .unwrap();
        assert_eq!((cases.name(VictimId(0)), cases.name(VictimId(1))), ("c1", "c2"));
        let mut known = |t| cases.next_due(t).map(|due| due.victim);
        assert_eq!((known(2000), known(2001), known(4999)), (None, Some(VictimId(1)), Some(VictimId(0))));
        assert_eq!((known(4999), known(5000)), (None, Some(VictimId(0))));
        let fault = |text: &str| format!("{:#}", read(text).unwrap_err());
        assert!(fault("case,account\n,a\n").contains("line 2: column `case` is empty"));
        assert!(fault("case,account\nc,a\n").contains("`account` with `time` and `amount`"));
        assert!(fault("case,transfer,reported\nc,t,soon\n").contains("column `reported`"));
        assert!(fault("case,payment\nc,t\n").contains("payment"));
    }
}
