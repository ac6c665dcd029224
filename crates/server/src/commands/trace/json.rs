//! A trace as JSON: amounts as decimal strings, times in RFC 3339 with milliseconds, in UTC.

use anyhow::Context;
use cordon_flow::trace::{Edge, Reached};
use cordon_flow::{Names, Note, Notes, Rule, Totals, Trace};
use cordon_model::time::Stamp;
use cordon_model::{Currency, Money};
use serde::Serialize;
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
    id: &'a str,
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

pub fn write(
    out: &mut impl Write,
    trace: &Trace,
    names: &Names,
    currency: Currency,
    bad_rows: u64,
) -> anyhow::Result<()> {
    let json = TraceJson {
        reached: trace.reached.iter().map(|place| reached(place, names, currency)).collect(),
        edges: trace.edges.iter().map(|found| edge(found, names, currency)).collect(),
        totals: trace.totals.iter().map(|(rule, found)| (*rule, totals(&found.all, currency))).collect(),
        notes: notes(trace.notes),
        as_of: trace.as_of.map(|mark| mark.0),
        rows_left_out: bad_rows,
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

pub fn time(ms: i64) -> String {
    Stamp::from_ms(ms).rfc3339()
}

pub fn decimal(minor: u64, currency: Currency) -> String {
    // INVARIANT (volume): every sum of a trace fits into 63 bits.
    Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency).decimal()
}

const fn is_zero(count: &u64) -> bool {
    *count == 0
}
