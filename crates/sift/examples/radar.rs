//! How well the radar finds a type that nobody knows: `radar [FILE.jsonl...]`. Without files on the project's own
//! texts; with files, the types of those.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a tool at the desk"
)]

#[path = "../tests/sift/left_out.rs"]
mod left_out;

use cordon_sift::kinds::ScamType;
use cordon_sift::radar::background;
use cordon_sift::text::record::{Record, records};
use cordon_sift::text::train::{Dice, hash_text};
use left_out::{Sorted, leave_out};
use std::io::Read;

/// Of a file: texts of the type, and of others.
const OWN_MAX: usize = 60;
const OTHERS_MAX: usize = 300;

fn main() {
    let own = background::shipped().unwrap();
    let files: Vec<String> = std::env::args().skip(1).collect();
    let stream: Vec<Record> = files.iter().flat_map(|name| records(name, &read(name)).unwrap()).collect();
    for sorted in [Sorted::ByOfficers, Sorted::ByDetector] {
        table(sorted, &own, &stream);
    }
}

fn table(sorted: Sorted, own: &[Record], stream: &[Record]) {
    println!("\n{sorted:?}\ntype  texts  unexplained  others  drafts  found  members  precision  recall  until");
    let (mut sums, mut kinds) = ((0, 0, 0), 0);
    for kind in ScamType::ALL {
        let (known, stream) = parts(kind, own, stream);
        if !stream.iter().any(|record| record.kind == Some(kind)) {
            continue;
        }
        let found = leave_out(kind, &known, &stream, sorted);
        println!(
            "{kind}  {:6}  {:11}  {:6}  {:6}  {:5}  {:7}  {:9}  {:6}  {}",
            found.fed,
            found.unexplained,
            found.others,
            found.drafts,
            found.own,
            found.members,
            found.precision(),
            found.recall(),
            found.until.map_or_else(|| "-".to_owned(), |until| until.to_string())
        );
        if let Some(draft) = &found.first {
            let phrases: Vec<&str> = draft.phrases.iter().map(|phrase| phrase.text.as_str()).collect();
            println!(
                "     {:?}, {} people, covered {}, elsewhere {}: {}",
                draft.sure,
                draft.reporters,
                draft.covered,
                draft.elsewhere,
                phrases.join(" ")
            );
        }
        sums = (sums.0 + found.precision(), sums.1 + found.recall(), sums.2 + usize::from(found.until.is_some()));
        kinds += 1;
    }
    let mean = |sum: usize| sum / kinds.max(1);
    println!("mean precision {} ‰, recall {} ‰; {} of {kinds} types found", mean(sums.0), mean(sums.1), sums.2);
}

/// What is known, and what comes in, shuffled.
fn parts(kind: ScamType, own: &[Record], files: &[Record]) -> (Vec<Record>, Vec<Record>) {
    let known = |record: &Record| hash_text(&record.group).is_multiple_of(2);
    let mut dice = Dice::new(1);
    if files.is_empty() {
        let is_of = |record: &Record| record.kind == Some(kind);
        let known_half = own.iter().filter(|record| known(record) && !is_of(record)).cloned().collect();
        let mut stream: Vec<Record> = own.iter().filter(|record| is_of(record) || !known(record)).cloned().collect();
        dice.shuffle(&mut stream);
        return (known_half, stream);
    }
    let mut all = files.to_vec();
    dice.shuffle(&mut all);
    let (of_it, others): (Vec<Record>, Vec<Record>) = all.into_iter().partition(|record| record.kind == Some(kind));
    let mut stream: Vec<Record> = of_it.into_iter().take(OWN_MAX).chain(others.into_iter().take(OTHERS_MAX)).collect();
    dice.shuffle(&mut stream);
    (own.to_vec(), stream)
}

fn read(name: &str) -> String {
    let bytes = std::fs::read(name).unwrap();
    let mut text = String::new();
    if name.ends_with(".gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}
