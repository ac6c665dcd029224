//! How fast a standing table takes a stream: `standing TRANSFERS SEED RULE MINUTES CHECKED`.
//!
//! Every planted victim is opened MINUTES after his payment and closed when his window is over. Before, the
//! first CHECKED transfers are taken by a table that is compared with a full trace at four moments.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a measurement stops at what it does not expect"
)]

#[allow(dead_code, reason = "all of it is read here, from its beginning")]
#[path = "bench/stream.rs"]
mod stream;

use cordon_flow::standing::{Table, Terms};
use cordon_flow::{
    AccountId, Batch, End, Names, Note, Notes, Question, Root, Rule, Start, Step, Tracer, Transfer, VictimId,
};
use rustix::time::{ClockId, clock_gettime};
use std::collections::BTreeSet;
use stream::stream;

const BATCH: usize = 1_000;
const MINUTE_MS: i64 = 60_000;

/// CPU time of this thread, in ns.
fn cpu() -> i64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [transfers, seed, rule, minutes, checked] = args.as_slice() else {
        panic!("standing TRANSFERS SEED RULE MINUTES CHECKED");
    };
    let number = |text: &String| text.parse::<u64>().expect("a number");
    let rule: Rule = rule.parse().expect("a rule");
    let stream = stream(number(transfers), number(seed));
    let mut made: Vec<Transfer> = stream.transfers().collect();
    keep_first_statements(&mut made);
    let roots = roots_of(&made, &stream.planted);
    let delay = number(minutes) as i64 * MINUTE_MS;
    check(&made, &roots, rule, delay, number(checked) as usize);
    for _ in 0..3 {
        measure(&made, &roots, rule, delay);
    }
}

/// Only the first debit of each account states its balance, as where a bank is asked once.
fn keep_first_statements(made: &mut [Transfer]) {
    let mut stated = std::collections::HashSet::new();
    for transfer in made {
        if !stated.insert(transfer.from) {
            transfer.balance_before = None;
        }
    }
}

/// The victims' payments, in the order of the stream.
fn roots_of(made: &[Transfer], planted: &[Transfer]) -> Vec<Root> {
    let mut payments: Vec<Transfer> = planted.iter().map(|paid| made[paid.id.0 as usize]).collect();
    payments.sort_by_key(|payment| payment.debit);
    payments.dedup_by_key(|payment| payment.id);
    let root = |(victim, payment)| Root { victim: VictimId(victim), start: Start::Transfer(payment) };
    (0..).zip(payments).map(root).collect()
}

/// Takes some and opens what is reported by then.
struct Desk<'r> {
    table: Table,
    names: Names,
    roots: &'r [Root],
    delay: i64,
    opened: usize,
    closed: usize,
    told: u64,
}

impl<'r> Desk<'r> {
    fn new(roots: &'r [Root], rule: Rule, delay: i64) -> Self {
        let table = Table::new(Terms::new(rule)).unwrap();
        Self { table, names: Names::new(), roots, delay, opened: 0, closed: 0, told: 0 }
    }

    fn take(&mut self, transfers: &[Transfer]) {
        let told = &mut self.told;
        let taken = self.table.take(transfers, &self.names, |_| *told += 1);
        assert_eq!(taken.refused, []);
    }

    fn open(&mut self) {
        let told = &mut self.told;
        while let Some(root) = self.roots.get(self.opened)
            && root.start.at() + self.delay <= self.table.mark().t
        {
            self.table.open(*root, &self.names, |_| *told += 1).unwrap();
            self.opened += 1;
        }
    }

    fn close(&mut self) {
        let window = self.table.terms().window_ms;
        while let Some(root) = self.roots.get(self.closed)
            && self.closed < self.opened
            && root.start.at() + window < self.table.mark().t
        {
            self.table.close(root.victim);
            self.closed += 1;
        }
    }
}

fn measure(made: &[Transfer], roots: &[Root], rule: Rule, delay: i64) {
    let mut desk = Desk::new(roots, rule, delay);
    let (mut taking, mut opening) = (0, 0);
    let mut opens = Vec::new();
    let step = made.len() / BATCH / 6;
    for (at, batch) in made.chunks(BATCH).enumerate() {
        let began = cpu();
        desk.take(batch);
        let took = cpu();
        let opened = desk.opened;
        desk.open();
        desk.close();
        let ended = cpu();
        (taking, opening) = (taking + took - began, opening + ended - took);
        if desk.opened > opened {
            opens.push((ended - took) / (desk.opened - opened) as i64);
        }
        if step > 0 && at % step == step - 1 {
            let table = &desk.table;
            println!(
                "  {:>9} transfers: {} opened, {} closed, {} accounts tainted, {} told, {} kept, {} MB",
                (at + 1) * BATCH,
                desk.opened,
                desk.closed,
                table.tainted_accounts(),
                desk.told,
                table.kept(),
                table.bytes() >> 20
            );
        }
    }
    opens.sort_unstable();
    let quantile = |part: usize| opens.get(opens.len() * part / 100).copied().unwrap_or(0) as f64 / 1e3;
    let per_s = |ns: i64| made.len() as f64 / (ns as f64 / 1e9) / 1e6;
    println!(
        "{rule}: {:.2} M transfers/s/core with reports, {:.2} M/s without; {} told; a report p50 {:.0} us, p99 {:.0} us; {} MB",
        per_s(taking + opening),
        per_s(taking),
        desk.told,
        quantile(50),
        quantile(99),
        resident_mb()
    );
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// At four moments the table is what the tracer finds in all transfers so far.
fn check(made: &[Transfer], roots: &[Root], rule: Rule, delay: i64, checked: usize) {
    let mut desk = Desk::new(roots, rule, delay);
    let some = &made[..checked.min(made.len())];
    for (at, batch) in some.chunks(BATCH).enumerate() {
        desk.take(batch);
        desk.open();
        let taken = at * BATCH + batch.len();
        if taken * 4 / some.len() > at * BATCH * 4 / some.len() && desk.opened > 0 {
            compare(&mut desk, &some[..taken], rule);
        }
    }
}

fn compare(desk: &mut Desk<'_>, transfers: &[Transfer], rule: Rule) {
    let seen = desk.table.mark().t;
    desk.table.pass(seen, &desk.names, |_| {});
    let terms = desk.table.terms().clone();
    let question = Question {
        window_ms: terms.window_ms,
        hops: terms.hops,
        floor: terms.floor,
        seen_until: Some(seen),
        ..Question::new(desk.roots[..desk.opened].to_vec(), vec![rule])
    };
    let mut tracer = Tracer::new(question).unwrap();
    let accounts: BTreeSet<AccountId> = transfers.iter().flat_map(|t| [t.from, t.to]).collect();
    let ends = accounts.iter().map(|account| (*account, End::Complete)).collect();
    tracer.supply(Batch { transfers: transfers.to_vec(), ends });
    assert_eq!(tracer.step(&desk.names), Step::Done);
    let trace = tracer.trace(&desk.names);
    let tie: Notes = [Note::Tie].into_iter().collect();
    for reached in &trace.reached {
        let place = desk.table.place(reached.account).expect("money came there");
        assert_eq!(place.shares, reached.tainted[&rule].shares, "{:?}", reached.account);
        assert_eq!(place.notes, reached.notes.without(tie), "{:?}", reached.account);
    }
    assert_eq!(trace.reached.len(), desk.table.tainted_accounts());
    for (victim, totals) in &trace.totals[&rule].by_victim {
        assert_eq!(desk.table.totals(*victim).as_ref(), Some(totals), "{victim:?}");
        assert!(totals.adds_up());
    }
    println!(
        "  equal after {} transfers: {} victims, {} accounts, {} edges",
        transfers.len(),
        desk.opened,
        trace.reached.len(),
        trace.edges.len()
    );
}
