//! A process that appends to a folder is killed, again and again; what it said it kept is there.

use cordon_flow::disk::Folder;
use cordon_flow::{AccountId, Stamp, Transfer, TxId};
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

const FOLDER: &str = "CORDON_FLOW_KILLED_FOLDER";
const ROUNDS: u64 = 5;
pub const BATCH: u32 = 200;

pub fn transfer(id: u32) -> Transfer {
    Transfer {
        id: TxId(id),
        from: AccountId(id * 7 % 400),
        to: AccountId(id * 13 % 400),
        amount: u64::from(id % 900 + 1),
        debit: Stamp::new(i64::from(id), i64::from(id)),
        credit: id.is_multiple_of(11).then(|| Stamp::new(i64::from(id) + 2, 0)),
        balance_before: id.is_multiple_of(3).then_some(5_000),
    }
}

/// The process that is killed: appends and says how many the folder has.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn appends_until_it_is_killed() {
    let Ok(path) = std::env::var(FOLDER) else { return };
    let mut folder = Folder::open(path.as_ref()).unwrap().folder;
    loop {
        let next = u32::try_from(folder.as_of().0).unwrap();
        let batch: Vec<Transfer> = (next..next + BATCH).map(transfer).collect();
        println!("kept {}", folder.append(&batch).unwrap().0);
    }
}

pub struct Appending(Child, Lines<BufReader<ChildStdout>>);

impl Appending {
    pub fn begin(folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["disk::killed::appends_until_it_is_killed", "--ignored", "--exact", "--nocapture"])
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self(child, lines)
    }

    /// How many it has said to have kept, after so many batches more.
    pub fn kept(&mut self, batches: usize) -> u64 {
        let told = self.1.by_ref().map(Result::unwrap);
        let told = told.filter_map(|line| line.strip_prefix("kept ").and_then(|count| count.parse::<u64>().ok()));
        told.take(batches).last().unwrap()
    }

    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn a_process_that_is_killed_while_it_appends_has_kept_what_it_said() {
    let path = tempfile::tempdir().unwrap();
    for round in 0..ROUNDS {
        let mut appending = Appending::begin(path.path());
        let kept = appending.kept(100 + usize::try_from(round).unwrap() * 137);
        appending.kill();
        let folder = Folder::open(path.path()).unwrap().folder;
        assert!(folder.as_of().0 >= kept, "{} of {kept}", folder.as_of().0);
        assert_eq!(folder.archive().len() as u64, folder.as_of().0);
        for id in (0..u32::try_from(folder.as_of().0).unwrap()).step_by(97) {
            let wanted = transfer(id);
            assert_eq!(folder.archive().transfer_like(&wanted), Some(wanted));
        }
    }
}
