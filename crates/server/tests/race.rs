//! `cordon race` from outside: what it prints where, and what it says to who asks for something else.
use serde_json::Value;
use std::process::{Command, Output};

fn race(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cordon")).arg("race").args(args).output().unwrap()
}

#[test]
fn a_small_race_prints_json_alone_and_draws_its_picture() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("race.svg");
    let data = folder.path().join("data");
    let args = ["--grid", "centre", "--cases", "3", "--seeds", "2", "--strategy", "levels", "--strategy", "cordon"];
    let files = ["--json", "-", "--picture", picture.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let output = race(&[&args[..], &files[..]].concat());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("4/4"), "progress is told beside the report: {told}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let cell = &report["cells"][0];
    assert_eq!(cell["cell"]["dwell_s"], 900);
    assert_eq!(report["whole"], Value::Null);
    let names: Vec<&str> = cell["scores"].as_array().unwrap().iter().map(|s| s["entrant"].as_str().unwrap()).collect();
    assert_eq!(names, ["levels", "cordon"]);
    for score in cell["scores"].as_array().unwrap() {
        let fen = |name: &str| score[name].as_i64().unwrap();
        assert_eq!(fen("saved_fen") + fen("not_saved_fen"), fen("lost_fen"));
    }
    assert_eq!((&cell["differences"][0]["of"], &cell["differences"][0]["than"]), (&"cordon".into(), &"levels".into()));
    assert!(std::fs::read_to_string(&picture).unwrap().starts_with("<svg"));
    assert_eq!(data.read_dir().unwrap().count(), 0);
}

#[test]
fn a_wrong_name_is_told_the_right_ones() {
    for (args, told) in [
        (["--what-if", "norms.plan.stopmin=5"], "plan.stop_min"),
        (["--what-if", "bank:中国银行.silent"], "样例第一银行 (999100000001)"),
        (["--strategy", "best"], "by-hand, levels, cordon"),
        (["--report", "90s"], "whole minutes"),
        (["--cases", "2"], "fewer seeds"),
    ] {
        let output = race(&args);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains(told), "{args:?}: {error}");
        assert!(output.stdout.is_empty());
    }
}
