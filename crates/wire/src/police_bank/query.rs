//! The questions: movements of an account (100301), its movements as they happen (100305) and the end
//! of that (100307), and, for payment firms, the payment behind a serial number (A00311).

use super::codes::{Channel, Tx};
use super::envelope::{self, Parts};
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::fields::{Class, Notes, Private, Spec, Text};
use super::ids::{BankCode, business_code};
use super::parties::BANK_ID;
use super::query_values::{InquiryMode, SerialType, WireDay};
use super::request::{QueryAccount, QueryCover};
use super::results::ResultCode;
use super::values::WireTime;

const INQUIRY_MODE: Spec = Spec::typed("InquiryMode");
pub(crate) const PERIOD_START: Spec = Spec::typed("InquiryPeriodStart");
pub(crate) const PERIOD_END: Spec = Spec::typed("InquiryPeriodEnd");
const WATCH_ORDER: Spec = Spec::new("InterceptionOrderId", 1, Class::Digits(1));
/// 1 执行: the only value that the sources know.
const WATCH_ORDER_VALUE: &str = "1";
const WATCH_START: Spec = Spec::typed("InterceptionStartTime");
const WATCH_END: Spec = Spec::typed("InterceptionEndTime");
const FIRM_ID: Spec = Spec::new("OnlinePayCompanyID", 12, Class::Number);
const FIRM_NAME: Spec = Spec::new("OnlinePayCompanyName", 150, Class::Line);
const DATA_TYPE: Spec = Spec::typed("DataType");
const DATA: Spec = Spec::new("Data", 100, Class::Number);
const TRANSACTION_DATE: Spec = Spec::typed("TransactionDate");

/// 100301: what an account is and what moved on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementQuery {
    pub channel: Channel,
    pub cover: QueryCover,
    pub account: QueryAccount,
    pub mode: InquiryMode,
    /// Required for the modes 02 and 03.
    pub from: Option<WireTime>,
    pub until: Option<WireTime>,
}

impl StatementQuery {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        self.check()?;
        let head = self.cover.head.write(Tx::StatementQuery, self.channel)?;
        let mut body = envelope::new_body();
        self.cover.request.write(&mut body, false)?;
        self.account.write(&mut body)?;
        body.put(&INQUIRY_MODE, &self.mode)?;
        body.put_optional(&PERIOD_START, self.from.as_ref())?;
        body.put_optional(&PERIOD_END, self.until.as_ref())?;
        self.cover.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let query = Self {
            channel,
            cover: QueryCover::read(&mut body, parts.head, business_code::STATEMENT, false, notes)?,
            account: QueryAccount::read(&mut body, notes)?,
            mode: body.required(&INQUIRY_MODE)?,
            from: body.optional(&PERIOD_START)?,
            until: body.optional(&PERIOD_END)?,
        };
        query.check()?;
        body.finish(notes);
        Ok(query)
    }

    fn check(&self) -> Result<(), WireError> {
        let needed = matches!(self.mode, InquiryMode::Rows | InquiryMode::BasicAndRows);
        match (self.from, self.until) {
            (Some(from), Some(until)) => check_period(from, until, &PERIOD_END),
            (None, _) if needed => Err(missing(&PERIOD_START)),
            (_, None) if needed => Err(missing(&PERIOD_END)),
            _ => Ok(()),
        }
    }
}

/// 100305: tell every further movement as it happens. It is answered many times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchOrder {
    pub channel: Channel,
    pub cover: QueryCover,
    pub account: QueryAccount,
    pub from: WireTime,
    pub until: WireTime,
}

impl WatchOrder {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        check_period(self.from, self.until, &WATCH_END)?;
        let head = self.cover.head.write(Tx::WatchOrder, self.channel)?;
        let mut body = envelope::new_body();
        self.cover.request.write(&mut body, false)?;
        self.account.write(&mut body)?;
        body.put(&WATCH_ORDER, &Text::new(WATCH_ORDER_VALUE))?;
        body.put(&WATCH_START, &self.from)?;
        body.put(&WATCH_END, &self.until)?;
        self.cover.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let command: Option<Text> = body.optional(&WATCH_ORDER)?;
        if command.is_some_and(|command| command.as_str() != WATCH_ORDER_VALUE) {
            return Err(body.fail(WATCH_ORDER.name, Fault::malformed(ResultCode::BAD_FIELD, "must be 1")));
        }
        let order = Self {
            channel,
            cover: QueryCover::read(&mut body, parts.head, business_code::WATCH, false, notes)?,
            account: QueryAccount::read(&mut body, notes)?,
            from: body.required(&WATCH_START)?,
            until: body.required(&WATCH_END)?,
        };
        check_period(order.from, order.until, &WATCH_END)?;
        body.finish(notes);
        Ok(order)
    }
}

/// 100307: a watch ends before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchEndOrder {
    pub channel: Channel,
    pub cover: QueryCover,
    pub account: QueryAccount,
    pub ends_at: Option<WireTime>,
}

impl WatchEndOrder {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.cover.head.write(Tx::WatchEndOrder, self.channel)?;
        let mut body = envelope::new_body();
        self.cover.request.write(&mut body, true)?;
        self.account.write(&mut body)?;
        body.put_optional(&WATCH_END, self.ends_at.as_ref())?;
        self.cover.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let order = Self {
            channel,
            cover: QueryCover::read(&mut body, parts.head, business_code::WATCH_END, true, notes)?,
            account: QueryAccount::read(&mut body, notes)?,
            ends_at: body.optional(&WATCH_END)?,
        };
        body.finish(notes);
        Ok(order)
    }
}

/// A00311: which payment a serial number stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialQuery {
    pub cover: QueryCover,
    /// The payment firm that is asked: twelve letters or digits.
    pub firm_id: Text,
    pub firm_name: Option<Text>,
    pub kind: SerialType,
    pub serial: Private,
    /// The bank whose serial number it is; required for A1.
    pub bank_id: Option<BankCode>,
    pub on: WireDay,
}

impl SerialQuery {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        self.check()?;
        let head = self.cover.head.write(Tx::SerialQuery, Channel::PaymentFirm)?;
        let mut body = envelope::new_body();
        self.cover.request.write(&mut body, false)?;
        body.put(&FIRM_ID, &self.firm_id)?;
        body.put_optional(&FIRM_NAME, self.firm_name.as_ref())?;
        body.put(&DATA_TYPE, &self.kind)?;
        body.put(&DATA, &self.serial)?;
        body.put_optional(&BANK_ID, self.bank_id.as_ref())?;
        body.put(&TRANSACTION_DATE, &self.on)?;
        self.cover.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let query = Self {
            cover: QueryCover::read(&mut body, parts.head, business_code::SERIAL, false, notes)?,
            firm_id: body.required(&FIRM_ID)?,
            firm_name: body.optional(&FIRM_NAME)?,
            kind: body.required(&DATA_TYPE)?,
            serial: body.required(&DATA)?,
            bank_id: body.optional(&BANK_ID)?,
            on: body.required(&TRANSACTION_DATE)?,
        };
        query.check()?;
        body.finish(notes);
        Ok(query)
    }

    /// A bank's serial number means nothing without the bank.
    fn check(&self) -> Result<(), WireError> {
        if self.kind == SerialType::Bank && self.bank_id.is_none() {
            return Err(missing(&BANK_ID));
        }
        Ok(())
    }
}

fn missing(spec: &Spec) -> WireError {
    WireError::content(Fault::missing("is required for this query; send it"), path(spec))
}

fn path(spec: &Spec) -> String {
    format!("{}/{}", envelope::BODY, spec.name)
}

fn check_period(from: WireTime, until: WireTime, end: &Spec) -> Result<(), WireError> {
    if until > from {
        return Ok(());
    }
    let fault = Fault::new(Kind::Contradiction, ResultCode::DATE_RANGE, "must be later than the start");
    Err(WireError::content(fault, path(end)))
}
