//! Where events become verdicts: words are read, then one event after the other changes the state and takes
//! its place in the log, then rules decide; the answer leaves when the record is durable.
//!
//! Not here: who may send an event, and in which form it came (`http`).

use super::batches::Batches;
use super::check;
use super::commit::{Committer, Slot, Ticket, Unkept};
use super::complaints::Complained;
use super::ear::Ear;
use super::ids::Ids;
use super::log::{Head, Log, LogError, Place, Reader, Segment};
use super::past::{Eyes, Past, Rest};
use super::record::{self, Close, Kept, Known, Record, Seals};
use super::saved::Source;
use super::shadow::Shadows;
use super::state::State;
use super::words::{InForce, Words};
use crate::random;
use cordon_desk::Refusal;
use cordon_flow::disk::Volume;
use cordon_model::{Code, Stamp};
use cordon_sift::event::{CallStage, Event};
use cordon_sift::facts::Facts;
use cordon_sift::judge::{Kind, Knows, Said};
use cordon_sift::key::{self, Keyer};
use cordon_sift::lists::Lists;
use cordon_sift::payments::PayeeSigns;
use cordon_sift::radar::copies::Limits;
use cordon_sift::rules::Rules;
use cordon_sift::verdict::{Action, Verdict};
use serde::Serialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The same event twice at once: the second looks again after this time for the verdict of the first.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// How a room is set up.
#[derive(Debug)]
pub struct Setup {
    pub words: Words,
    pub lists: Lists,
    pub payees: Arc<dyn PayeeSigns>,
    /// What was complained of so far, oldest first.
    pub complaints: Vec<Complained>,
    pub keyer: Keyer,
    pub sealer: cordon_store::vault::Sealer,
    pub segment_bytes: u64,
    pub run_age: Duration,
}

#[derive(Debug)]
pub struct Room {
    words: Words,
    keyer: Keyer,
    lists: RwLock<Arc<Lists>>,
    payees: Arc<dyn PayeeSigns>,
    ear: Ear,
    core: Mutex<State>,
    /// Locked after `core`, never before it.
    ids: Arc<Mutex<Ids>>,
    committer: Committer,
    reader: Reader,
    seals: Seals,
    ended: Mutex<Option<UnboundedReceiver<Close>>>,
    log: String,
    shadows: Shadows,
}

/// What was found at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub verdicts: u64,
    pub torn: u64,
    /// Records before this one were known from a saved state, and not read.
    pub saved: u64,
}

/// A verdict as it is told.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    learned_at: String,
    /// Whether the words were read; without a basis only signalling was used.
    content_read: bool,
    #[serde(flatten)]
    verdict: &'a Verdict,
}

/// An event that was taken in.
enum Taken {
    New(Vec<u8>, Ticket),
    Before,
    /// The same is being judged.
    Now,
}

impl Room {
    /// Opens the log and comes to the state that it ends with. Both volumes are of the same folder.
    pub fn open(log: Box<dyn Volume>, look: Box<dyn Volume>, setup: Setup) -> Result<(Self, Found), LogError> {
        let run = first_bytes(&random::seed());
        let seals = Seals::new(setup.sealer, run);
        let words = setup.words.now();
        let eyes = Eyes { seals: &seals, keyer: &setup.keyer };
        let saved = Source { volume: &*look, eyes, rules: &words.rules }.load()?;
        let from = saved.as_ref().map_or(0, |saved| saved.next);
        let mut past = saved.map_or_else(|| Past::new(&words.rules), |saved| saved.past);
        past.wait_for(&setup.complaints);
        let name = random::seed().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let head = Head { log: name, facts: record::fact_names() };
        let mut see = |_: &Segment, number, place, bytes: &[u8]| past.see(eyes, number, place, bytes);
        let opened = Log::open_from(log, head, setup.segment_bytes, from, &mut see)?;
        past.hear_rest();
        let Past { state, ids, rest: Rest { run, open, verdicts, .. }, .. } = past;
        let found = Found { verdicts, torn: opened.torn, saved: from };
        let (tell, ended) = unbounded_channel();
        // What was ended and not noted goes to the journal first.
        open.into_iter().for_each(|close| drop(tell.send(close)));
        let ids = Arc::new(Mutex::new(ids));
        let name = opened.log.head().log.clone();
        let batches = Batches::new(run, tell, setup.run_age, Arc::clone(&ids));
        Ok((
            Self {
                words: setup.words,
                lists: RwLock::new(Arc::new(setup.lists)),
                payees: setup.payees,
                ear: Ear::new(&setup.keyer, Limits::default()),
                keyer: setup.keyer,
                core: Mutex::new(state),
                ids,
                committer: Committer::start(opened.log, batches),
                reader: Reader::new(look),
                seals,
                ended: Mutex::new(Some(ended)),
                log: name,
                shadows: Shadows::default(),
            },
            found,
        ))
    }

    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Reads again what is judged by; numbers are graded by the rules of then.
    pub fn reload(&self) -> anyhow::Result<Arc<InForce>> {
        let now = self.words.reload()?;
        self.core().grade_by(&now.rules);
        Ok(now)
    }

    /// Puts rules in force that were decided on elsewhere, or again what came without.
    pub fn set_rules(&self, decided: Option<Rules>) -> anyhow::Result<()> {
        let now = self.words.set_rules(decided)?;
        self.core().grade_by(&now.rules);
        Ok(())
    }

    /// What judges beside the rules in force.
    pub fn shadows(&self) -> &Shadows {
        &self.shadows
    }

    pub fn lists(&self) -> Arc<Lists> {
        Arc::clone(&self.lists.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other lists hold from here on.
    pub fn set_lists(&self, lists: Lists) {
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(lists);
    }

    pub fn keyer(&self) -> &Keyer {
        &self.keyer
    }

    /// What is noted beside judging.
    pub fn ear(&self) -> &Ear {
        &self.ear
    }

    /// People complained of numbers.
    pub fn complain(&self, complaints: &[Complained]) {
        let mut state = self.core();
        complaints.iter().for_each(|complained| state.complain(complained));
    }

    /// The log's own name among others of the house.
    pub fn log(&self) -> &str {
        &self.log
    }

    /// Runs of the log that ended, for whoever writes them into the journal; once.
    pub fn ended(&self) -> Option<UnboundedReceiver<Close>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Events that are known by their id, and records that wait for the disk.
    pub fn sizes(&self) -> (usize, usize) {
        (self.ids().count(), self.committer.waiting())
    }

    fn ids(&self) -> MutexGuard<'_, Ids> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn core(&self) -> MutexGuard<'_, State> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key_of(&self, agency: &str, id: &str, part: &str) -> u64 {
        self.keyer.key(key::Known::Event, &format!("{agency}\0{id}\0{part}")).0
    }

    /// Judges an event that came in these bytes. The answer is given when its record is durable; the same
    /// event again gets the same answer.
    pub async fn judge(&self, agency: &str, raw: &str, event: Event, now: Stamp) -> Result<Vec<u8>, Refusal> {
        self.begin(agency, raw, event, now)?.end(self).await
    }

    /// The first half: everything but the disk.
    pub fn begin<'a>(&self, agency: &'a str, raw: &'a str, event: Event, now: Stamp) -> Result<Judging<'a>, Refusal> {
        check::event(&event, now)?;
        let known = (self.key_of(agency, event.id(), part(&event)), self.keyer.key(key::Known::Event, raw.trim()).0);
        let taken = self.take(agency, known, event, now)?;
        Ok(Judging { agency, known, taken })
    }

    /// What a live call comes to: its number as carriers' events tell of it, and what was said.
    pub fn judge_call(
        &self,
        words: &InForce,
        event: &Event,
        said: Option<&Said>,
        facts: &mut Facts,
        now: Stamp,
    ) -> Verdict {
        let lists = self.lists();
        lists.tell(event, &self.keyer, now, facts);
        self.core().tell(event, &self.keyer, now, facts);
        let mut verdict = words.decide(Kind::Call, facts, said);
        verdict.versions.lists = lists.version();
        verdict
    }

    /// Keeps what a live call came to, under a part of its id: `warned` at its alarm, `talk` at its end.
    pub async fn keep_call(
        &self,
        agency: &str,
        part: &str,
        event: Event,
        (facts, verdict): (&Facts, &Verdict),
        now: Stamp,
    ) -> Result<Vec<u8>, Refusal> {
        let key = self.key_of(agency, event.id(), part);
        let known = Known { key, body: key, learned_at: now, action: verdict.action };
        let slot = {
            let mut state = self.core();
            let slot = self.committer.reserve().ok_or_else(busy)?;
            if verdict.action >= Action::Warn {
                state.follow(&event, now, &self.keyer);
            }
            slot
        };
        let answer = answer(&event, now, true, verdict);
        match self.keep(slot, &known, (agency, event), (Kind::Call, facts, verdict), answer)? {
            Taken::New(answer, ticket) => ticket.kept().await.map(|_| answer).map_err(unkept),
            Taken::Before | Taken::Now => Err(busy()),
        }
    }

    fn take(&self, agency: &str, (key, body): (u64, u64), event: Event, now: Stamp) -> Result<Taken, Refusal> {
        if let Some(seen) = self.seen(key, body)? {
            return Ok(seen);
        }
        let words = self.words.now();
        let mut facts = Facts::default();
        let said = words.read(&event, &mut facts);
        let lists = self.lists();
        lists.tell(&event, &self.keyer, now, &mut facts);
        self.ear.count(&event, &self.keyer, &mut facts);
        let journal = self.tell_payee(&event, now, &mut facts);
        let slot = {
            let mut state = self.core();
            if let Some(seen) = self.seen(key, body)? {
                return Ok(seen);
            }
            let slot = self.committer.reserve().ok_or_else(busy)?;
            state.apply(&event, &self.keyer);
            state.tell(&event, &self.keyer, now, &mut facts);
            self.ids().begin(key, body);
            slot
        };
        let kind = Kind::of(&event);
        let mut verdict = words.decide(kind, &facts, said.as_ref());
        verdict.versions.lists = lists.version();
        verdict.versions.journal = journal;
        if verdict.action >= Action::Warn {
            self.core().follow(&event, now, &self.keyer);
        }
        let answer = answer(&event, now, said.is_some(), &verdict);
        let known = Known { key, body, learned_at: now, action: verdict.action };
        self.keep(slot, &known, (agency, event), (kind, &facts, &verdict), answer)
    }

    /// What others know of the payee, and as of when. Replay does not ask: it is no part of the state.
    fn tell_payee(&self, event: &Event, now: Stamp, facts: &mut Facts) -> Option<u64> {
        let Event::Payment(payment) = event else { return None };
        let signs = self.payees.signs(&payment.payee.account, now);
        signs.tell(now, facts);
        signs.as_of
    }

    fn keep(
        &self,
        slot: Slot,
        known: &Known,
        (agency, event): (&str, Event),
        (kind, facts, verdict): (Kind, &Facts, &Verdict),
        answer: Vec<u8>,
    ) -> Result<Taken, Refusal> {
        self.shadows.see(kind, facts, verdict);
        self.ear.hear(agency, &event, &self.keyer, facts, verdict);
        let (event, words) = record::parted(event, verdict);
        let kept = Kept { agency: agency.to_owned(), kind: Some(kind), event, facts: record::facts(facts), words };
        match self.seals.verdict(known, &kept, &answer) {
            Some(record) => Ok(Taken::New(answer, slot.fill(record))),
            None => {
                self.ids().forget(known.key);
                Err(Refusal::new(Code::Internal, "a verdict could not be sealed"))
            }
        }
    }

    fn seen(&self, key: u64, body: u64) -> Result<Option<Taken>, Refusal> {
        let Some(seen) = self.ids().get(key) else { return Ok(None) };
        if seen.body != body {
            return Err(Refusal::new(Code::IdempotencyConflict, "`id` came before with another body"));
        }
        Ok(Some(seen.place.map_or(Taken::Now, |_| Taken::Before)))
    }

    /// The verdict that was given, as it was given.
    pub fn verdict(&self, agency: &str, id: &str) -> Result<Vec<u8>, Refusal> {
        let found = PARTS.iter().find_map(|part| self.ids().get(self.key_of(agency, id, part)));
        let place = found.ok_or_else(none)?.place.ok_or_else(busy)?;
        let (kept, answer) = self.kept(place)?;
        if kept.agency == agency && kept.event.id() == id { Ok(answer) } else { Err(none()) }
    }

    fn verdict_of(&self, agency: &str, key: u64) -> Result<Vec<u8>, Refusal> {
        let place = self.ids().get(key).and_then(|seen| seen.place).ok_or_else(none)?;
        let (kept, answer) = self.kept(place)?;
        if kept.agency == agency { Ok(answer) } else { Err(none()) }
    }

    fn kept(&self, place: Place) -> Result<(Kept, Vec<u8>), Refusal> {
        let record = self.reader.record(place).map_err(|error| Refusal::new(Code::Internal, error.to_string()))?;
        let opened = self.seals.open(&record);
        opened
            .ok_or_else(|| Refusal::new(Code::Internal, "a kept verdict does not open: it was changed, or the key was"))
    }

    /// Removes files whose newest record is older than `before`, oldest first; never the one that is written.
    /// How many went.
    pub fn forget(&self, before: Stamp) -> Result<u64, LogError> {
        let files = self.reader.files()?;
        let mut gone = 0;
        for pair in files.windows(2) {
            let [file, next] = pair else { break };
            let mut newest = None;
            self.reader.segment(*file, &mut |_, _, _, bytes| {
                if let Some(Record::Verdict(known, _)) = record::read(bytes) {
                    newest = newest.max(Some(known.learned_at));
                }
                Ok(())
            })?;
            if newest.is_some_and(|newest| newest >= before) {
                break;
            }
            self.reader.remove(*file)?;
            self.ids().forget_before(*next);
            gone += 1;
        }
        Ok(gone)
    }

    /// Saves what the log's ended files come to, so that the next start need not read them; how many were read for
    /// it. Nobody who is judged waits: it looks at the files by a volume of its own, while `go_on` says so.
    pub fn save(
        &self,
        volume: &dyn Volume,
        complaints: &[Complained],
        go_on: &dyn Fn() -> bool,
    ) -> Result<u64, LogError> {
        let eyes = Eyes { seals: &self.seals, keyer: &self.keyer };
        Source { volume, eyes, rules: &self.words.now().rules }.save(complaints, go_on)
    }

    /// The journal has the root of the run that begins at this record.
    pub async fn note(&self, first: u64) -> Result<(), Refusal> {
        let slot = self.committer.reserve().ok_or_else(busy)?;
        slot.fill(record::noted(first)).kept().await.map(drop).map_err(unkept)
    }
}

/// An event that has been judged and is on its way to the disk.
pub struct Judging<'a> {
    agency: &'a str,
    known: (u64, u64),
    taken: Taken,
}

impl std::fmt::Debug for Judging<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Judging")
    }
}

impl Judging<'_> {
    /// The answer, once it is durable.
    pub async fn end(self, room: &Room) -> Result<Vec<u8>, Refusal> {
        match self.taken {
            Taken::New(answer, ticket) => ticket.kept().await.map(|_| answer).map_err(unkept),
            Taken::Before => room.verdict_of(self.agency, self.known.0),
            Taken::Now => loop {
                tokio::time::sleep(LOOK_AGAIN).await;
                match room.seen(self.known.0, self.known.1)? {
                    Some(Taken::Now) => {}
                    Some(_) => return room.verdict_of(self.agency, self.known.0),
                    None => return Err(busy()),
                }
            },
        }
    }
}

fn none() -> Refusal {
    Refusal::new(Code::NotFound, "no verdict of yours has this id, or it is older than is remembered")
}

/// An event of several stages has a verdict for each; the latest is looked for first.
const PARTS: [&str; 6] = ["talk", "warned", "", "ended", "answered", "attempt"];

const fn part(event: &Event) -> &'static str {
    match event {
        Event::Text(_) | Event::Payment(_) => "",
        Event::Call(call) => match call.stage {
            CallStage::Attempt => "attempt",
            CallStage::Answered => "answered",
            CallStage::Ended => "ended",
        },
    }
}

fn answer(event: &Event, now: Stamp, content_read: bool, verdict: &Verdict) -> Vec<u8> {
    let answer = Answer { id: event.id(), learned_at: now.rfc3339(), content_read, verdict };
    // Numbers and texts always have a JSON form.
    serde_json::to_vec(&answer).unwrap_or_default()
}

fn busy() -> Refusal {
    Refusal::new(Code::Busy, "too many events wait for the disk")
}

fn unkept(why: Unkept) -> Refusal {
    Refusal::new(Code::Uncertain, why.0)
}

fn first_bytes(seed: &[u8; 32]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(seed).for_each(|(to, from)| *to = *from);
    bytes
}
