//! The radar of a running centre: what it keeps in memory, and a round of it. What is no part of a group is kept
//! nowhere else, and goes with the process.
//!
//! Not here: when rounds are made (`jobs`), and how groups are found (`cordon-sift`).

use crate::app::App;
use crate::sift::ear::Judged;
use cordon_desk::radar::draft_script::is_news;
use cordon_desk::radar::{Narrative, draft_script, note_warning, read_narratives};
use cordon_desk::read::scripts::{known, live};
use cordon_desk::{Call, Desk, Refusal};
use cordon_model::time::DAY_MS;
use cordon_model::{CaseId, Code, Script, Sketch, Stamp};
use cordon_sift::radar::background::Background;
use cordon_sift::radar::draft::{Draft, Sure};
use cordon_sift::radar::lines::{Addition, with_additions};
use cordon_sift::radar::{Heard, Radar, is_explained, stands_out};
use cordon_sift::text::call::{Call as Conversation, Listen, Speaker, Sums, Told};
use cordon_sift::text::gate::Grams;
use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::text::matcher::Hits;

/// What is older is no longer new.
const KEPT_MS: i64 = 30 * DAY_MS;
/// Why narratives are opened: it stands in the entry.
const PURPOSE: &str = "新话术雷达 new-script radar";

/// The lexicon that came with the binary, with the lines of scripts that live: what the radar itself reads by.
pub fn lexicon(desk: &Desk) -> Result<Lexicon, Refusal> {
    lexicon_with(&live(desk)?)
}

pub fn lexicon_with(scripts: &[Script]) -> Result<Lexicon, Refusal> {
    with_additions(shipped(), &additions(scripts)).map_err(|error| Refusal::field("lines", error.to_string()))
}

/// What the scripts add to the lexicon.
pub fn additions(scripts: &[Script]) -> Vec<Addition> {
    let own = |script: &Script| Addition { key: script.sketch.key.clone(), toml: script.sketch.lines.clone() };
    scripts.iter().map(own).collect()
}

/// Has texts judged with the lines of the scripts that live.
pub fn put_in_force(app: &App) -> Result<(), Refusal> {
    // Without a room nothing is judged here.
    let Ok(service) = app.sift() else { return Ok(()) };
    let put = service.room.words().set_additions(additions(&live(&app.desk)?));
    put.map_err(|why| Refusal::new(Code::Internal, format!("{why:#}")))
}

/// What is kept between rounds.
#[derive(Debug)]
pub struct Watch {
    radar: Radar,
    background: Background,
    /// The newest case that was looked at.
    last: Option<CaseId>,
    /// Something was heard since drafts were made.
    heard: bool,
}

impl Watch {
    pub fn new() -> Result<Self, Refusal> {
        let background = Background::shipped().map_err(|error| Refusal::new(Code::Internal, error.to_string()))?;
        Ok(Self { radar: Radar::default(), background, last: None, heard: false })
    }

    /// A text that sounds like a scam of no type, from wherever texts are judged.
    pub fn hear(&mut self, heard: Heard, lexicon: &Lexicon) {
        self.heard = true;
        self.radar.hear(heard, lexicon);
    }

    /// What sounded like a scam while it was judged. What some type explains is not kept.
    pub fn listen(&mut self, desk: &Desk, judged: Vec<Judged>) -> Result<(), Refusal> {
        if judged.is_empty() {
            return Ok(());
        }
        let lexicon = lexicon(desk)?;
        for Judged { heard, kind } in judged {
            if !is_explained(&lexicon, &told(&lexicon, heard.said.iter().map(String::as_str)), kind) {
                self.hear(heard, &lexicon);
            }
        }
        Ok(())
    }

    /// Reads what came since, and says what is new of it. True when there is more to read.
    pub fn round(&mut self, desk: &Desk, now: Stamp, call: &mut dyn FnMut() -> Call) -> Result<bool, Refusal> {
        let lexicon = lexicon(desk)?;
        let since = now.minus_ms(KEPT_MS);
        self.radar.forget(since);
        let (read, last) = read_narratives(desk, &call().purpose(PURPOSE), self.last, since)?;
        let more = last.is_some();
        self.last = last.or(self.last);
        for narrative in read {
            if !is_told(&lexicon, &narrative) {
                self.hear(heard(narrative), &lexicon);
            }
        }
        if more || !self.heard {
            return Ok(more);
        }
        let known = known(desk)?;
        for mut draft in self.radar.drafts(&self.background, &lexicon) {
            keep_key(&mut draft, &known);
            let sketch = sketch(&draft);
            if is_news(desk, &sketch)? {
                draft_script(desk, &call(), &sketch)?;
            }
        }
        self.heard = false;
        Ok(false)
    }
}

/// A group goes on under its key when its first text is forgotten, or an earlier one is learned of.
fn keep_key(draft: &mut Draft, known: &[Script]) {
    let shared = |script: &&Script| {
        let both = script.sketch.members.iter().filter(|member| draft.members.contains(member)).count();
        both > 0 && both.saturating_mul(2) >= script.sketch.members.len().min(draft.members.len())
    };
    if let Some(script) = known.iter().find(shared) {
        draft.key.clone_from(&script.sketch.key);
    }
}

fn heard(narrative: Narrative) -> Heard {
    Heard {
        // One case is one victim.
        id: narrative.case.to_string(),
        at: narrative.reported_at,
        reporter: None,
        said: narrative.told.into_iter().map(|told| told.0).collect(),
    }
}

struct Nobody;

impl Listen for Nobody {
    fn grams(&mut self, _: &mut Sums, _: &Grams<'_>) {}
}

/// Whether the script of some type accounts for what a victim told. A victim's own words are no text that the
/// model has learned from, so the lexicon alone is asked.
fn is_told(lexicon: &Lexicon, narrative: &Narrative) -> bool {
    let told = told(lexicon, narrative.told.iter().map(|told| told.0.as_str()));
    is_explained(lexicon, &told, stands_out(&told))
}

/// What the lexicon finds in some turns.
fn told<'t>(lexicon: &Lexicon, turns: impl Iterator<Item = &'t str>) -> Told {
    let (mut call, mut hits) = (Conversation::default(), Hits::default());
    for turn in turns {
        call.feed(lexicon, Speaker::Caller, turn, &mut hits, &mut Nobody);
        call.end_turn(lexicon, Speaker::Caller, &mut hits, &mut Nobody);
    }
    call.told().clone()
}

/// Somebody was warned by the lines of this script: the first time is written down.
pub fn note_first_warning(app: &App, key: &str) -> Result<(), Refusal> {
    let live = live(&app.desk)?;
    let Some(script) = live.iter().find(|script| script.sketch.key == key && script.warned_at.is_none()) else {
        return Ok(());
    };
    match note_warning(&app.desk, &app.platform(), script.id) {
        // Another server was first, or its lines were taken back meanwhile.
        Err(refusal) if refusal.code == Code::WrongState => Ok(()),
        done => done.map(drop),
    }
}

fn sketch(draft: &Draft) -> Sketch {
    Sketch {
        key: draft.key.clone(),
        name_zh: draft.name.zh.clone(),
        name_en: draft.name.en.clone(),
        warning_zh: draft.warning.zh.clone(),
        warning_en: draft.warning.en.clone(),
        lines: draft.toml(),
        first_seen: draft.first_seen,
        last_seen: draft.last_seen,
        members: draft.members.clone(),
        reporters: u32::try_from(draft.reporters).unwrap_or(u32::MAX),
        sure: match draft.sure {
            Sure::Low => "low",
            Sure::Medium => "medium",
            Sure::High => "high",
        }
        .to_owned(),
    }
}
