//! Files of entries: bad rows, a file known again, two files in one generation, and a stop before the act.

use crate::folder::{Folder, ORIGIN, told};
use cordon_model::{ListKind, Stamp};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::sift::listed;
use cordon_server::sift::service::keyer;
use std::path::Path;
use std::process::{Command, Output};

const FIRST: &str = "thing,since,until
+86 199 0000 0001,2026-01-01T00:00:00+08:00,
19900000002,2026-01-01T00:00:00+08:00,2026-02-01T00:00:00+08:00
not a number,,
19900000003,2026-02-01T00:00:00+08:00,2026-01-01T00:00:00+08:00
";

fn import(folder: &Folder, file: &Path, level: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    command.args(["import", "lists"]).arg(file).arg("--data").arg(folder.data());
    command.args(["--kind", "number", "--level", level, "--source", "exchange", "--reason", "200501 涉案名单"]);
    command.args(["--redress", "96110"]).output().unwrap()
}

fn words(folder: &Folder, numbers: &[&str]) -> Vec<String> {
    let app = App::open(&folder.data(), Clock::real(), ORIGIN, None).unwrap();
    let (lists, keyer) = (listed::load(&app.desk, &folder.data(), None).unwrap(), keyer(app.desk.vault()));
    let now = Stamp::parse_rfc3339("2026-01-15T00:00:00+08:00").unwrap();
    let look = |number: &&str| listed::look(&lists, &keyer, ListKind::Number, number, now).unwrap();
    numbers.iter().map(|number| look(number).word().to_owned()).collect()
}

#[test]
fn a_file_of_entries_is_taken_once_and_beside_what_was_there() {
    let folder = Folder::new();
    let first = folder.write("first.csv", FIRST);
    let output = import(&folder, &first, "black");
    let said = told(&output);
    assert!(!output.status.success() && said.contains("2 rows were left out"), "{said}");
    assert!(said.contains("first.csv` line 4, column `thing`: is no number"), "{said}");
    assert!(said.contains("line 5, column `until`: lies before `since`"), "{said}");
    assert!(!said.contains("not a number"), "a value may be a person's: {said}");
    let numbers = ["19900000001", "19900000002", "19900000003", "19900000004"];
    assert_eq!(words(&folder, &numbers), ["black", "black", "none", "none"]);

    let again = import(&folder, &first, "black");
    assert!(String::from_utf8_lossy(&again.stdout).contains("taken before"), "{}", told(&again));

    let second = "thing,since\n19900000004,2026-01-01T00:00:00Z\n19900000001,2026-01-01T00:00:00Z\n";
    let output = import(&folder, &folder.write("second.csv", second), "grey");
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(words(&folder, &numbers), ["black", "black", "none", "grey"]);
    let files = std::fs::read_dir(folder.data().join("lists")).unwrap().count();
    assert_eq!(files, 1, "one generation is in force, and nothing else lies there");
}

#[test]
fn a_stop_before_the_act_leaves_what_was_there() {
    let folder = Folder::new();
    let lists = folder.data().join("lists");
    std::fs::create_dir_all(&lists).unwrap();
    // As a stop left it: half a file, and a whole one that no act names.
    std::fs::write(lists.join("next.part"), b"half").unwrap();
    std::fs::write(lists.join(format!("{}.list", "0".repeat(64))), b"whole, and nobody's").unwrap();
    assert_eq!(words(&folder, &["19900000001"]), ["none"]);
    let output =
        import(&folder, &folder.write("first.csv", "thing,since\n19900000001,2026-01-01T00:00:00Z\n"), "black");
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(words(&folder, &["19900000001"]), ["black"]);
}
