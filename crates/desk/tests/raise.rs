//! More stolen money comes to an account that is held already: the stop is raised, and nothing else is.

use crate::house::{House, answer_to};
use crate::story::{PAYEE, PAYER, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::order::approve::approve;
use cordon_model::{CaseNote, Measure, MeasureKind, Money, Note, Order, OrderKind, OrderState, Receipt, ReceiptResult};
use cordon_store::{Read, Value};

const MULE: &str = "9999997777777777";
const OTHER_PAYER: &str = "9999991111112222";

/// Two victims paid one account, one after the other, and money went on to a bank that holds an amount.
struct Flow<'h> {
    house: &'h House,
    trail: Trail<'h>,
    begun: i64,
    stories: Vec<Story<'h>>,
}

impl<'h> Flow<'h> {
    /// 20,000 of the first victim's 30,000 are held there.
    fn held(house: &'h House) -> Self {
        let flow = Self::under_way(house);
        flow.trail.hold(&flow.orders(OrderKind::Stop)[0], yuan(20_000));
        flow.trail.round();
        flow
    }

    /// 20,000 are there, and the stop has left.
    fn under_way(house: &'h House) -> Self {
        let begun = house.now().ms() - 60_000;
        let (story, trail) = Trail::after_report(house, yuan(30_000));
        let rows = [
            Row::credit(30_000, 0, PAYER, "999999000002").balance(30_000),
            Row::debit(20_000, 30, MULE, "999999000002").balance(10_000),
        ];
        trail.tell(&story, house.bank, PAYEE, &rows);
        trail.round();
        Self { house, trail, begun, stories: vec![story] }
    }

    /// Another victim pays, and as much goes on; the account had `before`.
    fn more(&mut self, paid: i64, before: i64) {
        self.house.pass(600_000);
        let story = Story::report_from(self.house, yuan(paid), OTHER_PAYER);
        story.sign();
        self.trail.round();
        let at = (self.house.now().ms() - self.begun) / 1_000 - 60;
        let rows = [
            Row::credit(paid, at, OTHER_PAYER, "999999000002").balance(before + paid),
            Row::debit(paid, at + 5, MULE, "999999000002").balance(before),
        ];
        self.trail.moved(&story, self.house.bank, PAYEE, &rows);
        self.trail.round();
        self.stories.push(story);
    }

    fn orders(&self, kind: OrderKind) -> Vec<Order> {
        let all = self.stories.iter().flat_map(Story::orders);
        all.filter(|order| order.kind == kind && order.level == 2).collect()
    }

    fn measure(&self, kind: MeasureKind) -> Measure {
        let key = self.orders(OrderKind::Stop)[0].target.key().to_owned();
        let all: Vec<Measure> =
            self.house.read(|view| view.select("where target_key = $1 order by id", &[Value::from(&key)]).unwrap());
        all.into_iter().rev().find(|measure| measure.kind == kind).unwrap()
    }

    fn force(&self) -> cordon_model::measure::Force {
        *self.measure(MeasureKind::Stop).state.force().unwrap()
    }

    fn answered(&self, order: &Order, result: ReceiptResult, code: &str) {
        self.house.answer(order.agency, &answer_to(order.id, result, code));
        self.trail.round();
    }

    fn is_short(&self) -> bool {
        self.stories.iter().any(|story| story.case().notes.contains(&CaseNote::HeldShort))
    }
}

#[test]
fn more_stolen_money_on_a_held_account_raises_the_hold() {
    let house = House::new();
    let mut flow = Flow::held(&house);
    let before = flow.force();
    assert!(flow.orders(OrderKind::RaiseHold).is_empty(), "all of it is held");
    flow.more(40_000, 10_000);
    let raises = flow.orders(OrderKind::RaiseHold);
    assert_eq!(raises.len(), 1);
    let raise = &raises[0];
    assert_eq!((raise.limit, raise.state.name()), (Some(yuan(60_000)), "dispatched"));
    assert_eq!(raise.state.approval().unwrap().name(), "standing");
    assert!(raise.signatories.is_some() && !raise.notes.contains(&Note::LimitNotCarried));
    assert_eq!(raise.original, Some(flow.orders(OrderKind::Stop)[0].id));
    flow.trail.restart();
    flow.trail.round();
    assert_eq!(flow.orders(OrderKind::RaiseHold).len(), 1, "a raise under way is not doubled");

    flow.house.done(house.other_bank, raise.id, Some(yuan(60_000)));
    flow.trail.round();
    let after = flow.force();
    assert_eq!((after.held, after.limit), (Some(yuan(60_000)), Some(yuan(60_000))));
    assert_eq!((after.from, after.until, after.times), (before.from, before.until, 1), "it prolongs nothing");
    let held = flow.stories.iter().fold(yuan(0), |sum, story| sum.plus(flow.trail.bar(story).held).unwrap());
    assert_eq!(held, yuan(60_000), "both cases' bars add up to what is held, and no fen is claimed twice");
    assert_eq!((flow.orders(OrderKind::RaiseHold).len(), flow.is_short()), (1, false));
    // Told again, and told otherwise: both stand there and change nothing.
    flow.house.answer(house.other_bank, &answer_to(raise.id, ReceiptResult::Refused, "1900"));
    let receipts: Vec<Receipt> = house
        .read(|view| view.select("where order_id = $1 order by id", &[Value::from(raise.id.to_string())]).unwrap());
    assert_eq!((receipts.len(), flow.force()), (2, after));
}

#[test]
fn what_came_while_a_raise_was_under_way_is_raised_after_it() {
    let house = House::new();
    let mut flow = Flow::held(&house);
    flow.more(40_000, 10_000);
    flow.more(5_000, 10_000);
    let raises = flow.orders(OrderKind::RaiseHold);
    assert_eq!(raises.len(), 1);
    flow.house.done(house.other_bank, raises[0].id, Some(yuan(60_000)));
    flow.trail.round();
    let limits: Vec<Option<Money>> = flow.orders(OrderKind::RaiseHold).iter().map(|order| order.limit).collect();
    assert_eq!(limits, [Some(yuan(60_000)), Some(yuan(65_000))]);
}

/// Found by the storm of kills: the trace had nothing new to say when the answer came, and nobody looked.
#[test]
fn what_came_while_the_stop_was_under_way_is_raised_when_it_is_in_force() {
    let house = House::new();
    let mut flow = Flow::under_way(&house);
    let stop = flow.orders(OrderKind::Stop).remove(0);
    assert_eq!(stop.state.name(), "dispatched");
    flow.more(40_000, 10_000);
    assert!(flow.orders(OrderKind::RaiseHold).is_empty(), "nothing is held that could be raised");
    flow.trail.hold(&stop, yuan(20_000));
    flow.trail.round();
    let raises = flow.orders(OrderKind::RaiseHold);
    assert_eq!((raises.len(), raises[0].limit), (1, Some(yuan(60_000))));
    flow.house.done(house.other_bank, raises[0].id, Some(yuan(60_000)));
    flow.trail.round();
    assert_eq!((flow.orders(OrderKind::RaiseHold).len(), flow.force().held), (1, Some(yuan(60_000))));
}

#[test]
fn what_standing_authority_does_not_cover_waits_for_a_person() {
    let house = House::new();
    let mut flow = Flow::held(&house);
    flow.more(2_000_000, 10_000);
    let raise = flow.orders(OrderKind::RaiseHold).remove(0);
    assert_eq!((raise.state.name(), raise.limit), ("awaiting_approval", Some(yuan(2_020_000))));
    flow.more(5_000, 10_000);
    let raises = flow.orders(OrderKind::RaiseHold);
    assert_eq!((raises.len(), raises[0].limit), (1, Some(yuan(2_025_000))), "what has not left asks for all");
    approve(&house.desk, &house.of(&house.approver), raise.id).unwrap();
    flow.house.done(house.other_bank, raise.id, Some(yuan(2_025_000)));
    assert_eq!(flow.force().held, Some(yuan(2_025_000)));
}

#[test]
fn a_raise_that_failed_is_tried_with_new_claims_and_a_refused_one_never() {
    let house = House::new();
    let mut flow = Flow::held(&house);
    flow.more(40_000, 10_000);
    let first = flow.orders(OrderKind::RaiseHold).remove(0);
    flow.answered(&first, ReceiptResult::Failed, "1101");
    assert!(flow.is_short(), "it stands on the case");
    assert_eq!((flow.orders(OrderKind::RaiseHold).len(), flow.force().held), (1, Some(yuan(20_000))));
    flow.more(5_000, 10_000);
    let second = flow.orders(OrderKind::RaiseHold).pop().unwrap();
    assert_eq!((second.limit, second.state.name()), (Some(yuan(65_000)), "dispatched"));
    flow.answered(&second, ReceiptResult::Refused, "1000");
    flow.more(6_000, 10_000);
    assert_eq!(flow.orders(OrderKind::RaiseHold).len(), 2, "refused is refused");
    assert_eq!(flow.force().limit, Some(yuan(20_000)));
}

#[test]
fn a_freeze_is_changed_by_people_only() {
    let house = House::new();
    let mut flow = Flow::held(&house);
    let mut measure = flow.measure(MeasureKind::Stop);
    measure.kind = MeasureKind::Freeze;
    house.keep(&measure);
    flow.more(40_000, 10_000);
    assert!(flow.orders(OrderKind::RaiseHold).is_empty());
    assert!(flow.is_short(), "but the case says that more is there than is held");
}

/// It would have called a bank to account for what was free before the raise.
#[test]
fn what_left_before_a_raise_is_no_breach() {
    let house = House::new();
    let mut flow = Flow::held(&house);
    flow.more(40_000, 10_000);
    let raise = flow.orders(OrderKind::RaiseHold).remove(0);
    assert!(matches!(raise.state, OrderState::Dispatched { .. }));
    // While the raise is on its way a part of what is not held yet leaves.
    let left = (flow.house.now().ms() - flow.begun) / 1_000;
    let rows = [Row::debit(4_000, left, "9999996666666666", "999999000002").balance(56_000)];
    flow.trail.moved(&flow.stories[0], house.other_bank, MULE, &rows);
    flow.house.done(house.other_bank, raise.id, Some(yuan(56_000)));
    flow.trail.round();
    let notes = flow.stories.iter().flat_map(|story| story.case().notes).collect::<Vec<_>>();
    assert!(!notes.contains(&CaseNote::Breach), "{notes:?}");
}
