//! Reads the lexicon's files. Whatever is not understood is refused, with file, line and what to do:
//! a phrase that silently counts for nothing would be worse than none.

use super::{ADDED, Both, CODES_MAX, Entry, Lexicon, Masks, Phrases, STEPS_MAX, Script, Side, Step, Tactic, bit};
use crate::digest::hex_digest;
use crate::kinds::ScamType;
use crate::text::matcher::{Matcher, PhraseError};
use serde::Deserialize;
use toml::Spanned;

/// A file by its name, with what is in it.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}; {next}")]
pub struct LexiconError {
    pub file: String,
    pub line: usize,
    pub what: String,
    /// What to do about it.
    pub next: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    entry: Vec<Spanned<RawEntry>>,
    #[serde(rename = "type")]
    of: Option<Spanned<RawType>>,
    #[serde(default)]
    step: Vec<Spanned<RawStep>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    code: Spanned<String>,
    tactic: Tactic,
    #[serde(default)]
    side: Side,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    advice_zh: String,
    #[serde(default)]
    advice_en: String,
    source: String,
    denied: Option<Spanned<String>>,
    prior: Option<u16>,
    #[serde(default)]
    zh: Vec<Spanned<String>>,
    #[serde(default)]
    en: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawType {
    code: Spanned<String>,
    name_zh: String,
    name_en: String,
    ask_zh: String,
    ask_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    phase: Spanned<String>,
    name_zh: String,
    name_en: String,
    any: Vec<Spanned<String>>,
}

/// A file while it is read: it knows how to name a place in it.
struct Page<'a> {
    file: File<'a>,
    raw: RawFile,
}

impl Page<'_> {
    fn is_added(&self) -> bool {
        self.file.name.starts_with(ADDED)
    }

    fn error(&self, at: usize, what: impl Into<String>, next: &'static str) -> LexiconError {
        LexiconError { file: self.file.name.to_owned(), line: line(self.file.text, at), what: what.into(), next }
    }
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

pub fn read(files: &[File<'_>]) -> Result<Lexicon, LexiconError> {
    let mut files = files.to_vec();
    files.sort_by_key(|file| (file.name.starts_with(ADDED), file.name));
    let pages = files.iter().map(|file| page(*file)).collect::<Result<Vec<_>, _>>()?;
    let mut entries = Vec::new();
    let mut own = 0;
    for page in &pages {
        add_entries(page, &mut entries)?;
        if !page.is_added() {
            own = entries.len();
        }
    }
    link_denials(&pages, &mut entries)?;
    let mut matcher = Matcher::building();
    for page in &pages {
        add_phrases(page, &entries, &mut matcher)?;
    }
    let (framed, _) = entries.split_at(own);
    let scripts = scripts(&pages, framed)?;
    let frame = frame(framed, &scripts);
    let digest = hex_digest(files.iter().flat_map(|file| [file.name.as_bytes(), b"\0", file.text.as_bytes(), b"\0"]));
    let masks = masks(&entries);
    let matcher = matcher.build().map_err(|what| LexiconError {
        file: "lexicon".to_owned(),
        line: 1,
        what,
        next: "remove phrases, or say fewer alternatives in one",
    })?;
    let reached = super::reached(&entries, &scripts);
    let roles = entries.iter().map(|entry| (entry.tactic, entry.side)).collect();
    Ok(Lexicon { entries, own, scripts, reached, roles, matcher, frame, digest, masks })
}

fn page(file: File<'_>) -> Result<Page<'_>, LexiconError> {
    match toml::from_str(file.text) {
        Ok(raw) => Ok(Page { file, raw }),
        Err(error) => Err(LexiconError {
            file: file.name.to_owned(),
            line: line(file.text, error.span().map_or(0, |span| span.start)),
            what: error.message().replace('\n', ", "),
            next: "mend the line; the form is described in `lexicon/README.md`",
        }),
    }
}

fn add_entries(page: &Page<'_>, entries: &mut Vec<Entry>) -> Result<(), LexiconError> {
    let of = kind(page)?;
    for raw in page.raw.entry.iter().map(Spanned::get_ref) {
        let code = raw.code.get_ref();
        let at = raw.code.span().start;
        if entries.iter().any(|entry| entry.code == *code) {
            return Err(page.error(at, format!("`{code}` stands twice"), "add the phrases to the first one"));
        }
        if entries.len() == CODES_MAX {
            let what = format!("`{code}` is one code more than the {CODES_MAX} that there is room for");
            return Err(page.error(at, what, "add its phrases to another code"));
        }
        if page.is_added() {
            check_added(page, raw)?;
        } else if raw.zh.is_empty() || raw.en.is_empty() {
            let what = format!("`{code}` has phrases in one language only");
            return Err(page.error(at, what, "fill both `zh` and `en`"));
        }
        entries.push(Entry {
            code: code.clone(),
            tactic: raw.tactic,
            side: raw.side,
            name: Both { zh: raw.name_zh.clone(), en: raw.name_en.clone() },
            advice: Both { zh: raw.advice_zh.clone(), en: raw.advice_en.clone() },
            source: raw.source.clone(),
            of,
            denied: None,
            prior: i32::from(raw.prior.unwrap_or(0)),
            phrases: Phrases { zh: texts(&raw.zh), en: texts(&raw.en) },
        });
    }
    Ok(())
}

fn texts(phrases: &[Spanned<String>]) -> Vec<String> {
    phrases.iter().map(|phrase| phrase.get_ref().clone()).collect()
}

/// What was added stands by itself: a new script has often been heard in one language only.
fn check_added(page: &Page<'_>, raw: &RawEntry) -> Result<(), LexiconError> {
    let code = raw.code.get_ref();
    let at = raw.code.span().start;
    if raw.zh.is_empty() && raw.en.is_empty() {
        return Err(page.error(at, format!("`{code}` has no phrases"), "fill `zh` or `en`"));
    }
    if raw.prior.is_none() {
        return Err(page.error(at, format!("`{code}` has no weight"), "say in `prior` what it weighs"));
    }
    if !raw.tactic.is_evidence() {
        return Err(page.error(at, format!("`{code}` is no evidence"), "put cues and lawful signs into the own files"));
    }
    Ok(())
}

fn kind(page: &Page<'_>) -> Result<Option<ScamType>, LexiconError> {
    let Some(of) = &page.raw.of else { return Ok(None) };
    if page.is_added() {
        let at = of.get_ref().code.span().start;
        return Err(page.error(at, "an added file is of no type", "remove `[type]`, or put the file among the types"));
    }
    let code = &of.get_ref().code;
    let next = "name one of T01 to T14";
    let unknown = || page.error(code.span().start, format!("`{}` is no type of scam", code.get_ref()), next);
    code.get_ref().parse().map(Some).map_err(|()| unknown())
}

fn link_denials(pages: &[Page<'_>], entries: &mut [Entry]) -> Result<(), LexiconError> {
    for page in pages {
        for raw in page.raw.entry.iter().map(Spanned::get_ref) {
            let Some(denied) = &raw.denied else { continue };
            let next = "name the code of a `lawful` entry";
            let lawful = |entry: &Entry| entry.code == *denied.get_ref() && entry.tactic == Tactic::Lawful;
            let Some(place) = entries.iter().position(lawful) else {
                let what = format!("`{}` is no lawful sign", denied.get_ref());
                return Err(page.error(denied.span().start, what, next));
            };
            if let Some(entry) = entries.iter_mut().find(|entry| entry.code == *raw.code.get_ref()) {
                entry.denied = Some(place);
            }
        }
    }
    Ok(())
}

fn add_phrases(page: &Page<'_>, entries: &[Entry], matcher: &mut Matcher) -> Result<(), LexiconError> {
    for raw in page.raw.entry.iter().map(Spanned::get_ref) {
        let Some(code) = entries.iter().position(|entry| entry.code == *raw.code.get_ref()) else { continue };
        for phrase in raw.zh.iter().chain(&raw.en) {
            matcher.add(code, phrase.get_ref()).map_err(|PhraseError { what, next }| {
                page.error(phrase.span().start, format!("`{}` {what}", phrase.get_ref()), next)
            })?;
        }
    }
    Ok(())
}

fn scripts(pages: &[Page<'_>], entries: &[Entry]) -> Result<Vec<Script>, LexiconError> {
    let mut scripts = Vec::new();
    for page in pages {
        let (Some(of), Some(kind)) = (&page.raw.of, kind(page)?) else {
            if let Some(step) = page.raw.step.first() {
                let what = "a step stands in a file without a type";
                return Err(page.error(step.span().start, what, "add `[type]`, or move it to its type's file"));
            }
            continue;
        };
        let raw = of.get_ref();
        if scripts.iter().any(|script: &Script| script.kind == kind) {
            let what = format!("`{kind}` has a second file");
            return Err(page.error(of.span().start, what, "put it all into one"));
        }
        let steps = page.raw.step.iter().map(|step| self::step(page, step, entries)).collect::<Result<Vec<_>, _>>()?;
        if steps.is_empty() || steps.len() > STEPS_MAX {
            let what = format!("`{kind}` has {} steps", steps.len());
            return Err(page.error(of.span().start, what, "write 1 to 8 of them"));
        }
        scripts.push(Script {
            kind,
            name: Both { zh: raw.name_zh.clone(), en: raw.name_en.clone() },
            ask: Both { zh: raw.ask_zh.clone(), en: raw.ask_en.clone() },
            steps,
        });
    }
    scripts.sort_by_key(|script| script.kind);
    Ok(scripts)
}

fn step(page: &Page<'_>, raw: &Spanned<RawStep>, entries: &[Entry]) -> Result<Step, LexiconError> {
    let raw = raw.get_ref();
    let phase = raw.phase.get_ref().strip_prefix('P').and_then(|digit| digit.parse().ok());
    let phase = phase.filter(|phase| (1..=8).contains(phase)).ok_or_else(|| {
        page.error(raw.phase.span().start, format!("`{}` is no phase", raw.phase.get_ref()), "write P1 to P8")
    })?;
    let mut codes = 0;
    for name in &raw.any {
        let matching = |entry: &Entry| !entry.tactic.is_cue() && named(&entry.code, name.get_ref());
        let found: u128 = (0..).zip(entries).filter(|(_, entry)| matching(entry)).map(|(code, _)| bit(code)).sum();
        if found == 0 {
            let what = format!("`{}` is no code", name.get_ref());
            return Err(page.error(name.span().start, what, "name a code that stands in these files"));
        }
        codes |= found;
    }
    Ok(Step { phase, name: Both { zh: raw.name_zh.clone(), en: raw.name_en.clone() }, codes })
}

/// `claim.*` names all claims.
fn named(code: &str, by: &str) -> bool {
    by.strip_suffix('*').map_or(code == by, |start| code.starts_with(start))
}

fn frame(entries: &[Entry], scripts: &[Script]) -> String {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&format!("{} {:?} {:?}\n", entry.code, entry.tactic, entry.side));
    }
    for script in scripts {
        let steps: Vec<u128> = script.steps.iter().map(|step| step.codes).collect();
        text.push_str(&format!("{} {steps:?}\n", script.kind));
    }
    hex_digest([text.as_bytes()])
}

fn masks(entries: &[Entry]) -> Masks {
    let set = |holds: &dyn Fn(Tactic) -> bool| {
        (0..).zip(entries).filter(|(_, entry)| holds(entry.tactic)).map(|(code, _)| bit(code)).sum()
    };
    Masks {
        wanted: set(&|tactic| tactic.is_wanted()),
        demands: set(&|tactic| tactic == Tactic::Demand),
        evidence: set(&|tactic| tactic.is_evidence()),
        lawful: set(&|tactic| tactic == Tactic::Lawful),
        claims: set(&|tactic| tactic == Tactic::Claim),
        hooks: set(&|tactic| tactic == Tactic::Hook),
        pressure: set(&|tactic| tactic == Tactic::Pressure),
        isolation: set(&|tactic| tactic == Tactic::Isolation),
    }
}
