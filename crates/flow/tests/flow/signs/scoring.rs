//! What a model learns, and that it says why.

use cordon_flow::signs::{Labelled, ModelError, Quality, SIGNS, Sign, Signs, train};

/// Splitmix64's mixing.
fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Rows in which the cycle tells much, the fan a little, and the rest is noise from a seed.
fn rows(count: u64, seed: u64) -> Vec<Labelled> {
    let draw = |row: u64, salt: u64| mixed(row + salt * 1_000_003 + seed * 1_000_000_007);
    let row = |row: u64| {
        let label = draw(row, 1) % 10 == 0;
        let signs = SIGNS.map(|sign| match sign {
            Sign::Cycle if label && draw(row, 2) % 4 > 0 => 4,
            Sign::Cycle if draw(row, 2) % 50 > 0 => u64::MAX,
            Sign::FanInDay => draw(row, 3) % 8 + if label { 3 } else { 0 },
            other => draw(row, 7 + other as u64) % 40,
        });
        Labelled { signs: Signs(signs), label }
    };
    (0..count).map(row).collect()
}

fn quality(rows: &[Labelled], taught: &[Labelled]) -> Quality {
    let model = train(taught).unwrap();
    Quality::of(&rows.iter().map(|row| (model.points(&row.signs), row.label)).collect::<Vec<_>>())
}

#[test]
fn a_model_finds_what_tells_and_says_so() {
    let (taught, asked) = (rows(2_000, 1), rows(2_000, 2));
    let model = train(&taught).unwrap();
    let found = quality(&asked, &taught);
    assert!(found.average_precision > 700, "{found:?}");
    let mut mule = taught[0].signs;
    for (sign, value) in SIGNS.iter().zip(&mut mule.0) {
        match sign {
            Sign::Cycle => *value = 4,
            Sign::FanInDay => *value = 9,
            _ => {}
        }
    }
    let score = model.score(&mule);
    assert_eq!(score.reasons[0].sign, Sign::Cycle, "{score:?}");
    assert!(score.reasons[0].points > 1_000 && score.permille > 500, "{score:?}");
    assert!(score.reasons.iter().all(|reason| reason.sign != Sign::Layer || reason.points.abs() < 1_000));
}

/// Labels that nothing tells cannot be learned: what is found is what chance finds.
#[test]
fn labels_thrown_at_random_teach_nothing() {
    let thrown = |seed: u64| {
        let mut rows = rows(2_000, seed);
        (0_u64..).zip(&mut rows).for_each(|(at, row)| row.label = mixed(at * 31 + seed).is_multiple_of(16));
        rows
    };
    let found = quality(&thrown(2), &thrown(1));
    assert!(found.average_precision < 130, "{found:?}");
}

#[test]
fn the_same_rows_make_the_same_model_and_a_file_keeps_it() {
    let taught = rows(500, 3);
    let model = train(&taught).unwrap();
    assert_eq!(train(&taught).unwrap(), model);
    let sum: i64 = taught.iter().map(|row| i64::from(model.points(&row.signs))).sum();
    for row in &taught {
        let score = model.score(&row.signs);
        let told: i32 = score.reasons.iter().map(|reason| reason.points).sum();
        let base = score.points - told;
        assert!((i64::from(base) - sum / 500).abs() < 200, "the base is the average account's score");
    }
}

#[test]
fn one_label_only_is_refused() {
    let mut taught = rows(50, 4);
    taught.iter_mut().for_each(|row| row.label = true);
    assert_eq!(train(&taught), Err(ModelError::OneSided));
    assert_eq!(train(&[]), Err(ModelError::OneSided));
}
