//! Many answers in one file. Each row is an answer of its own: taken, known from before, or refused with
//! its line and the reason; a refused row changes nothing. The same file twice changes nothing, because
//! a row's key is the hash of what it says. Before it is brought in, a file may be looked at: what would become of
//! each row is told, and nothing is done.

use super::answer::{answer_of, digest, read_row};
use super::sheet::{FILLED, ORDER};
use crate::app::App;
use crate::random;
use crate::web::csv::{self, Row, Unreadable};
use crate::web::posted::Fields;
use cordon_desk::order::receive::receive;
use cordon_desk::{Call, Refusal, read};
use cordon_model::receipt::Weight;
use cordon_model::{Code, Digest, OrderId, OrderState, Stamp, Wire};
use std::collections::BTreeMap;

/// One file, and its rows.
pub const FILE_BYTES_MAX: usize = 1_048_576;
/// What can be exported can be imported.
const ROWS_MAX: usize = super::waiting::WAITING_MAX;
/// Rows that begin so are remarks.
const REMARK: char = '#';

/// What became of one row, or would.
#[derive(Debug)]
pub enum Outcome {
    Taken(Weight),
    /// The same row was taken before.
    Known,
    /// No answer was filled in.
    Empty,
    Refused(Refusal),
    /// It would be taken; perhaps late.
    Ready {
        late: bool,
    },
    /// The order was answered then: this one would be kept beside that answer, and change nothing.
    Again(Stamp),
    /// The order was withdrawn: the answer would be kept, and change nothing.
    Withdrawn,
}

#[derive(Debug)]
pub struct Told {
    pub line: usize,
    pub order: String,
    /// The line of this file that answers the same order before this one.
    pub same_as: Option<usize>,
    pub outcome: Outcome,
}

/// Why a file as a whole was not taken.
#[derive(Debug)]
pub enum NoFile {
    Missing,
    TooLarge,
    Unreadable(Unreadable),
    /// The first row lacks a column of this name.
    Column(&'static str),
}

/// A row's line, and its cells as the fields of a form.
pub type Typed = (usize, Fields);

pub fn rows_of(bytes: &[u8]) -> Result<Vec<Typed>, NoFile> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(NoFile::TooLarge);
    }
    let text = csv::decode(bytes).map_err(NoFile::Unreadable)?;
    // The head is a row too.
    let mut rows = csv::rows(text, ROWS_MAX.saturating_add(1)).map_err(NoFile::Unreadable)?.into_iter();
    let head = rows.next().ok_or(NoFile::Missing)?;
    for needed in [ORDER, "code"] {
        if !head.cells.iter().any(|cell| cell.eq_ignore_ascii_case(needed)) {
            return Err(NoFile::Column(needed));
        }
    }
    Ok(rows
        .filter(|row| !row.cells.first().is_some_and(|cell| cell.starts_with(REMARK)))
        .map(|row| fields(&head, row))
        .collect())
}

/// Only the columns to be filled in, in their own order: how the file is sorted changes nothing.
fn fields(head: &Row, row: Row) -> Typed {
    let cell = |name: &str| {
        let place = head.cells.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        place.and_then(|place| row.cells.get(place)).cloned().unwrap_or_default()
    };
    let values = [ORDER].into_iter().chain(FILLED).map(|name| (name.to_owned(), cell(name))).collect();
    (row.line, Fields { values, file: None })
}

/// Takes what the rows answer.
pub fn import(app: &App, call: &Call, rows: &[Typed]) -> Vec<Told> {
    each(rows, |typed| take(app, call, typed))
}

/// Says what would become of the rows.
pub fn check(app: &App, call: &Call, rows: &[Typed]) -> Vec<Told> {
    each(rows, |typed| foresee(app, call, typed))
}

fn each(rows: &[Typed], say: impl Fn(&Fields) -> Result<Outcome, Refusal>) -> Vec<Told> {
    let mut answered: BTreeMap<String, usize> = BTreeMap::new();
    let mut told = Vec::with_capacity(rows.len());
    for (line, typed) in rows {
        let (line, order) = (*line, typed.get(ORDER).to_owned());
        if FILLED.iter().all(|name| typed.get(name).is_empty()) {
            told.push(Told { line, order, same_as: None, outcome: Outcome::Empty });
            continue;
        }
        let same_as = answered.get(&order).copied();
        answered.entry(order.clone()).or_insert(line);
        let outcome = say(typed).unwrap_or_else(Outcome::Refused);
        told.push(Told { line, order, same_as, outcome });
    }
    told
}

fn order_of(typed: &Fields) -> Result<OrderId, Refusal> {
    typed.get(ORDER).parse().map_err(|_| Refusal::new(Code::NotFound, "`order`"))
}

fn take(app: &App, call: &Call, typed: &Fields) -> Result<Outcome, Refusal> {
    let body = digest(typed);
    let call = Call::new(call.actor.clone(), call.now, random::seed()).key(format!("row:{}", Digest(body).hex()), body);
    let id = order_of(typed).map_err(|refusal| app.desk.note_refusal("receive_answer", &call, refusal, &[]))?;
    let detail = read::order(&app.desk, &call, id)?;
    let answer = read_row(app, &call, &detail.order, typed)?;
    let received = receive(&app.desk, &call, Wire::JsonForm, &answer, None, body)?;
    let known = detail.receipts.iter().any(|receipt| receipt.id == received.receipt);
    Ok(if known { Outcome::Known } else { Outcome::Taken(received.weight) })
}

fn foresee(app: &App, call: &Call, typed: &Fields) -> Result<Outcome, Refusal> {
    let detail = read::order(&app.desk, call, order_of(typed)?)?;
    answer_of(&detail.order, typed)?;
    let deciding = detail.receipts.iter().find(|receipt| receipt.weight == Weight::Deciding);
    match (&detail.order.state, deciding) {
        (_, Some(receipt)) if receipt.body == Digest(digest(typed)) => Ok(Outcome::Known),
        (_, Some(receipt)) => Ok(Outcome::Again(receipt.received_at)),
        (OrderState::Withdrawn { .. }, None) => Ok(Outcome::Withdrawn),
        (OrderState::Dispatched { .. } | OrderState::Seen { .. }, None) => Ok(Outcome::Ready { late: detail.overdue }),
        (state, None) => Err(Refusal::new(Code::WrongState, state.name())),
    }
}
