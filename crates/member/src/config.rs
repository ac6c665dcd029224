//! What a gateway is told by its TOML file. See `docs/guides/connect-a-bank.md` for a whole one.
//!
//! The key never shows in `Debug`, nor in an error.

use crate::clock::Clock;
use crate::error::Error;
use cordon_model::{AgencyKind, Wire};
use serde::Deserialize;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Shortest pause between two polls; below it the centre answers 200008.
const EVERY_MS_MIN: u64 = 20;
const EVERY_MS_DEFAULT: u64 = 1_000;
/// 银发〔2016〕86号: a stop lasts 48 hours from the moment of the stop.
const STOP_LIFE_MS: i64 = 48 * cordon_model::time::HOUR_MS;
/// 银发〔2016〕86号: the same account may be stopped twice.
const STOPS_MAX: u32 = 2;
/// Ours: how long the bank's own delay after a risk notice lasts.
const DELAY_MS: i64 = 30 * cordon_model::time::MINUTE_MS;
/// Ours, and the centre's norm `hold.confirm_due`: how long the bank's own hold waits for the police.
const OWN_HOLD_MS: i64 = 24 * cordon_model::time::HOUR_MS;
/// Ours: how far a booking may lie from the moment that an order names.
const MATCH_WINDOW_MS: i64 = 10 * cordon_model::time::MINUTE_MS;
/// Ours: clocks of two houses differ a little; an order from further ahead is wrong.
const CLOCK_TOLERANCE_MS: i64 = 5 * cordon_model::time::MINUTE_MS;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The gateway's own folder: its store, its ledger.
    pub data: PathBuf,
    pub agency: AgencyConfig,
    #[serde(default)]
    pub centre: CentreConfig,
    /// None where orders come as files only.
    #[serde(rename = "wire", default)]
    pub wires: Vec<WireConfig>,
    #[serde(default)]
    pub policy: Policy,
    #[serde(default)]
    pub ledger: LedgerConfig,
    pub admin: Option<AdminConfig>,
    pub bundle: Option<BundleConfig>,
    #[serde(default)]
    pub clock: Clock,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyConfig {
    /// 12-digit institution code.
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
    /// Written into every feedback on the police interface.
    #[serde(default = "automatic")]
    pub operator_name: String,
    #[serde(default = "no_phone")]
    pub operator_phone: String,
}

fn automatic() -> String {
    "自动处理".to_owned()
}

fn no_phone() -> String {
    "00000000".to_owned()
}

/// For orders that come as files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleConfig {
    /// The centre's code.
    pub centre: String,
    /// The line of the centre's `/log/key`, brought by another way than the files.
    pub key: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CentreConfig {
    #[serde(default)]
    pub url: String,
    /// The agency's key; or `key_file`, a file that holds nothing else.
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// PEM file with the authority that signed the centre's certificate, where it is a private one.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

impl fmt::Debug for CentreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CentreConfig({})", self.url)
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireConfig {
    pub kind: Wire,
    #[serde(default = "every_ms")]
    pub every_ms: u64,
}

const fn every_ms() -> u64 {
    EVERY_MS_DEFAULT
}

/// What the bank does on a risk notice (反电信网络诈骗法 Art. 18: its own decision).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnNotice {
    /// Hold up to the amount for `delay_ms`.
    Delay,
    /// Mark the account for the bank's own staff.
    Flag,
}

/// The rules by which orders are judged. Every figure has its source beside its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Whether this core can hold an amount instead of a whole account.
    pub limited_stop: bool,
    pub on_notice: OnNotice,
    pub delay_ms: i64,
    /// How long a hold on the bank's own suspicion lasts, unless a stop comes.
    pub own_hold_ms: i64,
    pub stop_life_ms: i64,
    pub stops_max: u32,
    pub match_window_ms: i64,
    pub clock_tolerance_ms: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            limited_stop: false,
            on_notice: OnNotice::Flag,
            delay_ms: DELAY_MS,
            own_hold_ms: OWN_HOLD_MS,
            stop_life_ms: STOP_LIFE_MS,
            stops_max: STOPS_MAX,
            match_window_ms: MATCH_WINDOW_MS,
            clock_tolerance_ms: CLOCK_TOLERANCE_MS,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerConfig {
    /// TOML or CSV file of accounts and numbers for the built-in ledger. What it names already is
    /// left as it stands.
    pub seed: Option<PathBuf>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminConfig {
    /// A loopback address, such as `127.0.0.1:9301`.
    pub listen: SocketAddr,
    pub key: String,
}

impl fmt::Debug for AdminConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AdminConfig({})", self.listen)
    }
}

impl Config {
    /// Reads a file; paths inside it are relative to it.
    pub fn load(file: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(file)
            .map_err(|e| Error::Config(format!("`{}` cannot be read: {e}", file.display())))?;
        Self::parse(&text, file.parent().unwrap_or_else(|| Path::new(".")))
    }

    pub fn parse(text: &str, base: &Path) -> Result<Self, Error> {
        let mut config: Self = toml::from_str(text).map_err(|e| {
            // The library's full text quotes the line, and the line may be the key's.
            let at = e.span().map_or(0, |s| text.get(..s.start).unwrap_or("").lines().count().max(1));
            Error::Config(format!("line {at}: {}", e.message()))
        })?;
        config.data = base.join(&config.data);
        for path in [&mut config.centre.key_file, &mut config.centre.ca_file, &mut config.ledger.seed] {
            if let Some(inner) = path {
                *path = Some(base.join(&inner));
            }
        }
        config.check().map_err(Error::Config)?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        if self.agency.code.len() != 12 || !self.agency.code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("`agency.code` is `{}`; an institution code has 12 digits", self.agency.code));
        }
        if self.wires.is_empty() && self.bundle.is_none() {
            return Err("no `[[wire]]`: name at least one, such as kind = \"police_bank\"".to_owned());
        }
        for (at, wire) in self.wires.iter().enumerate() {
            if wire.kind == Wire::ByHand {
                return Err("wire `by_hand` is none that a gateway can poll".to_owned());
            }
            if wire.every_ms < EVERY_MS_MIN {
                return Err(format!("`wire.every_ms` is `{}`; at least {EVERY_MS_MIN}", wire.every_ms));
            }
            if self.wires.iter().skip(at.saturating_add(1)).any(|other| other.kind == wire.kind) {
                return Err(format!("wire `{}` stands twice; name each once", wire.kind.name()));
            }
        }
        if !self.wires.is_empty() && self.centre.url.is_empty() {
            return Err("`centre.url` is missing: a wire needs it".to_owned());
        }
        if !self.wires.is_empty() && self.centre.key.is_some() == self.centre.key_file.is_some() {
            return Err("give either `centre.key` or `centre.key_file`".to_owned());
        }
        if let Some(admin) = &self.admin {
            if !admin.listen.ip().is_loopback() {
                return Err(format!("`admin.listen` is `{}`; only a loopback address is served", admin.listen));
            }
            if admin.key.is_empty() {
                return Err("`admin.key` is empty; choose one".to_owned());
            }
        }
        let policy = &self.policy;
        let spans = [
            policy.delay_ms,
            policy.own_hold_ms,
            policy.stop_life_ms,
            policy.match_window_ms,
            policy.clock_tolerance_ms,
        ];
        if spans.iter().any(|ms| *ms <= 0) {
            return Err("`policy`: every span in ms must be above 0".to_owned());
        }
        self.clock.check()
    }

    /// The agency's key, from the file where one is named.
    pub(crate) fn key(&self) -> Result<String, Error> {
        if let Some(key) = &self.centre.key {
            return Ok(key.clone());
        }
        let Some(file) = &self.centre.key_file else {
            return Err(Error::Config("no key; give `centre.key` or `centre.key_file`".to_owned()));
        };
        let text = std::fs::read_to_string(file)
            .map_err(|e| Error::Config(format!("`{}` cannot be read: {e}", file.display())))?;
        Ok(text.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        data = "member"
        [agency]
        code = "999010000001"
        name = "合成银行"
        kind = "bank"
        [centre]
        url = "http://127.0.0.1:1"
        key = "very-secret"
        [[wire]]
        kind = "police_bank"
        [[wire]]
        kind = "json_form"
        every_ms = 250
        [policy]
        limited_stop = true
        on_notice = "delay"
    "#;

    #[test]
    fn a_whole_config_is_read_and_its_key_never_shown() {
        let config = Config::parse(WHOLE, Path::new("base")).unwrap();
        assert_eq!(config.data, Path::new("base/member"));
        assert_eq!(config.wires[0].every_ms, EVERY_MS_DEFAULT);
        assert_eq!(config.policy.stop_life_ms, 172_800_000);
        assert_eq!(config.policy.on_notice, OnNotice::Delay);
        assert!(!format!("{config:?}").contains("very-secret"));
    }

    /// The guide's own text, so that it stays true.
    #[test]
    fn the_guide_s_files_are_read_as_they_stand() {
        let guide = include_str!("../../../docs/guides/connect-a-bank.md");
        let mut blocks = guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
        let config = Config::parse(blocks.next().unwrap(), Path::new(".")).unwrap();
        assert_eq!(config.policy, Policy { limited_stop: true, on_notice: OnNotice::Delay, ..Policy::default() });
        let seed: crate::ledger::seed::Seed = toml::from_str(blocks.next().unwrap()).unwrap();
        assert_eq!((seed.accounts[0].holds.len(), seed.numbers.len()), (1, 1));
        assert!(blocks.next().is_none());
    }

    #[test]
    fn a_wrong_config_says_what_to_do() {
        for (from, to, says) in [
            ("999010000001", "12", "12 digits"),
            ("\"json_form\"", "\"police_bank\"", "twice"),
            ("\"json_form\"", "\"by_hand\"", "by_hand"),
            ("every_ms = 250", "every_ms = 1", "at least 20"),
            ("key = \"very-secret\"", "", "either"),
            ("[policy]", "[admin]\nlisten = \"0.0.0.0:1\"\nkey = \"k\"\n[policy]", "loopback"),
            ("[policy]", "[clock]\norigin_ms = 0\nreal_origin_ms = 0\nrate = 0\n[policy]", "clock.rate"),
            ("key = \"very-secret\"", "key = very-secret", "line"),
            ("limited_stop", "limitedstop", "limitedstop"),
        ] {
            let text = WHOLE.replace(from, to);
            let error = Config::parse(&text, Path::new(".")).unwrap_err().to_string();
            assert!(error.contains(says), "{to}: {error}");
            assert!(!error.contains("very-secret"), "{error}");
        }
    }
}
