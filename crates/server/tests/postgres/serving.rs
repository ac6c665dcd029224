//! The binary: its commands, and centres that run.

use cordon_server::demo::client::{Client, text};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

pub const PASSWORD: &str = "correct horse battery";
const OPEN_WITHIN: Duration = Duration::from_secs(60);

pub fn cordon(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cordon")).args(args).stdin(Stdio::null()).output().unwrap()
}

/// What a command said when it succeeded.
pub fn said(output: &Output) -> String {
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{error}");
    out.into_owned()
}

/// What a command said when it refused.
pub fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Founds a house in `data`, whose records are where `more` says.
pub fn found(data: &Path, more: &[&str]) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["found", "--code", "999000000000", "--name", "样例市反诈中心", "--login", "admin"])
        .args(["--administrator", "管理甲", "--administrator-phone", "000-0000-0000", "--password-stdin", "--data"])
        .arg(data)
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    said(&child.wait_with_output().unwrap());
}

/// A centre that runs, and is killed when it is dropped.
pub struct Centre {
    child: Child,
    pub base: String,
    data: PathBuf,
}

impl Centre {
    pub fn start(data: &Path) -> Self {
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let log = File::options().create(true).append(true).open(data.with_extension("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_cordon"))
            .args(["serve", "--data", path(data), "--listen", &listen])
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut centre = Self { child, base: format!("http://{listen}"), data: data.to_owned() };
        until("it opens", || {
            assert_eq!(centre.child.try_wait().unwrap(), None, "{}", centre.log());
            Client::new(&centre.base, None).bytes("/readyz").is_ok()
        });
        centre
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.data.with_extension("log")).unwrap()
    }

    pub fn admin(&self) -> Client {
        Client::officer(&self.base, "admin", PASSWORD).unwrap()
    }

    fn get(&self, at: &str) -> String {
        String::from_utf8(Client::new(&self.base, None).bytes(at).unwrap()).unwrap()
    }

    pub fn leads(&self) -> bool {
        self.get("/metrics").lines().any(|line| line == "cordon_leads 1")
    }

    pub fn checkpoint(&self) -> String {
        self.get("/log/checkpoint")
    }

    /// Entries under the newest checkpoint: its second line.
    pub fn signed(&self) -> u64 {
        self.checkpoint().lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or(0)
    }

    /// SIGKILL: no goodbye, no flush.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn stop(mut self) {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(self.child.wait().unwrap().success(), "{}", self.log());
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for what has to come.
pub fn until(what: &str, is_so: impl FnMut() -> bool) {
    let mut is_so = is_so;
    let end = Instant::now() + OPEN_WITHIN;
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn agency(n: u32) -> Value {
    json!({"code": format!("9991{n:08}"), "name": "合成银行", "kind": "bank", "wires": ["json_form"], "public_phone": "000-0000-0001"})
}

/// An act: an agency is registered. The answer to the same key is the same.
pub fn register(by: &Client, n: u32) -> anyhow::Result<String> {
    let (status, answer) = by.post_with(&format!("register-{n}"), "/api/v1/agencies", &agency(n))?;
    anyhow::ensure!(status == 201, "{status} {answer}");
    Ok(text(&answer, "agency").unwrap().to_owned())
}
