//! What is noted of texts and calls while they are judged: how many got nearly the same, which sound like a scam that
//! no type explains, and which adopted script somebody was warned by. Counts and keys in memory, words only for as long as
//! the radar has not fetched them; none of it is in the log, so a restart begins anew.
//!
//! Not here: the radar itself (`radar`), and what a restart comes to the same by (`state`).

use super::transcript::Sounded;
use cordon_model::Stamp;
use cordon_sift::event::{Event, TextEvent};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::key::{Keyer, Known};
use cordon_sift::kinds::ScamType;
use cordon_sift::radar::Heard;
use cordon_sift::radar::copies::{Copies, Hands, Limits, Sent};
use cordon_sift::verdict::{Action, Verdict};
use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Texts and calls that wait for the radar; what comes above it is dropped and counted.
pub const WAITING_MAX: usize = 500;
/// The radar hears so much of one text, or of what the caller's side said in one call.
pub const CHARS_MAX: usize = 2_000;
/// How codes of adopted scripts begin: `new.KEY.tactic`.
const ADOPTED: &str = "new.";

/// A text that sounded like a scam, with the type that the detector named.
#[expect(missing_debug_implementations, reason = "what was said must not reach a log")]
pub struct Judged {
    pub heard: Heard,
    pub kind: Option<ScamType>,
}

/// Something that was judged, as the radar would name it.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a number must not reach a log")]
pub struct About<'a> {
    /// Whose id it is.
    pub agency: &'a str,
    pub id: &'a str,
    pub at: Stamp,
    /// Who got it: one person, however often.
    pub to: Option<&'a str>,
}

/// Whether words that were read ask for watching, or for a warning.
pub fn sounds(facts: &Facts) -> bool {
    facts.is_word(Fact::TextLevel, "watch") || facts.is_word(Fact::TextLevel, "warn")
}

/// What was counted, for whoever watches the centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub campaigns: usize,
    pub receivers: usize,
    /// Campaigns that were let go before their time because a limit was reached.
    pub let_go: u64,
    /// Texts of which more people got nearly the same than are counted.
    pub at_least: u64,
    /// Texts and calls that the radar did not hear because too many waited.
    pub unheard: u64,
}

pub struct Ear {
    hands: Hands,
    /// Locked by itself: who got a text twice counts once, so events need no order here.
    copies: Mutex<Copies>,
    waiting: Mutex<VecDeque<Judged>>,
    unheard: AtomicU64,
    /// Keys of adopted scripts that somebody was warned by. There is room for few scripts, so these are few.
    warned: Mutex<BTreeSet<String>>,
    warnings: UnboundedSender<String>,
    told: Mutex<Option<UnboundedReceiver<String>>>,
}

impl std::fmt::Debug for Ear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ear")
    }
}

impl Ear {
    pub fn new(keyer: &Keyer, limits: Limits) -> Self {
        let seed = keyer.key(Known::Text, "near copies").0;
        let (warnings, told) = unbounded_channel();
        Self {
            hands: Hands::new(seed),
            copies: Mutex::new(Copies::new(seed, limits)),
            waiting: Mutex::default(),
            unheard: AtomicU64::new(0),
            warned: Mutex::default(),
            warnings,
            told: Mutex::new(Some(told)),
        }
    }

    /// Counts a text that may be read among its near copies, and says how many got the like.
    pub fn count(&self, event: &Event, keyer: &Keyer, facts: &mut Facts) {
        let Event::Text(text) = event else { return };
        if let Some(sent) = Sent::of(text, &self.hands, keyer) {
            lock(&self.copies).tell_sent(&sent, facts);
        }
    }

    /// A verdict was made: what the radar should hear of it.
    pub fn hear(&self, agency: &str, event: &Event, keyer: &Keyer, facts: &Facts, verdict: &Verdict) {
        if let Event::Text(text) = event
            && sounds(facts)
        {
            self.keep(agency, text, keyer, verdict.kind);
        }
        if verdict.action >= Action::Warn {
            self.note_warning(verdict);
        }
    }

    fn keep(&self, agency: &str, text: &TextEvent, keyer: &Keyer, kind: Option<ScamType>) {
        let Some(words) = text.readable() else { return };
        let about = About { agency, id: &text.id, at: text.at, to: text.to.as_deref() };
        self.wait(about, keyer, kind, || vec![words.chars().take(CHARS_MAX).collect()]);
    }

    /// A call has ended that sounded like a scam. It has the name of a text of that channel, so who reports it
    /// afterwards tells nothing new.
    pub fn hear_call(&self, about: About<'_>, keyer: &Keyer, told: Sounded) {
        let Sounded { turns, kind } = told;
        if turns.is_empty() {
            self.unheard.fetch_add(1, Ordering::Relaxed);
        } else {
            self.wait(about, keyer, kind, || turns);
        }
    }

    fn wait(&self, about: About<'_>, keyer: &Keyer, kind: Option<ScamType>, said: impl FnOnce() -> Vec<String>) {
        let mut waiting = lock(&self.waiting);
        if waiting.len() >= WAITING_MAX {
            self.unheard.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let person = |number: &str| format!("{:016x}", keyer.key(Known::Number, number).0);
        let heard = Heard {
            id: format!("{}:{}", about.agency, about.id),
            at: about.at,
            reporter: about.to.map(person),
            said: said(),
        };
        waiting.push_back(Judged { heard, kind });
    }

    fn note_warning(&self, verdict: &Verdict) {
        let keys = verdict.reasons.iter().filter_map(|reason| adopted(&reason.code));
        for key in keys {
            let mut warned = lock(&self.warned);
            if !warned.contains(key) {
                warned.insert(key.to_owned());
                // Nobody listens when the centre stops: the next warning after its start tells again.
                let _ = self.warnings.send(key.to_owned());
            }
        }
    }

    /// What waits for the radar; then nothing does.
    pub fn fetch(&self) -> Vec<Judged> {
        lock(&self.waiting).drain(..).collect()
    }

    /// How many texts and calls wait for it.
    pub fn waiting(&self) -> usize {
        lock(&self.waiting).len()
    }

    /// Keys of adopted scripts as somebody is first warned by each; once, for whoever writes it down.
    pub fn warnings(&self) -> Option<UnboundedReceiver<String>> {
        lock(&self.told).take()
    }

    pub fn counted(&self) -> Counted {
        let unheard = self.unheard.load(Ordering::Relaxed);
        let copies = lock(&self.copies);
        let (let_go, at_least) = copies.over_limits();
        Counted { campaigns: copies.campaigns(), receivers: copies.receivers(), let_go, at_least, unheard }
    }
}

/// The key of the adopted script that a code of the lexicon is of.
fn adopted(code: &str) -> Option<&str> {
    code.strip_prefix(ADOPTED)?.split_once('.').map(|(key, _)| key)
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_an_adopted_script_names_it() {
        assert_eq!(adopted("new.1a2b3c4d.hook"), Some("1a2b3c4d"));
        assert_eq!((adopted("demand.code"), adopted("new.")), (None, None));
    }
}
