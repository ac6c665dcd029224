//! The cases: who is deceived when and of how much, and over which cards a gang plans to move it.

use super::people::class_at;
use super::{AccountNo, INSTITUTIONS, Role, Script};
use crate::dice::Dice;
use crate::settings::{BEGIN_MS, CASES_PER_DAY, WARM_UP_MS};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};

/// Shares by type: T01, T02, T03, T04, T05, T06 as a city published them (Kunming, a week of 2022-11:
/// 20, 7, 10, 7, 19, 17 %), the rest spread over the others. Median losses are assumptions that keep the
/// published ranks: the most cases and loss in T01, the largest loss of a case in T02 and T08.
const TYPES: [(i64, (&str, i64)); 11] = [
    (200, ("T01", 2_000_000)),
    (70, ("T02", 8_000_000)),
    (100, ("T03", 300_000)),
    (70, ("T04", 3_000_000)),
    (190, ("T05", 1_200_000)),
    (170, ("T06", 4_000_000)),
    (40, ("T07", 5_000_000)),
    (30, ("T08", 10_000_000)),
    (50, ("T09", 3_000_000)),
    (50, ("T10", 400_000)),
    (30, ("T11", 1_000_000)),
];
const LOSS_SPREAD: i64 = 900;
const LOSS_MIN: i64 = 50_000;
const LOSS_MAX: i64 = 200_000_000;
/// When people are deceived: so many of each hour of the day.
const HOURS: [(i64, i64); 5] = [(5, 2), (20, 9), (45, 13), (45, 18), (20, 21)];

const GANGS: usize = 12;
/// Cards in one gang's hands at a time, and how long they stay there.
const CARDS: usize = 36;
const CARDS_KEPT_DAYS: i64 = 4;
/// Of a thousand cards at each level, so many bring the money out; at the last one all.
const EXITS_PERMILLE: [i64; 5] = [60, 250, 500, 750, 1_000];
const SPLITS: [(i64, usize); 4] = [(350, 1), (350, 2), (200, 3), (100, 4)];
const DWELL_SPREAD: i64 = 800;
const REPORT_SPREAD: i64 = 800;
/// What a mule keeps for himself.
const FEE_PERMILLE: i64 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// At a machine, a few thousand at a time, up to the day's limit of a card.
    Cash,
    Crypto,
    GiftCard,
    /// Goods from a seller who knows nothing: he has the money, in good faith.
    Goods,
}

const EXITS: [(i64, Exit); 4] = [(500, Exit::Cash), (250, Exit::Crypto), (100, Exit::GiftCard), (150, Exit::Goods)];

/// What a card does with what arrives.
#[derive(Clone, Debug)]
pub enum Way {
    /// On to these nodes of the case, so many of a thousand each.
    Split(Vec<(usize, i64)>),
    Exit(Exit),
}

/// One card's part in a case.
#[derive(Clone, Debug)]
pub struct Node {
    pub account: AccountNo,
    pub level: usize,
    /// How long it keeps what arrives.
    pub dwell_ms: i64,
    pub way: Way,
}

#[derive(Clone, Copy, Debug)]
pub struct Payment {
    pub at: i64,
    pub fen: i64,
    /// The first card: a node of the case.
    pub node: usize,
}

#[derive(Clone, Debug)]
pub struct Case {
    pub scam: &'static str,
    pub victim: AccountNo,
    pub gang: usize,
    pub payments: Vec<Payment>,
    pub nodes: Vec<Node>,
    pub reported_at: i64,
    /// How long after the report the signed form is there.
    pub signed_after_ms: i64,
}

impl Case {
    pub fn loss(&self) -> i64 {
        self.payments.iter().map(|payment| payment.fen).sum()
    }
}

/// Cards by the day from which they are used.
#[derive(Debug, Default)]
pub struct Gang {
    pub cards: Vec<Vec<AccountNo>>,
}

impl Gang {
    /// The cards of that day.
    pub fn on(&self, day: i64) -> &[AccountNo] {
        let at = usize::try_from(day.div_euclid(CARDS_KEPT_DAYS)).unwrap_or(0);
        self.cards.get(at).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn write(script: &mut Script) {
    recruit(script);
    for number in 0..script.settings.cases {
        let case = draw(script, number);
        script.cases.push(case);
    }
}

fn recruit(script: &mut Script) {
    let mut dice = script.chance.dice("gangs", &[]);
    for _ in 0..GANGS {
        let mut gang = Gang::default();
        for _ in 0..=script.days().div_euclid(CARDS_KEPT_DAYS) {
            let cards = (0..CARDS).map(|_| {
                let house = dice.below(INSTITUTIONS.len());
                script.open(house, class_at(house), Role::Mule, dice.around(30_000, 900))
            });
            gang.cards.push(cards.collect());
        }
        script.gangs.push(gang);
    }
}

fn draw(script: &mut Script, number: u32) -> Case {
    let mut dice = script.chance.dice("case", &[u64::from(number)]);
    let day = i64::from(number.div_euclid(CASES_PER_DAY));
    let began = began(&mut dice, day);
    let (scam, median) = dice.by_weight(&TYPES).copied().unwrap_or(("T01", LOSS_MIN));
    let loss = whole_yuan(dice.around(median, LOSS_SPREAD).clamp(LOSS_MIN, LOSS_MAX));
    let house = dice.below(6);
    let victim = script.open(house, class_at(house), Role::Victim, loss.saturating_add(dice.around(500_000, 900)));
    let gang = dice.below(GANGS);
    let mut tree = Tree { script, dice: &mut dice, gang, day, nodes: Vec::new(), used: Vec::new() };
    let payments = tree.payments(began, loss);
    let nodes = tree.nodes;
    let last = payments.iter().map(|payment| payment.at).max().unwrap_or(began);
    // Of its own name: a report comes as late under each dwell and each bank.
    let mut delay = script.chance.dice("delay", &[u64::from(number)]);
    let delay_ms = delay.around(script.settings.cell.report_ms(), REPORT_SPREAD).clamp(MINUTE_MS, 2 * DAY_MS);
    let signed_after_ms = delay.around(10 * MINUTE_MS, 700).clamp(2 * MINUTE_MS, 2 * HOUR_MS);
    Case { scam, victim, gang, payments, nodes, reported_at: last.saturating_add(delay_ms), signed_after_ms }
}

fn began(dice: &mut Dice, day: i64) -> i64 {
    let from = dice.by_weight(&HOURS).copied().unwrap_or(9);
    let hour = dice.between(from, from.saturating_add(4).min(23));
    let of_day = hour.saturating_mul(HOUR_MS).saturating_add(dice.between(0, 59 * MINUTE_MS));
    BEGIN_MS.saturating_add(WARM_UP_MS).saturating_add(day.saturating_mul(DAY_MS)).saturating_add(of_day)
}

fn whole_yuan(fen: i64) -> i64 {
    fen.div_euclid(100).saturating_mul(100)
}

struct Tree<'s> {
    script: &'s Script,
    dice: &'s mut Dice,
    gang: usize,
    day: i64,
    nodes: Vec<Node>,
    used: Vec<AccountNo>,
}

impl Tree<'_> {
    /// The victim pays once, or a few times, to one or two cards.
    fn payments(&mut self, began: i64, loss: i64) -> Vec<Payment> {
        let firsts: Vec<usize> = (0..=usize::from(self.dice.in_thousand(300))).map(|_| self.grow(1)).collect();
        let times = *self.dice.by_weight(&[(550, 1_i64), (300, 2), (150, 3)]).unwrap_or(&1);
        let each = whole_yuan(loss.div_euclid(times));
        let mut at = began;
        let mut payments = Vec::new();
        for time in 0..times {
            let fen = if time == 0 { loss.saturating_sub(each.saturating_mul(times.saturating_sub(1))) } else { each };
            let node = firsts.get(self.dice.below(firsts.len())).copied().unwrap_or(0);
            payments.push(Payment { at, fen, node });
            at = at.saturating_add(self.dice.around(8 * MINUTE_MS, 700).max(SECOND_MS));
        }
        payments
    }

    /// A card at that level and all behind it; its place among the nodes.
    fn grow(&mut self, level: usize) -> usize {
        let place = self.nodes.len();
        let account = self.card();
        let dwell = self.script.settings.cell.dwell_ms();
        let dwell_ms = self.dice.around(dwell, DWELL_SPREAD).clamp(20 * SECOND_MS, 12 * HOUR_MS);
        // Behind it stands nothing yet; what does is drawn in order.
        self.nodes.push(Node { account, level, dwell_ms, way: Way::Exit(Exit::Cash) });
        let exits = EXITS_PERMILLE.get(level.saturating_sub(1)).copied().unwrap_or(1_000);
        let way = if self.dice.in_thousand(exits) {
            Way::Exit(*self.dice.by_weight(&EXITS).unwrap_or(&Exit::Cash))
        } else {
            Way::Split(self.split(level))
        };
        if let Some(node) = self.nodes.get_mut(place) {
            node.way = way;
        }
        place
    }

    fn split(&mut self, level: usize) -> Vec<(usize, i64)> {
        let parts = *self.dice.by_weight(&SPLITS).unwrap_or(&1);
        let parts = if self.script.settings.nasty { parts.saturating_add(2) } else { parts };
        let weights: Vec<i64> = (0..parts).map(|_| self.dice.between(1, 10)).collect();
        let sum: i64 = weights.iter().sum();
        let whole = 1_000_i64.saturating_sub(FEE_PERMILLE);
        let shares = weights.into_iter().map(|weight| weight.saturating_mul(whole).div_euclid(sum.max(1)));
        shares.collect::<Vec<_>>().into_iter().map(|share| (self.grow(level.saturating_add(1)), share)).collect()
    }

    /// One of the gang's cards of these days that has no part in the case yet.
    fn card(&mut self) -> AccountNo {
        let cards = self.script.gangs.get(self.gang).map_or(&[][..], |gang| gang.on(self.day));
        let free: Vec<AccountNo> = cards.iter().copied().filter(|card| !self.used.contains(card)).collect();
        let pool = if free.is_empty() { cards } else { &free };
        let card = pool.get(self.dice.below(pool.len())).copied().unwrap_or(AccountNo(0));
        self.used.push(card);
        card
    }
}
