//! A form: heading, ruled table with a label column, paragraphs, and a footer on every page.
//!
//! A group of rows stays together on a page; only the group made for long text (`flow`) runs over
//! to the next page, where the table and its label begin anew. Not a general table engine: columns
//! are given in points, and a group higher than a page is not expected (field limits see to that).
#![expect(clippy::float_arithmetic, reason = "page geometry")]

use crate::PaperError;
use crate::font::{Face, Font};
use crate::lines::wrap;
use crate::sheet::{A4_HEIGHT, A4_WIDTH, Mark, Page, Style};
use std::collections::BTreeSet;

pub(crate) const MARGIN: f32 = 54.0;
pub(crate) const BODY_WIDTH: f32 = A4_WIDTH - 2.0 * MARGIN;
/// The column on the left that names a group of rows.
pub(crate) const GROUP_WIDTH: f32 = 74.0;
const TOP: f32 = 52.0;
const BOTTOM: f32 = A4_HEIGHT - 74.0;
const FOOTER_RULE: f32 = A4_HEIGHT - 64.0;
const PAD_X: f32 = 6.0;
const PAD_Y: f32 = 5.0;
const LEADING: f32 = 1.45;
/// Height of a Chinese character above the base line, in ems.
const ABOVE_BASE: f32 = 0.88;
const HAIRLINE: f32 = 0.5;
const FRAME: f32 = 1.2;
const SHADE: u8 = 244;
/// A flowing text begins on a page only where this many lines fit, lest a label stand alone.
const FLOW_LINES_MIN: usize = 3;
const STRIP_GAP: f32 = 5.0;
const FOOTER_LINES_MAX: usize = 3;
/// On a second sheet the running head and the table are this far apart.
const RUNNING_GAP: f32 = 10.0;

pub(crate) const TITLE: Style = Style { size: 22.0, bold: true, gray: 0 };
pub(crate) const BODY: Style = Style { size: 10.5, bold: false, gray: 0 };
pub(crate) const STRONG: Style = Style { size: 13.0, bold: true, gray: 0 };
pub(crate) const LABEL: Style = Style { size: 10.0, bold: false, gray: 40 };
pub(crate) const SMALL: Style = Style { size: 8.5, bold: false, gray: 60 };
const RUNNING: Style = Style { size: 9.0, bold: false, gray: 60 };
const FOOT: Style = Style { size: 8.0, bold: false, gray: 80 };

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// One cell: paragraphs one under another.
pub(crate) struct Cell {
    pub(crate) width: f32,
    pub(crate) paragraphs: Vec<(String, Style)>,
    pub(crate) align: Align,
    pub(crate) shaded: bool,
}

impl Cell {
    pub(crate) fn label(width: f32, text: &str) -> Self {
        Self { width, paragraphs: vec![(text.to_owned(), LABEL)], align: Align::Centre, shaded: true }
    }

    /// A field, its texts one under another. Line ends in them become spaces, so that the height of
    /// a field follows from its length.
    pub(crate) fn field(width: f32, texts: &[(&str, Style)]) -> Self {
        let paragraphs = texts.iter().map(|(text, style)| (one_line(text), *style)).collect();
        Self { width, paragraphs, align: Align::Left, shaded: false }
    }

    pub(crate) fn value(width: f32, text: &str) -> Self {
        Self::field(width, &[(text, BODY)])
    }

    pub(crate) fn labels(width: f32, text: &str, beneath: &str) -> Self {
        let paragraphs = vec![(text.to_owned(), LABEL), (beneath.to_owned(), SMALL)];
        Self { width, paragraphs, align: Align::Centre, shaded: true }
    }
}

pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) height_min: f32,
    /// A rule between this row and the one above it in the group.
    pub(crate) ruled: bool,
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// A cell's lines with their styles, ready to be placed.
type Lines = Vec<(String, Style)>;

pub(crate) struct Form<'f> {
    face: Face<'f>,
    missing: BTreeSet<char>,
    pages: Vec<Page>,
    page: Page,
    y: f32,
    /// Where the open table began on this page.
    table_from: Option<f32>,
    /// Repeated at the head of every later page.
    running: Lines,
}

impl<'f> Form<'f> {
    pub(crate) fn new(font: &'f Font, running: &str) -> Result<Self, PaperError> {
        let (page, pages) = (Page::new(), Vec::new());
        let missing = BTreeSet::new();
        let mut form =
            Self { face: font.face()?, missing, pages, page, y: TOP, table_from: None, running: Lines::new() };
        form.running = form.break_lines(&[(running.to_owned(), RUNNING)], BODY_WIDTH);
        Ok(form)
    }

    pub(crate) fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }

    pub(crate) fn space(&mut self, height: f32) {
        self.close_table();
        self.y += height;
    }

    /// A paragraph outside the table, over the whole width; it moves to the next page whole.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style, align: Align) {
        self.close_table();
        let lines = self.break_lines(&[(text.to_owned(), style)], BODY_WIDTH);
        let height = lines_height(&lines);
        if self.y + height > BOTTOM {
            self.turn_page();
        }
        self.place(&lines, MARGIN, self.y, BODY_WIDTH, align);
        self.y += height;
    }

    /// Rows under one label, kept together. Without a label the rows take the whole width.
    pub(crate) fn group(&mut self, label: &str, rows: &[Row]) {
        let broken: Vec<Vec<Lines>> = rows.iter().map(|r| self.break_row(r)).collect();
        let mut heights: Vec<f32> = rows.iter().zip(&broken).map(|(r, cells)| row_height(r, cells)).collect();
        let name = self.break_lines(&[(label.to_owned(), LABEL)], GROUP_WIDTH - 2.0 * PAD_X);
        let short = lines_height(&name) + 2.0 * PAD_Y - heights.iter().sum::<f32>();
        if let Some(last) = heights.last_mut().filter(|_| short > 0.0) {
            *last += short;
        }
        let total: f32 = heights.iter().sum();
        self.make_room(total);
        let left = if label.is_empty() { MARGIN } else { MARGIN + GROUP_WIDTH };
        self.group_label(&name, label.is_empty(), total);
        let mut y = self.y;
        for ((row, cells), height) in rows.iter().zip(&broken).zip(&heights) {
            if row.ruled {
                self.line((left, y), (MARGIN + BODY_WIDTH, y), HAIRLINE);
            }
            self.row(row, cells, (left, y), *height);
            y += height;
        }
        self.end_group(total);
    }

    /// A group to be torn off, under its own line: both stay on one page.
    pub(crate) fn strip(&mut self, cut: &str, label: &str, rows: &[Row]) {
        let line = self.break_lines(&[(cut.to_owned(), SMALL)], BODY_WIDTH);
        let above = lines_height(&line) + 2.0 * STRIP_GAP;
        let broken: Vec<Vec<Lines>> = rows.iter().map(|r| self.break_row(r)).collect();
        let height: f32 = rows.iter().zip(&broken).map(|(r, cells)| row_height(r, cells)).sum();
        self.close_table();
        if self.y + above + height > BOTTOM && !self.page.is_empty() {
            self.turn_page();
        }
        self.space(STRIP_GAP);
        self.paragraph(cut, SMALL, Align::Centre);
        self.space(STRIP_GAP);
        self.group(label, rows);
    }

    /// One long text under a label, over as many pages as it needs.
    pub(crate) fn flow(&mut self, label: &str, text: &str, height_min: f32) {
        let width = BODY_WIDTH - GROUP_WIDTH;
        let mut rest = self.break_lines(&[(text.to_owned(), BODY)], width - 2.0 * PAD_X);
        let mut name = label.to_owned();
        let mut wanted = height_min;
        loop {
            let name_lines = self.break_lines(&[(name, LABEL)], GROUP_WIDTH - 2.0 * PAD_X);
            let first = lines_height(rest.get(..FLOW_LINES_MIN.min(rest.len())).unwrap_or_default());
            let wanted_now = wanted.max(lines_height(&name_lines) + 2.0 * PAD_Y);
            self.make_room((first + 2.0 * PAD_Y).max(wanted_now));
            let fits = fitting(&rest, BOTTOM - self.y - 2.0 * PAD_Y);
            let later = rest.split_off(fits.min(rest.len()));
            let height = (lines_height(&rest) + 2.0 * PAD_Y).max(wanted_now);
            self.group_label(&name_lines, false, height);
            self.place(&rest, MARGIN + GROUP_WIDTH + PAD_X, self.y + PAD_Y, width - 2.0 * PAD_X, Align::Left);
            self.end_group(height);
            if later.is_empty() {
                return;
            }
            self.turn_page();
            (rest, name, wanted) = (later, format!("{label}（续）"), 0.0);
        }
    }

    /// Ends the form: footers with page numbers. Returns the pages and what could not be shown.
    pub(crate) fn finish(mut self, footer: &str) -> (Vec<Page>, Vec<char>) {
        self.close_table();
        let footer = self.break_lines(&[(one_line(footer), FOOT)], BODY_WIDTH - GROUP_WIDTH);
        let last = std::mem::take(&mut self.page);
        self.pages.push(last);
        let pages = std::mem::take(&mut self.pages);
        let count = pages.len();
        let mut done = Vec::new();
        for (page, number) in pages.into_iter().zip(1_usize..) {
            self.page = page;
            self.line((MARGIN, FOOTER_RULE), (MARGIN + BODY_WIDTH, FOOTER_RULE), HAIRLINE);
            let shown = footer.get(..FOOTER_LINES_MAX.min(footer.len())).unwrap_or_default();
            self.place(shown, MARGIN, FOOTER_RULE + PAD_Y, BODY_WIDTH - GROUP_WIDTH, Align::Left);
            let number = vec![(format!("第 {number} 页 / 共 {count} 页"), FOOT)];
            self.place(&number, MARGIN, FOOTER_RULE + PAD_Y, BODY_WIDTH, Align::Right);
            done.push(shades_first(std::mem::take(&mut self.page)));
        }
        (done, self.missing.into_iter().collect())
    }

    fn break_row(&mut self, row: &Row) -> Vec<Lines> {
        row.cells.iter().map(|c| self.break_lines(&c.paragraphs, c.width - 2.0 * PAD_X)).collect()
    }

    fn break_lines(&mut self, paragraphs: &[(String, Style)], width: f32) -> Lines {
        let mut lines = Lines::new();
        for (text, style) in paragraphs {
            let text = self.face.printable(text, &mut self.missing);
            let broken = wrap(&text, width, &|c| self.face.width(c) * style.size);
            lines.extend(broken.into_iter().map(|line| (line, *style)));
        }
        lines
    }

    /// Turns the page when `height` does not fit, and opens the table where none is open.
    fn make_room(&mut self, height: f32) {
        if self.y + height > BOTTOM && !self.page.is_empty() {
            self.turn_page();
        }
        self.table_from.get_or_insert(self.y);
    }

    fn turn_page(&mut self) {
        self.close_table();
        let full = std::mem::take(&mut self.page);
        self.pages.push(full);
        let running = self.running.clone();
        self.place(&running, MARGIN, TOP, BODY_WIDTH, Align::Left);
        self.y = TOP + lines_height(&running) + RUNNING_GAP;
    }

    fn close_table(&mut self) {
        let Some(from) = self.table_from.take() else { return };
        let (left, right, y) = (MARGIN, MARGIN + BODY_WIDTH, self.y);
        let reach = FRAME / 2.0;
        for (from, to) in [
            ((left - reach, from), (right + reach, from)),
            ((left - reach, y), (right + reach, y)),
            ((left, from), (left, y)),
            ((right, from), (right, y)),
        ] {
            self.line(from, to, FRAME);
        }
    }

    fn group_label(&mut self, name: &[(String, Style)], none: bool, height: f32) {
        if none {
            return;
        }
        let edge = MARGIN + GROUP_WIDTH;
        self.page.push(Mark::Shade { x: MARGIN, y: self.y, width: GROUP_WIDTH, height, gray: SHADE });
        self.line((edge, self.y), (edge, self.y + height), HAIRLINE);
        let top = self.y + (height - lines_height(name)) / 2.0;
        self.place(name, MARGIN + PAD_X, top, GROUP_WIDTH - 2.0 * PAD_X, Align::Centre);
    }

    fn row(&mut self, row: &Row, cells: &[Lines], at: (f32, f32), height: f32) {
        let (mut x, y) = at;
        for (cell, lines) in row.cells.iter().zip(cells) {
            if cell.shaded {
                self.page.push(Mark::Shade { x, y, width: cell.width, height, gray: SHADE });
            }
            if x > at.0 {
                self.line((x, y), (x, y + height), HAIRLINE);
            }
            let top = y + (height - lines_height(lines)) / 2.0;
            self.place(lines, x + PAD_X, top, cell.width - 2.0 * PAD_X, cell.align);
            x += cell.width;
            if cell.shaded {
                self.line((x, y), (x, y + height), HAIRLINE);
            }
        }
    }

    fn end_group(&mut self, height: f32) {
        self.y += height;
        self.line((MARGIN, self.y), (MARGIN + BODY_WIDTH, self.y), HAIRLINE);
    }

    fn place(&mut self, lines: &[(String, Style)], left: f32, top: f32, width: f32, align: Align) {
        let mut top = top;
        for (text, style) in lines {
            let free = width - self.face.text_width(text) * style.size;
            let x = match align {
                Align::Left => left,
                Align::Centre => left + free / 2.0,
                Align::Right => left + free,
            };
            let y = top + style.size * ((LEADING - 1.0) / 2.0 + ABOVE_BASE);
            if !text.is_empty() {
                self.page.push(Mark::Text { x, y, text: text.clone(), style: *style });
            }
            top += style.size * LEADING;
        }
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), weight: f32) {
        self.page.push(Mark::Line { from, to, weight });
    }
}

/// Shades lie under every rule and letter, whichever was asked for first.
fn shades_first(page: Page) -> Page {
    let (mut under, over): (Page, Page) = page.into_iter().partition(|m| matches!(m, Mark::Shade { .. }));
    under.extend(over);
    under
}

fn lines_height(lines: &[(String, Style)]) -> f32 {
    lines.iter().map(|(_, style)| style.size * LEADING).sum()
}

fn row_height(row: &Row, cells: &[Lines]) -> f32 {
    cells.iter().map(|lines| lines_height(lines) + 2.0 * PAD_Y).fold(row.height_min, f32::max)
}

/// How many lines fit into `height`; at least one, so that a flow always moves on.
fn fitting(lines: &[(String, Style)], height: f32) -> usize {
    let mut used = 0.0;
    let fits = lines.iter().take_while(|(_, style)| {
        used += style.size * LEADING;
        used <= height
    });
    fits.count().max(1)
}
