//! `cordon serve`: the centre.

use crate::app::App;
use crate::config::Config;
use crate::{http, jobs, nats};
use anyhow::Context;
use std::path::PathBuf;
use tokio::net::TcpListener;

#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Folder for records, keys and the journal.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long)]
    config: Option<PathBuf>,
    /// Address of a PostgreSQL for the records, postgresql://USER@HOST/NAME; the folder remembers it.
    /// A password belongs into the configuration, not on a command line.
    #[arg(long, value_name = "ADDRESS")]
    store: Option<String>,
    /// Address and port, such as 127.0.0.1:8096.
    #[arg(long)]
    listen: Option<std::net::SocketAddr>,
}

impl Serve {
    pub fn run(self) -> anyhow::Result<()> {
        let mut config = Config::read(self.config.as_deref())?;
        if let Some(data) = self.data {
            config.data = data;
        }
        config.store = self.store.or(config.store);
        config.name_store()?;
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        let app = App::of(&config)?;
        // Whoever asks first must not wait for the log to be read. What is wrong with it was said.
        let _ = app.sift();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(serve(app, &config))
    }
}

async fn serve(app: App, config: &Config) -> anyhow::Result<()> {
    let listener =
        TcpListener::bind(config.listen).await.with_context(|| format!("cannot listen on {}", config.listen))?;
    tracing::info!(listen = %listener.local_addr()?, "the centre is open");
    let bridge = match &config.sift.nats {
        Some(config) => Some(nats::start(&app, config).await?),
        None => None,
    };
    let mut jobs = jobs::start(&app);
    jobs.spawn(reload_on_hangup(app.clone()));
    let site = crate::web::Site { secure_cookies: config.secure_cookies };
    let router =
        http::router(app).layer(axum::Extension(site)).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(stop_signal()).await?;
    if let Some(bridge) = bridge {
        bridge.stop().await;
    }
    jobs.abort_all();
    Ok(())
}

/// SIGHUP: the lexicon, the model and the rules are read again. A slip in them changes nothing.
async fn reload_on_hangup(app: App) {
    let Ok(mut hangup) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) else { return };
    while hangup.recv().await.is_some() {
        let Ok(service) = app.sift() else { continue };
        match service.room.reload() {
            Ok(now) => tracing::info!(
                lexicon = now.judge.versions.lexicon,
                rules = now.judge.versions.rules,
                "words were read again"
            ),
            Err(error) => tracing::error!(error = format!("{error:#}"), "words could not be read; the old ones stay"),
        }
    }
}

/// SIGINT or SIGTERM. A killed centre loses nothing either: what was accepted is durable.
pub(crate) async fn stop_signal() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => return std::future::pending().await,
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
