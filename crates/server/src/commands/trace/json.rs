//! A trace as JSON: amounts as decimal strings, times in RFC 3339 with milliseconds, in UTC.

use super::Told;
use super::plan::PlanJson;
use anyhow::Context;
use cordon_flow::plan::Plan;
use cordon_flow::text::{decimal, time};
use cordon_flow::trace::{Edge, Reached};
use cordon_flow::{Names, Note, Notes, Rule, Totals, Trace};
use cordon_model::Currency;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

#[derive(Serialize)]
struct TraceJson<'a> {
    reached: Vec<ReachedJson<'a>>,
    edges: Vec<EdgeJson<'a>>,
    totals: BTreeMap<Rule, TotalsJson>,
    notes: Vec<&'static str>,
    as_of: Option<u64>,
    #[serde(skip_serializing_if = "is_zero")]
    rows_left_out: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<PlanJson<'a>>,
}

#[derive(Serialize)]
struct ReachedJson<'a> {
    account: &'a str,
    level: u32,
    arrived_at: String,
    tainted: BTreeMap<Rule, String>,
    balance: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'static str>,
}

#[derive(Serialize)]
struct EdgeJson<'a> {
    id: Cow<'a, str>,
    time: String,
    from: &'a str,
    to: &'a str,
    amount: String,
    hop: u32,
    tainted: BTreeMap<Rule, String>,
}

#[derive(Serialize)]
struct TotalsJson {
    claimed: String,
    on_accounts: String,
    on_the_way: String,
    absorbed: String,
    unseen: String,
    overlap: String,
}

pub fn write(out: &mut impl Write, trace: &Trace, plan: Option<&Plan>, told: Told) -> anyhow::Result<()> {
    let Told { names, currency, bad_rows } = told;
    let json = TraceJson {
        reached: trace.reached.iter().map(|place| reached(place, names, currency)).collect(),
        edges: trace.edges.iter().map(|found| edge(found, names, currency)).collect(),
        totals: trace.totals.iter().map(|(rule, found)| (*rule, totals(&found.all, currency))).collect(),
        notes: notes(trace.notes),
        as_of: trace.as_of.map(|mark| mark.0),
        rows_left_out: bad_rows,
        plan: plan.map(|plan| PlanJson::of(plan, names, currency)),
    };
    serde_json::to_writer_pretty(&mut *out, &json).context("cannot write the answer")?;
    writeln!(out).context("cannot write the answer")
}

fn reached<'a>(place: &Reached, names: &'a Names, currency: Currency) -> ReachedJson<'a> {
    ReachedJson {
        account: names.account_text(place.account),
        level: place.level,
        arrived_at: time(place.arrived_at.t),
        tainted: place.tainted.iter().map(|(rule, found)| (*rule, decimal(found.amount, currency))).collect(),
        balance: place.balance.map(|balance| decimal(balance, currency)),
        notes: notes(place.notes),
    }
}

fn edge<'a>(edge: &Edge, names: &'a Names, currency: Currency) -> EdgeJson<'a> {
    let transfer = &edge.transfer;
    EdgeJson {
        id: names.transfer_text(transfer.id),
        time: time(transfer.debit.t),
        from: names.account_text(transfer.from),
        to: names.account_text(transfer.to),
        amount: decimal(transfer.amount, currency),
        hop: edge.hop,
        tainted: edge.tainted.iter().map(|(rule, found)| (*rule, decimal(found.amount, currency))).collect(),
    }
}

fn totals(totals: &Totals, currency: Currency) -> TotalsJson {
    TotalsJson {
        claimed: decimal(totals.claimed, currency),
        on_accounts: decimal(totals.on_accounts, currency),
        on_the_way: decimal(totals.on_the_way, currency),
        absorbed: decimal(totals.absorbed, currency),
        unseen: decimal(totals.unseen, currency),
        overlap: decimal(totals.overlap, currency),
    }
}

pub fn notes(notes: Notes) -> Vec<&'static str> {
    notes.iter().map(Note::name).collect()
}

const fn is_zero(count: &u64) -> bool {
    *count == 0
}
