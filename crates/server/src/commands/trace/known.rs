//! A trace through what a data folder knows: what institutions told, and what was imported. The folder
//! is only looked at, also while its centre runs. Its key finds accounts by their numbers; no number
//! and no name is opened, so accounts are shown by their keys.

use super::{Ledger, Told, Trace};
use crate::commands::keys::{self, Already};
use crate::records::Place;
use anyhow::{Context, anyhow};
use cordon_desk::Refusal;
use cordon_desk::money::learn::accounts::known_account;
use cordon_desk::money::learn::files::key_of_text;
use cordon_desk::money::learn::watermark;
use cordon_desk::money::trace::source::StoreSource;
use cordon_flow::{AccountId, AsOf, Names, Question, Trace as Answer, Tracer, Transfer, TransferSource, run};
use cordon_model::{Agency, Currency, Movement, MovementId};
use cordon_store::{Doors, Read, StoreError, Vault, View};
use std::collections::BTreeMap;
use std::path::Path;

struct Known<'a, 'v> {
    source: StoreSource<'a, View<'v>>,
    vault: &'a Vault,
    agencies: BTreeMap<String, Agency>,
    currency: Currency,
}

impl Ledger for Known<'_, '_> {
    fn account(&mut self, text: &str) -> anyhow::Result<AccountId> {
        let named = key_of_text(self.vault, text, &self.agencies);
        for key in [text, &named] {
            if known_account(self.source.read(), key).map_err(told)?.is_some() {
                return self.source.account(key).map_err(told);
            }
        }
        Err(anyhow!("there is no account `{text}` in this data folder; write `institution:number`, or its key"))
    }

    fn transfer(&mut self, text: &str) -> anyhow::Result<Transfer> {
        let id = MovementId::parse(text)?;
        let movement: Option<Movement> = self.source.read().load(id)?;
        let movement = movement.filter(|movement| movement.amount.currency() == self.currency);
        let transfer = movement.map(|movement| self.source.begin(&movement).map_err(told)).transpose()?.flatten();
        transfer
            .with_context(|| format!("there is no movement `{text}` in {} in this data folder", self.currency.code()))
    }

    fn currency(&self) -> Currency {
        self.currency
    }

    fn watermark(&self) -> AsOf {
        self.source.watermark()
    }
}

pub fn trace(asked: &Trace, data: &Path) -> anyhow::Result<()> {
    let currency = Currency::parse(&asked.currency).context("--currency")?;
    let store = Place::of(data)?.look()?;
    let vault = Vault::from_key(keys::vault_key(data, Already::Yes)?);
    let mut outcome = None;
    // What goes wrong inside is told outside: a look itself fails only with the store.
    store.view::<(), StoreError>("trace", |view| {
        outcome = Some(follow(asked, view, &vault, currency));
        Ok(())
    })?;
    let (question, answer, names) = outcome.context("the data folder was not looked at")??;
    asked.show(&question, &answer, Told { names: &names, currency, bad_rows: 0 })
}

fn follow(
    asked: &Trace,
    view: &mut View<'_>,
    vault: &Vault,
    currency: Currency,
) -> anyhow::Result<(Question, Answer, Names)> {
    let agencies: Vec<Agency> = view.select("order by id", &[])?;
    let agencies = agencies.into_iter().map(|agency| (agency.code.clone(), agency)).collect();
    let mark = watermark(view).map_err(told)?;
    let source = StoreSource::new(view, mark).in_currency(currency).trusting_files();
    let mut known = Known { source, vault, agencies, currency };
    let question = asked.question(&mut known)?;
    let mut tracer = Tracer::new(question.clone())?;
    run(&mut tracer, &mut known.source).map_err(told)?;
    let answer = tracer.trace(known.source.names());
    Ok((question, answer, known.source.into_books().into_names()))
}

fn told(refusal: Refusal) -> anyhow::Error {
    anyhow!("{refusal}; {}", refusal.code.next_en())
}
