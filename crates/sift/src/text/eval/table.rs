//! Figures in lines: by set, pairs, early detection, types.
#![expect(clippy::float_arithmetic, reason = "shares and areas are told to people; nothing is decided by them")]

use super::{CHARS_PER_SECOND, Judged, area, caught_at, over, ratio};
use crate::kinds::ScamType;
use crate::text::call::Channel;
use crate::text::verdict::Level;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What the model's thresholds and its ranking come to on these texts.
pub fn table(judged: &[Judged]) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{:<34} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}",
        "set", "scams", "others", "AUC", "T@1%", "F1", "recall", "FPR", "live", "FPR", "watch", "reason"
    );
    for (name, some) in sets(judged) {
        row(&mut text, &name, &some);
    }
    pairs(&mut text, judged);
    early(&mut text, judged);
    kinds(&mut text, judged);
    text
}

/// Scams of each source beside all other texts of its channel and language; then all of these together.
fn sets(judged: &[Judged]) -> Vec<(String, Vec<&Judged>)> {
    let mut sets = Vec::new();
    let names: BTreeSet<&str> = judged.iter().map(|one| one.source.as_str()).collect();
    for name in names {
        let own: Vec<&Judged> = judged.iter().filter(|one| one.source == name).collect();
        sets.push((name.to_owned(), own));
    }
    for channel in Channel::ALL {
        for chinese in [true, false] {
            let of = |one: &&Judged| one.channel == channel && one.chinese == chinese;
            let some: Vec<&Judged> = judged.iter().filter(of).collect();
            if !some.is_empty() {
                sets.push((format!("= {channel:?} {}", if chinese { "zh" } else { "en" }), some));
            }
        }
    }
    sets.retain(|(name, _)| !name.starts_with('T') || name.starts_with('='));
    sets
}

fn logits(some: &[&Judged], scam: bool) -> Vec<i32> {
    some.iter().filter(|one| one.scam == scam).map(|one| one.logit).collect()
}

fn worst(some: &[&Judged], scam: bool) -> Vec<i32> {
    some.iter().filter(|one| one.scam == scam).map(|one| one.worst).collect()
}

fn row(text: &mut String, name: &str, some: &[&Judged]) {
    let (scams, others) = (logits(some, true), logits(some, false));
    let count = |scam: bool, level: Level| some.iter().filter(|one| one.scam == scam && one.level >= level).count();
    let (caught, wrong) = (count(true, Level::Warn), count(false, Level::Warn));
    let live = |scam: bool| some.iter().filter(|one| one.scam == scam && one.live == Level::Warn).count();
    let missed = scams.len().saturating_sub(caught);
    let doubled = caught.saturating_mul(2);
    let f1 = ratio(doubled, doubled.saturating_add(wrong).saturating_add(missed));
    let evident = some.iter().filter(|one| one.scam && one.evident).count();
    let _ = writeln!(
        text,
        "{name:<34} {:>6} {:>6} {:>6.4} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3}",
        scams.len(),
        others.len(),
        area(&scams, &others),
        caught_at(&scams, &others, 0.01),
        f1,
        ratio(caught, scams.len()),
        ratio(wrong, others.len()),
        ratio(live(true), scams.len()),
        ratio(live(false), others.len()),
        ratio(count(false, Level::Watch), others.len()),
        ratio(evident, scams.len()),
    );
}

fn pairs(text: &mut String, judged: &[Judged]) {
    for (name, chinese) in [("pairs", None), ("pairs zh", Some(true)), ("pairs en", Some(false))] {
        let some: Vec<&Judged> =
            judged.iter().filter(|one| one.paired && chinese.is_none_or(|chinese| one.chinese == chinese)).collect();
        if some.is_empty() {
            continue;
        }
        let mut by_pair: BTreeMap<&str, (Option<i32>, Option<i32>)> = BTreeMap::new();
        for one in &some {
            let pair = by_pair.entry(one.pair.as_deref().unwrap_or_default()).or_default();
            if one.scam { pair.0 = Some(one.logit) } else { pair.1 = Some(one.logit) }
        }
        let whole: Vec<(i32, i32)> = by_pair.values().filter_map(|(scam, other)| Some(((*scam)?, (*other)?))).collect();
        let ordered = whole.iter().filter(|(scam, other)| scam > other).count();
        let worst = area(&worst(&some, true), &worst(&some, false));
        let (scams, others) = (logits(&some, true), logits(&some, false));
        let at_recall = over(&scams, 0.9).saturating_sub(1);
        let wrong = others.iter().filter(|other| **other >= at_recall).count();
        let warned = |scam: bool| some.iter().filter(|one| one.scam == scam && one.level == Level::Warn).count();
        let _ = writeln!(
            text,
            "{name:<9} {} pairs: AUC {:.3} ({worst:.3} at the worst moment), in order {ordered}/{}, lawful flagged at 90 % recall {:.3}; as shipped recall {:.3}, lawful flagged {:.3}",
            whole.len(),
            area(&scams, &others),
            whole.len(),
            ratio(wrong, others.len()),
            ratio(warned(true), scams.len()),
            ratio(warned(false), others.len()),
        );
    }
}

/// How soon the scam calls of a set are caught when 1 % of its whole normal calls are.
fn early(text: &mut String, judged: &[Judged]) {
    for chinese in [true, false] {
        let calls = |one: &&Judged| one.course.len() > 1 && one.chinese == chinese && !one.paired;
        let some: Vec<&Judged> = judged.iter().filter(calls).collect();
        let others = worst(&some, false);
        let threshold = over(&others, 0.01);
        let rate = if chinese { CHARS_PER_SECOND } else { CHARS_PER_SECOND * 3.0 };
        let names: BTreeSet<&str> = some.iter().filter(|one| one.scam).map(|one| one.source.as_str()).collect();
        for name in names {
            let mut seconds: Vec<f64> = some
                .iter()
                .filter(|one| one.scam && one.source == name)
                .map(|one| {
                    let first = one.course.iter().find(|(_, logit)| *logit >= threshold);
                    #[expect(clippy::cast_precision_loss, reason = "a call has few characters")]
                    first.map_or(f64::MAX, |(chars, _)| *chars as f64 / rate)
                })
                .collect();
            seconds.sort_by(f64::total_cmp);
            let within = |limit: f64| ratio(seconds.iter().filter(|one| **one <= limit).count(), seconds.len());
            let median = seconds.get(seconds.len() / 2).copied().unwrap_or(f64::MAX);
            let _ = writeln!(
                text,
                "early     {name}: within 15 s {:.3}, 30 s {:.3}, 60 s {:.3}; median {median:.1} s",
                within(15.0),
                within(30.0),
                within(60.0),
            );
        }
    }
}

fn kinds(text: &mut String, judged: &[Judged]) {
    let mut counts: BTreeMap<(bool, ScamType), (usize, usize, usize)> = BTreeMap::new();
    for one in judged.iter().filter(|one| one.scam) {
        let Some(kind) = one.kind else { continue };
        let count = counts.entry((one.paired, kind)).or_default();
        count.0 = count.0.saturating_add(1);
        count.1 = count.1.saturating_add(usize::from(one.found == Some(kind)));
        count.2 = count.2.saturating_add(usize::from(one.found.is_none()));
    }
    for paired in [false, true] {
        let own = || counts.iter().filter(|((of, _), _)| *of == paired);
        let (all, right, open) = own().fold((0usize, 0usize, 0usize), |sum, (_, count)| {
            (sum.0.saturating_add(count.0), sum.1.saturating_add(count.1), sum.2.saturating_add(count.2))
        });
        if all == 0 {
            continue;
        }
        let each: Vec<String> =
            own().map(|((_, kind), count)| format!("{kind} {:.2}", ratio(count.1, count.0))).collect();
        let name = if paired { "pairs" } else { "others" };
        let _ = writeln!(
            text,
            "types     {name}: right {:.3}, open {:.3}; {}",
            ratio(right, all),
            ratio(open, all),
            each.join(" ")
        );
    }
}
