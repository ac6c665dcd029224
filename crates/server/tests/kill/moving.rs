//! Where stolen money goes in the storm: stories that follow from the seed alone. What a bank lets through
//! once it is asked to stop depends on the moment; what is tried does not.

use cordon_server::demo::town::{Account, BANK_A, BANK_B, BANK_E, PAY_C};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const BANKS: [&str; 3] = [BANK_A, BANK_B, BANK_E];
/// What a victim has, and never runs out of.
const VICTIM_YUAN: i64 = 200_000;
const PERCENT: i64 = 100;

/// Two victims, the mules behind them, and one mule whom the money of both reaches.
pub struct Story {
    pub n: u64,
    /// In the order of [`Who`].
    pub accounts: Vec<Account>,
    /// Whether the victims sign only when the mules have moved on: a bank that is warned decides by itself.
    pub sign_late: bool,
    pub moves: Vec<Move>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    VictimOne,
    VictimTwo,
    First,
    Other,
    Second,
    Pool,
    Wallet,
    Third,
    Fourth,
    Late,
}

use Who::{First, Fourth, Late, Other, Pool, Second, Third, VictimOne, VictimTwo, Wallet};

const ALL: [Who; 10] = [VictimOne, VictimTwo, First, Other, Second, Pool, Wallet, Third, Fourth, Late];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before anybody reports.
    Before,
    /// When the first victim's report is in, and when the second's is: banks are being asked by then.
    AfterOne,
    AfterTwo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Transfer(Who),
    /// Through the payment firm, by its order number.
    Order(Who),
    Cash,
}

#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub when: When,
    pub from: Who,
    pub to: To,
    pub fen: i64,
}

/// How a move is drawn: its chance, and how much of the stolen money on the account goes, both in percent.
/// More than all of it takes the mule's own money along.
type Drawn = (When, Who, To, u32, (i64, i64));

const DRAWN: [Drawn; 14] = [
    (When::Before, First, To::Transfer(Second), 100, (40, 70)),
    (When::Before, First, To::Cash, 50, (3, 10)),
    (When::Before, Other, To::Transfer(Pool), 90, (40, 80)),
    (When::Before, Second, To::Order(Wallet), 90, (30, 60)),
    (When::Before, Second, To::Transfer(Pool), 90, (20, 50)),
    (When::Before, Wallet, To::Order(Third), 90, (40, 110)),
    (When::Before, Third, To::Transfer(Fourth), 40, (30, 60)),
    (When::AfterOne, First, To::Transfer(Late), 90, (40, 110)),
    (When::AfterOne, Third, To::Transfer(Fourth), 80, (30, 90)),
    (When::AfterOne, Pool, To::Transfer(Late), 60, (20, 60)),
    (When::AfterTwo, Other, To::Transfer(Second), 80, (30, 110)),
    (When::AfterTwo, Second, To::Order(Wallet), 60, (20, 90)),
    (When::AfterTwo, Late, To::Transfer(First), 50, (20, 90)),
    (When::AfterTwo, Fourth, To::Cash, 70, (20, 90)),
];

impl Story {
    pub fn of(seed: u64, n: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(n));
        let accounts: Vec<Account> = ALL.into_iter().map(|who| account(&mut rng, who, n)).collect();
        let mut story = Self { n, accounts, sign_late: rng.random(), moves: Vec::new() };
        let mut stolen = [0_i64; ALL.len()];
        for (victim, payee) in [(VictimOne, First), (VictimTwo, Other)] {
            let fen = rng.random_range(2_000_000..9_000_000);
            stolen[payee as usize] = fen;
            story.moves.push(Move { when: When::Before, from: victim, to: To::Transfer(payee), fen });
        }
        for (when, from, to, chance, (least, most)) in DRAWN {
            let percent = rng.random_range(least..=most);
            let fen = stolen[from as usize] * percent / PERCENT;
            if !rng.random_ratio(chance, 100) || fen == 0 {
                continue;
            }
            stolen[from as usize] -= fen.min(stolen[from as usize]);
            if let To::Transfer(to) | To::Order(to) = to {
                stolen[to as usize] += fen;
            }
            story.moves.push(Move { when, from, to, fen });
        }
        story
    }

    pub fn account(&self, who: Who) -> &Account {
        &self.accounts[who as usize]
    }
}

fn account(rng: &mut StdRng, who: Who, n: u64) -> Account {
    let bank = BANKS[rng.random_range(0..BANKS.len())];
    let own = rng.random_range(0..3_000);
    let is_company = rng.random_ratio(1, 5);
    let (code, class, yuan) = match who {
        VictimOne | VictimTwo => (bank, "personal", VICTIM_YUAN),
        Wallet => (PAY_C, "payment", own),
        Third if is_company => (bank, "company", own),
        _ => (bank, "personal", own),
    };
    Account { code, number: number(who, n), holder: format!("样例{n}"), class, yuan }
}

/// Digits that no bank gives out; the victims' begin with 99995500 and 99995501.
fn number(who: Who, n: u64) -> String {
    format!("999955{:02}{n:08}", who as usize)
}

pub fn is_victim(number: &str) -> bool {
    number.starts_with("99995500") || number.starts_with("99995501")
}

/// The story that a movement is of, by the id under which ledgers post it.
pub fn id(n: u64, at: usize) -> String {
    format!("s{n}-{at}")
}

pub fn story_of(id: &str) -> u64 {
    id.trim_start_matches('s').split('-').next().unwrap().parse().unwrap()
}
