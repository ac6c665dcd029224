//! What is known of the account that is paid: by us, how many pay it; by whoever traces money, the rest.

use crate::facts::{Fact, Facts};
use crate::pack::packed;
use crate::window::{DAY, Distinct, TICK};
use cordon_model::time::Stamp;

/// What tracing, mule signs and measures say of an account. What nobody knows stays `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// Of the balance, thousandths that are traced scam money.
    pub taint_permille: Option<u16>,
    /// When traced money reached it last.
    pub tainted_at: Option<Stamp>,
    /// Transfers from an open case to it.
    pub distance: Option<u8>,
    /// What the mule score comes to, thousandths.
    pub mule_permille: Option<u16>,
    /// A stop or a freeze is in force.
    pub measure_in_force: Option<bool>,
    /// How many entries of the journal whoever says so had taken in.
    pub as_of: Option<u64>,
}

/// Whoever knows accounts: the centre, by its records of traces and measures.
pub trait PayeeSigns: std::fmt::Debug + Send + Sync {
    /// `account` as events name it: `institution:number`.
    fn signs(&self, account: &str, now: Stamp) -> Signs;
}

/// Traced money that came before this is no more a ground to refuse a payment by itself.
const TAINTED_MS: i64 = 72 * cordon_model::time::HOUR_MS;

impl Signs {
    /// What lists say of the account stands in the facts already: white yields to an executed measure only.
    pub fn tell(&self, now: Stamp, facts: &mut Facts) {
        facts.set_known(Fact::PayeeMeasure, self.measure_in_force.map(i64::from));
        if facts.is_word(Fact::ListAccount, "white") {
            return;
        }
        facts.set_known(Fact::PayeeTaint, self.taint_permille.map(i64::from));
        facts.set_known(Fact::PayeeTainted, self.tainted_at.map(|at| i64::from(now.since_ms(at) < TAINTED_MS)));
        facts.set_known(Fact::PayeeDistance, self.distance.map(i64::from));
        facts.set_known(Fact::PayeeMule, self.mule_permille.map(i64::from));
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payee {
    head: u32,
    payers: Distinct,
}

packed!(Payee { head, payers });

impl Payee {
    pub const fn head(&self) -> u32 {
        self.head
    }

    pub fn see(&mut self, at: u32, payer: u64) {
        self.head = self.head.max(at);
        self.payers.see(payer, at);
    }

    pub fn payers_24h(&self, now: u32) -> i64 {
        i64::from(self.payers.count(now.max(self.head), DAY / TICK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_white_account_yields_to_a_measure_only() {
        let now = Stamp::from_ms(1_800_000_000_000);
        let signs = Signs {
            taint_permille: Some(900),
            tainted_at: Some(now),
            distance: Some(1),
            mule_permille: Some(900),
            measure_in_force: Some(true),
            as_of: Some(7),
        };
        let told = |word| {
            let mut facts = Facts::default();
            facts.set_word(Fact::ListAccount, word);
            signs.tell(now, &mut facts);
            facts
        };
        let (white, none) = (told("white"), told("none"));
        assert!(white.is_true(Fact::PayeeMeasure) && none.is_true(Fact::PayeeMeasure));
        for fact in [Fact::PayeeTaint, Fact::PayeeTainted, Fact::PayeeDistance, Fact::PayeeMule] {
            assert!(none.get(fact).is_some() && white.get(fact).is_none(), "{fact:?}");
        }
        let later = Signs { tainted_at: Some(now.minus_ms(TAINTED_MS)), ..signs };
        let mut facts = Facts::default();
        later.tell(now, &mut facts);
        assert_eq!(facts.get(Fact::PayeeTainted), Some(0), "72 hours are over");
    }
}
