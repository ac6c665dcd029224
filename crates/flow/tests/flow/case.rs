//! Random ledgers and questions, small enough to collide: few accounts, few moments, many ties.

use cordon_flow::archive::Archive;
use cordon_flow::{
    AccountId, End, Hold, MemorySource, Names, Question, Root, Rule, Stamp, Start, Trace, Tracer, Transfer, VictimId,
    oracle, run,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Cases of each property; `FLOW_CASES` asks for another number.
const CASES: u32 = 192;

#[derive(Clone, Debug)]
pub struct Case {
    pub names: Names,
    pub transfers: Vec<Transfer>,
    pub question: Question,
}

impl Case {
    pub fn oracle(&self) -> Trace {
        oracle::trace(&self.question, &self.transfers, &self.names).unwrap()
    }

    pub fn tracer(&self) -> Trace {
        let mut source = MemorySource::new(self.names.clone(), self.transfers.clone());
        let mut tracer = Tracer::new(self.question.clone()).unwrap();
        run(&mut tracer, &mut source).unwrap();
        let mut trace = tracer.trace(&self.names);
        trace.as_of = None;
        trace
    }

    /// The transfers in an archive: the first third at once, the others one by one, with a seal wherever
    /// the plan has a 0.
    pub fn at_rest(&self, order: &[usize], plan: &[u8]) -> Archive {
        let (first, rest) = order.split_at(order.len() / 3);
        let first: Vec<Transfer> = first.iter().map(|at| self.transfers[*at]).collect();
        let mut archive = Archive::of(&first).unwrap();
        for (at, step) in rest.iter().zip(plan.iter().cycle()) {
            archive.append(self.transfers[*at]).unwrap();
            if *step == 0 {
                archive.seal();
            }
        }
        archive
    }

    pub fn with(&self, change: impl FnOnce(&mut Question)) -> Self {
        let mut changed = self.clone();
        change(&mut changed.question);
        changed
    }
}

/// How a generated world may look.
#[derive(Clone, Copy, Debug)]
pub struct World {
    pub accounts: u32,
    pub transfers: usize,
    pub moments: i64,
    pub balances: bool,
    pub late_credits: bool,
    pub limits: bool,
    pub roots: usize,
    /// The beginnings are transfers from accounts that receive nothing, each its own.
    pub apart: bool,
}

pub const WILD: World = World {
    accounts: 6,
    transfers: 36,
    moments: 24,
    balances: true,
    late_credits: true,
    limits: true,
    roots: 4,
    apart: false,
};

type Sent = (u32, u32, u64, i64, i64, Option<(i64, i64)>, Option<i64>);

fn sent(world: World) -> impl Strategy<Value = Sent> {
    let credit = prop_oneof![3 => Just(None), 2 => (-1..8_i64, 0..3_i64).prop_map(Some)];
    let balance = prop_oneof![4 => Just(None), 1 => (-20..120_i64).prop_map(Some)];
    let amount = prop_oneof![1..60_u64, Just(10), Just(30)];
    (0..world.accounts, 0..world.accounts, amount, 0..world.moments, 0..3_i64, credit, balance).prop_map(
        move |(from, to, amount, t, seq, credit, balance)| {
            let credit = credit.filter(|_| world.late_credits);
            (from, to, amount, t, seq, credit, balance.filter(|_| world.balances))
        },
    )
}

type Begun = (u32, bool, usize, u32, i64, u64);

fn begun(world: World) -> impl Strategy<Value = Begun> {
    (0..3_u32, any::<bool>(), 0..world.transfers, 0..world.accounts, 0..world.moments, 1..80_u64)
}

type Limits = (i64, u32, u64, Vec<u32>, Vec<u32>, Vec<(u32, i64)>, Option<i64>, Option<i64>);

fn limits(world: World) -> impl Strategy<Value = Limits> {
    let some = |n: u32| prop::collection::vec(0..n, 0..2);
    let n = world.accounts;
    let wild = (
        prop_oneof![0..30_i64, Just(100)],
        prop_oneof![0..5_u32, Just(9)],
        prop_oneof![Just(0_u64), Just(1), 2..50_u64],
        some(n),
        some(n),
        prop::collection::vec((0..n, 0..world.moments), 0..2),
        prop_oneof![4 => Just(None), 1 => (0..world.moments).prop_map(Some)],
        prop_oneof![2 => Just(None), 1 => (0..world.moments).prop_map(Some), 1 => Just(Some(i64::MAX))],
    );
    wild.prop_map(
        move |limits| {
            if world.limits { limits } else { (1000, 1000, 0, Vec::new(), Vec::new(), Vec::new(), None, None) }
        },
    )
}

pub fn cases(world: World) -> impl Strategy<Value = Case> {
    let sent = prop::collection::vec(sent(world), 1..world.transfers);
    let begun = prop::collection::vec(begun(world), 1..=world.roots);
    (sent, begun, limits(world)).prop_map(move |(sent, begun, limits)| build(world, &sent, &begun, limits))
}

fn build(world: World, sent: &[Sent], begun: &[Begun], limits: Limits) -> Case {
    let mut names = Names::new();
    // Numbers and texts are ordered differently, on purpose.
    let accounts: Vec<AccountId> =
        (0..world.accounts).map(|n| names.account(&format!("a{}", (n * 5) % 7)).unwrap()).collect();
    let mut transfers: Vec<Transfer> = Vec::new();
    for (at, (from, to, amount, t, seq, credit, balance)) in sent.iter().enumerate() {
        let debit = Stamp::new(*t, *seq);
        transfers.push(Transfer {
            id: names.transfer(&format!("t{}", (at * 7) % 1000)).unwrap(),
            from: accounts[*from as usize],
            to: accounts[*to as usize],
            amount: *amount,
            debit,
            credit: credit.map(|(later, seq)| Stamp::new(t + later, seq)),
            balance_before: *balance,
        });
    }
    let mut roots = Vec::new();
    for (at, (victim, is_transfer, index, account, moment, amount)) in begun.iter().enumerate() {
        let start = if world.apart {
            let lost = Transfer {
                id: names.transfer(&format!("lost{at}")).unwrap(),
                from: names.account(&format!("victim{at}")).unwrap(),
                to: accounts[*account as usize],
                amount: *amount,
                debit: Stamp::new(*moment, 1),
                credit: None,
                balance_before: None,
            };
            transfers.push(lost);
            Start::Transfer(lost)
        } else if *is_transfer {
            Start::Transfer(transfers[index % transfers.len()])
        } else {
            Start::Account { account: accounts[*account as usize], at: *moment, amount: Some(*amount) }
        };
        let victim = VictimId(if world.apart { u32::try_from(at).unwrap() } else { *victim });
        roots.push(Root { victim, start });
    }
    let (window_ms, hops, floor, stops, sinks, holds, seen_until, balances_until) = limits;
    let ids = |list: Vec<u32>| list.into_iter().map(|n| accounts[n as usize]).collect();
    let question = Question {
        window_ms,
        hops,
        floor,
        stops: ids(stops),
        sinks: ids(sinks),
        holds: holds.into_iter().map(|(n, at)| held(accounts[n as usize], at)).collect(),
        seen_until,
        balances_until,
        ..Question::new(roots, Rule::ALL.to_vec())
    };
    Case { names, transfers, question }
}

/// Every third holds the whole account, the others more or less of what is there.
fn held(account: AccountId, at: i64) -> Hold {
    Hold { account, at, keeps: (at % 3 > 0).then_some(at.unsigned_abs() * 2) }
}

/// Runs a check on many cases; `times` more or fewer than usual.
pub fn hold<T: std::fmt::Debug>(
    cases: impl Strategy<Value = T>,
    percent: u32,
    check: impl Fn(T) -> Result<(), TestCaseError>,
) {
    let asked = std::env::var("FLOW_CASES").ok().and_then(|text| text.parse().ok());
    let cases_max = (asked.unwrap_or(CASES) * percent / 100).max(1);
    let config = Config { cases: cases_max, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    if let Err(failure) = runner.run(&cases, check) {
        panic!("{failure}");
    }
}

/// The ends that a bank may give and take back.
pub const UNANSWERED: [End; 4] = [End::Pending, End::Denied, End::NotHere, End::Failed];
