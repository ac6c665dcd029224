//! Where the stolen money is: as the cases pinned it, as a fresh look gives it, and by the ledgers' own
//! postings with the plain rule that stolen money leaves an account first.

use super::Found;
use crate::moving::{is_victim, story_of};
use cordon_model::{AccountClass, CaseId, CaseNote, Money, MoneyBar, OrderKind, Stamp, TraceId};
use std::collections::BTreeMap;

/// `plan.stop_min`: less is not worth a restriction.
const STOP_MIN_FEN: i64 = 10_000;

/// Stolen fen on each account, and what of each story went out as cash.
#[derive(Default)]
struct Stolen {
    on: BTreeMap<String, i64>,
    cash: BTreeMap<u64, i64>,
}

/// A movement as the ledgers of both ends have it.
#[derive(Default)]
struct Moved<'a> {
    at: i64,
    amount: i64,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

impl Found<'_> {
    pub fn each_trace_is_what_a_fresh_look_gives(&self) {
        assert_eq!(self.fresh.parts.len(), self.cases.len());
        for part in &self.fresh.parts {
            let case = self.cases.iter().find(|case| case.id == part.case).unwrap();
            let kept = self.pinned.get(&part.case);
            let bar = MoneyBar::of(case, kept, &self.measures).unwrap();
            assert!(bar.adds_up(), "{}: {bar:?}", case.id);
            assert!(!part.unclaimed, "{} does not claim what it has", case.id);
            let numbers = self.keys.iter().filter(|(_, key)| part.breaches.contains(*key)).map(|(number, _)| number);
            let around: Vec<String> = numbers.map(|number| self.around(number)).collect();
            assert!(around.is_empty(), "{}: held money is said to have left: {}", case.id, around.join("\n"));
            let kept = kept.unwrap_or_else(|| panic!("{} never acted on {part:?}", case.id));
            assert!(kept.adds_up().unwrap(), "{kept:?}");
            let again = part.pinned(TraceId::from_bytes([0; 16]), Stamp::from_ms(0), self.fresh.watermark).unwrap();
            assert_eq!(kept.digest, again.digest, "{}: {kept:#?}\n{again:#?}", case.id);
        }
    }

    fn stolen(&self) -> Stolen {
        let mut moved: BTreeMap<&str, Moved<'_>> = BTreeMap::new();
        for posting in self.books.iter().flat_map(|book| &book.postings) {
            let one = moved.entry(&posting.id).or_default();
            one.amount = posting.amount;
            if posting.is_debit {
                (one.from, one.at) = (Some(posting.number.as_str()), posting.at);
            } else {
                one.to = Some(&posting.number);
            }
        }
        let mut moved: Vec<_> = moved.into_iter().collect();
        moved.sort_by_key(|(_, one)| one.at);
        let mut stolen = Stolen::default();
        for (id, one) in moved {
            let from = one.from.unwrap();
            let there = stolen.on.entry(from.to_owned()).or_default();
            let fen = if is_victim(from) { one.amount } else { one.amount.min(*there) };
            *there -= if is_victim(from) { 0 } else { fen };
            match one.to {
                Some(to) => *stolen.on.entry(to.to_owned()).or_default() += fen,
                None => *stolen.cash.entry(story_of(id)).or_default() += fen,
            }
        }
        stolen
    }

    pub fn traces_say_what_the_books_say(&self) {
        let stolen = self.stolen();
        let mut traced: BTreeMap<&str, i64> = BTreeMap::new();
        let places = self.pinned.values().flat_map(|trace| &trace.places).filter(|place| place.exit.is_none());
        for place in places.filter(|place| place.amount.is_positive()) {
            *traced.entry(&place.account).or_default() += place.amount.minor();
        }
        for (number, fen) in stolen.on.iter().filter(|(_, fen)| **fen > 0) {
            let found = traced.remove(self.keys[number].as_str());
            assert_eq!(found, Some(*fen), "stolen money on {number}; {}", self.around(number));
        }
        assert_eq!(traced, BTreeMap::new(), "money is traced to where it never was");
        for (story, cases) in &self.told.cases {
            let of = self.pinned.iter().filter(|(case, _)| cases.contains(&case.to_string()));
            let exits = of.flat_map(|(_, trace)| &trace.places).filter(|place| place.exit.is_some());
            let cash: i64 = exits.map(|place| place.amount.minor()).sum();
            assert_eq!(cash, stolen.cash.get(story).copied().unwrap_or(0), "cash of story {story}");
        }
    }

    /// For whoever has to find out why: what the ledgers and the centre have of one account.
    fn around(&self, number: &str) -> String {
        let mut lines = vec![format!("{number} is {}", self.keys[number])];
        for book in self.books {
            for p in book.postings.iter().filter(|posting| posting.number == number) {
                lines.push(format!("{}: {} {} {} at {}", book.code, p.id, p.is_debit, p.amount, p.at));
            }
        }
        for m in self.movements.iter().filter(|m| [&m.from, &m.to].contains(&&self.keys[number])) {
            lines.push(format!("{m:?}"));
        }
        lines.extend(self.measures.iter().filter(|m| m.target.key() == self.keys[number]).map(|m| format!("{m:?}")));
        lines.extend(self.pinned.values().filter_map(|t| Some(format!("{:?}", t.place(&self.keys[number])?))));
        lines.join("\n")
    }

    /// Wherever enough stolen money of people's accounts is found, a stop was ordered, at whatever level.
    pub fn whoever_has_stolen_money_was_to_be_stopped(&self) {
        let mut further = 0;
        for place in self.pinned.values().flat_map(|trace| &trace.places) {
            let is_worth_it = place.tainted.minor() >= STOP_MIN_FEN && place.amount.is_positive();
            if place.exit.is_some() || place.class == AccountClass::Company || !is_worth_it {
                continue;
            }
            let stops = self.orders.iter().filter(|o| o.kind == OrderKind::Stop && o.target.key() == place.account);
            assert_eq!(stops.count(), 1, "stops of {place:?}");
            further += usize::from(place.level > 1);
        }
        assert!(further > 0, "nothing was to be stopped further on");
    }

    /// A stop with a limit holds all the stolen money that came to the account by the end, also what came after it.
    pub fn nothing_stolen_is_free_beside_a_stop(&self) {
        let stolen = self.stolen();
        let books = self.books.iter().flat_map(|book| &book.holds);
        for hold in books.filter(|hold| hold.kind == "stop" && !hold.ended) {
            let Some(limit) = hold.limit else { continue };
            let order = self.orders.iter().find(|order| order.id.to_string() == hold.reference).unwrap();
            let on = self.keys.iter().find(|(_, key)| key.as_str() == order.target.key()).map(|(number, _)| number);
            let there = on.and_then(|number| stolen.on.get(number)).copied().unwrap_or(0);
            let mut of = self.cases.iter().filter(|case| self.has_money_on(case.id, order.target.key()));
            let is_said = of.any(|case| case.notes.contains(&CaseNote::HeldShort));
            let free = there.min(hold.balance) - limit;
            assert!(free < STOP_MIN_FEN || is_said, "{free} fen are free; {}", self.around(on.unwrap()));
        }
    }

    fn has_money_on(&self, case: CaseId, key: &str) -> bool {
        self.pinned.get(&case).and_then(|trace| trace.place(key)).is_some_and(|place| place.amount.is_positive())
    }

    /// What all cases have of a measure is no more than it holds.
    pub fn no_fen_is_claimed_twice(&self) {
        let mut joint = 0;
        for measure in &self.measures {
            let Some(held) = measure.state.force().and_then(|force| force.held) else { continue };
            let mut shared = Money::cny(0);
            for claim in &measure.claims {
                shared = shared.plus(measure.share(claim.case).unwrap().unwrap()).unwrap();
            }
            assert!(shared <= held, "{}: {shared} of {held}", measure.id);
            joint += usize::from(measure.claims.len() > 1);
        }
        assert!(joint > 0, "no account was reached by two cases");
    }
}
