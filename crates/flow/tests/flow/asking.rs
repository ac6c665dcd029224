//! Sources that answer in parts, one at a time, not at all, or with nonsense; and what the answer is
//! asked afterwards.

use crate::case::Case;
use crate::golden::read;
use cordon_flow::source::Capabilities;
use cordon_flow::{
    AsOf, Batch, End, MemorySource, Names, Note, Probe, Question, QuestionError, Root, Rule, Stamp, Start, Step,
    Tracer, Transfer, TransferError, TransferSource, VictimId, run,
};

const FLOOR: &str = include_str!("../../golden/floor.txt");

/// A bank that gives three postings a call, or that answers every probe in the same way.
struct Bank {
    inner: MemorySource,
    always: Option<End>,
    is_mute: bool,
    calls: usize,
}

impl TransferSource for Bank {
    type Error = &'static str;

    fn capabilities(&self) -> Capabilities {
        Capabilities { probes_max: 1, states_balances: false }
    }

    fn watermark(&self) -> AsOf {
        self.inner.watermark()
    }

    fn names(&self) -> &Names {
        self.inner.names()
    }

    fn postings(&mut self, probes: &[Probe], _: AsOf) -> Result<Batch, &'static str> {
        self.calls += 1;
        let [probe] = probes else { return Err("one probe a call") };
        if self.is_mute {
            return Ok(Batch::default());
        }
        if let Some(end) = self.always {
            return Ok(Batch { transfers: Vec::new(), ends: vec![(probe.account, end)] });
        }
        let own = |t: &Transfer| if t.from == probe.account { t.debit } else { t.credited() };
        let mut mine: Vec<Transfer> = self.inner.of_account(probe.account).collect();
        mine.sort_by_key(own);
        mine.retain(|t| probe.after.is_none_or(|after| own(t) > after));
        let end = match mine.get(2) {
            Some(third) if mine.len() > 3 => End::Truncated { next: own(third) },
            _ => End::Complete,
        };
        mine.truncate(3);
        Ok(Batch { transfers: mine, ends: vec![(probe.account, end)] })
    }
}

fn bank(case: &Case) -> Bank {
    let inner = MemorySource::new(case.names.clone(), case.transfers.clone());
    Bank { inner, always: None, is_mute: false, calls: 0 }
}

#[test]
fn an_answer_in_parts_is_put_together() {
    let case = read(FLOOR);
    let mut bank = bank(&case);
    let mut tracer = Tracer::new(case.question.clone()).unwrap();
    run(&mut tracer, &mut bank).unwrap();
    let mut trace = tracer.trace(&case.names);
    assert_eq!(trace.as_of.take(), Some(AsOf(7)));
    assert_eq!(trace, case.oracle());
    assert!(bank.calls > 5, "B's postings came in two parts");
}

#[test]
fn a_source_without_an_answer_is_not_asked_for_ever() {
    let case = read(FLOOR);
    let ends = [
        (None, true, Note::Failed),
        (Some(End::Failed), false, Note::Failed),
        (Some(End::Pending), false, Note::Pending),
        (Some(End::Denied), false, Note::Denied),
        (Some(End::NotHere), false, Note::NoData),
        (Some(End::Truncated { next: Stamp::new(1, 1) }), false, Note::Failed),
    ];
    for (always, is_mute, note) in ends {
        let mut bank = Bank { always, is_mute, ..bank(&case) };
        let mut tracer = Tracer::new(case.question.clone()).unwrap();
        run(&mut tracer, &mut bank).unwrap();
        let trace = tracer.trace(&case.names);
        let account = case.names.find_account("A").unwrap();
        assert_eq!(trace.reached.iter().map(|place| place.account).collect::<Vec<_>>(), [account]);
        assert!(trace.reached[0].notes.has(note) && trace.notes.has(note), "{always:?}");
        let fifo = &trace.reached[0].tainted[&Rule::Fifo];
        assert_eq!((fifo.amount, fifo.leaf, trace.reached[0].balance), (150, 150, None));
        assert!(
            tracer.unanswered().eq([(account, always.filter(|end| end.note() == Some(note)).unwrap_or(End::Failed))])
        );
    }
}

#[test]
fn a_trace_can_be_read_before_anything_came_and_goes_on_when_it_does() {
    let case = read(FLOOR);
    let mut source = MemorySource::new(case.names.clone(), case.transfers.clone());
    let mut tracer = Tracer::new(case.question.clone()).unwrap();
    assert!(tracer.trace(&case.names).notes.has(Note::Pending));
    let account = case.names.find_account("A").unwrap();
    let need = Step::Need(vec![Probe { account, after: None }]);
    assert_eq!((tracer.step(&case.names), tracer.step(&case.names)), (need.clone(), need));
    tracer.supply(Batch { transfers: Vec::new(), ends: vec![(account, End::Pending)] });
    assert_eq!(tracer.step(&case.names), Step::Done);
    let batch = source.postings(&[Probe { account, after: None }], AsOf(u64::MAX)).unwrap();
    let refused = Transfer { amount: 1, ..batch.transfers[0] };
    assert_eq!(tracer.supply(batch.clone()).fresh, batch.transfers.len() - 1, "the seed was known");
    let again = tracer.supply(Batch { transfers: vec![refused], ends: vec![(account, End::Pending)] });
    assert_eq!(again.refused, [(refused.id, TransferError::Conflict)]);
    run(&mut tracer, &mut source).unwrap();
    let mut trace = tracer.trace(&case.names);
    trace.as_of = None;
    assert_eq!(trace, case.oracle());
}

#[test]
fn two_tellings_of_a_transfer_are_one() {
    let case = read(include_str!("../../golden/late.txt"));
    let mut tracer = Tracer::new(case.question.clone()).unwrap();
    let names = &case.names;
    while let Step::Need(probes) = tracer.step(names) {
        for probe in probes {
            let told = case.transfers.iter().filter(|t| t.from == probe.account || t.to == probe.account);
            // The payer's bank knows nothing of the credit.
            let tell = |t: &Transfer| Transfer { credit: t.credit.filter(|_| t.to == probe.account), ..*t };
            let ends = vec![(probe.account, End::Complete)];
            assert!(tracer.supply(Batch { transfers: told.map(tell).collect(), ends }).refused.is_empty());
        }
    }
    assert_eq!(tracer.trace(names), case.oracle());
}

#[test]
fn the_most_recoverable_account_comes_first() {
    let case = read(include_str!("../../golden/two_hops.txt"));
    let named = |rule| -> Vec<(String, u64, u32)> {
        let found = case.tracer().recoverable(rule);
        found.iter().map(|p| (case.names.account_text(p.account).to_owned(), p.amount, p.level)).collect()
    };
    let wanted = |list: &[(&str, u64, u32)]| list.iter().map(|(a, b, c)| ((*a).to_owned(), *b, *c)).collect::<Vec<_>>();
    assert_eq!(named(Rule::TaintFirst), wanted(&[("C", 30, 3), ("D", 30, 3)]));
    assert_eq!(named(Rule::Fifo), wanted(&[("B", 40, 2), ("D", 20, 3)]));
    assert_eq!(named(Rule::CleanFirst), wanted(&[("B", 40, 2), ("A", 20, 1)]));
}

#[test]
fn a_question_that_cannot_be_answered_is_refused() {
    let case = read(FLOOR);
    let account = case.names.find_account("A").unwrap();
    let on = |amount| vec![Root { victim: VictimId(1), start: Start::Account { account, at: 5, amount } }];
    let asked = |roots, rules: &[Rule]| Tracer::new(Question::new(roots, rules.to_vec())).map(|_| ());
    assert_eq!(asked(on(None), &[Rule::Poison]), Ok(()));
    assert_eq!(asked(on(None), &[Rule::Poison, Rule::Lifo]), Err(QuestionError::NoAmount(Rule::Lifo)));
    assert_eq!(asked(on(Some(0)), &[Rule::Lifo]), Err(QuestionError::Amount));
    assert_eq!(asked(on(Some(u64::MAX)), &[Rule::Lifo]), Err(QuestionError::Amount));
    assert_eq!(asked(Vec::new(), &[Rule::Lifo]), Err(QuestionError::NoRoot));
    assert_eq!(asked(on(Some(5)), &[]), Err(QuestionError::NoRule));
    let late = vec![Root { victim: VictimId(1), start: Start::Account { account, at: i64::MAX, amount: None } }];
    assert_eq!(asked(late, &[Rule::Poison]), Err(QuestionError::Moment));
    let short = Question { window_ms: -1, ..Question::new(on(None), vec![Rule::Poison]) };
    assert_eq!(Tracer::new(short).map(|_| ()), Err(QuestionError::Window(-1)));
}
