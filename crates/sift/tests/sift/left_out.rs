//! A type of scam that nobody knows yet: it is taken out of the lexicon and of what the model learns, its texts
//! are reported among all others, and the radar has to find them.
#![allow(dead_code, reason = "the example shows more than the test asks for")]

use cordon_model::time::{HOUR_MS, Stamp};
use cordon_sift::kinds::ScamType;
use cordon_sift::radar::background::{Background, caller};
use cordon_sift::radar::draft::Draft;
use cordon_sift::radar::{Heard, Radar, is_explained};
use cordon_sift::text::lexicon::{File, Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::Model;
use cordon_sift::text::record::Record;
use cordon_sift::text::train::{Options, hash_text, train};
use cordon_sift::text::verdict::{Judge, Level};

/// The lexicon without a type's file, and without the codes that only its steps name.
pub fn lexicon_without(kind: ScamType) -> Lexicon {
    let own = format!("types/{kind}.toml");
    let named = |of_it: bool| -> Vec<String> {
        let files = shipped().iter().filter(|file| (file.name == own) == of_it);
        files.flat_map(|file| named_in_steps(file.text)).collect()
    };
    let others = named(false);
    let gone: Vec<String> =
        named(true).into_iter().filter(|code| !others.contains(code) && !code.ends_with('*')).collect();
    let left: Vec<(&str, String)> = shipped()
        .iter()
        .filter(|file| file.name != own)
        .map(|file| (file.name, without_entries(file.text, &gone)))
        .collect();
    let files: Vec<File<'_>> = left.iter().map(|(name, text)| File { name, text }).collect();
    Lexicon::read(&files).unwrap_or_else(|error| panic!("{error}"))
}

fn named_in_steps(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with("any = "));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn without_entries(text: &str, codes: &[String]) -> String {
    let is_gone = |block: &&str| codes.iter().any(|code| block.contains(&format!("code = \"{code}\"")));
    let mut blocks = text.split("[[entry]]");
    let head = blocks.next().unwrap_or_default().to_owned();
    let kept = blocks.filter(|block| !is_gone(block)).map(|block| format!("[[entry]]{block}"));
    let text = head + &kept.collect::<String>();
    // What a code would have been when denied goes with it.
    let is_lost = |line: &str| line.starts_with("denied") && codes.iter().any(|code| line.contains(code.as_str()));
    text.lines().filter(|line| !is_lost(line)).map(|line| format!("{line}\n")).collect()
}

/// What came of one type.
#[derive(Debug)]
pub struct Found {
    pub kind: ScamType,
    pub fed: usize,
    /// Reports of it that no type explains, and of other types.
    pub unexplained: usize,
    pub others: usize,
    pub drafts: usize,
    /// Texts in drafts that are mostly of it: of it, and all.
    pub own: usize,
    pub members: usize,
    /// Reports of it until the first such draft.
    pub until: Option<usize>,
    pub first: Option<Draft>,
}

impl Found {
    /// In thousandths.
    pub fn precision(&self) -> usize {
        self.own * 1000 / self.members.max(1)
    }

    pub fn recall(&self) -> usize {
        self.own * 1000 / self.fed.max(1)
    }
}

/// Who says which reports no type explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Officers know the other types, save in one report of ten.
    ByOfficers,
    /// The detector, which learned the other types from the texts that are known.
    ByDetector,
}

/// What is known, and what comes in: all of the type, and of the rest what is not known.
pub fn leave_out(kind: ScamType, own: &[Record], stream: &[Record], sorted: Sorted) -> Found {
    let lexicon = lexicon_without(kind);
    let is_of = |record: &Record| {
        record.kind == Some(kind) || record.pair.as_ref().is_some_and(|pair| pair.starts_with(&kind.to_string()))
    };
    let known: Vec<Record> = own.iter().filter(|record| !is_of(record)).cloned().collect();
    let options = Options { epochs: 2, ..Options::default() };
    let model = (sorted == Sorted::ByDetector).then(|| train(&known, &lexicon, &options).unwrap());
    let background = Background::of_records(known.iter());
    let mut radar = Radar::default();
    let mut found =
        Found { kind, fed: 0, unexplained: 0, others: 0, drafts: 0, own: 0, members: 0, until: None, first: None };
    let of_it = |id: &str| id.starts_with("own/");
    let mut ids = 0;
    for record in stream {
        let own = record.kind == Some(kind) && record.label.is_scam();
        found.fed += usize::from(own);
        let open = match &model {
            Some(model) => is_unexplained(&lexicon, model, record),
            None => own || (record.label.is_scam() && hash_text(&record.id).is_multiple_of(10)),
        };
        if !open {
            continue;
        }
        *(if own { &mut found.unexplained } else { &mut found.others }) += 1;
        ids += 1;
        let id = format!("{}/{}", if own { "own" } else { "other" }, record.id);
        let said = caller(record).into_iter().map(str::to_owned).collect();
        radar.hear(Heard { id, at: Stamp::from_ms(ids * HOUR_MS), reporter: None, said }, &lexicon);
        if own && found.until.is_none() {
            let drafts = radar.drafts(&background, &lexicon);
            if drafts.iter().any(|draft| is_mostly(draft, of_it)) {
                found.until = Some(found.fed);
            }
        }
    }
    let drafts = radar.drafts(&background, &lexicon);
    found.drafts = drafts.len();
    for draft in drafts.into_iter().filter(|draft| is_mostly(draft, of_it)) {
        found.own += draft.members.iter().filter(|id| of_it(id)).count();
        found.members += draft.members.len();
        found.first.get_or_insert(draft);
    }
    found
}

fn is_mostly(draft: &Draft, of_it: impl Fn(&str) -> bool) -> bool {
    draft.members.iter().filter(|id| of_it(id)).count() * 2 > draft.members.len()
}

/// Reports come in as they are; other texts when the detector is not at ease with them.
fn is_unexplained(lexicon: &Lexicon, model: &Model, record: &Record) -> bool {
    let judge = Judge::new(lexicon, model);
    let turns = record.turns.iter().map(|(who, text)| (*who, text.as_str()));
    let verdict = judge.verdict(record.channel, turns, &mut Hits::default(), |_, _| {});
    let (kind, _) = judge.kind(&verdict.told, &verdict.sums);
    let heard = record.label.is_scam() || verdict.level > Level::Allow;
    heard && !is_explained(lexicon, &verdict.told, kind)
}
