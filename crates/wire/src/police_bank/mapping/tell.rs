//! Movements and found payments of the model as rows of a message.

use super::{FREE_TEXT_CHARS, body, main_account, some_private, some_text, time};
use crate::police_bank::classes::word_of_class;
use crate::police_bank::error::WireError;
use crate::police_bank::exits::word_of;
use crate::police_bank::fields::{Private, Text};
use crate::police_bank::ids::BankCode;
use crate::police_bank::payments::{PaymentDetails, PaymentRow};
use crate::police_bank::query_values::{Balance, BorrowingSigns, CashMark};
use crate::police_bank::statement::{Card, CardInfo, SubAccount, SubAccountInfo};
use crate::police_bank::transaction::{RowDetails, TransactionRow};
use crate::police_bank::values::Amount;
use cordon_model::exchange::{FoundPayment, Party, Side, Statement, StatementRow};
use cordon_model::{AccountClass, Exit, Money};

/// A statement as one card with one sub-account.
pub(super) fn card(statement: &Statement) -> Result<Card, WireError> {
    let currency = [statement.balance, statement.available].into_iter().flatten().next().map(Money::currency);
    let account = SubAccount {
        info: SubAccountInfo {
            number: some_private(&statement.account.number),
            kind: word_of_class(statement.account.class).map(Text::new),
            currency,
            balance: statement.balance.map(Balance::of).transpose().map_err(body("Accounts/Account/AccountBalance"))?,
            available: statement
                .available
                .map(Balance::of)
                .transpose()
                .map_err(body("Accounts/Account/AvailableBalance"))?,
            ..SubAccountInfo::default()
        },
        rows: rows(&statement.rows)?,
    };
    let info = CardInfo {
        name: statement.account.holder.as_ref().and_then(|name| some_private(name)),
        card: some_private(main_account(&statement.account.number)),
        ..CardInfo::default()
    };
    Ok(Card { info, accounts: vec![account] })
}

/// The rows in their order: which of two in one second came first is told by nothing else.
pub(super) fn rows(rows: &[StatementRow]) -> Result<Vec<TransactionRow>, WireError> {
    rows.iter().map(row).collect()
}

pub(super) fn row(row: &StatementRow) -> Result<TransactionRow, WireError> {
    let opponent = row.opponent.as_ref();
    Ok(TransactionRow {
        signs: match row.side {
            Side::Debit => BorrowingSigns::Debit,
            Side::Credit => BorrowingSigns::Credit,
        },
        amount: Amount::of(row.amount).map_err(body("Transactions/Transaction/TransactionAmount"))?,
        at: time("Transactions/Transaction/TransactionTime")(row.at)?,
        serial: Text::new(&row.serial),
        details: RowDetails {
            kind: row.exit.and_then(word_of).map(Text::new),
            cash: (row.exit == Some(Exit::Cash)).then_some(CashMark::Cash),
            currency: Some(row.amount.currency()),
            balance: row
                .balance
                .map(Balance::of)
                .transpose()
                .map_err(body("Transactions/Transaction/AccountBalance"))?,
            opponent_name: opponent.and_then(|party| party.holder.as_ref()).and_then(|name| some_private(name)),
            opponent_number: opponent.and_then(|party| some_private(&party.number)),
            opponent_bank: opponent.and_then(institution),
            remark: row.remark.as_ref().and_then(|remark| cut(remark)),
            order_number: row.order_number.as_deref().and_then(some_text),
            ..RowDetails::default()
        },
    })
}

/// The code of the institution, or its name where no code is known.
fn institution(party: &Party) -> Option<Text> {
    some_text(&party.institution_code).or_else(|| some_text(&party.institution_name))
}

fn cut(text: &str) -> Option<Private> {
    some_private(&text.chars().take(FREE_TEXT_CHARS).collect::<String>())
}

/// A bank's account is a card here, a payment firm's a payment account.
pub(super) fn payment(found: &FoundPayment) -> Result<PaymentRow, WireError> {
    let payer = found.payer.as_ref();
    let payee = found.payee.as_ref();
    Ok(PaymentRow {
        amount: Amount::of(found.amount).map_err(body("Transactions/Transaction/TransferAmount"))?,
        details: PaymentDetails {
            order_number: some_text(&found.order_number),
            at: Some(time("Transactions/Transaction/TransactionTime")(found.at)?),
            kind: found.exit.and_then(word_of).map(Text::new),
            currency: Some(found.amount.currency()),
            payee_bank_id: payee.map(bank).transpose()?.flatten(),
            payee_bank_name: payee.and_then(|party| some_text(&party.institution_name)),
            payee_card: payee.and_then(|party| number(party, false)),
            payee_account: payee.and_then(|party| number(party, true)),
            payee_name: payee.and_then(|party| party.holder.as_ref()).and_then(|name| some_private(name)),
            payer_bank_id: payer.map(bank).transpose()?.flatten(),
            payer_bank_name: payer.and_then(|party| some_text(&party.institution_name)),
            payer_card: payer.and_then(|party| number(party, false)),
            payer_account: payer.and_then(|party| number(party, true)),
            payer_name: payer.and_then(|party| party.holder.as_ref()).and_then(|name| some_private(name)),
            bank_serial: found.bank_serial.as_deref().and_then(some_text),
            ..PaymentDetails::default()
        },
    })
}

fn bank(party: &Party) -> Result<Option<BankCode>, WireError> {
    let code = Some(&party.institution_code).filter(|code| !code.is_empty());
    code.map(|code| BankCode::parse(code)).transpose().map_err(body("Transactions/Transaction/TransInBankID"))
}

fn number(party: &Party, payment: bool) -> Option<Private> {
    if (party.class == AccountClass::Payment) == payment { some_private(&party.number) } else { None }
}
