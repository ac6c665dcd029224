//! *What if*: one thing is otherwise than in the city as it is, so that a joint meeting sees what it
//! would bring: a norm of the centre, or the time in which one house answers.
//!
//! Written `norms.KEY=VALUE`, `bank:NAME.latency=SECONDS` or `bank:NAME.silent[=PERCENT]`.

use crate::script::INSTITUTIONS;
use crate::settings::Cell;
use anyhow::{Context, bail, ensure};
use cordon_model::norm::{Kind, NormKey, Span, Value};
use cordon_model::time::SECOND_MS;
use cordon_model::{Currency, Money};
use std::fmt;

/// A house that takes longer than this does not answer at all; say `silent`.
const LATENCY_S_MAX: i64 = 24 * 3_600;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Norm {
        key: NormKey,
        value: Value,
    },
    /// Half of a house's answers come sooner than this.
    Latency {
        house: usize,
        ms: i64,
    },
    /// In so many of a thousand cases a house does not answer before the next day.
    Silent {
        house: usize,
        permille: i64,
    },
}

impl Change {
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (text.trim(), None),
        };
        if let Some(key) = name.strip_prefix("norms.") {
            return norm(key, value.with_context(|| format!("`{name}` needs a value: `{name}=VALUE`"))?);
        }
        let Some((house, what)) = name.strip_prefix("bank:").and_then(|rest| rest.rsplit_once('.')) else {
            bail!(
                "`{name}` cannot be changed; write `norms.KEY=VALUE`, `bank:NAME.latency=SECONDS` or `bank:NAME.silent`"
            );
        };
        let house = house_named(house)?;
        match (what, value) {
            ("latency", Some(seconds)) => {
                let seconds = number(name, seconds, LATENCY_S_MAX)?;
                Ok(Self::Latency { house, ms: seconds.saturating_mul(SECOND_MS) })
            }
            ("latency", None) => bail!("`{name}` needs a value: `{name}=SECONDS`"),
            ("silent", percent) => {
                let percent = percent.map_or(Ok(100), |percent| number(name, percent, 100))?;
                Ok(Self::Silent { house, permille: percent.saturating_mul(10) })
            }
            _ => bail!("a house has no `{what}`; it has `latency` (seconds) and `silent` (percent, 100 when left out)"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |house: usize| INSTITUTIONS.get(house).map_or("", |institution| institution.name);
        match self {
            Self::Norm { key, value: Value::Duration(span) } => write!(f, "norms.{key}={span}"),
            Self::Norm { key, value: Value::Count(count) } => write!(f, "norms.{key}={count}"),
            Self::Norm { key, value: Value::Amount(amount) } => write!(f, "norms.{key}={}", amount.decimal()),
            Self::Norm { key, value: Value::Durations(spans) } => {
                let spans: Vec<String> = spans.iter().map(ToString::to_string).collect();
                write!(f, "norms.{key}={}", spans.join(","))
            }
            Self::Latency { house, ms } => write!(f, "bank:{}.latency={}", name(*house), ms.div_euclid(SECOND_MS)),
            Self::Silent { house, permille } => write!(f, "bank:{}.silent={}", name(*house), permille.div_euclid(10)),
        }
    }
}

fn number(name: &str, text: &str, most: i64) -> anyhow::Result<i64> {
    let number: i64 = text.parse().with_context(|| format!("`{name}={text}`: not a whole number"))?;
    ensure!((0..=most).contains(&number), "`{name}={text}`: from 0 to {most}");
    Ok(number)
}

fn house_named(text: &str) -> anyhow::Result<usize> {
    let found = INSTITUTIONS.iter().position(|one| one.name == text || one.code == text);
    found.with_context(|| {
        let houses: Vec<String> = INSTITUTIONS.iter().map(|one| format!("{} ({})", one.name, one.code)).collect();
        format!("no house of the city is called `{text}`; there are {}", houses.join(", "))
    })
}

fn norm(key: &str, text: &str) -> anyhow::Result<Change> {
    let Some(key) = NormKey::parse(key) else {
        let known: Vec<&str> = NormKey::ALL.iter().map(|key| key.text()).collect();
        bail!("no norm is called `{key}`; there are {}", known.join(", "));
    };
    let span = |text: &str| {
        Span::parse(text)
            .with_context(|| format!("`{text}` is not a span such as `48 h`, `30 min` or `3 working days`"))
    };
    let value = match key.kind() {
        Kind::Duration => Value::Duration(span(text)?),
        Kind::Durations => Value::Durations(text.split(',').map(span).collect::<anyhow::Result<_>>()?),
        Kind::Count => Value::Count(text.parse().with_context(|| format!("`norms.{key}={text}`: not a whole number"))?),
        Kind::Amount => Value::Amount(
            Money::parse(text, Currency::CNY).with_context(|| format!("`norms.{key}={text}`: not an amount"))?,
        ),
    };
    Ok(Change::Norm { key, value })
}

/// In which time each house answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    houses: Vec<HouseTerms>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HouseTerms {
    pub median_ms: i64,
    pub silent_permille: i64,
}

impl Terms {
    pub fn of(cell: Cell, changes: &[Change]) -> Self {
        let usual = INSTITUTIONS.iter().map(|institution| HouseTerms {
            median_ms: cell.bank_ms().saturating_mul(institution.pace).div_euclid(100),
            silent_permille: cell.silent_permille,
        });
        let mut houses: Vec<HouseTerms> = usual.collect();
        for change in changes {
            match *change {
                Change::Norm { .. } => {}
                Change::Latency { house, ms } => {
                    if let Some(own) = houses.get_mut(house) {
                        own.median_ms = ms;
                    }
                }
                Change::Silent { house, permille } => {
                    if let Some(own) = houses.get_mut(house) {
                        own.silent_permille = permille;
                    }
                }
            }
        }
        Self { houses }
    }

    pub fn house(&self, house: usize) -> HouseTerms {
        self.houses.get(house).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_survives_its_text() {
        for text in [
            "norms.plan.stop_min=2000.00",
            "norms.stop.life=24 h",
            "norms.stop.times_max=1",
            "norms.stop.alarms=24 h,1 h",
            "bank:样例乡村银行.latency=60",
            "bank:样例第一银行.silent=100",
        ] {
            let change = Change::parse(text).unwrap();
            assert_eq!(change.to_string(), text);
        }
        assert_eq!(Change::parse("bank:999100000001.silent").unwrap(), Change::Silent { house: 0, permille: 1_000 });
    }

    #[test]
    fn a_wrong_name_or_value_is_told_the_right_ones() {
        for (text, told) in [
            ("norms.plan.stopmin=5", "plan.stop_min"),
            ("bank:样例银行.silent", "样例第一银行 (999100000001)"),
            ("bank:样例第一银行.lag=5", "`latency`"),
            ("bank:样例第一银行.latency", "SECONDS"),
            ("bank:样例第一银行.latency=-1", "from 0 to"),
            ("bank:样例第一银行.silent=101", "from 0 to 100"),
            ("police.pace=5", "norms.KEY=VALUE"),
            ("norms.stop.life=5", "48 h"),
            ("norms.stop.times_max=x", "whole number"),
            ("norms.plan.stop_min=x", "amount"),
            ("norms.stop.life", "needs a value"),
        ] {
            let error = format!("{:#}", Change::parse(text).unwrap_err());
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn one_house_is_changed_and_no_other() {
        let usual = Terms::of(Cell::CENTRE, &[]);
        let changes = [Change::Latency { house: 3, ms: 5_000 }, Change::Silent { house: 0, permille: 1_000 }];
        let terms = Terms::of(Cell::CENTRE, &changes);
        assert_eq!(terms.house(3), HouseTerms { median_ms: 5_000, ..usual.house(3) });
        assert_eq!(terms.house(0), HouseTerms { silent_permille: 1_000, ..usual.house(0) });
        assert!((4..8).chain(1..3).all(|house| terms.house(house) == usual.house(house)));
    }
}
