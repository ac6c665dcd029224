//! What may happen in a simulated town: a list of operations, drawn from a seed or read from a file. Every
//! operation can be done at any moment, so that a list stays a list when parts of it are taken away;
//! whatever it names by number is taken modulo what is there.

use cordon_city::dice::{Chance, Dice};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Op {
    /// A victim pays a mule, and reports it.
    Report {
        victim: usize,
        mule: usize,
        yuan: i64,
    },
    /// Somebody reports what was never paid.
    Lie {
        victim: usize,
        mule: usize,
        yuan: i64,
    },
    /// The victim's signed form comes in.
    Sign {
        case: usize,
    },
    /// Whoever has money of victims pays so many thousandths of what is free on; who pays himself takes cash.
    Pay {
        from: usize,
        to: usize,
        permille: i64,
    },
    /// The centre learns what it was told, and follows the money.
    Follow,
    /// The clocks of the centre and of every house do their work.
    Tick,
    /// People approve what waits for them, and decide lists.
    Decide,
    Extend {
        measure: usize,
    },
    Lift {
        measure: usize,
    },
    /// The case is filed (立案), its document comes in, and a freeze of that measure's account is drafted.
    Freeze {
        measure: usize,
    },
    Appeal {
        measure: usize,
    },
    Hear {
        appeal: usize,
        uphold: bool,
    },
    /// A house fetches its orders, and sends what it has to say.
    Poll {
        house: usize,
    },
    /// A letter arrives: whichever, so letters overtake each other.
    Carry {
        letter: usize,
    },
    Lose {
        letter: usize,
    },
    /// A letter arrives, and once more later.
    Double {
        letter: usize,
    },
    /// For so long all goes as it should.
    Live {
        minutes: i64,
    },
    /// So long nothing is done at all.
    Pass {
        minutes: i64,
    },
    Midnight,
    /// A house's clock is so much ahead from now on, or behind.
    Skew {
        house: usize,
        minutes: i64,
    },
    /// A gateway ends and begins again.
    Restart {
        house: usize,
    },
    /// A later write of the centre finds the disk full.
    DiskFull {
        writes: u64,
    },
    /// Of a later write nobody knows whether it was committed.
    Unknown {
        writes: u64,
        committed: bool,
    },
    /// The centre dies at a later write, and is opened again from what the disk has.
    Crash {
        writes: u64,
        committed: bool,
    },
}

/// What happens often, and what seldom.
const WEIGHTS: &[(i64, u8)] = &[
    (13, 0),
    (2, 1),
    (7, 2),
    (22, 3),
    (6, 4),
    (6, 5),
    (5, 6),
    (2, 7),
    (2, 8),
    (3, 9),
    (3, 10),
    (3, 11),
    (12, 12),
    (16, 13),
    (5, 14),
    (5, 15),
    (10, 16),
    (6, 17),
    (1, 18),
    (2, 19),
    (2, 20),
    (2, 21),
    (4, 22),
    (5, 23),
];

/// A list of so many operations.
pub fn list(seed: u64, length: usize) -> Vec<Op> {
    let mut dice = Chance::of(seed).dice("operations", &[]);
    (0..length).map(|_| draw(&mut dice)).collect()
}

fn draw(dice: &mut Dice) -> Op {
    let which = dice.by_weight(WEIGHTS).copied().unwrap_or_default();
    let (a, b) = (dice.below(1_000), dice.below(1_000));
    let yuan = dice.around(3_000, 1_200).max(1);
    let minutes = dice.around(12, 1_500).clamp(1, 3 * 24 * 60);
    let (writes, committed) = (dice.below(12) as u64, dice.in_thousand(500));
    match which {
        0 => Op::Report { victim: a, mule: b, yuan },
        1 => Op::Lie { victim: a, mule: b, yuan },
        2 => Op::Sign { case: a },
        3 => Op::Pay { from: a, to: b, permille: dice.between(100, 1_000) },
        4 => Op::Follow,
        5 => Op::Tick,
        6 => Op::Decide,
        7 => Op::Extend { measure: a },
        8 => Op::Lift { measure: a },
        9 => Op::Freeze { measure: a },
        10 => Op::Appeal { measure: a },
        11 => Op::Hear { appeal: a, uphold: committed },
        12 => Op::Poll { house: a },
        13 => Op::Carry { letter: a },
        14 => Op::Lose { letter: a },
        15 => Op::Double { letter: a },
        16 => Op::Live { minutes },
        17 => Op::Pass { minutes },
        18 => Op::Midnight,
        19 => Op::Skew { house: a, minutes: dice.between(-90, 90) },
        20 => Op::Restart { house: a },
        21 => Op::DiskFull { writes },
        22 => Op::Unknown { writes, committed },
        _ => Op::Crash { writes, committed },
    }
}

impl Op {
    /// The same with less in it: smaller sums, shorter times, sooner failures.
    pub fn smaller(self) -> Vec<Self> {
        let half = |n: i64| [n / 2, n - n.signum()];
        let mut found = match self {
            Self::Report { victim, mule, yuan } => half(yuan).map(|yuan| Self::Report { victim, mule, yuan }).to_vec(),
            Self::Lie { victim, mule, yuan } => half(yuan).map(|yuan| Self::Lie { victim, mule, yuan }).to_vec(),
            Self::Pay { from, to, permille } => {
                vec![Self::Pay { from, to, permille: permille.saturating_mul(2).min(1_000) }]
            }
            Self::Live { minutes } => half(minutes).map(|minutes| Self::Live { minutes }).to_vec(),
            Self::Pass { minutes } => half(minutes).map(|minutes| Self::Pass { minutes }).to_vec(),
            Self::Skew { house, minutes } => half(minutes).map(|minutes| Self::Skew { house, minutes }).to_vec(),
            _ => Vec::new(),
        };
        let is_nothing = |op: &Self| match *op {
            Self::Report { yuan, .. } | Self::Lie { yuan, .. } => yuan < 1,
            Self::Live { minutes } | Self::Pass { minutes } => minutes < 1,
            _ => false,
        };
        found.retain(|op| *op != self && !is_nothing(op));
        found.dedup();
        found
    }
}
