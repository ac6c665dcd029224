//! Fifty thousand calls at once on one core: `calls MODEL [CALLS]`. What is kept of each, and how long a turn takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a tool at the desk"
)]

use cordon_sift::text::call::{Call, Channel, Speaker};
use cordon_sift::text::lexicon::{Lexicon, shipped};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::file;
use cordon_sift::text::verdict::{Judge, Level};

const CALLS: usize = 50_000;
const TURNS: [(Speaker, &str); 8] = [
    (Speaker::Caller, "喂，您好，请问是机主本人吗，我这边是市公安局的"),
    (Speaker::Other, "是我，什么事"),
    (Speaker::Caller, "您名下有一张银行卡涉嫌一起洗钱案件，现在需要您配合调查"),
    (Speaker::Other, "我没有办过那张卡啊"),
    (Speaker::Caller, "这个案件是保密的，不要告诉家人，找一个没有人的地方"),
    (Speaker::Other, "好的好的"),
    (Speaker::Caller, "现在把您的资金转到我们的安全账户进行核查"),
    (Speaker::Caller, "把收到的验证码念给我听"),
];

fn main() {
    let mut args = std::env::args().skip(1);
    let lexicon = Lexicon::read(shipped()).unwrap_or_else(|error| panic!("{error}"));
    let model = file::read(&std::fs::read(args.next().expect("name a model")).unwrap(), &lexicon).unwrap();
    let count = args.next().map_or(CALLS, |count| count.parse().unwrap());
    let judge = Judge::new(&lexicon, &model);
    let mut hits = Hits::default();
    let mut calls: Vec<Call> = (0..count).map(|_| Call::default()).collect();
    let mut took: Vec<u32> = Vec::with_capacity(count * TURNS.len());
    let begun = now();
    let mut warned = 0;
    // Each turn of all calls before the next: what is kept of a call is cold when it speaks again.
    for turn in 0..TURNS.len() {
        for (place, call) in calls.iter_mut().enumerate() {
            let (who, text) = TURNS[(turn + place) % TURNS.len()];
            let start = now();
            judge.feed(call, who, text, &mut hits, |_, _| {});
            judge.end_turn(call, who, &mut hits, |_, _| {});
            let score = judge.score(Channel::Call, call);
            warned += usize::from(judge.level_live(&score, call.told()) == Level::Warn);
            took.push(((now() - start) * 1e9) as u32);
        }
    }
    let all = now() - begun;
    took.sort_unstable();
    let at = |permille: usize| f64::from(took[(took.len() * permille / 1_000).min(took.len() - 1)]) / 1e3;
    println!(
        "{count} calls of {} bytes, {} turns, {warned} turns above warn; {:.0} turns/s on one core; a turn p50 {:.1} p99 {:.1} p99.9 {:.1} max {:.1} µs",
        size_of::<Call>(),
        took.len(),
        took.len() as f64 / all,
        at(500),
        at(990),
        at(999),
        at(1_000),
    );
}

fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
