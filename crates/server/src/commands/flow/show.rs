//! Signs and scores, for people and for machines.

use anyhow::Context;
use cordon_flow::read::ReadTransfers;
use cordon_flow::signs::{Codes, Reason, Score, Sign, Signs};
use cordon_flow::{AccountId, TransferSource};
use cordon_model::{Currency, Money};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// So many reasons are told to people.
const REASONS_TOLD: usize = 5;

/// An account with what is shown of it.
pub struct Shown {
    pub account: AccountId,
    pub signs: Signs,
    pub score: Option<Score>,
    /// The codes that hold at the end of the files.
    pub codes: Codes,
}

impl Shown {
    pub fn of(account: AccountId, signs: Signs) -> Self {
        Self { account, signs, score: None, codes: Codes::default() }
    }

    /// What stands first has most: points; or else codes, and then what passed through.
    pub fn order(&self) -> (Option<i32>, u64, u64) {
        let passed = self.signs.get(Sign::AmountInWeek).min(self.signs.get(Sign::AmountOutWeek));
        (self.score.as_ref().map(|score| score.points), self.signs.get(Sign::Codes), passed)
    }
}

#[derive(Serialize)]
struct ShownJson<'a> {
    account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<&'a Score>,
    /// The most telling value that each sign had, where there is one.
    signs: BTreeMap<Sign, u64>,
    codes: Vec<u16>,
}

pub fn json(out: &mut dyn Write, shown: &[Shown], read: &ReadTransfers) -> anyhow::Result<()> {
    let all: Vec<ShownJson<'_>> = shown
        .iter()
        .map(|one| ShownJson {
            account: read.source.names().account_text(one.account),
            score: one.score.as_ref(),
            signs: one.signs.iter().filter(|(sign, value)| says_something(*sign, *value)).collect(),
            codes: one.codes.iter().map(|code| code.number()).collect(),
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out).context("cannot write the answer")
}

pub fn text(out: &mut dyn Write, shown: &[Shown], read: &ReadTransfers) -> anyhow::Result<()> {
    for one in shown {
        let account = read.source.names().account_text(one.account);
        let score = one.score.as_ref().map_or(String::new(), |score| format!("  评分 score {}‰", score.permille));
        writeln!(out, "{account}{score}")?;
        for code in one.codes.iter() {
            let (chinese, english) = code.text();
            writeln!(out, "  {} {chinese} {english}", code.number())?;
        }
        match &one.score {
            Some(score) => {
                for Reason { sign, value, points } in score.reasons.iter().take(REASONS_TOLD) {
                    writeln!(out, "  {points:>+6}  {}", told(*sign, *value, read.currency))?;
                }
            }
            None => {
                for (sign, value) in one.signs.iter().filter(|(sign, value)| says_something(*sign, *value)) {
                    writeln!(out, "  {}", told(sign, value, read.currency))?;
                }
            }
        }
    }
    Ok(())
}

fn says_something(sign: Sign, value: u64) -> bool {
    if sign.is_least() { value != u64::MAX } else { value > 0 }
}

fn told(sign: Sign, value: u64, currency: Currency) -> String {
    let (chinese, english) = sign.text();
    let is_amount = matches!(sign, Sign::AmountInWeek | Sign::AmountOutWeek);
    let value = match i64::try_from(value) {
        Ok(minor) if is_amount => Money::new(minor, currency).to_string(),
        Ok(number) => number.to_string(),
        Err(_) => "-".to_owned(),
    };
    format!("{chinese} {english}: {value}")
}
