//! `cordon sift load`: events at a constant rate against a centre, whether it keeps up or not. A latency counts
//! from the moment at which an event was meant to leave, so a centre that stalls is not spared what it missed.
//!
//! Over HTTP, or over NATS. Without `--url` or `--agency` it founds a centre in a folder of its own and starts it. It fails when too many events were
//! dropped or the 99th percentile is above the limit: `--p99-ms` and what a bare loop of grouped syncs on the
//! same disk takes in the same run.

mod bare;
mod events;
mod figures;
mod line;
mod local;
mod way;

use crate::nats::settings::NatsConfig;
use anyhow::bail;
use clap::Args;
use figures::{Figures, cpu_ms};
use local::{CODE, Local};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use way::Way;

/// What is in flight for longer is dropped.
const GIVEN_UP: Duration = Duration::from_secs(5);
/// The first part of a run warms up and is not counted.
const WARM: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub struct Load {
    /// Address of a running centre, host and port.
    #[arg(long, value_name = "HOST:PORT", requires = "key")]
    url: Option<String>,
    /// Address of a NATS server; events go over it, to a centre that is founded or to that of `--agency`.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "url")]
    nats: Option<String>,
    /// Code of a carrier that asks a running centre over NATS.
    #[arg(long, value_name = "CODE", requires = "nats", requires = "key")]
    agency: Option<String>,
    /// What the running centre has before its subjects.
    #[arg(long, default_value = "cordon", requires = "agency")]
    prefix: String,
    /// The carrier's `.creds` file at the NATS server.
    #[arg(long, value_name = "FILE", requires = "agency")]
    credentials: Option<PathBuf>,
    /// Key of a carrier.
    #[arg(long, env = "CORDON_KEY")]
    key: Option<String>,
    /// Processes whose CPU time is counted.
    #[arg(long, value_name = "PID")]
    pid: Vec<u32>,
    /// Folder in which a centre is founded, and where the bare loop writes.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The centre that is founded saves the state of its verdicts so often, and not each five minutes.
    #[arg(long, value_name = "SECONDS", conflicts_with_all = ["url", "agency"])]
    save_seconds: Option<u64>,
    /// Events a second.
    #[arg(long, default_value_t = 10_000)]
    rate: u64,
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    #[arg(long, default_value_t = 128)]
    connections: usize,
    /// Events in one request; more than one go as JSON lines.
    #[arg(long, default_value_t = 1)]
    batch: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Of a thousand events so many may be dropped.
    #[arg(long, default_value_t = 0)]
    dropped_permille: u64,
    /// The 99th percentile may be so much above the bare loop's.
    #[arg(long, default_value_t = 10)]
    p99_ms: u64,
    /// A verdict may cost so much CPU time of the processes that are counted, in microseconds.
    #[arg(long, value_name = "MICROSECONDS")]
    cpu_us: Option<u64>,
}

/// What the connections of a run share.
struct Plan {
    way: Arc<Way>,
    key: String,
    batch: u64,
    seed: u64,
    begin: Instant,
    /// Between two requests.
    every: Duration,
    requests: u64,
    next: AtomicU64,
}

impl Load {
    pub fn run(self) -> anyhow::Result<()> {
        if self.rate == 0 || self.batch == 0 || self.connections == 0 {
            bail!("`--rate`, `--batch` and `--connections` have to be above zero");
        }
        let is_running = self.url.is_some() || self.agency.is_some();
        let local = if is_running {
            None
        } else {
            Some(Local::start(self.folder.as_deref(), self.nats.as_deref(), self.save_seconds)?)
        };
        let (key, mut pids) = match (&local, &self.key) {
            (Some(local), _) => (local.key.clone(), vec![local.pid()]),
            (None, Some(key)) => (key.clone(), Vec::new()),
            _ => bail!("give `--key` with `--url` or `--agency`"),
        };
        pids.extend(&self.pid);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let figures = runtime.block_on(async {
            let way = Arc::new(self.way(local.as_ref()).await?);
            anyhow::Ok(self.drive(&way, &key, &pids).await)
        })?;
        let folder = local.as_ref().map(|local| local.folder.clone()).or(self.folder.clone());
        let bare = bare::measure(&folder.unwrap_or_else(std::env::temp_dir), self.rate, Duration::from_secs(5))?;
        drop(local);
        figures.show(&bare);
        self.judge(&figures, &bare)
    }

    async fn way(&self, local: Option<&Local>) -> anyhow::Result<Way> {
        match (local, &self.url, &self.nats, &self.agency) {
            (Some(Local { nats: Some(config), .. }), ..) => Way::nats(config, CODE).await,
            (Some(local), ..) => Ok(Way::Http(local.address())),
            (None, Some(url), ..) => Ok(Way::Http(url.clone())),
            (None, None, Some(url), Some(agency)) => {
                let config = NatsConfig { credentials: self.credentials.clone(), ..NatsConfig::at(url, &self.prefix) };
                Way::nats(&config, agency).await
            }
            _ => bail!("give `--url`, or `--nats` with `--agency`"),
        }
    }

    async fn drive(&self, way: &Arc<Way>, key: &str, pids: &[u32]) -> Figures {
        let per_second = self.rate.div_ceil(self.batch).max(1);
        let every = Duration::from_nanos(1_000_000_000 / per_second);
        let warm = u64::try_from(WARM.as_millis()).unwrap_or(0).saturating_mul(per_second) / 1_000;
        let plan = |requests, seed| {
            Arc::new(Plan {
                way: Arc::clone(way),
                key: key.to_owned(),
                batch: self.batch,
                seed,
                begin: Instant::now() + Duration::from_millis(50),
                every,
                requests,
                next: AtomicU64::new(0),
            })
        };
        // Ids differ from run to run, so that none is a verdict of before.
        let run = u64::try_from(crate::clock::system().ms()).unwrap_or(0);
        all(&plan(warm, run), self.connections).await;
        let before = cpu_ms(pids);
        let begun = Instant::now();
        let mut told =
            all(&plan(per_second.saturating_mul(self.seconds), run.wrapping_add(self.seed)), self.connections).await;
        told.sort_unstable();
        let (took, cpu) = (begun.elapsed(), cpu_ms(pids).saturating_sub(before));
        let wanted = per_second.saturating_mul(self.seconds).saturating_mul(self.batch);
        Figures::new(told, self.batch, wanted, took, (!pids.is_empty()).then_some(cpu))
    }

    fn judge(&self, figures: &Figures, bare: &Figures) -> anyhow::Result<()> {
        let mut missed = Vec::new();
        if figures.dropped().saturating_mul(1_000) > self.dropped_permille.saturating_mul(figures.wanted) {
            missed.push(format!("{} of {} events were dropped", figures.dropped(), figures.wanted));
        }
        let limit = Duration::from_millis(self.p99_ms).saturating_add(bare.percentile(990));
        if figures.percentile(990) > limit {
            missed.push(format!("the 99th percentile {:?} is above {limit:?}", figures.percentile(990)));
        }
        if let (Some(most), Some(cost)) = (self.cpu_us, figures.cpu_each_us())
            && cost > most
        {
            missed.push(format!("a verdict costs {cost} µs of CPU time, more than {most}"));
        }
        if missed.is_empty() { Ok(()) } else { bail!("{}", missed.join("; ")) }
    }
}

/// All requests of a plan; how long each took that was answered, in microseconds.
async fn all(plan: &Arc<Plan>, connections: usize) -> Vec<u64> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(connection(Arc::clone(plan)));
    }
    let mut told = Vec::new();
    while let Some(done) = tasks.join_next().await {
        told.extend(done.unwrap_or_default());
    }
    told
}

/// Takes the next request when it is free, and counts from when that one was due.
async fn connection(plan: Arc<Plan>) -> Vec<u64> {
    let mut told = Vec::new();
    let mut line = None;
    loop {
        let number = plan.next.fetch_add(1, Ordering::Relaxed);
        if number >= plan.requests {
            return told;
        }
        let nanos = u64::try_from(plan.every.as_nanos()).unwrap_or(u64::MAX).saturating_mul(number);
        let due = plan.begin + Duration::from_nanos(nanos);
        let events = events::events(plan.seed, number, plan.batch);
        tokio::time::sleep_until(due).await;
        if line.is_none() {
            line = plan.way.open().await;
        }
        let Some(open) = line.as_mut() else { continue };
        match tokio::time::timeout_at(due + GIVEN_UP, open.ask(&plan.key, &events)).await {
            Ok(Some(200)) => told.push(u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX)),
            Ok(Some(_)) => {}
            // What comes on this connection now would be the answer to another event.
            Ok(None) | Err(_) => line = None,
        }
    }
}
