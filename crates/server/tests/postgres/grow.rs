//! A folder's records move to PostgreSQL by one command, which may be killed and called again.

use crate::serving::{Centre, cordon, found, path, refused, register, said, until};
use crate::{cluster, fresh};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A folder in which a house was founded and some acts were done; the last checkpoint over them.
fn lived_in(folder: &Path) -> (PathBuf, String) {
    let data = folder.join("data");
    found(&data, &[]);
    let centre = Centre::start(&data);
    let admin = centre.admin();
    (0..20).for_each(|n| drop(register(&admin, n).unwrap()));
    centre.stop();
    let checkpoint = said(&cordon(&["journal", "checkpoint", "--data", path(&data)]));
    let kept = folder.join("checkpoint");
    fs::write(&kept, &checkpoint).unwrap();
    (data, path(&kept).to_owned())
}

fn verified(data: &Path, checkpoint: &str) -> String {
    let verified = said(&cordon(&["journal", "verify", "--data", path(data), "--checkpoint", checkpoint]));
    assert!(verified.contains("all rows are as the journal says"), "{verified}");
    verified
}

#[test]
fn a_grown_house_goes_on_where_the_folder_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (data, checkpoint) = lived_in(folder.path());
    let before = verified(&data, &checkpoint);
    let address = fresh();
    let grown = said(&cordon(&["store", "grow", "--data", path(&data), "--to", &address]));
    assert!(grown.contains("entries are in PostgreSQL"), "{grown}");
    assert_eq!(verified(&data, &checkpoint), before, "the same journal, the same rows");
    assert!(!data.join("cordon.db").exists() && data.join("cordon.db.grown").exists());

    let centre = Centre::start(&data);
    let admin = centre.admin();
    let same = register(&admin, 3).unwrap();
    assert_eq!(register(&admin, 3).unwrap(), same, "what was answered before is remembered");
    let signed = centre.signed();
    register(&admin, 100).unwrap();
    until("the log goes on", || centre.signed() > signed);
    centre.stop();
    verified(&data, &checkpoint);

    let again = said(&cordon(&["store", "grow", "--data", path(&data), "--to", &address]));
    assert!(again.contains("have moved before"), "{again}");
    let trace = refused(&cordon(&["trace", "--data", path(&data), "--from", "x", "--at", "1", "--amount", "1"]));
    assert!(trace.contains("there is no account `x`"), "it looked there: {trace}");
}

#[test]
fn a_database_that_holds_something_else_is_refused_and_the_folder_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, checkpoint) = lived_in(folder.path());
    let address = fresh();
    found(&folder.path().join("other"), &["--store", &address]);
    let why = refused(&cordon(&["store", "grow", "--data", path(&data), "--to", &address]));
    assert!(why.contains("the target is not empty"), "{why}");
    let centre = Centre::start(&data);
    let running = refused(&cordon(&["store", "grow", "--data", path(&data), "--to", &fresh()]));
    assert!(running.contains("stop the centre"), "{running}");
    centre.stop();
    verified(&data, &checkpoint);
}

/// Killed after some time, again and again, a little later each time: at every end there is one house,
/// and the next call goes on.
#[test]
fn growth_may_be_killed_at_any_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (data, checkpoint) = lived_in(folder.path());
    let before = verified(&data, &checkpoint);
    let address = fresh();
    let mut killed = 0;
    for after in (0_u64..).map(|step| step * 7) {
        let mut growing = Command::new(env!("CARGO_BIN_EXE_cordon"))
            .args(["store", "grow", "--data", path(&data), "--to", &address])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(after));
        let ended = growing.try_wait().unwrap();
        growing.kill().unwrap();
        growing.wait().unwrap();
        if let Some(status) = ended {
            // The server may not have noticed yet that the one before was killed.
            if status.success() {
                break;
            }
            continue;
        }
        killed += 1;
        assert!(data.join("cordon.db").exists() || data.join("cordon.db.grown").exists());
    }
    assert!(killed > 3, "{killed}");
    said(&cordon(&["store", "grow", "--data", path(&data), "--to", &address]));
    assert_eq!(verified(&data, &checkpoint), before);
}

/// Between copying and switching the target is whole and the folder still its own.
#[test]
fn a_copy_that_was_finished_is_compared_and_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (data, checkpoint) = lived_in(folder.path());
    let address = fresh();
    let grow = || cordon(&["store", "grow", "--data", path(&data), "--to", &address]);
    said(&grow());
    // As if it had been killed just before the switch.
    fs::remove_file(data.join("store.address")).unwrap();
    fs::rename(data.join("cordon.db.grown"), data.join("cordon.db")).unwrap();
    let name = address.split(['/', '?']).nth(3).unwrap();
    cluster().run(name, "update agencies set active = not active where id = (select min(id) from agencies)").unwrap();
    let why = refused(&grow());
    assert!(why.contains("`agencies` is not that of the folder"), "{why}");
    cluster().run(name, "update agencies set active = not active where id = (select min(id) from agencies)").unwrap();
    assert!(said(&grow()).contains("compared again"));
    verified(&data, &checkpoint);
}
