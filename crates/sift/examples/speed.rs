//! How many texts and characters one core judges: `speed MODEL FILE.jsonl...`. CPU time, best of three rounds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a tool at the desk"
)]

use cordon_sift::text::call::{Call, Speaker};
use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::file;
use cordon_sift::text::record::{Record, records};
use cordon_sift::text::verdict::{Judge, Level};
use std::io::Read;

const ROUNDS: usize = 3;

fn main() {
    let mut args = std::env::args().skip(1);
    let lexicon = Lexicon::read(shipped()).unwrap_or_else(|error| panic!("{error}"));
    let model = file::read(&std::fs::read(args.next().unwrap()).unwrap(), &lexicon).unwrap();
    let judge = Judge::new(&lexicon, &model);
    let mut hits = Hits::default();
    println!("{} bytes kept of a call", size_of::<Call>());
    for name in args {
        let texts = read(&name);
        let chars: usize = texts.iter().flat_map(|one| &one.turns).map(|(_, text)| text.chars().count()).sum();
        let mut best = f64::MAX;
        let mut warned = 0;
        let mut slowest = 0f64;
        for _ in 0..ROUNDS {
            warned = 0;
            let begun = now();
            for one in &texts {
                let turns = one.turns.iter().map(|(who, text): &(Speaker, String)| (*who, text.as_str()));
                let verdict = judge.verdict(one.channel, turns, &mut hits, |_, _| {});
                warned += usize::from(verdict.level == Level::Warn);
            }
            best = best.min(now() - begun);
        }
        for one in texts.iter().take(2000) {
            let mut call = Call::default();
            for (who, text) in &one.turns {
                let begun = now();
                judge.feed(&mut call, *who, text, &mut hits, |_, _| {});
                judge.end_turn(&mut call, *who, &mut hits, |_, _| {});
                slowest = slowest.max(now() - begun);
            }
        }
        println!(
            "{name}: {} texts, {:.1} characters each, {warned} warned; {:.0} texts/s, {:.1} Mchar/s, slowest turn {:.0} µs",
            texts.len(),
            chars as f64 / texts.len() as f64,
            texts.len() as f64 / best,
            chars as f64 / best / 1e6,
            slowest * 1e6,
        );
    }
}

fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn read(name: &str) -> Vec<Record> {
    let bytes = std::fs::read(name).unwrap();
    let mut text = String::new();
    if name.ends_with(".gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    records(name, &text).unwrap()
}
