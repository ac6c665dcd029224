//! A centre that is killed at random while it saves its state, over and over: whatever was acknowledged is there.

use crate::events::call;
use crate::kill::{ask_lines, connect, found, wait_open};
use cordon_server::clock::Clock;
use cordon_server::random;
use std::collections::BTreeMap;
use std::io::BufReader;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: u32 = 6;
/// A request so long makes half a file of the log.
const LINES: u64 = 500;

fn serve(folder: &Path, port: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["serve", "--data", folder.join("centre").to_str().unwrap()])
        .args(["--listen", &format!("127.0.0.1:{port}"), "--config", folder.join("cordon.toml").to_str().unwrap()])
        .env("CORDON_LOG", "error")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Files of the folder whose names begin so.
fn files(folder: &Path, prefix: &str) -> usize {
    let all = std::fs::read_dir(folder.join("centre/verdicts")).unwrap();
    all.filter(|file| file.as_ref().unwrap().file_name().to_str().unwrap().starts_with(prefix)).count()
}

/// Whoever is told that he asks too often asks again.
fn asked(line: &mut BufReader<TcpStream>, key: &str, lines: &str) -> Vec<u8> {
    loop {
        match ask_lines(line, key, lines).unwrap() {
            (200, answer) => return answer,
            (429, _) => std::thread::sleep(Duration::from_millis(100)),
            (status, answer) => panic!("{status}: {}", String::from_utf8_lossy(&answer)),
        }
    }
}

#[test]
fn a_centre_that_is_killed_while_it_saves_its_state_starts_from_what_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let key = found(&folder.join("centre"));
    std::fs::write(folder.join("cordon.toml"), "[sift]\nsave_seconds = 1\nlog_file_mib = 1\n").unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (mut told, mut next, mut caught) = (BTreeMap::new(), 0, 0);
    let rounds = std::env::var("CORDON_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    for round in 0..rounds {
        let mut centre = serve(folder, port);
        wait_open(port);
        let until = Instant::now() + Duration::from_millis(900 + u64::from(random::seed()[0]) * 4);
        let mut line = connect(port).unwrap();
        while Instant::now() < until {
            let now = Clock::real().now();
            let lines: Vec<String> = (next..next + LINES).map(|id| call(id, now).to_string()).collect();
            next += LINES;
            let answer = asked(&mut line, &key, &lines.join("\n"));
            let answers = String::from_utf8(answer).unwrap();
            told.extend(lines.into_iter().zip(answers.lines().map(str::to_owned)));
        }
        centre.kill().unwrap();
        centre.wait().unwrap();
        caught += usize::from(files(folder, "new-state") > 0);
        println!(
            "round {round}: {} told, {} files, {caught} caught in writing",
            told.len(),
            files(folder, "verdicts-")
        );
    }
    let mut centre = serve(folder, port);
    wait_open(port);
    let begun = Instant::now();
    while files(folder, "state-") == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is saved of {} files", files(folder, "verdicts-"));
        std::thread::sleep(Duration::from_millis(50));
    }
    centre.kill().unwrap();
    centre.wait().unwrap();
    let mut centre = serve(folder, port);
    wait_open(port);
    let mut line = connect(port).unwrap();
    let lines: Vec<&String> = told.keys().collect();
    for lines in lines.chunks(500) {
        let batch: Vec<&str> = lines.iter().map(|line| line.as_str()).collect();
        let answer = asked(&mut line, &key, &batch.join("\n"));
        for (line, answer) in lines.iter().zip(String::from_utf8(answer).unwrap().lines()) {
            assert_eq!(told[*line], answer, "{line}");
        }
    }
    centre.kill().unwrap();
    centre.wait().unwrap();
}
