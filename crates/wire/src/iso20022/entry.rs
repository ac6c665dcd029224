//! One entry of a statement (`Ntry`) as lines: what came to the account or left it.
//!
//! An entry that stands for several transactions is as many lines, where their amounts are told and add up
//! to the entry's; else it is one line, and nobody knows with whom. What is not booked is no line.

use super::moment::{self, Moment};
use super::party::{End, Role};
use super::xml::Element;
use super::{IsoError, amount};
use cordon_model::Money;
use cordon_model::exchange::Side;

/// What an entry told.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Path of the entry, for errors.
    pub path: String,
    pub lines: Vec<Line>,
    /// Several transactions that could not be told apart.
    pub undivided: bool,
}

/// One movement of an account, as its institution booked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub side: Side,
    pub amount: Money,
    pub at: Moment,
    /// The institution's own reference; empty where it gave none.
    pub serial: String,
    /// The reference that every institution on the way knows a payment by.
    pub uetr: Option<String>,
    pub end_to_end: Option<String>,
    /// The other end, as far as it is named.
    pub other: Option<End>,
    /// It takes an earlier one back.
    pub reversal: bool,
}

/// What stands there in place of a reference that nobody gave.
const NOT_PROVIDED: &str = "NOTPROVIDED";

pub(super) fn read(entry: &Element, path: &str) -> Result<Lines, IsoError> {
    let told = |lines, undivided| Lines { path: path.to_owned(), lines, undivided };
    // Up to version 001.07 the status is a text of its own.
    let status = entry.first_text(&["Sts/Cd", "Sts"]).ok_or_else(|| IsoError::missing(path, "Sts"))?;
    if status != "BOOK" {
        return Ok(told(Vec::new(), false));
    }
    let whole = Whole::of(entry, path)?;
    let details: Vec<&Element> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    let lines = match details.as_slice() {
        [] => vec![whole.line(None)],
        // Its own amount may be before charges; what was booked is the entry's.
        [one] => vec![whole.line(Some(one))],
        several => match whole.parts(several) {
            Some(lines) => lines,
            None => return Ok(told(vec![whole.line(None)], true)),
        },
    };
    // What a bank lists with nothing in it moved nothing.
    Ok(told(lines.into_iter().filter(|line| line.amount.is_positive()).collect(), false))
}

/// The entry itself.
struct Whole {
    side: Side,
    amount: Money,
    at: Moment,
    serial: Option<String>,
    reversal: bool,
}

impl Whole {
    fn of(entry: &Element, path: &str) -> Result<Self, IsoError> {
        let money = entry.child("Amt").ok_or_else(|| IsoError::missing(path, "Amt"))?;
        let booked = entry.child("BookgDt").map(|date| ("BookgDt", date));
        let (name, date) = booked
            .or_else(|| entry.child("ValDt").map(|date| ("ValDt", date)))
            .ok_or_else(|| IsoError::missing(path, "BookgDt"))?;
        Ok(Self {
            side: side(entry, path)?,
            amount: amount(money).map_err(|rule| IsoError::at(path, "Amt", rule))?,
            at: Moment::of_choice(date).map_err(|rule| IsoError::at(path, name, rule))?,
            serial: entry.text_at("AcctSvcrRef").and_then(given),
            reversal: matches!(entry.text_at("RvslInd"), Some("true" | "1")),
        })
    }

    fn line(&self, details: Option<&Element>) -> Line {
        let text = |paths: &[&str]| details.and_then(|details| details.first_text(paths)).and_then(given);
        let serial = self.serial.clone().or_else(|| text(&["Refs/AcctSvcrRef"]));
        // The bank's day, made exact by the moment at which it took the payment.
        let exact = text(&["RltdDts/AccptncDtTm", "RltdDts/TxDtTm"]).and_then(|text| moment::time(&text).ok());
        Line {
            side: self.side,
            amount: self.amount,
            at: self.at.refined(exact),
            serial: serial.unwrap_or_default(),
            uetr: text(&["Refs/UETR"]),
            end_to_end: text(&["Refs/EndToEndId"]),
            other: details.and_then(|details| self.other(details)),
            reversal: self.reversal,
        }
    }

    /// The party at the other end: who paid what came, who got what left. The roles of a reversal are those
    /// of what it takes back.
    fn other(&self, details: &Element) -> Option<End> {
        let role = match (self.side, self.reversal) {
            (Side::Credit, false) | (Side::Debit, true) => Role::Debtor,
            (Side::Debit, false) | (Side::Credit, true) => Role::Creditor,
        };
        End::of_role(details.child("RltdPties"), details.child("RltdAgts"), role)
    }

    /// A line for each of several transactions; none where their amounts are not all told or do not add up.
    fn parts(&self, details: &[&Element]) -> Option<Vec<Line>> {
        let mut sum = Money::zero(self.amount.currency());
        let mut lines = Vec::with_capacity(details.len());
        for (at, one) in details.iter().enumerate() {
            // In version 001.02 the amount stood in `AmtDtls` only.
            let money = one.child("Amt").or_else(|| one.at("AmtDtls/TxAmt/Amt"))?;
            let money = amount(money).ok()?;
            let side = if one.child("CdtDbtInd").is_some() { side(one, "").ok()? } else { self.side };
            sum = if side == self.side { sum.plus(money).ok()? } else { sum.minus(money).ok()? };
            // The entry's own reference is of all of them; the place among them makes it one's own.
            let own = one.text_at("Refs/AcctSvcrRef").and_then(given).filter(|own| self.serial.as_ref() != Some(own));
            let placed = || self.serial.as_ref().map(|serial| format!("{serial}/{}", at.saturating_add(1)));
            let serial = own.or_else(placed);
            let part = Self { side, amount: money, serial, ..*self };
            lines.push(part.line(Some(one)));
        }
        (sum == self.amount).then_some(lines)
    }
}

fn side(element: &Element, path: &str) -> Result<Side, IsoError> {
    match element.text_at("CdtDbtInd") {
        Some("CRDT") => Ok(Side::Credit),
        Some("DBIT") => Ok(Side::Debit),
        Some(_) => Err(IsoError::at(path, "CdtDbtInd", "is neither `CRDT` nor `DBIT`")),
        None => Err(IsoError::missing(path, "CdtDbtInd")),
    }
}

pub(super) fn given(text: &str) -> Option<String> {
    (text != NOT_PROVIDED).then(|| text.to_owned())
}
