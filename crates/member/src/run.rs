//! Starts the gateway's threads and waits for them: one for each wire, one for the clock, one for the
//! loopback service.

use crate::admin;
use crate::centre::Centre;
use crate::clock::Now;
use crate::config::Config;
use crate::core_banking::Books;
use crate::courier::{Courier, lock, wait};
use crate::error::Error;
use crate::gateway::Gateway;
use crate::ledger::LedgerBooks;
use cordon_model::Wire;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the timer looks for holds whose time has come.
const TIMER_MS: u64 = 50;
/// How many such looks lie between two looks at watched accounts: one second.
const LOOK_TICKS: u64 = 20;

/// Runs the gateway on the built-in ledger until `stop` is up.
pub fn run(config: &Config, now: Arc<dyn Now>, stop: Arc<AtomicBool>) -> Result<(), Error> {
    run_with(config, Box::new(LedgerBooks), now, stop)
}

/// Runs the gateway on an agency's own core until `stop` is up, or until its store breaks.
pub fn run_with(config: &Config, books: Box<dyn Books>, now: Arc<dyn Now>, stop: Arc<AtomicBool>) -> Result<(), Error> {
    let gateway = Arc::new(Mutex::new(Gateway::open(config, books)?));
    let mut threads = Vec::new();
    // Reports of our own holds are JSON, so that wire carries them where it is there.
    let reporter = config.wires.iter().position(|wire| wire.kind == Wire::JsonForm).unwrap_or(0);
    for (at, wire) in config.wires.iter().enumerate() {
        let mut courier = Courier::new(
            wire.kind,
            wire.every_ms,
            Centre::new(config)?,
            Arc::clone(&gateway),
            Arc::clone(&now),
            Arc::clone(&stop),
        );
        courier.reports = at == reporter;
        threads.push(start(wire.kind.name(), &stop, move || courier.run())?);
    }
    let timer = (Arc::clone(&gateway), Arc::clone(&now), Arc::clone(&stop));
    threads.push(start("timer", &stop, move || keep_time(&timer.0, timer.1.as_ref(), &timer.2))?);
    if let Some(settings) = &config.admin {
        let service = admin::Service::bind(settings, Arc::clone(&gateway), Arc::clone(&now))?;
        let flag = Arc::clone(&stop);
        threads.push(start("admin", &stop, move || service.run(&flag))?);
    }
    tracing::info!(agency = %config.agency.code, wires = config.wires.len(), "the gateway is running");
    join(threads)
}

/// A thread that ends for whatever reason ends the gateway: half a gateway is worse than none.
fn start(
    name: &str,
    stop: &Arc<AtomicBool>,
    work: impl FnOnce() -> Result<(), Error> + Send + 'static,
) -> Result<JoinHandle<Result<(), Error>>, Error> {
    let stop = StopAtEnd(Arc::clone(stop));
    let body = move || {
        let _stop = stop;
        work()
    };
    Ok(std::thread::Builder::new().name(format!("member-{name}")).spawn(body)?)
}

/// Raises the flag when dropped, also by a panic.
struct StopAtEnd(Arc<AtomicBool>);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn join(threads: Vec<JoinHandle<Result<(), Error>>>) -> Result<(), Error> {
    let mut outcome = Ok(());
    for thread in threads {
        let ended = thread.join().unwrap_or(Err(Error::Poisoned));
        if outcome.is_ok() {
            outcome = ended;
        }
    }
    outcome
}

/// Ends what has to end, and looks at what is watched.
fn keep_time(gateway: &Mutex<Gateway>, now: &dyn Now, stop: &AtomicBool) -> Result<(), Error> {
    let mut ticks = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        outlast(lock(gateway)?.end_holds(now.now()), "a hold could not be ended yet")?;
        // A core is not asked about its accounts as often as a clock is looked at.
        if ticks.is_multiple_of(LOOK_TICKS) {
            outlast(lock(gateway)?.look_at_watches(now.now()), "watched accounts could not be looked at yet")?;
            outlast(lock(gateway)?.look_at_waiting(now.now()), "freezes that wait could not be looked at yet")?;
        }
        ticks = ticks.wrapping_add(1);
        wait(stop, Duration::from_millis(TIMER_MS));
    }
    Ok(())
}

/// A core that is away is asked again; the timer stays.
fn outlast(done: Result<usize, Error>, what: &str) -> Result<(), Error> {
    match done {
        Ok(_) => Ok(()),
        Err(error @ (Error::Core(_) | Error::Answer(_))) => {
            tracing::error!(%error, "{what}");
            Ok(())
        }
        Err(error) => Err(error),
    }
}
