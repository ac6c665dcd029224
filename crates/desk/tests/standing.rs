//! The law of the standing table: after whatever happened it says what one joint trace over all open
//! cases says. Towns are drawn from a seed; `STANDING_TOWNS=200` draws more of them.

use crate::archive;
use crate::house::{House, answer_to, seed_of};
use crate::story::{self, Story, report, side, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::Refusal;
use cordon_desk::money::trace::{Standing, joint, round, told_rows};
use cordon_desk::money::unprotect_account::unprotect_account;
use cordon_desk::read::Payees;
use cordon_desk::read::payees::{News, Payee};
use cordon_desk::sealing::account_key;
use cordon_model::exchange::{Answer, DebitFound};
use cordon_model::{AccountClass, AgencyId, Exit, Order, OrderKind, ProtectionKind, ReceiptResult, Stamp};
use cordon_store::Read;
use std::collections::{BTreeMap, BTreeSet};

/// Steps of one town's life.
const STEPS: usize = 60;
const ACCOUNTS: usize = 26;
/// Many buy there, and nothing ever leaves it.
const SHOP: usize = 12;
const STRANGE_CODE: &str = "999999000009";
const DAY_MS: i64 = 86_400_000;

/// Small numbers, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A transfer of the town, told by whichever bank is asked.
struct Sent {
    from: usize,
    to: usize,
    yuan: i64,
    second: i64,
    exit: Option<Exit>,
}

struct Town<'h> {
    house: &'h House,
    trail: Trail<'h>,
    dice: Dice,
    sent: Vec<Sent>,
    by_key: BTreeMap<String, usize>,
    stories: Vec<Story<'h>>,
    seeds: u64,
    begun: Stamp,
}

/// What is sent in a town of this seed; the dice go on from there.
fn sent_in(seed: u64) -> (Vec<Sent>, Dice) {
    let mut dice = Dice(seed);
    ((0..40).map(|_| sent(&mut dice)).collect(), dice)
}

/// A house beside which there is a list: what banks will tell, if they are asked, at other moments, and what
/// nobody else tells.
fn beside_a_list(house: House, seed: u64) -> House {
    let (mut all, mut dice) = sent_in(seed);
    all.extend((0..20).map(|_| sent(&mut dice)));
    let begun = house.now();
    let mut list = "id,time,from,to,amount\n".to_owned();
    for (n, sent) in all.iter().enumerate().filter(|(_, sent)| sent.exit.is_none()) {
        let apart = i64::try_from(dice.below(1_400)).unwrap() - 700;
        let second = sent.second + apart;
        // A list is of what has happened.
        if second > 0 {
            continue;
        }
        let at = begun.plus_ms(second * 1_000).ms();
        let name = |at: usize| format!("{}:{}", code(at), number(at));
        list.push_str(&format!("{n},{at},{},{},{}.00\n", name(sent.from), name(sent.to), sent.yuan));
    }
    archive::house_beside(house, &list)
}

impl<'h> Town<'h> {
    fn of(house: &'h House, seed: u64) -> Self {
        let (sent, dice) = sent_in(seed);
        let key = |at: usize| account_key(house.desk.vault(), agency(house, at), &number(at));
        let by_key = (0..ACCOUNTS).map(|at| (key(at), at)).collect();
        let (trail, begun) = (Trail::of(house), house.now());
        Self { house, trail, dice, sent, by_key, stories: Vec::new(), seeds: seed * 1_000_000, begun }
    }

    /// Somebody reports; sometimes of the same payment as another, without a name, or a payee.
    fn report(&mut self) {
        let mut report = report(self.house, yuan(10 + 10 * i64::try_from(self.dice.below(6)).unwrap()));
        let (payer, payee) = (self.dice.below(ACCOUNTS + 4), self.dice.below(ACCOUNTS));
        report.transfers[0].from = side(code(payer), &number(payer), AccountClass::Personal);
        report.transfers[0].to = Some(side(code(payee), &number(payee), AccountClass::Personal));
        report.transfers[0].at = self.house.now().minus_ms(3_600_000);
        if self.dice.one_in(6) {
            report.reporter = None;
        }
        let strange = |at| code(at) == STRANGE_CODE;
        if payer == payee || strange(payer) || strange(payee) {
            return;
        }
        let story = Story::of(self.house, &report);
        if self.dice.one_in(2) && report.reporter.is_some() {
            story.sign();
        }
        self.stories.push(story);
    }

    fn answer(&mut self) {
        let open: Vec<Order> = self.house.read(|view| view.select("order by id", &[]).unwrap());
        let open: Vec<Order> =
            open.into_iter().filter(|order| matches!(order.state.name(), "dispatched" | "seen")).collect();
        if open.is_empty() {
            return;
        }
        let order = open[self.dice.below(open.len())].clone();
        let answer = self.answer_to(&order);
        // A bank may answer what makes no sense: that is refused, and changes nothing.
        let _: Result<_, Refusal> = self.trail.try_answer(order.agency, &answer);
        self.trail.learn();
    }

    fn answer_to(&mut self, order: &Order) -> Answer {
        let result = if self.dice.one_in(5) { ReceiptResult::Failed } else { ReceiptResult::Done };
        let plain = answer_to(order.id, result, "0000");
        let at = Some(self.house.now());
        match (order.kind, result) {
            (OrderKind::QueryAccount | OrderKind::Watch, ReceiptResult::Done) => self.statement(order),
            (OrderKind::ConfirmDebit, ReceiptResult::Done) => {
                let found = !self.dice.one_in(3);
                let at = at.map(|at| at.minus_ms(3_600_000));
                Answer { debit: Some(DebitFound { found, at, payee: None }), ..plain }
            }
            (OrderKind::Stop, ReceiptResult::Done) => {
                let held = Some(yuan(i64::try_from(self.dice.below(60)).unwrap()));
                Answer { held, balance: held, from: at, ..plain }
            }
            _ => plain,
        }
    }

    fn statement(&mut self, order: &Order) -> Answer {
        let at = self.by_key.get(order.target.key()).copied();
        let passed = self.house.now().since_ms(self.begun) / 1_000;
        let rows: Vec<Row> =
            self.sent.iter().filter(|sent| sent.second <= passed).filter_map(|sent| row(sent, at?)).collect();
        let number = at.map_or_else(String::new, number);
        self.trail.answer(order, &number, &rows)
    }

    fn step(&mut self) {
        match self.dice.below(12) {
            0..3 => self.report(),
            3..8 => self.answer(),
            8 => {
                self.house.pass(120_000);
            }
            9 if self.dice.one_in(8) => {
                self.house.pass(9 * DAY_MS);
            }
            9 => {
                self.house.tick();
            }
            10 => {
                if let Some(story) = self.stories.iter().find(|story| story.case().reporter.is_none()) {
                    story.identify();
                }
            }
            _ => {
                let at = self.dice.below(ACCOUNTS);
                let key = account_key(self.house.desk.vault(), agency(self.house, at), &number(at));
                let known = self.house.read(|view| view.load::<cordon_model::KnownAccount>(&key).unwrap());
                if known.is_some() {
                    self.trail.protect(&number(at), agency(self.house, at), ProtectionKind::Utility);
                }
            }
        }
    }

    fn round(&mut self, standing: &mut Standing) {
        let mut seeds = self.seeds;
        let mut seed = || {
            seeds += 1;
            seed_of(seeds)
        };
        round(&self.house.desk, self.house.now(), &mut seed, standing).unwrap();
        self.seeds = seeds;
    }

    /// The standing table and the plain one, part by part.
    fn compare(&self, standing: &mut Standing, what: &str) {
        let now = self.house.now();
        standing.look(&self.house.desk, now).unwrap();
        let plain = joint(&self.house.desk, now).unwrap();
        let parts = standing.parts();
        let cases: BTreeSet<_> = plain.parts.iter().map(|part| part.case).collect();
        assert_eq!(parts.keys().copied().collect::<BTreeSet<_>>(), cases, "{what}");
        for part in &plain.parts {
            let found = parts[&part.case];
            assert_eq!(serde_json::to_value(found).unwrap(), serde_json::to_value(part).unwrap(), "{what}");
            assert_eq!(found.unclaimed, part.unclaimed, "{what}");
        }
    }
}

/// What is told of each account to be paid, kept up by what the journal says was written; made anew it is the same.
/// On how many accounts there is something to tell.
fn compare_payees(town: &Town<'_>, kept: &mut Payees, what: &str) -> usize {
    let (desk, now) = (&town.house.desk, town.house.now());
    let since = kept.as_of().map(|as_of| as_of.entries);
    kept.take(News::since(desk, since, now).unwrap());
    let mut anew = Payees::new(desk.vault());
    anew.take(News::since(desk, None, now).unwrap());
    assert_eq!((kept.len(), kept.as_of()), (anew.len(), anew.as_of()), "{what}");
    for key in town.by_key.keys() {
        assert_eq!(kept.told(key, now), anew.told(key, now), "{what}");
    }
    town.by_key.keys().filter(|key| anew.told(key, now) != Payee::default()).count()
}

fn sent(dice: &mut Dice) -> Sent {
    let exit = dice.one_in(6).then_some(Exit::Cash);
    let (from, to) = (dice.below(ACCOUNTS), if dice.one_in(3) { SHOP } else { dice.below(ACCOUNTS) });
    let from = if from == SHOP { 0 } else { from };
    // Some are still to come when the first reports are made.
    let second = i64::try_from(dice.below(5_000)).unwrap() - 3_400;
    Sent { from, to, yuan: 5 + i64::try_from(dice.below(50)).unwrap(), second, exit }
}

fn row(sent: &Sent, at: usize) -> Option<Row> {
    let row = if sent.from == at && sent.exit.is_some() {
        Row::debit(sent.yuan, sent.second, "", "").exit(sent.exit?)
    } else if sent.from == at {
        Row::debit(sent.yuan, sent.second, &number(sent.to), code(sent.to))
    } else if sent.to == at && sent.exit.is_none() {
        Row::credit(sent.yuan, sent.second, &number(sent.from), code(sent.from))
    } else {
        return None;
    };
    Some(row.balance(100))
}

/// Every seventh account is at a bank that takes part in nothing.
fn code(at: usize) -> &'static str {
    ["999999000001", "999999000002", STRANGE_CODE][if at % 7 == 6 { 2 } else { at % 2 }]
}

fn agency(house: &House, at: usize) -> AgencyId {
    if at.is_multiple_of(2) { house.bank } else { house.other_bank }
}

fn number(at: usize) -> String {
    format!("99999900000000{at:02}")
}

#[test]
fn the_standing_table_is_the_joint_trace_of_all_open_cases() {
    let towns = std::env::var("STANDING_TOWNS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let (mut together, mut apart, mut side_by_side, mut listed, mut payees) = (0, 0, 0, 0, 0);
    for seed in 1..=towns {
        let house = House::new();
        let house = if seed % 2 == 0 { beside_a_list(house, seed) } else { house };
        let mut town = Town::of(&house, seed);
        let mut standing = Standing::default();
        let mut kept = Payees::new(house.desk.vault());
        for step in 0..STEPS {
            town.step();
            payees += compare_payees(&town, &mut kept, &format!("town {seed}, step {step}"));
            town.compare(&mut standing, &format!("town {seed}, step {step}"));
            if town.dice.one_in(2) {
                town.round(&mut standing);
                town.compare(&mut standing, &format!("town {seed}, after the round of step {step}"));
            }
            side_by_side += standing.side_by_side();
        }
        let sizes = standing.sizes();
        together += sizes.iter().filter(|size| **size > 1).count();
        apart += usize::from(sizes.len() > 1);
        listed += house.read(|view| told_rows(view, house.desk.lists()).unwrap().len());
    }
    assert!(payees > 0, "there was never anything to tell of a payee");
    assert!(listed > 0, "no bank told what a list told before");
    assert!(together > 0 && apart > 0, "the towns show neither cases that meet nor cases that do not");
    assert!(side_by_side > 0, "nowhere in the towns does money of cases that do not meet lie on one account");
}

/// Nothing moves, and the case's part says what it said: what may be done about it is another.
#[test]
fn an_account_that_is_protected_no_longer_is_stopped_in_the_next_round() {
    let house = House::new();
    let mule = "9999997777777777";
    let (story, trail) = Trail::after_report(&house, yuan(10_000));
    let came = Row::credit(10_000, 0, story::PAYER, code(1)).balance(10_000);
    trail.tell(&story, house.bank, story::PAYEE, &[came, Row::debit(10_000, 10, mule, code(1)).balance(0)]);
    trail.protect(mule, house.other_bank, ProtectionKind::Utility);
    trail.round();
    let stopped = || story.orders().iter().any(|order| order.kind == OrderKind::Stop && order.level == 2);
    assert!(!stopped(), "a utility is never stopped");
    let key = account_key(house.desk.vault(), house.other_bank, mule);
    unprotect_account(&house.desk, &house.of(&house.supervisor), &key, "登记有误").unwrap();
    trail.round();
    assert!(stopped(), "nothing protects it any more");
}
