//! What every act of the story uses: who is signed in, how one waits, how a victim pays, reports and
//! signs. No act and no check stands here.

use super::client::{Client, text};
use super::town::{Account, PASSWORD, Town};
use anyhow::{Context, bail};
use cordon_model::{Currency, Money};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long the town may take for what its agencies do by themselves.
pub const AGENCIES_ACT_WITHIN: Duration = Duration::from_secs(30);
/// A scammer's telephone.
pub const NUMBER: &str = "19900000777";

/// The people of the centre, signed in.
pub struct Centre {
    pub intake: Client,
    pub officer: Client,
    pub approver: Client,
    pub supervisor: Client,
    pub public: Client,
}

impl Centre {
    pub fn sign_in(town: &Town) -> anyhow::Result<Self> {
        let officer = |login| Client::officer(&town.base, login, PASSWORD);
        Ok(Self {
            intake: officer("intake")?,
            officer: officer("officer3")?,
            approver: officer("approver")?,
            supervisor: officer("supervisor")?,
            public: Client::new(&town.base, None),
        })
    }

    pub fn case(&self, id: &str) -> anyhow::Result<Value> {
        self.supervisor.get(&format!("/api/v1/cases/{id}"))
    }
}

/// A case of the story.
pub struct Told {
    pub name: &'static str,
    pub id: String,
    pub yuan: i64,
}

/// Asks again until it is so.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
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

pub fn amount(sum: Money) -> Value {
    json!({"amount": sum.decimal(), "currency": "CNY"})
}

pub fn money(value: &Value, path: &str) -> anyhow::Result<Money> {
    let amount = value.pointer(&format!("{path}/amount")).and_then(Value::as_str);
    Ok(Money::parse(amount.with_context(|| format!("no amount at {path}"))?, Currency::CNY)?)
}

pub fn yuan(amount: i64) -> Money {
    Money::cny(amount.saturating_mul(100))
}

/// The first item of a list for which a member says so.
pub fn find(list: &Value, is: impl Fn(&Value) -> bool) -> Option<&Value> {
    list.as_array()?.iter().find(|item| is(item))
}

pub fn order_of<'v>(case: &'v Value, kind: &str) -> Option<&'v Value> {
    find(case.get("orders")?, |order| text(order, "kind") == Some(kind))
}

pub fn measure_of<'v>(case: &'v Value, kind: &str) -> Option<&'v Value> {
    find(case.get("measures")?, |measure| text(measure, "kind") == Some(kind))
}

pub fn side(account: &Account) -> Value {
    json!({
        "institution_code": account.code, "number": account.number, "holder": account.holder, "class": account.class,
    })
}

/// The victim's transfer, booked by both institutions before anybody reports it.
pub fn transfer(town: &Town, from: &Account, to: &Account, sum: Money) -> anyhow::Result<String> {
    let at = town.now().minus_ms(90_000).rfc3339();
    let posting = json!({"postings": [{
        "id": format!("{}-{}-{}", from.number, to.number, sum.decimal()), "at": at, "amount": amount(sum),
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

pub fn report(centre: &Centre, from: &Account, to: Option<&Account>, sum: Money, at: &str) -> anyhow::Result<Value> {
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
pub fn sign(centre: &Centre, case: &str) -> anyhow::Result<Value> {
    use base64::Engine;
    let form = centre.intake.bytes(&format!("/api/v1/cases/{case}/form03?purpose=%E6%89%93%E5%8D%B0"))?;
    let content = base64::engine::general_purpose::STANDARD.encode(form);
    centre.intake.post(&format!("/api/v1/cases/{case}/papers"), &json!({"content": content}))
}

pub fn account(town: &Town, at: usize) -> anyhow::Result<&Account> {
    town.accounts.get(at).context("no such account")
}

/// Waits until the stop of a case stands so.
pub fn ended(centre: &Centre, case: &str, wanted: &str) -> anyhow::Result<String> {
    until(&format!("the stop is {wanted}"), || {
        let case = centre.case(case)?;
        let state = measure_of(&case, "stop").and_then(|m| text(m, "/state/name")).unwrap_or("").to_owned();
        Ok((state == wanted).then_some(state))
    })
}
