//! A house for tests: founded on a temporary SQLite store that runs every closure twice, with
//! officers of each role, two banks, a payment firm, a carrier, a shift and a clock moved by hand.
//! Everybody in it is made up.

use cordon_desk::money::attach_paper::attach_paper;
use cordon_desk::money::file_report::{Filed, Report, ReportedTransfer, ReporterInput, Side, file_report};
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::permit::Judge;
use cordon_desk::{Actor, Call, Desk, Refusal};
use cordon_journal::Entry;
use cordon_model::exchange::{Answer, Private};
use cordon_model::time::MINUTE_MS;
use cordon_model::{
    AccountClass, Agency, AgencyId, AgencyKind, CaseId, Channel, DutyId, MeasureId, Money, Officer, Order, OrderId,
    ReceiptResult, Role, Seat, Stamp, Wire,
};
use cordon_store::postgres::{Settled, cluster};
use cordon_store::twice::Twice;
use cordon_store::{Doors, PostgresStore, Read, Record, SqliteStore, Store, Value, Vault, audit, entries, records};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

pub const PASSWORD: &str = "correct horse battery";
/// Monday 2026-11-23 09:00 in Shanghai.
pub const MORNING_MS: i64 = 1_795_395_600_000;
pub const PAYER: &str = "9999990000000017";
pub const PAYEE: &str = "9999990000004321";
pub const VICTIM: &str = "受害丙";
pub const VICTIM_ID: &str = "99000019000101001X";
pub const NARRATIVE: &str = "自称客服，要求转账到安全账户";
const VAULT_KEY: [u8; 32] = [7; 32];
/// The first bytes of a JPG, and nothing else of one.
pub const SCAN: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, b's', b'c', b'a', b'n'];

pub struct House {
    pub desk: Desk,
    now: AtomicI64,
    calls: AtomicU64,
    pub centre: AgencyId,
    pub bank: AgencyId,
    pub other_bank: AgencyId,
    pub payment: AgencyId,
    pub carrier: AgencyId,
    pub administrator: Officer,
    pub intake: Officer,
    /// Two police officers, on duty as operator and investigator.
    pub officer: Officer,
    pub partner: Officer,
    /// A third police officer, who is not on duty.
    pub third: Officer,
    pub approver: Officer,
    pub supervisor: Officer,
    pub other_supervisor: Officer,
    /// Sits at the desk of `bank`.
    pub bank_clerk: Officer,
    pub duty: DutyId,
    /// Dropped last: the folder of the store.
    folder: tempfile::TempDir,
}

impl House {
    pub fn new() -> Self {
        let (desk, folder) = empty_desk();
        let mut seed = 0;
        let mut call = |actor: Actor| {
            seed += 1;
            Call::new(actor, Stamp::from_ms(MORNING_MS), seed_of(seed))
        };
        let new = new_house();
        let founded = office::found_house(&desk, &call(Actor::Platform), &new).unwrap();
        let administrator: Officer = load(&desk, founded.administrator);
        let mut as_administrator = || call(Actor::Officer(administrator.clone()));
        let mut agency = |code: &str, name: &str, kind, wires: &[Wire], limited_stop| {
            let new = NewAgency {
                code: code.into(),
                name: name.into(),
                kind,
                wires: wires.to_vec(),
                limited_stop,
                public_phone: "96110".into(),
            };
            office::register_agency(&desk, &as_administrator(), &new).unwrap().agency
        };
        let bank = agency("999999000001", "样例银行", AgencyKind::Bank, &[Wire::PoliceBank, Wire::JsonForm], false);
        let other_bank = agency("999999000002", "示范银行", AgencyKind::Bank, &[Wire::JsonForm], true);
        let payment = agency("999999000003", "样例支付", AgencyKind::PaymentFirm, &[Wire::JsonForm], true);
        let carrier = agency("999999000004", "样例通信", AgencyKind::Carrier, &[Wire::JsonForm], false);
        let centre = founded.centre;
        let mut officer =
            |login: &str, name: &str, agency: AgencyId, roles: &[Role], police: Option<&str>| -> Officer {
                let new = NewOfficer {
                    login: login.into(),
                    name: Private::from(name),
                    seats: roles.iter().map(|role| Seat { agency, role: *role }).collect(),
                    police_number: police.map(Private::from),
                    phone: Private::from("000-0000-0001"),
                    password: None,
                };
                let id = office::enrol_officer(&desk, &as_administrator(), &new).unwrap().officer;
                if police.is_some() {
                    office::set_certificate(&desk, &as_administrator(), id, SCAN).unwrap();
                }
                load(&desk, id)
            };
        let intake = officer("intake", "接警甲", centre, &[Role::Intake], None);
        let policeman = officer("officer", "民警甲", centre, &[Role::Intake, Role::Officer], Some("999001"));
        let partner = officer("partner", "民警乙", centre, &[Role::Officer], Some("999002"));
        let third = officer("third", "民警丙", centre, &[Role::Officer], Some("999003"));
        let approver = officer("approver", "审批甲", centre, &[Role::Approver], Some("999004"));
        let supervisor = officer("supervisor", "监督甲", centre, &[Role::Supervisor], None);
        let other_supervisor = officer("supervisor2", "监督乙", centre, &[Role::Supervisor], None);
        let bank_clerk = officer("clerk", "银行甲", bank, &[Role::Desk], None);
        let shift = NewDuty {
            from: Stamp::from_ms(MORNING_MS),
            until: Stamp::from_ms(MORNING_MS).plus_ms(30 * cordon_model::time::DAY_MS),
            operator: policeman.id,
            investigator: partner.id,
        };
        let duty = office::set_duty(&desk, &as_administrator(), &shift).unwrap().duty;
        Self {
            desk,
            now: AtomicI64::new(MORNING_MS),
            calls: AtomicU64::new(seed),
            centre,
            bank,
            other_bank,
            payment,
            carrier,
            administrator,
            intake,
            officer: policeman,
            partner,
            third,
            approver,
            supervisor,
            other_supervisor,
            bank_clerk,
            duty,
            folder,
        }
    }

    /// With lists beside its records.
    pub fn beside(self, lists: cordon_desk::money::lists::Lists) -> Self {
        Self { desk: self.desk.with_lists(lists), ..self }
    }

    pub fn now(&self) -> Stamp {
        Stamp::from_ms(self.now.load(Ordering::SeqCst))
    }

    pub fn pass(&self, ms: i64) -> Stamp {
        self.now.fetch_add(ms, Ordering::SeqCst);
        self.now()
    }

    /// A call now, with randomness of its own.
    pub fn call(&self, actor: Actor) -> Call {
        Call::new(actor, self.now(), seed_of(self.calls.fetch_add(1, Ordering::SeqCst) + 1))
    }

    pub fn of(&self, officer: &Officer) -> Call {
        self.call(Actor::Officer(officer.clone()))
    }

    pub fn machine(&self, agency: AgencyId) -> Call {
        self.call(Actor::Agency(agency))
    }

    pub fn citizen(&self) -> Call {
        self.call(Actor::Citizen)
    }

    pub fn platform(&self) -> Call {
        self.call(Actor::Platform)
    }

    pub fn read<T>(&self, mut look: impl FnMut(&mut cordon_store::View<'_>) -> T) -> T {
        self.desk.store().view::<_, Refusal>("test", |view| Ok(look(view))).unwrap()
    }

    pub fn record<R: Record>(&self, id: impl ToString) -> R {
        load(&self.desk, id)
    }

    pub fn agency(&self, id: AgencyId) -> Agency {
        self.record(id)
    }

    /// Every entry so far.
    pub fn entries(&self) -> Vec<Entry> {
        self.read(|view| {
            let kept = entries::range(view.sql(), 0, entries::ENTRIES_PAGE_MAX).unwrap();
            kept.iter().map(|kept| kept.decode().unwrap()).collect()
        })
    }

    pub fn last_entry(&self) -> Entry {
        self.entries().pop().expect("the house has entries")
    }

    pub fn entries_about(&self, subject: impl ToString) -> Vec<Entry> {
        self.read(|view| {
            let kept = entries::about(view.sql(), &subject.to_string(), 0, entries::ENTRIES_PAGE_MAX).unwrap();
            kept.iter().map(|kept| kept.decode().unwrap()).collect()
        })
    }

    /// Every row stands in the journal as it is, and nowhere in the journal stands one of `secrets`.
    pub fn audit(&self, secrets: &[&str]) {
        let report = audit::verify_rows(&**self.desk.store(), Some(self.desk.vault()), records::COVERED).unwrap();
        assert!(report.is_sound(), "{report}");
        let kept = self.read(|view| entries::range(view.sql(), 0, entries::ENTRIES_PAGE_MAX).unwrap());
        for entry in kept {
            for secret in secrets {
                let found = entry.bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "entry {} holds a secret: {:?}", entry.seq, entry.decode());
            }
        }
    }

    /// The agency answers an order with its key.
    pub fn answer(&self, agency: AgencyId, answer: &Answer) -> cordon_desk::order::receive::Received {
        let body = seed_of(self.calls.fetch_add(1, Ordering::SeqCst) + 1);
        cordon_desk::order::receive::receive(&self.desk, &self.machine(agency), Wire::JsonForm, answer, None, body)
            .unwrap()
    }

    /// The agency says that it is done, and what it holds.
    pub fn done(&self, agency: AgencyId, order: OrderId, held: Option<Money>) {
        let answer = Answer { held, balance: held, ..answer_to(order, ReceiptResult::Done, "0000") };
        self.answer(agency, &answer);
    }

    /// A victim reports a transfer to `PAYEE` at the other bank; nothing was answered yet.
    pub fn reported(&self) -> Filed {
        file_report(&self.desk, &self.of(&self.intake), &self.report()).unwrap()
    }

    pub fn report(&self) -> Report {
        let side = |code: &str, number: &str, holder: &str| Side {
            institution_code: code.into(),
            number: number.into(),
            holder: Some(holder.into()),
            class: AccountClass::Personal,
        };
        Report {
            reporter: Some(ReporterInput {
                name: VICTIM.into(),
                id_type: "01".into(),
                id_number: VICTIM_ID.into(),
                phone: "000-0000-0002".into(),
            }),
            transfers: vec![ReportedTransfer {
                from: side("999999000001", PAYER, VICTIM),
                to: Some(side("999999000002", PAYEE, "收款丁")),
                amount: Money::cny(8_000_000),
                at: self.now().minus_ms(10 * MINUTE_MS),
                channel: Channel::MobileBank,
            }],
            scam_type: "T01".into(),
            narrative: Some(NARRATIVE.into()),
            contact: None,
            reported_at: None,
            bank_report: None,
        }
    }

    /// A report, its signed form a minute later, and the bank's answer: a stop in force.
    pub fn stopped(&self) -> Story {
        let filed = self.reported();
        self.pass(MINUTE_MS);
        attach_paper(&self.desk, &self.of(&self.intake), filed.case, SCAN).unwrap();
        let orders: Vec<Order> = self.read(|view| {
            let case = [Value::from(filed.case.to_string())];
            view.select("where case_id = $1 and kind = 'stop' order by id", &case).unwrap()
        });
        let order = orders.first().expect("the report made a stop");
        self.pass(MINUTE_MS);
        self.done(self.other_bank, order.id, Some(Money::cny(8_000_000)));
        Story { case: filed.case, order: order.id, measure: order.measure.expect("a stop is about a measure") }
    }

    /// Puts a record that no verb of this story would make, with an entry of its own.
    pub fn keep<R: Record>(&self, record: &R) {
        let system = cordon_journal::entry::Actor::system("test");
        let kept = self.desk.store().act::<_, Refusal>("test", self.now(), |unit| {
            unit.put(record)?;
            Ok(cordon_store::Done::new((), cordon_journal::Draft::new("test", system.clone())))
        });
        kept.unwrap();
    }

    /// The same two officers go on duty again, from now on.
    pub fn new_shift(&self) {
        let shift = NewDuty {
            from: self.now(),
            until: self.now().plus_ms(30 * cordon_model::time::DAY_MS),
            operator: self.officer.id,
            investigator: self.partner.id,
        };
        office::set_duty(&self.desk, &self.of(&self.administrator), &shift).unwrap();
    }

    /// One round of the clock.
    pub fn tick(&self) -> cordon_desk::clock::Round {
        let mut n = self.calls.fetch_add(10_000, Ordering::SeqCst);
        cordon_desk::clock::tick(&self.desk, self.now(), &mut || {
            n += 1;
            seed_of(n)
        })
        .unwrap()
    }

    /// Another desk over the same records, as after a restart: nothing is known but what is kept.
    pub fn reopened(&self) -> Desk {
        let (store, judge) = (self.desk.store().clone(), Judge::house().unwrap());
        Desk::new(store, Vault::from_key(VAULT_KEY), judge, cordon_desk::norms::calendar().unwrap())
    }

    /// Closes the house and gives its folder, to be opened again.
    pub fn folder(self) -> tempfile::TempDir {
        self.folder
    }
}

/// A case whose stop is in force.
#[derive(Clone, Copy, Debug)]
pub struct Story {
    pub case: CaseId,
    pub order: OrderId,
    pub measure: MeasureId,
}

/// A desk on an empty store, before anybody founded a house there.
pub fn empty_desk() -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let calendar = cordon_desk::norms::calendar().unwrap();
    let store = empty_store(folder.path());
    let desk = Desk::new(store, Vault::from_key(VAULT_KEY), Judge::house().unwrap(), calendar);
    (desk, folder)
}

/// SQLite, or where `CORDON_STORE` says `postgres` a database of a server that this process starts.
fn empty_store(folder: &Path) -> Arc<dyn Store> {
    let now = Stamp::from_ms(MORNING_MS);
    match std::env::var("CORDON_STORE").as_deref() {
        Err(_) | Ok("sqlite") => Arc::new(Twice(SqliteStore::open(folder, now).unwrap())),
        Ok("postgres") => {
            let cluster = cluster::shared().unwrap();
            // Its tables are made once and copied: each house would take a fifth of a second longer.
            static EMPTY: OnceLock<String> = OnceLock::new();
            let empty = EMPTY.get_or_init(|| {
                let name = cluster.fresh().unwrap();
                drop(PostgresStore::open(&cluster.address(&name), now).unwrap());
                name
            });
            let address = cluster.address(&cluster.fresh_like(empty).unwrap());
            let store = Arc::new(PostgresStore::open(&address, now).unwrap());
            Arc::new(Settled::new(Twice(store.clone()), store))
        }
        Ok(other) => panic!("CORDON_STORE is `{other}`; say sqlite or postgres"),
    }
}

pub fn new_house() -> NewHouse {
    NewHouse {
        code: "999999".into(),
        name: "样例市反诈中心".into(),
        public_phone: "96110".into(),
        login: "admin".into(),
        administrator: Private::from("管理甲"),
        administrator_phone: Private::from("000-0000-0000"),
        password: Private::from(PASSWORD),
    }
}

/// An answer that says nothing beyond its result.
pub fn answer_to(order: OrderId, result: ReceiptResult, code: &str) -> Answer {
    Answer::bare(order, result, code)
}

pub fn seed_of(number: u64) -> [u8; 32] {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_be_bytes());
    seed
}

pub fn load<R: Record>(desk: &Desk, id: impl ToString) -> R {
    let id = id.to_string();
    desk.store().view::<_, Refusal>("test", |view| Ok(view.need(&id)?)).unwrap()
}
