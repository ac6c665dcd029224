//! The last act, two days later: what ended by itself, what everything adds up to, and whether the
//! members' books and the journal agree.

use crate::demo::checks::Outcome;
use crate::demo::stage::{Centre, Told, account, ended, money};
use crate::demo::town::Town;
use anyhow::Context;
use cordon_model::Money;
use serde_json::Value;
use std::process::Command;

/// Nobody froze in time: the first stop ended by itself, the extended one stands.
pub fn lapsed(centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
    let state = ended(centre, &told.id, "lapsed")?;
    let alarms = centre.supervisor.get(&format!("/api/v1/cases/{}/timeline?limit=200", told.id))?;
    let seen = alarms.to_string().contains("lapse_measure");
    outcome.check(&format!("{}: lapses after 48 h, and the case shows it", told.name), seen, state);
    Ok(())
}

/// Every case adds up to the fen.
pub fn sums(centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<()> {
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
pub fn ledgers(town: &Town, outcome: &mut Outcome) -> anyhow::Result<()> {
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
pub fn journal(town: &Town, outcome: &mut Outcome) -> anyhow::Result<()> {
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
