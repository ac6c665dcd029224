//! Exports: what is written is read again as the same, and graphs have all that a trace has.

use crate::case::{WILD, World, cases, hold};
use crate::golden::read;
use cordon_flow::export::{accounts_csv, edges_csv, graphml};
use cordon_flow::read::{Format, Reader};
use cordon_flow::{Names, Trace, TransferSource};
use cordon_model::Currency;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The columns of a transfer alone, as `cordon trace` reads them.
fn transfers_only(exported: &str) -> String {
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap().iter().take(7)).unwrap();
    reader.records().for_each(|row| writer.write_record(row.unwrap().iter().take(7)).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn exported_transfers_are_read_as_the_same() {
    hold(cases(World { roots: 2, ..WILD }), 100, |case| {
        let trace = case.tracer();
        let exported = text(|out| edges_csv(out, &trace, &case.names, Currency::CNY));
        let mut reader = Reader::new(Format::Csv);
        reader.read("exported", transfers_only(&exported).as_bytes()).unwrap();
        let read = reader.finish();
        prop_assert_eq!((read.bad_rows, read.source.transfers().len()), (0, trace.edges.len()));
        for (edge, found) in trace.edges.iter().zip(read.source.transfers()) {
            let sent = edge.transfer;
            let told = |names: &Names, t: &cordon_flow::Transfer| {
                let accounts = [t.from, t.to].map(|account| names.account_text(account).to_owned());
                (names.transfer_text(t.id).into_owned(), accounts, t.amount, t.debit.t, t.credited().t)
            };
            prop_assert_eq!(told(&case.names, &sent), told(read.source.names(), found));
        }
        Ok(())
    });
}

/// The sum of all data of one key, in minor units.
fn sum(graph: &str, key: &str) -> u64 {
    let start = format!("<data key=\"{key}\">");
    let values = graph.split(&start).skip(1).map(|rest| rest.split('<').next().unwrap().replace('.', ""));
    values.map(|value| value.parse::<u64>().unwrap()).sum()
}

#[test]
fn graphs_and_lists_have_all_that_a_trace_has() {
    hold(cases(WILD), 100, |case| {
        let trace: Trace = case.tracer();
        let graph = text(|out| graphml(out, &trace, &case.names, Currency::CNY));
        prop_assert_eq!(graph.matches("<edge ").count(), trace.edges.len());
        prop_assert!(graph.matches("<node ").count() >= trace.reached.len());
        prop_assert_eq!(sum(&graph, "edge-amount"), trace.edges.iter().map(|edge| edge.transfer.amount).sum::<u64>());
        let list = text(|out| accounts_csv(out, &trace, &case.names, Currency::CNY));
        prop_assert_eq!(list.lines().count(), trace.reached.len() + 1);
        let mut rows = csv::Reader::from_reader(list.as_bytes());
        let titles = rows.headers().unwrap().clone();
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for row in rows.records().map(Result::unwrap) {
            for (title, cell) in titles.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty()) {
                *sums.entry(title.to_owned()).or_default() += cell.replace('.', "").parse().unwrap_or(0);
            }
        }
        for (rule, totals) in &trace.totals {
            let on_accounts = totals.all.on_accounts;
            prop_assert_eq!(sum(&graph, &format!("node-{rule}")), on_accounts);
            prop_assert_eq!(sums.get(rule.name()).copied().unwrap_or(0), on_accounts);
        }
        // Every end of an edge is a node.
        for end in graph.split("source=\"").skip(1).chain(graph.split("target=\"").skip(1)) {
            let id = end.split('"').next().unwrap();
            let node = format!("<node id=\"{id}\">");
            prop_assert!(graph.contains(&node), "{}", id);
        }
        Ok(())
    });
}

#[test]
fn odd_names_do_not_break_a_file() {
    let mut case = read("ledger\nt1 0 V A 90\nt2 1 A B 30\nquestion\nvictim 1 seed t1\n");
    case.transfers[1].to = case.names.account("x,\"y\"\n<z>&").unwrap();
    let trace = case.tracer();
    let list = text(|out| edges_csv(out, &trace, &case.names, Currency::CNY));
    assert_eq!(
        csv::Reader::from_reader(list.as_bytes()).records().next().unwrap().unwrap().get(4),
        Some("x,\"y\"\n<z>&")
    );
    let graph = text(|out| graphml(out, &trace, &case.names, Currency::CNY));
    assert!(graph.contains(">x,&quot;y&quot; &lt;z&gt;&amp;</data>"), "{graph}");
}
