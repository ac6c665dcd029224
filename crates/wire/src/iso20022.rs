//! ISO 20022: statements (`camt.053`), notifications (`camt.054`) and credit transfers (`pacs.008`) out
//! of files. Bytes -> movements, one by one as they come; nothing is written here.
//!
//! Versions `001.02` to `001.13` are read by the local names of their elements; where a field changed its
//! place, both are looked at (`docs/interfaces/iso20022.md` has the table). Elements that mean nothing
//! here are passed over. The message may stand in an envelope beside its header.
//!
//! Not here: whose institutions take part, and what a movement becomes (`server`, `desk`).

mod entry;
mod moment;
mod party;
mod payment;
mod shape;
mod xml;

pub use entry::{Line, Lines};
pub use moment::{Moment, ZONE};
pub use party::{Agent, End};
pub use payment::Payment;
pub use shape::{Shape, Shaping};
pub use xml::{DEPTH_MAX, PIECE_BYTES_MAX, RECORD_BYTES_MAX, RECORD_ELEMENTS_MAX};

use cordon_model::{Currency, Money};
use std::fmt;
use std::io::BufRead;
use xml::{Element, Next, Source};

/// What stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// What was booked on accounts.
    Camt053,
    /// Some of what was booked on accounts.
    Camt054,
    /// Credit transfers between institutions.
    Pacs008,
}

impl Message {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Camt053 => "camt.053",
            Self::Camt054 => "camt.054",
            Self::Pacs008 => "pacs.008",
        }
    }

    /// The element inside `Document`, and the one in it that is repeated.
    const fn elements(self) -> (&'static str, &'static str) {
        match self {
            Self::Camt053 => ("BkToCstmrStmt", "Stmt"),
            Self::Camt054 => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
            Self::Pacs008 => ("FIToFICstmrCdtTrf", "CdtTrfTxInf"),
        }
    }
}

/// What was wrong and where. Never a value of the file: it may be a name or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsoError {
    /// Path of the element, such as `Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt`.
    pub path: String,
    pub rule: String,
}

impl fmt::Display for IsoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.rule),
            path => write!(f, "`{path}`: {}", self.rule),
        }
    }
}

impl std::error::Error for IsoError {}

impl IsoError {
    fn at(path: &str, name: &str, rule: impl Into<String>) -> Self {
        Self { path: format!("{path}/{name}"), rule: rule.into() }
    }

    fn missing(path: &str, name: &str) -> Self {
        Self::at(path, name, "is missing or empty; fill it in")
    }
}

/// What a statement says before its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Path of the statement, for errors.
    pub path: String,
    /// The account, and who keeps it.
    pub account: End,
    /// What was on it before the first entry, and after the last.
    pub opening: Option<Money>,
    pub closing: Option<Money>,
}

/// What comes next in a file.
#[derive(Debug)]
pub enum Told {
    /// A statement or notification begins; lines that follow are of this account.
    Begins(Box<Head>),
    /// One entry, or why it cannot be read.
    Entry(Result<Lines, IsoError>),
    Ends,
    /// One credit transfer, or why it cannot be read.
    Payment(Result<Box<Payment>, IsoError>),
}

/// A file as it is read.
pub struct Reading<R> {
    message: Message,
    source: Source<R>,
    place: Place,
    /// Statements, or payments, so far.
    count: usize,
    entries: usize,
    /// Of the statement whose first entry has not come yet.
    head: Option<Head>,
    /// What is told after the head.
    waiting: Option<Told>,
    group: payment::Group,
    documents: usize,
}

impl<R> fmt::Debug for Reading<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reading({}, {})", self.message.name(), self.count)
    }
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside the message: before it, in an envelope, after it.
    Outside,
    Message,
    Statement,
}

impl<R: BufRead> Reading<R> {
    pub fn new(message: Message, bytes: R) -> Self {
        Self {
            message,
            source: Source::new(bytes),
            place: Place::Outside,
            count: 0,
            entries: 0,
            head: None,
            waiting: None,
            group: payment::Group::default(),
            documents: 0,
        }
    }

    /// What comes next; none at the end. An error here ends the file: nothing after it can be trusted.
    pub fn read_on(&mut self) -> Result<Option<Told>, IsoError> {
        if let Some(told) = self.waiting.take() {
            return Ok(Some(told));
        }
        loop {
            let told = match self.place {
                Place::Outside => {
                    if !self.find_message()? {
                        return Ok(None);
                    }
                    None
                }
                Place::Message => self.in_message()?,
                Place::Statement => self.in_statement()?,
            };
            if told.is_some() {
                return Ok(told);
            }
        }
    }

    /// Goes on to the next `Document` and into its message; false at the end of the file.
    fn find_message(&mut self) -> Result<bool, IsoError> {
        let (wanted, _) = self.message.elements();
        loop {
            match self.source.next()? {
                Next::End if self.documents == 0 => {
                    return Err(IsoError {
                        path: String::new(),
                        rule: format!("there is no `Document` in the file; a {} has one", self.message.name()),
                    });
                }
                Next::End => return Ok(false),
                Next::Close => {}
                Next::Open(name) if name == "Document" => {
                    self.documents = self.documents.saturating_add(1);
                    return match self.source.next()? {
                        Next::Open(name) if name == wanted => {
                            self.place = Place::Message;
                            Ok(true)
                        }
                        _ => Err(self.source.fail(format!(
                            "this is no {}: `Document` must hold `{wanted}`; say another `--format`",
                            self.message.name()
                        ))),
                    };
                }
                // A header may be of any kind; nothing in it is wanted.
                Next::Open(name) if name == "AppHdr" => self.source.skip()?,
                Next::Open(_) => {}
            }
        }
    }

    fn in_message(&mut self) -> Result<Option<Told>, IsoError> {
        let (_, repeated) = self.message.elements();
        match self.source.next()? {
            Next::Open(name) if name == repeated => {
                self.count = self.count.saturating_add(1);
                self.source.number(self.count);
                let path = self.source.path();
                if self.message == Message::Pacs008 {
                    let element = self.source.element()?;
                    return Ok(Some(Told::Payment(payment::read(&element, &path, &self.group).map(Box::new))));
                }
                self.entries = 0;
                self.head = Some(Head { path, ..Head::default() });
                self.place = Place::Statement;
            }
            Next::Open(name) if name == "GrpHdr" => self.group = payment::Group::of(&self.source.element()?),
            Next::Open(_) => self.source.skip()?,
            Next::Close => self.place = Place::Outside,
            Next::End => return Ok(None),
        }
        Ok(None)
    }

    fn in_statement(&mut self) -> Result<Option<Told>, IsoError> {
        match self.source.next()? {
            Next::Open(name) if name == "Ntry" => {
                self.entries = self.entries.saturating_add(1);
                self.source.number(self.entries);
                let path = self.source.path();
                let entry = Told::Entry(entry::read(&self.source.element()?, &path));
                Ok(Some(self.after_head(entry)))
            }
            Next::Open(name) => self.note(&name).map(|()| None),
            Next::Close => {
                self.place = Place::Message;
                Ok(Some(self.after_head(Told::Ends)))
            }
            Next::End => Ok(None),
        }
    }

    /// The head is told when the first entry comes: its parts stand before the entries.
    fn after_head(&mut self, told: Told) -> Told {
        match self.head.take() {
            None => told,
            Some(head) => {
                self.waiting = Some(told);
                Told::Begins(Box::new(head))
            }
        }
    }

    /// Takes a part of the head.
    fn note(&mut self, name: &str) -> Result<(), IsoError> {
        let Some(head) = self.head.as_mut().filter(|_| matches!(name, "Acct" | "Bal")) else {
            return self.source.skip();
        };
        let element = self.source.element()?;
        if name == "Acct" {
            head.account = End::of_account(&element, element.child("Svcr"));
            return Ok(());
        }
        let balance = signed(&element);
        match element.text_at("Tp/CdOrPrtry/Cd") {
            // What was booked at the end of the day before is what this day opens with.
            Some("OPBD" | "PRCD") => head.opening = head.opening.or(balance),
            Some("CLBD") => head.closing = balance,
            _ => {}
        }
        Ok(())
    }
}

/// A balance, below 0 where it is a debit's; none where it cannot be read, for no entry needs it.
fn signed(balance: &Element) -> Option<Money> {
    let money = amount(balance.child("Amt")?).ok()?;
    match balance.text_at("CdtDbtInd")? {
        "CRDT" => Some(money),
        "DBIT" => Money::zero(money.currency()).minus(money).ok(),
        _ => None,
    }
}

/// An amount with its currency; else what is wrong with it.
fn amount(element: &Element) -> Result<Money, String> {
    let code = element.currency.as_deref().ok_or("has no attribute `Ccy`; it is a currency code such as CNY")?;
    let currency =
        Currency::parse(code).map_err(|_| "has a `Ccy` that is no currency code of three capitals".to_owned())?;
    // The standard allows more decimals than a currency has; zeros among them say nothing.
    let (whole, decimals) = element.text.split_once('.').unwrap_or((&element.text, ""));
    let decimals = decimals.trim_end_matches('0');
    let text = if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") };
    let money = Money::parse(&text, currency)
        .map_err(|_| format!("is no amount in {code}; write digits with the decimals that the currency has"))?;
    if money.minor() < 0 {
        return Err("is below 0; the direction stands in `CdtDbtInd`".to_owned());
    }
    Ok(money)
}
