//! `cordon member`: an agency's gateway.

mod bundle;
mod statement;

use cordon_member::{Config, SystemClock};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug, clap::Args)]
pub struct Member {
    #[arg(long)]
    config: PathBuf,
    #[command(subcommand)]
    once: Option<Once>,
}

/// What is done once, instead of running.
#[derive(Debug, clap::Subcommand)]
enum Once {
    /// Orders and answers as files.
    Bundle(bundle::Bundle),
    /// What the built-in ledger says of an account, as a file.
    Statement(statement::Statement),
}

impl Member {
    pub fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config)?;
        match self.once {
            Some(Once::Bundle(bundle)) => return bundle.run(&config),
            Some(Once::Statement(statement)) => return statement.run(&config),
            None => {}
        }
        let stop = Arc::new(AtomicBool::new(false));
        let asked = stop.clone();
        std::thread::spawn(move || {
            wait_for_signal();
            asked.store(true, Ordering::SeqCst);
        });
        let clock = Arc::new(SystemClock(config.clock));
        Ok(cordon_member::run(&config, clock, stop)?)
    }
}

/// The gateway itself is plain threads; only the signal needs a runtime.
fn wait_for_signal() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    if let Ok(runtime) = runtime {
        runtime.block_on(super::serve::stop_signal());
    }
}
