//! A race's report as text: Chinese first, English beside it.

#![allow(clippy::float_arithmetic, reason = "shares are shown as percent")]

use super::report::{Difference, Part, Report, Score, Times};
use super::stats::Estimate;
use crate::settings::Cell;
use crate::strategy::Way;
use crate::world::LEVELS;
use std::fmt::{self, Display, Write};

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cases: u64 = self.cities.iter().map(|city| u64::from(city.cases)).sum();
        let seeds = match (self.cities.first(), self.cities.last()) {
            (Some(first), Some(last)) if self.cities.len() > 1 => format!("{}–{}", first.seed, last.seed),
            (Some(first), _) => first.seed.to_string(),
            _ => String::new(),
        };
        writeln!(f, "同一批城市，不同的中心 The same cities, different centres")?;
        write!(f, "  城市版本 city version {}；种子 seeds {seeds}；每格案件 cases a cell {cases}", self.city_version)?;
        writeln!(f, "{}", if self.nasty { "；更狡猾的团伙 nastier gangs" } else { "" })?;
        writeln!(f, "  方括号 in brackets: 95 % 区间 interval (按城市配对 by paired cities, Student t)")?;
        for part in self.cells.iter().chain(&self.whole) {
            writeln!(f)?;
            part.write(f)?;
        }
        Ok(())
    }
}

impl Part {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cell {
            Some(cell) => writeln!(f, "■ {}", titles(cell))?,
            None => writeln!(f, "■ 全部格子合计 all cells together")?,
        }
        if let Some(first) = self.scores.first() {
            let there = percent(share(first.there_at_report_fen, first.lost_fen));
            writeln!(
                f,
                "  被骗 lost {} 元 yuan；报警时尚在账上 still there at the report {there}",
                yuan(first.lost_fen)
            )?;
        }
        table(f, &self.rows())?;
        if self.differences.is_empty() {
            return Ok(());
        }
        writeln!(f, "  配对差 paired differences")?;
        let head = ["甲 − 乙 one − other", "止损百分点 saved, points", "止损倍数 times", "错扣 wrong, h/yuan lost", ""];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        rows.extend(self.differences.iter().map(paired_row));
        table(f, &rows)
    }

    /// A figure a row, an entrant a column.
    fn rows(&self) -> Vec<Vec<String>> {
        let row = |label: &str, of: Figure<'_>| -> Vec<String> {
            std::iter::once(label.to_owned()).chain(self.scores.iter().map(of)).collect()
        };
        let mut rows = vec![
            row("", &|score| name(&score.entrant)),
            row("止损占损失 saved of the loss", &|score| estimate(score.saved_share, 100.0, 1, " %")),
        ];
        for (level, title) in LEVELS_SHOWN.into_iter().enumerate() {
            let fen = |score: &Score| score.saved_by_level_fen.get(level).copied().unwrap_or(0);
            rows.push(row(title, &|score| percent(share(fen(score), score.lost_fen))));
        }
        for (house, own) in self.scores.first().map_or(&[][..], |score| &score.saved_by_bank).iter().enumerate() {
            let fen = |score: &Score| score.saved_by_bank.get(house).map_or(0, |at| at.saved_fen);
            rows.push(row(&format!("  {}", own.name), &|score| percent(share(fen(score), score.lost_fen))));
        }
        let figures: [(&str, Figure<'_>); 9] = [
            ("首次止付 first stop, median/p90", &|score| times(score.first_stop)),
            ("末次止付 last stop, median/p90", &|score| times(score.last_stop)),
            ("有止付的案件 cases with a stop", &|score| format!("{}/{}", score.first_stop.cases, score.cases)),
            ("错扣 wrongly held, yuan·h", &|score| yuan(score.wrong_fen_hours)),
            ("错扣占在扣 of all held", &|score| estimate(score.wrong_share, 100.0, 1, " %")),
            ("被扣人数 people held", &|score| score.held_people.to_string()),
            ("  其中非卡农 no mules", &|score| score.held_no_mules.to_string()),
            ("发令 orders sent", &|score| score.orders.to_string()),
            ("人工 acts/minutes of officers", &|score| format!("{}/{}", score.officer_acts, score.officer_minutes)),
        ];
        rows.extend(figures.map(|(label, of)| row(label, of)));
        rows
    }
}

/// How a figure of an entrant is told.
type Figure<'f> = &'f dyn Fn(&Score) -> String;

const LEVELS_SHOWN: [&str; LEVELS] = [
    "  一级账户 level 1",
    "  二级账户 level 2",
    "  三级账户 level 3",
    "  四级账户 level 4",
    "  五级及以下 level 5 and on",
];

fn paired_row(difference: &Difference) -> Vec<String> {
    let low = difference.saved_share.and_then(|saved| saved.low);
    let high = difference.saved_share.and_then(|saved| saved.high);
    let verdict = match (low, high) {
        (Some(low), _) if low > 0.0 => "多 more",
        (_, Some(high)) if high < 0.0 => "少 less",
        _ => "未分高下 not told apart",
    };
    vec![
        format!("{} − {}", name(&difference.of), name(&difference.than)),
        estimate(difference.saved_share, 100.0, 1, ""),
        estimate(difference.saved_times, 1.0, 2, ""),
        estimate(difference.wrong_hours, 1.0, 2, ""),
        verdict.to_owned(),
    ]
}

/// What the four things are in a cell.
pub(super) fn titles(cell: Cell) -> String {
    format!(
        "停留 dwell {}；报案 report {}；答复 answer {}；不答 silent {} %",
        span(cell.dwell_s),
        span(cell.report_min.saturating_mul(60)),
        span(cell.bank_s),
        decimal(cell.silent_permille as f64 / 10.0, 1).trim_end_matches(".0"),
    )
}

/// An entrant as people read it: the way, and what is changed.
pub(super) fn name(entrant: &str) -> String {
    let (key, changes) = entrant.split_once(' ').unwrap_or((entrant, ""));
    let Some((zh, en)) = Way::parse(key).map(Way::titles) else { return entrant.to_owned() };
    format!("{zh} {en} {changes}").trim_end().to_owned()
}

pub(super) fn estimate(estimate: Option<Estimate>, times: f64, digits: usize, unit: &str) -> String {
    let Some(estimate) = estimate else { return "–".to_owned() };
    let value = decimal(estimate.value * times, digits);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            format!("{value}{unit} [{}, {}]", decimal(low * times, digits), decimal(high * times, digits))
        }
        _ => format!("{value}{unit}"),
    }
}

/// Never a zero with a minus.
fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| c == '0' || c == '.') => zero.to_owned(),
        _ => text,
    }
}

fn share(part: i64, of: i64) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

fn percent(share: f64) -> String {
    format!("{} %", decimal(share * 100.0, 1))
}

/// Whole yuan, in groups of three.
fn yuan(fen: i64) -> String {
    let digits = fen.div_euclid(100).to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn times(times: Times) -> String {
    match (times.median_s, times.p90_s) {
        (Some(median), Some(p90)) => format!("{}/{}", span(median), span(p90)),
        _ => "–".to_owned(),
    }
}

/// Two parts at most: 45 s, 12 min 5 s, 3 h 20 min.
fn span(seconds: i64) -> String {
    let parts = |big: i64, small: i64, units: (&str, &str)| match small {
        0 => format!("{big} {}", units.0),
        small => format!("{big} {} {small} {}", units.0, units.1),
    };
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3_600 => parts(seconds.div_euclid(60), seconds.rem_euclid(60), ("min", "s")),
        _ => parts(seconds.div_euclid(3_600), seconds.rem_euclid(3_600).div_euclid(60), ("h", "min")),
    }
}

/// The first column to the left, figures to the right.
fn table(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|text| width(text)).max();
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    for row in rows {
        let mut line = String::from("    ");
        for (column, (text, wide)) in row.iter().zip(&widths).enumerate() {
            let room = " ".repeat(wide.saturating_sub(width(text)));
            if column == 0 { write!(line, "{text}{room}")? } else { write!(line, "   {room}{text}")? }
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Chinese characters take two places.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}') { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_write_them() {
        assert_eq!([yuan(0), yuan(1_234_567_899), yuan(99_900), yuan(-100_000)], ["0", "12,345,678", "999", "-1,000"]);
        assert_eq!([span(45), span(60), span(725), span(12_000)], ["45 s", "1 min", "12 min 5 s", "3 h 20 min"]);
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(width("合围 Cordon（甲）"), 4 + 7 + 6);
        let five = Estimate { value: 0.05, low: Some(0.01), high: Some(0.09) };
        assert_eq!(estimate(Some(five), 100.0, 1, " %"), "5.0 % [1.0, 9.0]");
        assert_eq!(estimate(Some(Estimate { low: None, high: None, ..five }), 100.0, 1, " %"), "5.0 %");
        assert_eq!(name("cordon norms.stop.life=24 h"), "合围 Cordon norms.stop.life=24 h");
    }

    #[test]
    fn a_cell_says_its_four_things() {
        assert_eq!(titles(Cell::CENTRE), "停留 dwell 15 min；报案 report 30 min；答复 answer 1 min；不答 silent 10 %");
    }
}
