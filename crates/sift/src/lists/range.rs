//! Ranges of numbers: few, so they stand in the clear and in order.

use super::entry::Listed;

/// Digits of an E.164 number at most.
const DIGITS_MAX: usize = 15;

/// From the first to the last number of a range, both in it, of equally many digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    digits: u8,
    from: u64,
    to: u64,
    pub listed: Listed,
}

impl Range {
    /// None if the ends are no numbers, not equally long, or the wrong way round.
    pub fn new(from: &str, to: &str, listed: Listed) -> Option<Self> {
        let ((digits, from), (other, to)) = (number(from)?, number(to)?);
        (digits == other && from <= to).then_some(Self { digits, from, to, listed })
    }

    /// Numbers in it.
    pub const fn size(&self) -> u64 {
        self.to.saturating_sub(self.from).saturating_add(1)
    }
}

fn number(e164: &str) -> Option<(u8, u64)> {
    let digits = e164.strip_prefix('+').unwrap_or(e164);
    let fits = !digits.is_empty() && digits.len() <= DIGITS_MAX && digits.bytes().all(|b| b.is_ascii_digit());
    Some((u8::try_from(digits.len()).ok()?, digits.parse().ok()?)).filter(|_| fits)
}

/// In order of (digits, from); `reach` is the largest end so far, so that a look-up knows when to stop.
#[derive(Clone, Debug, Default)]
pub struct Ranges {
    sorted: Vec<(Range, u64)>,
}

impl Ranges {
    pub fn new(mut ranges: Vec<Range>) -> Self {
        ranges.sort_by_key(|range| (range.digits, range.from, range.to));
        let (mut digits, mut reach) = (0, 0);
        let sorted = ranges.into_iter().map(|range| {
            reach = if range.digits == digits { range.to.max(reach) } else { range.to };
            digits = range.digits;
            (range, reach)
        });
        Self { sorted: sorted.collect() }
    }

    pub fn of(&self, e164: &str) -> Vec<Listed> {
        let Some((digits, number)) = number(e164) else { return Vec::new() };
        let end = self.sorted.partition_point(|(range, _)| (range.digits, range.from) <= (digits, number));
        let before = self.sorted.get(..end).unwrap_or_default().iter().rev();
        let reaching = before.take_while(|(range, reach)| range.digits == digits && *reach >= number);
        reaching.filter(|(range, _)| range.to >= number).map(|(range, _)| range.listed.clone()).collect()
    }

    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }
}
