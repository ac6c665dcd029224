//! The processes of the town: started, watched, stopped.

use super::client::Client;
use anyhow::{Context, bail};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a process may take until it answers.
const OPEN_WITHIN: Duration = Duration::from_secs(60);

/// How a process of the town is started.
#[derive(Clone, Debug)]
pub struct Role {
    pub name: String,
    pub args: Vec<String>,
    /// Where it answers once it is open.
    pub open_at: String,
    pub open_path: &'static str,
}

#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts the binary in a role and waits until it answers.
    pub fn start(exe: &Path, folder: &Path, role: &Role, env: &[(String, String)]) -> anyhow::Result<Self> {
        let log = folder.join(format!("{}.log", role.name));
        let out = File::options().create(true).append(true).open(&log)?;
        let child = Command::new(exe)
            .args(&role.args)
            .envs(env.iter().cloned())
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("cannot start {}", role.name))?;
        let mut process = Self { name: role.name.clone(), child, log };
        process.wait_open(&role.open_at, role.open_path)?;
        Ok(process)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Waits until `path` at `base` answers.
    fn wait_open(&mut self, base: &str, path: &str) -> anyhow::Result<()> {
        let client = Client::new(base, None);
        let until = Instant::now() + OPEN_WITHIN;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}; see {}", self.name, self.log.display());
            }
            if client.bytes(path).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("{} does not answer; see {}", self.name, self.log.display())
    }

    fn signal(&self, name: &str) {
        let _ = Command::new("kill").args([name, &self.child.id().to_string()]).status();
    }

    /// Asks the process to end, and waits; one that does not listen is killed.
    pub fn stop(mut self) -> anyhow::Result<()> {
        self.signal("-TERM");
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Process {
    /// SIGKILL: no goodbye, no flush.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
