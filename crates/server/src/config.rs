//! Configuration: a TOML file, with the command line above it. Every key has a working default.

use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where records, keys and the journal are kept.
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// Name of the log in its checkpoints; fixed at the first start.
    pub origin: String,
    /// Who may fetch the journal's entries below `/log`; checkpoints and hashes are public always.
    pub publish_entries: crate::log::Publish,
    pub clock: Option<ClockConfig>,
    /// A site's own font for its papers.
    pub font: Option<PathBuf>,
    /// Cookies of the pages travel over HTTPS only: true wherever TLS stands in front.
    pub secure_cookies: bool,
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
            origin: "cordon.invalid/journal".to_owned(),
            publish_entries: crate::log::Publish::default(),
            clock: None,
            font: None,
            secure_cookies: false,
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
