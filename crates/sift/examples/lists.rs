//! What a list of so many million entries costs: `cargo run --release -p cordon-sift --example lists -- 100`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a measurement, no product"
)]

use cordon_model::time::Stamp;
use cordon_sift::key::Key;
use cordon_sift::lists::{Damaged, Entry, Generation, Level, Listed, Lists, Note, Pages, Protected, Source, Writer};
use std::fs::File;
use std::io::BufWriter;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::Instant;

#[derive(Debug)]
struct Disk(File, u64);

impl Pages for Disk {
    fn len(&self) -> u64 {
        self.1
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> Result<(), Damaged> {
        self.0.read_exact_at(buffer, at).map_err(|error| Damaged::new(error.to_string()))
    }
}

fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn main() {
    let millions: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10);
    let count = millions * 1_000_000;
    let path = std::env::temp_dir().join("cordon-lists-example");
    let note = |level| {
        Arc::new(Note { list: "l".into(), level, source: Source::Police, reason: "r".into(), redress: "x".into() })
    };
    let notes = [note(Level::Black), note(Level::Grey)];
    let mut keys: Vec<u64> = (0..count).map(mix).collect();
    keys.sort_unstable();

    let began = Instant::now();
    let mut writer = Writer::new(BufWriter::with_capacity(1 << 20, File::create(&path).unwrap()), count);
    for key in &keys {
        let listed = Listed { note: notes[(key % 2) as usize].clone(), entry: Entry { since: 0, until: 0 } };
        writer.push(Key(*key), &listed).unwrap();
    }
    writer.finish().unwrap().into_inner().unwrap().sync_all().unwrap();
    drop(keys);
    println!("written: {count} entries in {:.1} s", began.elapsed().as_secs_f64());

    let began = Instant::now();
    let file = File::open(&path).unwrap();
    let len = file.metadata().unwrap().len();
    let generation = Generation::open(Box::new(Disk(file, len))).unwrap();
    println!(
        "opened in {:.2} s: {:.2} bytes an entry in memory, {:.2} on the disk",
        began.elapsed().as_secs_f64(),
        generation.bytes() as f64 / count as f64,
        len as f64 / count as f64
    );
    let mut lists = Lists::new(Arc::new(Protected::shipped().unwrap()));
    lists.generation = Some(Arc::new(generation));
    let now = Stamp::from_ms(0);
    let looks = 2_000_000u64;
    for (what, of) in [("a miss", count + 1..u64::MAX), ("a hit", 0..count)] {
        let span = of.end - of.start;
        let (began, mut found) = (Instant::now(), 0u64);
        for n in 0..looks {
            // Spread, so that no look warms the next.
            let key = Key(mix(of.start + mix(n) % span));
            found += u64::from(lists.look(key, now).unwrap().by.is_some());
        }
        println!("{what}: {:.0} ns, {found} of {looks} found", began.elapsed().as_nanos() as f64 / looks as f64);
    }
    std::fs::remove_file(&path).unwrap();
}
