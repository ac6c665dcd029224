//! The words of the pages for those who make their own: what states, kinds and notes are called, in both
//! languages. One table for all, so that a page and the workbench never call one thing by two names.

use super::show;
use super::text::{self, Text};
use cordon_model::{AccountClass, MeasureKind, OrderKind, ReceiptResult};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One word in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordBody {
    #[schema(example = "已发出")]
    zh: &'static str,
    #[schema(example = "sent")]
    en: &'static str,
}

/// Words by the name that the API has for a thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct GlossaryBody {
    /// States, notes, verbs, grounds, weights.
    names: BTreeMap<&'static str, WordBody>,
    /// Notes of the places of a trace.
    places: BTreeMap<&'static str, WordBody>,
    orders: BTreeMap<&'static str, WordBody>,
    measures: BTreeMap<&'static str, WordBody>,
    channels: BTreeMap<&'static str, WordBody>,
    classes: BTreeMap<&'static str, WordBody>,
    results: BTreeMap<&'static str, WordBody>,
}

pub const ORDERS: [&str; 18] = [
    "risk_notice",
    "confirm_debit",
    "stop",
    "extend_stop",
    "lift_stop",
    "query_account",
    "query_serial",
    "watch",
    "end_watch",
    "freeze",
    "extend_freeze",
    "lift_freeze",
    "reduce_hold",
    "raise_hold",
    "void_value",
    "restore_value",
    "shut_number",
    "restore_number",
];
const MEASURES: [&str; 6] = ["delay", "stop", "freeze", "hold", "void", "shut"];
const CLASSES: [&str; 5] = ["personal", "company", "payment", "sink", "unknown"];
const RESULTS: [&str; 4] = ["done", "part", "refused", "failed"];

fn table(words: impl IntoIterator<Item = (&'static str, Text)>) -> BTreeMap<&'static str, WordBody> {
    words.into_iter().map(|(name, text)| (name, WordBody { zh: text.zh, en: text.en })).collect()
}

/// The values of an enum of the model by their names outside.
fn named<T: DeserializeOwned>(names: &[&'static str], say: impl Fn(T) -> Text) -> BTreeMap<&'static str, WordBody> {
    table(names.iter().filter_map(|name| Some((*name, say(serde_json::from_value((*name).into()).ok()?)))))
}

impl GlossaryBody {
    pub fn all() -> Self {
        Self {
            names: table(text::names()),
            places: table(text::place_notes()),
            orders: named::<OrderKind>(&ORDERS, show::order_kind),
            measures: named::<MeasureKind>(&MEASURES, show::measure_kind),
            channels: table(show::CHANNELS.iter().map(|(name, _, text)| (*name, *text))),
            classes: named::<AccountClass>(&CLASSES, show::class),
            results: named::<ReceiptResult>(&RESULTS, show::result),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_word() {
        let all = GlossaryBody::all();
        assert_eq!(all.orders.len(), ORDERS.len());
        assert_eq!(all.measures.len(), MEASURES.len());
        assert_eq!(all.classes.len(), CLASSES.len());
        assert_eq!(all.results.len(), RESULTS.len());
        assert_eq!(all.channels.len(), show::CHANNELS.len());
        assert_eq!(all.orders["stop"].zh, "紧急止付");
    }
}
