//! `cordon found`: once, offline, with the password on the standard input.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn found(data: &std::path::Path, password: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["found", "--code", "999000000000", "--name", "样例市反诈中心", "--login", "admin"])
        .args(["--administrator", "管理甲", "--administrator-phone", "000-0000-0000", "--password-stdin", "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_house_is_founded_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let short = found(&data, "short\n");
    assert!(!short.status.success());
    assert!(String::from_utf8(short.stderr).unwrap().contains("password"), "it says what was wrong");
    let first = found(&data, "correct horse battery\n");
    let said: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    assert!(first.status.success());
    assert!(said["centre"].as_str().unwrap().starts_with("agy_") && said["norms"].as_u64().unwrap() > 10, "{said}");
    let again = found(&data, "correct horse battery\n");
    assert!(!again.status.success());
    assert!(String::from_utf8(again.stderr).unwrap().contains("founded already"));
}
