//! A trace as tables for people.

use super::json::notes;
use cordon_flow::text::{decimal, time, wide};
use cordon_flow::{Names, Rule, Trace};
use cordon_model::Currency;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

pub fn write(out: &mut impl Write, trace: &Trace, names: &Names, currency: Currency) -> io::Result<()> {
    let rules: BTreeSet<Rule> = trace.reached.iter().flat_map(|place| place.tainted.keys().copied()).collect();
    let cells = |found: &BTreeMap<Rule, u64>| -> Vec<String> {
        rules.iter().map(|rule| found.get(rule).map_or("-".to_owned(), |amount| decimal(*amount, currency))).collect()
    };
    let titles = |before: &[&str]| -> Vec<String> {
        before.iter().map(ToString::to_string).chain(rules.iter().map(ToString::to_string)).collect()
    };

    let mut rows = vec![titles(&["level", "account", "arrived at", "balance"])];
    rows.iter_mut().for_each(|row| row.push("notes".to_owned()));
    for place in &trace.reached {
        let mut row = vec![place.level.to_string(), names.account_text(place.account).to_owned()];
        row.push(time(place.arrived_at.t));
        row.push(place.balance.map_or("?".to_owned(), |balance| decimal(balance, currency)));
        row.extend(cells(&place.tainted.iter().map(|(rule, found)| (*rule, found.amount)).collect()));
        row.push(notes(place.notes).join(" "));
        rows.push(row);
    }
    write_rows(out, &rows)?;

    let mut rows = vec![titles(&["hop", "time", "from", "to", "amount", "transfer"])];
    for edge in &trace.edges {
        let transfer = &edge.transfer;
        let mut row = vec![edge.hop.to_string(), time(transfer.debit.t)];
        row.extend([names.account_text(transfer.from).to_owned(), names.account_text(transfer.to).to_owned()]);
        row.extend([decimal(transfer.amount, currency), names.transfer_text(transfer.id).into_owned()]);
        row.extend(cells(&edge.tainted.iter().map(|(rule, found)| (*rule, found.amount)).collect()));
        rows.push(row);
    }
    writeln!(out)?;
    write_rows(out, &rows)?;

    let titles = ["rule", "claimed", "on accounts", "on the way", "absorbed", "unseen", "overlap"];
    let mut rows = vec![titles.iter().map(ToString::to_string).collect::<Vec<_>>()];
    for (rule, totals) in &trace.totals {
        let t = &totals.all;
        let amounts = [t.claimed, t.on_accounts, t.on_the_way, t.absorbed, t.unseen, t.overlap];
        rows.push(std::iter::once(rule.to_string()).chain(amounts.map(|amount| decimal(amount, currency))).collect());
    }
    writeln!(out)?;
    write_rows(out, &rows)
}

/// Columns as wide as their widest cell.
pub fn write_rows(out: &mut impl Write, rows: &[Vec<String>]) -> io::Result<()> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            match widths.get_mut(at) {
                Some(width) => *width = wide(cell).max(*width),
                None => widths.push(wide(cell)),
            }
        }
    }
    for row in rows {
        let filled =
            |(cell, width): (&String, &usize)| format!("{cell}{}", " ".repeat(width.saturating_sub(wide(cell))));
        let cells: Vec<String> = row.iter().zip(&widths).map(filled).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}
