//! A made-up stream of transfers for measurements: people, businesses through which much goes, mules,
//! and planted cascades that run over them. From one seed, in the order of time, no two in one ms. Every
//! debit states the balance before it, and no account is ever overdrawn.

use cordon_flow::{AccountId, Stamp, Transfer, TxId};

const DAYS: u64 = 30;
const DAY_MS: u64 = 86_400_000;
/// Transfers for each account, and for each planted cascade.
const PER_ACCOUNT: u64 = 20;
const PER_CASCADE: u64 = 5_000;
/// Of a thousand accounts.
const BUSINESSES: u64 = 30;
const MULES: u64 = 50;
/// How unequal people and businesses are: the exponents of Pareto's law.
const PEOPLE_SHAPE: f64 = 2.6;
const BUSINESS_SHAPE: f64 = 1.2;
const SECOND_MS: u64 = 1_000;

/// 16 bytes each and what every account has at first, so that many fit into memory beside an archive of
/// them; whole transfers are made of it one by one.
pub struct Stream {
    sent: Vec<Sent>,
    openings: Vec<i64>,
    /// Victims' payments, in the order of time: from each a cascade runs.
    pub planted: Vec<Transfer>,
}

impl Stream {
    pub fn transfers(&self) -> impl Iterator<Item = Transfer> {
        let mut books = self.openings.clone();
        self.sent.iter().enumerate().map(move |(at, sent)| {
            let (from, to) = (sent.from as usize, sent.to as usize);
            let balance_before = Some(books[from]);
            books[from] -= sent.amount() as i64;
            books[to] += sent.amount() as i64;
            Transfer { balance_before, ..sent.transfer(at) }
        })
    }

    /// One of them, without its balance.
    pub fn transfer(&self, at: usize) -> Transfer {
        self.sent[at].transfer(at)
    }

    pub fn len(&self) -> usize {
        self.sent.len()
    }
}

/// Splitmix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(most)) >> 64) as u64
    }

    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from)
    }

    /// Above 0, at most 1.
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// With a mean of 1: how long until the next of what comes at any moment alike.
    pub fn exponential(&mut self) -> f64 {
        -self.unit().ln()
    }

    fn pareto(&mut self, shape: f64) -> f64 {
        self.unit().powf(-1.0 / shape)
    }

    /// Around 300 yuan, in fen.
    fn amount(&mut self) -> u64 {
        let normal = (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos();
        ((10.3 + 1.4 * normal).exp() as u64).clamp(1, 2_000_000_000)
    }
}

/// Draws accounts as often as they are busy.
struct Busy(Vec<f64>);

impl Busy {
    fn of(accounts: u64, dice: &mut Dice, business_weight: f64) -> Self {
        let mut sum = 0.0;
        let weights = (0..accounts).map(|account| {
            sum += if is_business(account) {
                dice.pareto(BUSINESS_SHAPE) * business_weight
            } else {
                dice.pareto(PEOPLE_SHAPE)
            };
            sum
        });
        Self(weights.collect())
    }

    fn draw(&self, dice: &mut Dice) -> u64 {
        let at = dice.unit() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|sum| *sum < at).min(self.0.len() - 1) as u64
    }
}

const fn is_business(account: u64) -> bool {
    account % 1_000 < BUSINESSES
}

fn mule(accounts: u64, dice: &mut Dice) -> u64 {
    let thousand = dice.below(accounts.div_ceil(1_000));
    (thousand * 1_000 + BUSINESSES + dice.below(MULES)).min(accounts - 1)
}

/// In the order of its fields, which is that of time first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    t: u32,
    from: u32,
    to: u32,
    /// The lowest bit says whether it is a victim's payment.
    amount: u32,
}

impl Sent {
    fn new(t: u64, from: u64, to: u64, amount: u64, is_planted: bool) -> Self {
        let number = |wide: u64| u32::try_from(wide).expect("30 days of ms, accounts and amounts fit into 32 bits");
        Self { t: number(t), from: number(from), to: number(to), amount: number(amount * 2 + u64::from(is_planted)) }
    }

    const fn amount(&self) -> u64 {
        (self.amount >> 1) as u64
    }

    const fn is_planted(&self) -> bool {
        self.amount & 1 != 0
    }

    fn transfer(&self, at: usize) -> Transfer {
        Transfer {
            id: TxId(u32::try_from(at).expect("fewer than 2^32")),
            from: AccountId(self.from),
            to: AccountId(self.to),
            amount: self.amount(),
            debit: Stamp::new(i64::from(self.t), at as i64),
            credit: None,
            balance_before: None,
        }
    }
}

pub fn stream(transfers: u64, seed: u64) -> Stream {
    let (mut dice, accounts) = (Dice(seed), (transfers / PER_ACCOUNT).max(1_000));
    let mut sent = cascades(transfers, accounts, &mut dice);
    let (payers, payees) = (Busy::of(accounts, &mut dice, 2.0), Busy::of(accounts, &mut dice, 8.0));
    let rest = transfers.saturating_sub(sent.len() as u64);
    sent.reserve_exact(rest as usize);
    for _ in 0..rest {
        let (from, to) = (payers.draw(&mut dice), payees.draw(&mut dice));
        let to = if to == from { (to + 1) % accounts } else { to };
        sent.push(Sent::new(dice.below(DAYS * DAY_MS), from, to, dice.amount(), false));
    }
    sent.sort_unstable();
    let mut earliest = 0;
    for sent in &mut sent {
        sent.t = sent.t.max(earliest);
        earliest = sent.t + 1;
    }
    let openings = openings(&sent, accounts, &mut dice);
    let mut made = Stream { sent, openings, planted: Vec::new() };
    made.planted = made.transfers().filter(|transfer| made.sent[transfer.id.0 as usize].is_planted()).collect();
    made
}

/// What each account has at first: enough never to be overdrawn, and something that lies there.
fn openings(sent: &[Sent], accounts: u64, dice: &mut Dice) -> Vec<i64> {
    let (mut net, mut least) = (vec![0_i64; accounts as usize], vec![0_i64; accounts as usize]);
    for sent in sent {
        let (from, to, amount) = (sent.from as usize, sent.to as usize, sent.amount() as i64);
        net[from] -= amount;
        least[from] = least[from].min(net[from]);
        net[to] += amount;
    }
    least.into_iter().map(|least| dice.amount() as i64 - least).collect()
}

/// A victim pays a mule; 3 to 6 layers of mules pass it on within minutes, then hours, each to one to
/// four others, and keep a little.
fn cascades(transfers: u64, accounts: u64, dice: &mut Dice) -> Vec<Sent> {
    let mut sent = Vec::new();
    for _ in 0..(transfers / PER_CASCADE).max(1) {
        let (victim, first) = (dice.below(accounts), mule(accounts, dice));
        let (t, lost) = (dice.below((DAYS - 3) * DAY_MS), dice.between(500_000, 20_000_000));
        sent.push(Sent::new(t, victim, first, lost, true));
        let mut layer = vec![(t, first, lost)];
        for depth in 0..dice.between(3, 7) {
            let slowest = if depth < 2 { 20 * 60 } else { 2 * 3_600 };
            let mut next = Vec::new();
            for (t, account, amount) in layer {
                let ways = dice.between(1, 5);
                let kept = amount * dice.below(31) / 1_000;
                for _ in 0..ways {
                    let (t, to) = (t + dice.between(30, slowest) * SECOND_MS, mule(accounts, dice));
                    let amount = ((amount - kept) / ways).max(1);
                    sent.push(Sent::new(t, account, to, amount, false));
                    next.push((t, to, amount));
                }
            }
            layer = next;
        }
    }
    sent
}
