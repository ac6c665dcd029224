//! Measures: the effect of orders in the world. Only receipts and the clock move them.

mod state;

pub use state::{Force, IllegalStep, MeasureEvent, MeasureState};

use crate::ids::{AgencyId, CaseId, MeasureId, OfficerId, OrderId};
use crate::money::{Money, MoneyError};
use crate::norm::{Deadline, NormRef};
use crate::target::Target;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// The bank's own delay after a risk notice (Art. 18 延迟支付结算).
    Delay,
    /// 紧急止付: the account takes in and pays out nothing.
    Stop,
    /// 冻结: an amount, or the whole account, for months.
    Freeze,
    /// 机构先行止付: a bank holds on its own suspicion; the police confirm, or it lapses.
    Hold,
    /// 止兑: value bought and not yet used up is out of use.
    Void,
    /// 关停: a number cut off.
    Shut,
}

impl MeasureKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delay => "delay",
            Self::Stop => "stop",
            Self::Freeze => "freeze",
            Self::Hold => "hold",
            Self::Void => "void",
            Self::Shut => "shut",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Delay => "延迟支付",
            Self::Stop => "紧急止付",
            Self::Freeze => "冻结",
            Self::Hold => "机构先行止付",
            Self::Void => "止兑",
            Self::Shut => "号码关停",
        }
    }
}

/// One case's share of what a measure holds. Shares of one measure never exceed what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub case: CaseId,
    /// What the case says went there.
    pub claimed: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub id: MeasureId,
    pub kind: MeasureKind,
    pub agency: AgencyId,
    pub target: Target,
    pub state: MeasureState,
    /// Cases in the order in which they joined.
    pub claims: Vec<Claim>,
    pub orders: Vec<OrderId>,
    /// Random, on the public page and the counter slip.
    pub public_code: String,
    pub reason: String,
    pub basis: String,
    /// Alarms already raised before its end, as (norm version, span index).
    pub alarms_raised: u32,
    /// The norm that limits its time.
    pub life: Option<NormRef>,
    /// Who must renew or end it in time: one named person, of one organ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Found to be unrelated: to be ended by then (刑诉法 145: within 3 days).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_due: Option<Deadline>,
    /// It was not ended by then: when its owner was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated_at: Option<Stamp>,
}

/// The one person who answers for the end of a freeze, handed over as the case moves on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub stage: Stage,
    pub organ: String,
    /// Where he has a seat here; others are named in words.
    pub officer: Option<OfficerId>,
    pub name: String,
    pub phone: String,
    pub since: Stamp,
}

/// Which organ a case, and with it a freeze, lies with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Police,
    Procuratorate,
    Court,
}

impl Stage {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Procuratorate => "procuratorate",
            Self::Court => "court",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Police => "公安",
            Self::Procuratorate => "检察院",
            Self::Court => "法院",
        }
    }
}

impl Measure {
    pub fn step(&mut self, event: &MeasureEvent, now: Stamp) -> Result<(), IllegalStep> {
        self.state = self.state.next(event, now)?;
        Ok(())
    }

    pub fn is_claimed_by(&self, case: CaseId) -> bool {
        self.claims.iter().any(|claim| claim.case == case)
    }

    /// A freeze is one case's own: no other claims by it, and where a case has one it claims by nothing else.
    pub fn is_own_freeze_of(&self, case: CaseId) -> bool {
        self.kind == MeasureKind::Freeze && !self.state.is_over() && self.is_claimed_by(case)
    }

    pub fn joined(&mut self, case: CaseId, amount: Money) -> Result<(), MoneyError> {
        match self.claims.iter_mut().find(|claim| claim.case == case) {
            Some(claim) => claim.claimed = claim.claimed.plus(amount)?,
            None => self.claims.push(Claim { case, claimed: amount }),
        }
        Ok(())
    }

    /// What all claims on it sum to.
    pub fn claimed(&self) -> Result<Option<Money>, MoneyError> {
        let mut sum: Option<Money> = None;
        for claim in &self.claims {
            sum = Some(sum.map_or(Ok(claim.claimed), |sum| sum.plus(claim.claimed))?);
        }
        Ok(sum)
    }

    /// What of the held money belongs to `case`: claims are served in the order in which they came,
    /// so two cases never claim the same fen.
    pub fn share(&self, case: CaseId) -> Result<Option<Money>, MoneyError> {
        let Some(mut left) = self.state.force().and_then(|force| force.held) else {
            return Ok(None);
        };
        for claim in &self.claims {
            let part = claim.claimed.at_most(left)?;
            if claim.case == case {
                return Ok(Some(part));
            }
            left = left.minus(part)?;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ReceiptId;

    fn stamp(ms: i64) -> Stamp {
        Stamp::from_ms(ms)
    }

    fn receipt() -> ReceiptId {
        ReceiptId::from_bytes([3; 16])
    }

    fn force() -> Force {
        Force {
            held: Some(Money::cny(100)),
            limit: Some(Money::cny(80)),
            from: stamp(0),
            until: stamp(1_000),
            receipt: receipt(),
            times: 1,
            raised_at: None,
        }
    }

    fn state(name: &str) -> MeasureState {
        let into = MeasureId::from_bytes([4; 16]);
        match name {
            "pending" => MeasureState::Pending { since: stamp(0) },
            "queued" => MeasureState::Queued {
                since: stamp(0),
                behind: "另一公安机关".into(),
                until: Some(stamp(500)),
                limit: Some(Money::cny(80)),
                life_until: stamp(9_000),
                receipt: receipt(),
            },
            "in_force" => MeasureState::InForce(force()),
            "renewed" => MeasureState::Renewed(force()),
            "not_imposed" => MeasureState::NotImposed { at: stamp(0), receipt: None },
            "lapsed" => MeasureState::Lapsed { at: stamp(0), was: force() },
            "released" => MeasureState::Released { at: stamp(0), was: force(), receipt: receipt() },
            "converted" => MeasureState::Converted { at: stamp(0), was: force(), into },
            "returned" => MeasureState::Returned { at: stamp(0), was: force(), receipt: receipt() },
            other => panic!("no state `{other}`"),
        }
    }

    fn event(name: &str) -> MeasureEvent {
        match name {
            "impose" => {
                MeasureEvent::Imposed { held: None, limit: None, from: stamp(0), until: stamp(9), receipt: receipt() }
            }
            "fail" => MeasureEvent::NotImposed { receipt: None },
            "queue" => MeasureEvent::Queued {
                behind: String::new(),
                until: None,
                limit: None,
                life_until: stamp(9_000),
                receipt: receipt(),
            },
            "effect" => MeasureEvent::TookEffect { held: None, receipt: None },
            "reduce" => MeasureEvent::Reduced { held: None, limit: Money::cny(1), receipt: receipt() },
            "raise" => MeasureEvent::Raised { held: None, limit: Money::cny(900), receipt: receipt() },
            "renew" => MeasureEvent::Renewed { until: stamp(2_000), receipt: receipt() },
            "clock" => MeasureEvent::ClockPassed,
            "release" => MeasureEvent::Released { receipt: receipt() },
            "convert" => MeasureEvent::Converted { into: MeasureId::from_bytes([4; 16]) },
            "return" => MeasureEvent::Returned { receipt: receipt() },
            other => panic!("no event `{other}`"),
        }
    }

    const LIFE: &str = "
        state       | impose   fail        queue  effect   reduce   raise    renew   clock  release  convert   return
        pending     | in_force not_imposed queued .        .        .        .       .      .        .         .
        queued      | .        not_imposed .      in_force .        .        .       .      .        .         .
        in_force    | .        .           .      .        in_force in_force renewed lapsed released converted returned
        renewed     | .        .           .      .        renewed  renewed  renewed lapsed released converted returned
        not_imposed | .        .           .      .        .        .        .       .      .        .         .
        lapsed      | .        .           .      .        .        .        .       .      .        .         .
        released    | .        .           .      .        .        .        .       .      .        .         .
        converted   | .        .           .      .        .        .        .       .      .        .         .
        returned    | .        .           .      .        .        .        .       .      .        .         .
    ";

    #[test]
    fn the_life_of_a_measure_is_this_table() {
        let mut lines = LIFE.trim().lines();
        let events: Vec<&str> = lines.next().unwrap().split('|').nth(1).unwrap().split_whitespace().collect();
        for line in lines {
            let (from, cells) = line.split_once('|').unwrap();
            let from = from.trim();
            for (name, wanted) in events.iter().zip(cells.split_whitespace()) {
                let got = state(from).next(&event(name), stamp(1_000));
                match (wanted, got) {
                    (".", got) => assert!(got.is_err(), "{from} + {name} gave {got:?}"),
                    (wanted, got) => assert_eq!(got.unwrap().name(), wanted, "{from} + {name}"),
                }
            }
        }
    }

    #[test]
    fn a_raise_prolongs_nothing_and_is_no_second_stop() {
        let raised = state("in_force").next(&event("raise"), stamp(500)).unwrap();
        let wanted = Force { held: None, limit: Some(Money::cny(900)), raised_at: Some(stamp(500)), ..force() };
        assert_eq!(raised.force(), Some(&wanted));
    }

    #[test]
    fn a_measure_never_lapses_early_and_lapses_when_its_time_came() {
        assert!(state("in_force").next(&event("clock"), stamp(999)).is_err());
        let lapsed = state("in_force").next(&event("clock"), stamp(5_000)).unwrap();
        assert!(matches!(lapsed, MeasureState::Lapsed { at, .. } if at == stamp(1_000)));
    }

    #[test]
    fn a_queued_measure_takes_effect_when_the_earlier_one_ended_or_the_agency_says_so() {
        let told = MeasureEvent::TookEffect { held: Some(Money::cny(7)), receipt: Some(receipt()) };
        assert!(state("queued").next(&event("effect"), stamp(499)).is_err(), "not before the earlier one ends");
        assert_eq!(state("queued").next(&event("effect"), stamp(900)).unwrap().force().unwrap().from, stamp(500));
        assert_eq!(state("queued").next(&told, stamp(10)).unwrap().force().unwrap().from, stamp(10));
    }

    #[test]
    fn shares_never_exceed_what_is_held() {
        let case = |n: u8| CaseId::from_bytes([n; 16]);
        let sealed = crate::Sealed {
            id: crate::ids::SealedId::from_bytes([9; 16]),
            commitment: crate::sealed::Digest([0; 32]),
            mask: "****".into(),
        };
        let mut measure = Measure {
            id: MeasureId::from_bytes([4; 16]),
            kind: MeasureKind::Stop,
            agency: AgencyId::from_bytes([5; 16]),
            target: Target::Number(crate::target::Identifier { key: "k".into(), value: sealed }),
            state: state("in_force"),
            claims: vec![],
            orders: vec![],
            public_code: "X".into(),
            reason: String::new(),
            basis: String::new(),
            alarms_raised: 0,
            life: None,
            owner: None,
            release_due: None,
            escalated_at: None,
        };
        measure.joined(case(1), Money::cny(70)).unwrap();
        measure.joined(case(2), Money::cny(70)).unwrap();
        measure.joined(case(3), Money::cny(70)).unwrap();
        let share = |n| measure.share(case(n)).unwrap();
        assert_eq!(share(1), Some(Money::cny(70)));
        assert_eq!(share(2), Some(Money::cny(30)));
        assert_eq!(share(3), Some(Money::cny(0)));
        assert_eq!(share(4), None);
        assert_eq!(force().excess().unwrap(), Some(Money::cny(20)));
    }
}
