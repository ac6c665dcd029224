//! The drill of `docs/guides/back-up.md`, on both stores: a copy is taken while acts run, brought back
//! somewhere else, verified, and worked with.

use crate::serving::{Centre, cordon, found, path, register, said, until};
use crate::{cluster, fresh};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn run(program: &str, args: &[&str]) {
    said(&Command::new(program).args(args).output().unwrap_or_else(|error| panic!("{program}: {error}")));
}

/// Acts run; some are acknowledged, then `copy` is taken, then come some more. What was answered
/// before it.
fn copied_while_acts_run(data: &Path, copy: impl FnOnce()) -> Vec<String> {
    let centre = Centre::start(data);
    let (stop, answers) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    let so_far = || answers.lock().unwrap().len();
    let before = thread::scope(|scope| {
        scope.spawn(|| {
            let admin = centre.admin();
            for n in (0..).take_while(|_| !stop.load(Ordering::SeqCst)) {
                let answer = register(&admin, n).unwrap();
                answers.lock().unwrap().push(answer);
            }
        });
        until("acts run", || so_far() > 30);
        let before = so_far();
        copy();
        until("acts went on", || so_far() > before);
        stop.store(true, Ordering::SeqCst);
        before
    });
    centre.stop();
    let mut answers = answers.into_inner().unwrap();
    answers.truncate(before);
    answers
}

fn bring_keys(from: &Path, to: &Path) {
    for key in ["vault.key", "journal.key", "journal.vkey"] {
        fs::copy(from.join(key), to.join(key)).unwrap();
    }
}

/// Whole, sound, with every act that was acknowledged before the copy; and a house to work in.
fn is_a_house(data: &Path, acknowledged: &[String]) {
    said(&cordon(&["journal", "checkpoint", "--data", path(data)]));
    let verified = said(&cordon(&["journal", "verify", "--data", path(data)]));
    assert!(verified.contains("all rows are as the journal says"), "{verified}");
    let centre = Centre::start(data);
    let admin = centre.admin();
    for (n, answer) in (0..).zip(acknowledged) {
        assert_eq!(&register(&admin, n).unwrap(), answer, "act {n} was acknowledged and is not there");
    }
    let signed = centre.signed();
    register(&admin, 1_000_000).unwrap();
    until("the log goes on", || centre.signed() > signed);
    centre.stop();
}

#[test]
fn a_folder_copied_while_acts_run_is_a_house() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy, restored) =
        (folder.path().join("data"), folder.path().join("copy"), folder.path().join("restored"));
    found(&data, &[]);
    let acts = copied_while_acts_run(&data, || {
        said(&cordon(&["store", "back-up", "--data", path(&data), "--to", path(&copy)]));
    });
    let again = cordon(&["store", "back-up", "--data", path(&data), "--to", path(&copy)]);
    assert!(!again.status.success(), "a copy was overwritten");
    fs::create_dir(&restored).unwrap();
    fs::copy(&copy, restored.join("cordon.db")).unwrap();
    bring_keys(&data, &restored);
    is_a_house(&restored, &acts);
}

#[test]
fn a_postgresql_copied_while_acts_run_is_a_house() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy, restored) =
        (folder.path().join("data"), folder.path().join("copy"), folder.path().join("restored"));
    let address = fresh();
    found(&data, &["--store", &address]);
    let acts = copied_while_acts_run(&data, || {
        run("pg_dump", &["--format=custom", "--no-owner", "--file", path(&copy), &address]);
    });
    let name = cluster().fresh().unwrap();
    let elsewhere = cluster().address(&name);
    run("pg_restore", &["--no-owner", "--exit-on-error", "--dbname", &elsewhere, path(&copy)]);
    fs::create_dir(&restored).unwrap();
    fs::write(restored.join("store.address"), &elsewhere).unwrap();
    bring_keys(&data, &restored);
    is_a_house(&restored, &acts);
}
