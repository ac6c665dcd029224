//! `GET /api/v1/stream`: what happens, as it happens: one event for each entry of the journal that the
//! caller may see. The officers of the centre see all clear facts; a member sees which acts touched
//! its own orders, and nothing else.
//!
//! An event's id is the number of its entry, so a stream that broke off goes on after the last one
//! seen, without a gap. A stream ends by itself after a while; coming back proves anew who is there.

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
use cordon_model::{AgencyId, Code, Order, OrderId};
use cordon_store::{Doors, Read, View, entries};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;

/// Streams open at once.
pub const STREAMS_MAX: usize = 256;
/// A comment keeps the line open when nothing happens, and tells who watches that it is.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// After this time a stream ends and its client comes back.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// Entries read at once.
const ENTRIES_AT_ONCE: u32 = 200;
/// Events that wait for a slow client; reading stops until it has taken them.
const EVENTS_WAITING_MAX: usize = 64;
/// A burst of acts is read once.
const SETTLE: Duration = Duration::from_millis(50);

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

/// What was read: where to go on, and what the caller may see of it.
struct Batch {
    next: u64,
    events: Vec<(u64, String)>,
    full: bool,
}

fn batch(app: &App, eyes: Eyes, from: u64) -> Result<Batch, Refusal> {
    app.desk.store().view("stream", |view| {
        let kept = entries::range(view.sql(), from, ENTRIES_AT_ONCE)?;
        let full = u32::try_from(kept.len()).unwrap_or(u32::MAX) >= ENTRIES_AT_ONCE;
        let mut events = Vec::new();
        let mut next = from;
        for one in &kept {
            next = one.seq.saturating_add(1);
            if let Some(data) = seen(view, eyes, one.decode()?)? {
                events.push((one.seq, data));
            }
        }
        Ok(Batch { next, events, full })
    })
}

/// The entry as these eyes see it; none if it is not theirs.
fn seen(view: &mut View<'_>, eyes: Eyes, entry: Entry) -> Result<Option<String>, Refusal> {
    let json = match eyes {
        Eyes::Centre => serde_json::to_string(&EntryBody::from(entry)),
        Eyes::Member(agency) => {
            // A refusal is between the centre and who was refused.
            let orders = if entry.result == "ok" { own_orders(view, agency, &entry)? } else { Vec::new() };
            if orders.is_empty() {
                return Ok(None);
            }
            let (seq, learned_at, verb) = (entry.seq, entry.learned_at.rfc3339(), entry.verb);
            serde_json::to_string(&MemberEntry { seq, learned_at, verb, orders })
        }
    };
    json.map(Some).map_err(|e| Refusal::new(Code::Internal, e.to_string()))
}

fn own_orders(view: &mut View<'_>, agency: AgencyId, entry: &Entry) -> Result<Vec<String>, Refusal> {
    let mut own = Vec::new();
    for id in entry.subjects.iter().filter_map(|subject| OrderId::parse(subject).ok()) {
        let order: Option<Order> = view.load(id)?;
        // What has not left the centre is not the member's yet.
        if order.is_some_and(|order| order.agency == agency && order.state.dispatched_at().is_some()) {
            own.push(id.to_string());
        }
    }
    Ok(own)
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
    let mut changed = app.changed.subscribe();
    let end = tokio::time::Instant::now() + LIFE;
    loop {
        let asked = token.clone();
        let read = app.peek(move |app| Ok((known(app, &asked, false)?, batch(app, eyes, from)?))).await;
        // Who was signed out hears no more.
        let Ok((Some(_), read)) = read else { return };
        from = read.next;
        for (seq, data) in read.events {
            let event = Event::default().id(seq.to_string()).data(data);
            if events.send(Ok(event)).await.is_err() {
                return;
            }
        }
        if read.full {
            continue;
        }
        tokio::select! {
            () = events.closed() => return,
            () = tokio::time::sleep_until(end) => return,
            moved = changed.changed() => if moved.is_err() { return },
        }
        tokio::time::sleep(SETTLE).await;
    }
}
