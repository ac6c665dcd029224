//! The stages of calls that are under way. Carriers tell of an attempt, an answer and an end, or of some of
//! them; each counts once, in whichever order they come, and a later one implies those before it.

use crate::event::CallStage;
use crate::pack::packed;
use crate::window::{HOUR, Recent};

/// A call that does not end is forgotten after this time.
const LIFE: u32 = 12 * HOUR;
/// How long an ended call is remembered, for stages that come late.
const ENDED: u32 = 30;

const ATTEMPT: u8 = 1;
const ANSWERED: u8 = 2;
const OVER: u8 = 4;
const LENGTH: u8 = 8;

/// What is new by a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    pub attempt: bool,
    pub answered: bool,
    pub ended: bool,
    /// The length came with it.
    pub length: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Stages {
    live: Recent<u8>,
    ended: Recent<u8>,
}

impl Default for Stages {
    fn default() -> Self {
        Self { live: Recent::new(LIFE), ended: Recent::new(ENDED) }
    }
}

impl Stages {
    pub fn step(&mut self, call: u64, stage: CallStage, seconds: Option<u32>, minute: u32) -> Steps {
        self.live.advance(minute);
        self.ended.advance(minute);
        let over = self.ended.get(call).copied();
        let before = over.or_else(|| self.live.get(call).copied()).unwrap_or_default();
        let seconds = seconds.filter(|_| stage == CallStage::Ended);
        let now = before
            | match (stage, seconds) {
                (CallStage::Attempt, _) => ATTEMPT,
                (CallStage::Answered, _) => ATTEMPT | ANSWERED,
                (CallStage::Ended, None) => ATTEMPT | OVER,
                (CallStage::Ended, Some(_)) => ATTEMPT | ANSWERED | OVER | LENGTH,
            };
        if now & OVER == 0 {
            *self.live.touch(call) = now;
        } else {
            self.live.remove(call);
            *self.ended.touch(call) = now;
        }
        let new = |bit: u8| now & !before & bit != 0;
        Steps {
            attempt: new(ATTEMPT),
            answered: new(ANSWERED),
            ended: new(OVER),
            length: seconds.filter(|_| new(LENGTH)),
        }
    }

    pub fn len(&self) -> usize {
        self.live.len() + self.ended.len()
    }
}

packed!(Stages { live, ended });
