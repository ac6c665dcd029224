//! The first act: four reports become four stops by four ways, and a false one becomes none.

use crate::demo::checks::Outcome;
use crate::demo::client::text;
use crate::demo::stage::{Centre, Told, account, measure_of, money, order_of, report, sign, transfer, until, yuan};
use crate::demo::town::Town;
use anyhow::Context;
use std::time::{Duration, Instant};

/// Four reports become four stops, by four ways.
pub fn reports(town: &Town, centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<Vec<Told>> {
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
        let at = transfer(town, from, to, yuan(sum))?;
        let begun = Instant::now();
        let filed = report(centre, from, knows_payee.then_some(to), yuan(sum), &at)?;
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
pub fn false_report(town: &Town, centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<()> {
    let (liar, target) = (account(town, 1)?, account(town, 7)?);
    let at = town.now().minus_ms(60_000).rfc3339();
    let filed = report(centre, liar, Some(target), yuan(9_999), &at)?;
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
