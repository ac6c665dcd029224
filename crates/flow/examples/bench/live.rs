//! Questions while transfers come in, against questions while none do. As a server would: one thread appends,
//! another asks of what was shown last. Questions come when they come, not when the last one was answered: a
//! question that had to wait says so.
//!
//! A walk waits for nobody, so what it took beyond its CPU time it waited for a core, which says much of the
//! machine and little of us. Each question is therefore told twice: as it was, and as it had been if a core had
//! been free whenever one was wanted, with the questions before it told the same way.

use crate::stream::{Dice, Stream};
use crate::{HOPS, WINDOW_MS, timed};
use cordon_flow::archive::{Archive, Reader, Snapshot};
use cordon_flow::disk::{Folder, SEAL_ROWS_MIN};
use cordon_flow::reach::{Limits, reach};
use cordon_flow::{Names, Question, Root, Rule, Start, Transfer, VictimId, follow};
use std::path::Path;
use std::time::{Duration, Instant};

/// Beyond so many it says nothing new and fills the disk.
pub const LIVE_MAX: usize = 20_000_000;
const BATCH: usize = 1_000;
/// 200,000 transfers a second.
const BATCH_EVERY: Duration = Duration::from_millis(5);
/// Quiet and busy by turns, so often; at most so many batches each.
const TURNS: usize = 12;
const BATCHES_MAX: usize = 200;
const QUESTIONS_PER_S: f64 = 200.0;
/// A sleeper wakes late; the last of the time is waited out.
const SLEEP_LESS: Duration = Duration::from_micros(300);

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Reach,
    Haircut,
}

/// What one question took, in ns.
#[derive(Clone, Copy)]
struct Asked {
    kind: Kind,
    /// From when it came until it was answered.
    whole: u64,
    /// The same, had a core been free.
    free: u64,
    /// Until it had what was to be asked.
    found: u64,
    cpu: u64,
}

/// One JSON array: by home of the archive and kind of question.
pub fn measure(made: &Stream, path: &Path) -> String {
    let transfers: Vec<Transfer> = made.transfers().collect();
    let (kept, coming) = transfers.split_at(transfers.len() - (transfers.len() / 2).min(TURNS * BATCHES_MAX * BATCH));
    drop(std::fs::remove_dir_all(path));
    let mut folder = Folder::open(path).unwrap().folder;
    for batch in kept.chunks(100 * BATCH) {
        folder.append(batch).unwrap();
    }
    // Idle is idle.
    folder.settle().unwrap();
    let mut told = told("folder", made, kept, coming, &folder.reader(), |batch| {
        folder.append(batch).unwrap();
    });
    drop(folder);
    drop(std::fs::remove_dir_all(path));
    let (mut archive, mut unsealed) = (Archive::of(kept).unwrap(), 0);
    archive.show();
    told.extend(self::told("memory", made, kept, coming, &archive.reader(), |batch| {
        batch.iter().for_each(|transfer| archive.append(*transfer).unwrap());
        archive.show();
        unsealed += batch.len();
        if unsealed >= SEAL_ROWS_MIN.max(archive.len() / 100) {
            archive.seal();
            archive.show();
            unsealed = 0;
        }
    }));
    format!("[{}]", told.join(","))
}

fn told(
    name: &str,
    made: &Stream,
    kept: &[Transfer],
    coming: &[Transfer],
    reader: &Reader,
    mut append: impl FnMut(&[Transfer]) + Send,
) -> Vec<String> {
    let begun: Vec<&Transfer> = made.planted.iter().take_while(|paid| paid.id.0 < kept.len() as u32).collect();
    let (mut quiet, mut busy, mut commits) = (Vec::new(), Vec::new(), Vec::new());
    let mut took = Duration::ZERO;
    for (turn, some) in (0_u64..).zip(coming.chunks(coming.len().div_ceil(TURNS))) {
        let takes = BATCH_EVERY * (some.len() / BATCH) as u32;
        quiet.extend(ask(reader, &begun, takes, turn));
        std::thread::scope(|threads| {
            let writer = threads.spawn(|| write(some, &mut append));
            busy.extend(ask(reader, &begun, takes, turn));
            let (more_took, mut more) = writer.join().unwrap();
            took += more_took;
            commits.append(&mut more);
        });
    }
    let rate = coming.len() as f64 / took.as_secs_f64();
    let [p50, p99, slowest] = [0.5, 0.99, 1.0].map(|part| at(&mut commits, part) / 1_000);
    let line = |kind, kind_name| {
        let of = |some: &[Asked]| side(some.iter().filter(|asked| asked.kind == kind));
        format!(
            "{{\"home\":\"{name}\",\"kind\":\"{kind_name}\",\"rate\":{rate:.0},\"commit_us\":[{p50},{p99},{slowest}],\"quiet\":{},\"busy\":{}}}",
            of(&quiet),
            of(&busy)
        )
    };
    vec![line(Kind::Reach, "reach"), line(Kind::Haircut, "haircut")]
}

/// A thousand are due each 5 ms; what came while the last were being kept is kept together. How long it took,
/// and how long each time until it was kept.
fn write(transfers: &[Transfer], append: &mut impl FnMut(&[Transfer])) -> (Duration, Vec<u64>) {
    let (began, mut rest, mut commits) = (Instant::now(), transfers, Vec::new());
    while !rest.is_empty() {
        let due = (began.elapsed().as_nanos() / BATCH_EVERY.as_nanos()) as usize * BATCH;
        let came = (due + rest.len()).saturating_sub(transfers.len()).min(rest.len());
        if came == 0 {
            std::thread::sleep(BATCH_EVERY / 4);
            continue;
        }
        let (now, later) = rest.split_at(came);
        let since = Instant::now();
        append(now);
        commits.push(since.elapsed().as_nanos() as u64);
        rest = later;
    }
    (began.elapsed(), commits)
}

/// The same questions each turn, for so long.
fn ask(reader: &Reader, begun: &[&Transfer], takes: Duration, turn: u64) -> Vec<Asked> {
    let (mut dice, began, mut asked) = (Dice(turn), Instant::now(), Vec::new());
    let (mut due, mut free_at) = (began, began);
    for kind in [Kind::Reach, Kind::Haircut].into_iter().cycle() {
        due += Duration::from_secs_f64(dice.exponential() / QUESTIONS_PER_S);
        if due - began > takes {
            break;
        }
        let paid = begun[dice.below(begun.len() as u64) as usize];
        std::thread::sleep(due.saturating_duration_since(Instant::now()).saturating_sub(SLEEP_LESS));
        while Instant::now() < due {
            std::hint::spin_loop();
        }
        let (now, found) = timed(|| reader.now());
        let ((), took) = timed(|| answer(&now, paid, kind));
        let whole = due.elapsed();
        drop(now);
        free_at = free_at.max(due) + Duration::from_nanos((found.cpu + took.cpu) as u64);
        let ns = |span: Duration| span.as_nanos() as u64;
        let (found, cpu) = (found.wall as u64, took.cpu as u64);
        asked.push(Asked { kind, whole: ns(whole), free: ns(free_at - due), found, cpu });
    }
    asked
}

fn answer(archive: &Snapshot, paid: &Transfer, kind: Kind) {
    let root = Root { victim: VictimId(0), start: Start::Transfer(*paid) };
    match kind {
        Kind::Reach => {
            let limits = Limits { window_ms: WINDOW_MS, hops: HOPS, ends: std::iter::empty().collect() };
            std::hint::black_box(reach(archive, &[root], &limits));
        }
        Kind::Haircut => {
            let question = Question {
                window_ms: WINDOW_MS,
                hops: HOPS,
                floor: 100,
                ..Question::new(vec![root], vec![Rule::Haircut])
            };
            std::hint::black_box(
                follow::count(&mut follow::Room::default(), archive, &Names::new(), &question, Rule::Haircut).unwrap(),
            );
        }
    }
}

/// p50 and p99 of each, in us.
fn side<'a>(asked: impl Iterator<Item = &'a Asked>) -> String {
    let some: Vec<&Asked> = asked.collect();
    let both = |of: fn(&Asked) -> u64| {
        let mut all: Vec<u64> = some.iter().map(|asked| of(asked)).collect();
        format!("[{:.1},{:.1}]", at(&mut all, 0.5) as f64 / 1e3, at(&mut all, 0.99) as f64 / 1e3)
    };
    let (whole, free) = (both(|asked| asked.whole), both(|asked| asked.free));
    let (found, cpu) = (both(|asked| asked.found), both(|asked| asked.cpu));
    format!("{{\"n\":{},\"whole_us\":{whole},\"free_us\":{free},\"found_us\":{found},\"cpu_us\":{cpu}}}", some.len())
}

fn at(all: &mut [u64], part: f64) -> u64 {
    all.sort_unstable();
    all.get(((all.len() as f64 * part) as usize).min(all.len().saturating_sub(1))).copied().unwrap_or(0)
}
