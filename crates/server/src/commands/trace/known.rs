//! A trace through what a data folder knows: what institutions told, and what was imported. The folder
//! is only looked at, also while its centre runs. Its key finds accounts by their numbers; no number
//! and no name is opened, so accounts are shown by their keys.
//!
//! Where lists alone tell of a currency, their archive is walked, however large it is. Else what the
//! records and the lists have together is asked for, account by account. The answer is the same.

use super::{Ledger, Told, Trace, back};
use crate::archives;
use crate::commands::keys::{self, Already};
use crate::records::Place;
use anyhow::{Context, anyhow};
use cordon_desk::Refusal;
use cordon_desk::money::import_movements::by_code;
use cordon_desk::money::learn::accounts::known_account;
use cordon_desk::money::learn::files::key_of_text;
use cordon_desk::money::learn::watermark;
use cordon_desk::money::lists::Lists;
use cordon_desk::money::trace::source::StoreSource;
use cordon_flow::disk::Seen;
use cordon_flow::{
    AccountId, ArchiveSource, AsOf, Names, Question, Trace as Answer, Tracer, Transfer, TransferSource, follow, run,
};
use cordon_model::{Agency, Currency, Movement, MovementId};
use cordon_store::{Doors, Read, StoreError, Value, Vault, View};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Movements that are read at once, to see their currency.
const PAGE: i64 = 1_000;

/// What it takes to find accounts and transfers by what people call them.
struct House<'a> {
    vault: &'a Vault,
    lists: &'a Arc<Lists>,
    agencies: BTreeMap<String, Agency>,
    currency: Currency,
}

impl House<'_> {
    /// An account is called by its key, or as a file names it.
    fn keys(&self, text: &str) -> [String; 2] {
        [text.to_owned(), key_of_text(self.vault, text, &self.agencies)]
    }

    fn no_account(text: &str) -> anyhow::Error {
        anyhow!("there is no account `{text}` in this data folder; write `institution:number`, or its key")
    }

    fn no_movement(&self, text: &str) -> anyhow::Error {
        anyhow!("there is no movement `{text}` in {} in this data folder", self.currency.code())
    }
}

/// The records and the lists, asked account by account.
struct Known<'a, 'v> {
    source: StoreSource<'a, View<'v>>,
    house: House<'a>,
}

impl Ledger for Known<'_, '_> {
    fn account(&mut self, text: &str) -> anyhow::Result<AccountId> {
        for key in self.house.keys(text) {
            if known_account(self.source.read(), &key).map_err(told)?.is_some() {
                return self.source.account(&key).map_err(told);
            }
        }
        Err(House::no_account(text))
    }

    fn transfer(&mut self, text: &str) -> anyhow::Result<Transfer> {
        let id = MovementId::parse(text)?;
        let movement: Option<Movement> = self.source.read().load(id)?;
        if let Some(movement) = movement.filter(|movement| movement.amount.currency() == self.house.currency) {
            return self.source.begin(&movement).map_err(told)?.ok_or_else(|| self.house.no_movement(text));
        }
        let listed = self.house.lists.search(id).filter(|row| row.currency == self.house.currency);
        self.source.begin_listed(&listed.ok_or_else(|| self.house.no_movement(text))?).map_err(told)
    }

    fn currency(&self) -> Currency {
        self.house.currency
    }

    fn watermark(&self) -> AsOf {
        self.source.watermark()
    }
}

/// Lists alone.
struct Listed<'a> {
    seen: &'a Seen,
    house: House<'a>,
    watermark: AsOf,
}

impl Listed<'_> {
    fn find(&self, text: &str) -> Option<AccountId> {
        self.house.keys(text).iter().find_map(|key| self.seen.names.find_account(key))
    }

    /// Whether all accounts of a question are there; of others the records know whether they are known.
    fn has(&self, asked: &Trace) -> bool {
        asked.from.iter().chain(&asked.stops).chain(&asked.sinks).all(|text| self.find(text).is_some())
    }
}

impl Ledger for Listed<'_> {
    fn account(&mut self, text: &str) -> anyhow::Result<AccountId> {
        self.find(text).ok_or_else(|| House::no_account(text))
    }

    fn transfer(&mut self, text: &str) -> anyhow::Result<Transfer> {
        let listed = self.house.lists.search(MovementId::parse(text)?);
        let listed = listed.filter(|row| row.currency == self.house.currency);
        listed.map(|row| row.transfer).ok_or_else(|| self.house.no_movement(text))
    }

    fn currency(&self) -> Currency {
        self.house.currency
    }

    fn watermark(&self) -> AsOf {
        self.watermark
    }
}

/// An answer, with the names that are not those of an archive.
struct Followed {
    found: Found,
    names: Option<Names>,
}

enum Found {
    Onward(Box<(Question, Answer)>),
    Back(back::Found),
}

impl Found {
    fn onward(question: Question, answer: Answer) -> Self {
        Self::Onward(Box::new((question, answer)))
    }
}

pub fn trace(asked: &Trace, data: &Path) -> anyhow::Result<()> {
    let currency = Currency::parse(&asked.currency).context("--currency")?;
    let store = Place::of(data)?.look()?;
    let vault = Vault::from_key(keys::vault_key(data, Already::Yes)?);
    let lists = Arc::new(archives::lists(data, &*store)?);
    let mut outcome = None;
    // What goes wrong inside is told outside: a look itself fails only with the store.
    store.view::<(), StoreError>("trace", |view| {
        outcome = Some(by_code(view).map_err(told).and_then(|agencies| {
            let house = House { vault: &vault, lists: &lists, agencies, currency };
            follow(asked, view, house)
        }));
        Ok(())
    })?;
    let Followed { found, names } = outcome.context("the data folder was not looked at")??;
    let archive = lists.of(currency).map(|seen| &seen.names);
    let names = names.as_ref().or(archive).context("nothing has the names of this trace")?;
    let told_in = Told { names, currency, bad_rows: 0 };
    match found {
        Found::Onward(traced) => asked.show(&traced.0, &traced.1, told_in),
        Found::Back(found) => asked.show_back(&found, told_in),
    }
}

fn follow(asked: &Trace, view: &mut View<'_>, house: House<'_>) -> anyhow::Result<Followed> {
    let rows = i64::try_from(house.lists.rows())?;
    let mark = watermark(view).map_err(told)?.saturating_add(rows);
    let alone = house.lists.of(house.currency).filter(|seen| !seen.archive.is_empty());
    if let Some(seen) = alone
        && !has_movements(view, house.currency)?
    {
        let mut listed = Listed { seen, house, watermark: AsOf(u64::try_from(mark)?) };
        if listed.has(asked) {
            let found = if asked.back {
                let target = asked.target(&mut listed)?;
                let mut source = ArchiveSource::new(&seen.archive, &seen.names);
                Found::Back(asked.back(&mut source, target, |never| match never {})?)
            } else {
                let question = asked.question(&mut listed)?;
                let answer = follow::trace(&seen.archive, &seen.names, &question)?;
                Found::onward(question, answer)
            };
            return Ok(Followed { found, names: None });
        }
        return ask(asked, view, listed.house, mark);
    }
    ask(asked, view, house, mark)
}

fn ask(asked: &Trace, view: &mut View<'_>, house: House<'_>, mark: i64) -> anyhow::Result<Followed> {
    let source = StoreSource::new(view, mark).beside(house.lists.clone());
    let source = source.in_currency(house.currency).trusting_files();
    let mut known = Known { source, house };
    let found = if asked.back {
        let target = asked.target(&mut known)?;
        Found::Back(asked.back(&mut known.source, target, told)?)
    } else {
        let question = asked.question(&mut known)?;
        let mut tracer = Tracer::new(question.clone())?;
        run(&mut tracer, &mut known.source).map_err(told)?;
        let answer = tracer.trace(known.source.names());
        Found::onward(question, answer)
    };
    Ok(Followed { found, names: Some(known.source.into_books().into_names()) })
}

/// Whether the records have any movement in a currency.
fn has_movements(view: &mut View<'_>, currency: Currency) -> anyhow::Result<bool> {
    let mut after = i64::MIN;
    loop {
        let page: Vec<Movement> =
            view.select("where place > $1 order by place limit $2", &[Value::from(after), Value::from(PAGE)])?;
        let Some(last) = page.last() else { return Ok(false) };
        after = last.place;
        if page.iter().any(|movement| movement.amount.currency() == currency) {
            return Ok(true);
        }
    }
}

fn told(refusal: Refusal) -> anyhow::Error {
    anyhow!("{refusal}; {}", refusal.code.next_en())
}
