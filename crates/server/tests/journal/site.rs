//! A data folder in which every kind of record has a row, and copies of it to be damaged.

use crate::house::{House, PAYEE, seed_of};
use crate::registers::registers;
use cordon_desk::council::{NewAppeal, NewNorm, file_appeal, propose_norm};
use cordon_desk::money::file_report::{ReporterInput, file_report};
use cordon_desk::money::take_report::take_report;
use cordon_desk::office::issue_key;
use cordon_journal::Key;
use cordon_model::norm::{Basis, Span};
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{Measure, NormKey, NormValue};
use cordon_server::log::{Log, Publish};
use cordon_store::Doors;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

pub const ORIGIN: &str = "journal.invalid/test";
const VAULT_KEY_HEX: &str = "0707070707070707070707070707070707070707070707070707070707070707";

pub struct Site {
    folder: TempDir,
    /// A checkpoint taken before the last acts, and kept outside.
    pub older: String,
    pub older_size: u64,
    pub vkey: String,
    /// The key of an agency's machine.
    pub token: String,
    /// An order that was sent and answered.
    pub order: String,
}

/// Founded once; nobody changes it but on a copy.
pub fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(Site::found)
}

impl Site {
    fn found() -> Self {
        let house = House::new();
        let story = house.stopped();
        let of_agency = house.machine(house.bank);
        take_report(&house.desk, &of_agency, house.bank, "APP-1", b"<xml/>", seed_of(99), None).unwrap();
        let key = issue_key(&house.desk, &house.of(&house.administrator), house.bank).unwrap();
        let token = key.key.unwrap().0;
        let memory = tempfile::tempdir().unwrap();
        let log = Log::new(memory.path(), Publish::Members);
        let older = log.advance(house.desk.store(), &log_key(), house.now()).unwrap();
        // Life goes on after somebody outside kept a checkpoint.
        go_on(&house, &house.record(story.measure));
        money_line(&house, story.case, &house.record(story.measure));
        registers(&house);
        let folder = house.folder();
        write_keys(folder.path());
        take_checkpoint(folder.path());
        let vkey = std::fs::read_to_string(folder.path().join("journal.vkey")).unwrap();
        Self { folder, older: older.note, older_size: older.size, vkey, token, order: story.order.to_string() }
    }

    pub fn copy(&self) -> Copy {
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        std::fs::write(folder.path().join("kept-outside"), &self.older).unwrap();
        Copy { folder }
    }

    /// A copy changed by one run of statements.
    pub fn damaged(&self, sql: &str) -> Copy {
        let copy = self.copy();
        copy.sql(sql);
        copy
    }
}

/// The keys of the house's vault and of its log, as a centre would have made them.
fn write_keys(folder: &Path) {
    std::fs::write(folder.join("vault.key"), VAULT_KEY_HEX).unwrap();
    let key = log_key();
    std::fs::write(folder.join("journal.key"), key.skey()).unwrap();
    std::fs::write(folder.join("journal.vkey"), key.vkey().to_string()).unwrap();
}

pub fn log_key() -> Key {
    Key::generate(ORIGIN, [9; 32]).unwrap()
}

fn take_checkpoint(folder: &Path) {
    let said = cordon(&["journal", "checkpoint", "--data", folder.to_str().unwrap()]);
    assert!(said.ok, "{}", said.text);
}

/// An appeal, a proposed norm and another report.
fn go_on(house: &House, measure: &Measure) {
    let appeal = NewAppeal {
        ground: cordon_model::AppealGround::Wronged,
        public_code: measure.public_code.clone(),
        tail: PAYEE[PAYEE.len() - 4..].into(),
        statement: "这是工资账户".into(),
        contact: "000-0000-0003".into(),
    };
    file_appeal(&house.desk, &house.citizen(), &appeal).unwrap();
    let norm = NewNorm {
        key: NormKey::AppealStopDue,
        value: NormValue::Duration(Span::Natural { ms: 6 * HOUR_MS }),
        title_zh: "止付申诉审理时限".into(),
        title_en: "deciding an appeal against a stop".into(),
        basis: Basis { source: "联席会议纪要".into(), article: "第三条".into(), tag: "ours".into() },
        effective_from: house.now().plus_ms(DAY_MS),
        reason: "申诉多在半天内就能查清".into(),
    };
    propose_norm(&house.desk, &house.of(&house.supervisor), &norm).unwrap();
    let mut report = house.report();
    report.reporter = Some(ReporterInput { name: "受害戊".into(), ..report.reporter.unwrap() });
    file_report(&house.desk, &house.of(&house.intake), &report).unwrap();
}

/// One record of each noun that an act of this house would need banks' answers for.
fn money_line(house: &House, case: cordon_model::CaseId, measure: &Measure) {
    use cordon_model::*;
    let (now, zero, sealed) = (house.now(), Money::cny(0), measure.target.sealed().clone());
    let receipt = ReceiptId::from_bytes([31; 16]);
    let posting = Some(Posting { at: now, seq: Some(0) });
    let movement = Movement {
        id: MovementId::from_bytes([32; 16]),
        from: "from".into(),
        to: "to".into(),
        amount: Money::cny(100),
        debit: posting,
        credit: posting,
        balance_before: None,
        debit_serial: Some("D1".into()),
        credit_serial: Some("C1".into()),
        order_number: Some("O1".into()),
        exit: None,
        told_by: vec![receipt],
        file: None,
        learned_at: now,
        place: 1,
    };
    let statement = Statement {
        receipt,
        order: OrderId::from_bytes([33; 16]),
        case: Some(case),
        agency: house.bank,
        account: Some("to".into()),
        rows: 1,
        learned: 1,
        from: Some(now),
        until: Some(now),
        complete: true,
        content: sealed.clone(),
        told_at: now,
    };
    let trace = CaseTrace {
        id: TraceId::from_bytes([34; 16]),
        case,
        at: now,
        as_of: 1,
        digest: Digest([3; 32]),
        claimed: zero,
        places: vec![],
        ways: vec![],
        absorbed: zero,
        unseen: zero,
        overlap: zero,
        notes: vec![],
    };
    let list = StopList {
        id: StopListId::from_bytes([35; 16]),
        case,
        trace: trace.id,
        drafted_at: now,
        items: vec![],
        state: ListState::Open,
    };
    let import = Import {
        id: ImportId::from_bytes([36; 16]),
        format: ImportFormat::Csv,
        content: sealed,
        rows: 1,
        bad_rows: 0,
        rows_before: 0,
        done: 1,
        joined: 0,
        archived: None,
        begun_at: now,
        done_at: Some(now),
    };
    let bundle = bundle::CarriedBundle {
        agency: house.bank,
        direction: bundle::Direction::Out,
        sequence: 1,
        at: now,
        officer: house.officer.id,
        signed: None,
        receipts: vec![],
    };
    let kept = house.desk.store().act::<_, cordon_desk::Refusal>("test", now, |unit| {
        unit.put(&movement)?;
        unit.put(&statement)?;
        unit.put(&trace)?;
        unit.put(&list)?;
        unit.put(&import)?;
        unit.put(&bundle)?;
        unit.put(&script(now))?;
        unit.put(&rule_set(now))?;
        unit.put(&merger(now, case))?;
        unit.put(&handover(now))?;
        unit.put(&look_up(now, &measure.target))?;
        unit.put(&tip(now, &measure.target))?;
        unit.put(&cordon_store::records::SecondFactor::none(house.intake.id))?;
        unit.put(&passkey(house.intake.id, now))?;
        unit.put(&identity(house.intake.id, now))?;
        let system = cordon_journal::entry::Actor::system("test");
        Ok(cordon_store::Done::new((), cordon_journal::Draft::new("test", system)))
    });
    kept.unwrap();
}

fn passkey(officer: cordon_model::OfficerId, now: cordon_model::Stamp) -> cordon_store::records::Passkey {
    cordon_store::records::Passkey {
        id: cordon_model::PasskeyId::from_bytes([39; 16]),
        officer,
        name: "办公室".into(),
        credential: "AAECAw".into(),
        key: "{}".into(),
        added_at: now,
        used_at: None,
        ended_at: None,
    }
}

fn identity(officer: cordon_model::OfficerId, now: cordon_model::Stamp) -> cordon_store::records::Identity {
    cordon_store::records::Identity {
        id: cordon_model::IdentityId::from_bytes([40; 16]),
        officer,
        issuer: "https://login.city.example".into(),
        subject_key: "1a2b".into(),
        subject_mask: "****0001".into(),
        added_at: now,
        added_by: officer,
        ended_at: None,
    }
}

fn script(now: cordon_model::Stamp) -> cordon_model::Script {
    let sketch = cordon_model::Sketch {
        key: "1a2b3c4d".into(),
        name_zh: "新型话术".into(),
        name_en: "new script".into(),
        warning_zh: String::new(),
        warning_en: String::new(),
        lines: String::new(),
        first_seen: now,
        last_seen: now,
        members: vec![],
        reporters: 3,
        sure: "low".into(),
    };
    let id = cordon_model::ScriptId::from_bytes([37; 16]);
    cordon_model::Script { id, sketch, drafted_at: now, state: cordon_model::ScriptState::Draft, warned_at: None }
}

fn merger(now: cordon_model::Stamp, case: cordon_model::CaseId) -> cordon_model::Merger {
    cordon_model::Merger {
        id: cordon_model::MergerId::from_bytes([39; 16]),
        case,
        into: cordon_model::CaseId::from_bytes([40; 16]),
        reason: "同一损失".into(),
        at: now,
        by: cordon_model::OfficerId::from_bytes([1; 16]),
        parted: None,
    }
}

fn handover(now: cordon_model::Stamp) -> cordon_model::Handover {
    cordon_model::Handover {
        id: cordon_model::HandoverId::from_bytes([42; 16]),
        from: cordon_model::OfficerId::from_bytes([1; 16]),
        to: cordon_model::OfficerId::from_bytes([2; 16]),
        at: now,
        note: "夜班".into(),
        lines: vec![],
        more: 0,
        ended: None,
    }
}

fn look_up(now: cordon_model::Stamp, target: &cordon_model::Target) -> cordon_model::LookUp {
    cordon_model::LookUp {
        id: cordon_model::LookUpId::from_bytes([41; 16]),
        kind: cordon_model::LookUpKind::Account,
        key: "k".into(),
        thing: target.sealed().clone(),
        ground: cordon_model::LookUpGround::CaseWork,
        remark: "核对".into(),
        at: now,
        by: cordon_model::OfficerId::from_bytes([1; 16]),
        found: 1,
    }
}

fn tip(now: cordon_model::Stamp, target: &cordon_model::Target) -> cordon_model::Tip {
    cordon_model::Tip {
        id: cordon_model::TipId::from_bytes([42; 16]),
        kind: cordon_model::TipKind::Account,
        thing: Some(target.sealed().clone()),
        thing_key: Some("k".into()),
        story: None,
        contact: None,
        contact_key: None,
        filed_at: now,
        progress_code: "0000-0000-0042".into(),
        closed: None,
    }
}

fn rule_set(now: cordon_model::Stamp) -> cordon_model::RuleSet {
    cordon_model::RuleSet {
        id: cordon_model::RuleSetId::from_bytes([38; 16]),
        number: 1,
        files: [("own.toml".to_owned(), String::new())].into(),
        digest: "ab".repeat(32),
        reason: "测试".into(),
        proposed_at: now,
        proposed_by: cordon_model::OfficerId::from_bytes([1; 16]),
        state: cordon_model::RuleSetState::Proposed,
    }
}

pub struct Copy {
    folder: TempDir,
}

impl Copy {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn arg(&self) -> &str {
        self.path().to_str().unwrap()
    }

    pub fn outside(&self) -> PathBuf {
        self.path().join("kept-outside")
    }

    /// Everything a person with the database file can do: no constraint stands in the way.
    pub fn database(&self) -> Connection {
        let database = Connection::open(self.path().join("cordon.db")).unwrap();
        database.execute_batch("pragma ignore_check_constraints = on; pragma foreign_keys = off;").unwrap();
        database
    }

    pub fn sql(&self, sql: &str) {
        self.database().execute_batch(sql).unwrap_or_else(|error| panic!("{error} in {sql}"));
    }

    pub fn verify(&self, more: &[&str]) -> Said {
        let args = [&["journal", "verify", "--data", self.arg()], more].concat();
        cordon(&args)
    }

    pub fn verify_with_older(&self) -> Said {
        self.verify(&["--key", &site().vkey, "--checkpoint", self.outside().to_str().unwrap()])
    }
}

/// What the binary said, and whether it ended well.
pub struct Said {
    pub ok: bool,
    pub out: String,
    /// Both streams.
    pub text: String,
}

impl Said {
    pub fn lines_of(&self, start: &str) -> Vec<&str> {
        self.out.lines().filter(|line| line.starts_with(start)).collect()
    }
}

pub fn cordon(args: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    let output = command.args(args).env("CORDON_LOG", "warn").env("no_proxy", "127.0.0.1").output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let text = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
    Said { ok: output.status.success(), out, text }
}
