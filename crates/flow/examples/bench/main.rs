//! Our side of `make bench`: makes a stream, loads it, follows money through it, and writes down what it
//! took and what was found, for the peers to find the same (`bench/peers.py`).
//!
//! `bench TRANSFERS QUERIES SEED FOLDER [peers]`: FOLDER/queries.csv, FOLDER/ours.json, FOLDER/rules.csv, and
//! FOLDER/transfers.csv if there are peers that read it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a measurement stops at what it does not expect"
)]

mod ingest;
mod live;
mod load;
mod probes;
mod rules;
mod stream;

use cordon_flow::archive::Archive;
use cordon_flow::reach::{Limits, Reach, Room, reach_in};
use cordon_flow::{AccountId, Root, Start, Transfer, VictimId};
use load::{Memory, mib};
use rustix::time::{ClockId, clock_gettime};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;
use stream::{Dice, Stream, stream};

const HOPS: u32 = 6;
const WINDOW_MS: i64 = 72 * 3_600_000;
/// Each query is timed so often; the least counts, as it does for the peers.
const TIMES: usize = 3;

/// A stream of fewer is a check; the probes that take long say nothing of it.
const MEASURED_MIN: u64 = 1_000_000;

/// Where a walk begins: money is on an account from a moment on.
struct Query {
    kind: &'static str,
    account: AccountId,
    at: i64,
}

/// CPU time of this thread, in ns.
fn cpu() -> i64 {
    ns(ClockId::ThreadCPUTime)
}

/// CPU time of this thread and all others of the process, in ns.
fn cpu_of_all() -> i64 {
    ns(ClockId::ProcessCPUTime)
}

fn ns(clock: ClockId) -> i64 {
    let now = clock_gettime(clock);
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// What a piece of work took, in ns. The lesser of two is the one of less CPU time.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Took {
    cpu: i64,
    wall: i64,
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (began, wall) = (cpu(), Instant::now());
    let done = work();
    let cpu = cpu() - began;
    (done, Took { cpu, wall: wall.elapsed().as_nanos() as i64 })
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [transfers, queries, seed, folder, peers @ ..] = args.as_slice() else {
        panic!("bench TRANSFERS QUERIES SEED FOLDER [peers]");
    };
    let number = |text: &String| text.parse::<u64>().expect("a number");
    let (transfers, queries, seed) = (number(transfers), number(queries), number(seed));
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder).unwrap();

    let made = stream(transfers, seed);
    let (archive, load) = load::load(&made);
    let (resident, huge) = (mib(&Memory::Resident), mib(&Memory::Huge));
    let asked = queries_of(&made, queries as usize, seed);
    let mut answers = String::from("kind,account,t0,until,edges,amount,accounts,cpu_ns,wall_ns\n");
    let mut room = Room::default();
    for query in &asked {
        let took = (0..TIMES).map(|_| timed(|| follow(&mut room, &archive, query).accounts.len()).1).min().unwrap();
        let found = follow(&mut room, &archive, query);
        let amount: u64 = found.followed.iter().map(|followed| followed.amount).sum();
        let (edges, accounts) = (found.followed.len(), found.accounts.len());
        let until = query.at + WINDOW_MS;
        let (Query { kind, account, at }, Took { cpu, wall }) = (query, took);
        writeln!(answers, "{kind},{},{at},{until},{edges},{amount},{accounts},{cpu},{wall}", account.0).unwrap();
    }
    std::fs::write(folder.join("queries.csv"), answers).unwrap();
    std::fs::write(folder.join("rules.csv"), rules::measure(&archive, &made, queries as usize)).unwrap();
    let archive_told = told(&archive, load);
    drop(archive);
    let ingest = ingest::measure(&made, &folder.join("archive"));
    let live = if made.len() > live::LIVE_MAX { "[]".to_owned() } else { live::measure(&made, &folder.join("live")) };
    let resident_max = mib(&Memory::ResidentMax);
    let probes = probes::measure(if transfers < MEASURED_MIN { 16 } else { usize::MAX });
    let all = format!(
        "{{{archive_told},\"resident_mib\":{resident},\"huge_mib\":{huge},\"resident_mib_max\":{resident_max},\"ingest\":{ingest},\"live\":{live},\"probes\":{probes}}}\n"
    );
    std::fs::write(folder.join("ours.json"), all).unwrap();
    if !peers.is_empty() {
        write_transfers(&made, &folder.join("transfers.csv"));
    }
}

/// As many planted beginnings as random transfers.
fn queries_of(made: &Stream, count: usize, seed: u64) -> Vec<Query> {
    let mut dice = Dice(seed ^ 0x51ee_d00d);
    let step = (made.planted.len() / count.max(1)).max(1);
    let planted = made.planted.iter().step_by(step).take(count);
    let mut queries: Vec<Query> =
        planted.map(|paid| Query { kind: "mule", account: paid.to, at: paid.debit.t }).collect();
    for _ in 0..queries.len() {
        let transfer = made.transfer(dice.below(made.len() as u64) as usize);
        queries.push(Query { kind: "random", account: transfer.to, at: transfer.debit.t });
    }
    queries
}

fn follow<'r>(room: &'r mut Room, archive: &Archive, query: &Query) -> &'r Reach {
    let start = Start::Account { account: query.account, at: query.at, amount: None };
    let limits = Limits { window_ms: WINDOW_MS, hops: HOPS, ends: std::iter::empty().collect() };
    reach_in(room, archive, &[Root { victim: VictimId(0), start }], &limits)
}

fn told(archive: &Archive, load: Took) -> String {
    let each = |all: f64| all / archive.len() as f64;
    let (reach, all) = (each(archive.bytes_of_reach() as f64), each(archive.bytes() as f64));
    let (cpu, wall) = (each(load.cpu as f64), each(load.wall as f64));
    format!(
        "\"transfers\":{},\"load\":{{\"cpu_ns\":{cpu:.1},\"wall_ns\":{wall:.1}}},\"bytes_of_reach\":{reach:.1},\"bytes\":{all:.1}",
        archive.len()
    )
}

fn write_transfers(made: &Stream, path: &Path) {
    use std::io::Write;
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "src,dst,t,amt,id").unwrap();
    for Transfer { id, from, to, amount, debit, .. } in made.transfers() {
        writeln!(file, "{},{},{},{amount},{}", from.0, to.0, debit.t, id.0).unwrap();
    }
    file.flush().unwrap();
}
