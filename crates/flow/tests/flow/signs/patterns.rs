//! The eight patterns of laundering that published generators plant (AMLworld, AMLSim), each in ordinary
//! traffic: the sign that shows it, on the accounts that bear it. As many transfers in the same hours, but
//! between accounts as they come, show nothing.

use cordon_flow::signs::{Peaks, Settings, Sign, Signs, Table};
use cordon_flow::{AccountId, Stamp, Transfer, TxId};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS};

const ACCOUNTS: u64 = 400;
const DAYS: u64 = 20;
/// An account has a transfer in three days or so on each side.
const ORDINARY: u64 = ACCOUNTS * DAYS / 3;
const BEGIN: i64 = 1_700_000_000_000;

/// Splitmix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    /// From a yuan to a hundred thousand, small ones more often.
    fn amount(&mut self) -> u64 {
        let digits = self.below(5) as u32;
        (1 + self.below(99)) * 10_u64.pow(digits + 1)
    }
}

/// Payer, payee, amount, ms after the pattern begins.
type Sent = (u64, u64, u64, i64);

fn ordinary(dice: &mut Dice) -> Vec<Sent> {
    let sent = |dice: &mut Dice| {
        let (from, to) = (dice.below(ACCOUNTS), dice.below(ACCOUNTS));
        (from, if to == from { (to + 1) % ACCOUNTS } else { to }, dice.amount(), dice.below(DAYS * 86_400_000) as i64)
    };
    (0..ORDINARY).map(|_| sent(dice)).collect()
}

/// The peaks of all accounts after ordinary traffic and these, which begin on the tenth day.
fn peaks(seed: u64, planted: &[Sent]) -> Vec<Signs> {
    let mut all = ordinary(&mut Dice(seed));
    all.extend(planted.iter().map(|(from, to, amount, after)| (*from, *to, *amount, 10 * DAY_MS + after)));
    all.sort_by_key(|(.., t)| *t);
    let transfers: Vec<Transfer> = (0..)
        .zip(all)
        .map(|(id, (from, to, amount, t))| Transfer {
            id: TxId(id),
            from: AccountId(from as u32),
            to: AccountId(to as u32),
            amount,
            debit: Stamp::new(BEGIN + t, id.into()),
            credit: None,
            balance_before: None,
        })
        .collect();
    let mut table = Table::new(Settings::default());
    let peaks = Peaks::over(&mut table, &transfers).unwrap();
    (0..ACCOUNTS).map(|account| *peaks.of(AccountId(account as u32)).unwrap()).collect()
}

/// A pattern: what is planted, who is to bear the sign, and the sign.
struct Pattern {
    planted: Vec<Sent>,
    bears: Vec<u64>,
    shows: fn(&Signs) -> bool,
}

/// The sign is borne by whom it should be and by nobody else; and by nobody where the same transfers are
/// between any accounts.
fn is_shown(pattern: &Pattern) {
    for seed in 1..6 {
        let shown = |planted: &[Sent]| -> Vec<u64> {
            let peaks = peaks(seed, planted);
            (0..).zip(&peaks).filter(|(_, signs)| (pattern.shows)(signs)).map(|(account, _)| account).collect()
        };
        let mut bears = pattern.bears.clone();
        bears.sort_unstable();
        assert_eq!(shown(&pattern.planted), bears, "seed {seed}");
        let mut dice = Dice(seed * 1_000);
        let anywhere = |(_, _, amount, after): &Sent| {
            let from = dice.below(ACCOUNTS);
            (from, (from + 1 + dice.below(ACCOUNTS - 1)) % ACCOUNTS, *amount, *after)
        };
        let control: Vec<Sent> = pattern.planted.iter().map(anywhere).collect();
        assert_eq!(shown(&control), [0; 0], "seed {seed}: the same transfers anywhere");
    }
}

const AMOUNT: u64 = 5_000_000;

#[test]
fn fan_in() {
    let planted = (1..=10).map(|payer| (payer, 0, AMOUNT, payer as i64 * 30 * MINUTE_MS)).collect();
    is_shown(&Pattern { planted, bears: vec![0], shows: |signs| signs.get(Sign::FanInDay) >= 10 });
}

#[test]
fn fan_out() {
    let planted = (1..=10).map(|payee| (0, payee, AMOUNT, payee as i64 * 30 * MINUTE_MS)).collect();
    is_shown(&Pattern { planted, bears: vec![0], shows: |signs| signs.get(Sign::FanOutDay) >= 10 });
}

#[test]
fn gather_scatter() {
    let gather = (1..=6).map(|payer| (payer, 0, AMOUNT, payer as i64 * 20 * MINUTE_MS));
    let scatter = (7..=12).map(|payee| (0, payee, AMOUNT - 1_000, payee as i64 * 20 * MINUTE_MS));
    let shows = |signs: &Signs| signs.get(Sign::GatherScatter) >= 6 && signs.get(Sign::PassedDay) >= 900;
    is_shown(&Pattern { planted: gather.chain(scatter).collect(), bears: vec![0], shows });
}

#[test]
fn scatter_gather() {
    let scatter = (1..=5).map(|middle| (0, middle, AMOUNT, middle as i64 * 10 * MINUTE_MS));
    let gather = (1..=5).map(|middle| (middle, 6, AMOUNT - 1_000, 3 * HOUR_MS + middle as i64 * 10 * MINUTE_MS));
    let shows = |signs: &Signs| signs.get(Sign::Scattered) >= 4;
    is_shown(&Pattern { planted: scatter.chain(gather).collect(), bears: (0..=6).collect(), shows });
}

#[test]
fn cycle() {
    let planted = (0..5).map(|at| (at, (at + 1) % 5, AMOUNT, at as i64 * 2 * HOUR_MS)).collect();
    // Shorter ones come about by chance.
    is_shown(&Pattern { planted, bears: (0..5).collect(), shows: |signs| (4..=5).contains(&signs.get(Sign::Cycle)) });
}

#[test]
fn stack() {
    // Four layers of three accounts, each of which pays two of the next.
    let layer = |depth: u64, at: u64| {
        (0..2).map(move |way| {
            let (from, to) = (depth * 3 + at, (depth + 1) * 3 + (at + way) % 3);
            (from, to, AMOUNT, (depth * 40 + at * 2 + way) as i64 * MINUTE_MS)
        })
    };
    let planted: Vec<Sent> = (0..4).flat_map(|depth| (0..3).flat_map(move |at| layer(depth, at))).collect();
    let shows = |signs: &Signs| signs.get(Sign::Layer) >= 4 && signs.get(Sign::FanInDay) >= 2;
    is_shown(&Pattern { planted, bears: (12..15).collect(), shows });
}

#[test]
fn bipartite() {
    let pairs = (0..10).flat_map(|from| (10..20).map(move |to| (from, to)));
    let planted = pairs.map(|(from, to)| (from, to, AMOUNT, (from * 10 + to) as i64 * 3 * MINUTE_MS)).collect();
    let shows = |signs: &Signs| signs.get(Sign::FanInDay) >= 10 || signs.get(Sign::FanOutDay) >= 10;
    is_shown(&Pattern { planted, bears: (0..20).collect(), shows });
}

#[test]
fn random() {
    // A walk over ten accounts as it comes; each passes on what it got within half an hour.
    let steps = [3, 8, 1, 7, 0, 9, 4, 2, 6, 5];
    let step = |at: usize| (steps[at], steps[at + 1], AMOUNT - at as u64 * 1_000, at as i64 * 25 * MINUTE_MS);
    let shows = |signs: &Signs| signs.get(Sign::Layer) >= 7;
    is_shown(&Pattern { planted: (0..9).map(step).collect(), bears: vec![2, 6, 5], shows });
}
