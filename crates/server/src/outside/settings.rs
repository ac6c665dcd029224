//! `[sign_in.oidc]` of the configuration, and what it has to be before the centre starts.

use anyhow::{Context, bail, ensure};
use cordon_model::Role;
use openidconnect::url::{Host, Url};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The button stands under the password; longer words break it.
const BUTTON_CHARS_MAX: usize = 24;
/// A person who was asked for longer ago than this is asked again: no longer than a session can be.
const MAX_AGE_MINUTES_MAX: u32 = 1_440;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcConfig {
    /// The provider's own name: an address below which its description lies.
    pub issuer: String,
    pub client_id: String,
    /// The client's secret, in a file of its own.
    pub client_secret_file: PathBuf,
    /// Asked for besides `openid`, where a claim needs it.
    #[serde(default)]
    pub scopes: BTreeSet<String>,
    /// By which claim of the ID token an officer is known.
    #[serde(default = "claim")]
    pub claim: String,
    #[serde(default = "button_zh")]
    pub button_zh: String,
    #[serde(default = "button_en")]
    pub button_en: String,
    /// Words of `amr` by which the provider says that a second factor was used; ours is not asked for then.
    #[serde(default)]
    pub second_factor_amr: BTreeSet<String>,
    /// The same of `acr`; they are asked for as well.
    #[serde(default)]
    pub second_factor_acr: BTreeSet<String>,
    /// The provider has to have asked for the person within so many minutes; `idle_minutes` unless said, 0 asks for
    /// nothing.
    pub max_age_minutes: Option<u32>,
    /// Roles whose holders come in by the provider only.
    #[serde(default)]
    pub only: BTreeSet<Role>,
    /// Who signs the provider's certificate, where it is not one of those that browsers know.
    pub ca_file: Option<PathBuf>,
}

fn claim() -> String {
    "sub".to_owned()
}

fn button_zh() -> String {
    "统一登录".to_owned()
}

fn button_en() -> String {
    "Single sign-on".to_owned()
}

impl OidcConfig {
    /// Refuses what could not work, or would open a door.
    pub fn check(&self) -> anyhow::Result<()> {
        address("issuer", &self.issuer)?;
        ensure!(!self.client_id.is_empty(), "sign_in.oidc.client_id: is empty");
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        for (name, words) in [
            ("scopes", &self.scopes),
            ("second_factor_amr", &self.second_factor_amr),
            ("second_factor_acr", &self.second_factor_acr),
        ] {
            ensure!(words.iter().all(|word| plain(word)), "sign_in.oidc.{name}: words without blanks");
        }
        ensure!(plain(&self.claim), "sign_in.oidc.claim: is no name of a claim");
        for (name, text) in [("button_zh", &self.button_zh), ("button_en", &self.button_en)] {
            let fits = (1..=BUTTON_CHARS_MAX).contains(&text.trim().chars().count());
            ensure!(fits, "sign_in.oidc.{name}: 1 to {BUTTON_CHARS_MAX} characters");
        }
        ensure!(
            self.max_age_minutes.is_none_or(|minutes| minutes <= MAX_AGE_MINUTES_MAX),
            "sign_in.oidc.max_age_minutes: 0 to {MAX_AGE_MINUTES_MAX}"
        );
        ensure!(
            !self.only.contains(&Role::Administrator),
            "sign_in.oidc.only: not `administrator`: his password is the way in when the provider is down"
        );
        Ok(())
    }

    pub fn secret(&self) -> anyhow::Result<String> {
        let shown = self.client_secret_file.display();
        let text = std::fs::read_to_string(&self.client_secret_file)
            .with_context(|| format!("sign_in.oidc.client_secret_file: `{shown}`"))?;
        ensure!(!text.trim().is_empty(), "sign_in.oidc.client_secret_file: `{shown}` is empty");
        Ok(text.trim().to_owned())
    }

    /// How long ago the provider may have asked for the person, in minutes.
    pub fn max_age(&self, idle_minutes: u32) -> Option<u32> {
        Some(self.max_age_minutes.unwrap_or(idle_minutes)).filter(|minutes| *minutes > 0)
    }
}

/// Codes, secrets and tokens go there: encrypted, or to this machine.
pub fn address(name: &str, text: &str) -> anyhow::Result<Url> {
    let url = Url::parse(text).with_context(|| format!("sign_in.oidc.{name}: `{text}` is no address"))?;
    ensure!(url.username().is_empty() && url.password().is_none(), "sign_in.oidc.{name}: holds a user");
    ensure!(url.query().is_none() && url.fragment().is_none(), "sign_in.oidc.{name}: holds more than a path");
    if !is_guarded(&url) {
        bail!("sign_in.oidc.{name}: `{text}` would be asked in clear; write https://, or run it on this machine");
    }
    Ok(url)
}

/// Encrypted, or on this machine.
pub fn is_guarded(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

/// Whether a site is reached under a name, not by a number.
pub fn has_name(origin: &str) -> bool {
    Url::parse(origin).is_ok_and(|url| url.domain().is_some())
}

/// Where the provider leads back to: one address of this site, known beforehand.
pub fn back(origin: Option<&str>, path: &str) -> anyhow::Result<String> {
    let origin = origin.context("sign_in.oidc needs `sign_in.origin`, the address at which officers reach the site")?;
    let url = address("origin", origin).with_context(|| format!("`sign_in.origin` `{origin}`"))?;
    ensure!(url.path() == "/", "`sign_in.origin` `{origin}` holds a path");
    Ok(format!("{}{path}", url.origin().ascii_serialization()))
}

/// Certificates of a file, for a provider that a house signs by itself.
pub fn authority(file: &Path) -> anyhow::Result<ureq::tls::RootCerts> {
    let shown = file.display();
    let pem = std::fs::read(file).with_context(|| format!("sign_in.oidc.ca_file: `{shown}`"))?;
    let mut certificates = Vec::new();
    for item in ureq::tls::parse_pem(&pem) {
        if let ureq::tls::PemItem::Certificate(certificate) =
            item.with_context(|| format!("sign_in.oidc.ca_file: `{shown}`"))?
        {
            certificates.push(certificate);
        }
    }
    ensure!(!certificates.is_empty(), "sign_in.oidc.ca_file: no certificate in `{shown}`; give a PEM file");
    Ok(ureq::tls::RootCerts::new_with_certs(&certificates))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(change: &str) -> Result<(), String> {
        let base = "client_id = \"cordon\"\nclient_secret_file = \"/nowhere/secret\"\n";
        let issuer = if change.contains("issuer") { "" } else { "issuer = \"https://id.city.example\"\n" };
        let config: OidcConfig = toml::from_str(&format!("{issuer}{base}{change}")).map_err(|e| e.to_string())?;
        config.check().map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn what_could_not_work_or_opens_a_door_is_refused_at_the_start() {
        checked("").unwrap();
        checked("issuer = \"http://127.0.0.1:9000\"").unwrap();
        checked("issuer = \"http://[::1]:9000/realms/one\"").unwrap();
        for (change, why) in [
            ("issuer = \"http://id.city.example\"", "in clear"),
            ("issuer = \"http://127.0.0.1.evil.example\"", "in clear"),
            ("issuer = \"https://u:p@id.city.example\"", "holds a user"),
            ("issuer = \"https://id.city.example?tenant=1\"", "more than a path"),
            ("issuer = \"id.city.example\"", "no address"),
            ("only = [\"administrator\"]", "way in when the provider is down"),
            ("scopes = [\"profile email\"]", "without blanks"),
            ("button_zh = \"\"", "1 to 24"),
            ("max_age_minutes = 1441", "0 to 1440"),
            ("colour = \"red\"", "unknown field"),
        ] {
            let told = checked(change).unwrap_err();
            assert!(told.contains(why), "{change}: {told}");
        }
    }

    #[test]
    fn the_way_back_is_one_address_of_this_site() {
        let told = |origin: Option<&str>| back(origin, "/sign-in/outside").map_err(|error| format!("{error:#}"));
        assert_eq!(told(Some("https://centre.city.example/")).unwrap(), "https://centre.city.example/sign-in/outside");
        assert_eq!(told(Some("http://127.0.0.1:8096")).unwrap(), "http://127.0.0.1:8096/sign-in/outside");
        assert!(told(None).unwrap_err().contains("sign_in.origin"));
        assert!(told(Some("http://centre.city.example")).unwrap_err().contains("in clear"));
        assert!(told(Some("https://centre.city.example/cordon")).unwrap_err().contains("path"));
    }

    #[test]
    fn how_fresh_a_person_has_to_be_follows_the_session_unless_said() {
        let of = |text: &str| -> OidcConfig {
            toml::from_str(&format!(
                "issuer = \"https://id.example\"\nclient_id = \"a\"\nclient_secret_file = \"b\"\n{text}"
            ))
            .unwrap()
        };
        assert_eq!(of("").max_age(30), Some(30));
        assert_eq!(of("max_age_minutes = 5").max_age(30), Some(5));
        assert_eq!(of("max_age_minutes = 0").max_age(30), None);
    }
}
