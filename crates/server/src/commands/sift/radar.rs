//! `cordon sift radar`: reported texts in, drafts of scripts that no type explains out. Useful alone: nothing but the
//! file is read, and nothing is kept.

use super::files::{self, Words};
use anyhow::Context;
use cordon_model::Stamp;
use cordon_sift::radar::background::{Background, caller, shipped};
use cordon_sift::radar::draft::{Draft, Sure};
use cordon_sift::radar::{Heard, Radar, is_explained};
use cordon_sift::text::lexicon::Lexicon;
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::Model;
use cordon_sift::text::record::{Record, record};
use cordon_sift::text::verdict::{Judge, Level};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct RadarOf {
    #[command(flatten)]
    words: Words,
    #[arg(long, value_name = "FILE", default_value = "models/sift.safetensors")]
    model: PathBuf,
    /// Texts as `score` reads them, plain or .gz, with `reporter` (who told of it) and `at` (RFC 3339) where known.
    /// What has a reporter was reported; of the rest only what sounds like a scam is looked at.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Prints only the drafts' lines, as the lexicon reads them.
    #[arg(long)]
    toml: bool,
}

#[derive(Deserialize)]
struct Extra {
    reporter: Option<String>,
    at: Option<String>,
}

/// A draft as it is printed.
#[derive(Serialize)]
struct Shown<'a> {
    key: &'a str,
    name_zh: &'a str,
    name_en: &'a str,
    sure: Sure,
    first_seen: String,
    last_seen: String,
    reporters: usize,
    members: &'a [String],
    phrases: Vec<ShownPhrase<'a>>,
    known: Vec<ShownCode<'a>>,
    /// Thousandths of its people in whose texts a phrase stands, and of other texts, from above.
    covered: u64,
    elsewhere: u64,
    warning_zh: &'a str,
    warning_en: &'a str,
    toml: String,
}

#[derive(Serialize)]
struct ShownPhrase<'a> {
    text: &'a str,
    tactic: String,
    people: usize,
}

#[derive(Serialize)]
struct ShownCode<'a> {
    code: &'a str,
    share: u64,
}

impl RadarOf {
    pub fn run(self) -> anyhow::Result<()> {
        let lexicon = self.words.read()?;
        let model = files::model(&self.model, &lexicon)?;
        let (heard, allowed) = self.read(&lexicon, &model)?;
        let known = shipped()?;
        let background = Background::of(known.iter().chain(&allowed).map(caller));
        let mut radar = Radar::default();
        let count = heard.len();
        heard.into_iter().for_each(|heard| radar.hear(heard, &lexicon));
        let drafts = radar.drafts(&background, &lexicon);
        eprintln!("{count} texts that no type explains, {} others, {} drafts", allowed.len(), drafts.len());
        for draft in &drafts {
            if self.toml {
                print!("{}", draft.toml());
            } else {
                println!("{}", serde_json::to_string(&shown(draft))?);
            }
        }
        Ok(())
    }

    /// What nothing explains, and what is lawful as far as the detector sees.
    fn read(&self, lexicon: &Lexicon, model: &Model) -> anyhow::Result<(Vec<Heard>, Vec<Record>)> {
        let name = self.input.display().to_string();
        let input = BufReader::new(crate::unpack::open(&self.input)?);
        let (mut heard, mut allowed) = (Vec::new(), Vec::new());
        for (line, text) in (1..).zip(input.lines()) {
            let text = text.with_context(|| format!("cannot read `{name}`"))?;
            if text.trim().is_empty() {
                continue;
            }
            let record = record(&name, line, &text)?;
            let Extra { reporter, at } = serde_json::from_str(&text)?;
            // Without a time the order of the lines is one.
            let at = match at {
                Some(at) => Stamp::parse_rfc3339(&at).with_context(|| format!("{name}:{line}: `at` is no time"))?,
                None => Stamp::from_ms(i64::try_from(line)?),
            };
            match finding(lexicon, model, &record, reporter.is_some()) {
                Finding::Unexplained => {
                    let said = caller(&record).into_iter().map(str::to_owned).collect();
                    heard.push(Heard { id: record.id, at, reporter, said });
                }
                Finding::Lawful => allowed.push(record),
                Finding::Explained => {}
            }
        }
        Ok((heard, allowed))
    }
}

enum Finding {
    Unexplained,
    Explained,
    Lawful,
}

fn finding(lexicon: &Lexicon, model: &Model, record: &Record, reported: bool) -> Finding {
    let judge = Judge::new(lexicon, model);
    let turns = record.turns.iter().map(|(who, text)| (*who, text.as_str()));
    let verdict = judge.verdict(record.channel, turns, &mut Hits::default(), |_, _| {});
    let (kind, _) = judge.kind(&verdict.told, &verdict.sums);
    if !reported && verdict.level == Level::Allow {
        Finding::Lawful
    } else if is_explained(lexicon, &verdict.told, kind) {
        Finding::Explained
    } else {
        Finding::Unexplained
    }
}

fn shown(draft: &Draft) -> Shown<'_> {
    let phrases = draft.phrases.iter().map(|phrase| ShownPhrase {
        text: &phrase.text,
        tactic: format!("{:?}", phrase.tactic).to_lowercase(),
        people: phrase.people,
    });
    Shown {
        key: &draft.key,
        name_zh: &draft.name.zh,
        name_en: &draft.name.en,
        sure: draft.sure,
        first_seen: draft.first_seen.rfc3339(),
        last_seen: draft.last_seen.rfc3339(),
        reporters: draft.reporters,
        members: &draft.members,
        phrases: phrases.collect(),
        known: draft.known.iter().map(|(code, share)| ShownCode { code, share: *share }).collect(),
        covered: draft.covered,
        elsewhere: draft.elsewhere,
        warning_zh: &draft.warning.zh,
        warning_en: &draft.warning.en,
        toml: draft.toml(),
    }
}
