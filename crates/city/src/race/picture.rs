//! A race's report as a picture: for each cell the saved share of every entrant with its interval. One
//! file without anything from outside; entrants differ by mark and place, so it reads without colours.

#![allow(clippy::float_arithmetic, reason = "places on paper")]

use super::report::{Part, Report};
use super::stats::Estimate;
use super::text::{estimate, name, titles, width};
use std::fmt::Write;

const COLUMNS: usize = 3;
/// Of one panel, in the picture's units.
const PANEL: f64 = 430.0;
const LABELS: f64 = 150.0;
const FIGURES: f64 = 110.0;
const HEAD: f64 = 62.0;
const ROW: f64 = 26.0;
const MARGIN: f64 = 24.0;
/// Room for the title of the picture, and for its foot.
const TITLE: f64 = 64.0;
const FOOT: f64 = 48.0;
/// Names that are wider than this are broken off in the picture; the report has them whole.
const NAME_MAX: usize = 24;

impl Report {
    /// The picture, as SVG.
    pub fn picture(&self) -> String {
        let parts: Vec<&Part> = self.cells.iter().chain(&self.whole).collect();
        let columns = parts.len().clamp(1, COLUMNS);
        let rows = parts.len().div_ceil(columns).max(1);
        let high = HEAD + ROW * (self.entrants.len() as f64) + 2.0 * MARGIN;
        let (w, h) = (PANEL * columns as f64 + 2.0 * MARGIN, TITLE + high * rows as f64 + FOOT);
        let mut svg = String::new();
        let top = most(&parts);
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" \
             font-family=\"sans-serif\" font-size=\"12\" fill=\"#000\">\n\
             <title>止损占损失 saved share of reported loss</title>\n\
             <rect width=\"{w:.0}\" height=\"{h:.0}\" fill=\"#fff\"/>"
        );
        words(
            &mut svg,
            (MARGIN, 28.0),
            "font-size=\"17\" font-weight=\"bold\"",
            "止损占损失 Saved share of reported loss",
        );
        words(&mut svg, (MARGIN, 48.0), "", &self.subtitle());
        for (number, part) in parts.iter().enumerate() {
            let (column, row) = (number.checked_rem(columns).unwrap_or(0), number.checked_div(columns).unwrap_or(0));
            panel(&mut svg, part, (MARGIN + PANEL * column as f64, TITLE + high * row as f64), top);
        }
        let small = "font-size=\"11\"";
        words(&mut svg, (MARGIN, h - 30.0), small, "横线 lines: 95 % 区间 intervals over paired cities");
        words(&mut svg, (MARGIN, h - 14.0), small, "灰色竖线 grey: 报警时尚在账上 still there at the report");
        svg.push_str("</svg>\n");
        svg
    }

    fn subtitle(&self) -> String {
        let cases: u64 = self.cities.iter().map(|city| u64::from(city.cases)).sum();
        let nasty = if self.nasty { "；更狡猾的团伙 nastier gangs" } else { "" };
        format!(
            "城市版本 city version {}；每格 each cell: {} 座城 cities, {cases} 起案件 cases{nasty}",
            self.city_version,
            self.cities.len()
        )
    }
}

/// The end of the scale: tens of percent, all that is to be shown lies within.
fn most(parts: &[&Part]) -> f64 {
    let scores = parts.iter().flat_map(|part| &part.scores);
    let ends = scores.filter_map(|score| score.saved_share).map(|share| share.high.unwrap_or(share.value));
    let most = ends.fold(0.0, f64::max).max(parts.iter().map(|part| there(part)).fold(0.0, f64::max));
    ((most * 10.0).ceil() / 10.0).clamp(0.1, 1.0)
}

/// What still could be saved when the reports came.
fn there(part: &Part) -> f64 {
    part.scores.first().map_or(0.0, |score| score.there_at_report_fen as f64 / (score.lost_fen as f64).max(1.0))
}

fn panel(svg: &mut String, part: &Part, (x, y): (f64, f64), top: f64) {
    let title = part.cell.map_or_else(|| "全部格子合计 all cells together".to_owned(), titles);
    let (first, second) = title
        .split_once("；答复")
        .map_or((title.clone(), String::new()), |(first, second)| (first.to_owned(), format!("答复{second}")));
    words(svg, (x, y + 16.0), "font-weight=\"bold\"", &first);
    words(svg, (x, y + 32.0), "font-weight=\"bold\"", &second);
    let (left, right) = (x + LABELS, x + PANEL - FIGURES - MARGIN);
    let at = |share: f64| left + (right - left) * (share / top).clamp(0.0, 1.0);
    let (above, below) = (y + HEAD - 10.0, y + HEAD + ROW * part.scores.len() as f64);
    let tenths = (top * 10.0).round() as u32;
    for tenth in (0..=tenths).step_by(if tenths > 5 { 2 } else { 1 }) {
        let place = at(f64::from(tenth) / 10.0);
        line(svg, (place, above), (place, below), "stroke=\"#ccc\"");
        let text = format!("{}", tenth.saturating_mul(10));
        words(svg, (place, below + 15.0), "text-anchor=\"middle\" font-size=\"11\"", &text);
    }
    words(svg, (right + 14.0, below + 15.0), "font-size=\"11\"", "%");
    let ceiling = at(there(part));
    line(svg, (ceiling, above), (ceiling, below), "stroke=\"#888\" stroke-width=\"3\"");
    for (number, score) in part.scores.iter().enumerate() {
        let middle = y + HEAD + ROW * (number as f64 + 0.5);
        words(svg, (x, middle + 4.0), "", &short(&name(&score.entrant)));
        if let Some(share) = score.saved_share {
            interval(svg, share, middle, number, top, &at);
        }
        let figures = estimate(score.saved_share, 100.0, 1, "");
        words(svg, (x + PANEL - FIGURES - MARGIN / 2.0 + 10.0, middle + 4.0), "font-size=\"11\"", &figures);
    }
}

/// The line from low to high, and the mark on it: each entrant has one of its own.
fn interval(svg: &mut String, share: Estimate, y: f64, number: usize, top: f64, at: &dyn Fn(f64) -> f64) {
    if let (Some(low), Some(high)) = (share.low, share.high) {
        line(svg, (at(low), y), (at(high), y), "stroke=\"#000\" stroke-width=\"1.5\"");
        // What goes beyond the scale has no end to be seen.
        for end in [low, high].into_iter().filter(|end| (0.0..=top).contains(end)) {
            line(svg, (at(end), y - 4.0), (at(end), y + 4.0), "stroke=\"#000\" stroke-width=\"1.5\"");
        }
    }
    let x = at(share.value);
    let ink = if number.is_multiple_of(2) { "fill=\"#fff\"" } else { "fill=\"#000\"" };
    let _ = match number % 3 {
        0 => writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" {ink} stroke=\"#000\" stroke-width=\"1.5\"/>"),
        1 => writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" {ink} stroke=\"#000\" stroke-width=\"1.5\"/>",
            x - 5.0,
            y - 5.0
        ),
        _ => writeln!(
            svg,
            "<path d=\"M{:.1} {:.1} l7 7 l-7 7 l-7 -7 z\" {ink} stroke=\"#000\" stroke-width=\"1.5\"/>",
            x,
            y - 7.0
        ),
    };
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64), how: &str) {
    let ((x1, y1), (x2, y2)) = (from, to);
    let _ = writeln!(svg, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {how}/>");
}

fn words(svg: &mut String, (x, y): (f64, f64), how: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" {how}>{text}</text>");
}

fn short(text: &str) -> String {
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) >= NAME_MAX {
            kept.push('…');
            break;
        }
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_picture_cannot_end_it() {
        let mut svg = String::new();
        words(&mut svg, (0.0, 0.0), "", "a<b>&c");
        assert!(svg.contains("a&lt;b&gt;&amp;c"), "{svg}");
        assert_eq!(short("合围 Cordon norms.plan.stop_min=5"), "合围 Cordon norms.plan.s…");
    }
}
