//! Rows that the ruled forms share: a label and its field, once or twice across the page.
#![expect(clippy::float_arithmetic, reason = "page geometry")]

use crate::form::{Align, BODY_WIDTH, Cell, GROUP_WIDTH, Row};

const LABEL_WIDTH: f32 = 76.0;
const WIDTH: f32 = BODY_WIDTH - GROUP_WIDTH;
pub(crate) const ROW: f32 = 25.0;
/// Room for a seal or a signature.
pub(crate) const SIGN_ROW: f32 = 36.0;

pub(crate) fn pair(left: (&str, &str), right: (&str, &str), height_min: f32) -> Row {
    let value = WIDTH / 2.0 - LABEL_WIDTH;
    let cells = vec![
        Cell::label(LABEL_WIDTH, left.0),
        Cell::value(value, left.1),
        Cell::label(LABEL_WIDTH, right.0),
        Cell::value(value, right.1),
    ];
    Row { cells, height_min, ruled: true }
}

pub(crate) fn wide(label: &str, text: &str) -> Row {
    let cells = vec![Cell::label(LABEL_WIDTH, label), Cell::value(WIDTH - LABEL_WIDTH, text)];
    Row { cells, height_min: ROW, ruled: true }
}

/// A text without a label, over the whole width of the group.
pub(crate) fn full(text: &str, align: Align, height_min: f32) -> Row {
    Row { cells: vec![Cell { align, ..Cell::value(WIDTH, text) }], height_min, ruled: false }
}
