//! Values of freezes and queries: their codes, balances that may be overdrawn, and days.

use super::error::Fault;
use super::fields::{Spec, Value};
use super::results::ResultCode;
use super::values::{AMOUNT_CHARS_MAX, Amount, WireTime, bad_amount, code_enums};
use cordon_model::{Currency, Money, Stamp};
use std::fmt;

code_enums! {
    /// How much a freeze holds (FreezeType): 01 限额冻结, 02 全额冻结.
    FreezeType {
        Limited = "01",
        Full = "02",
    }
    /// What a query asks for (InquiryMode of 100301).
    InquiryMode {
        /// 账户基本信息.
        Basic = "01",
        /// 交易明细.
        Rows = "02",
        /// 账户基本信息和交易明细.
        BasicAndRows = "03",
        /// 明细快速查询: yesterday and today.
        Quick = "04",
    }
    /// Which way money went (BorrowingSigns): 0 借, 1 贷.
    BorrowingSigns {
        Debit = "0",
        Credit = "1",
    }
    /// 现金标志: 00 其它, 01 现金交易.
    CashMark {
        Other = "00",
        Cash = "01",
    }
    /// 交易是否成功.
    TransactionStatus {
        Success = "00",
        Failed = "01",
    }
    /// Whose serial number is asked about (DataType of A00311).
    SerialType {
        /// 外部银行流水号.
        Bank = "A1",
        /// 支付机构订单号.
        Order = "A2",
        /// 收单POS流水号.
        Pos = "A3",
    }
    /// 支付机构类型 of a found payment.
    FirmType {
        /// 有支付帐号网络支付体系.
        WithAccounts = "01",
        /// 无支付帐号网络支付体系.
        WithoutAccounts = "02",
        /// POS收单体系.
        Pos = "03",
    }
}

/// What a freeze was asked to hold, as the feedback repeats it: an amount, or `-` for the whole account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applied {
    Full,
    Limited(Amount),
}

const FULL: &str = "-";

impl Value for Applied {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        if text == FULL { Ok(Self::Full) } else { Amount::parse(text).map(Self::Limited) }
    }

    fn print(&self) -> String {
        match self {
            Self::Full => FULL.to_owned(),
            Self::Limited(amount) => amount.decimal(),
        }
    }
}

/// A balance: an amount that may be below nothing. An overdrawn card is no fault of the message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Balance(i64);

impl Balance {
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    pub fn parse(text: &str) -> Result<Self, Fault> {
        let fail = || bad_amount("a balance has at most 18 characters: a sign, digits and at most two decimals");
        if text.len() > AMOUNT_CHARS_MAX {
            return Err(fail());
        }
        match text.strip_prefix('-') {
            Some(rest) => {
                let below = Amount::parse(rest)?.hundredths().checked_neg().ok_or_else(fail)?;
                Ok(Self(below))
            }
            None => Ok(Self(Amount::parse(text)?.hundredths())),
        }
    }

    pub fn of(money: Money) -> Result<Self, Fault> {
        Self::parse(&money.decimal())
    }

    /// As money of a currency; an error when the currency has no such fractions.
    pub fn money(self, currency: Currency) -> Result<Money, Fault> {
        let text = self.decimal();
        let whole = text.strip_suffix(".00").unwrap_or(&text);
        Money::parse(whole, currency).map_err(|_| bad_amount("the currency has no such fraction"))
    }

    fn decimal(self) -> String {
        Amount::from_hundredths(self.0).decimal()
    }
}

impl fmt::Debug for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl Value for Balance {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        Self::parse(text)
    }

    fn print(&self) -> String {
        self.decimal()
    }
}

/// Digits of a day.
const DAY_DIGITS: usize = 8;
const MIDNIGHT: &str = "000000";

/// A day in Asia/Shanghai: `yyyyMMdd`; a time of fourteen digits is read as its day.
/// INVARIANT (midnight): the first second of the day is held.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireDay(WireTime);

impl WireDay {
    /// The day on which a moment falls.
    pub fn floor(stamp: Stamp) -> Result<Self, Fault> {
        Self::parse(&WireTime::floor(stamp)?.digits())
    }

    pub fn parse(text: &str) -> Result<Self, Fault> {
        let malformed = || Fault::malformed(ResultCode::DATE_FORMAT, "a day is 8 digits, yyyyMMdd, in Asia/Shanghai");
        let day = text.get(..DAY_DIGITS).ok_or_else(malformed)?;
        if text.len() != DAY_DIGITS {
            WireTime::parse(text).map_err(|_| malformed())?;
        }
        WireTime::parse(&format!("{day}{MIDNIGHT}")).map(Self).map_err(|_| malformed())
    }

    /// Its first moment.
    pub fn stamp(self) -> Stamp {
        self.0.stamp()
    }
}

impl fmt::Debug for WireDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print())
    }
}

impl Value for WireDay {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        Self::parse(text)
    }

    fn print(&self) -> String {
        self.0.digits().chars().take(DAY_DIGITS).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_balance_may_be_below_nothing_and_an_amount_not() {
        assert_eq!(Balance::parse("-12.5"), Ok(Balance::from_hundredths(-1_250)));
        assert_eq!(Balance::parse("0"), Ok(Balance::from_hundredths(0)));
        assert_eq!(Balance::parse("-12.50").unwrap().money(Currency::CNY), Ok(Money::cny(-1_250)));
        for bad in ["", "-", "--1", "+1", "- 1", "1-", "-1.234", "-9999999999999999.9", "１"] {
            assert_eq!(Balance::parse(bad).unwrap_err().result, ResultCode::BAD_AMOUNT, "{bad}");
        }
    }

    #[test]
    fn a_day_is_a_day_in_shanghai() {
        let day = WireDay::parse("20231115").unwrap();
        assert_eq!(day.stamp(), WireTime::parse("20231115000000").unwrap().stamp());
        assert_eq!(WireDay::parse("20231115235959"), Ok(day));
        assert_eq!(WireDay::floor(Stamp::from_ms(1_700_000_000_000)), Ok(day));
        assert_eq!(format!("{day:?}"), "20231115");
        for bad in ["", "2023111", "202311151", "20231315", "2023-11-15", "20231115246060", "19911231", "２０２３"]
        {
            assert_eq!(WireDay::parse(bad).unwrap_err().result, ResultCode::DATE_FORMAT, "{bad}");
        }
    }

    #[test]
    fn what_was_asked_of_a_freeze_is_an_amount_or_all() {
        let spec = Spec::typed("AppliedBalance");
        assert_eq!(Applied::parse("-", &spec), Ok(Applied::Full));
        assert_eq!(Applied::parse("80000", &spec), Ok(Applied::Limited(Amount::from_hundredths(8_000_000))));
        assert!(Applied::parse("--", &spec).is_err() && Applied::parse("-1", &spec).is_err());
    }

    proptest! {
        #[test]
        fn balances_survive_their_text(hundredths in -9_999_999_999_999_999_i64..=99_999_999_999_999_999) {
            let balance = Balance::from_hundredths(hundredths);
            prop_assert_eq!(Balance::parse(&balance.decimal()), Ok(balance));
            prop_assert_eq!(balance.money(Currency::CNY), Ok(Money::cny(hundredths)));
        }
    }
}
