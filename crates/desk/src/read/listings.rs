//! Entries, consents and refusals as the server holds them in memory, and the feed of reported numbers.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::exchange::Private;
use cordon_model::{Complaint, Consent, Listing, RefusedCalls, Sealed, Stamp, TakenList};
use cordon_store::{Doors, Read, Record, Value, listings};

/// Rows that are read at once.
const ROWS: u32 = 1_000;

/// All that counts, read by the platform for itself.
#[derive(Clone, Debug, Default)]
pub struct Registered {
    pub listings: Vec<Listing>,
    pub consents: Vec<Consent>,
    pub refused: Vec<RefusedCalls>,
    pub list: Option<TakenList>,
}

pub fn registered(desk: &Desk) -> Result<Registered, Refusal> {
    desk.store().view("registered", |view| {
        Ok(Registered {
            listings: all(view, |listing: &Listing| listing.id.to_string())?,
            consents: all(view, |consent: &Consent| consent.id.to_string())?,
            refused: all(view, |refused: &RefusedCalls| refused.id.to_string())?,
            list: listings::last_list(view.sql())?,
        })
    })
}

pub(super) fn all<R: Record>(read: &mut impl Read, key: fn(&R) -> String) -> Result<Vec<R>, Refusal> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let rows: Vec<R> = read.select("where id > $1 order by id limit $2", &[after.into(), Value::from(ROWS)])?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = key(last);
        found.extend(rows);
    }
}

/// Entries that wait for a second officer or whose listed one objects, oldest first.
pub fn proposed_listings(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<Listing>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Listing>(
            "where id > $1 and state = 'proposed' order by id limit $2",
            &[ask.above()?, ask.fetch()?],
        )?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

/// Entries to which the listed one objects, undecided. A quotation mark inside a text is escaped, so what is looked
/// for stands for the field alone.
pub(super) const OBJECTED: &str = "where state = 'in_force' and body like '%\"objection\":{%'
    and body not like '%\"decided\":{%' order by id limit $1";

/// Entries to which the listed one objects, oldest first: those that wait, or those that were decided.
pub fn objections(desk: &Desk, call: &Call, open: bool, ask: &PageAsk) -> Result<Page<Listing>, Refusal> {
    desk.look(call, |look| {
        let tail = if open {
            "where id > $1 and state = 'in_force' and body like '%\"objection\":{%'
             and body not like '%\"decided\":{%' order by id limit $2"
        } else {
            "where id > $1 and body like '%\"objection\":{%' and body like '%\"decided\":{%' order by id limit $2"
        };
        let rows = look.select::<Listing>(tail, &[ask.above()?, ask.fetch()?])?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

/// One reported number of the feed.
#[derive(Clone, Debug)]
pub struct Reported {
    pub complaint: Complaint,
    pub number: Private,
}

/// Complaints that count, filed within `[from, until)`, after a place. For members and the centre: a feed of
/// numbers is no public thing.
pub fn reported_numbers(
    desk: &Desk,
    call: &Call,
    (from, until): (Stamp, Stamp),
    (after, rows): (i64, u32),
) -> Result<Vec<Reported>, Refusal> {
    desk.look(call, |look| {
        let house = Resource::house();
        let resource = call.actor.agency().map_or(house.clone(), |agency| house.agency(agency));
        let complaints: Vec<Complaint> = look.select(
            "where counts and place > $1 and filed_at >= $2 and filed_at < $3 order by place limit $4",
            &[Value::from(after), Value::from(from), Value::from(until), Value::from(rows)],
        )?;
        let mut reported = Vec::with_capacity(complaints.len());
        for complaint in complaints {
            let number = opened(look, &complaint.number)?;
            reported.push(Reported { complaint, number });
        }
        Ok((resource, reported))
    })
}

fn opened(look: &mut crate::desk::Look<'_>, sealed: &Sealed) -> Result<Private, Refusal> {
    let vault = look.desk().vault();
    let bytes = vault.open(look.sql(), sealed)?.unwrap_or_default();
    Ok(Private(String::from_utf8_lossy(&bytes).into_owned()))
}

/// A valid complaint by keys: who complained, of which number. A feed for whoever judges calls, read by the
/// platform for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplainedOf {
    pub place: i64,
    pub number_key: String,
    pub by_key: String,
    pub filed_at: Stamp,
}

/// Complaints after a place of the feed, filed since then, in their order.
pub fn complaints_after(desk: &Desk, mut place: i64, since: Stamp) -> Result<Vec<ComplainedOf>, Refusal> {
    desk.store().view("complaints_after", |view| {
        let mut found = Vec::new();
        loop {
            let rows: Vec<Complaint> = view.select(
                "where place > $1 and filed_at >= $2 order by place limit $3",
                &[Value::from(place), Value::from(since), Value::from(ROWS)],
            )?;
            let Some(last) = rows.last() else { return Ok(found) };
            place = last.place;
            found.extend(rows.into_iter().filter(|complaint| complaint.valid).map(ComplainedOf::from));
        }
    })
}

impl From<Complaint> for ComplainedOf {
    fn from(complaint: Complaint) -> Self {
        let Complaint { place, number_key, by_key, filed_at, .. } = complaint;
        Self { place, number_key, by_key, filed_at }
    }
}
