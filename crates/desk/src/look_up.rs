//! One object is looked up: all that the records know of it, on one page, masked. The ground is chosen from a list
//! and said in words; both stand in the entry, which is about everything that was shown, so that who looked stands
//! with each of them.
//!
//! Not here: opening what is masked (`reveal`), and what the lists in memory say of a thing (`server`).

use crate::desk::{Act, Call, Desk, Look};
use crate::limits::{INSTITUTION_CODE_CHARS_MAX, LOOK_UP_CHARS_MAX, LOOK_UP_REMARK_CHARS_MAX, LOOK_UP_ROWS_MAX};
use crate::listing::Thing;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::reveal::without_key;
use crate::sealing::{account_key, check_text, number_key};
use crate::verbs::LookUpObject;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::sealed::mask_tail;
use cordon_model::{
    Agency, Case, CaseId, Code, Complaint, KnownAccount, Listing, LookUp, LookUpGround, LookUpId, LookUpKind, Measure,
    Order, Stamp,
};
use cordon_store::{Read, Record, Value};
use std::collections::BTreeSet;

/// Institutions among which an account is looked for where none was named.
const INSTITUTIONS_MAX: u32 = 1_000;
/// Earlier look-ups of the same object that are told.
const BEFORE_MAX: u32 = 50;

#[derive(Debug)]
pub struct NewLookUp {
    pub kind: LookUpKind,
    pub text: Private,
    /// Of an account: the institution's code; without it all are asked.
    pub institution: Option<String>,
    /// As the lists know it, where they do.
    pub thing: Option<Thing>,
    pub ground: LookUpGround,
    pub remark: String,
}

/// How a case came to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The victim paid from it.
    Payer,
    /// The victim paid to it.
    Payee,
    /// Orders of the case are about it, further on.
    Further,
    /// The case itself.
    Itself,
}

#[derive(Debug, Default)]
pub struct LookedUp {
    pub id: Option<LookUpId>,
    pub mask: String,
    pub accounts: Vec<KnownAccount>,
    pub cases: Vec<(Case, Part)>,
    pub orders: Vec<Order>,
    pub measures: Vec<Measure>,
    pub listings: Vec<Listing>,
    /// Distinct people who complained of a number.
    pub complaints: usize,
    /// Who looked before, newest first.
    pub before: Vec<LookUp>,
    /// Of some kind there is more than is shown.
    pub cut_short: bool,
}

/// The answer is not remembered under a key: to look again is another look.
pub fn look_up(desk: &Desk, call: &Call, new: &NewLookUp) -> Result<LookedUp, Refusal> {
    let call = without_key(call);
    let call = call.purpose(&format!("{}: {}", new.ground.name(), new.remark.trim()));
    let mut shown = None;
    desk.act::<LookUpObject, _, ()>(
        &call,
        |look| {
            check_text("remark", &new.remark, LOOK_UP_REMARK_CHARS_MAX)?;
            check_text("text", &new.text, LOOK_UP_CHARS_MAX)?;
            // Whatever is looked up: of another kind it says nothing, and would still be a text of any length.
            if let Some(code) = &new.institution {
                check_text("institution", code, INSTITUTION_CODE_CHARS_MAX)?;
            }
            let key = key_of(look, new);
            let mut found = Finder { look, found: LookedUp::default() }.all(new, &key)?;
            found.mask = mask_of(new);
            Ok((Resource::house(), (key, found)))
        },
        |_permit, act, (key, mut found)| {
            found.id = Some(act.note_look_up(new, key, &found)?);
            shown = Some(found);
            Ok(())
        },
    )?;
    shown.ok_or(Refusal::bare(Code::Internal))
}

/// By which look-ups of the same object are told to be so, however it was written.
fn key_of(look: &Look<'_>, new: &NewLookUp) -> String {
    let said = match (new.kind, &new.thing) {
        (LookUpKind::Account, _) | (_, None) => bare(&new.text),
        (_, Some(thing)) => thing.key.clone(),
    };
    look.desk().vault().index("look_up", &format!("{}:{said}", new.kind.name()))
}

/// Without the blanks in which people write long numbers.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Of a case's number too: an account may have been typed in its place.
fn mask_of(new: &NewLookUp) -> String {
    mask_tail(new.text.trim(), 4)
}

struct Finder<'a, 'b> {
    look: &'a mut Look<'b>,
    found: LookedUp,
}

impl Finder<'_, '_> {
    fn all(mut self, new: &NewLookUp, key: &str) -> Result<LookedUp, Refusal> {
        let text = new.text.trim();
        match new.kind {
            LookUpKind::Account => self.accounts(&bare(text), new.institution.as_deref())?,
            LookUpKind::Number => {
                // Orders write a number of this country without its prefix, carriers with it.
                let text = bare(text);
                let own = text.strip_prefix("+86").unwrap_or(&text);
                for form in [own.to_owned(), format!("+86{own}")] {
                    let key = number_key(self.look.desk().vault(), &form);
                    self.of_target(&key)?;
                }
            }
            LookUpKind::Case => self.case_itself(text)?,
            LookUpKind::Link | LookUpKind::NameHash => {}
        }
        if let Some(thing) = &new.thing {
            self.listed(&thing.key)?;
        }
        self.found.before =
            self.look.select("where thing_key = $1 order by id desc limit $2", &[key.into(), BEFORE_MAX.into()])?;
        Ok(self.found)
    }

    /// Rows of one kind; `tail` ends with the limit, which is the last value.
    fn rows<R: Record>(&mut self, tail: &'static str, key: &str) -> Result<Vec<R>, Refusal> {
        let mut rows: Vec<R> =
            self.look.select(tail, &[Value::from(key), Value::from(LOOK_UP_ROWS_MAX.saturating_add(1))])?;
        let most = usize::try_from(LOOK_UP_ROWS_MAX).unwrap_or(usize::MAX);
        self.found.cut_short |= rows.len() > most;
        rows.truncate(most);
        Ok(rows)
    }

    /// The same number at several institutions is several accounts.
    fn accounts(&mut self, number: &str, institution: Option<&str>) -> Result<(), Refusal> {
        let agencies: Vec<Agency> = match institution {
            Some(code) => vec![crate::money::file_report::agency_by_code(self.look, code)?],
            None => self.look.select("where active order by id limit $1", &[Value::from(INSTITUTIONS_MAX)])?,
        };
        for agency in agencies.iter().filter(|agency| agency.kind.keeps_accounts()) {
            let key = account_key(self.look.desk().vault(), agency.id, number);
            let known: Option<KnownAccount> = self.look.load(&key)?;
            self.found.accounts.extend(known);
            self.of_target(&key)?;
        }
        Ok(())
    }

    fn of_target(&mut self, key: &str) -> Result<(), Refusal> {
        let orders: Vec<Order> = self.rows("where target_key = $1 order by id desc limit $2", key)?;
        let measures: Vec<Measure> = self.rows("where target_key = $1 order by id desc limit $2", key)?;
        let of_orders = orders.iter().filter_map(|order| order.case);
        let claimed = measures.iter().flat_map(|measure| measure.claims.iter().map(|claim| claim.case));
        let cases: BTreeSet<CaseId> = of_orders.chain(claimed).collect();
        for id in cases {
            let case: Case = self.look.need(id)?;
            let part = part_of(&case, key);
            self.found.cases.push((case, part));
        }
        self.found.orders.extend(orders);
        self.found.measures.extend(measures);
        Ok(())
    }

    fn case_itself(&mut self, text: &str) -> Result<(), Refusal> {
        let found: Vec<Case> = match CaseId::parse(text) {
            Ok(id) => self.look.load(id)?.into_iter().collect(),
            Err(_) => self.rows("where number = $1 order by id limit $2", &text.to_uppercase())?,
        };
        self.found.cases.extend(found.into_iter().map(|case| (case, Part::Itself)));
        Ok(())
    }

    fn listed(&mut self, key: &str) -> Result<(), Refusal> {
        self.found.listings = self.rows("where thing_key = $1 order by id desc limit $2", key)?;
        let complaints: Vec<Complaint> =
            self.rows("where number_key = $1 and counts order by id desc limit $2", key)?;
        self.found.complaints = complaints.len();
        Ok(())
    }
}

fn part_of(case: &Case, key: &str) -> Part {
    if case.transfers.iter().any(|transfer| transfer.from.key == key) {
        Part::Payer
    } else if case.transfers.iter().any(|transfer| transfer.to.as_ref().is_some_and(|to| to.key == key)) {
        Part::Payee
    } else {
        Part::Further
    }
}

impl LookedUp {
    pub fn count(&self) -> usize {
        let own = [self.accounts.len(), self.cases.len(), self.orders.len(), self.measures.len(), self.listings.len()];
        own.into_iter().fold(0, usize::saturating_add)
    }

    fn subjects(&self) -> BTreeSet<String> {
        let cases = self.cases.iter().map(|(case, _)| case.id.to_string());
        let measures = self.measures.iter().map(|measure| measure.id.to_string());
        cases.chain(measures).chain(self.listings.iter().map(|listing| listing.id.to_string())).collect()
    }
}

impl Act<'_, '_> {
    fn note_look_up(&mut self, new: &NewLookUp, key: String, found: &LookedUp) -> Result<LookUpId, Refusal> {
        let by = self.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
        let at: Stamp = self.now();
        let count = found.count();
        let record = LookUp {
            id: self.fresh.id(LookUpId::make),
            kind: new.kind,
            key,
            thing: self.seal("looked_up", new.text.trim().as_bytes(), found.mask.clone())?,
            ground: new.ground,
            remark: new.remark.trim().to_owned(),
            at,
            by,
            found: u32::try_from(count).unwrap_or(u32::MAX),
        };
        self.about(record.id);
        for subject in found.subjects() {
            self.about(subject);
        }
        self.fact("kind", Fact::text(new.kind.name()));
        self.fact("ground", Fact::text(new.ground.name()));
        self.fact("found", Fact::Int(i64::try_from(count).unwrap_or(i64::MAX)));
        self.put(&record)?;
        Ok(record.id)
    }
}
