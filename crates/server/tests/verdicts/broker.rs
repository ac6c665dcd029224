//! A NATS server of the tests' own, with the permissions of docs/interfaces/nats.md: the centre, agencies, and
//! somebody who makes streams.

use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::{self, stream};
use async_nats::{Client, ConnectOptions};
use cordon_server::nats::settings::NatsConfig;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub const EVENTS: &str = "EVENTS";
pub const VERDICTS: &str = "VERDICTS";
/// Small, so that an answer can be too long for it.
pub const PAYLOAD_MAX: usize = 64 * 1_024;
const WITHIN: Duration = Duration::from_secs(20);

pub struct Broker {
    port: u16,
    child: Option<Child>,
    folder: tempfile::TempDir,
}

fn agency(code: &str) -> String {
    format!(
        r#"{{ user: "{code}", password: "of-{code}", permissions: {{
          publish: ["cordon.verdicts.{code}", "cordon.verdicts.{code}.in",
            "$JS.API.CONSUMER.MSG.NEXT.VERDICTS.{code}", "$JS.ACK.VERDICTS.{code}.>"],
          subscribe: ["_INBOX_{code}.>", "_INBOX.{code}.>"] }} }}"#
    )
}

impl Broker {
    /// With users for agencies of these codes.
    pub fn start(codes: &[&str]) -> Self {
        let agencies: Vec<String> = codes.iter().map(|code| agency(code)).collect();
        let config = format!(
            r#"authorization {{ users: [
              {{ user: "owner", password: "of-owner" }},
              {{ user: "centre", password: "of-centre", permissions: {{
                publish: ["cordon.verdicts.*.out", "$JS.API.CONSUMER.CREATE.EVENTS.cordon-verdicts.>",
                  "$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.cordon-verdicts",
                  "$JS.API.CONSUMER.MSG.NEXT.EVENTS.cordon-verdicts", "$JS.ACK.EVENTS.cordon-verdicts.>"],
                subscribe: ["cordon.verdicts.* cordon", "_INBOX_cordon.>"],
                allow_responses: {{ max: 1, expires: "1m" }} }} }},
              {}
            ] }}"#,
            agencies.join(",\n")
        );
        Self::of(&config)
    }

    /// With accounts of their own for the centre and one agency, which imports its service.
    pub fn start_with_accounts(code: &str) -> Self {
        let subject = format!("cordon.verdicts.{code}");
        Self::of(&format!(
            r#"accounts {{
              CENTRE {{ users: [ {{ user: "centre", password: "of-centre" }} ],
                exports: [ {{ service: "{subject}", accounts: [AGENCY] }} ] }},
              AGENCY {{ users: [ {{ user: "{code}", password: "of-{code}" }} ],
                imports: [ {{ service: {{ account: CENTRE, subject: "{subject}" }} }} ] }} }}"#
        ))
    }

    fn of(users: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "listen: \"127.0.0.1:{port}\"\nmax_payload: {PAYLOAD_MAX}\njetstream {{ store_dir: \"{}\" }}\n{users}\n",
            folder.path().join("jetstream").display()
        );
        std::fs::File::create(folder.path().join("nats.conf")).unwrap().write_all(config.as_bytes()).unwrap();
        std::fs::write(folder.path().join("password"), "of-centre\n").unwrap();
        let mut broker = Self { port, child: None, folder };
        broker.go_on();
        broker
    }

    pub fn go_on(&mut self) {
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        let child = Command::new("nats-server")
            .arg("-c")
            .arg(self.folder.path().join("nats.conf"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("nats-server; install it with scripts/setup.sh test");
        self.child = Some(child);
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("nats-server does not open: {}", std::fs::read_to_string(self.folder.path().join("log")).unwrap());
    }

    /// As a machine that goes away.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn password(&self) -> PathBuf {
        self.folder.path().join("password")
    }

    /// The centre's settings, and the same as a part of its configuration.
    pub fn settings(&self) -> NatsConfig {
        toml::from_str(&self.configuration().replace("[sift.nats]", "")).unwrap()
    }

    pub fn configuration(&self) -> String {
        format!(
            "[sift.nats]\nurl = \"{}\"\nstream = \"{EVENTS}\"\nuser = \"centre\"\npassword = \"{}\"\n",
            self.url(),
            self.password().display()
        )
    }

    /// A client that signs in as this user, with an inbox of its own.
    pub async fn client(&self, user: &str) -> Client {
        self.client_with_inbox(user, &format!("_INBOX_{user}")).await
    }

    pub async fn client_with_inbox(&self, user: &str, inbox: &str) -> Client {
        let options = ConnectOptions::new().user_and_password(user.into(), format!("of-{user}"));
        options.custom_inbox_prefix(inbox).request_timeout(Some(WITHIN)).connect(self.url()).await.unwrap()
    }

    /// As the NATS server's owner makes them.
    pub async fn make_events(&self) {
        let config = stream::Config {
            name: EVENTS.into(),
            subjects: vec!["cordon.verdicts.*.in".into()],
            retention: stream::RetentionPolicy::WorkQueue,
            ..stream::Config::default()
        };
        jetstream::new(self.client("owner").await).create_stream(config).await.unwrap();
    }

    pub async fn make_verdicts(&self, codes: &[&str]) {
        let config = stream::Config {
            name: VERDICTS.into(),
            subjects: vec!["cordon.verdicts.*.out".into()],
            duplicate_window: Duration::from_millis(100),
            ..stream::Config::default()
        };
        let context = jetstream::new(self.client("owner").await);
        let stream = context.create_stream(config).await.unwrap();
        for code in codes {
            let config = pull::Config {
                durable_name: Some((*code).to_owned()),
                filter_subject: format!("cordon.verdicts.{code}.out"),
                ack_policy: AckPolicy::Explicit,
                ..pull::Config::default()
            };
            stream.create_consumer(config).await.unwrap();
        }
    }

    /// An agency's own consumer of its verdicts, as the owner sees it.
    pub async fn verdicts_of(&self, code: &str) -> PullConsumer {
        let context = jetstream::new(self.client("owner").await);
        context.get_consumer_from_stream(code, VERDICTS).await.unwrap()
    }

    /// Events that wait, and those that were given and are not acknowledged.
    pub async fn waiting(&self) -> (u64, usize) {
        let context = jetstream::new(self.client("owner").await);
        let consumer = context.get_consumer_from_stream::<pull::Config, _, _>("cordon-verdicts", EVENTS).await;
        let info = consumer.unwrap().get_info().await.unwrap();
        (info.num_pending, info.num_ack_pending)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waits until it is so.
pub async fn soon(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < WITHIN * 3, "{what}: not in time");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
