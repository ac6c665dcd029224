//! A log that somebody serves, or its files in a folder.

use anyhow::{Context, bail};
use cordon_journal::tiles::{Kind, TileSource, bundle_bytes, bundle_entries};
use cordon_journal::{ENTRY_BYTES_MAX, Hash, Tile, TreeError};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;
use ureq::Agent;

/// The largest file of a log: a full bundle of the longest entries.
const FILE_BYTES_MAX: usize = 256 * (2 + ENTRY_BYTES_MAX);
const REQUEST_MAX: Duration = Duration::from_secs(60);

/// Why a file was not brought.
#[derive(Debug)]
enum Absent {
    /// The log has no such file.
    NotThere,
    /// It is for members.
    NotAllowed,
    Other(String),
}

pub enum Files {
    Url { agent: Agent, base: String, token: Option<String> },
    Folder(PathBuf),
}

impl Files {
    pub fn url(base: &str, token: Option<String>) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(REQUEST_MAX));
        Self::Url { agent: config.build().new_agent(), base: base.trim_end_matches('/').to_owned(), token }
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Absent> {
        match self {
            Self::Folder(folder) => std::fs::read(folder.join(path)).map_err(|error| match error.kind() {
                ErrorKind::NotFound => Absent::NotThere,
                _ => Absent::Other(error.to_string()),
            }),
            Self::Url { agent, base, token } => fetch(agent, &format!("{base}/{path}"), token.as_deref()),
        }
    }

    pub fn checkpoint(&self) -> anyhow::Result<String> {
        let bytes = match self.get("checkpoint") {
            Ok(bytes) => bytes,
            Err(why) => bail!("`checkpoint` cannot be read: {}", told(why)),
        };
        String::from_utf8(bytes).context("the checkpoint is not text; give the address that ends in `/log`")
    }

    /// A partial file may have given way to the full one, which begins with the same.
    fn of_full(&self, tile: Tile) -> Result<Vec<u8>, TreeError> {
        let full = self.get(&tile.full().path()).map_err(|why| missing(tile, why))?;
        match tile.kind {
            Kind::Hashes(_) => {
                let wanted = usize::from(tile.width).saturating_mul(size_of::<Hash>());
                Ok(full.get(..wanted).unwrap_or(&full).to_vec())
            }
            Kind::Entries => {
                let all = bundle_entries(tile.full(), &full)?;
                bundle_bytes(tile, all.get(..usize::from(tile.width)).unwrap_or(&all))
            }
        }
    }
}

impl TileSource for Files {
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, TreeError> {
        match self.get(&tile.path()) {
            Ok(bytes) => Ok(bytes),
            Err(Absent::NotThere) if !tile.is_full() => self.of_full(tile),
            Err(why) => Err(missing(tile, why)),
        }
    }
}

fn fetch(agent: &Agent, url: &str, token: Option<&str>) -> Result<Vec<u8>, Absent> {
    let mut request = agent.get(url);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let mut answer = request.call().map_err(|error| Absent::Other(error.to_string()))?;
    match answer.status().as_u16() {
        200 => {
            let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
            answer.body_mut().with_config().limit(limit).read_to_vec().map_err(|error| Absent::Other(error.to_string()))
        }
        401 | 403 => Err(Absent::NotAllowed),
        404 => Err(Absent::NotThere),
        other => Err(Absent::Other(format!("status {other}"))),
    }
}

fn told(why: Absent) -> String {
    match why {
        Absent::NotThere => "it is not there".to_owned(),
        Absent::NotAllowed => "it is for members; give a key of theirs with --token".to_owned(),
        Absent::Other(why) => why,
    }
}

fn missing(tile: Tile, why: Absent) -> TreeError {
    TreeError::Missing { what: format!("{} ({})", tile.path(), told(why)) }
}
