//! Rows of a message as movements and payments of the model.
//!
//! What the reader leaves out or changes he says in words, for the answer's remark: failed transactions
//! are no movements; a list whose times run backwards is turned round, so that its rows stand in the
//! order of the account's own postings. Rows of one second are never sorted among themselves.

use super::{body, untold_class};
use crate::police_bank::classes::{class_by_paper, class_by_word};
use crate::police_bank::codes::Channel;
use crate::police_bank::envelope::UpHead;
use crate::police_bank::error::WireError;
use crate::police_bank::exits::{by_words, exit_of};
use crate::police_bank::fields::{Private, Text};
use crate::police_bank::ids::BankCode;
use crate::police_bank::payments::{PaymentDetails, PaymentRow, SerialFeedback};
use crate::police_bank::query_values::{Balance, BorrowingSigns, FirmType};
use crate::police_bank::request::Reply;
use crate::police_bank::results::ResultClass;
use crate::police_bank::statement::{Card, PARTIAL_MARK, StatementFeedback, SubAccount, WatchFeedback};
use crate::police_bank::transaction::{RowDetails, TransactionRow};
use crate::police_bank::values::WireTime;
use cordon_model::exchange::{FoundPayment, Party, Private as Clear, Side, Statement, StatementRow};
use cordon_model::{AccountClass, Currency, Exit, Money};

/// What an answer with rows brought.
pub(super) struct Learned {
    pub statement: Option<Statement>,
    /// What the agency said, without the mark of an answer in part.
    pub remark: String,
    /// What the reader did to it.
    pub words: Vec<String>,
}

pub(super) fn statement_of(feedback: &StatementFeedback) -> Result<Learned, WireError> {
    let (complete, remark) = completeness(&feedback.reply);
    let mut words = Vec::new();
    let statement = match &feedback.card {
        Some(card) => {
            let channel = feedback.channel;
            let mut rows = Vec::new();
            let told = card.accounts.iter().filter(|account| !account.rows.is_empty()).count();
            for account in &card.accounts {
                rows.extend(learn(&account.rows, account.info.currency, channel, &mut words)?);
            }
            if told > 1 {
                // The balances are each sub-account's own, and mean nothing in one line of rows.
                rows.iter_mut().for_each(|row| row.balance = None);
                rows.sort_by_key(|row| row.at);
                words.push(format!("{told}个子账户的流水已合并"));
            }
            Some(Statement {
                account: account_of(card, channel, &feedback.head, &feedback.reply),
                balance: of_all(&card.accounts, |account| account.info.balance)?,
                available: of_all(&card.accounts, |account| account.info.available)?,
                from: feedback.from.map(WireTime::stamp),
                until: feedback.until.map(WireTime::stamp),
                complete,
                rows,
            })
        }
        None => None,
    };
    Ok(Learned { statement, remark, words })
}

pub(super) fn watched(feedback: &WatchFeedback) -> Result<Learned, WireError> {
    let (complete, remark) = completeness(&feedback.reply);
    let mut words = Vec::new();
    let rows = learn(&feedback.rows, None, feedback.channel, &mut words)?;
    let number = feedback.number.as_ref().or(feedback.card.as_ref());
    let statement = if number.is_none() && feedback.rows.is_empty() {
        None
    } else {
        Some(Statement {
            account: party(feedback.channel, &feedback.head, &feedback.reply, number, feedback.name.as_ref()),
            balance: None,
            available: None,
            from: feedback.from.map(WireTime::stamp),
            until: feedback.until.map(WireTime::stamp),
            complete,
            rows,
        })
    };
    Ok(Learned { statement, remark, words })
}

/// Whether all of the period was told, and the remark without the mark that says otherwise.
fn completeness(reply: &Reply) -> (bool, String) {
    let remark = reply.remark.as_ref().map(Private::reveal).unwrap_or_default();
    match remark.strip_prefix(PARTIAL_MARK) {
        Some(rest) => (false, rest.trim_start_matches("; ").to_owned()),
        None => (reply.result.class() != ResultClass::DefectiveSuccess, remark.to_owned()),
    }
}

/// The number of the card, or of its only sub-account, which is more exact.
fn account_of(card: &Card, channel: Channel, head: &UpHead, reply: &Reply) -> Party {
    let only = match card.accounts.as_slice() {
        [only] => only.info.number.as_ref(),
        _ => None,
    };
    let own = party(channel, head, reply, only.or(card.info.card.as_ref()), card.info.name.as_ref());
    match class_of(&card.accounts) {
        Some(class) if own.class == AccountClass::Unknown => Party { class, ..own },
        _ => own,
    }
}

/// The agency that sends the message keeps the account.
fn party(channel: Channel, head: &UpHead, reply: &Reply, number: Option<&Private>, name: Option<&Private>) -> Party {
    Party {
        institution_code: head.serial.sender().to_owned(),
        institution_name: reply.org_name.as_ref().map(Text::as_str).unwrap_or_default().to_owned(),
        number: number.map(Private::reveal).unwrap_or_default().into(),
        holder: name.map(|name| name.reveal().into()),
        class: untold_class(channel),
    }
}

/// Whose the account is, where the bank's word for its kind says so: a company if any part of it is one.
fn class_of(accounts: &[SubAccount]) -> Option<AccountClass> {
    let told = accounts.iter().filter_map(|account| class_by_word(account.info.kind.as_ref()?.as_str()));
    told.max_by_key(|class| *class == AccountClass::Company)
}

/// One figure for all sub-accounts: their sum, if all tell it in one currency.
fn of_all(
    accounts: &[SubAccount],
    figure: impl Fn(&SubAccount) -> Option<Balance>,
) -> Result<Option<Money>, WireError> {
    let mut sum: Option<Money> = None;
    for account in accounts {
        let Some(balance) = figure(account) else { return Ok(None) };
        let currency = account.info.currency.unwrap_or(Currency::CNY);
        let money = balance.money(currency).map_err(body("Accounts/Account/AccountBalance"))?;
        sum = match sum {
            None => Some(money),
            Some(sum) => match sum.plus(money) {
                Ok(sum) => Some(sum),
                Err(_) => return Ok(None),
            },
        };
    }
    Ok(sum)
}

fn learn(
    rows: &[TransactionRow],
    currency: Option<Currency>,
    channel: Channel,
    words: &mut Vec<String>,
) -> Result<Vec<StatementRow>, WireError> {
    let failed = rows.iter().filter(|row| row.failed()).count();
    if failed > 0 {
        words.push(format!("{failed}笔失败交易未列入"));
    }
    let done = rows.iter().filter(|row| !row.failed());
    let mut learned: Vec<StatementRow> =
        done.map(|row| learn_row(row, currency.unwrap_or(Currency::CNY), channel)).collect::<Result<_, _>>()?;
    if runs_backwards(&learned) {
        learned.reverse();
        words.push("流水原为倒序，已还原".to_owned());
    }
    Ok(learned)
}

/// Newest first: never a later time after an earlier one, and at least once an earlier after a later.
pub(super) fn runs_backwards(rows: &[StatementRow]) -> bool {
    let pairs = || rows.iter().zip(rows.iter().skip(1));
    pairs().all(|(row, next)| next.at <= row.at) && pairs().any(|(row, next)| next.at < row.at)
}

pub(super) fn learn_row(row: &TransactionRow, currency: Currency, channel: Channel) -> Result<StatementRow, WireError> {
    let details = &row.details;
    let currency = details.currency.unwrap_or(currency);
    let amount = row.amount.money(currency).map_err(body("Transactions/Transaction/TransactionAmount"))?;
    let balance = details.balance.map(|balance| balance.money(currency)).transpose();
    let order_number = details.order_number.as_ref().or(details.bank_serial.as_ref());
    Ok(StatementRow {
        side: match row.signs {
            BorrowingSigns::Debit => Side::Debit,
            BorrowingSigns::Credit => Side::Credit,
        },
        amount,
        balance: balance.map_err(body("Transactions/Transaction/AccountBalance"))?,
        at: row.at.stamp(),
        serial: row.serial.as_str().to_owned(),
        opponent: opponent(details, channel),
        order_number: order_number.map(|text| text.as_str().to_owned()),
        exit: exit_of(row),
        remark: remark(details),
    })
}

/// None without a number: a name alone finds no account, and goes to the remark.
fn opponent(details: &RowDetails, channel: Channel) -> Option<Party> {
    let number = details.opponent_number.as_ref()?;
    let bank = details.opponent_bank.as_ref().map(Text::as_str).unwrap_or_default();
    let is_code = BankCode::parse(bank).is_ok();
    Some(Party {
        institution_code: if is_code { bank.to_owned() } else { String::new() },
        institution_name: if is_code { String::new() } else { bank.to_owned() },
        number: number.reveal().into(),
        holder: details.opponent_name.as_ref().map(|name| name.reveal().into()),
        class: opponent_class(details, channel),
    })
}

/// A payment firm names no bank for its own accounts.
fn opponent_class(details: &RowDetails, channel: Channel) -> AccountClass {
    let by_paper = details.opponent_id.as_ref().and_then(|number| class_by_paper(number.reveal()));
    let untold = if details.opponent_bank.is_none() { untold_class(channel) } else { AccountClass::Unknown };
    by_paper.filter(|_| untold == AccountClass::Unknown).unwrap_or(untold)
}

fn remark(details: &RowDetails) -> Option<Clear> {
    let nobody = details.opponent_number.is_none();
    let said = [
        details.summary.as_ref().map(Private::reveal),
        details.remark.as_ref().map(Private::reveal),
        details.merchant_name.as_ref().map(Text::as_str),
        details.opponent_name.as_ref().filter(|_| nobody).map(Private::reveal),
    ];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    if said.is_empty() { None } else { Some(Clear(said.join("; "))) }
}

/// The payments, and what is to be said of those that were left out.
pub(super) fn payments(feedback: &SerialFeedback) -> Result<(Vec<FoundPayment>, Vec<String>), WireError> {
    let mut found = Vec::new();
    for row in &feedback.payments {
        found.extend(payment(row, feedback.head.serial.sender())?);
    }
    let timeless = feedback.payments.len().saturating_sub(found.len());
    let words = (timeless > 0).then(|| format!("{timeless}笔无交易时间，未列入"));
    Ok((found, words.into_iter().collect()))
}

/// None without a moment: it could not be joined to anything.
fn payment(row: &PaymentRow, firm: &str) -> Result<Option<FoundPayment>, WireError> {
    let details = &row.details;
    let Some(at) = details.at else { return Ok(None) };
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.as_str().to_owned());
    let currency = details.currency.unwrap_or(Currency::CNY);
    Ok(Some(FoundPayment {
        order_number: text(&details.order_number).unwrap_or_default(),
        bank_serial: text(&details.bank_serial),
        amount: row.amount.money(currency).map_err(body("Transactions/Transaction/TransferAmount"))?,
        at: at.stamp(),
        payer: payer(details, firm),
        payee: payee(details, firm),
        exit: payment_exit(details),
    }))
}

/// The till of a POS firm; else the words of the table.
fn payment_exit(details: &PaymentDetails) -> Option<Exit> {
    let kind = details.kind.as_ref().map(Text::as_str).unwrap_or_default();
    let till = details.firm_type == Some(FirmType::Pos) && details.pos.is_some();
    by_words(kind, "", "").or_else(|| till.then_some(Exit::Pos))
}

/// Where the money came from: the card, if one is named, for it is the card that was debited.
fn payer(details: &PaymentDetails, firm: &str) -> Option<Party> {
    let bank = details.payer_bank_id.as_ref().map(BankCode::as_str);
    let (number, class) = match (&details.payer_card, &details.payer_account) {
        (Some(card), _) => (card, AccountClass::Unknown),
        (None, Some(account)) => (account, AccountClass::Payment),
        (None, None) => return None,
    };
    side((number, class), bank, details.payer_bank_name.as_ref(), details.payer_name.as_ref(), firm)
}

/// Where it went: the payment account, if one is named, for it is there that the money stands.
fn payee(details: &PaymentDetails, firm: &str) -> Option<Party> {
    let bank = details.payee_bank_id.as_ref().map(BankCode::as_str);
    let (number, class) = match (&details.payee_account, &details.payee_card) {
        (Some(account), _) => (account, AccountClass::Payment),
        (None, Some(card)) => (card, AccountClass::Unknown),
        (None, None) => return None,
    };
    side((number, class), bank, details.payee_bank_name.as_ref(), details.payee_name.as_ref(), firm)
}

fn side(
    (number, class): (&Private, AccountClass),
    bank: Option<&str>,
    bank_name: Option<&Text>,
    name: Option<&Private>,
    firm: &str,
) -> Option<Party> {
    // A payment account without an institution is the firm's own.
    let own = if class == AccountClass::Payment { firm } else { "" };
    Some(Party {
        institution_code: bank.unwrap_or(own).to_owned(),
        institution_name: bank_name.map(Text::as_str).unwrap_or_default().to_owned(),
        number: number.reveal().into(),
        holder: name.map(|name| name.reveal().into()),
        class,
    })
}
