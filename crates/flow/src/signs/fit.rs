//! How a model learns: each sign in turn has the points of its ranges moved a little to where the labels
//! want them, given what the other signs say already; and so round after round. So two signs that say the
//! same share the points, and are not counted twice.

use super::model::{BINS_MAX, LIKELY_ONE, Model, ModelError, Ranges, likely};
use super::reading::{SIGNS, Sign, Signs};

/// Rounds over all signs, and the part of the way that a range goes in each.
const ROUNDS: u32 = 60;
const STEP: i64 = 8;
/// Added to what a range weighs, so that a few accounts alone do not decide.
const CAUTION: i64 = 2;
/// A range that has fewer accounts than this joins its neighbour.
const RANGE_MIN: usize = 8;
/// No range has more points than this before they are centred.
const POINTS_MAX: i64 = 4_000;

/// An account of which it is known whether it is a mule's.
#[derive(Clone, Copy, Debug)]
pub struct Labelled {
    pub signs: Signs,
    pub label: bool,
}

/// One sign while it learns: its ranges, and in which of them each row lies.
struct Column {
    ranges: Ranges,
    bins: Vec<u8>,
}

/// Learns from labelled accounts. The same rows in the same order give the same model.
pub fn train(rows: &[Labelled]) -> Result<Model, ModelError> {
    let positive = rows.iter().filter(|row| row.label).count();
    if positive == 0 || positive == rows.len() {
        return Err(ModelError::OneSided);
    }
    let mut base = 0_i64;
    let mut columns: Vec<Column> = SIGNS.into_iter().filter_map(|sign| column(sign, rows)).collect();
    let mut sums = vec![0_i64; rows.len()];
    for _ in 0..ROUNDS {
        base += level(rows, &mut sums);
        columns.iter_mut().for_each(|column| learn(column, rows, &mut sums));
    }
    for column in &mut columns {
        base += centre(column);
    }
    let signs = columns.into_iter().map(|column| column.ranges).collect();
    Model::of(i32::try_from(base).map_err(|_| ModelError::Ranges)?, signs)
}

/// A sign that is the same everywhere teaches nothing.
fn column(sign: Sign, rows: &[Labelled]) -> Option<Column> {
    let values: Vec<u64> = rows.iter().map(|row| row.signs.get(sign)).collect();
    let bounds = bounds(values.clone());
    let points = vec![0; bounds.len() + 1];
    let ranges = Ranges { sign, bounds, points };
    let bins = values.iter().map(|value| u8::try_from(ranges.bin(*value)).unwrap_or(u8::MAX)).collect();
    (ranges.points.len() > 1).then_some(Column { ranges, bins })
}

/// Bounds that cut the values into ranges of about the same number, finer at both ends.
fn bounds(mut values: Vec<u64>) -> Vec<u64> {
    const CUTS: [usize; BINS_MAX - 1] =
        [4, 8, 16, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 464, 480, 488, 496, 504, 508];
    values.sort_unstable();
    let mut bounds: Vec<u64> = Vec::new();
    let mut from = 0;
    for cut in CUTS {
        let Some(bound) = values.get(values.len() * cut / 512) else { continue };
        let at = values.partition_point(|value| value < bound);
        if at - from >= RANGE_MIN && values.len() - at >= RANGE_MIN {
            bounds.push(*bound);
            from = at;
        }
    }
    bounds
}

/// What a group of rows wants: how far its labels are above what is said, and how much it weighs.
#[derive(Clone, Copy, Default)]
struct Want {
    missing: i64,
    weight: i64,
}

impl Want {
    fn add(&mut self, row: &Labelled, sum: i64) {
        let (one, said) = (i64::from(LIKELY_ONE), i64::from(likely(sum)));
        self.missing += if row.label { one - said } else { -said };
        self.weight += said * (one - said) / one;
    }

    const fn step(self) -> i64 {
        self.missing * 1_000 / (STEP * (self.weight + CAUTION * LIKELY_ONE as i64))
    }
}

fn level(rows: &[Labelled], sums: &mut [i64]) -> i64 {
    let mut want = Want::default();
    rows.iter().zip(sums.iter()).for_each(|(row, sum)| want.add(row, *sum));
    sums.iter_mut().for_each(|sum| *sum += want.step());
    want.step()
}

fn learn(column: &mut Column, rows: &[Labelled], sums: &mut [i64]) {
    let mut wants = [Want::default(); BINS_MAX];
    for ((row, sum), bin) in rows.iter().zip(sums.iter()).zip(&column.bins) {
        if let Some(want) = wants.get_mut(usize::from(*bin)) {
            want.add(row, *sum);
        }
    }
    let mut steps = [0_i64; BINS_MAX];
    for ((points, want), step) in column.ranges.points.iter_mut().zip(wants).zip(&mut steps) {
        let next = (i64::from(*points) + want.step()).clamp(-POINTS_MAX, POINTS_MAX);
        *step = next - i64::from(*points);
        *points = i32::try_from(next).unwrap_or(*points);
    }
    for (sum, bin) in sums.iter_mut().zip(&column.bins) {
        *sum += steps.get(usize::from(*bin)).copied().unwrap_or(0);
    }
}

/// Lets a sign's points be against the average row, whose part goes to the base.
fn centre(column: &mut Column) -> i64 {
    let of_row = |bin: &u8| column.ranges.points.get(usize::from(*bin)).copied().map_or(0, i64::from);
    let sum: i64 = column.bins.iter().map(of_row).sum();
    let mean = sum / i64::try_from(column.bins.len().max(1)).unwrap_or(i64::MAX);
    let mean_points = i32::try_from(mean).unwrap_or(0);
    column.ranges.points.iter_mut().for_each(|points| *points -= mean_points);
    i64::from(mean_points)
}
