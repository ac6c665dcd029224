//! `cordon demo --stream`: a small made stream from end to end, with money over three levels, two
//! victims of one account, a payment to oneself, and a label without a payment; and the published one
//! where it is given (`CORDON_TRANSFERS_DATA`, a folder).
use std::path::Path;
use std::process::{Command, Output};

const TRANSACTIONS: &str = "sourceNodeId,targetNodeId,value,time
1,10,500.00,1
3,11,40.00,1
10,18,300.00,2
2,10,200.00,2
18,11,120.00,2
11,11,50.00,2
11,5,90.00,3
5,6,10.00,4
2,19,75.50,4
6,1,3.00,9
";
const NODES: &str = "nodeid,isFraud,init_balance,fraudStep
1,0,10,-1
2,0,10,-1
3,0,10,-1
10,1,10,1
11,1,10,0
18,1,10,-1
19,1,10,4
20,1,10,2
";

fn play(stream: &Path, data: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["demo", "--once", "--stream"])
        .arg(stream)
        .arg("--data")
        .arg(data)
        .args(more)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_small_stream_is_followed_over_the_wires_as_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let stream = folder.path().join("small_transactions.csv");
    std::fs::write(&stream, TRANSACTIONS).unwrap();
    let lost = play(&stream, &folder.path().join("lost"), &["--cases", "2"]);
    assert!(!lost.status.success() && said(&lost).contains("small_nodes.csv"), "{}", said(&lost));
    std::fs::write(folder.path().join("small_nodes.csv"), NODES).unwrap();
    let played = play(&stream, &folder.path().join("town"), &[]);
    let told = said(&played);
    assert!(played.status.success(), "{told}");
    for line in [
        "labelled without a step: 1",
        "since then: 1; payments: 3",
        "of steps 1 to 4",
        "3 of 3 cases",
        "4 passed, 0 failed",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    // What was posted can be traced and imported by anybody.
    let posted = folder.path().join("town/stream.csv");
    let trace = Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["trace", "--seed", "s1", "--transfers"])
        .arg(posted)
        .output()
        .unwrap();
    assert!(trace.status.success() && said(&trace).contains("taint-first"), "{}", said(&trace));
}

#[test]
fn the_published_stream_is_followed_over_the_wires_as_in_the_file() {
    let Some(given) = std::env::var_os("CORDON_TRANSFERS_DATA") else {
        println!("skipped: CORDON_TRANSFERS_DATA names no folder");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let stream = Path::new(&given).join("amlsim_20k_transactions.csv.gz");
    let played = play(&stream, &folder.path().join("town"), &["--cases", "30"]);
    assert!(played.status.success() && said(&played).contains("30 of 30 cases"), "{}", said(&played));
}
