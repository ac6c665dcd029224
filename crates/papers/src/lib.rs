//! Official papers as PDF: the 《紧急止付申请表》 a victim signs before a formal stop, the slip a bank
//! counter hands to a customer whose account is held, and the sheet of an order that people carry.
//!
//! For: bytes out of facts. The same facts, font and date give the same bytes, so a paper can be
//! pinned by its digest. Pages aim at PDF/A-2u (checked by the writer, not by an outside validator):
//! the font subset is embedded and the text can be copied and searched.
//!
//! Not here: file I/O, the clock, signatures and seals, and any decision about who may print what.
//! Legal bases are handed in, since norms are data; only the fixed wording of the forms is ours.

mod counter_slip;
mod error;
mod font;
mod form;
mod limits;
mod lines;
mod order_sheet;
mod pdf;
mod press;
mod rows;
mod sheet;
mod stop_application;
mod words;

pub use counter_slip::{Bilingual, CounterSlip, SlipMeasure, counter_slip};
pub use error::PaperError;
pub use font::Font;
pub use limits::{
    AMOUNT_FEN_MAX, BLOCK_CHARS_MAX, FIELD_CHARS_MAX, FONT_BYTES_MAX, NARRATIVE_CHARS_MAX, NUMBER_CHARS_MAX,
    OFFICER_CHARS_MAX, SHEET_LINE_CHARS_MAX, SLIP_BLOCK_CHARS_MAX, SLIP_PAGES_MAX,
};
pub use order_sheet::{OrderSheet, SheetOfficer, SheetTarget, SheetTransfer, order_sheet};
pub use press::Press;
pub use stop_application::{Account, Applicant, Intake, StopApplication, stop_application};
pub use words::{amount_in_figures, amount_in_words};

use std::fmt;

/// A finished paper: the PDF, and what a reader of the PDF alone could not know.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    pub pdf: Vec<u8>,
    pub pages: usize,
    /// Characters the font has no glyph for, printed as 〓; in code point order, each once. When it
    /// is not empty, show it to the officer: a name may have to be completed by hand.
    pub not_shown: Vec<char>,
}

impl fmt::Debug for Paper {
    /// Sizes only: the pages hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paper")
            .field("pdf_bytes", &self.pdf.len())
            .field("pages", &self.pages)
            .field("not_shown", &self.not_shown.len())
            .finish()
    }
}
