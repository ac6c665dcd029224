//! Lists and registers as a running centre holds them: the generation in force from its file, and what stands in
//! the records. They are read again after every act that changes them, and by a job for acts of other servers.

use super::pages::FilePages;
use super::service::keyer;
use crate::app::App;
use anyhow::Context;
use cordon_desk::listing::Thing;
use cordon_desk::read::registered;
use cordon_desk::{Desk, Refusal};
use cordon_model::exchange::Private;
use cordon_model::{Code, Consent, Level, ListKind, ListSource, Listing, ListingState, Stamp};
use cordon_sift::key::{Key, Keyer};
use cordon_sift::lists::{
    self, Entry, Generation, Listed, Lists, Lived, Note, Protected, Range, Ranges, Standing, forms, host::Host,
};
use cordon_store::Vault;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Below the data folder; the generations, and an installation's own `hosts.toml`.
pub const FOLDER: &str = "lists";
/// A smaller range is listed number by number.
const RANGE_NUMBERS_MIN: u64 = 100;

pub fn path_of(data: &Path, generation: &str) -> PathBuf {
    data.join(FOLDER).join(format!("{generation}.list"))
}

/// All that counts. A generation that is open already is not opened again.
pub fn load(desk: &Desk, data: &Path, before: Option<&Lists>) -> anyhow::Result<Lists> {
    let found = registered(desk).map_err(|refusal| anyhow::anyhow!("the lists cannot be read: {}", refusal.code))?;
    let protected = match before {
        Some(before) => Arc::clone(&before.protected),
        None => Arc::new(protected(data)?),
    };
    let mut lists = Lists::new(protected);
    if let Some(taken) = &found.list {
        let same = before.and_then(|before| before.generation.clone());
        lists.generation = Some(match same.filter(|open| open.digest() == taken.generation) {
            Some(open) => open,
            None => Arc::new(open(data, &taken.generation)?),
        });
    }
    let mut ranges = Vec::new();
    for listing in found.listings.iter().filter(|listing| listing.state == ListingState::InForce) {
        match &listing.range {
            Some((from, to)) => ranges.extend(Range::new(from, to, listed(listing))),
            None => {
                let key = key_of(&listing.key);
                key.into_iter().for_each(|key| lists.live.apply(Lived::Listed { key, listed: listed(listing) }));
            }
        }
    }
    lists.ranges = Ranges::new(ranges);
    for consent in &found.consents {
        if let (Some(sender), Some(receiver)) = (key_of(&consent.sender_key), key_of(&consent.receiver_key)) {
            lists.registers.consent(sender, receiver, held_consent(consent));
        }
    }
    for refused in found.refused.iter().filter(|refused| refused.ended_at.is_none()) {
        if let Some(key) = key_of(&refused.key) {
            lists.registers.refuse(key, refused.since);
        }
    }
    Ok(lists)
}

fn protected(data: &Path) -> anyhow::Result<Protected> {
    let own = data.join(FOLDER).join("hosts.toml");
    match std::fs::read_to_string(&own) {
        Ok(text) => Ok(Protected::read(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Protected::shipped()?),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", own.display())),
    }
}

pub fn open(data: &Path, generation: &str) -> anyhow::Result<Generation> {
    let path = path_of(data, generation);
    let pages = FilePages::open(&path).with_context(|| format!("cannot open `{}`", path.display()))?;
    let open = Generation::open(Box::new(pages))?;
    anyhow::ensure!(open.digest() == generation, "`{}` is not what its name says", path.display());
    Ok(open)
}

fn listed(listing: &Listing) -> Listed {
    let note = Note {
        list: listing.id.to_string(),
        level: listing.level,
        source: listing.source,
        reason: listing.reason.clone(),
        redress: listing.public_code.clone(),
    };
    Listed { note: Arc::new(note), entry: Entry::new(listing.since, listing.counts_until()) }
}

fn held_consent(consent: &Consent) -> lists::Consent {
    lists::Consent { id: consent.id.to_string(), way: consent.way, from: consent.given_at, until: consent.ends_at() }
}

fn key_of(hex: &str) -> Option<Key> {
    u64::from_str_radix(hex, 16).ok().map(Key)
}

/// The room's lists and the keys by which they know things.
pub fn held(app: &App) -> Result<(Arc<Lists>, Keyer), Refusal> {
    let service = app.sift().map_err(|_| Refusal::new(Code::Busy, "the lists are not open"))?;
    Ok((service.room.lists(), keyer(app.desk.vault())))
}

/// After an act. Where the room is not open, it will read them when it opens.
pub fn refresh(app: &App) -> Result<(), Refusal> {
    let Ok(service) = app.sift() else { return Ok(()) };
    let lists = load(&app.desk, &app.data, Some(&service.room.lists()))
        .map_err(|error| Refusal::new(Code::Internal, error.to_string()))?;
    service.room.set_lists(lists);
    Ok(())
}

/// The one form of what somebody wrote, with its key.
pub fn thing(vault: &Vault, kind: ListKind, written: &str) -> Result<Thing, Refusal> {
    let form = forms::form(kind, written).map_err(|error| Refusal::field("thing", error.to_string()))?;
    Ok(keyed(vault, kind, form))
}

pub fn keyed(vault: &Vault, kind: ListKind, form: String) -> Thing {
    let Key(key) = keyer(vault).key(forms::known(kind), &form);
    Thing { form: Private(form), key: format!("{key:016x}") }
}

/// A range of numbers, written `from..to`, by its ends in their one form.
pub fn range(kind: ListKind, written: &str) -> Result<Option<(String, String)>, Refusal> {
    let Some((from, to)) = written.split_once("..").filter(|_| kind == ListKind::Number) else { return Ok(None) };
    let form = |end: &str| forms::form(kind, end).map_err(|error| Refusal::field("thing", error.to_string()));
    let (from, to) = (form(from)?, form(to)?);
    let nobody = Note {
        list: String::new(),
        level: Level::Grey,
        source: ListSource::Police,
        reason: String::new(),
        redress: String::new(),
    };
    let listed = Listed { note: Arc::new(nobody), entry: Entry { since: 0, until: 0 } };
    match Range::new(&from, &to, listed) {
        Some(range) if range.size() >= RANGE_NUMBERS_MIN => Ok(Some((from, to))),
        _ => Err(Refusal::field("thing", format!("is no range of at least {RANGE_NUMBERS_MIN} numbers, `from..to`"))),
    }
}

pub fn key(keyer: &Keyer, kind: ListKind, written: &str) -> Result<Key, Refusal> {
    forms::key(kind, keyer, written).map_err(|error| Refusal::field("thing", error.to_string()))
}

/// How something stands: hosts by their closest listing, numbers by their ranges too.
pub fn look(lists: &Lists, keyer: &Keyer, kind: ListKind, written: &str, now: Stamp) -> Result<Standing, Refusal> {
    let form = forms::form(kind, written).map_err(|error| Refusal::field("thing", error.to_string()))?;
    let found = match kind {
        ListKind::Host => match Host::parse(&form) {
            Some(host) => lists.look_host(&host, keyer, now),
            None => Ok(Standing::default()),
        },
        ListKind::Number => lists.look_number(keyer.key(forms::known(kind), &form), &form, now),
        _ => lists.look(keyer.key(forms::known(kind), &form), now),
    };
    found.map_err(|error| Refusal::new(Code::Busy, error.to_string()))
}
