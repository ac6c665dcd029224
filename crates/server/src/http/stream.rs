//! `GET /api/v1/stream`: what happens, as it happens: one event for each entry of the journal that the
//! caller may see. The officers of the centre see all clear facts; a member sees which acts touched
//! its own orders and the holds that it began itself, and nothing else.
//!
//! An event's id is the number of its entry, so a stream that broke off goes on after the last one
//! seen, without a gap. A stream ends by itself after a while; coming back proves anew who is there.

mod news;

pub use news::News;
use news::Seen;

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{self, Reader, known, refused};
use crate::http::problem::Problem;
use crate::http::shapes::entry::{EntryBody, MemberEntry};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, KeepAliveStream, Sse};
use cordon_desk::{Call, Refusal, Resource};
use cordon_journal::Entry;
use cordon_model::{AgencyId, Code, Measure, MeasureId, MeasureKind, Order, OrderId};
use cordon_store::{Doors, Read, View, entries};
use serde::Serialize;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;

/// Streams open at once.
pub const STREAMS_MAX: usize = 1_024;
/// A comment keeps the line open when nothing happens, and tells who watches that it is.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// After this time a stream ends and its client comes back.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// Who was signed out hears no more after so long; nor sooner is anybody asked again who he is.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// Entries read at once.
const ENTRIES_AT_ONCE: u32 = 200;
/// Events that wait for a slow client; reading stops until it has taken them.
const EVENTS_WAITING_MAX: usize = 64;

/// Whose eyes.
#[derive(Clone, Copy, Debug)]
enum Eyes {
    Centre,
    Member(AgencyId),
}

/// Watch what happens
#[utoipa::path(
    get, path = "/api/v1/stream", tag = "journal", operation_id = "watch",
    params(("Last-Event-ID" = Option<String>, Header, description = "the last entry seen; without it the stream begins now",
        pattern = "^(0|[1-9][0-9]{0,17})$")),
    responses((status = 200, description = "server-sent events: `id` is the number of the entry, `data` an `EntryBody`, for a member a `MemberEntry`",
        body = String, content_type = "text/event-stream"), Looking)
)]
pub async fn watch(
    State(app): State<App>,
    Reader(call): Reader,
    headers: HeaderMap,
) -> Result<Sse<KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>, Problem> {
    let asked = match last_seen(&headers) {
        Ok(asked) => asked,
        Err(refusal) => return Err(refused(&app, call, refusal).await),
    };
    let (eyes, count) = app.peek(move |app| Ok((eyes(app, &call)?, count(app)?))).await?;
    let Ok(place) = app.streams.clone().try_acquire_owned() else {
        return Err(Problem::from(Refusal::new(Code::Busy, format!("{STREAMS_MAX} streams are open"))));
    };
    let (events, stream) = mpsc::channel(EVENTS_WAITING_MAX);
    // What lies in the future has not been seen by anybody.
    let from = asked.map_or(count, |seq| seq.saturating_add(1).min(count));
    let token = caller::token(&headers).unwrap_or_default();
    tokio::spawn(feed(app, eyes, token, from, events, place));
    Ok(Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

fn last_seen(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let seq = value.to_str().ok().and_then(|text| text.parse::<u64>().ok());
    let seq = seq.filter(|seq| i64::try_from(*seq).is_ok());
    seq.map(Some).ok_or_else(|| Refusal::field("Last-Event-ID", "is not the number of an entry"))
}

/// A member has eyes for its own; everybody else needs the right to read the house.
fn eyes(app: &App, call: &Call) -> Result<Eyes, Refusal> {
    if let (true, Some(agency)) = (call.actor.is_member(), call.actor.agency()) {
        return Ok(Eyes::Member(agency));
    }
    app.desk.look(call, |_look| Ok((Resource::house(), ())))?;
    Ok(Eyes::Centre)
}

fn count(app: &App) -> Result<u64, Refusal> {
    app.desk.store().view("count_entries", |view| Ok(entries::count(view.sql())?))
}

/// An entry as it is told: to the centre, and to each member that it concerns.
#[derive(Debug)]
pub struct Told {
    centre: Arc<str>,
    members: Vec<(AgencyId, Arc<str>)>,
}

impl Told {
    fn seen_by(&self, eyes: Eyes) -> Option<Arc<str>> {
        match eyes {
            Eyes::Centre => Some(Arc::clone(&self.centre)),
            Eyes::Member(agency) => {
                self.members.iter().find(|(member, _)| *member == agency).map(|(_, data)| Arc::clone(data))
            }
        }
    }
}

/// Entries from that number on.
fn told(app: &App, from: u64) -> Result<Vec<Told>, Refusal> {
    app.desk.store().view("stream", |view| {
        let kept = entries::range(view.sql(), from, ENTRIES_AT_ONCE)?;
        kept.iter().map(|one| tell(view, one.decode()?)).collect()
    })
}

fn tell(view: &mut View<'_>, entry: Entry) -> Result<Told, Refusal> {
    let mut members = Vec::new();
    // A refusal is between the centre and who was refused.
    let concerned = if entry.result == "ok" { concerned(view, &entry)? } else { BTreeMap::new() };
    for (agency, Theirs { orders, holds }) in concerned {
        let (seq, learned_at, verb) = (entry.seq, entry.learned_at.rfc3339(), entry.verb.clone());
        members.push((agency, json(&MemberEntry { seq, learned_at, verb, orders, holds })?));
    }
    Ok(Told { centre: json(&EntryBody::from(entry))?, members })
}

fn json(body: &impl Serialize) -> Result<Arc<str>, Refusal> {
    serde_json::to_string(body).map(Arc::from).map_err(|e| Refusal::new(Code::Internal, e.to_string()))
}

/// What of an entry is a member's own.
#[derive(Debug, Default)]
struct Theirs {
    orders: Vec<String>,
    holds: Vec<String>,
}

/// What of each member an entry is about.
fn concerned(view: &mut View<'_>, entry: &Entry) -> Result<BTreeMap<AgencyId, Theirs>, Refusal> {
    let mut found: BTreeMap<AgencyId, Theirs> = BTreeMap::new();
    for id in entry.subjects.iter().filter_map(|subject| OrderId::parse(subject).ok()) {
        let order: Option<Order> = view.load(id)?;
        // What has not left the centre is not the member's yet.
        if let Some(order) = order.filter(|order| order.state.dispatched_at().is_some()) {
            found.entry(order.agency).or_default().orders.push(id.to_string());
        }
    }
    for id in entry.subjects.iter().filter_map(|subject| MeasureId::parse(subject).ok()) {
        let measure: Option<Measure> = view.load(id)?;
        if let Some(hold) = measure.filter(|measure| measure.kind == MeasureKind::Hold) {
            found.entry(hold.agency).or_default().holds.push(id.to_string());
        }
    }
    Ok(found)
}

/// Feeds one stream until its client goes, is signed out, its time is over or the store fails.
async fn feed(
    app: App,
    eyes: Eyes,
    token: String,
    mut from: u64,
    events: mpsc::Sender<Result<Event, Infallible>>,
    _place: OwnedSemaphorePermit,
) {
    let mut moved = app.news.watch(&app, from);
    let (begun, failed) = (Instant::now(), moved.borrow().failed);
    let mut asked_at = begun;
    loop {
        let now = *moved.borrow_and_update();
        if now.failed != failed {
            return;
        }
        // Every entry may be the one that ended this session.
        let is_asked = asked_at.elapsed() >= ASK_EVERY;
        if is_asked {
            let token = token.clone();
            let Ok(Some(_)) = app.peek(move |app| known(app, &token, false)).await else { return };
            asked_at = Instant::now();
        }
        let Some(seen) = since(&app, eyes, from).await else { return };
        from = seen.next;
        for (seq, data) in seen.told {
            let event = Event::default().id(seq.to_string()).data(data);
            if events.send(Ok(event)).await.is_err() {
                return;
            }
        }
        if from < now.next {
            continue;
        }
        tokio::select! {
            () = events.closed() => return,
            () = tokio::time::sleep_until(begun + LIFE) => return,
            () = tokio::time::sleep_until(asked_at + ASK_EVERY), if !is_asked => {}
            moved = moved.changed() => if moved.is_err() { return },
        }
    }
}

/// What these eyes see from there on, and where to go on: of what is kept for all, or out of the store. None where
/// that fails.
async fn since(app: &App, eyes: Eyes, from: u64) -> Option<Seen> {
    if let Some(kept) = app.news.since(eyes, from) {
        return Some(kept);
    }
    let told = app.peek(move |app| told(app, from)).await.ok()?;
    let next = from.saturating_add(u64::try_from(told.len()).unwrap_or(u64::MAX));
    let told = (from..).zip(told).filter_map(|(seq, told)| Some((seq, told.seen_by(eyes)?)));
    Some(Seen { next, told: told.collect() })
}
