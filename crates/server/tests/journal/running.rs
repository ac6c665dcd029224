//! A centre that runs: its log over HTTP, and its folder looked at meanwhile.

use crate::entries;
use crate::site::{Copy, cordon, site};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const WAIT_MAX: Duration = Duration::from_secs(30);

/// Killed when the test ends, however it ends.
struct Centre {
    process: Child,
    log: String,
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Centre {
    fn on(copy: &Copy, publish: &str) -> Self {
        let config = copy.path().join("cordon.toml");
        std::fs::write(&config, format!("publish_entries = \"{publish}\"\n")).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_cordon"))
            .args(["serve", "--data", copy.arg(), "--config", config.to_str().unwrap(), "--listen", "127.0.0.1:0"])
            .env("CORDON_LOG", "info")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let from = line.split("127.0.0.1:").nth(1)?;
                let digits: String = from.chars().take_while(char::is_ascii_digit).collect();
                digits.parse::<u16>().ok()
            })
            .expect("the centre says where it listens");
        // The rest is drained, or the centre would stop at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let centre = Self { process, log: format!("http://127.0.0.1:{port}/log") };
        let until = Instant::now() + WAIT_MAX;
        while centre.get("checkpoint", None).0 != 200 {
            assert!(Instant::now() < until, "no checkpoint was signed");
            std::thread::sleep(Duration::from_millis(50));
        }
        centre
    }

    /// Status, cache header and bytes.
    fn get(&self, path: &str, token: Option<&str>) -> (u16, String, Vec<u8>) {
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build();
        let mut request = config.new_agent().get(format!("{}/{path}", self.log));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer = request.call().unwrap();
        let cache = answer.headers().get("cache-control").map(|value| value.to_str().unwrap().to_owned());
        let bytes = answer.body_mut().read_to_vec().unwrap();
        (answer.status().as_u16(), cache.unwrap_or_default(), bytes)
    }

    /// Something a member may not do: refused, and an entry of the journal.
    fn refused_act(&self, token: &str, number: u32) {
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build();
        let answer = config
            .new_agent()
            .post(self.log.replace("/log", "/api/v1/reports"))
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", format!("act-{number}"))
            .send(b"{".as_slice())
            .unwrap();
        assert_eq!(answer.status().as_u16() / 100, 4);
    }

    fn size(&self) -> u64 {
        let note = String::from_utf8(self.get("checkpoint", None).2).unwrap();
        note.lines().nth(1).unwrap().parse().unwrap()
    }
}

#[test]
fn members_read_entries_and_everybody_the_rest() {
    let site = site();
    let copy = site.copy();
    let centre = Centre::on(&copy, "members");
    assert_eq!(centre.get("key", None).2, format!("{}\n", site.vkey).as_bytes());
    let size = centre.size();
    assert!(size >= site.older_size && size < 256, "a log of one partial tile");
    let hashes = centre.get(&format!("tile/0/000.p/{size}"), None);
    assert_eq!((hashes.0, hashes.1.as_str()), (200, "public, max-age=60"));
    assert_eq!(hashes.2.len() as u64, 32 * size);
    let narrower = centre.get("tile/0/000.p/3", None);
    assert_eq!(narrower.2, hashes.2[..96], "an older log's tile is the beginning of today's");

    let bundle = format!("tile/entries/000.p/{size}");
    assert_eq!(centre.get(&bundle, None).0, 401);
    assert_eq!(centre.get(&bundle, Some("ck_0000")).0, 401);
    let entries = centre.get(&bundle, Some(&site.token));
    assert_eq!((entries.0, entries.1.as_str()), (200, "private, max-age=60"));

    for wrong in
        ["tile/0/000", "tile/0/000.p/255", "tile/1/000.p/1", "tile/0/001.p/1", "tile/0/0", "tile/x/000", "tile/"]
    {
        assert_eq!(centre.get(wrong, Some(&site.token)).0, 404, "{wrong}");
    }

    let older = copy.outside();
    let args =
        ["journal", "verify", "--url", &centre.log, "--key", &site.vkey, "--checkpoint", older.to_str().unwrap()];
    let stranger = cordon(&args);
    assert!(!stranger.ok && stranger.text.contains("for members"), "{}", stranger.text);
    let member = cordon(&[&args[..], &["--token", &site.token]].concat());
    assert!(member.ok && member.out.contains("signed by"), "{}", member.text);
    assert!(member.out.contains(&format!("its first {} entries unaltered", site.older_size)), "{}", member.out);
}

#[test]
fn the_folder_of_a_running_centre_is_verified_and_not_touched() {
    let site = site();
    let copy = site.copy();
    let centre = Centre::on(&copy, "public");
    let said = copy.verify_with_older();
    assert!(said.ok, "{}", said.text);
    let mirror = copy.path().join("mirror");
    let size = centre.size();
    for path in ["checkpoint".to_owned(), format!("tile/0/000.p/{size}"), format!("tile/entries/000.p/{size}")] {
        let file = mirror.join(&path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let (status, _, bytes) = centre.get(&path, None);
        assert_eq!(status, 200, "{path}");
        std::fs::write(&file, bytes).unwrap();
    }
    // A centre that runs signs by itself; the command shows what it signed and does not interfere.
    let shown = cordon(&["journal", "checkpoint", "--data", copy.arg()]);
    assert!(shown.ok && shown.out.starts_with(crate::site::ORIGIN), "{}", shown.text);
    let again = cordon(&["serve", "--data", copy.arg(), "--listen", "127.0.0.1:0"]);
    assert!(!again.ok && again.text.contains("in use"), "{}", again.text);
    assert!(centre.size() >= size);

    let folder = ["journal", "verify", "--folder", mirror.to_str().unwrap(), "--key", &site.vkey];
    let said = cordon(&folder);
    assert!(said.ok && said.out.contains("signed by"), "{}", said.text);
    let bundle = mirror.join(format!("tile/entries/000.p/{size}"));
    let mut bytes = std::fs::read(&bundle).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&bundle, bytes).unwrap();
    let said = cordon(&folder);
    assert!(!said.ok && said.text.contains(&format!("entry {} is bad", size - 1)), "{}", said.text);
}

/// The script with which somebody outside checks a centre, while it works.
fn outsider(centre: &Centre, token: &str, growth: u32) -> (Option<i32>, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../verify/outsider.sh");
    let output = Command::new("bash")
        .args([script, &centre.log, &site().vkey])
        .env("CORDON_TOKEN", token)
        .env("OUTSIDER_GROWTH", growth.to_string())
        .env("OUTSIDER_WAIT_S", "60")
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), said)
}

#[test]
fn programs_of_others_agree_while_acts_happen_and_name_what_was_changed() {
    let there = |program: &str| Command::new(program).arg("--help").output().is_ok();
    if let Some(missing) = ["go", "python3", "curl"].into_iter().find(|program| !there(program)) {
        eprintln!("skipped: `{missing}` is not installed; scripts/setup.sh brings it");
        return;
    }
    let site = site();
    let copy = site.copy();
    let centre = Centre::on(&copy, "members");
    let enough = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in (0..20_000).take_while(|_| !enough.load(Ordering::SeqCst)) {
                centre.refused_act(&site.token, number);
            }
        });
        // From one tile into the third: the level above is in use, and changes between the checkpoints.
        let (status, said) = outsider(&centre, &site.token, 250);
        enough.store(true, Ordering::SeqCst);
        assert_eq!(status, Some(0), "{said}");
        assert!(said.contains("each continuing the last; 50 entries drawn by lot"), "{said}");
    });
    assert!(centre.size() > 500);
    assert!(copy.verify_with_older().ok);
    let mut bytes = entries::entry(&copy, 7);
    bytes[20] ^= 1;
    entries::set(&copy, 7, &bytes, false);
    let (status, said) = outsider(&centre, &site.token, 0);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(said.matches("bad: entry 7 is bad").count(), 2, "both programs name it: {said}");
}
