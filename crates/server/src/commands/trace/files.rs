//! A trace through files of transfers.

use super::{Engine, Ledger, Told, Trace, Written, joined};
use crate::lists::List;
use anyhow::Context;
use cordon_flow::archive::Archive;
use cordon_flow::read::{ReadTransfers, Reader};
use cordon_flow::{
    AccountId, AsOf, MemorySource, Question, Trace as Answer, Tracer, Transfer, TransferSource, follow, oracle, run,
};
use cordon_model::Currency;
use cordon_wire::iso20022::Message;
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
    if asked.back {
        let target = asked.target(&mut read)?;
        let found = asked.back(&mut read.source, target, |never| match never {})?;
        let ReadTransfers { source, currency, bad_rows, .. } = &read;
        return asked.show_back(&found, Told { names: source.names(), currency: *currency, bad_rows: *bad_rows });
    }
    let question = asked.question(&mut read)?;
    let (currency, bad_rows) = (read.currency, read.bad_rows);
    let names = read.source.names().clone();
    let answer = answer(asked.engine, question.clone(), read.source)?;
    asked.show(&question, &answer, Told { names: &names, currency, bad_rows })
}

/// How files are read: as lists of transfers, or as statements that are joined into transfers.
enum Kind {
    List(List),
    Statements(Message),
}

impl Written {
    const fn kind(self) -> Kind {
        match self {
            Self::Csv => Kind::List(List::Csv),
            Self::Amlsim => Kind::List(List::Amlsim),
            Self::Parquet => Kind::List(List::Parquet),
            Self::Pacs008 => Kind::List(List::Pacs008),
            Self::Camt053 => Kind::Statements(Message::Camt053),
            Self::Camt054 => Kind::Statements(Message::Camt054),
        }
    }
}

pub fn read(paths: &[PathBuf], format: Written) -> anyhow::Result<ReadTransfers> {
    let reader = match format.kind() {
        Kind::List(list) => {
            let mut reader = Reader::new(list.columns());
            for path in paths {
                list.read(path, &|_| false, &mut reader, &mut |_| true)?;
            }
            reader
        }
        Kind::Statements(message) => joined::read(message, paths)?,
    };
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
    match engine {
        Engine::Flow => {
            let archive = Archive::of(source.transfers())?;
            Ok(follow::trace(&archive, source.names(), &question)?)
        }
        Engine::Oracle => Ok(oracle::trace(&question, source.transfers(), source.names())?),
        Engine::Asking => {
            let mut tracer = Tracer::new(question)?;
            match run(&mut tracer, &mut source) {
                Ok(()) => Ok(tracer.trace(source.names())),
                Err(never) => match never {},
            }
        }
    }
}
