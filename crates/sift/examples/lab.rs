//! Figures while working on the lexicon or the learner: `lab DIR... [ship|honest|cross|veiled|ear|SOURCE|fit|confused|dump|model|judge|each]`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a tool at the desk"
)]

use cordon_sift::text::eval::{Judged, area, caught_at, cross, judge, leave_out, ratio, table};
use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::file;
use cordon_sift::text::record::{Record, records};
use cordon_sift::text::train::augment::Change;
use cordon_sift::text::train::{Options, hash_text, train};
use cordon_sift::text::verdict::{Judge, Level};
use std::io::Read;
use std::path::Path;

/// Sets whose licence keeps them out of the model that ships.
const UNSHIPPED: &[&str] =
    &["zh_dialog_antifraud_sft", "zh_dialog_callstrategy", "zh_text_fbs", "zh_text_telecomfraud5"];

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let what = args.pop().unwrap();
    let mut all = Vec::new();
    for dir in &args {
        read(Path::new(dir), &mut all);
    }
    let lexicon = match std::env::var("LEXICON") {
        Ok(dir) => own(Path::new(&dir)),
        Err(_) => Lexicon::read(shipped()).unwrap_or_else(|error| panic!("{error}")),
    };
    eprintln!("{} records, {} codes", all.len(), lexicon.entries().len());
    let number = |name: &str, usual: f32| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let usual = Options::default();
    let options = Options {
        pair_weight: number("PAIR", usual.pair_weight),
        pair_evidence: number("PAIR_EVIDENCE", usual.pair_evidence),
        cost: number("COST", usual.cost),
        changed: number("CHANGED", usual.changed),
        beginning: number("BEGINNING", usual.beginning),
        epochs: number("EPOCHS", usual.epochs as f32) as u32,
        ..usual
    };
    match what.as_str() {
        "cross" => print!("{}", table(&cross(&all, &lexicon, &options, 3, None).unwrap())),
        "ear" => print!("{}", table(&cross(&all, &lexicon, &options, 3, Some((Change::ByEar, 0.1))).unwrap())),
        "veiled" => print!("{}", table(&cross(&all, &lexicon, &options, 3, Some((Change::Veiled, 0.0))).unwrap())),
        "misses" => {
            let mut judged = cross(&all, &lexicon, &options, 3, None).unwrap();
            judged.retain(|one| one.paired);
            judged.sort_by_key(|one| one.logit);
            for one in judged {
                println!("{} {} {:?} {}", one.logit, one.id, one.level, if one.scam { "SCAM" } else { "ok" });
            }
        }
        "codes" => {
            let mut counts = vec![[0usize; 2]; lexicon.entries().len()];
            let named = std::env::var("SOURCE").ok();
            for record in
                all.iter().filter(|record| named.as_ref().map_or(record.pair.is_some(), |name| record.source == *name))
            {
                let seen = cordon_sift::text::train::observe::Observed::of(&lexicon, record.channel, &record.turns);
                let seen = seen.moments.last().unwrap().told.seen;
                let masks = lexicon.masks();
                if record.label.is_scam()
                    && seen & if named.is_some() { masks.evidence } else { masks.demands | masks.isolation } == 0
                {
                    let text: Vec<String> = record
                        .turns
                        .iter()
                        .map(|(who, text)| format!("{who:?} {text}").replace("Caller", "A").replace("Other", "B"))
                        .collect();
                    println!("BARE {} {}", record.id, text.join(" | "));
                }
                for code in cordon_sift::text::lexicon::codes(seen) {
                    counts[code][usize::from(record.label.is_scam())] += 1;
                }
            }
            for (entry, [other, scam]) in lexicon.entries().iter().zip(counts) {
                println!("{:<24} scam {scam:>4} lawful {other:>4}", entry.code);
            }
        }
        "fit" => {
            let model = train(&all, &lexicon, &options).unwrap();
            let judged: Vec<_> = all.iter().map(|record| judge(&lexicon, &model, record)).collect();
            print!("{}", table(&judged));
            let context = cordon_sift::text::model::Context::new(cordon_sift::text::call::Channel::Call, true);
            let mut weights: Vec<(i32, &str)> = (0..lexicon.entries().len())
                .map(|code| (model.weight(context, code), lexicon.entry(code).unwrap().code.as_str()))
                .collect();
            weights.sort();
            println!("{weights:?}");
            for channel in cordon_sift::text::call::Channel::ALL {
                for zh in [true, false] {
                    let w = model.weights(cordon_sift::text::model::Context::new(channel, zh)).unwrap();
                    println!(
                        "{channel:?} {zh} base {} gate {:?} progress {} live {:?} whole {:?}",
                        w.base, w.gate, w.progress, w.live, w.whole
                    );
                }
            }
        }
        // By models that have not seen the text: what the weights of the evidence are found from.
        "dump" => {
            for fold in 0..3u64 {
                let own = |record: &Record| hash_text(&record.group).wrapping_mul(31) % 3 == fold;
                let others: Vec<Record> = all.iter().filter(|record| !own(record)).cloned().collect();
                let model = train(&others, &lexicon, &options).unwrap();
                for record in all.iter().filter(|record| own(record)) {
                    let judge = Judge::new(&lexicon, &model);
                    let turns = record.turns.iter().map(|(who, text)| (*who, text.as_str()));
                    let verdict = judge.verdict(record.channel, turns, &mut Hits::default(), |_, _| {});
                    println!(
                        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:x}",
                        record.source,
                        record.id,
                        u8::from(record.label.is_scam()),
                        u8::from(record.pair.is_some()),
                        verdict.score.context.place(),
                        verdict.score.base,
                        verdict.score.gate,
                        verdict.score.script,
                        verdict.told.seen
                    );
                }
            }
        }
        "model" => {
            let model = train(&all, &lexicon, &options).unwrap();
            std::fs::write(std::env::var("OUT").unwrap(), file::write(&model).unwrap()).unwrap();
        }
        "judge" => {
            let model = file::read(&std::fs::read(std::env::var("MODEL").unwrap()).unwrap(), &lexicon).unwrap();
            print!("{}", table(&all.iter().map(|record| judge(&lexicon, &model, record)).collect::<Vec<_>>()));
        }
        "each" => {
            let model = file::read(&std::fs::read(std::env::var("MODEL").unwrap()).unwrap(), &lexicon).unwrap();
            for one in all.iter().map(|record| judge(&lexicon, &model, record)) {
                println!("{} {} {:?} live {:?} {:?}", one.id, one.logit, one.level, one.live, one.found);
            }
        }
        // What ships: our own texts cross-validated, and sets that were never trained on by the whole model.
        "ship" => {
            let ships = |record: &Record| !UNSHIPPED.contains(&record.source.as_str());
            let (own, others): (Vec<Record>, Vec<Record>) = all.into_iter().partition(ships);
            let judged = std::thread::scope(|scope| {
                let whole = scope.spawn(|| {
                    let model = train(&own, &lexicon, &options).unwrap();
                    others.iter().map(|record| judge(&lexicon, &model, record)).collect::<Vec<_>>()
                });
                let mut judged = cross(&own, &lexicon, &options, 3, None).unwrap();
                judged.retain(|one| !one.chinese || one.source != "en_text_smsphish5971");
                judged.extend(whole.join().unwrap());
                judged
            });
            print!("{}", table(&judged));
        }
        // Which types of our own pairs are taken for which.
        "confused" => {
            let mut own = all.clone();
            own.retain(|record| !UNSHIPPED.contains(&record.source.as_str()));
            let judged = cross(&own, &lexicon, &options, 3, None).unwrap();
            let mut counts = std::collections::BTreeMap::new();
            for one in judged.iter().filter(|one| one.paired && one.scam) {
                *counts.entry((one.kind, one.found)).or_insert(0) += 1;
            }
            let mut counts: Vec<_> = counts.into_iter().collect();
            counts.sort_by_key(|(_, count)| -count);
            let right: i32 = counts.iter().filter(|((kind, found), _)| kind == found).map(|(_, count)| count).sum();
            println!("right {right} of {}", counts.iter().map(|(_, count)| count).sum::<i32>());
            for ((kind, found), count) in counts.iter().filter(|((kind, found), _)| kind != found).take(40) {
                println!("{kind:?} taken for {found:?}: {count}");
            }
        }
        "honest" => honest(&all, &lexicon, &options),
        source => print!("{}", table(&leave_out(&all, source, &lexicon, &options).unwrap())),
    }
}

/// What ships, source by source: pairs cross-validated, sets that are never trained on, and each set that is trained
/// on as if it were not. One line a set, and means over sources: what a learner is chosen by.
fn honest(all: &[Record], lexicon: &Lexicon, options: &Options) {
    let ships = |record: &&Record| !UNSHIPPED.contains(&record.source.as_str());
    let own: Vec<Record> = all.iter().filter(ships).cloned().collect();
    let others: Vec<&Record> = all.iter().filter(|record| !ships(record)).collect();
    let (mut unseen, pairs, left) = std::thread::scope(|scope| {
        let first = scope.spawn(|| {
            let model = train(&own, lexicon, options).unwrap();
            let whole: Vec<Judged> = others.iter().map(|record| judge(lexicon, &model, record)).collect();
            (whole, without(&own, "zh_dialog_teleantifraud", lexicon, options))
        });
        let mut pairs = cross(&own, lexicon, options, 3, None).unwrap();
        pairs.retain(|one| one.paired);
        let left = LEFT.iter().flat_map(|source| without(&own, source, lexicon, options)).collect::<Vec<_>>();
        let (whole, calls) = first.join().unwrap();
        (whole, pairs, [left, calls].concat())
    });
    unseen.extend(left);
    let mut sums = [0.0; 4];
    let mut count = 0.0;
    for source in [
        "zh_text_telecomfraud5",
        "zh_text_fbs",
        "en_text_smsphish5971",
        "en_dialog_bothbosu_single",
        "zh_dialog_teleantifraud",
        "zh_dialog_antifraud_sft",
        "zh_dialog_callstrategy",
    ] {
        let own: Vec<&Judged> = unseen.iter().filter(|one| one.source == source).collect();
        let worst = |scam| own.iter().filter(|one| one.scam == scam).map(|one| one.logit).collect::<Vec<_>>();
        let mut lawful = worst(false);
        if lawful.is_empty() {
            lawful = unseen.iter().filter(|one| one.source == "zh_dialog_callstrategy").map(|one| one.logit).collect();
        }
        let share = |scam: bool, live: bool| {
            let some: Vec<&&Judged> = own.iter().filter(|one| one.scam == scam).collect();
            let warned = some.iter().filter(|one| (if live { one.live } else { one.level }) == Level::Warn).count();
            ratio(warned, some.len())
        };
        let scams = worst(true);
        let of = [area(&scams, &lawful), caught_at(&scams, &lawful, 0.01), share(true, false), share(false, false)];
        println!(
            "{source:<26} AUC {:.4} T@1% {:.3} recall {:.3} FPR {:.3} live {:.3} {:.3}",
            of[0],
            of[1],
            of[2],
            of[3],
            share(true, true),
            share(false, true)
        );
        if !scams.is_empty() {
            count += 1.0;
            sums.iter_mut().zip(of).for_each(|(sum, one)| *sum += one);
        }
    }
    println!(
        "MEAN AUC {:.4} T@1% {:.3} recall {:.3} FPR {:.3}",
        sums[0] / count,
        sums[1] / count,
        sums[2] / count,
        sums[3] / count
    );
    let lines = table(&[pairs, unseen].concat());
    lines
        .lines()
        .filter(|line| line.starts_with("pairs ") || line.starts_with("early") || line.starts_with("types"))
        .for_each(|line| println!("{line}"));
}

const LEFT: &[&str] = &["en_dialog_bothbosu_single", "en_text_smsphish5971"];

/// A source judged by what is learned without it.
fn without(own: &[Record], source: &str, lexicon: &Lexicon, options: &Options) -> Vec<Judged> {
    let seen: Vec<Record> = own.iter().filter(|record| record.source != source).cloned().collect();
    let model = train(&seen, lexicon, options).unwrap();
    own.iter().filter(|record| record.source == source).map(|record| judge(lexicon, &model, record)).collect()
}

fn own(dir: &Path) -> Lexicon {
    let mut files = Vec::new();
    for dir in [dir.to_owned(), dir.join("types")] {
        for entry in std::fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let files: Vec<_> = files.iter().map(|(name, text)| cordon_sift::text::lexicon::File { name, text }).collect();
    Lexicon::read(&files).unwrap_or_else(|error| panic!("{error}"))
}

fn read(path: &Path, all: &mut Vec<Record>) {
    if path.is_dir() {
        let mut inside: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        inside.sort();
        inside.iter().for_each(|path| read(path, all));
        return;
    }
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let bytes = std::fs::read(path).unwrap();
    let text = if name.ends_with(".gz") {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        text
    } else if name.ends_with(".jsonl") {
        String::from_utf8(bytes).unwrap()
    } else {
        return;
    };
    let name = name.trim_end_matches(".gz").trim_end_matches(".jsonl");
    all.extend(records(name, &text).unwrap());
}
