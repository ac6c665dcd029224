//! A trace through files of transfers.

use super::{Engine, Ledger, Told, Trace, Written};
use anyhow::Context;
use cordon_flow::read::{Format, ReadTransfers, Reader};
use cordon_flow::{
    AccountId, AsOf, MemorySource, Question, Trace as Answer, Tracer, Transfer, TransferSource, oracle, run,
};
use cordon_model::Currency;
use std::path::PathBuf;

/// Bad rows told one by one on the way; the rest is counted.
const ROWS_TOLD: usize = 10;

impl Ledger for ReadTransfers {
    fn account(&mut self, text: &str) -> anyhow::Result<AccountId> {
        self.source.names().find_account(text).with_context(|| format!("there is no account `{text}` in these files"))
    }

    fn transfer(&mut self, text: &str) -> anyhow::Result<Transfer> {
        let known = self.source.names().find_transfer(text).and_then(|id| self.source.transfer(id));
        known.with_context(|| format!("there is no transfer `{text}` in these files"))
    }

    fn currency(&self) -> Currency {
        self.currency
    }

    fn watermark(&self) -> AsOf {
        self.source.watermark()
    }
}

pub fn trace(asked: &Trace) -> anyhow::Result<()> {
    let mut read = read(&asked.transfers, asked.format)?;
    let question = asked.question(&mut read)?;
    let (currency, bad_rows) = (read.currency, read.bad_rows);
    let names = read.source.names().clone();
    let answer = answer(asked.engine, question.clone(), read.source)?;
    asked.show(&question, &answer, Told { names: &names, currency, bad_rows })
}

fn read(paths: &[PathBuf], format: Written) -> anyhow::Result<ReadTransfers> {
    let mut reader = Reader::new(match format {
        Written::Csv => Format::Csv,
        Written::Amlsim => Format::Amlsim,
    });
    for path in paths {
        reader.read(&path.display().to_string(), crate::unpack::open(path)?)?;
    }
    let read = reader.finish();
    for error in read.errors.iter().take(ROWS_TOLD) {
        eprintln!("left out: {error}");
    }
    if read.bad_rows > 0 {
        eprintln!("{} rows were left out; the trace does not know of them", read.bad_rows);
    }
    Ok(read)
}

fn answer(engine: Engine, question: Question, mut source: MemorySource) -> anyhow::Result<Answer> {
    if matches!(engine, Engine::Oracle) {
        return Ok(oracle::trace(&question, source.transfers(), source.names())?);
    }
    let mut tracer = Tracer::new(question)?;
    match run(&mut tracer, &mut source) {
        Ok(()) => Ok(tracer.trace(source.names())),
        Err(never) => match never {},
    }
}
