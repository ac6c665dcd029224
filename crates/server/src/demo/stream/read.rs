//! The published stream: transfers (AMLSim's form) and, beside them, which accounts are labelled.

use anyhow::{Context, bail, ensure};
use cordon_flow::TransferSource;
use cordon_flow::read::{Format, Reader};
use cordon_model::time::DAY_MS;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Bad rows told one by one.
const ROWS_TOLD: usize = 10;

/// A transfer of the stream: between two numbered accounts, in one of its steps.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its row in the file, from 1.
    pub number: i64,
    pub from: u64,
    pub to: u64,
    /// In fen; above 0.
    pub amount: i64,
    pub step: i64,
}

/// What is said of an account.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// From which step on; none is said of some.
    pub step: Option<i64>,
}

#[derive(Debug)]
pub struct Stream {
    /// In the order of the steps, and of the file within a step.
    pub rows: Vec<Row>,
    /// The labelled accounts.
    pub labels: BTreeMap<u64, Label>,
    pub bad_rows: u64,
}

/// Where the labels are when nobody says: beside the transfers, by the other name.
pub fn nodes_beside(stream: &Path) -> anyhow::Result<PathBuf> {
    let name = stream.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    ensure!(
        name.contains("transactions"),
        "`{}` does not say where its labelled accounts are; give NODES=FILE (`nodeid,isFraud,…,fraudStep`)",
        stream.display()
    );
    Ok(stream.with_file_name(name.replace("transactions", "nodes")))
}

impl Stream {
    pub fn read(stream: &Path, nodes: &Path) -> anyhow::Result<Self> {
        let mut reader = Reader::new(Format::Amlsim);
        reader.read(&stream.display().to_string(), crate::unpack::open(stream)?)?;
        let read = reader.finish();
        for error in read.errors.iter().take(ROWS_TOLD) {
            eprintln!("left out: {error}");
        }
        let names = read.source.names();
        let node = |id| -> anyhow::Result<u64> {
            let text = names.account_text(id);
            text.parse().with_context(|| format!("account `{text}` is no number; this demo deals them out by theirs"))
        };
        let mut rows = Vec::with_capacity(read.source.transfers().len());
        for transfer in read.source.transfers() {
            rows.push(Row {
                number: transfer.debit.seq,
                from: node(transfer.from)?,
                to: node(transfer.to)?,
                amount: i64::try_from(transfer.amount)?,
                step: transfer.debit.t.div_euclid(DAY_MS),
            });
        }
        rows.sort_by_key(|row| (row.step, row.number));
        Ok(Self { rows, labels: labels(nodes)?, bad_rows: read.bad_rows })
    }

    pub fn is_labelled(&self, account: u64) -> bool {
        self.labels.contains_key(&account)
    }
}

fn labels(nodes: &Path) -> anyhow::Result<BTreeMap<u64, Label>> {
    let name = nodes.display();
    let mut reader = csv::Reader::from_reader(crate::unpack::open(nodes)?);
    let header = reader.headers().with_context(|| format!("cannot read `{name}`"))?.clone();
    let place = |column: &str| {
        let at = header.iter().position(|field| field.trim_start_matches('\u{feff}').trim() == column);
        at.with_context(|| format!("`{name}` has no column `{column}`; it must name `nodeid,isFraud,fraudStep`"))
    };
    let (node, fraud, step) = (place("nodeid")?, place("isFraud")?, place("fraudStep")?);
    let mut labels = BTreeMap::new();
    for record in reader.into_records() {
        let record = record.with_context(|| format!("cannot read `{name}`"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = |at: usize| record.get(at).and_then(|text| text.trim().parse::<i64>().ok());
        let (Some(node), Some(fraud), Some(step)) = (number(node), number(fraud), number(step)) else {
            bail!("`{name}` line {line}: `nodeid`, `isFraud` and `fraudStep` must be whole numbers");
        };
        if fraud != 0 {
            let node = u64::try_from(node).with_context(|| format!("`{name}` line {line}: `nodeid` is below 0"))?;
            labels.insert(node, Label { step: Some(step).filter(|step| *step >= 0) });
        }
    }
    Ok(labels)
}
