//! One verdict: what may follow at most, what is read at all, and that what fails never makes it milder.

use crate::town::{learned, words};
use cordon_model::time::Stamp;
use cordon_sift::event::{CallEvent, CallStage, ContentBasis, Event, TextEvent};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::judge::{Held, Judge, Kind, Reading, Ruled, Said, Thresholds};
use cordon_sift::text::call::Channel;
use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::verdict::{Action, Grade, REASONS_MAX, Verdict};
use std::sync::Arc;

const SCAM: &str = "我是公安局的，你涉嫌洗钱，不要告诉家人，把钱转到安全账户";

fn judge() -> Judge {
    let lexicon = Lexicon::read(shipped()).unwrap();
    assert_eq!(lexicon.digest(), words().digest());
    Judge::new(Reading { lexicon: Arc::new(lexicon), model: Arc::new(learned().clone()) }, "96110")
}

fn text(basis: Option<ContentBasis>) -> Event {
    Event::Text(TextEvent {
        id: "t1".into(),
        at: Stamp::from_ms(1_800_000_000_000),
        channel: Channel::Sms,
        from: None,
        to: None,
        text: Some(SCAM.into()),
        basis,
    })
}

fn held(weight: i32, then: Option<Action>) -> Held<'static> {
    Held { id: "r", zh: "某规则", en: "some rule", weight, then }
}

fn ruled(held: Vec<Held<'static>>) -> Ruled<'static> {
    let thresholds = Thresholds { watch: 0, warn: 1_000, hold: 3_000 };
    Ruled { bias: -4_000, held, failed: Vec::new(), thresholds }
}

fn decided(kind: Kind, facts: &Facts, said: Option<&Said>, ruled: &Ruled<'_>) -> Verdict {
    judge().decide(kind, facts, said, ruled)
}

#[test]
fn words_are_read_on_a_basis_only() {
    let judge = judge();
    let mut facts = Facts::default();
    assert!(judge.read(&text(None), &mut facts, &mut Hits::default()).is_none());
    assert_eq!(facts.get(Fact::TextRead), Some(0));
    assert_eq!(facts.get(Fact::TextLogit), None, "nothing of the words is known");
    let said = judge.read(&text(Some(ContentBasis::Reported)), &mut facts, &mut Hits::default());
    assert!(facts.is_true(Fact::TextRead) && facts.is_true(Fact::TextDemand));
    let verdict = judge.decide(Kind::Text, &facts, said.as_ref(), &ruled(Vec::new()));
    assert!(!verdict.reasons.is_empty() && verdict.reasons.len() <= REASONS_MAX);
    assert_eq!(verdict.versions.lexicon, words().digest());
    let place = verdict.reasons[0].place.unwrap();
    assert!(place.to > place.from && (place.to as usize) <= SCAM.chars().count());
}

/// Kind, what is known, what a rule asks for, what may follow.
const CEILINGS: &[(Kind, Option<Fact>, Action, Action)] = &[
    (Kind::Text, None, Action::Block, Action::Warn),
    (Kind::Text, None, Action::Hold, Action::Warn),
    (Kind::Call, None, Action::Block, Action::Warn),
    (Kind::Call, Some(Fact::ListMeasure), Action::Block, Action::Block),
    (Kind::Call, Some(Fact::ListMeasure), Action::Hold, Action::Warn),
    (Kind::Payment, None, Action::Block, Action::Hold),
    (Kind::Payment, None, Action::Hold, Action::Hold),
    (Kind::Payment, Some(Fact::PayeeTainted), Action::Block, Action::Block),
    (Kind::Payment, Some(Fact::PayeeMeasure), Action::Block, Action::Block),
    (Kind::Payment, Some(Fact::PayeeMule), Action::Block, Action::Hold),
];

#[test]
fn a_score_never_goes_beyond_a_warning_or_the_banks_delay() {
    for (kind, known, asked, follows) in CEILINGS {
        let mut facts = Facts::default();
        known.iter().for_each(|fact| facts.set(*fact, 1));
        let verdict = decided(*kind, &facts, None, &ruled(vec![held(20_000, Some(*asked))]));
        assert_eq!(verdict.action, *follows, "{kind:?} {known:?} {asked:?}");
        assert_eq!((verdict.grade, verdict.probability), (Grade::VeryHigh, 1_000));
        let by_sum = decided(*kind, &facts, None, &ruled(vec![held(20_000, None)]));
        assert!(by_sum.action <= Action::Hold, "a sum alone blocks nothing, whatever is known");
    }
}

#[test]
fn what_failed_is_named_and_makes_nothing_milder() {
    for weight in [-9_000, 0, 4_500, 9_000] {
        let whole = ruled(vec![held(weight, None)]);
        let broken = Ruled { failed: vec!["payments.broken"], ..whole.clone() };
        let (one, other) = (
            decided(Kind::Payment, &Facts::default(), None, &whole),
            decided(Kind::Payment, &Facts::default(), None, &broken),
        );
        assert!(other.action >= one.action && other.action >= Action::Watch, "{weight}");
        assert_eq!(other.failed, ["payments.broken"]);
    }
}

#[test]
fn nobody_is_warned_without_a_reason() {
    let base = Ruled { bias: 9_000, ..ruled(Vec::new()) };
    assert_eq!(decided(Kind::Call, &Facts::default(), None, &base).action, Action::Watch);
}

#[test]
fn the_rule_that_decided_is_named_first_and_what_spoke_against_it_as_well() {
    let strong = Held { id: "strong", weight: 9_000, ..held(0, None) };
    let deciding = Held { id: "deciding", ..held(10, Some(Action::Warn)) };
    let against = Held { id: "against", ..held(-300, None) };
    let mut all: Vec<Held<'static>> = (0..9).map(|_| held(5, None)).collect();
    all.extend([strong, deciding, against]);
    let verdict = decided(Kind::Call, &Facts::default(), None, &ruled(all));
    let codes: Vec<&str> = verdict.reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["rule.deciding", "rule.strong", "rule.r", "rule.r", "rule.r"]);
    assert_eq!(verdict.against.unwrap().code, "rule.against");
}

#[test]
fn signalling_alone_is_a_call() {
    let call = Event::Call(CallEvent {
        id: "c1".into(),
        at: Stamp::from_ms(0),
        stage: CallStage::Attempt,
        caller: "+8613000000000".into(),
        callee: "+8613000000001".into(),
        route: None,
        attested: None,
        seconds: None,
        activated_at: None,
        roaming: None,
        device: None,
        cell: None,
    });
    let mut facts = Facts::default();
    assert!(judge().read(&call, &mut facts, &mut Hits::default()).is_none());
    assert_eq!(facts.iter().collect::<Vec<_>>(), [(Fact::Kind, 1), (Fact::Hour, 8)]);
}
