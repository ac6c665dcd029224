//! The second act: who is wrongly held is set free, by two officers or by an appeal; a stop is extended;
//! a number is cut and restored.

use crate::demo::checks::Outcome;
use crate::demo::client::text;
use crate::demo::stage::{Centre, NUMBER, Told, account, ended, measure_of, until};
use crate::demo::town::Town;
use anyhow::Context;
use serde_json::json;

/// A release: drafted by one officer, approved by another, ended by the bank's receipt.
pub fn released_by_two(centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
    // Until the bank has answered there is nothing to be lifted.
    ended(centre, &told.id, "in_force")?;
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

/// The holder objects on the public page; another officer upholds; the same wires set free.
pub fn appealed(town: &Town, centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
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
pub fn extended(centre: &Centre, told: &Told, outcome: &mut Outcome) -> anyhow::Result<()> {
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
pub fn number(town: &Town, centre: &Centre, outcome: &mut Outcome) -> anyhow::Result<()> {
    let carrier = town.member("999100000004").context("no carrier")?;
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
