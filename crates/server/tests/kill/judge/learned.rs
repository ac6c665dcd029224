//! What the members told of movements: learned all, each once.

use super::Found;
use crate::books::Posting;
use std::collections::{BTreeMap, BTreeSet};

impl Found<'_> {
    fn postings(&self) -> impl Iterator<Item = &Posting> {
        self.books.iter().flat_map(|book| &book.postings)
    }

    /// By either end's serial number: the movement as ledgers know it.
    fn ids(&self) -> BTreeMap<&str, &str> {
        self.postings()
            .flat_map(|p| [(p.serial.as_str(), p.id.as_str()), (p.other_serial.as_str(), p.id.as_str())])
            .collect()
    }

    pub fn each_posting_that_was_told_is_one_movement(&self) {
        let ids = self.ids();
        let amounts: BTreeMap<&str, i64> = self.postings().map(|p| (p.id.as_str(), p.amount)).collect();
        let mut movements = BTreeMap::new();
        for movement in &self.movements {
            let serials = [&movement.debit_serial, &movement.credit_serial];
            let of: BTreeSet<&str> = serials.into_iter().flatten().map(|serial| ids[serial.as_str()]).collect();
            assert_eq!(of.len(), 1, "{movement:?} is {of:?}");
            let id = *of.first().unwrap();
            assert_eq!(movement.amount.minor(), amounts[id], "{id}: {movement:?}");
            let before = movements.insert(id, movement);
            assert!(before.is_none(), "{id} was learned twice: {before:?} and {movement:?}");
        }
        let mut told = BTreeSet::new();
        for answer in self.books.iter().flat_map(|book| &book.answers).map(|given| &given.answer) {
            for row in answer.statement.iter().flat_map(|statement| &statement.rows) {
                let id = ids[row.serial.as_str()];
                let movement = movements.get(id).unwrap_or_else(|| panic!("{id} was told and not learned"));
                let known = [&movement.debit_serial, &movement.credit_serial];
                assert!(
                    known.into_iter().flatten().any(|serial| *serial == row.serial),
                    "{id}: one end was not learned"
                );
                told.insert(id);
            }
            for found in &answer.payments {
                told.insert(ids[found.bank_serial.as_deref().unwrap()]);
            }
        }
        let known: BTreeSet<&str> = movements.into_keys().collect();
        assert_eq!(known, told, "what is known is not what was told");
        for statement in &self.statements {
            assert!(statement.is_learned(), "rows of {} were not learned", statement.receipt);
        }
    }

    pub fn what_moved_on_watched_accounts_was_told(&self) {
        let mut watches = 0;
        for book in self.books {
            let rows = book.answers.iter().flat_map(|given| given.answer.statement.iter()).flat_map(|told| &told.rows);
            let told: BTreeSet<&str> = rows.map(|row| row.serial.as_str()).collect();
            for watch in &book.watches {
                watches += 1;
                for posting in book.postings.iter().filter(|p| p.number == watch.number && p.at >= watch.from) {
                    assert!(told.contains(posting.serial.as_str()), "{} at {} was not told", posting.id, book.code);
                }
            }
        }
        let further = self.books.iter().flat_map(|book| &book.answers).filter(|given| given.seq > 0).count();
        assert!(watches > 0 && further > 0, "{watches} watches told {further} times");
    }
}
