//! Still the third act: the case is filed, so that a stop becomes a freeze of what is the victim's; and
//! somebody who took money in good faith gets back what is not, in one act.

use super::money::{Followed, list};
use crate::demo::checks::Outcome;
use crate::demo::client::text;
use crate::demo::stage::{money, until};
use crate::demo::trail::Who;
use anyhow::Context;
use base64::Engine;
use cordon_model::Money;
use serde_json::{Value, json};

/// Its bank holds whole accounts for a stop: a freeze names its amount.
const FROZEN: Who = Who::First;
/// Its bank can hold an amount.
const SELLER: Who = Who::Second;

pub fn frozen(act: &Followed<'_>, outcome: &mut Outcome) -> anyhow::Result<()> {
    filed(act, outcome)?;
    in_good_faith(act, outcome)
}

fn clean(act: &Followed<'_>, who: Who) -> anyhow::Result<Money> {
    Ok(Money::cny(act.trail.account(who)?.yuan.saturating_mul(100)))
}

/// 立案, the document, another person's approval: the whole account is held no longer, the victim's part is.
fn filed(act: &Followed<'_>, outcome: &mut Outcome) -> anyhow::Result<()> {
    let [case, _] = &act.cases;
    let officer = &act.centre.officer;
    let stop = act.stops()?.remove(&FROZEN).context("nothing is held there")?;
    let measure = text(&stop, "id").context("no measure")?;
    let decided_at = act.town.now().minus_ms(1_000).rfc3339();
    let filing = json!({"number": "样公立字〔2026〕1号", "organ": "样例市公安局", "decided_at": decided_at});
    officer.post(&format!("/api/v1/cases/{case}/filing"), &filing)?;
    let drafted = officer
        .post(&format!("/api/v1/cases/{case}/freezes"), &json!({"measure": measure, "reason": "立案侦查，涉案资金"}))?;
    let order = text(&drafted, "order").context("no order")?;
    let content = base64::engine::general_purpose::STANDARD.encode(b"%PDF-1.4 freeze document");
    officer.post(&format!("/api/v1/cases/{case}/papers"), &json!({"kind": "freeze_document", "content": content}))?;
    act.centre.approver.post(&format!("/api/v1/orders/{order}/approve"), &json!({}))?;
    let view = until("the freeze is in force at the bank", || {
        let view = act.ledger(FROZEN)?;
        let running = list(&view, "/holds").iter().filter(|hold| hold.get("in_force") == Some(&Value::Bool(true)));
        let kinds: Vec<&str> = running.filter_map(|hold| text(hold, "kind")).collect();
        Ok((kinds == ["freeze"]).then_some(view))
    })?;
    let free = money(&view, "/free")?;
    outcome.check(
        "a case is filed and a stop becomes a freeze of the victim's part",
        free == clean(act, FROZEN)?,
        format!("{} frozen for 180 days, {free} free again", act.trail.stolen(FROZEN)),
    );
    Ok(())
}

/// He sold goods for it: the tainted part stays held, his own goes free in the act that decides so.
fn in_good_faith(act: &Followed<'_>, outcome: &mut Outcome) -> anyhow::Result<()> {
    let stop = act.stops()?.remove(&SELLER).context("nothing is held there")?;
    let before = money(&stop, "/state/force/held")?;
    let appeal = json!({
        "public_code": text(&stop, "public_code").context("no public code")?, "tail": act.trail.tail(SELLER)?,
        "statement": "货款，有合同、发票和物流单", "ground": "good_faith", "contact": "19900000009",
    });
    act.centre.public.post("/api/v1/public/appeals", &appeal)?;
    let appeals = act.centre.supervisor.get("/api/v1/appeals?state=open")?;
    let id = text(&appeals, "/items/0/id").context("no open appeal")?;
    let kept = act.trail.stolen(SELLER);
    let decision = json!({
        "outcome": "part", "kept": {"amount": kept.decimal(), "currency": "CNY"},
        "reason": "善意取得，未涉案部分立即解除",
    });
    act.centre.supervisor.post(&format!("/api/v1/appeals/{id}/decide"), &decision)?;
    let wanted = clean(act, SELLER)?;
    let free = until("the seller's own money is free", || {
        let free = money(&act.ledger(SELLER)?, "/free")?;
        Ok((free == wanted).then_some(free))
    })?;
    outcome.check(
        "who took money in good faith gets the untainted part back in one act",
        before > kept,
        format!("{before} was held, {kept} stays held, {free} is free"),
    );
    Ok(())
}
