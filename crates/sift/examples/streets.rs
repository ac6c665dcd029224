//! Calls and payments of a made-up town under the shipped rules, and what an event costs: `streets [RULES_FOLDER] [SEED...]`.
//! The town is our own simulation: figures compare rules with rules, they promise nothing of a real network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    dead_code,
    reason = "a tool at the desk"
)]

#[path = "../tests/sift/numbers/measure.rs"]
mod measure;
#[path = "../tests/sift/numbers/streets.rs"]
mod streets;

use cordon_model::time::Stamp;
use cordon_sift::event::{CallEvent, CallStage, Event};
use cordon_sift::facts::Facts;
use cordon_sift::key::Keyer;
use cordon_sift::numbers::Grader;
use cordon_sift::rules::{self, File, Rules};
use cordon_sift::state::State;
use cordon_sift::verdict::{Action, Grade};
use measure::{auc, measure, share};
use streets::{Dice, town};

const DAYS: i64 = 4;

fn main() {
    let (folder, seeds): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.parse::<u64>().is_err());
    let rules = match folder.first() {
        Some(folder) => of_folder(folder),
        None => Rules::read(rules::shipped()).unwrap_or_else(|errors| panic!("{errors:#?}")),
    };
    let keyer = Keyer::new(b"a secret of test");
    let seeds: Vec<u64> = seeds.iter().map(|seed| seed.parse().unwrap()).collect();
    for seed in if seeds.is_empty() { vec![101, 102, 103] } else { seeds } {
        figures(seed, &rules, &keyer);
    }
    cost(&rules, &keyer);
}

/// Other rules than the shipped ones, to set weights.
fn of_folder(folder: &str) -> Rules {
    let names = ["calls.toml", "payments.toml", "text.toml", "thresholds.toml"];
    let texts = names.map(|name| std::fs::read_to_string(format!("{folder}/{name}")).unwrap());
    let files: Vec<File<'_>> = names.iter().zip(&texts).map(|(name, text)| File { name, text }).collect();
    Rules::read(&files).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn figures(seed: u64, rules: &Rules, keyer: &Keyer) {
    let town = town(seed, DAYS);
    let found = measure(&town, rules, keyer);
    println!("seed {seed}: {} happenings in {DAYS} days", town.happens.len());
    println!("  calls     AUC {:.4}", auc(&found.sums(false), &found.sums(true)));
    for (who, of) in &found.calls {
        let grades = &found.grades[who];
        println!(
            "    {:<11}{:>7} calls: {:5.1} % watched, {:5.1} % warned; {:>4} numbers: {:5.1} % medium, {:5.1} % high or above",
            format!("{who:?}"),
            of.len(),
            100.0 * share(of, |(_, action)| *action >= Action::Watch),
            100.0 * share(of, |(_, action)| *action >= Action::Warn),
            grades.len(),
            100.0 * share(grades, |grade| *grade == Grade::Medium),
            100.0 * share(grades, |grade| *grade >= Grade::High),
        );
    }
    let [lawful, scam] = &found.payments;
    println!("  payments  AUC {:.4}", auc(lawful, scam));
    for (name, of) in [("lawful", lawful), ("victims", scam)] {
        println!(
            "    {name:<8}{:>6}: {:5.2} % watched, {:5.2} % warned, {:5.2} % held",
            of.len(),
            100.0 * share(of, |(_, action)| *action >= Action::Watch),
            100.0 * share(of, |(_, action)| *action >= Action::Warn),
            100.0 * share(of, |(_, action)| *action >= Action::Hold),
        );
    }
}

/// CPU per event, and memory per number that calls.
fn cost(rules: &Rules, keyer: &Keyer) {
    let mut dice = Dice::new(7);
    let numbers: Vec<String> = (0..200_000).map(|place| format!("1990{place:07}")).collect();
    let mut event = |place: u64| {
        let caller = &numbers[dice.of((0, 199_999)) as usize];
        let callee = &numbers[dice.of((0, 199_999)) as usize];
        let stage = [CallStage::Attempt, CallStage::Answered, CallStage::Ended][place as usize % 3];
        Event::Call(CallEvent {
            id: (place / 3).to_string(),
            at: Stamp::from_ms(streets::BEGIN + place as i64 * 20),
            stage,
            caller: caller.clone(),
            callee: callee.clone(),
            route: None,
            attested: None,
            seconds: (stage == CallStage::Ended).then_some(40),
            activated_at: Some(Stamp::from_ms(streets::BEGIN)),
            roaming: Some(false),
            device: Some(format!("device {caller}")),
            cell: Some(format!("cell {}", place % 500)),
        })
    };
    let events: Vec<Event> = (0..900_000).map(&mut event).collect();
    let mut state = State::new(Grader::new(rules));
    let held = resident();
    let begun = cpu();
    let mut facts = Facts::default();
    for event in &events {
        state.apply(event, keyer);
        facts = Facts::default();
        state.facts(event, keyer, event.at(), &mut facts);
    }
    let spent = cpu() - begun;
    std::hint::black_box(&facts);
    let sizes = state.numbers().sizes();
    println!(
        "{} events: {:.2} µs each to apply and tell, grading among it",
        events.len(),
        spent * 1e6 / events.len() as f64
    );
    println!("{sizes:?}: {} KiB more resident", (resident() - held) / 1024);
    let begun = cpu();
    let snapshot = state.snapshot();
    println!("a snapshot: {} KiB in {:.0} ms", snapshot.len() / 1024, 1e3 * (cpu() - begun));
}

fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
