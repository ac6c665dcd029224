//! Who lives in the city and what they are going to do: institutions, accounts, ordinary payments, and
//! the cases. All of it is drawn before the first moment; what then happens depends on what the centre
//! and the banks do about it.
//!
//! What is published of scams is used as it is; the rest are assumptions, each with its reason in
//! `docs/concepts/city.md`.

mod cases;
mod people;

pub use cases::{Case, Exit, Gang, Node, Payment, Way};

use crate::dice::Chance;
use crate::settings::{CASES_PER_DAY, Settings};
use cordon_model::{AccountClass, AgencyKind, Wire};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNo(pub usize);

/// One bank or payment firm.
#[derive(Clone, Copy, Debug)]
pub struct Institution {
    pub code: &'static str,
    pub name: &'static str,
    pub kind: AgencyKind,
    pub wire: Wire,
    pub limited_stop: bool,
    /// Holds on a risk notice by itself (反电信网络诈骗法 Art. 18).
    pub delays: bool,
    /// How many times a diligent house's time it takes, in hundredths.
    pub pace: i64,
}

impl Institution {
    /// Preferred first. What the police interface has no message for goes in our own form.
    pub fn wires(&self) -> Vec<Wire> {
        match self.wire {
            Wire::JsonForm => vec![Wire::JsonForm],
            other => vec![other, Wire::JsonForm],
        }
    }
}

const fn bank(code: &'static str, name: &'static str, wire: Wire, delays: bool, pace: i64) -> Institution {
    let limited_stop = matches!(wire, Wire::JsonForm);
    Institution { code, name, kind: AgencyKind::Bank, wire, limited_stop, delays, pace }
}

const fn firm(code: &'static str, name: &'static str, pace: i64) -> Institution {
    Institution { kind: AgencyKind::PaymentFirm, ..bank(code, name, Wire::JsonForm, true, pace) }
}

/// Six banks and two payment firms; two of them are slow.
pub const INSTITUTIONS: [Institution; 8] = [
    bank("999100000001", "样例第一银行", Wire::PoliceBank, false, 100),
    bank("999100000002", "样例第二银行", Wire::PoliceBank, true, 100),
    bank("999100000003", "样例第三银行", Wire::PoliceBank, false, 150),
    bank("999100000004", "样例乡村银行", Wire::PoliceBank, false, 600),
    bank("999100000005", "样例商业银行", Wire::JsonForm, true, 100),
    bank("999100000006", "样例城市银行", Wire::JsonForm, false, 200),
    firm("999100000007", "样例支付", 100),
    firm("999100000008", "示例支付", 400),
];

/// What an account is to the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Victim,
    Mule,
    Person,
    Merchant,
    /// Pays salaries, or takes everybody's bills.
    Hub,
}

#[derive(Clone, Debug)]
pub struct Account {
    /// Place in [`INSTITUTIONS`].
    pub house: usize,
    pub number: String,
    pub holder: String,
    pub class: AccountClass,
    pub role: Role,
    pub opening: i64,
}

/// A payment of ordinary life.
#[derive(Clone, Copy, Debug)]
pub struct Ordinary {
    pub at: i64,
    pub from: AccountNo,
    pub to: AccountNo,
    pub fen: i64,
}

#[derive(Debug)]
pub struct Script {
    pub settings: Settings,
    pub chance: Chance,
    pub accounts: Vec<Account>,
    /// In the order of their moments.
    pub ordinary: Vec<Ordinary>,
    pub cases: Vec<Case>,
    pub gangs: Vec<Gang>,
}

impl Script {
    pub fn of(settings: Settings) -> Self {
        let chance = Chance::of(settings.seed);
        let mut script =
            Self { settings, chance, accounts: Vec::new(), ordinary: Vec::new(), cases: Vec::new(), gangs: Vec::new() };
        people::settle(&mut script);
        cases::write(&mut script);
        people::live(&mut script);
        script
    }

    pub fn days(&self) -> i64 {
        i64::from(self.settings.cases.div_ceil(CASES_PER_DAY)).saturating_add(1)
    }

    pub fn account(&self, no: AccountNo) -> Option<&Account> {
        self.accounts.get(no.0)
    }

    fn open(&mut self, house: usize, class: AccountClass, role: Role, opening: i64) -> AccountNo {
        let no = self.accounts.len();
        let family = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王"].get(no % 8).copied().unwrap_or("赵");
        let holder = match class {
            AccountClass::Company => format!("样例{no}商贸有限公司"),
            _ => format!("样例{family}{no}"),
        };
        // 9999 begins no bank's cards.
        let number = format!("9999{house:02}{no:010}");
        self.accounts.push(Account { house, number, holder, class, role, opening });
        AccountNo(no)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Cell;

    #[test]
    fn the_same_seed_is_the_same_city() {
        let settings = Settings { seed: 3, cases: 40, cell: Cell::CENTRE, nasty: false };
        let (one, two) = (Script::of(settings), Script::of(settings));
        assert_eq!(format!("{:?}", one.cases), format!("{:?}", two.cases));
        assert_eq!(format!("{:?}", one.ordinary), format!("{:?}", two.ordinary));
        let other = Script::of(Settings { seed: 4, ..settings });
        assert_ne!(format!("{:?}", one.cases), format!("{:?}", other.cases));
    }

    #[test]
    fn a_case_goes_over_levels_and_ends_outside() {
        let script = Script::of(Settings { seed: 1, cases: 200, cell: Cell::CENTRE, nasty: false });
        let levels: Vec<usize> = script.cases.iter().filter_map(|c| c.nodes.iter().map(|n| n.level).max()).collect();
        assert!(levels.iter().any(|level| *level >= 4) && levels.contains(&2), "{levels:?}");
        let ends = script.cases.iter().all(|case| {
            case.nodes.iter().all(|node| {
                matches!(node.way, Way::Exit(_)) || matches!(&node.way, Way::Split(parts) if !parts.is_empty())
            })
        });
        assert!(ends);
    }
}
