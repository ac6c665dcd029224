//! What must be true when everything has come to rest: the centre's folder against what was acknowledged
//! and against the members' own books.

mod answers;
mod learned;
mod money;

use super::books::Book;
use super::people::Told;
use cordon_desk::Refusal;
use cordon_desk::money::trace::{Joint, joint};
use cordon_desk::read::cases::newest_trace;
use cordon_desk::sealing::account_key;
use cordon_model::{Agency, Case, CaseId, CaseTrace, Measure, Movement, Order, OrderKind, Receipt, Stamp, Statement};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_store::{Doors, Read};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Everything that is judged.
struct Found<'a> {
    told: &'a Told,
    books: &'a [Book],
    agencies: BTreeMap<String, Agency>,
    cases: Vec<Case>,
    orders: Vec<Order>,
    receipts: Vec<Receipt>,
    measures: Vec<Measure>,
    movements: Vec<Movement>,
    statements: Vec<Statement>,
    pinned: BTreeMap<CaseId, CaseTrace>,
    /// Traced anew, by a process that remembers nothing.
    fresh: &'a Joint,
    /// The key of each account of the storm.
    keys: BTreeMap<String, String>,
}

/// Judges a folder whose centre is closed; `now` is the town's time. What was found, in a line.
pub fn judge(data: &Path, now: Stamp, told: &Told, books: &[Book]) -> String {
    let app = App::open(data, Clock::real(), "", None).unwrap();
    let fresh = joint(&app.desk, now).unwrap();
    let found = find(&app, &fresh, told, books).unwrap();
    found.nothing_acknowledged_is_lost();
    found.each_order_is_answered_once();
    found.each_hold_has_its_order();
    found.each_posting_that_was_told_is_one_movement();
    found.what_moved_on_watched_accounts_was_told();
    found.each_trace_is_what_a_fresh_look_gives();
    found.traces_say_what_the_books_say();
    found.whoever_has_stolen_money_was_to_be_stopped();
    found.nothing_stolen_is_free_beside_a_stop();
    found.no_fen_is_claimed_twice();
    found.summary()
}

fn find<'a>(app: &App, fresh: &'a Joint, told: &'a Told, books: &'a [Book]) -> Result<Found<'a>, Refusal> {
    app.desk.store().view("judge", |view| {
        let agencies: Vec<Agency> = view.select("order by id", &[])?;
        let agencies: BTreeMap<String, Agency> =
            agencies.into_iter().map(|agency| (agency.code.clone(), agency)).collect();
        let key = |code: &str, number: &str| account_key(app.desk.vault(), agencies[code].id, number);
        let postings = books.iter().flat_map(|book| book.postings.iter().map(|posting| (book.code, posting)));
        let keys = postings.map(|(code, posting)| (posting.number.clone(), key(code, &posting.number))).collect();
        let cases: Vec<Case> = view.select("order by id", &[])?;
        let mut pinned = BTreeMap::new();
        for case in &cases {
            pinned.extend(newest_trace(view, case.id)?.map(|trace| (case.id, trace)));
        }
        Ok(Found {
            told,
            books,
            fresh,
            keys,
            agencies,
            cases,
            pinned,
            orders: view.select("order by id", &[])?,
            receipts: view.select("order by id", &[])?,
            measures: view.select("order by id", &[])?,
            movements: view.select("order by place", &[])?,
            statements: view.select("order by id", &[])?,
        })
    })
}

impl Found<'_> {
    /// Every report has its case, and nobody filed one twice; every posting that a ledger said it made is in it.
    fn nothing_acknowledged_is_lost(&self) {
        let told: Vec<&String> = self.told.cases.values().flatten().collect();
        for case in &told {
            assert!(self.cases.iter().any(|c| c.id.to_string() == **case), "{case} was acknowledged and lost");
        }
        assert_eq!(self.cases.len(), told.len(), "a report was filed twice");
        for ((code, id), made) in &self.told.booked {
            let book = self.books.iter().find(|book| book.code == *code).unwrap();
            let there = book.postings.iter().any(|posting| posting.id == *id);
            assert_eq!(there, *made, "{id} at {code}: acknowledged as made: {made}, found: {there}");
        }
    }

    fn summary(&self) -> String {
        let onward = self.orders.iter().filter(|order| order.level > 1 && order.kind.restricts()).count();
        let raised = self.orders.iter().filter(|order| order.kind == OrderKind::RaiseHold).count();
        let told = self.books.iter().flat_map(|book| &book.answers).filter(|given| given.seq > 0).count();
        let levels = self.pinned.values().flat_map(|trace| trace.places.iter().map(|place| place.level)).max();
        format!(
            "{} cases, {} orders ({onward} to hold further on, {raised} to hold more), {} receipts ({told} of watches), {} movements, traced to level {}, {} of {} \
             postings refused",
            self.cases.len(),
            self.orders.len(),
            self.receipts.len(),
            self.movements.len(),
            levels.unwrap_or(0),
            self.told.booked.values().filter(|made| !**made).count(),
            self.told.booked.len(),
        )
    }
}

/// `cordon journal verify` over entries, tree and rows, with the heads that were kept before the kills.
pub fn verify(exe: &Path, data: &Path, heads: &[PathBuf]) {
    let mut verify = Command::new(exe);
    verify.args(["journal", "verify", "--data"]).arg(data);
    for head in heads {
        verify.arg("--checkpoint").arg(head);
    }
    let done = verify.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    assert!(said.contains("all rows are as the journal says"), "{said}");
}
