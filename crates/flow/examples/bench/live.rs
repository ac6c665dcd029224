//! Questions while transfers come in, against questions while none do. As a server would: one archive behind
//! a lock; one thread appends and takes it for each batch, another asks and takes it for each question (a folder
//! cannot be read by several threads at once, so it is a plain lock). Questions come when they come, not when the last one was answered: a question that had to wait
//! says so.

use crate::stream::{Dice, Stream};
use crate::{HOPS, WINDOW_MS, timed};
use cordon_flow::archive::Archive;
use cordon_flow::disk::{Folder, SEAL_ROWS_MIN};
use cordon_flow::reach::{Limits, reach};
use cordon_flow::{Names, Question, Root, Rule, Start, Transfer, VictimId, follow};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Beyond so many it says nothing new and fills the disk.
pub const LIVE_MAX: usize = 20_000_000;
const BATCH: usize = 1_000;
/// 200,000 transfers a second.
const BATCH_EVERY: Duration = Duration::from_millis(5);
/// Quiet and busy by turns, so often; at most so many batches each.
const TURNS: usize = 3;
const BATCHES_MAX: usize = 600;
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
    /// For the lock, and for questions before it.
    waited: u64,
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
    let append = |folder: &mut Folder, batch: &[Transfer]| {
        folder.append(batch).unwrap();
    };
    let durable = Server { home: Mutex::new(folder), archive: Folder::archive, append };
    let mut told = durable.told("folder", made, kept, coming);
    drop(durable);
    drop(std::fs::remove_dir_all(path));
    let append = |(archive, unsealed): &mut (Archive, usize), batch: &[Transfer]| {
        batch.iter().for_each(|transfer| archive.append(*transfer).unwrap());
        *unsealed += batch.len();
        if *unsealed >= SEAL_ROWS_MIN.max(archive.len() / 100) {
            archive.seal();
            *unsealed = 0;
        }
    };
    let memory = Server { home: Mutex::new((Archive::of(kept).unwrap(), 0)), archive: |(archive, _)| archive, append };
    told.extend(memory.told("memory", made, kept, coming));
    format!("[{}]", told.join(","))
}

struct Server<H> {
    home: Mutex<H>,
    archive: fn(&H) -> &Archive,
    append: fn(&mut H, &[Transfer]),
}

impl<H: Send> Server<H> {
    fn told(&self, name: &str, made: &Stream, kept: &[Transfer], coming: &[Transfer]) -> Vec<String> {
        let begun: Vec<&Transfer> = made.planted.iter().take_while(|paid| paid.id.0 < kept.len() as u32).collect();
        let (mut quiet, mut busy, mut held) = (Vec::new(), Vec::new(), Vec::new());
        let mut rate: f64 = f64::INFINITY;
        for (turn, some) in (0_u64..).zip(coming.chunks(coming.len().div_ceil(TURNS))) {
            let takes = BATCH_EVERY * (some.len() / BATCH) as u32;
            quiet.extend(self.ask(&begun, takes, turn));
            std::thread::scope(|threads| {
                let writer = threads.spawn(|| self.write(some));
                busy.extend(self.ask(&begun, takes, turn));
                let (took, mut holds) = writer.join().unwrap();
                rate = rate.min(some.len() as f64 / took.as_secs_f64());
                held.append(&mut holds);
            });
        }
        let (held_p50, held_p99) = (at(&mut held, 0.5), at(&mut held, 0.99));
        let line = |kind, kind_name| {
            let of = |some: &[Asked]| side(some.iter().filter(|asked| asked.kind == kind));
            format!(
                "{{\"home\":\"{name}\",\"kind\":\"{kind_name}\",\"rate\":{rate:.0},\"held_us\":[{},{}],\"quiet\":{},\"busy\":{}}}",
                held_p50 / 1_000,
                held_p99 / 1_000,
                of(&quiet),
                of(&busy)
            )
        };
        vec![line(Kind::Reach, "reach"), line(Kind::Haircut, "haircut")]
    }

    /// A thousand are due each 5 ms; what came while the last were being kept is kept together. How long it
    /// took, and how long each time held the lock.
    fn write(&self, transfers: &[Transfer]) -> (Duration, Vec<u64>) {
        let (began, mut rest, mut held) = (Instant::now(), transfers, Vec::new());
        while !rest.is_empty() {
            let due = (began.elapsed().as_nanos() / BATCH_EVERY.as_nanos()) as usize * BATCH;
            let came = (due + rest.len()).saturating_sub(transfers.len()).min(rest.len());
            if came == 0 {
                std::thread::sleep(BATCH_EVERY / 4);
                continue;
            }
            let (now, later) = rest.split_at(came);
            let mut home = self.home.lock().unwrap();
            let since = Instant::now();
            (self.append)(&mut home, now);
            drop(home);
            held.push(since.elapsed().as_nanos() as u64);
            rest = later;
        }
        (began.elapsed(), held)
    }

    /// The same questions each turn, for so long.
    fn ask(&self, begun: &[&Transfer], takes: Duration, turn: u64) -> Vec<Asked> {
        let (mut dice, began, mut asked) = (Dice(turn), Instant::now(), Vec::new());
        let mut due = began;
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
            let home = self.home.lock().unwrap();
            let waited = due.elapsed().as_nanos() as u64;
            let ((), took) = timed(|| answer((self.archive)(&home), paid, kind));
            drop(home);
            asked.push(Asked { kind, whole: due.elapsed().as_nanos() as u64, waited, cpu: took.cpu as u64 });
        }
        asked
    }
}

fn answer(archive: &Archive, paid: &Transfer, kind: Kind) {
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
    let (whole, waited, cpu) = (both(|asked| asked.whole), both(|asked| asked.waited), both(|asked| asked.cpu));
    format!("{{\"n\":{},\"whole_us\":{whole},\"waited_us\":{waited},\"cpu_us\":{cpu}}}", some.len())
}

fn at(all: &mut [u64], part: f64) -> u64 {
    all.sort_unstable();
    all.get(((all.len() as f64 * part) as usize).min(all.len().saturating_sub(1))).copied().unwrap_or(0)
}
