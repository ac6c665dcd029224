//! Why a paper was not made. Fields are named, their content never is: it is personal data.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    #[error("field `{field}` has {chars} characters, at most {max} are printed; shorten it and attach the rest")]
    TooLong { field: &'static str, chars: usize, max: usize },
    #[error("the paper needs {pages} pages and may have {max}; shorten its longest texts, such as the way to object")]
    TooManyPages { pages: usize, max: usize },
    #[error("an amount of `{fen}` fen cannot stand on a paper; give 0 to {max} fen", max = crate::AMOUNT_FEN_MAX)]
    Amount { fen: i64 },
    #[error("the date of the paper, `{ms}` ms since 1970, is outside the years 1 to 9999; pass the time of printing")]
    Date { ms: i64 },
    #[error("the font cannot be read as OpenType or TrueType; give an .otf or .ttf file of at most {max} bytes", max = crate::FONT_BYTES_MAX)]
    FontUnreadable,
    #[error("the font lacks `{missing}`, which every form needs; give a Chinese font that covers GB 2312")]
    FontLacks { missing: String },
    #[error("the PDF could not be written: {reason}; try the built-in font and report this")]
    Writer { reason: String },
}

/// Refuses a text longer than its limit.
pub(crate) fn within(field: &'static str, text: &str, max: usize) -> Result<(), PaperError> {
    let chars = text.chars().count();
    if chars > max {
        return Err(PaperError::TooLong { field, chars, max });
    }
    Ok(())
}

/// Personal data stays out of logs: only that a field is filled is shown.
pub(crate) fn masked(text: &str) -> &'static str {
    if text.is_empty() { "" } else { "•••" }
}
