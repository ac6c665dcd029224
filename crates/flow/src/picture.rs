//! A trace as a picture in layers: level by level from left to right, lines as wide as what they carried,
//! in whole units of a page. The workbench draws from these places; [`svg`] makes one file of them.
//!
//! Not here: which texts may be shown. The caller gives a label for each account, masked or not.

mod layers;
mod places;
mod svg;

use crate::names::AccountId;
use crate::rule::Rule;
use crate::trace::{Notes, Trace};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How a trace is looked at.
#[derive(Clone, Debug)]
pub struct Look {
    pub rule: Rule,
    /// Of a level with more accounts the others are one spot: those to which the least came.
    pub layer_max: usize,
    /// Where money has left the books.
    pub sinks: BTreeSet<AccountId>,
    /// Numbers to be shown on accounts: their place in a plan.
    pub marks: BTreeMap<AccountId, usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    pub rule: Rule,
    pub width: i64,
    pub height: i64,
    pub layers: Vec<Layer>,
    /// By layer, from top to bottom.
    pub spots: Vec<Spot>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Layer {
    pub level: u32,
    pub x: i64,
    pub accounts: usize,
    /// Victims' money on them, but for sinks.
    pub there: u64,
}

/// An account, or those of a level that are folded into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// None where several are folded.
    pub account: Option<AccountId>,
    pub label: String,
    pub accounts: usize,
    pub layer: usize,
    /// Its upper left corner.
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    /// Victims' money that came, also by a beginning, and what of it is there.
    pub came: u64,
    pub there: u64,
    pub begins: bool,
    pub is_sink: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<usize>,
    pub notes: Notes,
}

/// All that one spot sent to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Places in `spots`.
    pub from: usize,
    pub to: usize,
    pub course: Course,
    pub carried: u64,
    pub transfers: u32,
    pub width: i64,
    /// Whether there is room for its amount.
    pub is_labelled: bool,
    /// A cubic curve: where it begins, its two handles, where it ends.
    pub points: [(i64, i64); 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Course {
    /// To a later level.
    On,
    /// Within a level, also to itself.
    Level,
    /// To an earlier level.
    Back,
}

impl Look {
    pub fn new(rule: Rule) -> Self {
        Self { rule, layer_max: 24, sinks: BTreeSet::new(), marks: BTreeMap::new() }
    }
}

impl Picture {
    pub fn of(trace: &Trace, look: &Look, label: &dyn Fn(AccountId) -> String) -> Self {
        let mut picture = layers::gathered(trace, look, label);
        layers::order(&mut picture);
        places::lay_out(&mut picture);
        picture
    }

    /// Places in `spots` of each layer, from top to bottom.
    fn columns(&self) -> Vec<Vec<usize>> {
        let mut columns = vec![Vec::new(); self.layers.len()];
        for (at, spot) in self.spots.iter().enumerate() {
            columns.get_mut(spot.layer).into_iter().for_each(|column: &mut Vec<usize>| column.push(at));
        }
        columns
    }
}

/// A count as a length or a place.
fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
