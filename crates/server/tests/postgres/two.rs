//! Two centres on one database.

use crate::fresh;
use crate::serving::{Centre, PASSWORD, cordon, found, path, refused, register, said, until};
use cordon_server::demo::client::{Client, text};
use serde_json::json;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::Duration;

const KEYS: [&str; 3] = ["vault.key", "journal.key", "journal.vkey"];

fn copy_keys(from: &Path, to: &Path) {
    for key in KEYS {
        fs::copy(from.join(key), to.join(key)).unwrap();
    }
}

#[test]
fn two_centres_are_one_house() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    found(&here, &["--store", &fresh()]);
    fs::create_dir(&there).unwrap();
    fs::copy(here.join("store.address"), there.join("store.address")).unwrap();
    copy_keys(&here, &there);
    let (first, second) = (Centre::start(&here), Centre::start(&there));
    until("one leads", || first.leads() != second.leads());

    // The same officers, the same keys of repetition, from whichever centre.
    let (one, other) = (first.admin(), second.admin());
    let registered = register(&one, 0).unwrap();
    assert_eq!(register(&other, 0).unwrap(), registered, "the same act, not another");
    thread::scope(|scope| {
        for (by, numbers) in [(&one, 1..15), (&other, 15..30)] {
            scope.spawn(move || numbers.for_each(|n| drop(register(by, n).unwrap())));
        }
    });

    // One log: whoever signs, both show the same head, and everything verifies while both run.
    let signed = || if first.checkpoint() == second.checkpoint() { first.signed() } else { 0 };
    until("both show every act", || signed() >= 31);
    for data in [&here, &there] {
        let verified = said(&cordon(&["journal", "verify", "--data", path(data)]));
        assert!(verified.contains("all rows are as the journal says"), "{verified}");
        let newest = said(&cordon(&["journal", "checkpoint", "--data", path(data)]));
        assert_eq!(newest, first.checkpoint());
    }

    // The one that leads is killed; the other goes on with its work.
    let before = signed();
    let (leader, follower) = if first.leads() { (first, second) } else { (second, first) };
    leader.kill();
    until("the other leads", || follower.leads());
    register(&follower.admin(), 30).unwrap();
    until("it signs what came", || follower.signed() > before);
    follower.stop();
    let verified = said(&cordon(&["journal", "verify", "--data", path(&here)]));
    assert!(verified.contains("all rows are as the journal says"), "{verified}");
}

/// What is done at one centre is told by the other's live stream, once it has its number.
#[test]
fn a_stream_tells_what_the_other_centre_did() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    found(&here, &["--store", &fresh()]);
    fs::create_dir(&there).unwrap();
    fs::copy(here.join("store.address"), there.join("store.address")).unwrap();
    copy_keys(&here, &there);
    let (first, second) = (Centre::start(&here), Centre::start(&there));
    for (acting, telling, n) in [(&first, &second, 0), (&second, &first, 1)] {
        let session = Client::new(&telling.base, None)
            .post("/api/v1/sessions", &json!({"login": "admin", "password": PASSWORD}))
            .unwrap();
        let token = text(&session, "token").unwrap();
        let mut stream = TcpStream::connect(telling.base.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n").unwrap();
        let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
        assert!(lines.next().unwrap().contains("200"));
        let registered = register(&acting.admin(), n).unwrap();
        let event = lines.find(|line| line.contains("register_agency")).unwrap();
        assert!(event.contains(&registered), "{event}");
    }
}

/// A centre with other keys would seal what the others cannot open, and sign a second log.
#[test]
fn a_centre_with_other_keys_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let address = fresh();
    found(&here, &["--store", &address]);
    let start = || refused(&cordon(&["serve", "--data", path(&there), "--store", &address, "--listen", "127.0.0.1:0"]));
    let none = start();
    assert!(none.contains("there are records but no `vault.key`"), "{none}");
    let elsewhere = folder.path().join("elsewhere");
    found(&elsewhere, &[]);
    copy_keys(&elsewhere, &there);
    let others = start();
    assert!(others.contains("`vault.key` is not the one that the records were made with"), "{others}");
    fs::copy(here.join("vault.key"), there.join("vault.key")).unwrap();
    let other = start();
    assert!(other.contains("`journal.key` is not the one"), "{other}");
    // Nor may a folder with records of its own be pointed somewhere else.
    let own = refused(&cordon(&["serve", "--data", path(&elsewhere), "--store", &address]));
    assert!(own.contains("has records of its own") && own.contains("cordon store grow"), "{own}");
}
