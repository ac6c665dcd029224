//! CSV as spreadsheet programs write and read it (RFC 4180): quoted cells, either line end, UTF-8 with
//! or without its mark. A cell is never a formula for whoever opens the file.

/// Before cells that a spreadsheet would take for a formula.
const GUARD: char = '\'';
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// So that Excel takes the file for UTF-8.
pub const MARK: &str = "\u{feff}";

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    NotUtf8,
    /// A quote was opened and not closed.
    OpenQuote,
    TooManyRows,
}

/// One line of cells.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

fn cell(text: &str) -> String {
    let guarded = text.starts_with(FORMULA_STARTS);
    let text = if guarded { format!("{GUARD}{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) || text != text.trim() {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// A cell as it was meant: without the guard that stands before would-be formulas.
fn meant(text: &str) -> String {
    let plain = text.trim();
    match plain.strip_prefix(GUARD) {
        Some(rest) if rest.starts_with(FORMULA_STARTS) => rest.to_owned(),
        _ => plain.to_owned(),
    }
}

/// A row and the line of the file on which it begins, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub line: usize,
    pub cells: Vec<String>,
}

pub fn decode(bytes: &[u8]) -> Result<&str, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotUtf8)?;
    // UTF-16 without its mark can be valid UTF-8 full of zeroes.
    if text.contains('\0') {
        return Err(Unreadable::NotUtf8);
    }
    Ok(text.strip_prefix(MARK).unwrap_or(text))
}

/// All rows with something in them.
pub fn rows(text: &str, max: usize) -> Result<Vec<Row>, Unreadable> {
    let mut reader = Reader { rows: Vec::new(), cells: Vec::new(), cell: String::new(), line: 1, began: 1 };
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            reader.line = reader.line.saturating_add(1);
        }
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                reader.cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if reader.cell.trim().is_empty() => {
                reader.cell.clear();
                quoted = true;
            }
            c if quoted => reader.cell.push(c),
            ',' => reader.end_cell(),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => reader.end_row(),
            c => reader.cell.push(c),
        }
        if reader.rows.len() > max {
            return Err(Unreadable::TooManyRows);
        }
    }
    if quoted {
        return Err(Unreadable::OpenQuote);
    }
    reader.end_row();
    if reader.rows.len() > max { Err(Unreadable::TooManyRows) } else { Ok(reader.rows) }
}

struct Reader {
    rows: Vec<Row>,
    cells: Vec<String>,
    cell: String,
    line: usize,
    began: usize,
}

impl Reader {
    fn end_cell(&mut self) {
        self.cells.push(meant(&std::mem::take(&mut self.cell)));
    }

    fn end_row(&mut self) {
        self.end_cell();
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(Row { line: self.began, cells });
        }
        self.began = self.line;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        rows(text, 100).unwrap().into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_are_read_with_their_line() {
        assert_eq!(
            cells("a,b\r\n\r\n1,\"x, \"\"y\"\"\nz\"\nlast,"),
            [row(1, &["a", "b"]), row(3, &["1", "x, \"y\"\nz"]), row(5, &["last", ""])]
        );
        assert_eq!(cells(" a , \"b\" \rc"), [row(1, &["a", "b"]), row(1, &["c"])]);
        assert_eq!(cells(",,\n"), []);
        assert_eq!(rows("a,\"b", 9), Err(Unreadable::OpenQuote));
        assert_eq!(rows("a\nb\nc", 2), Err(Unreadable::TooManyRows));
    }

    #[test]
    fn only_utf8_is_taken() {
        assert_eq!(decode("\u{feff}订单".as_bytes()), Ok("订单"));
        assert_eq!(decode("订单".as_bytes()), Ok("订单"));
        // 订单 in GBK, and an `a` in UTF-16.
        assert_eq!(decode(&[0xb6, 0xa9, 0xb5, 0xa5]), Err(Unreadable::NotUtf8));
        assert_eq!(decode(&[b'a', 0]), Err(Unreadable::NotUtf8));
    }

    #[test]
    fn no_cell_is_a_formula_and_every_cell_survives() {
        for text in ["=1+1", "+86 10", "-3", "@x", "a,b", "\"", "plain", "two\nlines", "'quoted'"] {
            let written = line([text, "end"]);
            assert!(!written.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{written}");
            assert_eq!(cells(&written), [row(1, &[text, "end"])], "{text}");
        }
    }
}
