//! `cordon sift`: whether a scam's script runs in texts. `train` learns a model, `eval` says how good it is,
//! `score` judges texts line by line, `explain` shows one text with what was found in it, `radar` drafts
//! types of what none explains, `rules` checks rules and tries them on the past. Files in, files out.
//!
//! Not here: how texts are read and judged (`cordon-sift`), and live calls.

mod eval;
mod explain;
mod files;
mod load;
mod radar;
mod rules;
mod score;
mod train;

#[derive(Debug, clap::Subcommand)]
pub enum Sift {
    /// Learns a model from labelled texts.
    Train(train::Train),
    /// Says how good a model is on labelled texts, or how good one would be on texts that it has not seen.
    Eval(eval::Eval),
    /// Judges texts, one JSON line each.
    Score(score::Score),
    /// Sends events at a constant rate to a centre, and says what its verdicts take and cost.
    Load(load::Load),
    /// Finds groups of reported texts that no type explains, and drafts a type of each.
    Radar(radar::RadarOf),
    /// Rules of verdicts: what they may ask for, whether they are understood, what they would have made of the past.
    #[command(subcommand)]
    Rules(rules::RulesOf),
    /// Shows one text: its clauses, what was found in them, and how the sum comes about.
    Explain(explain::Explain),
}

impl Sift {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Train(train) => train.run(),
            Self::Eval(eval) => eval.run(),
            Self::Score(score) => score.run(),
            Self::Explain(explain) => explain.run(),
            Self::Load(load) => load.run(),
            Self::Radar(radar) => radar.run(),
            Self::Rules(rules) => rules.run(),
        }
    }
}
