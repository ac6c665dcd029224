//! Pictures: everything of a trace is on them once, nothing stands on something else, and little crosses.

use crate::case::{Case, WILD, World, cases, hold};
use crate::golden::read;
use cordon_flow::picture::{Course, Look, Picture, Spot};
use cordon_flow::{AccountId, Rule, Trace};
use cordon_model::Currency;
use proptest::prelude::*;

const WIDE: World = World { accounts: 14, transfers: 70, moments: 60, roots: 3, ..WILD };

fn label(case: &Case) -> impl Fn(AccountId) -> String + '_ {
    |account| case.names.account_text(account).to_owned()
}

fn drawn(case: &Case, trace: &Trace, rule: Rule, layer_max: usize) -> Picture {
    Picture::of(trace, &Look { layer_max, ..Look::new(rule) }, &label(case))
}

fn check(case: &Case, rule: Rule, layer_max: usize) -> Result<(), TestCaseError> {
    let trace = case.tracer();
    let picture = drawn(case, &trace, rule, layer_max);
    let places: Vec<_> = trace.reached.iter().filter_map(|place| place.tainted.get(&rule)).collect();
    prop_assert_eq!(picture.spots.iter().map(|spot| spot.accounts).sum::<usize>(), places.len());
    prop_assert_eq!(picture.layers.iter().map(|layer| layer.accounts).sum::<usize>(), places.len());
    let there: u64 = places.iter().map(|tainted| tainted.amount).sum();
    prop_assert_eq!(picture.spots.iter().map(|spot| spot.there).sum::<u64>(), there);
    prop_assert_eq!(picture.layers.iter().map(|layer| layer.there).sum::<u64>(), there);
    // What is still on its way ends nowhere on the page.
    let arrived = |to: AccountId| trace.place(to).is_some_and(|place| place.tainted.contains_key(&rule));
    let edges = trace.edges.iter().filter(|edge| arrived(edge.transfer.to));
    let carried: u64 = edges.filter_map(|edge| edge.tainted.get(&rule)).map(|carried| carried.amount).sum();
    prop_assert_eq!(picture.lines.iter().map(|line| line.carried).sum::<u64>(), carried);
    for (at, spot) in picture.spots.iter().enumerate() {
        prop_assert!(picture.layers[spot.layer].x == spot.x && spot.x + spot.width <= picture.width);
        prop_assert!(spot.y > 0 && spot.y + spot.height < picture.height, "{:?}", spot);
        let over = |other: &&Spot| other.layer == spot.layer && other.y < spot.y + spot.height;
        prop_assert!(!picture.spots[at + 1..].iter().any(|other| over(&other)), "{:?}", picture.spots);
        let ports =
            picture.lines.iter().filter(|line| line.course == Course::On && line.to == at).map(|l| l.points[3].1);
        prop_assert!(ports.into_iter().all(|y| (spot.y..=spot.y + spot.height).contains(&y)));
    }
    for layer in 0..picture.layers.len() {
        let count = picture.spots.iter().filter(|spot| spot.layer == layer).count();
        prop_assert!(count <= layer_max.max(1), "{} in a layer", count);
    }
    for line in &picture.lines {
        let layer = |at: usize| picture.spots[at].layer;
        let way = layer(line.from).cmp(&layer(line.to));
        prop_assert_eq!(line.course == Course::On, way.is_lt());
        prop_assert!(line.points.iter().all(|(x, y)| (0..=picture.width).contains(x) && *y >= 0));
    }
    Ok(())
}

#[test]
fn everything_is_on_the_page_once() {
    let asked = (cases(WIDE), 0..Rule::ALL.len(), prop_oneof![Just(24_usize), 0..5_usize]);
    hold(asked, 100, |(case, rule, most)| check(&case, Rule::ALL[rule], most));
}

#[test]
fn a_picture_does_not_depend_on_numbers() {
    hold(cases(WIDE), 50, |case| {
        let (other, _) = crate::plan::renumbered(&case);
        let svg = |case: &Case| drawn(case, &case.tracer(), Rule::TaintFirst, 5).svg(Currency::CNY);
        prop_assert_eq!(svg(&case), svg(&other));
        Ok(())
    });
}

/// Straight lines between the middles of spots, counted by sight.
fn crossings(picture: &Picture) -> usize {
    let on: Vec<_> = picture.lines.iter().filter(|line| line.course == Course::On).collect();
    let ends = |line: &cordon_flow::picture::Line| (&picture.spots[line.from], &picture.spots[line.to]);
    let cross = |a, b| {
        let ((a1, a2), (b1, b2)) = (ends(a), ends(b));
        a1.layer == b1.layer && a2.layer == b2.layer && (a1.y - b1.y) * (a2.y - b2.y) < 0
    };
    on.iter().enumerate().map(|(n, a)| on[n + 1..].iter().filter(|b| cross(a, b)).count()).sum()
}

#[test]
fn two_strands_that_cross_are_disentangled() {
    // In the order of arrival B, C, D stand over E, F, G, to which they pay crosswise.
    let case = read(
        "
ledger
t1 0 V A 90
t2 1 A B 30
t3 2 A C 30
t4 3 A D 30
t5 4 D E 30
t6 5 C F 30
t7 6 B G 30
question
victim 1 seed t1
",
    );
    let picture = drawn(&case, &case.tracer(), Rule::TaintFirst, 24);
    assert_eq!(crossings(&picture), 0);
    let middle = |text: &str| {
        let spot = picture.spots.iter().find(|spot| spot.label == text).unwrap();
        spot.y + spot.height / 2
    };
    assert_eq!((middle("B"), middle("C"), middle("D")), (middle("G"), middle("F"), middle("E")), "straight on");
    assert_eq!(middle("A"), middle("C"));
}

#[test]
fn ways_aside_are_told_apart() {
    // A pays itself, B (also of level 2) pays C, and C pays back to A.
    let case = read(
        "
ledger
t1 0 V A 90
t2 1 A A 10
t3 2 A B 30
t4 3 A C 30
t5 4 B C 20
t6 5 C A 10
question
victim 1 seed t1
",
    );
    let picture = drawn(&case, &case.tracer(), Rule::TaintFirst, 24);
    let count = |way| picture.lines.iter().filter(|line| line.course == way).count();
    assert_eq!((count(Course::On), count(Course::Level), count(Course::Back)), (2, 2, 1));
    let svg = picture.svg(Currency::CNY);
    assert_eq!(svg.matches("url(#tip)\"/>").count(), 2, "solid, with a tip");
    assert_eq!(svg.matches("stroke-dasharray=\"6 4\"").count(), 1);
    let folded = drawn(&case, &case.tracer(), Rule::TaintFirst, 1);
    assert!(folded.svg(Currency::CNY).contains("+2 户 accounts"));
}

#[test]
fn whatever_an_account_is_called_the_file_stays_xml() {
    let mut case = read("ledger\nt1 0 V A 90\nt2 1 A B 30\nquestion\nvictim 1 seed t1\n");
    let odd = case.names.account("<a href=\"x\">&\u{1}甲乙丙丁").unwrap();
    case.transfers[1].to = odd;
    let svg = drawn(&case, &case.tracer(), Rule::Lifo, 24).svg(Currency::CNY);
    assert!(svg.contains("&lt;a href=&quot;") && !svg.contains("<a ") && !svg.contains('\u{1}'), "{svg}");
}
