//! What happens in the town of a stream: its transfers are posted, victims report, and the centre
//! follows the money by itself until nothing moves any more.

use super::plan::{Plan, Posted};
use super::town::{Institution, Town, holder, number};
use crate::demo::client::{Client, text};
use crate::demo::town::PASSWORD;
use anyhow::{Context, bail};
use base64::Engine;
use cordon_model::Money;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Postings in one request to a ledger.
const POSTINGS_AT_ONCE: usize = 1_000;
/// The centre has come to rest when it wrote nothing for so long, longer than its tracer ever pauses.
const REST: Duration = Duration::from_secs(6);
/// And it is given up when it does not.
const REST_WITHIN: Duration = Duration::from_secs(600);

/// A case that was opened: which of the stream's transfers it is about.
#[derive(Debug)]
pub struct Opened {
    pub id: String,
    pub transfer: Posted,
}

impl Posted {
    /// The id by which ledgers and the file know it.
    pub fn id(&self) -> String {
        format!("s{}", self.row.number)
    }
}

/// The stream as it is posted, in the form that `cordon trace` and `cordon import` read.
pub fn write_file(town: &Town, plan: &Plan) -> anyhow::Result<PathBuf> {
    let path = town.folder.join("stream.csv");
    let mut out = std::io::BufWriter::new(std::fs::File::create(&path)?);
    writeln!(out, "id,time,from,to,amount,balance_before,seq")?;
    for posted in &plan.posted {
        let row = &posted.row;
        let (from, to) = (account(town, row.from)?, account(town, row.to)?);
        let (amount, before) = (Money::cny(row.amount).decimal(), Money::cny(posted.balance_before).decimal());
        writeln!(out, "{},{},{from},{to},{amount},{before},{}", posted.id(), posted.at.ms(), row.number)?;
    }
    out.flush()?;
    Ok(path)
}

/// An account as the file names it.
pub fn account(town: &Town, node: u64) -> anyhow::Result<String> {
    Ok(format!("{}:{}", keeper(town, node)?.code, number(node)))
}

fn keeper(town: &Town, node: u64) -> anyhow::Result<&Institution> {
    town.keeper(node).context("an account without an institution")
}

fn side(town: &Town, node: u64) -> anyhow::Result<Value> {
    let keeper = keeper(town, node)?;
    Ok(json!({
        "institution_code": keeper.code, "number": number(node), "holder": holder(node), "class": keeper.class(),
    }))
}

fn amount(row_amount: i64) -> Value {
    json!({"amount": Money::cny(row_amount).decimal(), "currency": "CNY"})
}

/// Posts the stream at every institution that has a side of it, all at once; how many postings.
pub fn post(town: &Town, plan: &Plan) -> anyhow::Result<usize> {
    std::thread::scope(|scope| {
        let started: Vec<_> =
            town.institutions.iter().map(|institution| scope.spawn(|| post_at(town, institution, plan))).collect();
        let mut count = 0_usize;
        for thread in started {
            let posted = thread.join().map_err(|_| anyhow::anyhow!("a thread that posts has ended"))??;
            count = count.saturating_add(posted);
        }
        Ok(count)
    })
}

fn post_at(town: &Town, institution: &Institution, plan: &Plan) -> anyhow::Result<usize> {
    let client = institution.client();
    let mut count = 0_usize;
    let mut waiting = Vec::with_capacity(POSTINGS_AT_ONCE);
    for posted in &plan.posted {
        let row = &posted.row;
        let sides = [row.from, row.to].map(|node| keeper(town, node).map(|keeper| keeper.code == institution.code));
        let [ours_from, ours_to] = sides;
        if !ours_from? && !ours_to? {
            continue;
        }
        count = count.saturating_add(1);
        waiting.push(json!({
            "id": posted.id(), "at": posted.at.rfc3339(), "amount": amount(row.amount),
            "from": side(town, row.from)?, "to": side(town, row.to)?,
        }));
        if waiting.len() == POSTINGS_AT_ONCE {
            send(&client, institution, std::mem::take(&mut waiting))?;
        }
    }
    send(&client, institution, waiting)?;
    Ok(count)
}

fn send(client: &Client, institution: &Institution, postings: Vec<Value>) -> anyhow::Result<()> {
    if postings.is_empty() {
        return Ok(());
    }
    let answer = client.post("/postings", &json!({ "postings": postings }))?;
    let results = answer.get("results").and_then(Value::as_array).context("a ledger without results")?;
    match results.iter().find(|result| result.get("why").is_some_and(|why| !why.is_null())) {
        Some(refused) => bail!("{} did not post: {refused}", institution.name),
        None => Ok(()),
    }
}

/// Whoever takes the reports.
pub fn intake(town: &Town) -> anyhow::Result<Client> {
    Client::officer(&town.base, "intake", PASSWORD)
}

/// A victim reports and signs; his signed form goes to the case.
pub fn open_case(town: &Town, intake: &Client, transfer: Posted) -> anyhow::Result<Opened> {
    let row = &transfer.row;
    let report = json!({
        "reporter": {
            "name": holder(row.from), "id_type": "身份证", "id_number": "99000019000101001X", "phone": "19900000001",
        },
        "transfers": [{
            "from": side(town, row.from)?, "to": side(town, row.to)?, "amount": amount(row.amount),
            "at": transfer.at.rfc3339(), "channel": "mobile_bank",
        }],
        "scam_type": "T04",
    });
    let filed = intake.post("/api/v1/reports", &report)?;
    let id = text(&filed, "case").context("no case")?.to_owned();
    let form = intake.bytes(&format!("/api/v1/cases/{id}/form03?purpose=%E6%89%93%E5%8D%B0"))?;
    let content = base64::engine::general_purpose::STANDARD.encode(form);
    intake.post(&format!("/api/v1/cases/{id}/papers"), &json!({ "content": content }))?;
    Ok(Opened { id, transfer })
}

/// Waits until the centre writes nothing any more and no message waits for an institution; how long
/// it took until then.
pub fn rest(town: &Town) -> anyhow::Result<Duration> {
    let client = Client::new(&town.base, None);
    let (began, mut last, mut since) = (Instant::now(), String::new(), Instant::now());
    while began.elapsed() < REST_WITHIN {
        let metrics = String::from_utf8(client.bytes("/metrics")?)?;
        let seen: String = metrics
            .lines()
            .filter(|line| line.starts_with("cordon_journal_entries") || line.starts_with("cordon_outbox_waiting"))
            .collect::<Vec<_>>()
            .join("\n");
        if seen != last {
            (last, since) = (seen, Instant::now());
        } else if since.elapsed() >= REST {
            return Ok(since.duration_since(began));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("the centre did not come to rest within {REST_WITHIN:?}; it stands at {last}")
}
