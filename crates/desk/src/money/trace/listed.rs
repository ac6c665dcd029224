//! Rows of lists beside what institutions told. A list is nobody's word: where an institution told the same
//! movement (the same ends, the same amount, moments close together) its word stands in for the row,
//! one for one. So nothing changes in an archive when a bank answers later.

use super::books::{Books, Row};
use crate::money::learn::join::JOIN_MS_MAX;
use crate::money::lists::Lists;
use crate::refusal::Refusal;
use cordon_flow::{AccountId, Names, TxId};
use cordon_model::{Currency, Movement};
use cordon_store::{Read, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Movements that are read at once.
const PAGE: i64 = 10_000;

/// What of two movements must be the same.
type Same = (AccountId, AccountId, u64, Currency);

fn same(row: &Row) -> Same {
    (row.transfer.from, row.transfer.to, row.transfer.amount, row.currency)
}

/// Adds the rows of lists that no institution told. Each of its words takes the row that is nearest in
/// time, the earliest word first.
pub(super) fn add_listed(rows: &mut Vec<Row>, listed: Vec<Row>, names: &Names) {
    let mut free: BTreeMap<Same, BTreeMap<(i64, usize), Row>> = BTreeMap::new();
    let mut listed = listed;
    listed.sort_by(|a, b| names.transfer_order(a.transfer.id, b.transfer.id));
    for (place, row) in listed.into_iter().enumerate() {
        free.entry(same(&row)).or_default().insert((row.transfer.debit.t, place), row);
    }
    let mut words: Vec<&mut Row> = rows.iter_mut().filter(|row| !row.listed).collect();
    words.sort_by(|a, b| {
        let by_id = || names.transfer_order(a.transfer.id, b.transfer.id);
        a.transfer.debit.cmp(&b.transfer.debit).then_with(by_id)
    });
    for word in words {
        let Some(free) = free.get_mut(&same(word)) else { continue };
        if let Some(nearest) = nearest(free, word.transfer.debit.t) {
            free.remove(&nearest);
            word.listed = true;
        }
    }
    rows.extend(free.into_values().flat_map(BTreeMap::into_values));
}

/// The row that is nearest to a moment, of two the earlier; none where all are too far.
fn nearest(free: &BTreeMap<(i64, usize), Row>, t: i64) -> Option<(i64, usize)> {
    let before = free.range(..(t, 0)).next_back().map(|(place, _)| *place);
    let after = free.range((t, 0)..).next().map(|(place, _)| *place);
    let apart = |place: &(i64, usize)| place.0.saturating_sub(t).saturating_abs();
    let near = [before, after].into_iter().flatten().filter(|place| apart(place) <= JOIN_MS_MAX);
    near.min_by_key(apart)
}

/// The rows of all lists for which the word of an institution stands in.
pub fn told_rows(read: &mut impl Read, lists: &Arc<Lists>) -> Result<HashSet<(Currency, TxId)>, Refusal> {
    let mut ends: BTreeSet<(String, String)> = BTreeSet::new();
    let mut after = i64::MIN;
    loop {
        let page: Vec<Movement> =
            read.select("where place > $1 order by place limit $2", &[Value::from(after), Value::from(PAGE)])?;
        let Some(last) = page.last() else { break };
        after = last.place;
        let known = page.into_iter().filter(|movement| lists.knows(&movement.from) && lists.knows(&movement.to));
        ends.extend(known.map(|movement| (movement.from, movement.to)));
    }
    let mut told = HashSet::new();
    for (from, to) in ends {
        let mut books = Books::beside(lists.clone());
        let (payer, payee) = (books.account(&from)?, books.account(&to)?);
        let rows = books.read_between(read, payer, payee, &(i64::MIN..=i64::MAX))?;
        let left: HashSet<TxId> = rows.iter().map(|row| row.transfer.id).collect();
        for row in lists.paid(&from, &(i64::MIN..=i64::MAX)) {
            let is_left = books.names().find_transfer(&row.id()).is_some_and(|id| left.contains(&id));
            if row.names.account_text(row.transfer.to) == to && !is_left {
                told.insert((row.currency, row.transfer.id));
            }
        }
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_flow::{Stamp, Transfer};

    fn row(names: &mut Names, id: &str, t: i64, amount: u64, listed: bool) -> Row {
        let transfer = Transfer {
            id: names.transfer(id).unwrap(),
            from: names.account("a").unwrap(),
            to: names.account("b").unwrap(),
            amount,
            debit: Stamp::new(t, 0),
            credit: None,
            balance_before: None,
        };
        Row { transfer, currency: Currency::CNY, debit_told: !listed, credit_told: false, listed }
    }

    #[test]
    fn each_word_takes_the_nearest_row_and_each_row_is_taken_once() {
        let m = JOIN_MS_MAX;
        // Moments of words; moments of rows; moments of the rows that stay.
        let cases: [(&[i64], &[i64], &[i64]); 8] = [
            (&[], &[5], &[5]),
            (&[5], &[], &[]),
            (&[5], &[5], &[]),
            (&[0], &[m], &[]),
            (&[0], &[m + 1, -m - 1], &[-m - 1, m + 1]),
            (&[10], &[8, 12, 13], &[12, 13]),
            (&[10, 11], &[12], &[]),
            (&[0, 3], &[3, 9, 20], &[20]),
        ];
        for (words, lists, stay) in cases {
            for turned in [false, true] {
                let mut names = Names::new();
                let mut rows: Vec<Row> =
                    words.iter().enumerate().map(|(n, t)| row(&mut names, &format!("w{n}"), *t, 7, false)).collect();
                let mut listed: Vec<Row> =
                    lists.iter().enumerate().map(|(n, t)| row(&mut names, &format!("l{n}"), *t, 7, true)).collect();
                if turned {
                    rows.reverse();
                    listed.reverse();
                }
                // Another amount is another movement.
                listed.push(row(&mut names, "other", 5, 8, true));
                add_listed(&mut rows, listed, &names);
                let is_row =
                    |row: &&Row| row.transfer.amount == 7 && names.transfer_text(row.transfer.id).starts_with('l');
                let mut left: Vec<i64> = rows.iter().filter(is_row).map(|row| row.transfer.debit.t).collect();
                left.sort_unstable();
                assert_eq!(left, stay, "{words:?} {lists:?}");
                assert_eq!(rows.len(), words.len() + stay.len() + 1);
                let stood_in = rows.iter().filter(|row| row.listed && row.debit_told).count();
                assert_eq!(stood_in, lists.len() - stay.len());
            }
        }
    }
}
