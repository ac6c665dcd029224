//! The story: five victims, a false report, a wrongly stopped shopkeeper, a scammer's number.

use super::checks::Outcome;
use super::client::{Client, text};
use super::town::{Account, PASSWORD, Town};
use anyhow::{Context, bail};
use cordon_model::time::HOUR_MS;
use cordon_model::{Currency, Money};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

/// How long the town may take for what its agencies do by themselves.
const AGENCIES_ACT_WITHIN: Duration = Duration::from_secs(30);
/// A scammer's telephone.
const NUMBER: &str = "19900000777";

/// The people of the centre, signed in.
struct Centre {
    intake: Client,
    officer: Client,
    approver: Client,
    supervisor: Client,
    public: Client,
}

impl Centre {
    fn sign_in(town: &Town) -> anyhow::Result<Self> {
        let officer = |login| Client::officer(&town.base, login, PASSWORD);
        Ok(Self {
            intake: officer("intake")?,
            officer: officer("officer3")?,
            approver: officer("approver")?,
            supervisor: officer("supervisor")?,
            public: Client::new(&town.base, None),
        })
    }

    fn case(&self, id: &str) -> anyhow::Result<Value> {
        self.supervisor.get(&format!("/api/v1/cases/{id}"))
    }
}

/// A case of the story.
struct Told {
    name: &'static str,
    id: String,
    yuan: i64,
}

pub fn tell(town: &Town) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    println!("第一幕 The first morning");
    town.open()?;
    let centre = Centre::sign_in(town)?;
    let cases = reports(town, &centre, &mut outcome)?;
    let [bank_case, limited_case, wallet_case, payer_first] = cases.as_slice() else { bail!("four cases") };
    false_report(town, &centre, &mut outcome)?;
    released_by_two(&centre, limited_case, &mut outcome)?;
    appealed(town, &centre, wallet_case, &mut outcome)?;
    extended(&centre, payer_first, &mut outcome)?;
    number(town, &centre, &mut outcome)?;
    println!("第二幕 Two days later, after every process was stopped and started");
    town.sleep(48 * HOUR_MS)?;
    let centre = Centre::sign_in(town)?;
    lapsed(&centre, bank_case, &mut outcome)?;
    sums(&centre, &mut outcome)?;
    ledgers(town, &mut outcome)?;
    journal(town, &mut outcome)?;
    Ok(outcome)
}

/// Asks again until it is so.
fn until<T>(what: &str, mut ask: impl FnMut() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
    let end = Instant::now() + AGENCIES_ACT_WITHIN;
    loop {
        if let Some(found) = ask()? {
            return Ok(found);
        }
        if Instant::now() > end {
            bail!("not within {AGENCIES_ACT_WITHIN:?}: {what}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn amount(yuan: i64) -> Value {
    json!({"amount": format!("{yuan}.00"), "currency": "CNY"})
}

fn money(value: &Value, path: &str) -> anyhow::Result<Money> {
    let amount = value.pointer(&format!("{path}/amount")).and_then(Value::as_str);
    Ok(Money::parse(amount.with_context(|| format!("no amount at {path}"))?, Currency::CNY)?)
}

fn yuan(amount: i64) -> Money {
    Money::cny(amount.saturating_mul(100))
}

/// The first item of a list for which a member says so.
fn find(list: &Value, is: impl Fn(&Value) -> bool) -> Option<&Value> {
    list.as_array()?.iter().find(|item| is(item))
}

fn order_of<'v>(case: &'v Value, kind: &str) -> Option<&'v Value> {
    find(case.get("orders")?, |order| text(order, "kind") == Some(kind))
}

fn measure_of<'v>(case: &'v Value, kind: &str) -> Option<&'v Value> {
    find(case.get("measures")?, |measure| text(measure, "kind") == Some(kind))
}

fn side(account: &Account) -> Value {
    json!({
        "institution_code": account.code, "number": account.number, "holder": account.holder, "class": account.class,
    })
}

/// The victim's transfer, booked by both institutions before anybody reports it.
fn transfer(town: &Town, from: &Account, to: &Account, sum: i64) -> anyhow::Result<String> {
    let at = town.now().minus_ms(90_000).rfc3339();
    let posting = json!({"postings": [{
        "id": format!("{}-{}-{sum}", from.number, to.number), "at": at, "amount": amount(sum),
        "from": side(from), "to": side(to),
    }]});
    for code in [from.code, to.code] {
        let member = town.member(code).context("no such member")?;
        let answer = town.ledger(member).post("/postings", &posting)?;
        if text(&answer, "/results/0/why").is_some() {
            bail!("{code} did not post: {answer}");
        }
        if from.code == to.code {
            break;
        }
    }
    Ok(at)
}

fn report(centre: &Centre, from: &Account, to: Option<&Account>, sum: i64, at: &str) -> anyhow::Result<Value> {
    let mut transfer = json!({"from": side(from), "amount": amount(sum), "at": at, "channel": "mobile_bank"});
    if let (Some(to), Some(map)) = (to, transfer.as_object_mut()) {
        map.insert("to".into(), side(to));
    }
    centre.intake.post(
        "/api/v1/reports",
        &json!({
            "reporter": {
                "name": from.holder, "id_type": "身份证", "id_number": "99000019000101001X", "phone": "19900000001",
            },
            "transfers": [transfer], "scam_type": "T04",
            "narrative": "对方自称客服，要求共享屏幕后转账", "contact": NUMBER,
        }),
    )
}

/// The victim signs: the prefilled form is printed, signed and scanned; here its PDF stands for the scan.
fn sign(centre: &Centre, case: &str) -> anyhow::Result<Value> {
    use base64::Engine;
    let form = centre.intake.bytes(&format!("/api/v1/cases/{case}/form03?purpose=%E6%89%93%E5%8D%B0"))?;
    let content = base64::engine::general_purpose::STANDARD.encode(form);
    centre.intake.post(&format!("/api/v1/cases/{case}/papers"), &json!({"content": content}))
}

fn account(town: &Town, at: usize) -> anyhow::Result<&Account> {
    town.accounts.get(at).context("no such account")
}

/// Four reports become four stops, by four ways.
fn reports(town: &Town, centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<Vec<Told>> {
    let victim_a = account(town, 0)?;
    let victim_b = account(town, 2)?;
    let plan = [
        ("公安接口的银行 a bank on the police wire", victim_a, account(town, 3)?, 80_000, true),
        ("能限额的银行 a bank that holds an amount", victim_b, account(town, 5)?, 30_000, true),
        ("支付机构，A码 a payment firm", victim_a, account(town, 6)?, 6_000, true),
        ("只知付款方 payer first", victim_a, account(town, 4)?, 40_000, false),
    ];
    let mut told = Vec::new();
    for (name, from, to, sum, knows_payee) in plan {
        let at = transfer(town, from, to, sum)?;
        let begun = Instant::now();
        let filed = report(centre, from, knows_payee.then_some(to), sum, &at)?;
        let first_order = begun.elapsed();
        let id = text(&filed, "case").context("no case")?.to_owned();
        let notice = until("the notice is out", || {
            let case = centre.case(&id)?;
            Ok(order_of(&case, "risk_notice").and_then(|o| text(o, "/state/name")).map(str::to_owned))
        })?;
        let noticed = begun.elapsed();
        if knows_payee {
            outcome.check(
                &format!("{name}: first order in the bank's queue < 1 s"),
                first_order < Duration::from_secs(1),
                format!("{} ms, then `{notice}`", first_order.as_millis()),
            );
        } else {
            outcome.check(
                &format!("{name}: the payer's bank names the payee and the notice follows"),
                true,
                format!("{} ms", noticed.as_millis()),
            );
        }
        sign(centre, &id)?;
        let stop_sent = begun.elapsed();
        let held = until("the stop is held", || {
            let case = centre.case(&id)?;
            let force = measure_of(&case, "stop").filter(|m| text(m, "/state/name") == Some("in_force"));
            force.is_some().then(|| money(&case, "/bar/held")).transpose()
        })?;
        outcome.check(
            &format!("{name}: held by a receipt"),
            held == yuan(sum),
            format!(
                "{held}, formal stop out after {} ms, held after {} ms",
                stop_sent.as_millis(),
                begun.elapsed().as_millis()
            ),
        );
        told.push(Told { name, id, yuan: sum });
    }
    excess(centre, &told, outcome)?;
    Ok(told)
}

/// The police wire holds the whole account and says so; the limited stop holds the sum.
fn excess(centre: &Centre, told: &[Told], outcome: &mut Outcome) -> anyhow::Result<()> {
    for (at, limited) in [(0, false), (1, true)] {
        let case = told.get(at).context("no case")?;
        let shown = centre.case(&case.id)?;
        let stop = measure_of(&shown, "stop").context("no stop")?;
        let held = money(stop, "/state/force/held")?;
        let whole = held > yuan(case.yuan);
        let noted = order_of(&shown, "stop")
            .and_then(|order| order.get("notes"))
            .is_some_and(|notes| notes.to_string().contains("LIMIT_NOT_CARRIED"));
        outcome.check(
            &format!("{}: what is held against what may be held", case.name),
            whole != limited && noted != limited,
            format!("{held} held for {}; LIMIT_NOT_CARRIED {noted}", yuan(case.yuan)),
        );
    }
    Ok(())
}

/// A report of a transfer that never was: the payer's bank says so, and nobody stays restricted.
fn false_report(town: &Town, centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<()> {
    let (liar, target) = (account(town, 1)?, account(town, 7)?);
    let at = town.now().minus_ms(60_000).rfc3339();
    let filed = report(centre, liar, Some(target), 9_999, &at)?;
    let id = text(&filed, "case").context("no case")?.to_owned();
    let state = until("the debit is denied", || {
        let case = centre.case(&id)?;
        let denied = case.pointer("/case/notes").is_some_and(|notes| notes.to_string().contains("DEBIT_DENIED"));
        Ok(denied.then(|| order_of(&case, "stop").and_then(|o| text(o, "/state/name")).unwrap_or("").to_owned()))
    })?;
    outcome.check(
        "a false report: the payer's bank denies the debit, the stop never leaves",
        state == "withdrawn",
        state,
    );
    Ok(())
}

/// A release: drafted by one officer, approved by another, ended by the bank's receipt.
fn released_by_two(centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
    let case = centre.case(&told.id)?;
    let measure = measure_of(&case, "stop").and_then(|m| text(m, "id")).context("no stop")?.to_owned();
    let drafted =
        centre.officer.post(&format!("/api/v1/measures/{measure}/lift"), &json!({"reason": "查明与案件无关"}))?;
    let order = text(&drafted, "order").context("no order")?;
    let (own, _) = centre.officer.post_with("own-approval", &format!("/api/v1/orders/{order}/approve"), &json!({}))?;
    outcome.check("nobody approves what they drafted", own == 403, own);
    centre.approver.post(&format!("/api/v1/orders/{order}/approve"), &json!({}))?;
    let state = ended(centre, &told.id, "released")?;
    outcome.check(&format!("{}: released by the bank's receipt", told.name), state == "released", state);
    Ok(())
}

fn ended(centre: &Centre, case: &str, wanted: &str) -> anyhow::Result<String> {
    until(&format!("the stop is {wanted}"), || {
        let case = centre.case(case)?;
        let state = measure_of(&case, "stop").and_then(|m| text(m, "/state/name")).unwrap_or("").to_owned();
        Ok((state == wanted).then_some(state))
    })
}

/// The holder objects on the public page; another officer upholds; the same wires set free.
fn appealed(town: &Town, centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
    let case = centre.case(&told.id)?;
    let stop = measure_of(&case, "stop").context("no stop")?;
    let code = text(stop, "public_code").context("no public code")?.to_owned();
    let number = &account(town, 6)?.number;
    let tail: String = number.chars().skip(number.len().saturating_sub(4)).collect();
    let page = centre.public.get(&format!("/api/v1/public/measures/{code}?tail={tail}"))?;
    let shown = page.to_string();
    let silent = !shown.contains(number.as_str()) && !shown.contains(&account(town, 6)?.holder);
    outcome.check("the public page names no person and no account", silent, code.clone());
    let filed = centre.public.post(
        "/api/v1/public/appeals",
        &json!({"public_code": code, "tail": tail, "statement": "这是货款，有合同和物流单", "contact": "19900000009"}),
    )?;
    let progress = text(&filed, "progress_code").context("no progress code")?.to_owned();
    let appeals = centre.supervisor.get("/api/v1/appeals?state=open")?;
    let appeal = text(&appeals, "/items/0/id").context("no open appeal")?;
    centre.supervisor.post(
        &format!("/api/v1/appeals/{appeal}/decide"),
        &json!({"outcome": "uphold", "reason": "善意取得，提供了合同与物流凭证"}),
    )?;
    let state = ended(centre, &told.id, "released")?;
    let told_citizen = centre.public.get(&format!("/api/v1/public/appeals/{progress}"))?;
    outcome.check(
        "an appeal is upheld by another officer and the stop released",
        state == "released",
        format!("{state}; the citizen reads {told_citizen}"),
    );
    Ok(())
}

/// The second stop of an account: a person approves, the bank renews.
fn extended(centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
    let case = centre.case(&told.id)?;
    let measure = measure_of(&case, "stop").and_then(|m| text(m, "id")).context("no stop")?.to_owned();
    let drafted = centre
        .officer
        .post(&format!("/api/v1/measures/{measure}/extend"), &json!({"reason": "已受案，等待立案决定"}))?;
    let order = text(&drafted, "order").context("no order")?;
    centre.approver.post(&format!("/api/v1/orders/{order}/approve"), &json!({}))?;
    let state = ended(centre, &told.id, "renewed")?;
    outcome.check(&format!("{}: extended once", told.name), state == "renewed", state);
    Ok(())
}

/// A scammer's number is cut at its carrier and, after a check, restored.
fn number(town: &Town, centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<()> {
    let carrier = town.members.last().context("no carrier")?;
    let drafted = centre.officer.post(
        "/api/v1/numbers",
        &json!({"number": NUMBER, "carrier": carrier.code, "reason": "涉诈号码", "evidence": "EV-0001"}),
    )?;
    let measure = text(&drafted, "measure").context("no measure")?.to_owned();
    let order = text(&drafted, "order").context("no order")?;
    centre.approver.post(&format!("/api/v1/orders/{order}/approve"), &json!({}))?;
    let stands = |wanted: &'static str| {
        let (measure, centre) = (measure.clone(), &centre.supervisor);
        until(&format!("the number is {wanted}"), move || {
            let shown = centre.get(&format!("/api/v1/measures/{measure}"))?;
            let state = text(&shown, "/measure/state/name").or_else(|| text(&shown, "/state/name")).unwrap_or("");
            Ok((state == wanted).then_some(()))
        })
    };
    stands("in_force")?;
    let restored = centre
        .officer
        .post(&format!("/api/v1/measures/{measure}/restore"), &json!({"reason": "机主重新实名核验通过"}))?;
    let order = text(&restored, "order").context("no order")?;
    centre.approver.post(&format!("/api/v1/orders/{order}/approve"), &json!({}))?;
    stands("released")?;
    outcome.check("one number cut and restored at its carrier", true, carrier.title);
    Ok(())
}

/// Nobody froze in time: the first stop ended by itself, the extended one stands.
fn lapsed(centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
    let state = ended(centre, &told.id, "lapsed")?;
    let alarms = centre.supervisor.get(&format!("/api/v1/cases/{}/timeline?limit=200", told.id))?;
    let seen = alarms.to_string().contains("lapse_measure");
    outcome.check(&format!("{}: lapses after 48 h, and the case shows it", told.name), seen, state);
    Ok(())
}

/// Every case adds up to the fen.
fn sums(centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<()> {
    let cases = centre.supervisor.get("/api/v1/cases?limit=100")?;
    let mut loss = Money::cny(0);
    let mut held = Money::cny(0);
    let mut adds_up = true;
    for line in cases.get("items").and_then(Value::as_array).context("no cases")? {
        let mut parts = Money::cny(0);
        for part in ["held", "standing", "cashed_out", "returned", "unknown"] {
            parts = parts.plus(money(line, &format!("/bar/{part}"))?)?;
        }
        adds_up &= parts == money(line, "/bar/loss")?;
        loss = loss.plus(money(line, "/bar/loss")?)?;
        held = held.plus(money(line, "/bar/held")?)?;
    }
    outcome.check("every case adds up to the fen", adds_up, format!("loss {loss}, still held {held}"));
    outcome.check("money is held by receipts", held.is_positive(), held);
    outcome.figure("损失 loss", loss);
    outcome.figure("仍冻住 still held after two days", held);
    Ok(())
}

/// What the banks' own books hold is what the centre believes.
fn ledgers(town: &Town, outcome: &mut Outcome) -> anyhow::Result<()> {
    for (at, wanted) in [(3, false), (4, true), (5, false), (6, false), (7, false)] {
        let account = account(town, at)?;
        let member = town.member(account.code).context("no member")?;
        let view = town.ledger(member).get(&format!("/accounts/{}", account.number))?;
        let holds = view.get("holds").and_then(Value::as_array).map_or(0, Vec::len);
        let free = money(&view, "/free")? == money(&view, "/balance")?;
        let tail = account.number.get(account.number.len().saturating_sub(4)..).unwrap_or("");
        outcome.check(
            &format!("{}: the ledger agrees", member.title),
            free != wanted,
            format!("account …{tail}: {holds} holds on record, free {}", money(&view, "/free")?),
        );
    }
    Ok(())
}

/// An outsider's check of the whole record, with the public key alone.
fn journal(town: &Town, outcome: &mut Outcome) -> anyhow::Result<()> {
    town.close()?;
    let data = town.centre_folder();
    let key = std::fs::read_to_string(data.join("journal.vkey"))?;
    let output = Command::new(town.exe())
        .args(["journal", "verify", "--data"])
        .arg(&data)
        .args(["--key", key.trim()])
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("").trim().to_owned();
    outcome.check("the journal and every row it covers verify", output.status.success(), last);
    town.open()
}
