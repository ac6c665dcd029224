//! 查一查: what anybody is told of a number, a link, an app, an account or a message that came to him.
//!
//! Known is what `desk` lets the public know, and what stands on a published list. A message is read because the one
//! who got it asks for it, by its words alone: what lists say of its links does not weigh in what is said of it, or the
//! answer would tell of grey entries. Nothing of it is kept.
//!
//! Not here: the page (`web::public::check`), how often somebody may ask (`http::limit`).

pub mod shape;

use crate::app::App;
use crate::sift::listed;
use crate::sift::service::Service;
use cordon_desk::Refusal;
use cordon_desk::read::{KnownBad, known_bad};
use cordon_model::{Agency, Level, ListKind, ListSource, Stamp};
use cordon_sift::event::{ContentBasis, Event, TextEvent};
use cordon_sift::facts::Facts;
use cordon_sift::judge::Kind;
use cordon_sift::lists::Standing;
use cordon_sift::lists::host::Host;
use cordon_sift::text::call::Channel;
use cordon_sift::verdict::Action;
use cordon_store::{Doors, Read, Value};
use shape::Shape;

/// Characters of what is asked.
pub const CHECK_CHARS_MAX: usize = 2_000;
/// Numbers, links and accounts of one message that are looked up.
pub const CHECK_THINGS_MAX: usize = 5;
/// Reasons that are told of a message.
const REASONS_MAX: usize = 3;
/// Institutions among which an account is looked for: people know the number and not the bank's code.
const INSTITUTIONS_MAX: u32 = 1_000;

/// Words in both languages.
pub type Both = cordon_sift::text::lexicon::Both;

/// One thing and what is known of it.
#[derive(Clone)]
pub struct Found {
    /// As it was typed.
    pub text: String,
    pub known: Known,
    /// Of a link: whose name it imitates.
    pub imitates: Option<Both>,
    /// Of a link: it does not show where it leads.
    pub shortened: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// What is not told of is answered alike.
    Nothing,
    Bad(KnownBad),
    Published {
        since: Stamp,
    },
}

/// What a message sounds like.
#[derive(Clone)]
pub struct Heard {
    pub action: Action,
    pub kind: Option<Both>,
    pub reasons: Vec<Both>,
}

#[derive(Clone)]
pub struct Checked {
    pub things: Vec<Found>,
    pub heard: Option<Heard>,
    /// The message holds more than is looked up.
    pub cut_short: bool,
}

/// What was typed, as `shape`. A message is read on the consent of who asks, which the page took.
pub fn check(app: &App, text: &str, shape: Shape, now: Stamp) -> Result<Checked, Refusal> {
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let mut things = if shape == Shape::Message { shape::things_of(text) } else { vec![(shape, text.to_owned())] };
    let cut_short = things.len() > CHECK_THINGS_MAX;
    things.truncate(CHECK_THINGS_MAX);
    let things = things_known(app, things, now)?;
    let heard = (shape == Shape::Message).then(|| heard(service, text, now));
    Ok(Checked { things, heard, cut_short })
}

fn things_known(app: &App, things: Vec<(Shape, String)>, now: Stamp) -> Result<Vec<Found>, Refusal> {
    let keys: Vec<Vec<String>> =
        things.iter().map(|(shape, text)| keys_of(app, *shape, text)).collect::<Result<_, _>>()?;
    let told = known_bad(&app.desk, &keys, now)?;
    let each = things.into_iter().zip(told).map(|((shape, text), told)| found(app, shape, text, told, now));
    each.collect()
}

/// The keys under which it may be listed, closest first.
fn keys_of(app: &App, shape: Shape, text: &str) -> Result<Vec<String>, Refusal> {
    let (_, keyer) = listed::held(app)?;
    let key = |kind, written: &str| listed::key(&keyer, kind, written).map(|key| format!("{:016x}", key.0));
    Ok(match shape {
        Shape::Number => key(ListKind::Number, text).into_iter().collect(),
        Shape::App => key(ListKind::App, text).into_iter().collect(),
        Shape::Link => {
            let host = Host::parse(text);
            let names = host.iter().flat_map(Host::names);
            names.filter_map(|name| key(ListKind::Host, &name).ok()).collect()
        }
        Shape::Account => {
            let number = shape::bare(text);
            let codes = institutions(app)?;
            codes.iter().filter_map(|code| key(ListKind::Account, &format!("{code}:{number}")).ok()).collect()
        }
        Shape::Message => Vec::new(),
    })
}

fn institutions(app: &App) -> Result<Vec<String>, Refusal> {
    app.desk.store().view("institutions", |view| {
        let agencies: Vec<Agency> =
            view.select("where active order by id limit $1", &[Value::from(INSTITUTIONS_MAX)])?;
        Ok(agencies.into_iter().filter(|agency| agency.kind.keeps_accounts()).map(|agency| agency.code).collect())
    })
}

fn found(app: &App, shape: Shape, text: String, told: Option<KnownBad>, now: Stamp) -> Result<Found, Refusal> {
    let (lists, keyer) = listed::held(app)?;
    let kind = match shape {
        Shape::Number => Some(ListKind::Number),
        Shape::App => Some(ListKind::App),
        Shape::Link => Some(ListKind::Host),
        Shape::Account | Shape::Message => None,
    };
    let standing = match kind {
        Some(kind) => listed::look(&lists, &keyer, kind, &text, now)?,
        None => Standing::default(),
    };
    let host = if shape == Shape::Link { Host::parse(&text) } else { None };
    let shielded = standing.level() == Some(Level::White);
    let imitated = host.as_ref().filter(|_| !shielded).and_then(|host| lists.protected.imitated(host));
    let name = imitated.and_then(|(place, _)| lists.protected.name(place));
    Ok(Found {
        known: known(told, &standing),
        imitates: name.map(|name| Both { zh: name.zh.clone(), en: name.en.clone() }),
        shortened: host.is_some_and(|host| lists.protected.shortens(host.registrable())),
        text,
    })
}

/// White, also of a file, shields from all but a measure. A file's black is told where its list is published.
fn known(told: Option<KnownBad>, standing: &Standing) -> Known {
    let white = standing.level() == Some(Level::White);
    match (told, &standing.by) {
        (Some(told), _) if told.measure || !white => Known::Bad(told),
        (_, Some(by)) if by.note.level == Level::Black && by.note.source == ListSource::Published => {
            Known::Published { since: by.entry.since() }
        }
        _ => Known::Nothing,
    }
}

fn heard(service: &Service, text: &str, now: Stamp) -> Heard {
    let words = service.room.words().now();
    let event = Event::Text(TextEvent {
        id: "check".to_owned(),
        at: now,
        channel: Channel::Sms,
        from: None,
        to: None,
        text: Some(text.to_owned()),
        basis: Some(ContentBasis::Consent),
    });
    let mut facts = Facts::default();
    let said = words.read(&event, &mut facts);
    let verdict = words.decide(Kind::Text, &facts, said.as_ref());
    let scripts = words.judge.reading.lexicon.scripts();
    let kind = verdict.kind.and_then(|kind| scripts.iter().find(|script| script.kind == kind));
    let reasons = verdict.reasons.into_iter().take(REASONS_MAX);
    Heard {
        action: verdict.action,
        kind: kind.map(|script| script.name.clone()),
        reasons: reasons.map(|reason| Both { zh: reason.zh, en: reason.en }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_sift::lists::{Entry, Listed, Note};
    use std::sync::Arc;

    fn standing(level: Level, source: ListSource) -> Standing {
        let (list, reason, redress) = (String::new(), String::new(), String::new());
        let note = Arc::new(Note { list, level, source, reason, redress });
        Standing { by: Some(Listed { note, entry: Entry { since: 60, until: 0 } }), against: None }
    }

    #[test]
    fn what_is_told_is_this_table() {
        let now = Stamp::from_ms(1);
        let bad = |measure| KnownBad { kind: ListKind::Number, measure, since: now };
        let (white, grey) = (standing(Level::White, ListSource::Police), standing(Level::Grey, ListSource::Carrier));
        let black = |source| standing(Level::Black, source);
        let published = Known::Published { since: Stamp::from_ms(60_000) };
        for (told, standing, answer) in [
            (None, Standing::default(), Known::Nothing),
            (None, grey.clone(), Known::Nothing),
            (None, black(ListSource::Police), Known::Nothing),
            (None, black(ListSource::Exchange), Known::Nothing),
            (None, standing(Level::Grey, ListSource::Published), Known::Nothing),
            (None, black(ListSource::Published), published),
            (Some(bad(false)), grey, Known::Bad(bad(false))),
            (Some(bad(false)), white.clone(), Known::Nothing),
            (Some(bad(true)), white, Known::Bad(bad(true))),
        ] {
            assert_eq!(known(told, &standing), answer, "{told:?} {standing:?}");
        }
    }
}
