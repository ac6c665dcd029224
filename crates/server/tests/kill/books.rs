//! What the members' own stores say, read from outside: orders and answers, holds, postings, and what was
//! told of them. Nothing here asks the centre.

use cordon_model::Wire;
use cordon_model::exchange::Answer;
use cordon_server::demo::town::Town;
use cordon_wire::{json_form, police_bank};
use rusqlite::{Connection, OpenFlags, Params, Row};
use sha2::{Digest, Sha256};
use std::path::Path;

pub struct Book {
    pub code: &'static str,
    /// First answers and, of watches, the further ones.
    pub answers: Vec<Given>,
    pub holds: Vec<Hold>,
    pub postings: Vec<Posting>,
    pub watches: Vec<Watched>,
}

/// An order that was written down, and its answer.
pub struct Given {
    pub order: String,
    /// 0 is the answer itself.
    pub seq: u32,
    pub body: [u8; 32],
    pub answer: Answer,
}

pub struct Hold {
    pub reference: String,
    pub kind: String,
    pub held: i64,
    /// The whole account without one.
    pub limit: Option<i64>,
    /// What is on the account now.
    pub balance: i64,
    pub ended: bool,
}

pub struct Posting {
    pub id: String,
    pub is_debit: bool,
    pub number: String,
    pub amount: i64,
    pub at: i64,
    pub serial: String,
    pub other_serial: String,
}

pub struct Watched {
    pub number: String,
    pub from: i64,
}

fn open(folder: &Path) -> Connection {
    let file = folder.join("data/member.sqlite");
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX).unwrap()
}

fn rows<T>(db: &Connection, sql: &str, values: impl Params, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut query = db.prepare(sql).unwrap();
    query.query_map(values, |row| read(row)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Whether a gateway has nothing left to do: all orders answered, all answers known at the centre, and
/// all that moved on watched accounts told.
pub fn is_at_rest(folder: &Path) -> bool {
    let open: i64 = open(folder)
        .query_row(
            "select (select count(*) from orders where state <> 'known')
                  + (select count(*) from further where known_at is null)
                  + (select count(*) from watches w join postings p on p.number = w.number
                     where w.ended_at is null and p.at_ms >= w.from_ms
                       and (w.cursor_of = 'moment' or p.seq > cast(w.cursor as integer)))",
            [],
            |row| row.get(0),
        )
        .unwrap();
    open == 0
}

/// The books of every institution of the town.
pub fn of(town: &Town) -> Vec<Book> {
    town.members.iter().map(|member| book(member.code, &town.folder.join(member.name))).collect()
}

fn book(code: &'static str, folder: &Path) -> Book {
    let db = open(folder);
    let answers = "select id, 0 as seq, wire, answer from orders union all select id, seq, wire, answer from further";
    let holds = "select h.*, a.balance from holds h join accounts a on a.number = h.number";
    Book {
        code,
        answers: rows(&db, answers, [], given),
        holds: rows(&db, holds, [], |row| {
            let ended: Option<i64> = row.get("ended_at")?;
            Ok(Hold {
                reference: row.get("reference")?,
                kind: row.get("kind")?,
                held: row.get("held_minor")?,
                limit: row.get("limit_minor")?,
                balance: row.get("balance")?,
                ended: ended.is_some(),
            })
        }),
        postings: rows(&db, "select * from postings order by seq", [], |row| {
            let side: String = row.get("side")?;
            Ok(Posting {
                id: row.get("id")?,
                is_debit: side == "debit",
                number: row.get("number")?,
                amount: row.get("amount")?,
                at: row.get("at_ms")?,
                serial: row.get("serial")?,
                other_serial: row.get("other_serial")?,
            })
        }),
        watches: rows(&db, "select number, from_ms from watches", [], |row| {
            Ok(Watched { number: row.get(0)?, from: row.get(1)? })
        }),
    }
}

fn given(row: &Row<'_>) -> rusqlite::Result<Given> {
    let (wire, bytes): (String, Vec<u8>) = (row.get("wire")?, row.get("answer")?);
    Ok(Given {
        order: row.get("id")?,
        seq: row.get("seq")?,
        body: Sha256::digest(&bytes).into(),
        answer: read(&wire, &bytes),
    })
}

/// The bytes of an answer, read as the centre reads them.
fn read(wire: &str, bytes: &[u8]) -> Answer {
    if wire == Wire::PoliceBank.name() {
        return police_bank::mapping::answer_from(&police_bank::decode(bytes).unwrap()).unwrap();
    }
    json_form::receipt_from(bytes).unwrap()
}
