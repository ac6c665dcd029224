//! What every route and job shares.

use crate::archives;
use crate::clock::Clock;
use crate::commands::keys::{self, Already};
use crate::config::{Config, SiftConfig};
use crate::http::limit::Limits;
use crate::http::metrics::Metrics;
use crate::http::problem::Problem;
use crate::http::stream::{News, STREAMS_MAX};
use crate::log::{Log, Publish};
use crate::nats::status::Status;
use crate::outside::Outside;
use crate::outside::settings::has_name;
use crate::passkeys::Passkeys;
use crate::random;
use crate::records::{Place, Records, make_folder};
use crate::sift::service::Service;
use cordon_desk::permit::Judge;
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_journal::Key;
use cordon_model::Code;
use cordon_papers::{Font, Press};
use cordon_store::{Vault, founding};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use tokio::sync::{Semaphore, watch};

/// Desk work under way at once; what comes above it is told to come again.
const DESK_THREADS_MAX: usize = 64;
/// Requests that may wait for one of these threads.
const DESK_WAITING_MAX: usize = 2_000;

/// The running centre.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

#[derive(Debug)]
pub struct Shared {
    pub desk: Desk,
    pub records: Records,
    pub clock: Clock,
    /// Signs checkpoints.
    pub key: Key,
    pub origin: String,
    pub press: Press,
    /// The journal as it is shown to the outside.
    pub log: Log,
    threads: Semaphore,
    waiting: Semaphore,
    /// Moves when something was written, so that live streams look again.
    pub changed: watch::Sender<u64>,
    /// A place for each open stream.
    pub streams: Arc<Semaphore>,
    /// What those streams tell.
    pub news: News,
    pub limits: Limits,
    pub metrics: Metrics,
    /// How serving over NATS is.
    pub nats: Arc<Status>,
    /// Officers practise: everybody in it is made up, and whatever shows it says so.
    pub is_drill: bool,
    /// The data folder.
    pub data: PathBuf,
    pub sift_config: SiftConfig,
    /// Where the site has said under which name it is reached.
    passkeys: Option<Passkeys>,
    /// Where the site has an identity provider.
    outside: Option<Outside>,
    /// Opened by whoever asks first; why it could not be opened stays said.
    sift: OnceLock<Result<Service, String>>,
}

impl Shared {
    fn of(config: &Config) -> anyhow::Result<Self> {
        let font = config.font.as_deref();
        let shared = Self::open(&config.data, config.clock(), &config.origin, font, config.publish_entries)?;
        let desk = shared.desk.with_sign_in_rules(config.sign_in.rules());
        // For the way back from a provider a number does, for passkeys it does not.
        let origin = config.sign_in.origin.as_deref();
        let named = origin.filter(|origin| config.sign_in.oidc.is_none() || has_name(origin));
        let passkeys = named.map(Passkeys::of).transpose()?;
        let outside = Outside::of(&config.sign_in, desk.vault())?;
        Ok(Self { sift_config: config.sift.clone(), desk, passkeys, outside, ..shared })
    }

    fn open(data: &Path, clock: Clock, origin: &str, font: Option<&Path>, publish: Publish) -> anyhow::Result<Self> {
        make_folder(data)?;
        let place = Place::of(data)?;
        // Keys are made before the first record, so that there is none without them.
        let already = if place.exists()? { Already::Yes } else { Already::No };
        let vault = Vault::from_key(keys::vault_key(data, already)?);
        let key = keys::journal_key(data, origin, already)?;
        let records = place.open(clock.now())?;
        founding::prove(&*records.store(), &proofs(&vault, &key))?;
        let desk = Desk::new(records.store(), vault, Judge::house()?, cordon_desk::norms::calendar()?);
        let press = Press::new(match font {
            Some(path) => Font::from_bytes(std::fs::read(path)?)?,
            None => Font::embedded()?,
        });
        Ok(Self {
            desk,
            records,
            clock,
            key,
            origin: origin.to_owned(),
            press,
            log: Log::new(data, publish),
            threads: Semaphore::new(DESK_THREADS_MAX),
            waiting: Semaphore::new(DESK_WAITING_MAX),
            changed: watch::Sender::new(0),
            streams: Arc::new(Semaphore::new(STREAMS_MAX)),
            news: News::default(),
            limits: Limits::default(),
            metrics: Metrics::default(),
            nats: Arc::default(),
            is_drill: false,
            data: data.to_owned(),
            sift_config: SiftConfig::default(),
            passkeys: None,
            outside: None,
            sift: OnceLock::new(),
        })
    }
}

impl std::ops::Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Opens the data folder; a new one gets its keys. Entries of the log are for members.
    pub fn open(data: &Path, clock: Clock, origin: &str, font: Option<&Path>) -> anyhow::Result<Self> {
        Self::beside_lists(data, Shared::open(data, clock, origin, font, Publish::Members)?)
    }

    /// The same for a drill.
    pub fn for_drill(data: &Path, clock: Clock, origin: &str) -> anyhow::Result<Self> {
        let shared = Shared::open(data, clock, origin, None, Publish::Members)?;
        let press = shared.press.clone().for_drill();
        Self::beside_lists(data, Shared { is_drill: true, press, ..shared })
    }

    /// Opens what the configuration names.
    pub fn of(config: &Config) -> anyhow::Result<Self> {
        Self::beside_lists(&config.data, Shared::of(config)?)
    }

    /// The same without the lists that are kept beside the records: an import writes them.
    pub fn without_lists(config: &Config) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Shared::of(config)?)))
    }

    fn beside_lists(data: &Path, shared: Shared) -> anyhow::Result<Self> {
        let lists = archives::lists(data, &*shared.records.store())?;
        for (currency, seen) in lists.all() {
            let (accounts, _) = seen.names.count();
            let bytes = seen.archive.bytes().saturating_add(seen.names.bytes());
            let rows = seen.archive.len();
            tracing::info!(currency = currency.code(), rows, accounts, bytes, "lists of transfers are in memory");
        }
        Ok(Self(Arc::new(Shared { desk: shared.desk.with_lists(lists), ..shared })))
    }

    pub fn has_passkeys(&self) -> bool {
        self.passkeys.is_some()
    }

    pub fn passkeys(&self) -> Result<&Passkeys, Refusal> {
        let why = "passkeys need `sign_in.origin` in the configuration, the address at which officers reach the site";
        self.passkeys.as_ref().ok_or_else(|| Refusal::new(Code::WrongState, why))
    }

    /// The site's identity provider, where it has one.
    pub fn outside(&self) -> Option<&Outside> {
        self.outside.as_ref()
    }

    /// The room in which events are judged. Where its log is damaged the rest of the centre goes on without.
    pub fn sift(&self) -> Result<&Service, Problem> {
        let opened = self.sift.get_or_init(|| {
            Service::open(&self.data, &self.desk, &self.sift_config, self.clock.now()).map_err(|error| {
                tracing::error!(%error, "events cannot be judged");
                error.to_string()
            })
        });
        opened
            .as_ref()
            .map_err(|why| Problem::from(Refusal::new(Code::Busy, format!("events cannot be judged: {why}"))))
    }

    /// The room, if somebody has opened it already.
    pub fn opened_sift(&self) -> Option<&Service> {
        self.sift.get()?.as_ref().ok()
    }

    /// Whether this process does what only one of all servers should do.
    pub fn leads(&self) -> bool {
        self.records.leads()
    }

    /// A call by the platform itself, now.
    pub fn platform(&self) -> Call {
        Call::new(Actor::Platform, self.clock.now(), random::seed())
    }

    /// Live streams that are open.
    pub fn open_streams(&self) -> usize {
        STREAMS_MAX.saturating_sub(self.streams.available_permits())
    }

    /// Runs desk work on a thread that may block, bounded, and tells the streams afterwards.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Problem> {
        let outcome = self.peek(work).await;
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
        outcome
    }

    /// The same for work that writes nothing, so that streams which look do not wake each other.
    pub async fn peek<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Problem> {
        let began = Instant::now();
        let busy = |what: &str| Problem::from(Refusal::new(Code::Busy, what));
        let _waiting = self.waiting.try_acquire().map_err(|_| busy("too many requests are waiting"))?;
        let _thread = self.threads.acquire().await.map_err(|_| busy("the centre is stopping"))?;
        let app = self.clone();
        let outcome = tokio::task::spawn_blocking(move || work(&app)).await;
        self.metrics.desk(began.elapsed());
        match outcome {
            Ok(result) => result.map_err(Problem::from),
            Err(_) => Err(Problem::from(Refusal::new(Code::Internal, "the work stopped unexpectedly"))),
        }
    }
}

/// What only these keys give.
pub(crate) fn proofs(vault: &Vault, key: &Key) -> [(&'static str, String); 2] {
    [("vault.key", vault.index("founding", "vault.key")), ("journal.key", key.vkey().to_string())]
}
