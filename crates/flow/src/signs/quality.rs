//! How good scores are, on accounts with labels that did not teach them.

/// In permille. Accounts with the same score count as one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Quality {
    pub accounts: u64,
    pub labelled: u64,
    /// The precision at each step of the list, averaged over the recall that it adds.
    pub average_precision: u64,
    /// Of those with a score of 0 or more, where being labelled is as likely as not.
    pub precision: u64,
    pub recall: u64,
    /// Of so many at the top of the list as bear the label: how many bear it.
    pub at_labelled: u64,
}

impl Quality {
    pub fn of(scores: &[(i32, bool)]) -> Self {
        let mut sorted = scores.to_vec();
        sorted.sort_unstable_by_key(|(score, _)| std::cmp::Reverse(*score));
        let labelled = count(&sorted);
        let said: Vec<(i32, bool)> = sorted.iter().copied().filter(|(score, _)| *score >= 0).collect();
        let top = sorted.get(..usize::try_from(labelled).unwrap_or(0)).unwrap_or_default();
        Self {
            accounts: size(&sorted),
            labelled,
            average_precision: average_precision(&sorted, labelled),
            precision: permille(count(&said), size(&said)),
            recall: permille(count(&said), labelled),
            at_labelled: permille(count(top), labelled),
        }
    }
}

fn average_precision(sorted: &[(i32, bool)], labelled: u64) -> u64 {
    let (mut seen, mut found, mut sum) = (0, 0, 0_u64);
    for step in sorted.chunk_by(|a, b| a.0 == b.0) {
        seen += size(step);
        found += count(step);
        // In millionths, so that many small steps do not round away.
        sum += count(step) * (found * 1_000_000 / seen);
    }
    sum.checked_div(labelled).unwrap_or(0) / 1_000
}

fn count(scores: &[(i32, bool)]) -> u64 {
    scores.iter().map(|(_, label)| u64::from(*label)).sum()
}

fn size(scores: &[(i32, bool)]) -> u64 {
    u64::try_from(scores.len()).unwrap_or(u64::MAX)
}

fn permille(part: u64, whole: u64) -> u64 {
    (part * 1_000).checked_div(whole).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quality_is_what_the_textbook_says() {
        // Found at the places 1, 3 and 4 of five: (1 + 2/3 + 3/4) / 3.
        let quality = Quality::of(&[(-5, false), (9, true), (7, false), (5, true), (-1, true)]);
        assert_eq!((quality.average_precision, quality.precision, quality.recall), (805, 666, 666));
        assert_eq!((quality.accounts, quality.labelled, quality.at_labelled), (5, 3, 666));
        // One step of all: the share of the labelled.
        assert_eq!(Quality::of(&[(0, true), (0, false), (0, false), (0, false)]).average_precision, 250);
        assert_eq!(Quality::of(&[]).average_precision, 0);
    }
}
