//! A centre for tests: founded on a temporary folder, served on a free port of the loopback, with its
//! records at hand.

use cordon_desk::money::attach_paper::attach_paper;
use cordon_desk::money::file_report::{Report, ReportedTransfer, ReporterInput, Side, file_report};
use cordon_desk::office::{self, NewAgency, NewDuty, NewHouse, NewOfficer};
use cordon_desk::order::receive::receive;
use cordon_desk::{Actor, Call, Refusal};
use cordon_journal::Entry;
use cordon_model::exchange::Answer;
use cordon_model::time::DAY_MS;
use cordon_model::{
    AccountClass, AgencyId, AgencyKind, CaseId, Channel, Money, Officer, OfficerId, Order, OrderId, OrderKind, Receipt,
    ReceiptResult, Role, Seat, Wire,
};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::{http, random};
use cordon_store::{Doors, Read, Record, Value, audit, entries, records};
use std::cell::RefCell;
use std::collections::BTreeMap;

pub const CENTRE_CODE: &str = "999000000000";
pub const BANK_CODE: &str = "999100000001";
pub const OTHER_CODE: &str = "999100000002";
pub const PAYEE: &str = "9999998888888888";
pub const PAYER: &str = "9999991111111111";
pub const PASSWORD: &str = "correct horse battery";
pub const SCAN: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, b's', b'c', b'a', b'n'];

pub struct Centre {
    pub app: App,
    pub base: String,
    pub bank: AgencyId,
    pub bank_key: String,
    pub other: AgencyId,
    pub other_key: String,
    officers: BTreeMap<&'static str, OfficerId>,
    reports: RefCell<i64>,
    runtime: Option<tokio::runtime::Runtime>,
    pub folder: tempfile::TempDir,
}

impl Centre {
    /// `kind` is what the agency on the police wire is.
    pub fn open(kind: AgencyKind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(&folder.path().join("centre"), Clock::real(), "test.invalid/journal", None).unwrap();
        let call = |actor: &Actor| Call::new(actor.clone(), app.clock.now(), random::seed());
        let house = NewHouse {
            code: CENTRE_CODE.into(),
            name: "样例市反诈中心".into(),
            public_phone: "96110".into(),
            login: "admin".into(),
            administrator: "管理甲".into(),
            administrator_phone: "000-0000-0000".into(),
            password: PASSWORD.into(),
        };
        let founded = office::found_house(&app.desk, &call(&Actor::Platform), &house).unwrap();
        let administrator = Actor::Officer(load(&app, founded.administrator));
        let mut officers = BTreeMap::from([("admin", founded.administrator)]);
        for (login, roles, police) in [
            ("intake", vec![Role::Intake], None),
            ("officer", vec![Role::Intake, Role::Officer], Some("999001")),
            ("officer2", vec![Role::Officer], Some("999002")),
            ("officer3", vec![Role::Officer], Some("999003")),
            ("approver", vec![Role::Approver], Some("999004")),
            ("supervisor", vec![Role::Supervisor], None),
        ] {
            let new = NewOfficer {
                login: login.into(),
                name: "民警甲".into(),
                seats: roles.into_iter().map(|role| Seat { agency: founded.centre, role }).collect(),
                police_number: police.map(Into::into),
                phone: "000-0000-0001".into(),
                password: Some(PASSWORD.into()),
            };
            let id = office::enrol_officer(&app.desk, &call(&administrator), &new).unwrap().officer;
            if police.is_some() {
                office::set_certificate(&app.desk, &call(&administrator), id, SCAN).unwrap();
            }
            officers.insert(login, id);
        }
        let duty = NewDuty {
            from: app.clock.now().minus_ms(DAY_MS),
            until: app.clock.now().plus_ms(30 * DAY_MS),
            operator: officers["officer"],
            investigator: officers["officer2"],
        };
        office::set_duty(&app.desk, &call(&administrator), &duty).unwrap();
        let member = |code: &str, kind, wires: &[Wire]| {
            let new = NewAgency {
                code: code.into(),
                name: "合成银行".into(),
                kind,
                wires: wires.to_vec(),
                limited_stop: false,
                public_phone: "000-0000-0002".into(),
            };
            let agency = office::register_agency(&app.desk, &call(&administrator), &new).unwrap().agency;
            let key = office::issue_key(&app.desk, &call(&administrator), agency).unwrap().key.unwrap();
            (agency, key.0)
        };
        let (bank, bank_key) = member(BANK_CODE, kind, &[Wire::PoliceBank, Wire::JsonForm]);
        let (other, other_key) = member(OTHER_CODE, AgencyKind::Bank, &[Wire::PoliceBank, Wire::JsonForm]);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = http::router(app.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self {
            app,
            base,
            bank,
            bank_key,
            other,
            other_key,
            officers,
            reports: RefCell::new(0),
            runtime: Some(runtime),
            folder,
        }
    }

    pub fn of(&self, login: &str) -> Call {
        let officer: Officer = self.record(self.officers[login]);
        Call::new(Actor::Officer(officer), self.app.clock.now(), random::seed())
    }

    pub fn record<R: Record>(&self, id: impl ToString) -> R {
        load(&self.app, id)
    }

    fn report(&self, yuan: i64, from: &str, to: &str, payee: &str) -> Report {
        let n = self.reports.replace_with(|n| *n + 1);
        let side = |code: &str, number: String| Side {
            institution_code: code.into(),
            number: number.into(),
            holder: Some("测试丙".into()),
            class: AccountClass::Personal,
        };
        Report {
            reporter: Some(ReporterInput {
                name: "测试甲".into(),
                id_type: "身份证".into(),
                id_number: "99000019000101001X".into(),
                phone: "19900000001".into(),
            }),
            transfers: vec![ReportedTransfer {
                from: side(from, format!("{PAYER}{n}")),
                to: Some(side(to, payee.into())),
                amount: Money::cny(yuan * 100),
                at: self.app.clock.now().minus_ms(60_000),
                channel: Channel::MobileBank,
            }],
            scam_type: "T04".into(),
            narrative: None,
            contact: None,
            reported_at: None,
            bank_report: None,
        }
    }

    /// A report whose stop is on its way to the bank.
    pub fn stop(&self, yuan: i64) -> Order {
        self.stop_at(yuan, PAYEE)
    }

    /// A stop that the bank has carried out on the whole account.
    pub fn carried_out(&self, yuan: i64) -> Order {
        let order = self.stop(yuan);
        let answer = Answer {
            order: order.id,
            result: ReceiptResult::Done,
            code: "0000".into(),
            balance: Some(Money::cny(1_234_567)),
            held: None,
            from: None,
            until: None,
            debit: None,
            earlier: Vec::new(),
            statement: None,
            payments: Vec::new(),
            remark: None,
        };
        let call = Call::new(Actor::Agency(self.bank), self.app.clock.now(), random::seed());
        receive(&self.app.desk, &call, Wire::PoliceBank, &answer, None, [1; 32]).unwrap();
        order
    }

    pub fn stop_at(&self, yuan: i64, payee: &str) -> Order {
        let report = self.report(yuan, OTHER_CODE, BANK_CODE, payee);
        self.stop_of(&report)
    }

    fn stop_of(&self, report: &Report) -> Order {
        let filed = file_report(&self.app.desk, &self.of("intake"), report).unwrap();
        attach_paper(&self.app.desk, &self.of("intake"), filed.case, SCAN).unwrap();
        let orders: Vec<Order> = filed.planned.orders.iter().map(|id| self.record(id)).collect();
        orders.into_iter().find(|order| order.kind == OrderKind::Stop).unwrap()
    }

    /// A report of money that went from our second agency to the bank so many seconds ago; nothing is
    /// signed yet.
    pub fn reported(&self, yuan: i64, from: &str, to: (&str, &str), seconds_ago: i64) -> CaseId {
        self.reported_at(BANK_CODE, yuan, from, to, seconds_ago)
    }

    /// The same, at any bank.
    pub fn reported_at(
        &self,
        bank: &str,
        yuan: i64,
        from: &str,
        (number, holder): (&str, &str),
        seconds_ago: i64,
    ) -> CaseId {
        let mut report = self.report(yuan, OTHER_CODE, bank, number);
        let transfer = &mut report.transfers[0];
        transfer.from.number = from.into();
        transfer.to.as_mut().unwrap().holder = Some(holder.into());
        transfer.at = self.app.clock.now().minus_ms(seconds_ago * 1_000);
        file_report(&self.app.desk, &self.of("intake"), &report).unwrap().case
    }

    /// The victim's signed form comes in.
    pub fn sign(&self, case: CaseId) {
        attach_paper(&self.app.desk, &self.of("intake"), case, SCAN).unwrap();
    }

    /// An order that belongs to the other bank, as its ApplicationID.
    pub fn foreign_application_id(&self) -> String {
        let report = self.report(77, BANK_CODE, OTHER_CODE, PAYEE);
        let order = self.stop_of(&report);
        format!("0101{}", order.id.to_string().trim_start_matches("ord_"))
    }

    pub fn entries_about(&self, subject: impl ToString) -> Vec<Entry> {
        self.view(|view| {
            let kept = entries::about(view.sql(), &subject.to_string(), 0, entries::ENTRIES_PAGE_MAX).unwrap();
            kept.iter().map(|kept| kept.decode().unwrap()).collect()
        })
    }

    pub fn receipts(&self, order: OrderId) -> Vec<Receipt> {
        self.view(|view| view.select("where order_id = $1", &[Value::from(order.to_string())]).unwrap())
    }

    pub fn view<T>(&self, mut look: impl FnMut(&mut cordon_store::View<'_>) -> T) -> T {
        self.app.desk.store().view::<_, Refusal>("test", |view| Ok(look(view))).unwrap()
    }

    pub fn count(&self, table: &str) -> i64 {
        let sql = match table {
            "bank_reports" => "select count(*) from bank_reports",
            _ => "select count(*) from cases",
        };
        self.view(|view| view.query(sql, &[]).unwrap()[0].int(0).unwrap())
    }

    /// Every row stands in the journal as it is.
    pub fn verify(&self) {
        let report =
            audit::verify_rows(&**self.app.desk.store(), Some(self.app.desk.vault()), records::COVERED).unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

pub fn load<R: Record>(app: &App, id: impl ToString) -> R {
    let id = id.to_string();
    app.desk.store().view::<_, Refusal>("test", |view| Ok(view.need(&id)?)).unwrap()
}
