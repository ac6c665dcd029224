//! Every limit of a paper. A limit that is passed is an error naming the field, never a cut text.

/// A single field: a name, a number, a bank. Longer than any registered account name.
pub const FIELD_CHARS_MAX: usize = 120;
/// A paper's own number or code: it stands in the running head of every page.
pub const NUMBER_CHARS_MAX: usize = 40;
/// A field of an order's sheet: an institution with its code, a serial number with its place.
pub const SHEET_LINE_CHARS_MAX: usize = 200;
/// An officer's name, number or telephone on an order's sheet.
pub const OFFICER_CHARS_MAX: usize = 60;
/// A block of a few lines: a suspicious message, a legal basis, a way to object.
pub const BLOCK_CHARS_MAX: usize = 1_000;
/// The victim's account of what happened; about four pages.
pub const NARRATIVE_CHARS_MAX: usize = 6_000;
/// A block on the counter slip, per language.
pub const SLIP_BLOCK_CHARS_MAX: usize = 400;
/// The customer takes one sheet home; a slip that needs more is refused.
pub const SLIP_PAGES_MAX: usize = 1;
/// 9,999 万亿 yuan and a little: the largest amount the capitals of `amount_in_words` can name.
pub const AMOUNT_FEN_MAX: i64 = 999_999_999_999_999_999;
/// A site's own font; the largest national fonts stay below it.
pub const FONT_BYTES_MAX: usize = 64 * 1024 * 1024;
