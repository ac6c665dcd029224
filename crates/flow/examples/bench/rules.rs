//! The rules that count, over the archive: how long a trace takes, and that it is the tracer's answer.

use crate::stream::Stream;
use crate::{HOPS, TIMES, WINDOW_MS, timed};
use cordon_flow::archive::Archive;
use cordon_flow::{MemorySource, Names, Question, Root, Rule, Start, Trace, Tracer, Transfer, VictimId, follow, run};
use std::fmt::Write;

/// So many traces are compared with the tracer's, which reads whole accounts.
const COMPARED: usize = 10;
/// Beyond so many transfers the tracer's own index of them does not fit.
const COMPARED_MAX: usize = 10_000_000;

fn question(paid: &Transfer, rule: Rule, floor: u64) -> Question {
    let root = Root { victim: VictimId(0), start: Start::Transfer(*paid) };
    Question { window_ms: WINDOW_MS, hops: HOPS, floor, ..Question::new(vec![root], vec![rule]) }
}

/// One line a trace; `whole_ns` with balances, notes and everything in order.
pub fn measure(archive: &Archive, made: &Stream, count: usize) -> String {
    let mut lines = String::from("rule,floor,edges,accounts,cpu_ns,whole_ns\n");
    let names = Names::new();
    let mut room = follow::Room::default();
    let step = (made.planted.len() / count.max(1)).max(1);
    let begun: Vec<&Transfer> = made.planted.iter().step_by(step).take(count).collect();
    let asked =
        [(Rule::TaintFirst, 100), (Rule::Haircut, 100), (Rule::Haircut, 0), (Rule::Fifo, 100), (Rule::Lifo, 100)];
    for (rule, floor) in asked {
        for paid in &begun {
            let question = question(paid, rule, floor);
            let walks =
                (0..TIMES).map(|_| timed(|| follow::count(&mut room, archive, &names, &question, rule).unwrap()));
            let ((edges, accounts, _), took) = walks.min_by_key(|(_, took)| *took).unwrap();
            let traces =
                (0..TIMES).map(|_| timed(|| follow::trace_in(&mut room, archive, &names, &question).unwrap()).1);
            let whole = traces.min().unwrap().cpu;
            writeln!(lines, "{rule},{floor},{edges},{accounts},{},{whole}", took.cpu).unwrap();
        }
    }
    if made.len() <= COMPARED_MAX {
        compare(archive, made, &begun);
    }
    lines
}

fn compare(archive: &Archive, made: &Stream, begun: &[&Transfer]) {
    let mut source = MemorySource::new(Names::new(), made.transfers().collect());
    for paid in begun.iter().take(COMPARED) {
        for rule in [Rule::TaintFirst, Rule::Haircut, Rule::Fifo, Rule::Lifo] {
            let question = question(paid, rule, 100);
            let found = follow::trace(archive, &Names::new(), &question).unwrap();
            assert!(found == by_tracer(&mut source, question), "{rule} from {paid:?}: not the tracer's answer");
        }
    }
}

fn by_tracer(source: &mut MemorySource, question: Question) -> Trace {
    let mut tracer = Tracer::new(question).unwrap();
    run(&mut tracer, source).unwrap();
    let mut trace = tracer.trace(&Names::new());
    trace.as_of = None;
    trace
}
