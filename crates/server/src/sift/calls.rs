//! Calls that go on: half a kilobyte of each, whatever was said, and for the radar what the caller's side said first
//! (`transcript`). A level rises at once and falls slowly; an alarm is raised once.
//!
//! Not here: who is told of an alarm (`desk::telecom`), and sockets (`http::calls`).

use super::check;
use super::ear::About;
use super::room::Room;
use super::transcript::{Held, Sounded, Transcript};
use super::words::InForce;
use cordon_desk::Refusal;
use cordon_model::{AgencyId, Code, Stamp};
use cordon_sift::event::{CallEvent, CallStage, ContentBasis, Event, TextEvent};
use cordon_sift::facts::Facts;
use cordon_sift::text::call::{Call, Channel, Speaker};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::verdict::{self as text, Places};
use cordon_sift::verdict::{Action, Verdict};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// Calls at once.
pub const CALLS_MAX: usize = 60_000;
/// A call of which nothing was heard for so long has ended.
pub const SILENT_MS_MAX: i64 = 30 * 60 * 1_000;
/// A level falls when so many turns in a row were below it.
const CALM_TURNS: u8 = 3;
/// News that wait for a slow listener.
const NEWS_MAX: usize = 32;
const SHARDS: usize = 16;

thread_local! {
    static HITS: RefCell<Hits> = RefCell::new(Hits::default());
}

/// A call as it begins.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a number must not reach a log")]
pub struct Beginning {
    pub id: String,
    pub at: Stamp,
    pub caller: String,
    /// The one called, whom it is about.
    pub user: String,
    pub basis: Option<ContentBasis>,
    /// The user named this number: nothing is announced and nothing read.
    pub is_allowed: bool,
    pub notice_played: bool,
}

/// Something that was said.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "what was said must not reach a log")]
pub struct Utterance {
    /// Its number in the call, from 0.
    pub seq: u32,
    pub speaker: Speaker,
    pub text: String,
    pub basis: Option<ContentBasis>,
    pub notice_played: bool,
}

/// What follows from it.
#[derive(Debug)]
pub struct Heard {
    pub verdict: Verdict,
    /// The level that is shown: it falls slowly.
    pub level: Action,
    pub content_read: bool,
    /// To be raised now, once.
    pub alarm: Option<Alarm>,
    pub news: Option<broadcast::Sender<Arc<str>>>,
}

/// What an alarm needs.
pub struct Alarm {
    pub user: String,
    pub event: Event,
    pub facts: Facts,
    pub begun_at: Stamp,
}

impl std::fmt::Debug for Alarm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Alarm")
    }
}

/// What a call came to that is over.
#[expect(missing_debug_implementations, reason = "what was said must not reach a log")]
pub struct Ended {
    pub verdict: Verdict,
    pub event: Event,
    pub facts: Facts,
    /// What the radar is told of it, once the verdict is kept.
    sounded: Option<Sounded>,
    about: Box<Beginning>,
}

/// What is kept of a call.
struct Talk {
    call: Call,
    transcript: Transcript,
    /// By what it began to be judged: codes of other words would mean something else.
    words: Arc<InForce>,
    about: Box<Beginning>,
    heard_at: Stamp,
    next_seq: u32,
    shown: Action,
    calm: u8,
    is_alarmed: bool,
    notice_played: bool,
    news: Option<broadcast::Sender<Arc<str>>>,
}

type Key = (AgencyId, String);

#[derive(Default)]
pub struct Calls {
    held: Held,
    shards: [Mutex<HashMap<Key, Talk>>; SHARDS],
}

impl std::fmt::Debug for Calls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Calls({})", self.len())
    }
}

impl Calls {
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of what was said in calls that go on.
    pub fn words_held(&self) -> usize {
        self.held.bytes()
    }

    fn shard(&self, id: &str) -> MutexGuard<'_, HashMap<Key, Talk>> {
        let place = id.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % SHARDS;
        // INVARIANT (shards): the place is below their number.
        lock(self.shards.get(place).unwrap_or(&self.shards[0]))
    }

    /// A call begins; begun again, it goes on as it was.
    pub fn begin(&self, agency: AgencyId, about: Beginning, words: Arc<InForce>, now: Stamp) -> Result<(), Refusal> {
        check::id(&about.id)?;
        check::number("caller", &about.caller)?;
        check::number("user", &about.user)?;
        if self.len() >= CALLS_MAX {
            self.forget_silent(now);
            if self.len() >= CALLS_MAX {
                return Err(Refusal::new(Code::Busy, format!("{CALLS_MAX} calls go on")));
            }
        }
        let key = (agency, about.id.clone());
        let mut shard = self.shard(&about.id);
        shard.entry(key).or_insert_with(|| Talk {
            call: Call::default(),
            transcript: Transcript::new(self.held.clone()),
            words,
            heard_at: now,
            next_seq: 0,
            shown: Action::Allow,
            calm: 0,
            is_alarmed: false,
            notice_played: about.notice_played,
            news: None,
            about: Box::new(about),
        });
        Ok(())
    }

    fn forget_silent(&self, now: Stamp) {
        for shard in &self.shards {
            lock(shard).retain(|_, talk| now.since_ms(talk.heard_at) < SILENT_MS_MAX);
        }
    }

    pub fn is_there(&self, agency: AgencyId, id: &str) -> bool {
        self.shard(id).contains_key(&(agency, id.to_owned()))
    }

    /// News of a call: levels and alarms.
    pub fn listen(&self, agency: AgencyId, id: &str) -> Result<broadcast::Receiver<Arc<str>>, Refusal> {
        let mut shard = self.shard(id);
        let talk = shard.get_mut(&(agency, id.to_owned())).ok_or_else(gone)?;
        Ok(talk.news.get_or_insert_with(|| broadcast::channel(NEWS_MAX).0).subscribe())
    }

    pub fn hear(
        &self,
        room: &Room,
        agency: AgencyId,
        id: &str,
        said: &Utterance,
        now: Stamp,
    ) -> Result<Heard, Refusal> {
        check::text(Some(&said.text))?;
        let mut shard = self.shard(id);
        let talk = shard.get_mut(&(agency, id.to_owned())).ok_or_else(gone)?;
        talk.heard_at = now;
        talk.hear(room, said, now)
    }

    /// The alarm could not be raised: the next turn tries again.
    pub fn not_alarmed(&self, agency: AgencyId, id: &str) {
        if let Some(talk) = self.shard(id).get_mut(&(agency, id.to_owned())) {
            talk.is_alarmed = false;
        }
    }

    /// The call is over: what it came to, and nothing of it is kept here.
    pub fn end(&self, room: &Room, agency: AgencyId, id: &str, now: Stamp) -> Result<Ended, Refusal> {
        let talk = self.shard(id).remove(&(agency, id.to_owned())).ok_or_else(gone)?;
        let (verdict, facts) = talk.verdict(room, &Places::default(), now);
        let Alarm { event, facts, .. } = talk.kept(facts);
        let Talk { transcript, about, .. } = talk;
        Ok(Ended { verdict, event, facts, sounded: transcript.end(), about })
    }

    /// What was said in calls that fell silent goes: to the radar if it sounded like a scam. The calls stay, in case
    /// somebody speaks again.
    pub fn hush(&self, room: &Room, now: Stamp) {
        for shard in &self.shards {
            let mut shard = lock(shard);
            let silent = shard.iter_mut().filter(|(_, talk)| now.since_ms(talk.heard_at) >= SILENT_MS_MAX);
            for ((agency, _), talk) in silent {
                let said = std::mem::replace(&mut talk.transcript, Transcript::new(self.held.clone()));
                tell_radar(room, &agency.to_string(), &talk.about, said.end());
            }
        }
    }
}

impl Ended {
    /// Its verdict is on the disk: the radar may hear of it.
    pub fn tell_radar(self, room: &Room, agency: &str) {
        tell_radar(room, agency, &self.about, self.sounded);
    }
}

fn tell_radar(room: &Room, agency: &str, about: &Beginning, sounded: Option<Sounded>) {
    if let Some(sounded) = sounded {
        let about = About { agency, id: &about.id, at: about.at, to: Some(&about.user) };
        room.ear().hear_call(about, room.keyer(), sounded);
    }
}

pub fn gone() -> Refusal {
    Refusal::new(Code::NotFound, "no such call goes on; begin it, also after a restart of the centre")
}

fn lock(shard: &Mutex<HashMap<Key, Talk>>) -> MutexGuard<'_, HashMap<Key, Talk>> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Talk {
    fn hear(&mut self, room: &Room, said: &Utterance, now: Stamp) -> Result<Heard, Refusal> {
        self.notice_played |= said.notice_played;
        let is_new = said.seq >= self.next_seq;
        let content_read = self.may_read(said);
        let mut places = Places::default();
        if is_new {
            self.next_seq = said.seq.saturating_add(1);
            if content_read {
                self.read(said, &mut places);
            }
        }
        let (verdict, facts) = self.verdict(room, &places, now);
        self.transcript.judged(&facts, verdict.kind);
        self.show(verdict.action);
        let alarm = (verdict.action >= Action::Warn && !self.is_alarmed).then(|| {
            self.is_alarmed = true;
            self.kept(facts)
        });
        Ok(Heard { verdict, level: self.shown, content_read, alarm, news: self.news.clone() })
    }

    /// Content is read on a basis; where that is consent, only after it was announced.
    fn may_read(&self, said: &Utterance) -> bool {
        let basis = said.basis.or(self.about.basis);
        let announced = basis != Some(ContentBasis::Consent) || self.notice_played;
        basis.is_some() && announced && !self.about.is_allowed
    }

    fn read(&mut self, said: &Utterance, places: &mut Places) {
        if said.speaker == Speaker::Caller {
            self.transcript.note(&said.text);
        }
        let Self { call, words, .. } = self;
        let reading = &words.judge.reading;
        let text = text::Judge::new(&reading.lexicon, &reading.model);
        HITS.with_borrow_mut(|hits| {
            text.feed(call, said.speaker, &said.text, hits, |turn, found| places.note(&reading.lexicon, turn, found));
            text.end_turn(call, said.speaker, hits, |turn, found| places.note(&reading.lexicon, turn, found));
        });
    }

    fn verdict(&self, room: &Room, places: &Places, now: Stamp) -> (Verdict, Facts) {
        let mut facts = Facts::default();
        let event = Event::Call(self.signalling());
        let said = (self.call.told().turn > 0).then(|| self.words.judge.read_call(&self.call, places, &mut facts));
        let verdict = room.judge_call(&self.words, &event, said.as_ref(), &mut facts, now);
        (verdict, facts)
    }

    fn signalling(&self) -> CallEvent {
        CallEvent {
            id: self.about.id.clone(),
            at: self.about.at,
            stage: CallStage::Answered,
            caller: self.about.caller.clone(),
            callee: self.about.user.clone(),
            route: None,
            attested: None,
            seconds: None,
            activated_at: None,
            roaming: None,
            device: None,
            cell: None,
        }
    }

    /// A level rises at once, and falls after some calm turns.
    fn show(&mut self, action: Action) {
        if action >= self.shown {
            (self.shown, self.calm) = (action, 0);
            return;
        }
        self.calm = self.calm.saturating_add(1);
        if self.calm >= CALM_TURNS {
            (self.shown, self.calm) = (action, 0);
        }
    }

    /// The call as an event without a word of it.
    fn kept(&self, facts: Facts) -> Alarm {
        let about = &self.about;
        let event = Event::Text(TextEvent {
            id: about.id.clone(),
            at: about.at,
            channel: Channel::Call,
            from: Some(about.caller.clone()),
            to: Some(about.user.clone()),
            text: None,
            basis: about.basis,
        });
        Alarm { user: about.user.clone(), event, facts, begun_at: about.at }
    }
}
