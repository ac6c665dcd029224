//! Judged once more: by the same set the same follows, and a shadow counts what a plain count does.

use super::{draw, rules};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::judge::{Judge, Kind, Reading};
use cordon_sift::rules::{File, Judged, Room, Rules, Shadow, Tally};
use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::verdict::Action;
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    let lexicon = Lexicon::read(shipped()).unwrap();
    Judge::new(Reading { lexicon: Arc::new(lexicon), model: Arc::new(crate::town::learned().clone()) }, "96110")
});

/// The drawn conditions, and thresholds that some of them reach.
fn set(conditions: &[String], warn: i32) -> Rules {
    let scale = format!("[scale.payment]\nwatch = 100\nwarn = {warn}\nhold = 400\n");
    let written: Vec<&str> = conditions.iter().map(String::as_str).collect();
    let all = format!("{scale}{}", super::file(&written));
    Rules::read(&[File { name: "test.toml", text: &all }]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_shadow_counts_what_each_verdict_would_be(
        (now, then) in (prop::collection::vec(draw::condition(), 1..6), prop::collection::vec(draw::condition(), 1..6)),
        (warn, other) in (100..400_i32, 100..400_i32),
        many in prop::collection::vec(draw::facts(), 1..40),
    ) {
        let (judge, now, then) = (&*JUDGE, set(&now, warn), set(&then, other));
        let mut shadow = Shadow::new(then.clone());
        let (mut wanted, mut room) = (Tally::default(), Room::default());
        for facts in many {
            let mut decide = |rules: &Rules| judge.decide(Kind::Payment, &facts, None, &rules.run(Kind::Payment, &facts, &mut room));
            let (told, would_be) = (decide(&now), decide(&then));
            let judged = Judged::of(Kind::Payment, facts.clone(), &told);
            prop_assert_eq!(judged.by(&now, &mut Room::default()).0, told.action, "the same set again");
            shadow.see(&judged, told.action);
            wanted.events += 1;
            wanted.alerts += u64::from(told.action >= Action::Warn);
            wanted.would_alert += u64::from(would_be.action >= Action::Warn);
            wanted.stricter += u64::from(would_be.action > told.action);
            wanted.milder += u64::from(would_be.action < told.action);
            wanted.failed += u64::from(!would_be.failed.is_empty());
        }
        let figures = shadow.figures();
        prop_assert_eq!(figures.tally(Kind::Payment), wanted);
        prop_assert_eq!(figures.tally(Kind::Call), Tally::default());
        prop_assert_eq!(figures.sum(), (wanted.events, wanted.stricter + wanted.milder));
        prop_assert_eq!(figures.moves().map(|one| one.events).sum::<u64>(), wanted.stricter + wanted.milder);
    }
}

#[test]
fn a_shadow_names_the_rules_that_could_not_be_reckoned() {
    let mut shadow = Shadow::new(rules(&["pay.amount / pay.count_1h > yuan(1)", "pay.elder"]));
    let mut facts = Facts::default();
    facts.set(Fact::PayAmount, 100);
    facts.set(Fact::PayCount1h, 0);
    let judged = Judged::told(Kind::Payment, facts, false);
    (0..3).for_each(|_| shadow.see(&judged, Action::Allow));
    let figures = shadow.figures();
    assert_eq!(figures.failures().collect::<Vec<_>>(), [("r0", 3)]);
    // A person looks at what could not be judged.
    let moves: Vec<_> = figures.moves().map(|one| (one.now, one.would_be, one.events)).collect();
    assert_eq!(moves, [(Action::Allow, Action::Watch, 3)]);
    assert_eq!(figures.tally(Kind::Payment).failed, 3);
}

#[test]
fn words_that_were_read_count_again_with_their_sum_and_their_reasons() {
    let judge = &*JUDGE;
    let rules = Rules::read(cordon_sift::rules::shipped()).unwrap();
    for said in
        ["我是公安局的，你涉嫌洗钱，不要告诉家人，把钱转到安全账户，验证码发给我", "您的快递已放在门口，请及时取走"]
    {
        let event = serde_json::from_value(serde_json::json!({"kind": "text", "id": "x", "at": 1_800_000_000_000_i64,
            "channel": "sms", "text": said, "basis": "reported"}));
        let mut facts = Facts::default();
        let words = judge.read(&event.unwrap(), &mut facts, &mut Default::default());
        let verdict =
            judge.decide(Kind::Text, &facts, words.as_ref(), &rules.run(Kind::Text, &facts, &mut Room::default()));
        let judged = Judged::of(Kind::Text, facts, &verdict);
        assert_eq!(judged.by(&rules, &mut Room::default()).0, verdict.action, "{said}");
        assert!(judged.said != 0);
    }
}
