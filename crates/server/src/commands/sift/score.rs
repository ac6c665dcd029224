//! `cordon sift score`: `{id, channel, text | turns}` lines in, one judgement a line out.

use super::files::{self, Words};
use anyhow::Context;
use cordon_sift::text::lexicon::{Lexicon, Tactic};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::Model;
use cordon_sift::text::record::{Record, record};
use cordon_sift::text::verdict::{Judge, Level, Places, Reason, Verdict, probability};
use serde::Serialize;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

/// Below this no type is named: there is nothing to be of a type.
const TYPED_FROM: f64 = 0.2;
/// What stands for a type that does not stand out.
const OPEN: &str = "未定";

#[derive(Debug, clap::Args)]
pub struct Score {
    #[command(flatten)]
    words: Words,
    #[arg(long, value_name = "FILE", default_value = "models/sift.safetensors")]
    model: PathBuf,
    /// Texts, one JSON object a line, plain or .gz; else standard input.
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Where judgements are written; else standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Score {
    pub fn run(self) -> anyhow::Result<()> {
        let lexicon = self.words.read()?;
        let model = files::model(&self.model, &lexicon)?;
        let (name, input): (String, Box<dyn BufRead>) = match &self.input {
            Some(path) => (path.display().to_string(), Box::new(BufReader::new(crate::unpack::open(path)?))),
            None => ("standard input".to_owned(), Box::new(BufReader::new(std::io::stdin()))),
        };
        let out: Box<dyn Write> = match &self.out {
            Some(path) => {
                Box::new(std::fs::File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?)
            }
            None => Box::new(std::io::stdout()),
        };
        let mut out = BufWriter::new(out);
        let mut hits = Hits::default();
        for (line, text) in (1..).zip(input.lines()) {
            let text = text.with_context(|| format!("cannot read `{name}`"))?;
            if text.trim().is_empty() {
                continue;
            }
            let record = record(&name, line, &text)?;
            let judged = judged(&lexicon, &model, &record, &mut hits);
            serde_json::to_writer(&mut out, &judged)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        Ok(())
    }
}

#[derive(Serialize)]
pub struct Judged<'a> {
    id: &'a str,
    score: f64,
    level: Level,
    #[serde(rename = "type")]
    kind: Option<String>,
    type_zh: Option<&'a str>,
    type_en: Option<&'a str>,
    second: Option<String>,
    /// P1 to P8, with the step of the type's script.
    stage: Option<String>,
    stage_zh: Option<&'a str>,
    stage_en: Option<&'a str>,
    reasons: Vec<Told<'a>>,
    counter: Option<Told<'a>>,
    /// The worst moment on the way: what a person listening in would have been told.
    live: Live,
    /// In thousandths of a logit; the parts and all codes' contributions add up to it.
    logit: i32,
    parts: Parts,
    model: &'a str,
    lexicon: &'a str,
}

#[derive(Serialize)]
struct Live {
    score: f64,
    level: Level,
    /// From 1, as people count.
    turn: u32,
}

#[derive(Serialize)]
struct Parts {
    base: i32,
    learned: i32,
    script: i32,
    evidence: i32,
}

/// A reason, as it is told.
#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    tactic: String,
    zh: &'a str,
    en: &'a str,
    advice_zh: &'a str,
    advice_en: &'a str,
    source: &'a str,
    /// From 1, as people count.
    turn: u32,
    from: u32,
    to: u32,
    text: String,
    contribution: i32,
}

pub fn judged<'a>(lexicon: &'a Lexicon, model: &'a Model, record: &'a Record, hits: &mut Hits) -> Judged<'a> {
    let judge = Judge::new(lexicon, model);
    let mut places = Places::default();
    let turns = record.turns.iter().map(|(speaker, text)| (*speaker, text.as_str()));
    let verdict = judge.verdict(record.channel, turns, hits, |turn, finding| places.note(lexicon, turn, finding));
    let score = probability(verdict.score.logit);
    let (kind, next) = judge.kind(&verdict.told, &verdict.sums);
    let named = verdict.level > Level::Allow || score >= TYPED_FROM;
    let kind = kind.filter(|_| named);
    let script = lexicon.scripts().iter().find(|script| Some(script.kind) == kind);
    let phase = judge.phase(&verdict.told, kind).filter(|_| named);
    let step = script.and_then(|script| {
        let reached =
            (0..).zip(&script.steps).filter(|(place, _)| verdict.told.steps(script.kind) & (1u8 << place) != 0);
        reached.map(|(_, step)| step).max_by_key(|step| step.phase)
    });
    let (reasons, counter) = judge.reasons(&verdict, &places);
    Judged {
        id: &record.id,
        score,
        level: verdict.level,
        kind: named.then(|| kind.map_or_else(|| OPEN.to_owned(), |kind| kind.to_string())),
        type_zh: script.map(|script| script.name.zh.as_str()),
        type_en: script.map(|script| script.name.en.as_str()),
        second: named.then(|| next.to_string()),
        stage: phase.map(|phase| format!("P{phase}")),
        stage_zh: step.map(|step| step.name.zh.as_str()),
        stage_en: step.map(|step| step.name.en.as_str()),
        reasons: reasons.iter().filter_map(|reason| told(lexicon, record, reason)).collect(),
        counter: counter.and_then(|reason| told(lexicon, record, &reason)),
        live: Live {
            score: probability(verdict.worst.logit),
            level: verdict.worst.level,
            turn: u32::from(verdict.worst.turn).saturating_add(1),
        },
        logit: verdict.score.logit,
        parts: parts(&verdict),
        model: model.digest(),
        lexicon: lexicon.digest(),
    }
}

fn parts(verdict: &Verdict) -> Parts {
    let score = &verdict.score;
    let evidence = [score.base, score.gate, score.script].into_iter().fold(score.logit, i32::saturating_sub);
    Parts { base: score.base, learned: score.gate, script: score.script, evidence }
}

fn told<'a>(lexicon: &'a Lexicon, record: &Record, reason: &Reason) -> Option<Told<'a>> {
    let entry = lexicon.entry(reason.code)?;
    let (_, turn) = record.turns.get(usize::from(reason.turn))?;
    let text = turn.chars().skip(reason.from as usize).take(reason.to.saturating_sub(reason.from) as usize).collect();
    Some(Told {
        code: &entry.code,
        tactic: tactic(entry.tactic),
        zh: &entry.name.zh,
        en: &entry.name.en,
        advice_zh: &entry.advice.zh,
        advice_en: &entry.advice.en,
        source: &entry.source,
        turn: u32::from(reason.turn).saturating_add(1),
        from: reason.from,
        to: reason.to,
        text,
        contribution: reason.contribution,
    })
}

fn tactic(tactic: Tactic) -> String {
    format!("{tactic:?}").to_lowercase()
}
