//! What the caller's side said in a call that goes on, as far as the radar would hear it: in memory alone, only of
//! what was read on a basis, and gone with the call unless it sounded like a scam.
//!
//! Not here: what is made of it (`ear`), and what is kept of a call (`calls`).

use super::ear::{CHARS_MAX, sounds};
use cordon_sift::facts::Facts;
use cordon_sift::kinds::ScamType;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was said in all calls that go on, in bytes: what is said beyond it is judged, and not kept for the radar.
pub const BYTES_MAX: usize = 64 * 1024 * 1024;

/// What the words of all calls take.
#[derive(Clone, Debug, Default)]
pub struct Held(Arc<AtomicUsize>);

impl Held {
    pub fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: usize) -> bool {
        let more = |held: usize| held.checked_add(bytes).filter(|held| *held <= BYTES_MAX);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }
}

#[expect(missing_debug_implementations, reason = "what was said must not reach a log")]
pub struct Transcript {
    held: Held,
    bytes: usize,
    chars: usize,
    turns: Vec<String>,
    /// Something was said, whether there was room for it or not.
    is_any: bool,
    /// It sounded like a scam at some turn; with the type that was named last.
    sounded: Option<Option<ScamType>>,
}

/// What the radar is told of a call.
#[expect(missing_debug_implementations, reason = "what was said must not reach a log")]
pub struct Sounded {
    /// Empty when there was no room for any of it.
    pub turns: Vec<String>,
    pub kind: Option<ScamType>,
}

impl Transcript {
    pub const fn new(held: Held) -> Self {
        Self { held, bytes: 0, chars: 0, turns: Vec::new(), is_any: false, sounded: None }
    }

    /// The caller said this, and there is a basis to read it.
    pub fn note(&mut self, text: &str) {
        let left = CHARS_MAX.saturating_sub(self.chars);
        let kept: String = text.chars().take(left).collect();
        self.is_any |= !text.is_empty();
        if kept.is_empty() || !self.held.take(kept.len()) {
            return;
        }
        self.bytes = self.bytes.saturating_add(kept.len());
        self.chars = self.chars.saturating_add(kept.chars().count());
        self.turns.push(kept);
    }

    /// What all that was read comes to so far.
    pub fn judged(&mut self, facts: &Facts, kind: Option<ScamType>) {
        if self.sounded.is_some() || sounds(facts) {
            self.sounded = Some(kind);
        }
    }

    /// The call has ended. Of one that never sounded like a scam nothing is told; its words go.
    pub fn end(mut self) -> Option<Sounded> {
        let kind = self.sounded.filter(|_| self.is_any)?;
        Some(Sounded { turns: std::mem::take(&mut self.turns), kind })
    }
}

impl Drop for Transcript {
    fn drop(&mut self) {
        self.held.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_sift::facts::Fact;

    fn level(word: &str) -> Facts {
        let mut facts = Facts::default();
        facts.set_word(Fact::TextLevel, word);
        facts
    }

    #[test]
    fn what_sounded_once_is_told_from_its_beginning_and_the_rest_is_forgotten() {
        let held = Held::default();
        let mut calm = Transcript::new(held.clone());
        calm.note("您好");
        calm.judged(&level("allow"), None);
        assert_eq!(held.bytes(), 6);
        assert!(calm.end().is_none());
        assert_eq!(held.bytes(), 0, "and what it took is free again");
        let mut scam = Transcript::new(held.clone());
        for (said, word) in [("您好", "allow"), ("验证码给我", "warn"), ("再见", "allow")] {
            scam.note(said);
            scam.judged(&level(word), Some(ScamType::T01));
        }
        let told = scam.end().unwrap();
        assert_eq!((told.turns.join(" ").as_str(), told.kind), ("您好 验证码给我 再见", Some(ScamType::T01)));
        assert_eq!(held.bytes(), 0);
    }

    #[test]
    fn no_call_and_not_all_of_them_take_more_than_their_room() {
        let held = Held::default();
        let mut long = Transcript::new(held.clone());
        long.note(&"长".repeat(CHARS_MAX - 1));
        long.note("一二三");
        long.note("四");
        assert_eq!(held.bytes(), CHARS_MAX * 3);
        assert_eq!(long.turns.concat().chars().count(), CHARS_MAX);
        assert!(held.take(BYTES_MAX - held.bytes()));
        let mut late = Transcript::new(held.clone());
        late.note("没有地方了");
        late.judged(&level("watch"), None);
        assert_eq!(held.bytes(), BYTES_MAX);
        assert!(late.end().unwrap().turns.is_empty(), "it is counted as unheard");
    }
}
