//! How well sketches know copies from other texts, beside SimHash, and how many texts one core counts:
//! `copies FILE.jsonl...`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a tool at the desk"
)]

use cordon_model::time::Stamp;
use cordon_sift::key::Key;
use cordon_sift::radar::copies::{Copies, Hands, Limits, NEAR, SLOTS, Sketch};
use cordon_sift::text::normal::symbols;
use cordon_sift::text::record::records;
use cordon_sift::text::train::Dice;

const NAMES: [&str; 6] = ["张先生", "李女士", "王小姐", "欧阳同学", "陈阿姨", "赵师傅"];
const COPIES: usize = 5;
const STREAM: usize = 400_000;

fn main() {
    let texts = read();
    let mut dice = Dice::new(1);
    let hands = Hands::new(1);
    println!("{} texts of 30 characters and more", texts.len());
    let sketches: Vec<_> = texts.iter().filter_map(|text| Sketch::of(text, &hands)).collect();
    let hashes: Vec<u64> = texts.iter().map(|text| simhash(text)).collect();
    for changes in [1, 2, 3] {
        let (mut shared, mut distances) = (Vec::new(), Vec::new());
        for text in &texts {
            for _ in 0..COPIES {
                let copy = changed(text, changes, &mut dice);
                let (Some(one), Some(other)) = (Sketch::of(text, &hands), Sketch::of(&copy, &hands)) else { continue };
                shared.push(one.shared(&other));
                distances.push((simhash(text) ^ simhash(&copy)).count_ones());
            }
        }
        let share = |count: usize| 100.0 * count as f64 / shared.len() as f64;
        let sketch = share(shared.iter().filter(|shared| **shared >= NEAR).count());
        let by = |most: u32| share(distances.iter().filter(|distance| **distance <= most).count());
        println!(
            "{changes} names or words changed: sketch {sketch:.1} %, SimHash within 3 bits {:.1} %, 6 bits {:.1} %, 10 bits {:.1} %",
            by(3),
            by(6),
            by(10)
        );
    }
    let pairs = |alike: &dyn Fn(usize, usize) -> bool| {
        (0..sketches.len()).map(|one| (0..one).filter(|other| alike(one, *other)).count()).sum::<usize>()
    };
    let all = sketches.len() * (sketches.len() - 1) / 2;
    let near = pairs(&|one, other| sketches[one].shared(&sketches[other]) >= NEAR);
    let by = |most: u32| pairs(&|one, other| (hashes[one] ^ hashes[other]).count_ones() <= most);
    println!(
        "of {all} pairs of different texts: sketch {near} ({NEAR} of {SLOTS}), SimHash {} / {} / {}",
        by(3),
        by(6),
        by(10)
    );
    speed(&texts, &mut dice);
}

/// A day of a town: a fifth of it is copies, the rest are texts with most words changed.
fn speed(texts: &[String], dice: &mut Dice) {
    let stream: Vec<String> = (0..STREAM)
        .map(|_| {
            let changes = if dice.below(5) == 0 { 1 } else { 14 };
            let text = &texts[dice.below(texts.len())];
            changed(text, changes, dice)
        })
        .collect();
    let chars: usize = stream.iter().map(|text| text.chars().count()).sum();
    let mut copies = Copies::new(1, Limits::default());
    let begun = now();
    let mut counted = 0;
    for (place, text) in (0i64..).zip(&stream) {
        let at = Stamp::from_ms(place * 200);
        counted += usize::from(copies.count(at, Key(dice.draw()), text).is_some_and(|found| found.receivers > 1));
    }
    let took = now() - begun;
    println!(
        "{STREAM} texts of {:.0} characters in {took:.2} s: {:.0} a second; {} campaigns kept, {counted} texts were copies",
        chars as f64 / STREAM as f64,
        STREAM as f64 / took,
        copies.campaigns()
    );
}

fn read() -> Vec<String> {
    let files = std::env::args().skip(1);
    let each = files.flat_map(|name| records(&name, &std::fs::read_to_string(&name).unwrap()).unwrap());
    let all = each.map(|record| record.turns.iter().map(|(_, text)| text.as_str()).collect::<String>());
    all.filter(|text| (30..200).contains(&text.chars().count())).collect()
}

/// Two characters at a time are written over, as by a name.
fn changed(text: &str, changes: usize, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..changes {
        let place = dice.below(chars.len() - 2);
        let name: Vec<char> = NAMES[dice.below(NAMES.len())].chars().collect();
        let cut = dice.below(2);
        chars.splice(place..place + 2, name[cut..].iter().copied());
        let fresh = char::from_u32(0x4e00 + u32::try_from(dice.below(3000)).unwrap()).unwrap();
        chars[place] = fresh;
    }
    chars.into_iter().collect()
}

fn simhash(text: &str) -> u64 {
    let signs: Vec<u32> = symbols(text).iter().map(|symbol| symbol.what as u32).collect();
    let mut sums = [0i32; 64];
    for pair in signs.windows(2) {
        let mut of = Dice::new((u64::from(pair[0]) << 32) | u64::from(pair[1]));
        let hash = of.draw();
        for (bit, sum) in sums.iter_mut().enumerate() {
            *sum += if hash & (1 << bit) == 0 { -1 } else { 1 };
        }
    }
    (0..64).filter(|bit| sums[*bit] > 0).map(|bit| 1u64 << bit).sum()
}

fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
