#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_precision_loss, clippy::cast_sign_loss, dead_code, reason = "x")]
#[path = "bench/stream.rs"]
mod stream;
use cordon_flow::*;
fn main() {
    let made = stream::stream(3_000_000, 7);
    let archive = archive::Archive::of(&made.transfers).unwrap();
    let names = Names::new();
    let rule: Rule = std::env::args().nth(1).unwrap().parse().unwrap();
    let cpu = || { let n = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime); n.tv_sec * 1_000_000_000 + n.tv_nsec };
    let mut best = i64::MAX;
    let mut e = 0;
    for _ in 0..25 {
        let began = cpu();
        e = 0;
        for paid in &made.planted {
            let root = Root { victim: VictimId(0), start: Start::Transfer(*paid) };
            let q = Question::new(vec![root], vec![rule]);
            e += follow::count(&archive, &names, &q, rule).unwrap().0;
        }
        best = best.min(cpu() - began);
    }
    println!("{} edges, best ns/edge {}", e, best / e as i64);
}
