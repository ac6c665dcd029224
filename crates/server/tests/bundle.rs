//! A centre and a gateway that share no network: everything between them is a file that somebody carries.

use crate::browser::{Browser, Page};
use crate::hall::{Answer, Hall, PASSWORD, PAYEE_BANK, PAYER_BANK, SCAN, money, text};
use cordon_member::ledger::LedgerBooks;
use cordon_member::ledger::posting::{Posted, TransferPosting};
use cordon_member::{Config, Gateway};
use cordon_model::exchange::{Party, Private};
use cordon_model::{AccountClass, Money};
use cordon_store::{Doors, Read};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output};

/// The gateway's side: a folder and the binary.
struct Far {
    folder: tempfile::TempDir,
}

impl Far {
    /// Without wires and without an address: it could not reach anybody.
    fn open(hall: &Hall, tail: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "data = \"member\"\n[agency]\ncode = \"{PAYEE_BANK}\"\nname = \"合成银行\"\nkind = \"bank\"\n\
             [bundle]\ncentre = \"999000000000\"\nkey = \"{}\"\n[ledger]\nseed = \"accounts.toml\"\n",
            hall.app.key.vkey()
        );
        std::fs::write(folder.path().join("member.toml"), config).unwrap();
        let accounts = format!(
            "[[account]]\nnumber = \"999999888888{tail}\"\nholder = \"测试丙\"\nclass = \"personal\"\n\
             balance = \"0\"\n"
        );
        std::fs::write(folder.path().join("accounts.toml"), accounts).unwrap();
        let far = Self { folder };
        far.credit(hall, tail);
        far
    }

    /// The victim's money came in a minute ago.
    fn credit(&self, hall: &Hall, tail: &str) {
        let config = Config::load(&self.path("member.toml")).unwrap();
        let mut gateway = Gateway::open(&config, Box::new(LedgerBooks)).unwrap();
        let party = |code: &str, number: String| Party {
            institution_code: code.into(),
            institution_name: "合成银行".into(),
            number: Private(number),
            holder: Some(Private("测试丙".into())),
            class: AccountClass::Personal,
        };
        let transfer = TransferPosting {
            id: "trf-1".into(),
            at: hall.app.clock.now().minus_ms(60_000),
            amount: Money::cny(120_000),
            from: party(PAYER_BANK, format!("999999000000{tail}")),
            to: party(PAYEE_BANK, format!("999999888888{tail}")),
            order_number: None,
            exit: None,
        };
        let posted = gateway.post(&[transfer]).unwrap();
        assert!(matches!(posted[0], Posted::Done { .. }), "{posted:?}");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, rest: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        command.current_dir(self.folder.path()).args(["member", "--config", "member.toml", "bundle"]).args(rest);
        command.output().unwrap()
    }

    fn done(&self, rest: &[&str]) -> String {
        let output = self.run(rest);
        assert!(output.status.success(), "{rest:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn take(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.done(&["take", name])
    }

    fn answer(&self, name: &str) -> Vec<u8> {
        self.done(&["answer", name]);
        std::fs::read(self.path(name)).unwrap()
    }

    fn register(&self, hall: &Hall) {
        let path = format!("/api/v1/agencies/{}/file-key", hall.id("payee_bank"));
        hall.act("set_file_key", Some("admin"), "POST", &path, &json!({"key": self.done(&["key"])}));
    }
}

fn address(hall: &Hall, agency: &str) -> String {
    format!("/api/v1/agencies/{}/bundle", hall.id(agency))
}

/// The officer fetches a file.
fn orders(hall: &Hall) -> Vec<u8> {
    let answer = hall.ask("GET", &address(hall, "payee_bank")).by(&hall.token("officer")).send();
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.body
}

fn bring(hall: &Hall, agency: &str, file: &[u8]) -> Answer {
    hall.ask("POST", &address(hall, agency)).by(&hall.token("officer")).keyed().body(file).send()
}

fn items(file: &[u8]) -> Vec<Value> {
    let file: Value = serde_json::from_slice(file).unwrap();
    file["bundle"]["items"].as_array().unwrap().clone()
}

/// A stop that waits for the payee's bank: its id.
fn stop(hall: &Hall, tail: &str) -> String {
    let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &hall.report(tail, true));
    let path = format!("/api/v1/cases/{}/papers", text(&filed, "case"));
    let attached = hall.act("attach_paper", Some("officer"), "POST", &path, &json!({"content": SCAN}));
    attached["sent"][0].as_str().unwrap().to_owned()
}

fn measure(hall: &Hall, stop: &str) -> Value {
    let order = hall.get("officer", &format!("/api/v1/orders/{stop}"));
    let id = text(&order["order"], "measure");
    hall.get("officer", &format!("/api/v1/measures/{id}"))
}

#[test]
fn a_stop_goes_out_and_comes_into_force_by_files_alone() {
    let hall = Hall::open();
    let far = Far::open(&hall, "0001");
    far.register(&hall);
    let stop = stop(&hall, "0001");
    let out = orders(&hall);
    assert!(!items(&out).is_empty());
    let said = far.take("orders-1.json", &out);
    assert!(said.contains("(0 to be taken up again)"), "{said}");
    assert!(far.take("orders-1-again.json", &out).contains("came before"));
    let back = far.answer("answers-1.json");
    let taken = bring(&hall, "payee_bank", &back);
    assert_eq!(taken.status, 200, "{}", String::from_utf8_lossy(&taken.body));
    let of_stop =
        taken.json()["items"].as_array().unwrap().iter().find(|i| i["order"] == stop.as_str()).unwrap().clone();
    assert_eq!(of_stop["weight"], "deciding", "{of_stop}");
    let before = measure(&hall, &stop);
    assert_eq!(before["measure"]["state"]["name"], "in_force", "{before}");
    assert!(before.to_string().contains(&money("1200.00")["amount"].to_string()), "{before}");
    // The same file again: the same receipts, and nothing else.
    let again = bring(&hall, "payee_bank", &back).json();
    assert_eq!((again["again"].as_bool(), &again["items"]), (Some(true), &taken.json()["items"]));
    assert_eq!(measure(&hall, &stop), before);
    // Unknown until the centre says so: then the next file has none.
    assert_eq!(items(&far.answer("answers-2.json")), items(&back));
    let said = far.take("orders-2.json", &orders(&hall));
    assert!(said.contains(&format!("{} answers known", items(&back).len())), "{said}");
    assert_eq!(items(&far.answer("answers-3.json")).len(), 0);
    hall.verify();
}

#[test]
fn a_file_that_is_not_the_agency_s_own_is_refused_whole_and_written_down() {
    let hall = Hall::open();
    let far = Far::open(&hall, "0002");
    far.register(&hall);
    stop(&hall, "0002");
    far.take("orders.json", &orders(&hall));
    let back = far.answer("answers.json");
    let refused = |agency: &str, file: &[u8], status: u16, code: &str| {
        let before = hall.entries();
        let answer = bring(&hall, agency, file);
        assert_eq!((answer.status, answer.json()["code"].as_str()), (status, Some(code)), "{agency}");
        assert_eq!(hall.entries(), before + 1, "{code}");
        let entry = hall.entry(before);
        assert_eq!((entry.verb.as_str(), entry.result.as_str()), ("take_bundle", code));
    };
    let altered = String::from_utf8(back.clone()).unwrap().replace("\"sequence\":1", "\"sequence\":2");
    refused("payee_bank", altered.as_bytes(), 422, "bundle_not_genuine");
    refused("payer_bank", &back, 422, "bundle_not_genuine");
    // Another gateway under the same name, with a key of its own.
    let forger = Far::open(&hall, "0002");
    refused("payee_bank", &forger.answer("forged.json"), 422, "bundle_not_genuine");
    assert_eq!(bring(&hall, "payee_bank", &back).status, 200);
    // The agency's true key, a number that came before, another content.
    std::fs::create_dir_all(forger.path("member")).unwrap();
    std::fs::copy(far.path("member/file.key"), forger.path("member/file.key")).unwrap();
    std::fs::remove_file(forger.path("member/member.sqlite")).unwrap();
    refused("payee_bank", &forger.answer("replayed.json"), 409, "bundle_replayed");
    hall.verify();
}

#[test]
fn a_gateway_takes_nothing_that_the_centre_did_not_sign_for_it() {
    let hall = Hall::open();
    let far = Far::open(&hall, "0003");
    stop(&hall, "0003");
    let out = String::from_utf8(orders(&hall)).unwrap();
    let other = hall.ask("GET", &address(&hall, "payer_bank")).by(&hall.token("officer")).send();
    let altered = out.replace("\"sequence\":1", "\"sequence\":2");
    for (name, file) in [("altered.json", altered.into_bytes()), ("other.json", other.body)] {
        std::fs::write(far.path(name), file).unwrap();
        let output = far.run(&["take", name]);
        assert!(!output.status.success(), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("the file is not taken"), "{name}");
    }
    assert_eq!(items(&far.answer("answers.json")).len(), 0);
}

#[test]
fn a_lost_file_comes_again_after_the_lease() {
    let hall = Hall::open();
    let far = Far::open(&hall, "0004");
    stop(&hall, "0004");
    let lost = items(&orders(&hall));
    assert!(!lost.is_empty());
    assert_eq!(items(&orders(&hall)).len(), 0, "leased");
    let ended = hall.app.desk.store().keep::<_, cordon_desk::Refusal>("test", |keep| {
        Ok(keep.sql().exec("update outbox set leased_until = 0 where leased_until is not null", &[])?)
    });
    assert!(ended.unwrap() > 0);
    let again = orders(&hall);
    assert_eq!(items(&again), lost, "the same bytes");
    let said = far.take("orders.json", &again);
    assert!(said.contains("2 files of lower numbers never came"), "{said}");
}

/// Somebody of the house in a browser.
fn signed_in(hall: &Hall, login: &str) -> Browser {
    let browser = Browser::new(hall.router());
    assert_eq!(browser.sign_in(login, PASSWORD).location(), "/desk");
    browser
}

fn taken_out(hall: &Hall, officer: &Browser) -> Page {
    let action = format!("/desk/files/{}/out", hall.id("payee_bank"));
    officer.post(&officer.get("/desk/files").form(&action))
}

#[test]
fn files_are_taken_out_and_brought_in_from_a_page() {
    let hall = Hall::open();
    let far = Far::open(&hall, "0001");
    let report = hall.report("0001", true);
    let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &report);
    let papers = format!("/api/v1/cases/{}/papers", text(&filed, "case"));
    hall.act("attach_paper", Some("officer"), "POST", &papers, &json!({"content": SCAN}));
    let officer = signed_in(&hall, "officer");
    let (out, bring) =
        (format!("/desk/files/{}/out", hall.id("payee_bank")), format!("/desk/files/{}/in", hall.id("payee_bank")));
    let page = officer.get("/desk/files");
    assert!(page.has(&out) && !page.has(&bring), "without its key nothing of an agency is taken");
    assert!(!page.has(&hall.id("centre")), "the centre carries nothing to itself");
    assert!(page.has("未登记") && officer.get("/desk/files?lang=en").has("Signed files"));
    officer.get("/desk/files?lang=zh");
    far.register(&hall);
    let given = taken_out(&hall, &officer);
    let name = given.headers["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.contains("orders-") && given.bytes.starts_with(b"{"), "{name}");
    far.take("orders.json", &given.bytes);
    // The next file has another number and the orders that came meanwhile: none.
    assert_ne!(taken_out(&hall, &officer).bytes, given.bytes);
    let answer = far.answer("answers.json");
    let form = officer.get("/desk/files").form(&bring);
    let told = officer.upload(&form, &answer);
    assert_eq!(told.status, 200, "{}", told.text());
    assert!(told.has("有效回执") && told.has("文件编号"), "{}", told.text());
    let again = officer.upload(&form.clone().with("key", "another"), &answer);
    assert!(again.has("此前已导入"), "{}", again.text());
    // What is not the agency's own is refused whole, and no file is none.
    let mut forged = answer.clone();
    let at = forged.len() / 2;
    forged[at] ^= 1;
    let refused = officer.upload(&form.clone().with("key", "third"), &forged);
    assert!(refused.status.is_client_error() && refused.has("role=\"alert\""), "{}", refused.text());
    let nothing = officer.upload(&form.with("key", "fourth"), b"");
    assert!(nothing.status.is_client_error() && nothing.has("文件"));
    // Who runs the office carries receipts in, and opens no order.
    let admin = signed_in(&hall, "admin").get("/desk/files");
    assert!(admin.has(&bring) && !admin.has(&out));
    let intake = signed_in(&hall, "intake").get("/desk/files");
    assert!(!intake.has(&bring) && !intake.has(&out));
    hall.verify();
}
