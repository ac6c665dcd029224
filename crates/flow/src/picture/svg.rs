//! A picture as one SVG file that needs nothing else, and reads in black and white.

use super::places::{FOOT, MARGIN, TEXT, notes_told, texts};
use super::{Course, Line, Picture, Spot};
use crate::text::{escaped, grouped, narrowed};
use crate::trace::Note;
use cordon_model::Currency;
use std::fmt::Write;

/// As wide as a spot has room for, in halves of a Chinese character.
const LABEL_MAX: usize = 24;
const NOTES_MAX: usize = 30;

impl Picture {
    pub fn svg(&self, currency: Currency) -> String {
        let mut svg = String::new();
        let (w, h) = (self.width, self.height);
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
             font-family=\"'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif\" font-size=\"12\" \
             fill=\"#000\">\n<title>资金去向 where the money went</title>\n<defs><marker id=\"tip\" \
             viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\" \
             markerUnits=\"userSpaceOnUse\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n\
             <rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>"
        );
        self.head(&mut svg, currency);
        let on = |line: &&Line| line.course == Course::On;
        self.lines.iter().filter(on).for_each(|line| band(&mut svg, line));
        self.lines.iter().filter(|line| !on(line)).for_each(|line| self.aside(&mut svg, line));
        self.spots.iter().for_each(|spot| draw_spot(&mut svg, spot, currency));
        for line in self.lines.iter().filter(|line| line.is_labelled) {
            let (x, y) = line.points[3];
            halo(&mut svg, (x - 5, y + 4), "text-anchor=\"end\" font-size=\"10.5\"", &grouped(line.carried, currency));
        }
        self.foot(&mut svg);
        svg.push_str("</svg>\n");
        svg
    }

    fn head(&self, svg: &mut String, currency: Currency) {
        let accounts: usize = self.layers.iter().map(|layer| layer.accounts).sum();
        let transfers: u64 = self.lines.iter().map(|line| u64::from(line.transfers)).sum();
        words(svg, (MARGIN, 34), "font-size=\"18\" font-weight=\"bold\"", "资金去向 Where the money went");
        let told = format!(
            "规则 rule: {} {} · 账户 accounts: {accounts} · 转账 transfers: {transfers} · {}",
            self.rule.zh(),
            self.rule,
            currency.code()
        );
        words(svg, (MARGIN, 54), "", &told);
        for layer in &self.layers {
            let title = format!("{} 级卡 level {}", layer.level, layer.level);
            words(svg, (layer.x, 80), "font-weight=\"bold\"", &title);
            let told = format!("{} 户 · 尚在 {}", layer.accounts, grouped(layer.there, currency));
            words(svg, (layer.x, 95), "font-size=\"11\"", &told);
        }
    }

    /// A line that stays within its level, or goes back.
    fn aside(&self, svg: &mut String, line: &Line) {
        let folded = self.spots.get(line.from).is_none_or(|spot| spot.account.is_none());
        if folded && line.from == line.to {
            return;
        }
        let dashes = if line.course == Course::Back { " stroke-dasharray=\"6 4\"" } else { "" };
        let _ = writeln!(
            svg,
            "<path d=\"{}\" fill=\"none\" stroke=\"#000\" stroke-width=\"{}\" marker-end=\"url(#tip)\"{dashes}/>",
            path(line),
            line.width.min(2)
        );
    }

    fn foot(&self, svg: &mut String) {
        let small = "font-size=\"11\"";
        let y = self.height - FOOT + 30;
        words(
            svg,
            (MARGIN, y),
            small,
            "到 came in · 尚在 still there · 左侧粗边 thick edge: 追查起点 beginning · 灰底双框 grey, double: 资金离账 money left the books",
        );
        words(
            svg,
            (MARGIN, y + 16),
            small,
            "线宽按金额 width by amount · 虚线 dashed: 回流 back to an earlier level · +n 其余账户合并 the other accounts of the level · ❶ 冻结次序 order of freezing",
        );
    }
}

fn path(line: &Line) -> String {
    let [a, b, c, d] = line.points;
    format!("M{} {}C{} {} {} {} {} {}", a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1)
}

fn band(svg: &mut String, line: &Line) {
    let _ = writeln!(
        svg,
        "<path d=\"{}\" fill=\"none\" stroke=\"#666\" stroke-opacity=\".45\" stroke-width=\"{}\"/>",
        path(line),
        line.width
    );
}

fn draw_spot(svg: &mut String, spot: &Spot, currency: Currency) {
    let Spot { x, y, width, height, .. } = *spot;
    let (fill, dashes) = (if spot.is_sink { "#ddd" } else { "#fff" }, dashed(spot));
    rect(svg, (x, y, width, height), &format!("fill=\"{fill}\" stroke=\"#000\"{dashes}"));
    if spot.is_sink {
        rect(svg, (x + 3, y + 3, width - 6, height - 6), "fill=\"none\" stroke=\"#000\" stroke-width=\".7\"");
    }
    if spot.begins {
        rect(svg, (x, y, 5, height), "fill=\"#000\"");
    }
    let mut line = y + (height - texts(spot) * TEXT) / 2 + 11;
    let mut text = |style: &str, told: &str| {
        words(svg, (x + 11, line), style, told);
        line += TEXT;
    };
    let label = match spot.account {
        Some(_) => narrowed(&spot.label, LABEL_MAX),
        None => format!("{} 户 accounts", spot.label),
    };
    text("font-weight=\"bold\"", &label);
    // By poison nobody knows how much was at the beginning.
    let came =
        if spot.came == 0 { "起点 beginning".to_owned() } else { format!("到 {}", grouped(spot.came, currency)) };
    text("font-size=\"11\"", &came);
    if spot.there > 0 && !spot.is_sink {
        text("font-size=\"11\"", &format!("尚在 {}", grouped(spot.there, currency)));
    }
    if spot.is_sink {
        text("font-size=\"11\"", "已离账 left the books");
    }
    if !notes_told(spot).is_empty() {
        let notes: Vec<&str> = notes_told(spot).iter().map(Note::name).collect();
        text("font-size=\"9.5\"", &narrowed(&notes.join(" "), NOTES_MAX));
    }
    if let Some(mark) = spot.mark {
        let (cx, cy) = (x + width, y);
        let _ = writeln!(svg, "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"10\"/>");
        let style = "text-anchor=\"middle\" fill=\"#fff\" font-weight=\"bold\"";
        words(svg, (cx, cy + 4), style, &mark.to_string());
    }
}

const fn dashed(spot: &Spot) -> &'static str {
    if spot.account.is_none() { " stroke-dasharray=\"3 2\"" } else { "" }
}

fn rect(svg: &mut String, (x, y, width, height): (i64, i64, i64, i64), style: &str) {
    let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {style}/>");
}

fn words(svg: &mut String, (x, y): (i64, i64), style: &str, text: &str) {
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" {style}>{}</text>", escaped(text));
}

/// On a white rim, so that it reads on lines.
fn halo(svg: &mut String, place: (i64, i64), style: &str, text: &str) {
    let rim = "stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\" stroke-linejoin=\"round\"";
    words(svg, place, &format!("{style} {rim}"), text);
}
