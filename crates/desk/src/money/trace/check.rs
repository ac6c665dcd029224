//! The check of a plan, by code that shares nothing with the one that made it: it asks anew what an
//! account is, and says for each whether it may be stopped by itself, by a person only, or not at all.

use super::propose::Proposed;
use cordon_model::{AccountClass, AgencyKind, Money, ProtectionKind, Stamp};
use serde::{Deserialize, Serialize};

/// What the check knows of one account, asked for afresh.
#[derive(Clone, Debug)]
pub struct Facts {
    pub class: AccountClass,
    /// Money that arrives here has left the institutions.
    pub is_exit: bool,
    /// An order at a payment firm, not an account.
    pub is_passage: bool,
    pub protection: Option<(ProtectionKind, Stamp)>,
    /// With how many other accounts it dealt.
    pub counterparties: u32,
    /// The agency that keeps it, as long as it takes orders.
    pub agency: Option<AgencyKind>,
    /// Whether its bank has told what moved on it, up to when the money came.
    pub told: bool,
    /// Whose it is nobody has said, and its bank still has time to.
    pub waits: bool,
    /// What the newest trace says of all cases' money there.
    pub tainted: Money,
    /// What there is on it in all, where its house can only hold the whole.
    pub held_whole: Option<Money>,
}

/// The norms that a check goes by.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub stop_min: Money,
    pub stops_max: u32,
    pub hub_min: u32,
    /// Percent.
    pub whole_share_min: u32,
}

/// Why an account is left alone, or goes to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Less can be saved than is worth a restriction.
    TooLittle,
    WhiteList,
    Utility,
    Payroll,
    /// It deals with so many that a stop would hit everybody.
    Hub,
    /// Nothing to stop: cash, a shop, an order.
    Exit,
    /// No agency of ours keeps it.
    OutOfReach,
    /// More is asked for than the trace says is there.
    OverTainted,
    /// 善意商户: a seller has a lane of his own.
    Merchant,
    /// The house would hold far more than was stolen.
    Disproportionate,
    /// More stops at once than go without a list.
    TooMany,
}

impl Why {
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLittle => "too_little",
            Self::WhiteList => "white_list",
            Self::Utility => "utility",
            Self::Payroll => "payroll",
            Self::Hub => "hub",
            Self::Exit => "exit",
            Self::OutOfReach => "out_of_reach",
            Self::OverTainted => "over_tainted",
            Self::Merchant => "merchant",
            Self::Disproportionate => "disproportionate",
            Self::TooMany => "too_many",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Stop,
    /// A company whose bank has not told yet with whom it deals: a shop is not hit for one buyer.
    Wait,
    /// Nobody has said whose it is: its bank is warned at once, the stop waits for its word.
    Warn,
    /// A person decides, on a list.
    Person(Why),
    Never(Why),
}

/// One account by itself.
pub fn check(one: &Proposed, facts: &Facts, limits: &Limits, now: Stamp) -> Verdict {
    if facts.is_exit || facts.is_passage || facts.class == AccountClass::Sink {
        return Verdict::Never(Why::Exit);
    }
    if !facts.agency.is_some_and(AgencyKind::keeps_accounts) {
        return Verdict::Never(Why::OutOfReach);
    }
    if let Some(why) = facts.protection.filter(|(_, until)| now < *until).map(|(kind, _)| kind) {
        return match why {
            ProtectionKind::WhiteList => Verdict::Never(Why::WhiteList),
            ProtectionKind::Utility => Verdict::Never(Why::Utility),
            ProtectionKind::Payroll => Verdict::Never(Why::Payroll),
            ProtectionKind::Merchant => Verdict::Person(Why::Merchant),
        };
    }
    if facts.counterparties >= limits.hub_min {
        return Verdict::Never(Why::Hub);
    }
    if facts.class == AccountClass::Company && !facts.told {
        return Verdict::Wait;
    }
    let over = one.amount > facts.tainted || one.tainted > facts.tainted;
    if over || one.amount.currency() != facts.tainted.currency() {
        return Verdict::Never(Why::OverTainted);
    }
    if one.recoverable < limits.stop_min {
        return Verdict::Never(Why::TooLittle);
    }
    if facts.held_whole.is_some_and(|balance| is_disproportionate(facts.tainted, balance, limits.whole_share_min)) {
        return Verdict::Person(Why::Disproportionate);
    }
    if facts.waits { Verdict::Warn } else { Verdict::Stop }
}

/// Who has a hundred yuan of stolen money among fifteen thousand of his own is no mule.
fn is_disproportionate(tainted: Money, balance: Money, percent: u32) -> bool {
    i128::from(tainted.minor()).saturating_mul(100) < i128::from(balance.minor()).saturating_mul(i128::from(percent))
}

/// The whole plan: what is over the number that goes without a list goes to a person, and before that
/// nobody is warned of it.
pub fn check_all(verdicts: &mut [Verdict], stops_max: u32) {
    let mut stops = 0_u32;
    for verdict in verdicts.iter_mut().filter(|verdict| matches!(verdict, Verdict::Stop | Verdict::Warn)) {
        stops = stops.saturating_add(1);
        if stops > stops_max {
            *verdict = if *verdict == Verdict::Stop { Verdict::Person(Why::TooMany) } else { Verdict::Wait };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::AgencyId;

    const NOW: Stamp = Stamp::from_ms(1_000);

    fn one() -> Proposed {
        Proposed {
            account: "k".into(),
            agency: AgencyId::from_bytes([1; 16]),
            class: AccountClass::Personal,
            level: 2,
            amount: Money::cny(50_000),
            tainted: Money::cny(60_000),
            recoverable: Money::cny(40_000),
        }
    }

    fn facts() -> Facts {
        Facts {
            class: AccountClass::Personal,
            is_exit: false,
            is_passage: false,
            protection: None,
            counterparties: 3,
            agency: Some(AgencyKind::Bank),
            told: true,
            waits: false,
            tainted: Money::cny(60_000),
            held_whole: None,
        }
    }

    const LIMITS: Limits = Limits { stop_min: Money::cny(10_000), stops_max: 2, hub_min: 200, whole_share_min: 10 };

    #[test]
    fn what_may_be_stopped_is_this_table() {
        let protected = |kind| Facts { protection: Some((kind, Stamp::from_ms(2_000))), ..facts() };
        let over = |minor| Facts { protection: Some((ProtectionKind::Utility, Stamp::from_ms(minor))), ..facts() };
        let waiting = || Facts { class: AccountClass::Unknown, told: false, waits: true, ..facts() };
        let rows = [
            (one(), facts(), Verdict::Stop),
            (one(), Facts { class: AccountClass::Company, ..facts() }, Verdict::Stop),
            (one(), Facts { class: AccountClass::Company, told: false, ..facts() }, Verdict::Wait),
            (one(), Facts { told: false, ..facts() }, Verdict::Stop),
            (one(), Facts { class: AccountClass::Unknown, told: false, ..facts() }, Verdict::Stop),
            (one(), waiting(), Verdict::Warn),
            (one(), Facts { counterparties: 200, ..waiting() }, Verdict::Never(Why::Hub)),
            (Proposed { recoverable: Money::cny(9_999), ..one() }, waiting(), Verdict::Never(Why::TooLittle)),
            (one(), Facts { class: AccountClass::Sink, ..facts() }, Verdict::Never(Why::Exit)),
            (one(), Facts { is_exit: true, ..facts() }, Verdict::Never(Why::Exit)),
            (one(), Facts { is_passage: true, ..facts() }, Verdict::Never(Why::Exit)),
            (one(), Facts { agency: None, ..facts() }, Verdict::Never(Why::OutOfReach)),
            (one(), Facts { agency: Some(AgencyKind::Carrier), ..facts() }, Verdict::Never(Why::OutOfReach)),
            (one(), protected(ProtectionKind::WhiteList), Verdict::Never(Why::WhiteList)),
            (one(), protected(ProtectionKind::Utility), Verdict::Never(Why::Utility)),
            (one(), protected(ProtectionKind::Payroll), Verdict::Never(Why::Payroll)),
            (one(), protected(ProtectionKind::Merchant), Verdict::Person(Why::Merchant)),
            (one(), over(1_000), Verdict::Stop),
            (one(), Facts { counterparties: 199, ..facts() }, Verdict::Stop),
            (one(), Facts { counterparties: 200, ..facts() }, Verdict::Never(Why::Hub)),
            (one(), Facts { tainted: Money::cny(59_999), ..facts() }, Verdict::Never(Why::OverTainted)),
            (one(), Facts { held_whole: Some(Money::cny(600_000)), ..facts() }, Verdict::Stop),
            (one(), Facts { held_whole: Some(Money::cny(600_001)), ..facts() }, Verdict::Person(Why::Disproportionate)),
            (Proposed { recoverable: Money::cny(9_999), ..one() }, facts(), Verdict::Never(Why::TooLittle)),
        ];
        for (number, (one, facts, wanted)) in rows.into_iter().enumerate() {
            assert_eq!(check(&one, &facts, &LIMITS, NOW), wanted, "row {number}");
        }
    }

    #[test]
    fn what_is_over_the_number_goes_to_a_person() {
        let mut verdicts = [Verdict::Stop, Verdict::Never(Why::Hub), Verdict::Stop, Verdict::Stop];
        check_all(&mut verdicts, LIMITS.stops_max);
        let wanted = [Verdict::Stop, Verdict::Never(Why::Hub), Verdict::Stop, Verdict::Person(Why::TooMany)];
        assert_eq!(verdicts, wanted);
        let mut verdicts = [Verdict::Warn, Verdict::Stop, Verdict::Warn, Verdict::Stop];
        check_all(&mut verdicts, LIMITS.stops_max);
        assert_eq!(verdicts, [Verdict::Warn, Verdict::Stop, Verdict::Wait, Verdict::Person(Why::TooMany)]);
    }
}
