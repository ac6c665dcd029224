//! Every parser of bytes from outside reads again what fuzzing has found so far: the corpora in
//! `fuzz/corpus/`. What once broke one of them stays there under a name that says what it was.

use crate::fuzz::TARGETS;
use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longer than any input of a corpus may take, on a busy machine and without optimisation.
const TIME_MAX: Duration = Duration::from_secs(5);
/// All corpora together: a few seconds' work, and nothing that weighs in a clone.
const BYTES_MAX: u64 = 400 * 1024;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(path)
}

/// The files of a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = listed.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn names(folder: &Path) -> BTreeSet<String> {
    files(folder).iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_parser_bears_what_was_found() {
    let (mut broken, mut bytes, mut count) = (Vec::new(), 0, 0);
    for (name, hold) in TARGETS {
        let inputs = files(&folder("corpus").join(name));
        assert!(inputs.len() > 1, "`{name}` has no corpus");
        for file in inputs {
            let input = std::fs::read(&file).unwrap();
            let began = Instant::now();
            if catch_unwind(|| hold(&input)).is_err() || began.elapsed() > TIME_MAX {
                broken.push(format!("{} after {:?}", file.display(), began.elapsed()));
            }
            (bytes, count) = (bytes + u64::try_from(input.len()).unwrap(), count + 1);
        }
    }
    assert!(broken.is_empty(), "{} inputs break their parsers:\n{}", broken.len(), broken.join("\n"));
    assert!(bytes <= BYTES_MAX, "{count} inputs of {bytes} bytes in all: minimise them");
    println!("{} parsers, {count} inputs, {bytes} bytes", TARGETS.len());
}

#[test]
fn every_parser_has_its_fuzz_target_and_its_corpus() {
    let known: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&folder("fuzz_targets")), known);
    assert_eq!(names(&folder("corpus")), known);
    let manifest = std::fs::read_to_string(folder("Cargo.toml")).unwrap();
    for name in &known {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "`{name}` is not built");
    }
}
