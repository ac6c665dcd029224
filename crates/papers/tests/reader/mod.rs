//! A paper as poppler and qpdf read it: programs that share nothing with ours.

#![allow(dead_code, reason = "each test binary uses its own part of the reader")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use cordon_papers::{Font, Paper, Press};
use std::io::Write;
use std::process::Command;

pub fn press() -> Press {
    Press::new(Font::embedded().unwrap())
}

pub fn tool(name: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let path = file.path().to_str().unwrap();
    let arguments = arguments.iter().map(|a| if *a == "FILE" { path } else { a });
    let run = Command::new(name).args(arguments).output();
    let run =
        run.unwrap_or_else(|e| panic!("`{name}` did not start ({e}): install the packages poppler-utils and qpdf"));
    assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// The text of the pages in drawing order, that is cell by cell, without white space.
pub fn text(paper: &Paper) -> String {
    bare(&tool("pdftotext", &["-raw", "-enc", "UTF-8", "FILE", "-"], &paper.pdf))
}

pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

pub fn assert_shows(text: &str, wanted: &[&str]) {
    for part in wanted {
        assert!(text.contains(&bare(part)), "`{part}` is not on the paper:\n{text}");
    }
}

/// Every word's box lies inside the printable area. Returns how many there are.
pub fn assert_inside(paper: &Paper) -> usize {
    let boxes = tool("pdftotext", &["-bbox", "FILE", "-"], &paper.pdf);
    let mut words = 0;
    for line in boxes.lines().filter(|l| l.contains("<word ")) {
        let value = |key: &str| -> f64 {
            line.split_once(&format!("{key}=\"")).and_then(|(_, rest)| rest.split_once('"')).unwrap().0.parse().unwrap()
        };
        assert!(
            value("xMin") >= 50.0 && value("xMax") <= 545.0 && value("yMin") >= 40.0 && value("yMax") <= 830.0,
            "{line}"
        );
        words += 1;
    }
    words
}
