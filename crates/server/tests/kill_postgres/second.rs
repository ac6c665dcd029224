//! The second centre: a folder of its own with the keys of the first, on the same database.

use cordon_server::demo::client::Client;
use cordon_server::demo::town::Town;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const OPEN_WITHIN: Duration = Duration::from_secs(60);

pub struct Second {
    pub base: String,
    listen: String,
    exe: PathBuf,
    folder: PathBuf,
    child: Child,
}

impl Second {
    pub fn start(town: &Town) -> Self {
        let folder = town.folder.clone();
        fs::create_dir(folder.join("centre-2")).unwrap();
        for name in ["vault.key", "journal.key", "journal.vkey", "store.address"] {
            fs::copy(town.centre_folder().join(name), folder.join("centre-2").join(name)).unwrap();
        }
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let (base, exe) = (format!("http://{listen}"), town.exe().to_owned());
        let child = spawn(&exe, &folder, &listen);
        let mut second = Self { base, listen, exe, folder, child };
        second.until_open();
        second
    }

    fn until_open(&mut self) {
        let end = Instant::now() + OPEN_WITHIN;
        while Client::new(&self.base, None).bytes("/readyz").is_err() {
            assert_eq!(self.child.try_wait().unwrap(), None, "the second centre ended; see centre-2.log");
            assert!(Instant::now() < end, "the second centre does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn kill_and_restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = spawn(&self.exe, &self.folder, &self.listen);
        self.until_open();
    }

    /// Ends it in order; its data folder.
    pub fn stop(mut self) -> PathBuf {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(self.child.wait().unwrap().success());
        self.folder.join("centre-2")
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(exe: &Path, folder: &Path, listen: &str) -> Child {
    let log = File::options().create(true).append(true).open(folder.join("centre-2.log")).unwrap();
    Command::new(exe)
        .args(["serve", "--listen", listen, "--config"])
        .arg(folder.join("centre.toml"))
        .arg("--data")
        .arg(folder.join("centre-2"))
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}
