//! Configuration: a TOML file, with the command line above it. Every key has a working default.

use crate::nats::settings::NatsConfig;
use crate::outside::settings::OidcConfig;
use crate::records::Place;
use cordon_desk::office::SignInRules;
use cordon_model::Role;
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where records, keys and the journal are kept.
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// Address of the PostgreSQL in which records are kept; without it they are in the data folder.
    pub store: Option<String>,
    /// Name of the log in its checkpoints; fixed at the first start.
    pub origin: String,
    /// Who may fetch the journal's entries below `/log`; checkpoints and hashes are public always.
    pub publish_entries: crate::log::Publish,
    pub clock: Option<ClockConfig>,
    /// A site's own font for its papers.
    pub font: Option<PathBuf>,
    /// Cookies of the pages travel over HTTPS only: true wherever TLS stands in front.
    pub secure_cookies: bool,
    pub sign_in: SignInConfig,
    pub sift: SiftConfig,
}

/// How people come in, and when they are out again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInConfig {
    /// Roles that need a second factor, such as `["administrator", "approver"]`.
    pub second_factor: BTreeSet<Role>,
    /// Where officers reach the workbench, such as `https://centre.city.example`; passkeys are for this name, and an
    /// identity provider leads back here.
    pub origin: Option<String>,
    /// A session ends after so many hours, whatever happens: 1 to 24.
    pub hours: u32,
    /// A browser's session ends after so many minutes without anybody there: 1 to 720.
    pub idle_minutes: u32,
    /// The identity provider by which officers may come in.
    pub oidc: Option<OidcConfig>,
}

impl Default for SignInConfig {
    fn default() -> Self {
        Self { second_factor: BTreeSet::new(), origin: None, hours: 12, idle_minutes: 30, oidc: None }
    }
}

impl SignInConfig {
    pub fn rules(&self) -> SignInRules {
        SignInRules {
            second_factor: self.second_factor.clone(),
            outside_only: self.oidc.as_ref().map(|oidc| oidc.only.clone()).unwrap_or_default(),
            session_ms: i64::from(self.hours.clamp(1, 24)).saturating_mul(HOUR_MS),
            idle_ms: Some(i64::from(self.idle_minutes.clamp(1, 720)).saturating_mul(MINUTE_MS)),
        }
    }
}

/// The room in which events are judged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiftConfig {
    /// Where people object to a verdict: it stands in each.
    pub redress: String,
    /// For so long the log of verdicts is kept; at least 31, which counters look back.
    pub keep_days: u32,
    /// So often the state is saved, in seconds; a start reads what came since.
    pub save_seconds: u64,
    /// A file of the log of verdicts is ended above so many MiB: 1 to 1024.
    pub log_file_mib: u64,
    /// Where agencies ask over NATS as well.
    pub nats: Option<NatsConfig>,
}

/// The longest window of the counters, and a day.
const KEEP_DAYS_MIN: u32 = 31;

impl SiftConfig {
    pub fn log_file_bytes(&self) -> u64 {
        self.log_file_mib.clamp(1, 1_024).saturating_mul(1024 * 1024)
    }

    pub fn keep_ms(&self) -> i64 {
        i64::from(self.keep_days.max(KEEP_DAYS_MIN)).saturating_mul(cordon_model::time::DAY_MS)
    }
}

impl Default for SiftConfig {
    fn default() -> Self {
        Self { redress: "96110".to_owned(), keep_days: 92, save_seconds: 300, log_file_mib: 64, nats: None }
    }
}

/// The store's address may hold a password.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config").field("data", &self.data).field("listen", &self.listen).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockConfig {
    pub origin_ms: i64,
    pub real_origin_ms: i64,
    pub rate: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8096)),
            store: None,
            origin: "cordon.invalid/journal".to_owned(),
            publish_entries: crate::log::Publish::default(),
            clock: None,
            font: None,
            secure_cookies: false,
            sign_in: SignInConfig::default(),
            sift: SiftConfig::default(),
        }
    }
}

impl Config {
    pub fn read(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path)
            .map_err(|e| anyhow::anyhow!("cannot read the configuration `{}`: {e}", path.display()))?;
        toml::from_str(&text).map_err(|e| anyhow::anyhow!("configuration `{}`: {}", path.display(), e.message()))
    }

    /// The data folder names the database that the configuration names.
    pub fn name_store(&self) -> anyhow::Result<()> {
        self.store.as_deref().map_or(Ok(()), |address| Place::name(&self.data, address))
    }

    pub fn clock(&self) -> crate::clock::Clock {
        match self.clock {
            None => crate::clock::Clock::real(),
            Some(clock) => crate::clock::Clock {
                origin: cordon_model::Stamp::from_ms(clock.origin_ms),
                real_origin: cordon_model::Stamp::from_ms(clock.real_origin_ms),
                rate: clock.rate.max(1),
            },
        }
    }
}
