//! The forgetful disk of `tests/power/lossy.c`: built with the C compiler that SQLite was built
//! with, and a child run upon it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tempfile::TempDir;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/power/lossy.c");
/// A child that says nothing for so long is a fault of the test.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// When the power goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cut {
    AfterStart(Duration),
    AfterFirstLine(Duration),
    /// Only once the child has ended by itself.
    AtEnd,
}

pub(super) struct Disk {
    home: TempDir,
}

impl Disk {
    pub(super) fn new() -> Self {
        let disk = Self { home: tempfile::tempdir().unwrap() };
        std::fs::create_dir(disk.data()).unwrap();
        std::fs::create_dir(disk.shadow()).unwrap();
        compile(&["-shared", "-fPIC", "-o"], &disk.path("lossy.so"), &["-ldl", "-lpthread"]);
        compile(&["-DLOSSY_RESTORE", "-o"], &disk.path("lossy-restore"), &[]);
        disk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    fn shadow(&self) -> PathBuf {
        self.path("shadow")
    }

    fn child(&self, test: &str, asked: &[(&str, &str)]) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
            .env("LD_PRELOAD", self.path("lossy.so"))
            .env("LOSSY_DIR", self.data())
            .env("LOSSY_SHADOW", self.shadow())
            .env("LOSSY_TRACE", self.path("trace"))
            .env("POWER_DATA", self.data())
            .envs(asked.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Runs a child until the power goes, and gives every line it said before.
    pub(super) fn run_until_cut(&self, test: &str, asked: &[(&str, &str)], cut: Cut) -> Vec<String> {
        let mut child = self.child(test, asked);
        let (first, reader) = listen(&mut child);
        match cut {
            Cut::AfterStart(wait) => thread::sleep(wait),
            Cut::AfterFirstLine(wait) => {
                first.recv_timeout(SILENCE_MAX).unwrap();
                thread::sleep(wait);
            }
            Cut::AtEnd => assert!(child.wait().unwrap().success()),
        }
        // SIGKILL; a child that has already ended is no matter.
        let _ = child.kill();
        child.wait().unwrap();
        reader.join().unwrap()
    }

    /// Runs a child to its end and gives the trace of syncs and replies.
    pub(super) fn run_traced(&self, test: &str, asked: &[(&str, &str)]) -> String {
        self.run_until_cut(test, asked, Cut::AtEnd);
        std::fs::read_to_string(self.path("trace")).unwrap()
    }

    /// Everything unsynced is gone.
    pub(super) fn lose_power(&self) {
        let restore = self.path("lossy-restore");
        let done = Command::new(restore).args([self.data(), self.shadow()]).status().unwrap();
        assert!(done.success());
    }

    /// The data for reading. Opening a store changes its files, and the images of the disk must stay
    /// what the next child finds.
    pub(super) fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.data()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        copy
    }
}

fn compile(before: &[&str], target: &Path, after: &[&str]) {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let built = Command::new(compiler).args(before).arg(target).arg(SOURCE).args(after).status();
    assert!(built.expect("the power tests need a C compiler, as SQLite does").success());
}

/// Reads what a child says, all of it, and tells when the first line of its own came.
fn listen(child: &mut Child) -> (Receiver<()>, JoinHandle<Vec<String>>) {
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (tell, first) = channel();
    let reader = thread::spawn(move || {
        let mut lines = Vec::new();
        let mut line = String::new();
        while out.read_line(&mut line).unwrap() > 0 {
            // What the kill cut off in the middle is no acknowledgement.
            if let Some(whole) = line.strip_suffix('\n') {
                if whole.starts_with("ack") {
                    let _ = tell.send(());
                }
                lines.push(whole.to_owned());
            }
            line.clear();
        }
        lines
    });
    (first, reader)
}
