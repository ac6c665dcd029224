//! A founded house with two banks, and the commands that are given it.

use cordon_desk::money::lists::{Listed, Lists};
use cordon_desk::office::{self, NewAgency, NewHouse};
use cordon_desk::{Actor, Call, Refusal};
use cordon_flow::disk::Seen;
use cordon_model::{AgencyKind, Currency, KnownAccount, Movement, Officer, Wire};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::random;
use cordon_store::{Doors, Read, SqliteStore, audit, records};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

pub const ORIGIN: &str = "cordon.invalid/journal";
pub const BANK: &str = "999100000001";
pub const OTHER: &str = "999100000002";

/// A founded house with two banks, closed.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(&folder.path().join("data"), Clock::real(), ORIGIN, None).unwrap();
        let call = |actor| Call::new(actor, app.clock.now(), random::seed());
        let house = NewHouse {
            code: "999000000000".into(),
            name: "样例市反诈中心".into(),
            public_phone: "96110".into(),
            login: "admin".into(),
            administrator: "管理甲".into(),
            administrator_phone: "000-0000-0000".into(),
            password: "correct horse battery".into(),
        };
        let founded = office::found_house(&app.desk, &call(Actor::Platform), &house).unwrap();
        let officer: Officer =
            app.desk.store().view::<_, Refusal>("test", |view| Ok(view.need(founded.administrator)?)).unwrap();
        for code in [BANK, OTHER] {
            let new = NewAgency {
                code: code.into(),
                name: "合成银行".into(),
                kind: AgencyKind::Bank,
                wires: vec![Wire::JsonForm],
                limited_stop: false,
                public_phone: "000-0000-0002".into(),
            };
            office::register_agency(&app.desk, &call(Actor::Officer(officer.clone())), &new).unwrap();
        }
        Self(folder)
    }

    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn command(&self, file: &Path, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        command.args(["import", "transfers"]).arg(file).arg("--data").arg(self.data()).args(more);
        command
    }

    pub fn import(&self, file: &Path, more: &[&str]) -> Output {
        self.command(file, more).output().unwrap()
    }

    pub fn done(&self, file: &Path, more: &[&str]) -> String {
        let output = self.import(file, more);
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What the records have, and then what lists in the archive have, as it came.
    pub fn movements(&self) -> Vec<Movement> {
        let store = SqliteStore::open_read_only(&self.data()).unwrap();
        let (mut known, imports) = store
            .view::<(Vec<Movement>, _), Refusal>("test", |view| {
                Ok((view.select("order by place", &[])?, view.select("order by id", &[])?))
            })
            .unwrap();
        let archive = self.archive();
        if archive.exists() {
            let lists = Lists::new(BTreeMap::from([(Currency::CNY, Seen::of(&archive).unwrap())]), imports);
            let mut listed = Vec::new();
            let seen = lists.of(Currency::CNY).unwrap();
            let names = &seen.names;
            seen.archive
                .each(|transfer| {
                    listed.push(lists.movement(&Listed { transfer, currency: Currency::CNY, names }).unwrap());
                    Ok::<_, ()>(())
                })
                .unwrap();
            listed.sort_by_key(|movement| movement.place);
            known.extend(listed);
        }
        known
    }

    pub fn archive(&self) -> PathBuf {
        self.data().join("flow/CNY")
    }

    /// Begins an import, and kills it when it is time to. Whether it came to its end before.
    fn ends_before(&self, file: &Path, more: &[&str], mut is_time: impl FnMut() -> bool) -> bool {
        let mut child = self.command(file, more).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success());
                return true;
            }
            if is_time() {
                child.kill().unwrap();
                child.wait().unwrap();
                return false;
            }
            std::thread::sleep(Duration::from_micros(300));
        }
    }

    /// Imports a file, killed at more and more moments, until one run comes to its end.
    pub fn killed_until_done(&self, file: &Path, more: &[&str]) {
        let mut kills = 0;
        for ms in (40..).step_by(73) {
            let end = Instant::now() + Duration::from_millis(ms);
            if self.ends_before(file, more, || Instant::now() >= end) {
                break;
            }
            kills += 1;
        }
        assert!(kills > 1, "nothing was killed");
        assert!(self.done(file, more).contains("imported before"));
    }

    /// The same house, of which neither knows of the other.
    pub fn copy(&self) -> Self {
        let copy = tempfile::tempdir().unwrap();
        let copied = Command::new("cp").arg("-r").arg(self.data()).arg(copy.path()).status().unwrap();
        assert!(copied.success());
        Self(copy)
    }

    /// Imports a file, killed each time when something was written, soon or later, until one run comes to its end.
    pub fn killed_at_changes(&self, file: &Path) {
        let mut kills = 0;
        loop {
            let most = 1 + kills * 5 % 9 + kills / 12;
            let (mut size, mut changes) = (self.written(), 0);
            let is_time = || {
                let now = self.written();
                changes += u32::from(now != size);
                size = now;
                changes >= most
            };
            if self.ends_before(file, &[], is_time) {
                break;
            }
            kills += 1;
        }
        assert!(kills > 9, "killed {kills} times only");
        assert!(self.done(file, &[]).contains("imported before"));
    }

    /// Bytes in the database, its log and the archive.
    fn written(&self) -> u64 {
        let folders = [self.data(), self.archive()];
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
    }

    pub fn account(&self, key: &str) -> KnownAccount {
        let store = SqliteStore::open_read_only(&self.data()).unwrap();
        store.view::<_, Refusal>("test", |view| Ok(view.need(key)?)).unwrap()
    }

    pub fn export(&self, file: &str, more: &[&str]) -> PathBuf {
        let path = self.0.path().join(file);
        let output = self.try_export(&path, more);
        assert!(output.status.success(), "{}", told(&output));
        path
    }

    pub fn try_export(&self, path: &Path, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        command.args(["export", "transfers"]).arg(path).arg("--data").arg(self.data()).args(more);
        command.output().unwrap()
    }

    pub fn is_sound(&self) {
        let store = SqliteStore::open_read_only(&self.data()).unwrap();
        let report = audit::verify_rows(&store, None, records::COVERED).unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn trace(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_cordon")).arg("trace").args(args).arg("--json").output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Level, moment, amounts, balance and notes of each account, and the transfers between them: all but names.
pub fn without_names(trace: &Value) -> Value {
    let mut trace = trace.clone();
    for (list, names) in [("reached", &["account"][..]), ("edges", &["id", "from", "to"])] {
        for item in trace[list].as_array_mut().unwrap() {
            names.iter().for_each(|name| {
                item.as_object_mut().unwrap().remove(*name).unwrap();
            });
        }
        // Items of one level and moment stand in the order of their names.
        trace[list].as_array_mut().unwrap().sort_by_key(ToString::to_string);
    }
    trace
}
