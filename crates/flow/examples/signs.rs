//! Our side of `make bench PART=signs`: makes a stream, lets the table of signs take it, reads the signs of
//! payer and payee after every transfer, and writes down what it took and what the first of them were, for
//! the peer to find the same (`bench/gfp.py`).
//!
//! `signs TRANSFERS SEED FOLDER COMPARED`: FOLDER/transfers.csv, FOLDER/fans.csv, FOLDER/signs.json
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

#[allow(dead_code, reason = "what was planted is for those who follow money")]
#[path = "bench/stream.rs"]
mod stream;

use cordon_flow::signs::{Reading, Settings, Table};
use cordon_flow::{AccountId, Transfer};
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Each kind is run so often, by turns; the median counts.
const TIMES: usize = 3;

/// What is kept and read at each transfer.
#[derive(Clone, Copy)]
enum Kind {
    /// Fan, degree and statistics of the windows of both accounts.
    Counts,
    /// All signs of both accounts.
    All,
}

fn cpu() -> i64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [transfers, seed, folder, compared] = args.as_slice() else {
        panic!("signs TRANSFERS SEED FOLDER COMPARED");
    };
    let number = |text: &String| text.parse::<u64>().expect("a number");
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder).unwrap();
    let stream = stream::stream(number(transfers), number(seed));
    // To us, nothing moves; to the peer it is a loop.
    let made: Vec<Transfer> = stream.transfers().filter(|transfer| transfer.from != transfer.to).collect();

    let mut took: [Vec<i64>; 2] = Default::default();
    let mut bytes = 0;
    for _ in 0..TIMES {
        for (kind, took) in [Kind::Counts, Kind::All].into_iter().zip(&mut took) {
            let began = cpu();
            let table = run(&made, kind);
            took.push(cpu() - began);
            bytes = table.bytes();
        }
    }
    let [counts, all] = took.map(|mut took| {
        took.sort_unstable();
        made.len() as f64 / (took[took.len() / 2] as f64 / 1e9)
    });
    let per_transfer = bytes as f64 / made.len() as f64;
    let told = format!(
        "{{\"transfers\":{},\"counts_per_s\":{counts:.0},\"all_per_s\":{all:.0},\"bytes_per_transfer\":{per_transfer:.0}}}\n",
        made.len()
    );
    print!("{told}");
    std::fs::write(folder.join("signs.json"), told).unwrap();
    write_transfers(&made, &folder.join("transfers.csv"));
    write_fans(&made[..made.len().min(number(compared) as usize)], &folder.join("fans.csv"));
}

fn run(transfers: &[Transfer], kind: Kind) -> Table {
    let mut table = Table::new(Settings { patterns: matches!(kind, Kind::All), ..Settings::default() });
    for transfer in transfers {
        table.take(transfer).unwrap();
        for account in [transfer.from, transfer.to] {
            let reading = read(&table, account);
            match kind {
                Kind::Counts => black_box(statistics(&reading)),
                Kind::All => black_box(reading.signs().0.iter().fold(0, |all, value| all ^ value)),
            };
        }
    }
    table
}

fn read(table: &Table, account: AccountId) -> Reading {
    table.read(account, table.now()).unwrap()
}

/// What the peer makes of a vertex: fan, degree, their ratio, average, sum and variance, of both sides.
fn statistics(reading: &Reading) -> u64 {
    let sides = [(&reading.credits.day, &reading.credits_deep), (&reading.debits.day, &reading.debits_deep)];
    let all = sides.map(|(sums, deep)| {
        let count = u64::from(sums.count).max(1);
        let (ratio, average) = (u64::from(sums.fan) * 1_000 / count, sums.amount / count);
        let variance = (deep.squares / u128::from(count)).saturating_sub(u128::from(average) * u128::from(average));
        u64::from(sums.fan) ^ count ^ ratio ^ average ^ sums.amount ^ variance as u64
    });
    all[0] ^ all[1]
}

fn write_transfers(transfers: &[Transfer], path: &Path) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "src,dst,t,amt,id").unwrap();
    for Transfer { id, from, to, amount, debit, .. } in transfers {
        writeln!(file, "{},{},{},{amount},{}", from.0, to.0, debit.t, id.0).unwrap();
    }
    file.flush().unwrap();
}

/// The payee's fan and degree in, the payer's out, within a day, when each transfer has come.
fn write_fans(transfers: &[Transfer], path: &Path) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    let mut table = Table::new(Settings { patterns: false, ..Settings::default() });
    writeln!(file, "fan_in,fan_out,degree_in,degree_out").unwrap();
    for transfer in transfers {
        table.take(transfer).unwrap();
        let (payee, payer) = (read(&table, transfer.to).credits.day, read(&table, transfer.from).debits.day);
        writeln!(file, "{},{},{},{}", payee.fan, payer.fan, payee.count, payer.count).unwrap();
    }
    file.flush().unwrap();
}
