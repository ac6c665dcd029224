//! `cordon sift explain`: one text, turn by turn, with what was found in it and how the sum comes about.

use super::files::{self, Words};
use super::score::judged;
use cordon_sift::text::call::{Channel, Speaker};
use cordon_sift::text::clause::Sense;
use cordon_sift::text::lexicon::{Lexicon, codes};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::Model;
use cordon_sift::text::record::{Label, Record};
use cordon_sift::text::verdict::{Judge, Verdict, probability};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Explain {
    #[command(flatten)]
    words: Words,
    #[arg(long, value_name = "FILE", default_value = "models/sift.safetensors")]
    model: PathBuf,
    /// By which way it came: call, chat or sms.
    #[arg(long, default_value = "sms", value_parser = channel)]
    channel: Channel,
    /// The text; or turns, `A:` before what the caller says and `B:` before the other's words.
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    /// The judgement as `score` writes it.
    #[arg(long)]
    json: bool,
}

fn channel(text: &str) -> Result<Channel, String> {
    match text {
        "call" => Ok(Channel::Call),
        "chat" => Ok(Channel::Chat),
        "sms" => Ok(Channel::Sms),
        _ => Err("write `call`, `chat` or `sms`".to_owned()),
    }
}

impl Explain {
    pub fn run(self) -> anyhow::Result<()> {
        let lexicon = self.words.read()?;
        let model = files::model(&self.model, &lexicon)?;
        let record = Record {
            id: "text".to_owned(),
            channel: self.channel,
            label: Label::Normal,
            kind: None,
            group: String::new(),
            pair: None,
            source: String::new(),
            turns: self.text.iter().map(|text| turn(text)).collect(),
        };
        if self.json {
            println!("{}", serde_json::to_string_pretty(&judged(&lexicon, &model, &record, &mut Hits::default()))?);
        } else {
            show(&lexicon, &model, &record);
        }
        Ok(())
    }
}

fn turn(text: &str) -> (Speaker, String) {
    match (text.strip_prefix("A:"), text.strip_prefix("B:")) {
        (Some(said), _) => (Speaker::Caller, said.to_owned()),
        (_, Some(said)) => (Speaker::Other, said.to_owned()),
        _ => (Speaker::Caller, text.to_owned()),
    }
}

fn show(lexicon: &Lexicon, model: &Model, record: &Record) {
    let judge = Judge::new(lexicon, model);
    let mut found = Vec::new();
    let turns = record.turns.iter().map(|(speaker, text)| (*speaker, text.as_str()));
    let verdict =
        judge.verdict(record.channel, turns, &mut Hits::default(), |turn, finding| found.push((turn, *finding)));
    for (turn, (speaker, text)) in (0u16..).zip(&record.turns) {
        println!("{} {text}", if *speaker == Speaker::Caller { "A:" } else { "B:" });
        for (_, finding) in found.iter().filter(|(of, _)| *of == turn) {
            let Some(entry) = lexicon.entry(finding.code) else { continue };
            let sense = match finding.sense {
                Sense::Meant => "",
                Sense::Denied => " (被否定 denied)",
                Sense::OfOthers => " (说的是别人 of others)",
            };
            let ear = if finding.by_ear { " (同音 by ear)" } else { "" };
            let words = text.chars().skip(finding.from as usize).take(finding.to.saturating_sub(finding.from) as usize);
            let words: String = words.collect();
            println!("     {words} -> {} {} / {}{sense}{ear}", entry.code, entry.name.zh, entry.name.en);
        }
    }
    sum(lexicon, model, &verdict);
}

fn sum(lexicon: &Lexicon, model: &Model, verdict: &Verdict) {
    let score = &verdict.score;
    println!("\n{:>8}  基准 base\n{:>8}  习得 learned\n{:>8}  剧本 script", score.base, score.gate, score.script);
    for code in codes(verdict.told.seen) {
        let weight = model.weight(score.context, code);
        if let Some(entry) = lexicon.entry(code) {
            println!("{weight:>8}  {} {} / {}", entry.code, entry.name.zh, entry.name.en);
        }
    }
    println!("{:>8}  合计 sum -> {:.4}, {:?}", score.logit, probability(score.logit), verdict.level);
}
