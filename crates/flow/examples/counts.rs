//! Kernels for `make bench PART=counts`, which counts their instructions: `counts KERNEL`, over a small stream
//! that is always the same. Only what is in a function `counted_…` counts; none of them has a closure, whose
//! name would begin the same.
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

#[allow(dead_code, reason = "it is for others too")]
#[path = "bench/stream.rs"]
mod stream;

use cordon_flow::archive::Archive;
use cordon_flow::reach::{Limits, Room, reach_in};
use cordon_flow::standing::{self, News, Terms};
use cordon_flow::{AccountId, Names, Question, Root, Rule, Start, Transfer, VictimId, follow, signs};
use std::hint::black_box;

const TRANSFERS: u64 = 100_000;
const SEED: u64 = 7;
const HOPS: u32 = 6;
const WINDOW_MS: i64 = 72 * 3_600_000;
const FLOOR: u64 = 100;
/// Half of the transfers are there, the others are taken; by the standing table in such batches.
const BATCH: usize = 1_000;

fn main() {
    let kernel = std::env::args().nth(1).expect("counts KERNEL");
    let made = stream::stream(TRANSFERS, SEED);
    let all: Vec<Transfer> = made.transfers().collect();
    let (kept, coming) = all.split_at(all.len() / 2);
    let rows = coming.len();
    let (count, unit) = match kernel.as_str() {
        "reach" => {
            let mut room = Room::default();
            (each_planted(&made, &Archive::of(&all).unwrap(), |all, root| counted_reach(&mut room, all, root)), "edge")
        }
        "haircut" => (each_planted(&made, &Archive::of(&all).unwrap(), counted_haircut), "edge"),
        "fifo" => (each_planted(&made, &Archive::of(&all).unwrap(), counted_fifo), "edge"),
        "load" => {
            black_box(counted_load(&all));
            (all.len(), "row")
        }
        "append" => {
            counted_append(&mut Archive::of(kept).unwrap(), coming);
            (rows, "row")
        }
        "seal" => {
            let mut archive = Archive::of(kept).unwrap();
            counted_append(&mut archive, coming);
            counted_seal(&mut archive);
            (rows, "row")
        }
        "standing" => (stand(&made, &all), "row"),
        "signs" => {
            let mut table = signs::Table::new(signs::Settings::default());
            for transfer in kept {
                table.take(transfer).unwrap();
            }
            coming.iter().for_each(|transfer| counted_signs(&mut table, transfer));
            (rows, "row")
        }
        other => panic!("`{other}` is no kernel"),
    };
    println!("{count} {unit}");
}

/// How many transfers were followed in all.
fn each_planted(made: &stream::Stream, archive: &Archive, mut walk: impl FnMut(&Archive, Root) -> usize) -> usize {
    let root = |paid: &Transfer| Root { victim: VictimId(0), start: Start::Transfer(*paid) };
    made.planted.iter().map(|paid| walk(archive, root(paid))).sum()
}

#[inline(never)]
fn counted_reach(room: &mut Room, archive: &Archive, root: Root) -> usize {
    let limits = Limits { window_ms: WINDOW_MS, hops: HOPS, ends: Default::default() };
    reach_in(room, archive, &[root], &limits).followed.len()
}

#[inline(never)]
fn counted_haircut(archive: &Archive, root: Root) -> usize {
    follow_by(Rule::Haircut, archive, root)
}

#[inline(never)]
fn counted_fifo(archive: &Archive, root: Root) -> usize {
    follow_by(Rule::Fifo, archive, root)
}

fn follow_by(rule: Rule, archive: &Archive, root: Root) -> usize {
    let question = Question { window_ms: WINDOW_MS, hops: HOPS, floor: FLOOR, ..Question::new(vec![root], vec![rule]) };
    follow::count(&mut follow::Room::default(), archive, &Names::new(), &question, rule).unwrap().0
}

#[inline(never)]
fn counted_load(transfers: &[Transfer]) -> Archive {
    Archive::of(transfers).unwrap()
}

#[inline(never)]
fn counted_append(archive: &mut Archive, transfers: &[Transfer]) {
    for transfer in transfers {
        archive.append(*transfer).unwrap();
    }
}

#[inline(never)]
fn counted_seal(archive: &mut Archive) {
    archive.seal();
}

/// Every victim is opened after the batch in which he paid, and not closed.
fn stand(made: &stream::Stream, transfers: &[Transfer]) -> usize {
    let (mut table, names) = (standing::Table::new(Terms::new(Rule::Haircut)).unwrap(), Names::new());
    let mut victims = (0..).map(VictimId).zip(&made.planted).peekable();
    for batch in transfers.chunks(BATCH) {
        counted_standing(&mut table, batch, &names);
        while let Some((victim, paid)) = victims.next_if(|(_, paid)| paid.debit <= batch[batch.len() - 1].debit) {
            table.open(Root { victim, start: Start::Transfer(*paid) }, &names, hear).unwrap();
        }
    }
    transfers.len()
}

#[inline(never)]
fn counted_standing(table: &mut standing::Table, batch: &[Transfer], names: &Names) {
    assert_eq!(table.take(batch, names, hear).refused, []);
}

fn hear(news: News<'_>) {
    black_box(&news);
}

#[inline(never)]
fn counted_signs(table: &mut signs::Table, transfer: &Transfer) {
    table.take(transfer).unwrap();
    read_all(table, transfer.from);
    read_all(table, transfer.to);
}

fn read_all(table: &signs::Table, account: AccountId) {
    black_box(table.read(account, table.now()).unwrap().signs());
}
