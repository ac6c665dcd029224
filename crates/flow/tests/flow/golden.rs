//! Small examples worked by hand in words, as files: the oracle and the tracer must both find what
//! stands there. How to read one: a ledger (id, time with an optional seq, from, to, amount), a
//! question, then the answer; columns of units are poison, taint-first, clean-first, haircut, fifo,
//! lifo; `a/b` is a on the account and b of it leaf; `1:a+2:b` are victims' shares; `-` is not reached.

use crate::case::Case;
use cordon_flow::{
    Hold, Names, Question, Root, Rule, Stamp, Start, Totals, Trace, Transfer, VictimId,
    trace::{CarriedShare, Share},
};
use std::collections::BTreeSet;

macro_rules! golden {
    ($($name:ident = $file:literal;)*) => {$(
        #[test]
        fn $name() {
            compare(include_str!(concat!("../../golden/", $file)));
        }
    )*
        const ALL: &[&str] = &[$(include_str!(concat!("../../golden/", $file))),*];
    };
}

golden! {
    a_debit_comes_before_a_credit_of_the_same_stamp = "tie.txt";
    an_overdraft_absorbs_by_the_rule = "absorbed.txt";
    two_small_arrivals_reach_the_floor = "floor.txt";
    a_shorter_walk_opens_an_account_later = "reentry.txt";
    two_victims_share_a_debit = "two_victims.txt";
    two_claims_on_the_same_money_count_once = "overlap.txt";
    a_late_credit_counts_when_it_comes = "late.txt";
    a_stated_balance_is_believed = "stated.txt";
    sinks_stops_and_holds = "sink.txt";
    what_a_hold_leaves_free_may_leave = "kept.txt";
    units_keep_their_order_over_two_hops = "two_hops.txt";
    the_window_ends_for_accounts_and_for_what_is_on_its_way = "window.txt";
    a_debit_in_two_parts_takes_the_same = "split.txt";
    an_account_may_pay_itself = "itself.txt";
    claytons_case_and_the_rolling_charge = "clayton.txt";
    the_lowest_intermediate_balance = "lowest.txt";
    three_of_ten_by_haircut = "three_of_ten.txt";
    money_that_is_said_to_be_there = "said.txt";
}

fn wanted(text: &str) -> Vec<String> {
    part(text, "edges").into_iter().chain(part(text, "accounts")).chain(part(text, "totals")).collect()
}

/// Whether an engine finds what stands in every example.
pub fn all_agree(engine: impl Fn(&Case) -> Trace) -> bool {
    ALL.iter().all(|text| {
        let case = read(text);
        show(&case, &engine(&case)) == wanted(text)
    })
}

fn compare(text: &str) {
    let (case, wanted) = (read(text), wanted(text));
    assert!(wanted.len() > 3, "an example says what comes out");
    assert_eq!(show(&case, &case.oracle()), wanted, "the oracle");
    assert_eq!(show(&case, &case.tracer()), wanted, "the tracer");
}

const PARTS: [&str; 5] = ["ledger", "question", "edges", "accounts", "totals"];

/// The lines of one part, their words one blank apart.
fn part(text: &str, name: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| *line != name).skip(1).take_while(|line| !PARTS.contains(line));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn stamp(text: &str, row: usize) -> Stamp {
    let (t, seq) = text.split_once(':').unwrap_or((text, ""));
    Stamp::new(t.parse().unwrap(), seq.parse().unwrap_or(i64::try_from(row).unwrap()))
}

pub fn read(text: &str) -> Case {
    let mut names = Names::new();
    let mut transfers = Vec::new();
    for (row, line) in part(text, "ledger").iter().enumerate() {
        let words: Vec<&str> = line.split(' ').collect();
        let after = |word: &str| words.iter().position(|w| *w == word).map(|at| words[at + 1]);
        transfers.push(Transfer {
            id: names.transfer(words[0]).unwrap(),
            debit: stamp(words[1], row + 1),
            from: names.account(words[2]).unwrap(),
            to: names.account(words[3]).unwrap(),
            amount: words[4].parse().unwrap(),
            credit: after("credit").map(|text| stamp(text, row + 1)),
            balance_before: after("balance").map(|text| text.parse().unwrap()),
        });
    }
    let mut question = Question { window_ms: 1000, hops: 6, floor: 0, ..Question::new(Vec::new(), Rule::ALL.to_vec()) };
    for line in part(text, "question") {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["victim", id, "seed", seed] => {
                let seed = names.find_transfer(seed).unwrap();
                let start = Start::Transfer(*transfers.iter().find(|t| t.id == seed).unwrap());
                question.roots.push(Root { victim: VictimId(id.parse().unwrap()), start });
            }
            ["victim", id, "on", account, "at", at, "amount", amount] => {
                let account = names.account(account).unwrap();
                let start = Start::Account { account, at: at.parse().unwrap(), amount: Some(amount.parse().unwrap()) };
                question.roots.push(Root { victim: VictimId(id.parse().unwrap()), start });
            }
            ["floor", floor] => question.floor = floor.parse().unwrap(),
            ["hops", hops] => question.hops = hops.parse().unwrap(),
            ["window", window] => question.window_ms = window.parse().unwrap(),
            ["sink", account] => drop(question.sinks.insert(names.account(account).unwrap())),
            ["stop", account] => drop(question.stops.insert(names.account(account).unwrap())),
            ["hold", account, at, keeps @ ..] => question.holds.push(Hold {
                account: names.account(account).unwrap(),
                at: at.parse().unwrap(),
                keeps: keeps.first().map(|keeps| keeps.parse().unwrap()),
            }),
            other => panic!("{other:?} is no part of a question"),
        }
    }
    Case { names, transfers, question }
}

fn show(case: &Case, trace: &Trace) -> Vec<String> {
    let one = case.question.ends().len() == 1;
    let mut lines = Vec::new();
    for edge in &trace.edges {
        let cell = |rule: &Rule| {
            let Some(carried) = edge.tainted.get(rule) else { return "-".to_owned() };
            let share = |s: &CarriedShare| format!("{}:{}", s.victim.0, s.amount);
            if one {
                carried.amount.to_string()
            } else {
                carried.shares.iter().map(share).collect::<Vec<_>>().join("+")
            }
        };
        let cells: Vec<String> = Rule::ALL.iter().map(cell).collect();
        lines.push(format!("{} {} {}", case.names.transfer_text(edge.transfer.id), edge.hop, cells.join(" ")));
    }
    for place in &trace.reached {
        let cell = |rule: &Rule| {
            let Some(tainted) = place.tainted.get(rule) else { return "-".to_owned() };
            let units = |amount: u64, leaf: u64| if leaf > 0 { format!("{amount}/{leaf}") } else { amount.to_string() };
            let share = |s: &Share| format!("{}:{}", s.victim.0, units(s.amount, s.leaf));
            if one {
                return units(tainted.amount, tainted.leaf);
            }
            tainted.shares.iter().map(share).collect::<Vec<_>>().join("+")
        };
        let cells: Vec<String> = Rule::ALL.iter().map(cell).collect();
        let seq = if place.arrived_at.seq == i64::MAX { "+".to_owned() } else { place.arrived_at.seq.to_string() };
        let balance = place.balance.map_or("?".to_owned(), |balance| balance.to_string());
        let notes: Vec<&str> = place.notes.iter().map(|note| note.name()).collect();
        let notes = if notes.is_empty() { "-".to_owned() } else { notes.join(",") };
        let name = case.names.account_text(place.account);
        lines.push(format!(
            "{name} {} {}:{seq} {balance} {} {notes}",
            place.level,
            place.arrived_at.t,
            cells.join(" ")
        ));
    }
    lines.extend(show_totals(trace));
    lines
}

/// A line for each rule and victim; one for all rules where they agree.
fn show_totals(trace: &Trace) -> Vec<String> {
    let line = |t: &Totals| {
        format!("{} = {} + {} + {} + {} + {}", t.claimed, t.on_accounts, t.on_the_way, t.absorbed, t.unseen, t.overlap)
    };
    let of_rule = |rule: &Rule| -> Vec<String> {
        trace.totals[rule].by_victim.iter().map(|(victim, totals)| format!("{} {}", victim.0, line(totals))).collect()
    };
    let all: BTreeSet<Vec<String>> = trace.totals.keys().map(of_rule).collect();
    if let (1, Some(same)) = (all.len(), all.first()) {
        return same.iter().map(|line| format!("every {line}")).collect();
    }
    trace.totals.keys().flat_map(|rule| of_rule(rule).into_iter().map(move |line| format!("{rule} {line}"))).collect()
}
