//! The rules' language: what it says, what it refuses, and that running all rules at once is running each.

mod again;
mod cel;
mod draw;

use cordon_sift::facts::{Fact, Facts};
use cordon_sift::judge::Kind;
use cordon_sift::rules::{File, Judged, Label, Past, Room, RuleError, Rules, backtest, check, shipped, unscaled};
use cordon_sift::verdict::Action;
use proptest::prelude::*;

/// A file with one rule for each condition, weighing 100, 101 and so on.
fn file(conditions: &[&str]) -> String {
    let rule = |(place, when): (usize, &&str)| {
        format!(
            "[[rule]]\nid = \"r{place}\"\nfor = [\"payment\"]\nwhen = '''{when}'''\nweight = {}\nzh = \"因\"\nen = \"why\"\n\
             source = \"test\"\ngroup = \"g\"\n",
            100 + place
        )
    };
    conditions.iter().enumerate().map(rule).collect()
}

fn read(text: &str) -> Result<Rules, Vec<RuleError>> {
    Rules::read(&[File { name: "test.toml", text }])
}

fn rules(conditions: &[&str]) -> Rules {
    read(&file(conditions)).unwrap()
}

/// What a condition comes to: held, failed, or neither.
fn outcome(condition: &str, facts: &Facts) -> &'static str {
    let rules = rules(&[condition]);
    let ruled = rules.run(Kind::Payment, facts, &mut Room::default());
    match (ruled.held.len(), ruled.failed.len()) {
        (1, 0) => "holds",
        (0, 1) => "fails",
        _ => "-",
    }
}

#[test]
fn conditions_mean_what_this_table_says() {
    let mut facts = Facts::default();
    facts.set(Fact::PayAmount, 5_000_000);
    facts.set(Fact::PayCount1h, 0);
    facts.set_word(Fact::CallRoute, "international");
    facts.set_truth(Fact::PayScreenShared, true);
    facts.set(Fact::PayWarned, 1_800_000);
    facts.set(Fact::PayBalanceShare, 950);
    for (condition, wanted) in [
        ("pay.amount == yuan(50000)", "holds"),
        ("pay.amount > yuan(50000)", "-"),
        ("pay.amount * 2 >= yuan(100000)", "holds"),
        ("pay.screen_shared", "holds"),
        ("!pay.screen_shared", "-"),
        ("call.route == 'international'", "holds"),
        ("call.route in ['local', \"domestic\"]", "-"),
        ("pay.warned_within <= duration('30m')", "holds"),
        ("pay.warned_within < duration('29m60s') || pay.amount_of_balance >= percent(95)", "holds"),
        ("pay.warned_within < days(1)", "holds"),
        // Unknown: nobody said whether there is a new device.
        ("pay.new_device", "-"),
        ("!pay.new_device", "-"),
        ("has(pay.new_device)", "-"),
        ("!has(pay.new_device)", "holds"),
        ("pay.new_device || pay.screen_shared", "holds"),
        ("pay.new_device && pay.screen_shared", "-"),
        ("pay.new_device == pay.screen_shared", "-"),
        ("pay.screen_shared == true", "holds"),
        // What cannot be reckoned fails, unless something beside it decides.
        ("pay.amount / pay.count_1h > yuan(1)", "fails"),
        ("pay.amount / pay.count_1h > yuan(1) && !pay.screen_shared", "-"),
        ("pay.amount / pay.count_1h > yuan(1) || pay.screen_shared", "holds"),
        ("pay.amount * 9000000000000000000 > yuan(0)", "fails"),
        ("-pay.amount < yuan(0)", "holds"),
        ("1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && 7 % 4 == 3 && 2 - 1 - 1 == 0", "holds"),
        ("true || false && false", "holds"),
    ] {
        assert_eq!(outcome(condition, &facts), wanted, "{condition}");
    }
}

#[test]
fn what_is_not_understood_is_refused_with_what_to_do() {
    for (condition, what, next) in [
        ("pay.amount > 50000", "money is compared with a number", "write yuan(50000)"),
        ("pay.warned_within < 30", "a time is compared with a number", "duration('30m')"),
        ("call.grade >= 'high'", "words have no order", "in ['high', 'very_high']"),
        ("call.grade == 'huge'", "'huge' is no word of this fact", "'very_high'"),
        ("pay.amout > yuan(1)", "there is no fact pay.amout", "pay.amount"),
        ("pay.screen_shared = true", "a single =", "write =="),
        ("pay.screen_shared & pay.elder", "a single &", "write &&"),
        ("pay.amount", "money is no condition", "compare it"),
        ("pay.elder && pay.amount", "money is no condition", "compare it"),
        ("pay.amount > yuan(1.5)", "a decimal number", "percent(15)"),
        ("call.route == ‘local’", "the quotation mark ‘", "plain quotation mark"),
        ("（pay.elder）", "the wide bracket", "write ( and )"),
        ("(pay.elder", "the end is here", "write )"),
        ("pay.elder pay.first_to_payee", "pay.first_to_payee is not expected", "&& or ||"),
        ("size(pay.amount) > 1", "size(…) is unknown", "there are has(fact)"),
        ("pay.warned_within < duration('half an hour')", "is no duration", "'30m'"),
        ("pay.amount + pay.count_1h > yuan(1)", "money + a number", "add like to like"),
        ("", "the end is here", "write a fact"),
    ] {
        let errors = read(&file(&[condition])).unwrap_err();
        let told = errors[0].to_string();
        assert!(told.starts_with("test.toml:4: rule r0, when, character "), "{told}");
        assert!(told.contains(what) && told.contains(next), "{condition}: {told}");
    }
    let deep = format!("{}pay.elder{}", "(".repeat(60), ")".repeat(60));
    assert!(read(&file(&[&deep])).unwrap_err()[0].to_string().contains("too many brackets"));
}

#[test]
fn a_file_tells_all_its_faults_at_once() {
    let text = "[scale.call]\nwatch = 5\nwarn = 1\n[[rule]]\nid = \"A b\"\nfor = []\nwhen = 'pay.elder'\nzh = \"\"\nen = \"x\"\n\
                source = \"\"\ngroup = \"g\"\nthen = \"hold\"\n";
    let told: Vec<String> = read(text).unwrap_err().iter().map(ToString::to_string).collect();
    for what in
        ["thresholds that do not rise", "an id that is none", "a rule for nothing", "no reason in Chinese", "no source"]
    {
        assert!(told.iter().any(|told| told.contains(what)), "{what} in {told:#?}");
    }
    let twice = format!("{}{}", file(&["pay.elder"]), file(&["pay.elder"]));
    assert!(read(&twice).unwrap_err()[0].to_string().contains("r0 is there already"));
    assert!(read("[[rule]]\nwhat = 1").unwrap_err()[0].to_string().contains("rules/README.md"));
}

#[test]
fn the_shipped_rules_are_read_and_nothing_about_them_is_doubtful() {
    let rules = Rules::read(shipped()).unwrap_or_else(|errors| panic!("{errors:#?}"));
    assert!(!rules.rules().is_empty());
    assert_eq!(check(&rules), []);
}

#[test]
fn doubtful_rules_are_told() {
    let doubts =
        |conditions: &[&str]| -> Vec<String> { check(&rules(conditions)).into_iter().map(|doubt| doubt.en).collect() };
    let never = "the rule r0 never holds: its conditions contradict each other or leave a fact no value";
    for condition in [
        "pay.amount > yuan(5) && pay.amount < yuan(5)",
        "pay.elder && !pay.elder",
        "call.grade == 'high' && call.grade == 'low'",
        "call.grade in ['high', 'low'] && call.grade != 'high' && call.grade != 'low'",
        "pay.count_1h < 0",
        "!has(pay.elder) && pay.elder",
        "(pay.elder || pay.new_device) && !(pay.elder || pay.new_device)",
        "pay.amount > 2 * pay.sum_24h && !(pay.amount > 2 * pay.sum_24h)",
    ] {
        assert_eq!(doubts(&[condition]), [never], "{condition}");
    }
    let same = ["pay.count_1h >= 3 && pay.elder", "pay.elder && !(pay.count_1h < 3)"];
    assert_eq!(doubts(&same), ["the rules r0 and r1 have the same condition"]);
    assert!(doubts(&["pay.count_1h >= 3", "pay.count_1h >= 5", "pay.elder", "call.grade == 'high'"]).is_empty());

    let against = file(&["pay.count_1h >= 3", "pay.count_1h >= 5"]).replace("weight = 101", "weight = -101");
    assert_eq!(check(&read(&against).unwrap())[0].rule, "r1");
}

#[test]
fn weights_without_thresholds_are_told() {
    let told: Vec<String> = unscaled(&rules(&["pay.elder"])).into_iter().map(|doubt| doubt.rule).collect();
    assert_eq!(told, ["scale.payment"]);
    let scaled = format!("[scale.payment]\nwatch = 1\nwarn = 2\n{}", file(&["pay.elder"]));
    assert_eq!(unscaled(&read(&scaled).unwrap()), []);
    assert_eq!(unscaled(&Rules::read(shipped()).unwrap()), []);
}

#[test]
fn the_past_is_judged_by_both_sets() {
    let scale = "[scale.payment]\nwatch = 50\nwarn = 90\nhold = 1000\n";
    let (now, then) =
        (format!("{scale}{}", file(&["pay.elder"])), format!("{scale}{}", file(&["pay.elder && pay.first_to_payee"])));
    let (now, then) = (read(&now).unwrap(), read(&then).unwrap());
    let events: Vec<(String, Judged, Label, &str)> = (0..40)
        .map(|place: i64| {
            let mut facts = Facts::default();
            facts.set_truth(Fact::PayElder, place % 2 == 0);
            facts.set_truth(Fact::PayFirst, place % 4 == 0);
            let label = if place % 4 == 0 { Label::Scam } else { Label::Lawful };
            let judged = Judged::told(Kind::Payment, facts, false);
            (format!("e{place}"), judged, label, if place < 20 { "east" } else { "west" })
        })
        .collect();
    let past = events.iter().map(|(id, judged, label, group)| Past { id, judged, label: *label, group });
    let sum = backtest(&now, &then, past);
    assert_eq!((sum.now.alerts, sum.now.caught, sum.now.wrong), (20, 10, 10));
    assert_eq!((sum.then.alerts, sum.then.caught, sum.then.wrong), (10, 10, 0));
    assert_eq!(sum.changed, 10);
    assert_eq!(
        (sum.changes[0].id.as_str(), sum.changes[0].now, sum.changes[0].then),
        ("e2", Action::Warn, Action::Allow)
    );
    assert_eq!(sum.changes[0].rules, ["r0"]);
    let (east, west) = (&sum.groups["east"], &sum.groups["west"]);
    assert_eq!((east.0.wrong, east.1.wrong, west.0.wrong, west.1.wrong), (5, 0, 5, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    /// The oracle: one rule after the other, nothing shared, no order of steps.
    #[test]
    fn running_all_rules_is_running_each(
        conditions in prop::collection::vec(draw::condition(), 1..12),
        many in prop::collection::vec(draw::facts(), 1..4),
    ) {
        let written: Vec<&str> = conditions.iter().map(String::as_str).collect();
        let rules = rules(&written);
        let mut room = Room::default();
        for facts in many {
            let (fast, plain) = (rules.run(Kind::Payment, &facts, &mut room), rules.run_plainly(Kind::Payment, &facts));
            prop_assert_eq!(fast.held, plain.held);
            prop_assert_eq!(fast.failed, plain.failed);
        }
    }

    /// A rule that is said never to hold never does.
    #[test]
    fn what_never_holds_does_not(conditions in prop::collection::vec(draw::condition(), 1..12), facts in draw::facts()) {
        let written: Vec<&str> = conditions.iter().map(String::as_str).collect();
        let rules = rules(&written);
        let never: Vec<String> = check(&rules).into_iter().filter(|doubt| doubt.other.is_none()).map(|doubt| doubt.rule).collect();
        let ruled = rules.run_plainly(Kind::Payment, &facts);
        for held in &ruled.held {
            prop_assert!(!never.iter().any(|id| id == held.id), "{} held", held.id);
        }
        let same = check(&rules).into_iter().filter(|doubt| doubt.en.ends_with("have the same condition"));
        let holds = |id: &str| ruled.held.iter().any(|held| held.id == id);
        for doubt in same {
            prop_assert_eq!(holds(&doubt.rule), holds(doubt.other.as_deref().unwrap()));
        }
    }

    /// What a condition means here it means in CEL, wherever CEL has a meaning for it.
    #[test]
    fn conditions_mean_what_cel_says(condition in draw::condition(), facts in draw::all_facts()) {
        let ours = outcome(&condition, &facts);
        if let Some(theirs) = cel::outcome(&condition, &facts) {
            prop_assert_eq!(ours == "holds", theirs, "{}", condition);
        }
    }
}
