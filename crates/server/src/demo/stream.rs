//! A published stream of transfers through the town: eight institutions with its accounts in their
//! ledgers, cases on its labelled accounts, and the centre that follows the money over the wires by
//! itself. At the end what it found is compared with a trace of the same transfers as a file.
//!
//! The stream is not balance-true, so each account is given the least that keeps it from going below
//! zero. It is posted as far as it has happened when the clock stands: at the end of the day after the
//! last victim's payment. Earlier cases are reported later by so much.

mod act;
mod compare;
mod plan;
mod read;
mod town;

use super::Outcome;
use crate::app::App;
use anyhow::ensure;
use compare::Found;
use cordon_model::{Money, OrderKind, Stamp};
use plan::{INSTITUTIONS, Plan};
use read::{Stream, nodes_beside};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
use town::Town;

/// Cases when nobody says how many.
pub const CASES_USUAL: usize = 20;
/// The clock stands here: Tuesday 2026-11-24, midnight in Shanghai.
const NOW: Stamp = Stamp::from_ms(1_795_449_600_000);
/// Differences told one by one.
const DIFFERENCES_TOLD: usize = 5;

/// What is played.
#[derive(Clone, Debug)]
pub struct Asked {
    pub stream: PathBuf,
    pub nodes: Option<PathBuf>,
    pub cases: usize,
    pub once: bool,
}

/// Plays a stream; with `once` false the town stays open afterwards until it is interrupted.
pub fn run(asked: &Asked, folder: &Path) -> anyhow::Result<Outcome> {
    let nodes = asked.nodes.clone().map_or_else(|| nodes_beside(&asked.stream), Ok)?;
    let began = Instant::now();
    let stream = Stream::read(&asked.stream, &nodes)?;
    let plan = Plan::of(&stream, asked.cases, NOW)?;
    tell_plan(&stream, &plan);
    let mut town = Town::build(std::env::current_exe()?, folder, &plan)?;
    let file = act::write_file(&town, &plan)?;
    println!("  as posted: {}   (for `cordon trace --transfers`, `cordon import transfers`)", file.display());
    town.open()?;
    let (opened_at, loading) = (began.elapsed(), Instant::now());
    let postings = act::post(&town, &plan)?;
    println!("  {postings} postings in {INSTITUTIONS} ledgers after {} ms", loading.elapsed().as_millis());
    let intake = act::intake(&town)?;
    let reporting = Instant::now();
    let mut opened = Vec::with_capacity(plan.cases.len());
    for case in &plan.cases {
        if let Some(transfer) = plan.posted.get(*case) {
            opened.push(act::open_case(&town, &intake, *transfer)?);
        }
    }
    let reported = reporting.elapsed();
    let rested = act::rest(&town)?;
    println!(
        "  {} cases reported in {} ms, at rest {} ms after the last (opening took {} ms)",
        opened.len(),
        reported.as_millis(),
        rested.as_millis(),
        opened_at.as_millis()
    );
    town.close()?;
    let mut outcome = Outcome::default();
    judge(&town, &plan, &opened, &file, &mut outcome)?;
    outcome.print();
    if !asked.once {
        town.open()?;
        town.stay_open()?;
    }
    Ok(outcome)
}

fn tell_plan(stream: &Stream, plan: &Plan) {
    let counts = plan.counts;
    println!("流水 The stream");
    println!(
        "  {} transfers, {} rows left out; {} accounts labelled",
        stream.rows.len(),
        stream.bad_rows,
        counts.labelled
    );
    println!(
        "  labelled without a step: {}; without a credit from an unlabelled account since then: {}; payments: {}",
        counts.without_step, counts.without_credit, counts.payments
    );
    let first = plan.cases.first().and_then(|at| plan.posted.get(*at)).map_or(0, |posted| posted.row.step);
    println!(
        "  cases: the first {} payments, of steps {first} to {}",
        plan.cases.len(),
        plan.last_step.saturating_sub(1)
    );
    println!(
        "  a step is a day, its rows spread evenly over it in the file's order; the clock stands at the end of step {}: {}",
        plan.last_step,
        plan.now.rfc3339()
    );
    let sum = plan.opening.values().fold(0_i64, |sum, opening| sum.saturating_add(*opening));
    let given = plan.opening.values().filter(|opening| **opening > 0).count();
    println!(
        "  {} transfers have happened by then, on {} accounts; {given} were given {} in all, the least that keeps them from \
         going below zero",
        plan.posted.len(),
        plan.opening.len(),
        Money::cny(sum)
    );
}

/// Everything is over and every process stopped: what came of it, and whether it holds.
fn judge(town: &Town, plan: &Plan, opened: &[act::Opened], file: &Path, outcome: &mut Outcome) -> anyhow::Result<()> {
    ensure!(opened.len() == plan.cases.len(), "{} of {} cases were opened", opened.len(), plan.cases.len());
    let app = App::open(&town.centre_folder(), town.clock, "demo.cordon.invalid/journal", None)?;
    let found = Found::read(&app, opened, plan.now)?;
    figures(&found, outcome)?;
    let add_up = found.cases.iter().filter(|case| case.bar.adds_up()).count();
    outcome.check(
        "every case adds up to the fen",
        add_up == found.cases.len(),
        format!("{add_up} of {}", found.cases.len()),
    );
    let (trace, read) = found.trace_file(file, opened)?;
    let over = found.overclaimed(&app, &trace, &read)?;
    outcome.check(
        "no two cases claim the same fen",
        over.is_empty(),
        if over.is_empty() { "on no account, of no hold".to_owned() } else { over.join("; ") },
    );
    let (same, differences) = found.compare(&app, &trace, &read);
    for difference in differences.iter().take(DIFFERENCES_TOLD) {
        println!("    {difference}");
    }
    outcome.check(
        "what the centre found by the wires is what a trace of the file finds",
        same == found.cases.len(),
        format!("{same} of {} cases, accounts, levels, moments and amounts; {}", found.cases.len(), found.limits()),
    );
    let odd: BTreeMap<&str, usize> = unanswered(&found);
    outcome.check("every question was answered", odd.is_empty(), format!("{odd:?}"));
    Ok(())
}

fn figures(found: &Found, outcome: &mut Outcome) -> anyhow::Result<()> {
    let mut sums = [Money::cny(0); 6];
    for case in &found.cases {
        let bar = &case.bar;
        let parts = [bar.loss, bar.held, bar.standing, bar.cashed_out, bar.returned, bar.unknown];
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum = sum.plus(part)?;
        }
    }
    let mut levels: BTreeMap<u32, usize> = BTreeMap::new();
    for place in found.places() {
        let count = levels.entry(place.level).or_insert(0);
        *count = count.saturating_add(1);
    }
    let levels: Vec<String> = levels.iter().map(|(level, count)| format!("level {level}: {count}")).collect();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for order in &found.orders {
        let count = kinds.entry(order.kind.name()).or_insert(0);
        *count = count.saturating_add(1);
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    outcome.figure("案件 cases", found.cases.len());
    outcome.figure("到达账户 accounts reached", levels.join(", "));
    outcome.figure("机构 institutions reached", found.institutions());
    outcome.figure("指令 orders", format!("{}: {}", found.orders.len(), kinds.join(", ")));
    let names = ["损失 loss", "冻住 held", "在账 standing", "取现 cashed out", "返还 returned", "不明 unknown"];
    for (name, sum) in names.into_iter().zip(sums) {
        outcome.figure(name, sum);
    }
    Ok(())
}

/// Questions that came to nothing, by their state.
fn unanswered(found: &Found) -> BTreeMap<&'static str, usize> {
    let mut odd = BTreeMap::new();
    let asks = |kind| matches!(kind, OrderKind::QueryAccount | OrderKind::QuerySerial | OrderKind::ConfirmDebit);
    for order in found.orders.iter().filter(|order| asks(order.kind)) {
        if !matches!(order.state.name(), "done" | "part") {
            let count = odd.entry(order.state.name()).or_insert(0_usize);
            *count = count.saturating_add(1);
        }
    }
    odd
}
