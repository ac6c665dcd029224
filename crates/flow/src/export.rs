//! A trace for other programs: its edges and its accounts as CSV, and both as GraphML. Amounts are decimal
//! numbers, moments RFC 3339 in UTC.
//!
//! Not here: opening files, and hiding anything. Accounts stand there as the ledger names them.

use crate::names::Names;
use crate::rule::Rule;
use crate::text::{decimal, escaped, time};
use crate::trace::{Edge, Note, Notes, Reached, Trace};
use cordon_model::Currency;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

/// Every transfer that carried victims' money: a column for each rule says how much of it.
pub fn edges_csv(out: impl Write, trace: &Trace, names: &Names, currency: Currency) -> io::Result<()> {
    let rules = rules(trace);
    let mut csv = csv::Writer::from_writer(out);
    let titles = ["id", "time", "credit_time", "from", "to", "amount", "currency", "hop"];
    csv.write_record(titles.into_iter().chain(rules.iter().map(|rule| rule.name())))?;
    for edge in &trace.edges {
        let transfer = &edge.transfer;
        let mut row = vec![names.transfer_text(transfer.id).into_owned(), time(transfer.debit.t)];
        row.push(time(transfer.credited().t));
        row.extend([transfer.from, transfer.to].map(|account| names.account_text(account).to_owned()));
        row.extend([decimal(transfer.amount, currency), currency.code().to_owned(), edge.hop.to_string()]);
        row.extend(rules.iter().map(|rule| carried(edge, *rule, currency).unwrap_or_default()));
        csv.write_record(row)?;
    }
    csv.flush()
}

/// Every account that victims' money reached: two columns for each rule, how much is there, and which part
/// of it is leaf.
pub fn accounts_csv(out: impl Write, trace: &Trace, names: &Names, currency: Currency) -> io::Result<()> {
    let rules = rules(trace);
    let mut csv = csv::Writer::from_writer(out);
    let titles = ["account", "level", "arrived_at", "balance", "currency", "notes"].map(str::to_owned);
    csv.write_record(
        titles.into_iter().chain(rules.iter().flat_map(|rule| [rule.to_string(), format!("{rule} leaf")])),
    )?;
    for place in &trace.reached {
        let mut row = vec![names.account_text(place.account).to_owned(), place.level.to_string()];
        row.push(time(place.arrived_at.t));
        row.push(place.balance.map_or(String::new(), |balance| decimal(balance, currency)));
        row.extend([currency.code().to_owned(), notes(place.notes)]);
        for rule in &rules {
            let tainted = place.tainted.get(rule);
            let cell = |amount: Option<u64>| amount.map_or(String::new(), |amount| decimal(amount, currency));
            row.extend([cell(tainted.map(|t| t.amount)), cell(tainted.map(|t| t.leaf))]);
        }
        csv.write_record(row)?;
    }
    csv.flush()
}

/// Accounts as nodes and transfers as edges, for programs that draw and measure graphs.
pub fn graphml(mut out: impl Write, trace: &Trace, names: &Names, currency: Currency) -> io::Result<()> {
    let rules = rules(trace);
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
    )?;
    for (of, name, kind) in attributes(&rules) {
        writeln!(out, "<key id=\"{of}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "<graph edgedefault=\"directed\">")?;
    let number: HashMap<_, usize> = trace.reached.iter().enumerate().map(|(at, place)| (place.account, at)).collect();
    for (at, place) in trace.reached.iter().enumerate() {
        writeln!(out, "<node id=\"n{at}\">{}</node>", data("node", &node(place, names, currency)))?;
    }
    // An account at which money has not arrived yet is no place of the trace, but an end of an edge.
    let mut beyond: BTreeSet<_> = trace.edges.iter().map(|edge| edge.transfer.to).collect();
    beyond.retain(|account| !number.contains_key(account));
    for account in beyond {
        let told = [("account".to_owned(), names.account_text(account).to_owned())];
        writeln!(out, "<node id=\"b{}\">{}</node>", account.0, data("node", &told))?;
    }
    let end = |account| number.get(&account).map_or_else(|| format!("b{}", account.0), |at| format!("n{at}"));
    for (at, edge) in trace.edges.iter().enumerate() {
        let (from, to) = (end(edge.transfer.from), end(edge.transfer.to));
        let told = data("edge", &link(edge, names, currency));
        writeln!(out, "<edge id=\"e{at}\" source=\"{from}\" target=\"{to}\">{told}</edge>")?;
    }
    writeln!(out, "</graph>\n</graphml>")?;
    out.flush()
}

fn attributes(rules: &BTreeSet<Rule>) -> Vec<(&'static str, String, &'static str)> {
    let node = [("account", "string"), ("level", "int"), ("arrived_at", "string"), ("balance", "double")];
    let edge = [("transfer", "string"), ("time", "string"), ("amount", "double"), ("hop", "int")];
    let both = [("currency", "string")];
    let named = |of: &'static str, list: &[(&str, &'static str)]| -> Vec<_> {
        list.iter().map(|(name, kind)| (of, (*name).to_owned(), *kind)).collect()
    };
    let mut all = [named("node", &node), named("node", &both), named("node", &[("notes", "string")])].concat();
    all.extend([named("edge", &edge), named("edge", &both)].concat());
    all.extend(
        ["node", "edge"].into_iter().flat_map(|of| rules.iter().map(move |rule| (of, rule.to_string(), "double"))),
    );
    all
}

fn node(place: &Reached, names: &Names, currency: Currency) -> Vec<(String, String)> {
    let mut told = vec![
        ("account".to_owned(), names.account_text(place.account).to_owned()),
        ("level".to_owned(), place.level.to_string()),
        ("arrived_at".to_owned(), time(place.arrived_at.t)),
        ("currency".to_owned(), currency.code().to_owned()),
        ("notes".to_owned(), notes(place.notes)),
    ];
    told.extend(place.balance.map(|balance| ("balance".to_owned(), decimal(balance, currency))));
    told.extend(place.tainted.iter().map(|(rule, found)| (rule.to_string(), decimal(found.amount, currency))));
    told
}

fn link(edge: &Edge, names: &Names, currency: Currency) -> Vec<(String, String)> {
    let transfer = &edge.transfer;
    let mut told = vec![
        ("transfer".to_owned(), names.transfer_text(transfer.id).into_owned()),
        ("time".to_owned(), time(transfer.debit.t)),
        ("amount".to_owned(), decimal(transfer.amount, currency)),
        ("currency".to_owned(), currency.code().to_owned()),
        ("hop".to_owned(), edge.hop.to_string()),
    ];
    told.extend(edge.tainted.keys().filter_map(|rule| Some((rule.to_string(), carried(edge, *rule, currency)?))));
    told
}

fn data(of: &str, told: &[(String, String)]) -> String {
    told.iter().map(|(name, value)| format!("<data key=\"{of}-{name}\">{}</data>", escaped(value))).collect()
}

fn carried(edge: &Edge, rule: Rule, currency: Currency) -> Option<String> {
    edge.tainted.get(&rule).map(|carried| decimal(carried.amount, currency))
}

fn notes(notes: Notes) -> String {
    notes.iter().map(Note::name).collect::<Vec<_>>().join(" ")
}

/// The rules under which something was found.
fn rules(trace: &Trace) -> BTreeSet<Rule> {
    trace.reached.iter().flat_map(|place| place.tainted.keys().copied()).collect()
}
