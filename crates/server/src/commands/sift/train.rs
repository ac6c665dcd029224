//! `cordon sift train`.

use super::files::{Data, Words};
use anyhow::Context;
use cordon_sift::text::model::file;
use cordon_sift::text::train::{Options, train};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Train {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    words: Words,
    /// Where the model is written.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The same seed, texts and lexicon make the same model.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Train {
    pub fn run(self) -> anyhow::Result<()> {
        let lexicon = self.words.read()?;
        let records = self.data.read()?;
        let model = train(&records, &lexicon, &Options { seed: self.seed, ..Options::default() })?;
        let bytes = file::write(&model)?;
        std::fs::write(&self.out, &bytes).with_context(|| format!("cannot write `{}`", self.out.display()))?;
        for source in &model.card().sources {
            println!("{:>6} texts, {:>6} scams: {}", source.records, source.scams, source.name);
        }
        println!("learned from {} texts; {} bytes in {}", records.len(), bytes.len(), self.out.display());
        println!("digest {}", model.digest());
        Ok(())
    }
}
