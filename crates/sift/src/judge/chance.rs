//! A sum in thousandths of a logit as a probability in thousandths, without floats: a table of the logistic
//! function, straight between its points.

/// Between two points of the table, in thousandths of a logit.
const STEP: i32 = 250;
/// 100,000 / (1 + e^-x) for x = 0, 0.25, …, 8.
const TABLE: [i32; 33] = [
    50_000, 56_218, 62_246, 67_918, 73_106, 77_730, 81_757, 85_195, 88_080, 90_465, 92_414, 93_991, 95_257, 96_267,
    97_069, 97_702, 98_201, 98_593, 98_901, 99_142, 99_331, 99_478, 99_593, 99_683, 99_753, 99_807, 99_850, 99_883,
    99_909, 99_929, 99_945, 99_957, 99_966,
];

/// Of events with such a sum, were scams and others equally many, so many in a thousand are scams.
pub fn probability(logit: i32) -> u16 {
    let far = logit.unsigned_abs().min(8_000);
    let far = i32::try_from(far).unwrap_or(8_000);
    let place = usize::try_from(far.div_euclid(STEP)).unwrap_or(0);
    let point = |place: usize| TABLE.get(place).or(TABLE.last()).copied().unwrap_or(50_000);
    let (from, to) = (point(place), point(place.saturating_add(1)));
    let between = to.saturating_sub(from).saturating_mul(far.rem_euclid(STEP)).div_euclid(STEP);
    let above = from.saturating_add(between).saturating_add(50).div_euclid(100);
    let permille = if logit < 0 { 1_000_i32.saturating_sub(above) } else { above };
    u16::try_from(permille).unwrap_or(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_logistic_function() {
        for logit in (-12_000..=12_000).step_by(7) {
            let exact = crate::text::verdict::probability(logit) * 1_000.0;
            let told = f64::from(probability(logit));
            assert!((exact - told).abs() <= 1.5, "{logit}: {exact} and {told}");
        }
        assert_eq!([probability(i32::MIN), probability(0), probability(i32::MAX)], [0, 500, 1_000]);
    }

    #[test]
    fn more_is_never_less() {
        assert!((-9_000..9_000).all(|logit| probability(logit) <= probability(logit + 1)));
    }
}
