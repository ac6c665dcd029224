//! What the table says of one account at one moment: the sums of its windows, and the signs made of them,
//! each a whole number.

use super::account::{Account, Woke, codes};
use super::cases::Near;
use super::code::{Codes, FeatureCode};
use super::side::{Deep, Sums};
use super::window::{Begins, Each};
use cordon_model::time::MINUTE_MS;

/// All that is known of an account at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub credits: Each<Sums>,
    pub debits: Each<Sums>,
    pub credits_deep: Deep,
    pub debits_deep: Deep,
    /// What lies there, as far as postings tell.
    pub book: u64,
    pub woke: Option<Woke>,
    /// The transfers of the newest cycle on which it was within a day.
    pub cycle: Option<u8>,
    /// Over how many accounts money was scattered and gathered, where it was one of them, within a day.
    pub scattered: Option<u32>,
    /// Over how many accounts in a row the newest credit of a day came, each within an hour.
    pub layer: Option<u8>,
    pub near: Option<Near>,
    /// For how long a case has been near.
    pub near_ms: i64,
    pub codes: Codes,
    /// Something was forgotten before its time: a limit was reached.
    pub cut: bool,
}

impl Reading {
    #[inline]
    pub(super) fn of(account: &Account, near: Option<Near>, at: i64, begins: &Begins) -> Self {
        let (credits, debits) = account.held(at, begins);
        let alike = account.alike.after(begins.week).is_some();
        Self {
            credits: credits.sums,
            debits: debits.sums,
            credits_deep: credits.deep,
            debits_deep: debits.deep,
            book: account.book,
            woke: account.woke.after(begins.week),
            cycle: account.cycle.after(begins.day),
            scattered: account.scattered.after(begins.day),
            layer: account.layer.after(begins.day),
            near,
            near_ms: near.map_or(0, |near| at.saturating_sub(near.since).max(0)),
            codes: codes(&credits.sums.week, &debits.sums.week, alike)
                .with(FeatureCode::PayeeInvolved, account.paid_involved.after(begins.week).is_some())
                .with(FeatureCode::PayerInvolved, account.involved_paid.after(begins.week).is_some()),
            cut: account.cut,
        }
    }

    pub fn signs(&self) -> Signs {
        Signs(SIGNS.map(|sign| self.value(sign)))
    }

    /// A sign's value; the least that says nothing where there is nothing to say.
    pub fn value(&self, sign: Sign) -> u64 {
        let (credits, debits) = (&self.credits, &self.debits);
        match sign {
            Sign::FanInDay => credits.day.fan.into(),
            Sign::FanOutDay => debits.day.fan.into(),
            Sign::FanInWeek => credits.week.fan.into(),
            Sign::FanOutWeek => debits.week.fan.into(),
            Sign::DegreeInDay => credits.day.count.into(),
            Sign::DegreeOutDay => debits.day.count.into(),
            Sign::RepeatInDay => (credits.day.count - credits.day.fan).into(),
            Sign::RepeatOutDay => (debits.day.count - debits.day.fan).into(),
            Sign::GatherScatter => credits.day.fan.min(debits.day.fan).into(),
            Sign::PassedHour => permille(credits.hour.amount.min(debits.hour.amount), credits.hour.amount),
            Sign::PassedDay => permille(credits.day.amount.min(debits.day.amount), credits.day.amount),
            Sign::PassedWeek => permille(credits.week.amount.min(debits.week.amount), credits.week.amount),
            Sign::Dwell => self.dwell_minutes().unwrap_or(NEVER),
            Sign::Drawn => permille(self.debits_deep.drawn, debits.day.amount),
            Sign::FreshIn => permille(credits.week.fresh.into(), credits.week.count.into()),
            Sign::FreshOut => permille(debits.week.fresh.into(), debits.week.count.into()),
            Sign::Emptied => debits.week.emptied.into(),
            Sign::Woke => self.woke.map_or(0, |woke| woke.postings.into()),
            Sign::Scattered => self.scattered.unwrap_or(0).into(),
            Sign::Cycle => self.cycle.map_or(NEVER, u64::from),
            Sign::Layer => self.layer.unwrap_or(0).into(),
            Sign::AmountInWeek => credits.week.amount,
            Sign::AmountOutWeek => debits.week.amount,
            Sign::SpreadIn => spread(&credits.day, &self.credits_deep).unwrap_or(NEVER),
            Sign::SpreadOut => spread(&debits.day, &self.debits_deep).unwrap_or(NEVER),
            Sign::CaseHops => self.near.map_or(NEVER, |near| near.hops.into()),
            Sign::CaseMinutes => self.near.map_or(NEVER, |_| whole(self.near_ms / MINUTE_MS)),
            Sign::CaseShare => self.near.map_or(0, |near| permille(near.taint, self.book.max(near.taint))),
            Sign::Codes => self.codes.iter().map(|_| 1).sum(),
        }
    }

    /// How long money of the day's debits had lain there, on average of what is known.
    fn dwell_minutes(&self) -> Option<u64> {
        let ms = self.debits_deep.held.checked_div(self.debits_deep.drawn.into())?;
        u64::try_from(ms / MINUTE_MS.unsigned_abs() as u128).ok()
    }
}

/// The value of a sign whose small values tell, where there is none.
pub(super) const NEVER: u64 = u64::MAX;

fn permille(part: u64, whole: u64) -> u64 {
    // Nearly always, and then without a long division.
    if let Some(parts) = part.checked_mul(1_000) {
        return parts.checked_div(whole).unwrap_or(0);
    }
    let share = (u128::from(part) * 1_000).checked_div(u128::from(whole)).unwrap_or(0);
    u64::try_from(share).unwrap_or(u64::MAX)
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The standard deviation of amounts by their mean, in permille, of at least two.
fn spread(sums: &Sums, deep: &Deep) -> Option<u64> {
    let count = u128::from(sums.count);
    let sum = u128::from(sums.amount);
    let mean = sum.checked_div(count).filter(|mean| *mean > 0 && count > 1)?;
    let variance = (deep.squares / count).saturating_sub(sum * sum / (count * count));
    let deviation = u64::try_from(variance).map_or_else(|_| variance.isqrt(), |variance| variance.isqrt().into());
    u64::try_from(deviation * 1_000 / mean).ok()
}

/// A sign of an account. What it is stands in `docs/concepts/signs.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    FanInDay,
    FanOutDay,
    FanInWeek,
    FanOutWeek,
    DegreeInDay,
    DegreeOutDay,
    RepeatInDay,
    RepeatOutDay,
    GatherScatter,
    PassedHour,
    PassedDay,
    PassedWeek,
    Dwell,
    Drawn,
    FreshIn,
    FreshOut,
    Emptied,
    Woke,
    Scattered,
    Cycle,
    Layer,
    AmountInWeek,
    AmountOutWeek,
    SpreadIn,
    SpreadOut,
    CaseHops,
    CaseMinutes,
    CaseShare,
    Codes,
}

pub const SIGNS: [Sign; 29] = [
    Sign::FanInDay,
    Sign::FanOutDay,
    Sign::FanInWeek,
    Sign::FanOutWeek,
    Sign::DegreeInDay,
    Sign::DegreeOutDay,
    Sign::RepeatInDay,
    Sign::RepeatOutDay,
    Sign::GatherScatter,
    Sign::PassedHour,
    Sign::PassedDay,
    Sign::PassedWeek,
    Sign::Dwell,
    Sign::Drawn,
    Sign::FreshIn,
    Sign::FreshOut,
    Sign::Emptied,
    Sign::Woke,
    Sign::Scattered,
    Sign::Cycle,
    Sign::Layer,
    Sign::AmountInWeek,
    Sign::AmountOutWeek,
    Sign::SpreadIn,
    Sign::SpreadOut,
    Sign::CaseHops,
    Sign::CaseMinutes,
    Sign::CaseShare,
    Sign::Codes,
];

impl Sign {
    /// Whether small values tell: of two moments the lesser counts.
    pub const fn is_least(self) -> bool {
        matches!(
            self,
            Self::Dwell | Self::Cycle | Self::SpreadIn | Self::SpreadOut | Self::CaseHops | Self::CaseMinutes
        )
    }

    /// Chinese and English.
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::FanInDay => ("24小时付款人数", "payers in a day"),
            Self::FanOutDay => ("24小时收款人数", "payees in a day"),
            Self::FanInWeek => ("5个工作日付款人数", "payers in five working days"),
            Self::FanOutWeek => ("5个工作日收款人数", "payees in five working days"),
            Self::DegreeInDay => ("24小时转入笔数", "credits in a day"),
            Self::DegreeOutDay => ("24小时转出笔数", "debits in a day"),
            Self::RepeatInDay => ("24小时同一付款人重复笔数", "credits again from the same payer in a day"),
            Self::RepeatOutDay => ("24小时同一收款人重复笔数", "debits again to the same payee in a day"),
            Self::GatherScatter => ("24小时又集又散", "gathered and scattered in a day, accounts"),
            Self::PassedHour => ("1小时过账比例‰", "passed on within an hour, ‰"),
            Self::PassedDay => ("24小时过账比例‰", "passed on within a day, ‰"),
            Self::PassedWeek => ("5个工作日过账比例‰", "passed on within five working days, ‰"),
            Self::Dwell => ("资金停留分钟", "minutes that money lay"),
            Self::Drawn => ("转出中来自近期转入‰", "of debits from known credits, ‰"),
            Self::FreshIn => ("新付款人比例‰", "new payers, ‰"),
            Self::FreshOut => ("新收款人比例‰", "new payees, ‰"),
            Self::Emptied => ("转空次数", "times emptied"),
            Self::Woke => ("休眠后突发笔数", "postings after a sleep"),
            Self::Scattered => ("散而复集的中间户数", "accounts between scatter and gather"),
            Self::Cycle => ("资金回流笔数", "transfers of a cycle"),
            Self::Layer => ("1小时内连续过账层数", "accounts in a row that passed it on within an hour"),
            Self::AmountInWeek => ("5个工作日转入金额", "amount in, five working days"),
            Self::AmountOutWeek => ("5个工作日转出金额", "amount out, five working days"),
            Self::SpreadIn => ("转入金额离散‰", "spread of credits, ‰"),
            Self::SpreadOut => ("转出金额离散‰", "spread of debits, ‰"),
            Self::CaseHops => ("距涉案账户跳数", "hops from a case"),
            Self::CaseMinutes => ("距案发分钟", "minutes from a case"),
            Self::CaseShare => ("涉案资金比例‰", "share of case money, ‰"),
            Self::Codes => ("可疑特征代码数", "feature codes"),
        }
    }
}

/// The values of all signs, in the order of [`SIGNS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs(pub [u64; SIGNS.len()]);

impl Signs {
    pub fn iter(&self) -> impl Iterator<Item = (Sign, u64)> {
        SIGNS.into_iter().zip(self.0)
    }

    pub fn get(&self, sign: Sign) -> u64 {
        self.iter().find(|(known, _)| *known == sign).map_or(0, |(_, value)| value)
    }
}
