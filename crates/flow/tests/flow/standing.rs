//! A standing table is what the oracle says of the transfers that came so far, however they came.

use crate::case::{Case, WILD, World, cases, hold};
use cordon_flow::oracle::book::{Book, Drawing, Lawful, Run, clean, draw, repay};
use cordon_flow::standing::{News, Table, Terms};
use cordon_flow::trace::CarriedShare;
use cordon_flow::{AccountId, Hold, Note, Notes, Question, Root, Rule, Stamp, Start, Transfer, TxId, VictimId, oracle};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

const RULES: [Rule; 3] = [Rule::TaintFirst, Rule::CleanFirst, Rule::Haircut];

/// How a case comes to a table.
#[derive(Clone, Debug)]
struct Way {
    rule: Rule,
    /// How much later than its turn each transfer comes, one after the other.
    late: Vec<i64>,
    /// After how many transfers each beginning and each hold is told of.
    told: Vec<usize>,
    /// Which transfers are told in two parts.
    parts: Vec<bool>,
    /// The table is compared after every step, else at the end.
    every: bool,
}

fn ways() -> impl Strategy<Value = Way> {
    let late = prop_oneof![3 => Just(0_i64), 1 => 0..12_i64, 1 => Just(40)];
    let told = prop_oneof![1 => Just(0_usize), 3 => 0..40_usize];
    (
        0..3_usize,
        prop_oneof![1 => Just(vec![0]), 3 => prop::collection::vec(late, 1..40)],
        prop::collection::vec(told, 1..8),
        prop_oneof![2 => Just(vec![false]), 1 => prop::collection::vec(any::<bool>(), 1..9)],
        any::<bool>(),
    )
        .prop_map(|(rule, late, told, parts, every)| Way { rule: RULES[rule], late, told, parts, every })
}

/// What was heard of each transfer last.
type Heard = BTreeMap<TxId, (Vec<CarriedShare>, bool)>;

fn hear(heard: &mut Heard, wrong: &mut Vec<String>, news: News<'_>) {
    let tainted = news.tainted();
    let now = (tainted.shares.to_vec(), tainted.notes.has(Note::Breach));
    let before = heard.insert(tainted.transfer.id, now.clone());
    let fits = match news {
        News::Followed(_) => before.is_none() && !now.0.is_empty(),
        News::Corrected(_) => before.is_some_and(|before| before != now),
    };
    if !fits {
        wrong.push(format!("{news:?}"));
    }
}

/// A table, what it was told, and what it said.
struct Desk<'c> {
    case: &'c Case,
    rule: Rule,
    table: Table,
    heard: Heard,
    wrong: Vec<String>,
    transfers: Vec<Transfer>,
    roots: Vec<Root>,
    holds: Vec<Hold>,
}

impl<'c> Desk<'c> {
    fn new(case: &'c Case, rule: Rule, change: impl FnOnce(&mut Terms)) -> Self {
        let question = &case.question;
        let mut terms = Terms {
            window_ms: question.window_ms,
            hops: question.hops,
            floor: question.floor,
            stops: question.stops.iter().copied().collect(),
            sinks: question.sinks.iter().copied().collect(),
            late_ms: 1 << 40,
            page_bits: 2,
            ..Terms::new(rule)
        };
        change(&mut terms);
        let (heard, wrong, transfers, roots, holds) = Default::default();
        Self { case, rule, table: Table::new(terms).unwrap(), heard, wrong, transfers, roots, holds }
    }

    fn take(&mut self, transfer: Transfer) {
        let (heard, wrong) = (&mut self.heard, &mut self.wrong);
        let taken = self.table.take(&[transfer], &self.case.names, |news| hear(heard, wrong, news));
        assert_eq!(taken.refused, []);
        self.transfers.push(transfer);
    }

    fn open(&mut self, root: Root) {
        let (heard, wrong) = (&mut self.heard, &mut self.wrong);
        self.table.open(root, &self.case.names, |news| hear(heard, wrong, news)).unwrap();
        self.roots.push(root);
    }

    fn hold(&mut self, held: Hold) {
        let (heard, wrong) = (&mut self.heard, &mut self.wrong);
        self.table.hold(held, &self.case.names, |news| hear(heard, wrong, news));
        self.holds.push(held);
    }

    fn withdraw(&mut self, victim: VictimId) {
        let (heard, wrong) = (&mut self.heard, &mut self.wrong);
        self.table.withdraw(victim, &self.case.names, |news| hear(heard, wrong, news));
        self.roots.retain(|root| root.victim != victim);
    }

    fn pass(&mut self) -> i64 {
        let seen = self.table.mark().t;
        let (heard, wrong) = (&mut self.heard, &mut self.wrong);
        self.table.pass(seen, &self.case.names, |news| hear(heard, wrong, news));
        seen
    }

    fn question(&self, seen: i64) -> Question {
        Question {
            roots: self.roots.clone(),
            rules: vec![self.rule],
            holds: self.holds.clone(),
            seen_until: Some(seen),
            balances_until: Some(i64::MAX),
            ..self.case.question.clone()
        }
    }

    /// Whether the table says what the oracle does, by a drawing that may be broken.
    fn check(&mut self, drawing: &dyn Drawing) -> Result<(), String> {
        if self.roots.is_empty() || self.transfers.is_empty() {
            return Ok(());
        }
        let seen = self.pass();
        let (question, names) = (self.question(seen), &self.case.names);
        let trace = oracle::trace_by(drawing, &question, &self.transfers, names, &BTreeMap::new()).unwrap();
        let ensure = |holds: bool, what: String| if holds { Ok(()) } else { Err(what) };
        ensure(self.wrong.is_empty(), format!("told wrongly: {:?}", self.wrong))?;
        let accounts: BTreeSet<AccountId> = self.transfers.iter().flat_map(|t| [t.from, t.to]).collect();
        for account in accounts {
            let place = self.table.place(account);
            let Some(reached) = trace.place(account) else {
                ensure(place.is_none(), format!("{account:?}: {place:?}, and nothing came there"))?;
                continue;
            };
            let Some(place) = place else { return Err(format!("{account:?}: nothing, and {reached:?} came")) };
            let tainted = &reached.tainted[&self.rule];
            let ties: Notes = [Note::Tie].into_iter().collect();
            ensure(
                (&place.shares, place.amount) == (&tainted.shares, tainted.amount),
                format!("at {seen}, {account:?}: {place:?}, not {tainted:?}"),
            )?;
            let notes = reached.notes.without(ties);
            ensure(place.notes == notes, format!("{account:?}: {:?}, not {notes:?}", place.notes))?;
            if let Some(balance) = reached.balance {
                let net = u64::try_from(self.table.net(account)).unwrap_or(0);
                ensure(net == balance, format!("{account:?}: {net} is there, not {balance}"))?;
            }
        }
        for (victim, totals) in &trace.totals[&self.rule].by_victim {
            let found = self.table.totals(*victim).unwrap();
            ensure(found == *totals, format!("at {seen}, {victim:?}: {found:?}, not {totals:?}"))?;
            let of = self.table.of(*victim).len();
            let places = trace.reached.iter().flat_map(|p| &p.tainted[&self.rule].shares);
            ensure(of == places.filter(|share| share.victim == *victim).count(), format!("{victim:?} is on {of}"))?;
        }
        let edges: BTreeMap<TxId, Vec<CarriedShare>> =
            trace.edges.iter().map(|edge| (edge.transfer.id, edge.tainted[&self.rule].shares.clone())).collect();
        let heard: BTreeMap<TxId, Vec<CarriedShare>> =
            self.heard.iter().filter(|(_, (s, _))| !s.is_empty()).map(|(id, (s, _))| (*id, s.clone())).collect();
        ensure(heard == edges, format!("at {seen}: heard {heard:?}, not {edges:?}"))
    }
}

/// Plays a case to a table in some way.
fn play<'c>(
    case: &'c Case,
    way: &Way,
    change: impl FnOnce(&mut Terms),
    drawing: &dyn Drawing,
) -> Result<Desk<'c>, String> {
    let mut desk = Desk::new(case, way.rule, change);
    let mut order: Vec<(i64, Transfer)> = Vec::new();
    for (at, transfer) in case.transfers.iter().enumerate() {
        let turn = transfer.debit.t + way.late[at % way.late.len()];
        if way.parts[at % way.parts.len()] {
            let (one, other) = (Transfer { credit: None, ..*transfer }, Transfer { balance_before: None, ..*transfer });
            order.push((turn, if at % 2 == 0 { one } else { other }));
            order.push((turn + 3, *transfer));
        } else {
            order.push((turn, *transfer));
        }
    }
    order.sort_by_key(|(turn, transfer)| (*turn, transfer.debit));
    let mut told: Vec<(usize, Option<Root>, Option<Hold>)> = Vec::new();
    let turn = |at: usize| way.told[at % way.told.len()];
    told.extend(case.question.roots.iter().enumerate().map(|(at, root)| (turn(at), Some(*root), None)));
    told.extend(case.question.holds.iter().enumerate().map(|(at, held)| (turn(at + 3), None, Some(*held))));
    for at in 0..=order.len().max(40) {
        for (_, root, held) in told.iter().filter(|(turn, ..)| *turn == at) {
            root.iter().for_each(|root| desk.open(*root));
            held.iter().for_each(|held| desk.hold(*held));
        }
        let Some((_, transfer)) = order.get(at) else { continue };
        desk.take(*transfer);
        if way.every {
            desk.check(drawing).map_err(|why| format!("after {}: {why}", at + 1))?;
        }
    }
    desk.check(drawing)?;
    Ok(desk)
}

fn is_oracle(case: &Case, way: &Way) -> Result<(), TestCaseError> {
    play(case, way, |_| {}, &Lawful).map(|_| ()).map_err(TestCaseError::fail)
}

const PLAIN: World = World { balances: false, late_credits: false, ..WILD };

#[test]
fn the_table_is_what_the_oracle_says_after_every_transfer() {
    hold((cases(PLAIN), ways()), 100, |(case, way)| {
        let way = Way { late: vec![0], told: vec![0], parts: vec![false], every: true, ..way };
        is_oracle(&case, &way)
    });
}

#[test]
fn so_it_is_however_late_postings_reports_and_holds_come() {
    hold((cases(PLAIN), ways()), 100, |(case, way)| is_oracle(&case, &Way { parts: vec![false], ..way }));
}

#[test]
fn so_it_is_with_stated_balances_and_credits_of_their_own() {
    hold((cases(WILD), ways()), 300, |(case, way)| is_oracle(&case, &way));
}

#[test]
fn so_it_is_on_longer_streams() {
    let wide = World { accounts: 14, transfers: 160, moments: 120, roots: 6, ..WILD };
    hold((cases(wide), ways()), 40, |(case, way)| is_oracle(&case, &Way { every: false, ..way }));
}

/// Moments a quarter of an hour apart, so that the past is forgotten on the way. Each beginning is another
/// victim's: a window that ended before what is kept of the past is not taken up again.
fn in_quarters(mut case: Case) -> Case {
    let quarter = 900_000;
    let later = |stamp: &mut Stamp| stamp.t *= quarter;
    let change = |transfer: &mut Transfer| {
        later(&mut transfer.debit);
        transfer.credit.iter_mut().for_each(later);
    };
    case.transfers.iter_mut().for_each(change);
    for (victim, root) in (0..).zip(&mut case.question.roots) {
        root.victim = VictimId(victim);
        match &mut root.start {
            Start::Transfer(seed) => change(seed),
            Start::Account { at, .. } => *at *= quarter,
        }
    }
    case.question.holds.iter_mut().for_each(|held| held.at *= quarter);
    case.question.window_ms *= quarter;
    case
}

#[test]
fn what_is_forgotten_of_the_past_is_not_missed() {
    let long = World { accounts: 8, transfers: 240, moments: 200, roots: 5, ..PLAIN };
    let late = prop_oneof![4 => Just(0_i64), 1 => 0..8_i64];
    hold((cases(long), ways(), prop::collection::vec(late, 1..40)), 60, |(case, way, late)| {
        let mut case = in_quarters(case.with(|q| q.holds.clear()));
        case.transfers.sort_by_key(|transfer| transfer.debit);
        let mut order: Vec<(i64, Transfer)> = case
            .transfers
            .iter()
            .zip(late.iter().cycle())
            .map(|(transfer, late)| (transfer.debit.t + late * 900_000, *transfer))
            .collect();
        order.sort_by_key(|(turn, _)| *turn);
        let mut roots = case.question.roots.clone();
        let mut desk = Desk::new(&case, way.rule, |terms| terms.late_ms = 8 * 900_000);
        for (at, (_, transfer)) in order.iter().enumerate() {
            let (now, later) = roots.into_iter().partition(|root| root.start.at() <= transfer.debit.t);
            roots = later;
            let now: Vec<Root> = now;
            now.into_iter().for_each(|root| desk.open(root));
            desk.take(*transfer);
            if way.every && at % 16 == 0 {
                desk.check(&Lawful).map_err(TestCaseError::fail)?;
            }
        }
        desk.check(&Lawful).map_err(TestCaseError::fail)?;
        let span = case.transfers.iter().map(|t| t.debit.t).max().unwrap_or(0);
        prop_assert!(desk.table.kept() < 190 || span < 100 * 900_000, "{} are kept", desk.table.kept());
        Ok(())
    });
}

/// What an account was like before a moment is not what it was like in the middle of it.
#[test]
fn a_version_put_aside_within_a_moment_is_not_taken_for_one_from_before() {
    let mut runner = TestRunner::deterministic();
    let mut case = in_quarters(cases(World { transfers: 2, ..PLAIN }).new_tree(&mut runner).unwrap().current());
    let start = Start::Account { account: AccountId(1), at: 0, amount: Some(21) };
    (case.question.hops, case.question.floor, case.question.window_ms) = (1, 0, 20 * 900_000);
    (case.question.sinks, case.question.stops) = Default::default();
    case.question.roots = vec![Root { victim: VictimId(0), start }];
    let rows =
        [(1, 0, 10, 19, 1), (0, 1, 1, 20, 0), (0, 1, 1, 20, 0), (1, 0, 1, 19, 1), (0, 1, 1, 21, 0), (1, 0, 1, 21, 0)];
    let mut desk = Desk::new(&case, Rule::TaintFirst, |terms| terms.late_ms = 8 * 900_000);
    desk.open(case.question.roots[0]);
    for (id, (from, to, amount, t, seq)) in (0..).zip(rows) {
        let (from, to, debit) = (AccountId(from), AccountId(to), Stamp::new(t * 900_000, seq));
        desk.take(Transfer { id: TxId(id), from, to, amount, debit, credit: None, balance_before: None });
    }
    desk.check(&Lawful).unwrap();
}

#[test]
fn a_case_that_is_withdrawn_never_was() {
    hold((cases(WILD), ways(), 0..3_u32), 100, |(case, way, victim)| {
        let mut desk = play(&case, &Way { every: false, ..way }, |_| {}, &Lawful).map_err(TestCaseError::fail)?;
        desk.withdraw(VictimId(victim));
        desk.check(&Lawful).map_err(TestCaseError::fail)?;
        prop_assert_eq!(desk.table.totals(VictimId(victim)), None);
        Ok(())
    });
}

#[test]
fn a_case_that_is_closed_is_told_of_no_more_and_leaves_the_others_what_they_had() {
    let long = World { accounts: 8, transfers: 240, moments: 200, roots: 5, ..PLAIN };
    hold((cases(long), ways(), 0..3_u32), 60, |(case, way, victim)| {
        let closed = VictimId(victim);
        // What an account received of somebody who is forgotten does not count towards the floor.
        let case = in_quarters(case.with(|q| (q.floor, q.window_ms) = (1, q.window_ms.min(20))));
        let mut case = case.with(|q| q.holds.clear());
        case.transfers.sort_by_key(|transfer| transfer.debit);
        let mut desk = Desk::new(&case, way.rule, |terms| terms.late_ms = 8 * 900_000);
        let end = case.question.ends().get(&closed).copied().unwrap_or(0);
        let mut roots = case.question.roots.clone();
        for transfer in &case.transfers {
            let (now, later) = roots.into_iter().partition(|root| root.start.at() <= transfer.debit.t);
            roots = later;
            let now: Vec<Root> = now;
            now.into_iter().for_each(|root| desk.open(root));
            if transfer.debit.t > end {
                desk.table.close(closed);
            }
            desk.take(*transfer);
        }
        let seen = desk.pass();
        if desk.roots.is_empty() {
            return Ok(());
        }
        let trace = oracle::trace(&desk.question(seen), &desk.transfers, &case.names).unwrap();
        let is_closed = case.transfers.last().is_some_and(|last| last.debit.t > end);
        for reached in trace.reached {
            let shares = reached.tainted[&way.rule].shares.iter().filter(|s| !is_closed || s.victim != closed);
            let shares: Vec<_> = shares.copied().collect();
            let found = desk.table.place(reached.account).map(|place| place.shares).unwrap_or_default();
            prop_assert_eq!(found, shares, "{:?}", reached.account);
        }
        Ok(())
    });
}

struct LosesDust;

impl Drawing for LosesDust {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        let mut drawn = draw(rule, book, amount);
        if let Some(run) = drawn.iter_mut().find(|run| run.owner.is_some()) {
            run.amount -= 1;
        }
        drawn
    }
}

struct ForgetsAbsorbed;

impl Drawing for ForgetsAbsorbed {
    fn repay(&self, rule: Rule, units: Vec<Run>, repaid: u64) -> (Vec<Run>, Vec<Run>) {
        let (used, left) = repay(rule, units, repaid);
        (used.into_iter().map(|run| clean(run.amount)).collect(), left)
    }
}

/// Whether somebody notices among many cases.
fn is_noticed(change: impl Fn(&mut Terms), drawing: &dyn Drawing) -> bool {
    let mut runner = TestRunner::deterministic();
    (0..200).any(|_| {
        let (case, way) = (cases(WILD), ways()).new_tree(&mut runner).unwrap().current();
        play(&case, &way, &change, drawing).is_err()
    })
}

#[test]
fn a_rule_that_is_broken_on_purpose_is_noticed() {
    assert!(!is_noticed(|_| {}, &Lawful), "the law holds");
    assert!(is_noticed(|_| {}, &LosesDust), "a lost unit");
    assert!(is_noticed(|_| {}, &ForgetsAbsorbed), "units that vanish in an overdraft");
    assert!(is_noticed(|terms| terms.hops += 1, &Lawful), "a hop too many");
    assert!(is_noticed(|terms| terms.window_ms += 1, &Lawful), "a moment too long");
    assert!(is_noticed(|terms| terms.floor += 1, &Lawful), "a floor too high");
    assert!(is_noticed(|terms| terms.sinks.clear(), &Lawful), "a sink that is none");
}
