//! How long traces take: `cargo run --release -p cordon-flow --example measure FILE [csv|amlsim]`.
//! Prints one root by all rules at several places, many victims together, and what the oracle takes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement stops at what it does not expect")]

use cordon_flow::read::{Format, Reader};
use cordon_flow::{
    MemorySource, Names, Question, Root, Rule, Stamp, Start, Trace, Tracer, Transfer, TransferSource, VictimId, oracle,
    run,
};
use std::time::Instant;

fn trace(source: &mut MemorySource, question: &Question) -> Trace {
    let mut tracer = Tracer::new(question.clone()).unwrap();
    run(&mut tracer, source).unwrap();
    tracer.trace(source.names())
}

fn main() {
    let mut args = std::env::args().skip(1);
    let file = args.next().unwrap();
    let format = if args.next().as_deref() == Some("csv") { Format::Csv } else { Format::Amlsim };
    let began = Instant::now();
    let mut reader = Reader::new(format);
    reader.read(&file, std::fs::File::open(&file).unwrap()).unwrap();
    let mut source = reader.finish().source;
    let transfers: Vec<Transfer> = source.transfers().to_vec();
    println!("read {} transfers: {:?}", transfers.len(), began.elapsed());

    let root = |victim: u32, transfer: &Transfer| Root { victim: VictimId(victim), start: Start::Transfer(*transfer) };
    for (hops, window_days, floor) in [(6, 3, 100), (6, 30, 0), (30, 365, 0)] {
        let (mut flow, mut plain, mut edges, mut worst) = (0, 0, 0, 0);
        let places = 20;
        for at in 0..places {
            let seed = &transfers[at * (transfers.len() / places)];
            let question = Question {
                hops,
                floor,
                window_ms: window_days * 86_400_000,
                ..Question::new(vec![root(1, seed)], Rule::ALL.to_vec())
            };
            let began = Instant::now();
            let mut answer = trace(&mut source, &question);
            let took = began.elapsed().as_micros();
            (flow, worst, edges) = (flow + took, took.max(worst), edges + answer.edges.len());
            let began = Instant::now();
            let wanted = oracle::trace(&question, &transfers, source.names()).unwrap();
            plain += began.elapsed().as_micros();
            answer.as_of = None;
            assert!(answer == wanted, "the tracer and the oracle differ");
        }
        println!(
            "{places} roots, all rules, {hops} hops, {window_days} days, floor {floor}: {edges} edges; \
             tracer {flow} us (worst {worst} us), oracle {plain} us"
        );
    }

    for (hops, window_days, floor) in [(6, 3, 100), (30, 365, 0)] {
        let step = transfers.len() / 2000;
        let roots: Vec<Root> = (0_u32..).zip(transfers.iter().step_by(step)).map(|(at, t)| root(at, t)).collect();
        for rules in [vec![Rule::TaintFirst], Rule::ALL[1..].to_vec(), vec![Rule::Poison]] {
            let question =
                Question { hops, floor, window_ms: window_days * 86_400_000, ..Question::new(roots.clone(), rules) };
            together(&mut source, &question);
        }
    }
    hub();
}

fn together(source: &mut MemorySource, question: &Question) {
    let began = Instant::now();
    let answer = trace(source, question);
    let took = began.elapsed();
    let shares: usize = answer.edges.iter().flat_map(|edge| edge.tainted.values()).map(|c| c.shares.len()).sum();
    println!(
        "{} victims together, {:?}: {} edges with {shares} shares, {} accounts; {took:?}",
        question.roots.len(),
        question.rules,
        answer.edges.len(),
        answer.reached.len(),
    );
}

/// One account through which everything goes: 50,000 credits and as many debits, 200 victims.
fn hub() {
    let mut names = Names::new();
    let hub = names.account("hub").unwrap();
    let (mut transfers, mut roots) = (Vec::new(), Vec::new());
    for at in 0..100_000_u32 {
        let other = names.account(&format!("other {}", at % 1000)).unwrap();
        let (from, to) = if at % 2 == 0 || at < 20_000 { (other, hub) } else { (hub, other) };
        let id = names.transfer(&at.to_string()).unwrap();
        let amount = u64::from(100 + (at * 7919) % 1000);
        let debit = Stamp::new(i64::from(at), 0);
        let transfer = Transfer { id, from, to, amount, debit, credit: None, balance_before: None };
        if at % 100 == 0 && at < 20_000 {
            roots.push(Root { victim: VictimId(at), start: Start::Transfer(transfer) });
        }
        transfers.push(transfer);
    }
    let mut source = MemorySource::new(names, transfers);
    for rule in Rule::ALL {
        together(&mut source, &Question { floor: 0, ..Question::new(roots.clone(), vec![rule]) });
    }
}
