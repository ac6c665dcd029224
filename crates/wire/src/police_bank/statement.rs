//! The answers that bring movements: to a query (100302), to a watch (100306, as often as something
//! moves), and to its end (100308), which brings none.
//!
//! 100302 holds one card (`Accounts`), its sub-accounts (`Account`), and their rows; 100306 holds rows.
//! Neither has a field for the period or for "there is more": the period is repeated under the names
//! of the query, and an answer that is not complete begins its `FeedbackRemark` with `PARTIAL_MARK`.
//! Both are choices of this profile.

use super::codes::{Channel, Tx};
use super::envelope::{self, Parts, UpHead};
use super::error::WireError;
use super::feedback::{BALANCE, CARD_NUMBER};
use super::fields::{Class, Fields, Notes, Out, Private, Spec, Text, optional_fields, too_many};
use super::ids::business_code;
use super::limits::{ACCOUNTS_MAX, STATEMENT_ROWS_MAX};
use super::parties::{ACCOUNT_NAME, ACCOUNT_NUMBER, CURRENCY};
use super::query::{PERIOD_END, PERIOD_START};
use super::query_values::Balance;
use super::request::{REMARK, Reply};
use super::transaction::{TransactionRow, read_rows, write_rows};
use super::values::WireTime;
use cordon_model::Currency;

/// Begins the remark of an answer that has not all of the period.
pub const PARTIAL_MARK: &str = "明细未完";

const CARD: &str = "Accounts";
const ACCOUNT: &str = "Account";

optional_fields! {
    /// The card and its holder. Days are kept as digits: accounts are older than the calendar here.
    CardInfo {
        name: Private = ACCOUNT_NAME,
        card: Private = CARD_NUMBER,
        branch: Text = Spec::new("DepositBankBranch", 150, Class::Line),
        branch_code: Text = Spec::new("DepositBankBranchCode", 50, Class::Number),
        opened_on: Text = Spec::new("AccountOpenTime", 14, Class::Digits(8)),
        closed_on: Text = Spec::new("AccountCancellationTime", 14, Class::Digits(8)),
        closed_by: Text = Spec::new("AccountCancellationBranch", 150, Class::Line),
        remark: Private = REMARK,
    }
}

optional_fields! {
    /// One sub-account. Kind and status are the bank's words here.
    SubAccountInfo {
        /// `main_sub`
        number: Private = ACCOUNT_NUMBER,
        serial: Text = Spec::new("AccountSerial", 50, Class::Line),
        kind: Text = Spec::new("AccountType", 60, Class::Line),
        status: Text = Spec::new("AccountStatus", 60, Class::Line),
        currency: Currency = CURRENCY,
        /// 钞汇标志
        cash_remit: Text = Spec::new("CashRemit", 30, Class::Line),
        balance: Balance = BALANCE,
        available: Balance = Spec::typed("AvailableBalance"),
        last_at: Text = Spec::new("LastTransactionTime", 14, Class::Digits(8)),
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubAccount {
    pub info: SubAccountInfo,
    pub rows: Vec<TransactionRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    pub info: CardInfo,
    pub accounts: Vec<SubAccount>,
}

/// 100302.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFeedback {
    pub channel: Channel,
    pub head: UpHead,
    pub reply: Reply,
    pub from: Option<WireTime>,
    pub until: Option<WireTime>,
    /// None where the query was refused.
    pub card: Option<Card>,
}

impl StatementFeedback {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.head.write(Tx::StatementFeedback, self.channel)?;
        let mut body = envelope::new_body();
        self.reply.write_begin(&mut body)?;
        body.put_optional(&PERIOD_START, self.from.as_ref())?;
        body.put_optional(&PERIOD_END, self.until.as_ref())?;
        if let Some(card) = &self.card {
            card.write(&mut body)?;
        }
        self.reply.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let feedback = Self {
            channel,
            reply: Reply::read(&mut body, business_code::STATEMENT, notes)?,
            head: UpHead::read(parts.head, notes)?,
            from: body.optional(&PERIOD_START)?,
            until: body.optional(&PERIOD_END)?,
            card: Card::read(&mut body, notes)?,
        };
        body.finish(notes);
        Ok(feedback)
    }
}

impl Card {
    fn read(body: &mut Fields<'_>, notes: &mut Notes) -> Result<Option<Self>, WireError> {
        let path = body.path_of(CARD);
        let Some(element) = body.child(CARD) else { return Ok(None) };
        let mut fields = Fields::with_list(element, path.clone(), Some(ACCOUNT))?.dashes_are_empty();
        let info = CardInfo::read(&mut fields)?;
        let elements = fields.all(ACCOUNT);
        if elements.len() > ACCOUNTS_MAX {
            return Err(too_many(&path, ACCOUNT, ACCOUNTS_MAX));
        }
        let mut room = STATEMENT_ROWS_MAX;
        let mut accounts = Vec::new();
        for (at, element) in elements.into_iter().enumerate() {
            let place = format!("{path}/{ACCOUNT}[{}]", at.saturating_add(1));
            let mut account = Fields::of(element, place)?.dashes_are_empty();
            accounts.push(SubAccount {
                info: SubAccountInfo::read(&mut account)?,
                rows: read_rows(&mut account, &mut room, notes)?,
            });
            account.finish(notes);
        }
        fields.finish(notes);
        Ok(Some(Self { info, accounts }))
    }

    fn write(&self, body: &mut Out) -> Result<(), WireError> {
        let mut card = Out::new(CARD, body.path());
        self.info.write(&mut card)?;
        if self.accounts.len() > ACCOUNTS_MAX {
            return Err(too_many(card.path(), ACCOUNT, ACCOUNTS_MAX));
        }
        let mut room = STATEMENT_ROWS_MAX;
        for account in &self.accounts {
            let mut out = Out::new(ACCOUNT, card.path());
            account.info.write(&mut out)?;
            write_rows(&mut out, &account.rows, &mut room)?;
            card.push(out);
        }
        body.push(card);
        Ok(())
    }
}

/// 100306: one of many answers to a watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchFeedback {
    pub channel: Channel,
    pub head: UpHead,
    pub reply: Reply,
    pub name: Option<Private>,
    /// `main_sub`
    pub number: Option<Private>,
    pub card: Option<Private>,
    pub from: Option<WireTime>,
    pub until: Option<WireTime>,
    /// None of them: the watch was taken up, or refused.
    pub rows: Vec<TransactionRow>,
}

impl WatchFeedback {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.head.write(Tx::WatchFeedback, self.channel)?;
        let mut body = envelope::new_body();
        self.reply.write_begin(&mut body)?;
        body.put_optional(&ACCOUNT_NAME, self.name.as_ref())?;
        body.put_optional(&ACCOUNT_NUMBER, self.number.as_ref())?;
        body.put_optional(&CARD_NUMBER, self.card.as_ref())?;
        body.put_optional(&PERIOD_START, self.from.as_ref())?;
        body.put_optional(&PERIOD_END, self.until.as_ref())?;
        write_rows(&mut body, &self.rows, &mut { STATEMENT_ROWS_MAX })?;
        self.reply.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let feedback = Self {
            channel,
            reply: Reply::read(&mut body, business_code::WATCH, notes)?,
            head: UpHead::read(parts.head, notes)?,
            name: body.optional(&ACCOUNT_NAME)?,
            number: body.optional(&ACCOUNT_NUMBER)?,
            card: body.optional(&CARD_NUMBER)?,
            from: body.optional(&PERIOD_START)?,
            until: body.optional(&PERIOD_END)?,
            rows: read_rows(&mut body, &mut { STATEMENT_ROWS_MAX }, notes)?,
        };
        body.finish(notes);
        Ok(feedback)
    }
}

/// 100308: the watch has ended, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchEndFeedback {
    pub channel: Channel,
    pub head: UpHead,
    pub reply: Reply,
}

impl WatchEndFeedback {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.head.write(Tx::WatchEndFeedback, self.channel)?;
        let mut body = envelope::new_body();
        self.reply.write_begin(&mut body)?;
        self.reply.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let reply = Reply::read(&mut body, business_code::WATCH_END, notes)?;
        let feedback = Self { channel, reply, head: UpHead::read(parts.head, notes)? };
        body.finish(notes);
        Ok(feedback)
    }
}
