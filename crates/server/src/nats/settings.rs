//! `[sift.nats]` of the configuration, and the connection that it asks for.

use anyhow::{Context as _, bail, ensure};
use async_nats::{ConnectOptions, ServerAddr};
use serde::Deserialize;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NatsConfig {
    /// Addresses of NATS servers, with commas between: `tls://HOST:PORT`, or `nats://` on this machine.
    pub url: String,
    /// Before all subjects.
    #[serde(default = "prefix")]
    pub prefix: String,
    /// The stream into which agencies publish events; without it there are requests only.
    pub stream: Option<String>,
    /// How the centre signs in: a `.creds` file, …
    pub credentials: Option<PathBuf>,
    /// … or a file with the seed of an NKey, …
    pub nkey: Option<PathBuf>,
    /// … or a user and the file of his password.
    pub user: Option<String>,
    pub password: Option<PathBuf>,
    /// Who signs the server's certificate, where the machine does not know it.
    pub tls_ca: Option<PathBuf>,
    /// What shows the server who we are, where it asks.
    pub tls_certificate: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
}

fn prefix() -> String {
    "cordon".to_owned()
}

/// An address may hold a password, although it is refused.
impl std::fmt::Debug for NatsConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NatsConfig").field("prefix", &self.prefix).field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl NatsConfig {
    /// Without a way of signing in.
    pub fn at(url: &str, prefix: &str) -> Self {
        Self {
            url: url.to_owned(),
            prefix: prefix.to_owned(),
            stream: None,
            credentials: None,
            nkey: None,
            user: None,
            password: None,
            tls_ca: None,
            tls_certificate: None,
            tls_key: None,
        }
    }

    /// An agency's key travels in every message: in clear it may not leave the machine.
    pub fn addresses(&self) -> anyhow::Result<Vec<ServerAddr>> {
        self.url.split(',').map(|url| address(url.trim())).collect()
    }

    pub async fn options(&self) -> anyhow::Result<ConnectOptions> {
        let options = self.signed_in(ConnectOptions::new()).await?;
        self.with_tls(options)
    }

    async fn signed_in(&self, options: ConnectOptions) -> anyhow::Result<ConnectOptions> {
        match (&self.credentials, &self.nkey, &self.user, &self.password) {
            (None, None, None, None) => Ok(options),
            (Some(file), None, None, None) => {
                let shown = file.display();
                options.credentials_file(file).await.with_context(|| format!("sift.nats.credentials: `{shown}`"))
            }
            (None, Some(file), None, None) => Ok(options.nkey(secret("nkey", file)?)),
            (None, None, Some(user), Some(file)) => {
                Ok(options.user_and_password(user.clone(), secret("password", file)?))
            }
            _ => bail!("sift.nats: give `credentials`, or `nkey`, or `user` with `password`, and no two of them"),
        }
    }

    fn with_tls(&self, mut options: ConnectOptions) -> anyhow::Result<ConnectOptions> {
        let addresses = self.addresses()?;
        options = options.require_tls(addresses.iter().any(ServerAddr::tls_required));
        if let Some(file) = &self.tls_ca {
            options = options.add_root_certificates(there("tls_ca", file)?);
        }
        match (&self.tls_certificate, &self.tls_key) {
            (None, None) => Ok(options),
            (Some(certificate), Some(key)) => {
                let (certificate, key) = (there("tls_certificate", certificate)?, there("tls_key", key)?);
                Ok(options.add_client_certificate(certificate, key))
            }
            _ => bail!("sift.nats: `tls_certificate` and `tls_key` go together"),
        }
    }
}

fn address(url: &str) -> anyhow::Result<ServerAddr> {
    let address: ServerAddr = url.parse().map_err(|_| anyhow::anyhow!("sift.nats.url: write tls://HOST:PORT"))?;
    ensure!(!address.has_user_pass(), "sift.nats.url: holds a password; put it into a file that `password` names");
    let host = address.host();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_here = host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback());
    ensure!(
        address.tls_required() || is_here,
        "sift.nats.url: agencies' keys would travel to `{host}` in clear; write tls://, or run the server here"
    );
    Ok(address)
}

fn secret(name: &str, file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("sift.nats.{name}: `{}`", file.display()))?;
    let text = text.trim();
    ensure!(!text.is_empty(), "sift.nats.{name}: `{}` is empty", file.display());
    Ok(text.to_owned())
}

/// The client looks at these files when it connects, and would only say so in a log.
fn there(name: &str, file: &Path) -> anyhow::Result<PathBuf> {
    std::fs::metadata(file).with_context(|| format!("sift.nats.{name}: `{}`", file.display()))?;
    Ok(file.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> NatsConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn keys_leave_the_machine_encrypted_only() {
        let told = |url: &str| of(&format!("url = \"{url}\"")).addresses().map(|all| all.len());
        assert_eq!(told("nats://127.0.0.1:4222, nats://[::1]:4222,localhost").unwrap(), 3);
        assert_eq!(told("tls://nats.example:4222").unwrap(), 1);
        assert!(told("nats://nats.example:4222").unwrap_err().to_string().contains("tls://"));
        assert!(told("tls://a.example,nats://192.0.2.1").is_err());
        let refused = told("tls://user:secret@nats.example").unwrap_err().to_string();
        assert!(!refused.contains("secret"), "{refused}");
    }

    #[test]
    fn one_way_of_signing_in_and_its_file_has_to_be_there() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let told = |text: &str| {
            let config = of(&format!("url = \"nats://127.0.0.1\"\n{text}"));
            runtime.block_on(config.options()).map(drop).map_err(|error| format!("{error:#}"))
        };
        told("").unwrap();
        assert!(told("user = \"cordon\"").unwrap_err().contains("no two of them"));
        assert!(told("nkey = \"/nowhere/seed\"").unwrap_err().contains("sift.nats.nkey: `/nowhere/seed`"));
        assert!(told("credentials = \"/nowhere/a.creds\"").unwrap_err().contains("credentials"));
        assert!(told("tls_ca = \"/nowhere/ca.pem\"").unwrap_err().contains("tls_ca"));
        assert!(told("tls_key = \"/nowhere/key.pem\"").unwrap_err().contains("go together"));
    }
}
