//! A made-up bank for the tests: its config, its seed, its orders, its clock, and its log.

use crate::stub::Stub;
use cordon_member::core_banking::Books;
use cordon_member::ledger::LedgerBooks;
use cordon_member::ledger::posting::{Posted, TransferPosting};
use cordon_member::{Config, Error, Gateway, Now, run_with};
use cordon_model::exchange::*;
use cordon_model::{AccountClass, AgencyKind, Money, OrderId, OrderKind, Stamp, TargetKind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::thread::JoinHandle;

pub const T0: i64 = 1_795_440_000_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 3_600_000;
pub const OWN: &str = "999010000001";
pub const PAYER: &str = "9999990000000001";
pub const PAYEE: &str = "9999990000000002";
pub const FROZEN: &str = "9999990000000003";

pub struct TestClock(pub AtomicI64);

impl Now for TestClock {
    fn now(&self) -> Stamp {
        Stamp::from_ms(self.0.load(Ordering::SeqCst))
    }
}

pub fn clock() -> Arc<TestClock> {
    Arc::new(TestClock(AtomicI64::new(T0)))
}

const SEED: &str = r#"
    [[account]]
    number = "9999990000000001"
    holder = "测试付款人"
    class = "personal"
    balance = "100000.00"
    [[account]]
    number = "9999990000000002"
    holder = "测试收款人"
    class = "personal"
    balance = "0"
    [[account]]
    number = "9999990000000003"
    holder = "测试冻结人"
    class = "personal"
    balance = "500.00"
    [[account.hold]]
    kind = "freeze"
    organ = "另一市公安局"
    limit = "300.00"
    from = "2026-01-01T00:00:00Z"
    until = "2027-01-01T00:00:00Z"
    [[number]]
    number = "00099990001"
"#;

pub fn config(folder: &Path, url: &str, kind: &str) -> Config {
    std::fs::write(folder.join("seed.toml"), SEED).unwrap();
    let text = format!(
        r#"
        data = "data"
        [agency]
        code = "{OWN}"
        name = "合成银行"
        kind = "{kind}"
        [centre]
        url = "{url}"
        key = "test-key"
        [[wire]]
        kind = "police_bank"
        every_ms = 20
        [[wire]]
        kind = "json_form"
        every_ms = 20
        [policy]
        limited_stop = true
        on_notice = "delay"
        [ledger]
        seed = "seed.toml"
        "#
    );
    Config::parse(&text, folder).unwrap()
}

pub fn gateway(folder: &Path) -> Gateway {
    Gateway::open(&config(folder, "http://127.0.0.1:9", "bank"), Box::new(LedgerBooks)).unwrap()
}

/// A running gateway; stopped when dropped.
pub struct Running {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

impl Running {
    pub fn start(folder: &Path, stub: &Stub, clock: Arc<TestClock>) -> Self {
        Self::start_with(folder, stub, clock, Box::new(LedgerBooks))
    }

    pub fn start_with(folder: &Path, stub: &Stub, clock: Arc<TestClock>, books: Box<dyn Books>) -> Self {
        let config = config(folder, &format!("http://{}", stub.address), "bank");
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = std::thread::spawn(move || run_with(&config, books, clock, flag));
        Self { stop, thread: Some(thread) }
    }

    pub fn end(mut self) {
        self.join();
    }

    fn join(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.join();
        }
    }
}

pub fn id(byte: u8) -> OrderId {
    OrderId::from_bytes([byte; 16])
}

pub fn party(number: &str, holder: &str) -> Party {
    Party {
        institution_code: OWN.into(),
        institution_name: "合成银行".into(),
        number: number.into(),
        holder: Some(holder.into()),
        class: AccountClass::Personal,
    }
}

pub const OUTSIDE: &str = "9999990000000077";

/// A transfer from the payee to somewhere outside.
pub fn onward(id: &str, fen: i64, at: i64) -> TransferPosting {
    let to = Party { institution_code: "999010000009".into(), ..party(OUTSIDE, "测试下家") };
    TransferPosting {
        id: id.into(),
        at: Stamp::from_ms(at),
        amount: Money::cny(fen),
        from: party(PAYEE, "测试收款人"),
        to,
        order_number: None,
        exit: None,
    }
}

/// 80,000 yuan went from payer to payee at `T0`.
pub fn pay(gateway: &mut Gateway) {
    let posted = gateway
        .post(&[TransferPosting {
            id: "trf-1".into(),
            at: Stamp::from_ms(T0),
            amount: Money::cny(8_000_000),
            from: party(PAYER, "测试付款人"),
            to: party(PAYEE, "测试收款人"),
            order_number: None,
            exit: None,
        }])
        .unwrap();
    assert!(matches!(posted[..], [Posted::Done { .. }]), "{posted:?}");
}

pub fn order(kind: OrderKind, byte: u8) -> OpenOrder {
    let paper = |kind| Attachment { kind, media: Media::Pdf, content: b"%PDF-1.7 made up".to_vec() };
    let certificate = || paper(PaperKind::Certificate);
    let officer = |n: u8| Signatory {
        name: format!("测试警员{n}").into(),
        police_number: format!("99900{n}").into(),
        phone: "00000000".into(),
    };
    OpenOrder {
        id: id(byte),
        kind,
        original: None,
        organ_code: "999000000000".into(),
        organ_name: "W市反诈中心".into(),
        agency_code: OWN.into(),
        agency_name: "合成银行".into(),
        agency_kind: AgencyKind::Bank,
        case_number: Some("W2026001".into()),
        target: OpenTarget {
            kind: TargetKind::Account,
            value: PAYEE.into(),
            account: Some(party(PAYEE, "测试收款人")),
        },
        transfer: Some(OpenTransfer {
            from: party(PAYER, "测试付款人"),
            to: Some(party(PAYEE, "测试收款人")),
            amount: Money::cny(8_000_000),
            at: Stamp::from_ms(T0),
        }),
        limit: Some(Money::cny(5_000_000)),
        query: None,
        document: None,
        reason: "受害人报案".into(),
        basis: "反电信网络诈骗法第二十条".into(),
        urgent: true,
        issued_at: Stamp::from_ms(T0),
        from: Some(Stamp::from_ms(T0)),
        until: Some(Stamp::from_ms(T0 + 48 * HOUR)),
        due: None,
        signatories: vec![officer(1), officer(2)],
        attachments: match kind {
            OrderKind::Stop => vec![certificate(), certificate(), paper(PaperKind::StopApplication)],
            OrderKind::Freeze | OrderKind::ExtendFreeze => {
                vec![certificate(), certificate(), paper(PaperKind::FreezeDocument)]
            }
            _ => vec![],
        },
        public_code: None,
        public_phone: "96110".into(),
        notes: vec![],
    }
}

static LOG: Mutex<String> = Mutex::new(String::new());
static LISTEN: Once = Once::new();

/// Collects everything that any thread logs.
struct Listener;

struct Words<'a>(&'a mut String);

impl tracing::field::Visit for Words<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write;
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }
}

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("cordon")
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut log = LOG.lock().unwrap();
        event.record(&mut Words(&mut log));
        log.push('\n');
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

pub fn listen() {
    LISTEN.call_once(|| tracing::subscriber::set_global_default(Listener).unwrap());
}

/// What was logged so far; no account, name or key may stand in it.
pub fn log() -> String {
    let log = LOG.lock().unwrap().clone();
    for secret in ["99999900", "测试", "test-key"] {
        assert!(!log.contains(secret), "the log shows `{secret}`:\n{log}");
    }
    log
}
