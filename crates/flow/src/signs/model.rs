//! A score of an account and its reasons. A model gives each range of each sign a number of points, in
//! thousandths of the log-odds; a score is their sum, so each sign's part of it can be said.
//!
//! Not here: how points are learned ([`super::fit`]). All is whole numbers: the same rows make the same
//! model, and the same signs the same score, on every machine.

use super::reading::{Sign, Signs};
use serde::{Deserialize, Serialize};

/// The most ranges of one sign.
pub const BINS_MAX: usize = 24;
/// The most points that one range, or the base, can have: a model from a file is no larger.
const POINTS_MAX: i32 = 20_000;

/// The ranges of a sign's values: the first ends before the first bound, the last has no end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranges {
    pub sign: Sign,
    pub bounds: Vec<u64>,
    pub points: Vec<i32>,
}

impl Ranges {
    pub(super) fn bin(&self, value: u64) -> usize {
        self.bounds.partition_point(|bound| *bound <= value)
    }

    fn points(&self, value: u64) -> i32 {
        self.points.get(self.bin(value)).copied().unwrap_or(0)
    }

    fn is_sound(&self) -> bool {
        self.points.len() == self.bounds.len() + 1
            && self.points.len() <= BINS_MAX
            && self.bounds.is_sorted_by(|a, b| a < b)
            && self.points.iter().all(|points| points.unsigned_abs() <= POINTS_MAX.unsigned_abs())
    }
}

/// INVARIANT (ranges): each sign at most once, ascending bounds, one number of points for each range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Model {
    base: i32,
    signs: Vec<Ranges>,
}

/// A model as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    base: i32,
    signs: Vec<Ranges>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("a model needs each sign at most once, ascending bounds, and one number of points for each range")]
    Ranges,
    #[error("to learn, there must be accounts with the label and accounts without")]
    OneSided,
}

/// How one sign moved a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub sign: Sign,
    pub value: u64,
    /// Against the average account.
    pub points: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Thousandths of the log-odds.
    pub points: i32,
    /// How likely, as the labels of the training were; in permille.
    pub permille: u32,
    /// The signs that moved it, the most first.
    pub reasons: Vec<Reason>,
}

impl Model {
    pub(super) fn of(base: i32, signs: Vec<Ranges>) -> Result<Self, ModelError> {
        let is_once = signs.iter().enumerate().all(|(at, a)| signs.iter().skip(at + 1).all(|b| a.sign != b.sign));
        let is_sound = is_once && signs.iter().all(Ranges::is_sound);
        if is_sound && base.unsigned_abs() <= POINTS_MAX.unsigned_abs() {
            Ok(Self { base, signs })
        } else {
            Err(ModelError::Ranges)
        }
    }

    pub fn signs(&self) -> &[Ranges] {
        &self.signs
    }

    /// The score alone.
    pub fn points(&self, signs: &Signs) -> i32 {
        self.base + self.signs.iter().map(|ranges| ranges.points(signs.get(ranges.sign))).sum::<i32>()
    }

    pub fn score(&self, signs: &Signs) -> Score {
        let points = self.points(signs);
        let mut reasons: Vec<Reason> = self.signs.iter().map(|ranges| reason(ranges, signs)).collect();
        reasons.retain(|reason| reason.points != 0);
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.points.unsigned_abs()), reason.sign));
        Score { points, permille: likely(points.into()).saturating_mul(1_000) / LIKELY_ONE, reasons }
    }
}

fn reason(ranges: &Ranges, signs: &Signs) -> Reason {
    let value = signs.get(ranges.sign);
    Reason { sign: ranges.sign, value, points: ranges.points(value) }
}

impl TryFrom<Written> for Model {
    type Error = ModelError;

    fn try_from(written: Written) -> Result<Self, ModelError> {
        Self::of(written.base, written.signs)
    }
}

impl From<Model> for Written {
    fn from(model: Model) -> Self {
        Self { base: model.base, signs: model.signs }
    }
}

pub(super) const LIKELY_ONE: u32 = 1 << 16;

/// Of log-odds in thousandths the probability, of 65,536: the logistic function by a table of quarters
/// with straight lines between.
pub(super) fn likely(points: i64) -> u32 {
    const STEP: u64 = 250;
    const TABLE: [u32; 33] = [
        32_768, 36_843, 40_793, 44_511, 47_911, 50_941, 53_581, 55_834, 57_724, 59_287, 60_565, 61_598, 62_428, 63_090,
        63_615, 64_030, 64_357, 64_614, 64_816, 64_974, 65_097, 65_194, 65_269, 65_328, 65_374, 65_410, 65_438, 65_459,
        65_476, 65_489, 65_500, 65_508, 65_514,
    ];
    let far = points.unsigned_abs().min(STEP * 32 - 1);
    let mut steps = TABLE.windows(2).skip(usize::try_from(far / STEP).unwrap_or(0));
    let Some([low, high]) = steps.next() else { return LIKELY_ONE / 2 };
    let within = u32::try_from(far % STEP).unwrap_or(0);
    let above = low + (high - low) * within / 250;
    if points < 0 { LIKELY_ONE - above } else { above }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_logistic_function() {
        for points in (-7_999..8_000).step_by(37) {
            let exact = 65_536.0 / (1.0 + (-f64::from(points) / 1_000.0).exp());
            assert!((f64::from(likely(points.into())) - exact).abs() < 65.0, "{points}");
        }
        assert!(likely(i64::MIN) < 30 && likely(i64::MAX) > LIKELY_ONE - 30);
    }

    #[test]
    fn a_model_that_is_not_sound_is_not_read() {
        let ranges = |bounds: &[u64], points: &[i32]| Ranges {
            sign: Sign::Dwell,
            bounds: bounds.to_vec(),
            points: points.to_vec(),
        };
        assert!(Model::of(0, vec![ranges(&[3, 9], &[1, 2, 3])]).is_ok());
        for bad in [ranges(&[3, 3], &[1, 2, 3]), ranges(&[3], &[1]), ranges(&[], &[i32::MIN]), ranges(&[], &[])] {
            assert_eq!(Model::of(0, vec![bad]), Err(ModelError::Ranges));
        }
        assert_eq!(Model::of(0, vec![ranges(&[], &[1]); 2]), Err(ModelError::Ranges));
    }
}
