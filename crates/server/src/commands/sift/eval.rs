//! `cordon sift eval`.

use super::files::{self, Data, Words};
use anyhow::bail;
use cordon_sift::text::eval::{changed, cross, judge, leave_out, table};
use cordon_sift::text::train::Options;
use cordon_sift::text::train::augment::{Augment, Change};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Folds of cross-validation.
const FOLDS: u64 = 3;

#[derive(Debug, clap::Args)]
pub struct Eval {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    words: Words,
    /// The model; texts that it was trained on flatter it.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Trains on two thirds and judges the third, three times over.
    #[arg(long, conflicts_with = "model")]
    cross: bool,
    /// Trains without each source in turn and judges it.
    #[arg(long, conflicts_with_all = ["model", "cross"])]
    leave_out: bool,
    /// Writes this share of characters by ear before judging, in thousandths.
    #[arg(long, value_name = "N")]
    by_ear: Option<u16>,
    /// Hides words before judging: traditional characters, ornaments, 薇芯.
    #[arg(long, conflicts_with = "by_ear")]
    veiled: bool,
}

impl Eval {
    pub fn run(self) -> anyhow::Result<()> {
        let lexicon = self.words.read()?;
        let records = self.data.read()?;
        let options = Options::default();
        if self.leave_out {
            let sources: BTreeSet<&str> = records.iter().map(|record| record.source.as_str()).collect();
            for source in sources {
                println!("without {source}\n{}", table(&leave_out(&records, source, &lexicon, &options)?));
            }
            return Ok(());
        }
        let judged = if self.cross {
            cross(&records, &lexicon, &options, FOLDS, self.change())?
        } else {
            let Some(path) = &self.model else { bail!("give `--model`, `--cross` or `--leave-out`") };
            let model = files::model(path, &lexicon)?;
            let augment = Augment::new(&records);
            let read = |record| judge(&lexicon, &model, &changed(record, self.change(), &augment));
            records.iter().map(read).collect()
        };
        print!("{}", table(&judged));
        Ok(())
    }

    fn change(&self) -> Option<(Change, f32)> {
        #[expect(clippy::float_arithmetic, reason = "a share of characters; no money is near")]
        let share = |thousandths: u16| f32::from(thousandths) / 1000.0;
        let by_ear = self.by_ear.map(|thousandths| (Change::ByEar, share(thousandths)));
        by_ear.or_else(|| self.veiled.then_some((Change::Veiled, 0.0)))
    }
}
