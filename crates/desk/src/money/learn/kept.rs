//! What an agency told, in the form in which it is sealed: the rows as they came, so that what was
//! learned from them can be checked against them later.

use cordon_model::exchange::{Answer, FoundPayment, Party, Private, Side, StatementRow};
use cordon_model::{AccountClass, Exit, Money, Stamp};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Kept {
    pub account: Option<KeptParty>,
    pub balance: Option<Money>,
    pub rows: Vec<KeptRow>,
    pub payments: Vec<KeptPayment>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeptParty {
    pub institution: String,
    pub number: String,
    pub holder: Option<String>,
    pub class: AccountClass,
}

#[derive(Serialize, Deserialize)]
pub struct KeptRow {
    pub side: Side,
    pub amount: Money,
    pub balance: Option<Money>,
    pub at: Stamp,
    /// Its place among the rows of the same moment.
    pub seq: i64,
    pub serial: String,
    /// Of a row without a serial: how many before it among the rows told with it look just like it.
    #[serde(default, skip_serializing_if = "is_first")]
    pub nth: u32,
    pub opponent: Option<KeptParty>,
    pub order_number: Option<String>,
    pub exit: Option<Exit>,
    pub remark: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_first(nth: &u32) -> bool {
    *nth == 0
}

#[derive(Serialize, Deserialize)]
pub struct KeptPayment {
    pub order_number: String,
    pub bank_serial: Option<String>,
    pub amount: Money,
    pub at: Stamp,
    pub payer: Option<KeptParty>,
    pub payee: Option<KeptParty>,
    pub exit: Option<Exit>,
}

impl KeptParty {
    fn of(party: &Party) -> Self {
        Self {
            institution: party.institution_code.clone(),
            number: party.number.0.clone(),
            holder: party.holder.as_ref().map(|holder| holder.0.clone()),
            class: party.class,
        }
    }
}

impl Kept {
    /// None where the answer tells of no movement at all.
    pub fn of(answer: &Answer) -> Option<Self> {
        if answer.statement.is_none() && answer.payments.is_empty() {
            return None;
        }
        let statement = answer.statement.as_ref();
        Some(Self {
            account: statement.map(|told| KeptParty::of(&told.account)),
            balance: statement.and_then(|told| told.balance),
            rows: statement.map(|told| rows(&told.rows)).unwrap_or_default(),
            payments: answer.payments.iter().map(payment).collect(),
        })
    }

    pub fn count(&self) -> usize {
        self.rows.len().saturating_add(self.payments.len())
    }
}

fn rows(told: &[StatementRow]) -> Vec<KeptRow> {
    let mut kept: Vec<KeptRow> = Vec::with_capacity(told.len());
    for row in told {
        let moment = kept.iter().rev().take_while(|before| before.at == row.at);
        let new = KeptRow::of(row, 0);
        let (seq, alike) = moment.fold((0_i64, 0_u32), |(seq, alike), before| {
            (seq.saturating_add(1), alike.saturating_add(u32::from(new.looks_like(before))))
        });
        kept.push(KeptRow { seq, nth: if new.serial.is_empty() { alike } else { 0 }, ..new });
    }
    kept
}

impl KeptRow {
    fn looks_like(&self, other: &Self) -> bool {
        let looks = |row: &Self| (row.at, row.side, row.amount, row.exit);
        let same_end = match (&self.opponent, &other.opponent) {
            (Some(one), Some(other)) => (&one.institution, &one.number) == (&other.institution, &other.number),
            (one, other) => one.is_none() && other.is_none(),
        };
        looks(self) == looks(other) && self.serial == other.serial && same_end
    }

    pub fn of(row: &StatementRow, seq: i64) -> Self {
        Self {
            side: row.side,
            amount: row.amount,
            balance: row.balance,
            at: row.at,
            seq,
            serial: row.serial.clone(),
            nth: 0,
            opponent: row.opponent.as_ref().map(KeptParty::of),
            order_number: row.order_number.clone(),
            exit: row.exit,
            remark: row.remark.as_ref().map(|Private(text)| text.clone()),
        }
    }
}

fn payment(found: &FoundPayment) -> KeptPayment {
    KeptPayment {
        order_number: found.order_number.clone(),
        bank_serial: found.bank_serial.clone(),
        amount: found.amount,
        at: found.at,
        payer: found.payer.as_ref().map(KeptParty::of),
        payee: found.payee.as_ref().map(KeptParty::of),
        exit: found.exit,
    }
}
