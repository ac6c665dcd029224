//! Each golden file, made up, is told as its `.txt` says: one line for each thing told, numbers and names
//! in clear. After a deliberate change run once with `UPDATE_GOLDEN=1` and read the diff.

use cordon_model::Stamp;
use cordon_model::exchange::Side;
use cordon_wire::iso20022::{End, Message, Moment, Reading, Shape, Shaping, Told};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/iso20022")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "xml")).collect();
    files.sort();
    files
}

fn message(file: &Path) -> Message {
    let name = file.file_name().unwrap().to_str().unwrap();
    match name.split_once('_').unwrap().0 {
        "camt053" => Message::Camt053,
        "camt054" => Message::Camt054,
        "pacs008" => Message::Pacs008,
        other => panic!("{other} is no message"),
    }
}

fn end(end: &End) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let codes: Vec<&str> = end.agent.codes().collect();
    let iban = if end.is_iban { "iban " } else { "" };
    format!("{iban}{} at {} of {}", text(&end.number), codes.join("|"), text(&end.name))
}

fn moment(at: Moment) -> String {
    format!("{}{}", Stamp::from_ms(at.ms).rfc3339(), if at.whole_day { " (day)" } else { "" })
}

/// The shapes of a file's statements: the first of two readings.
fn shapes(message: Message, bytes: &[u8]) -> Vec<Shape> {
    let mut reading = Reading::new(message, bytes);
    let (mut open, mut shapes) = (None, Vec::new());
    while let Some(told) = reading.read_on().unwrap() {
        match told {
            Told::Begins(head) => open = Some(Shaping::new(&head)),
            Told::Entry(Ok(lines)) => open.as_mut().unwrap().add(&lines),
            Told::Entry(Err(_)) => open.as_mut().unwrap().left_out(),
            Told::Ends => shapes.push(open.take().unwrap().finish()),
            Told::Payment(_) => {}
        }
    }
    shapes
}

fn told(message: Message, bytes: &[u8]) -> String {
    let mut shapes = shapes(message, bytes).into_iter();
    let mut shape = Shape::default();
    let mut reading = Reading::new(message, bytes);
    let mut out = Vec::new();
    while let Some(told) = reading.read_on().unwrap() {
        match told {
            Told::Begins(head) => {
                shape = shapes.next().unwrap();
                let way = if shape.backwards { ", newest first" } else { "" };
                out.push(format!("statement of {}: {:?} to {:?}{way}", end(&head.account), head.opening, head.closing));
            }
            Told::Ends => out.push("end".to_owned()),
            Told::Entry(Err(error)) => out.push(format!("bad: {error}")),
            Told::Payment(Err(error)) => out.push(format!("bad: {error}")),
            Told::Payment(Ok(paid)) => {
                let credited = paid.credited.map(moment).unwrap_or("-".to_owned());
                out.push(format!("payment {} of {} at {}, credited {credited}", paid.id, paid.amount, moment(paid.at)));
                out.push(format!("  from {}\n  to {}", end(&paid.from), end(&paid.to)));
            }
            Told::Entry(Ok(lines)) => {
                let undivided = if lines.undivided { ", undivided" } else { "" };
                out.push(format!("entry of {} lines{undivided}", lines.lines.len()));
                for line in lines.lines {
                    let side = if line.side == Side::Debit { "debit" } else { "credit" };
                    let reversal = if line.reversal { ", reversal" } else { "" };
                    let refs = format!("{:?} {:?} {:?}", line.serial, line.uetr, line.end_to_end);
                    let after = shape.balance_after(&line);
                    out.push(format!("  {side} {} at {}{reversal}, then {after:?}", line.amount, moment(line.at)));
                    out.push(format!("    {refs} other: {}", line.other.as_ref().map_or("-".to_owned(), end)));
                }
            }
        }
    }
    out.join("\n") + "\n"
}

#[test]
fn golden_files_are_told_as_written_down() {
    let golden = [
        ("camt053_v02.xml", "camt053_v02.txt"),
        ("camt053_v08.xml", "camt053_v08.txt"),
        ("camt054_v13.xml", "camt054_v13.txt"),
        ("pacs008_v08.xml", "pacs008_v08.txt"),
    ];
    let found = files(&folder());
    assert_eq!(found, golden.map(|(name, _)| folder().join(name)));
    for (file, (_, written)) in found.into_iter().zip(golden) {
        let told = told(message(&file), &std::fs::read(&file).unwrap());
        let written = folder().join(written);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&written, &told).unwrap();
        }
        assert_eq!(told, std::fs::read_to_string(&written).unwrap(), "{}", file.display());
    }
}

/// Reads to the end or to the error that ends the file.
pub fn read_through(message: Message, bytes: &[u8]) -> Result<usize, String> {
    let mut reading = Reading::new(message, bytes);
    let mut count = 0;
    loop {
        match reading.read_on() {
            Ok(None) => return Ok(count),
            Ok(Some(_)) => count += 1,
            Err(error) => return Err(error.to_string()),
        }
    }
}

#[test]
fn hostile_files_are_refused_whole_and_say_where() {
    let expected = [
        ("camt053_cut.xml", "`Document/BkToCstmrStmt/Stmt[1]/Ntry[1]`: the file ends before this element does"),
        ("camt053_entities.xml", "a document type definition is never read"),
        ("camt053_no_document.xml", "there is no `Document` in the file; a camt.053 has one"),
        ("camt053_other_encoding.xml", "declares an encoding that is not UTF-8"),
        ("camt053_other_message.xml", "this is no camt.053: `Document` must hold `BkToCstmrStmt`"),
        ("camt054_crossed.xml", "`Document/BkToCstmrDbtCdtNtfctn/Ntfctn[1]`: not well-formed XML"),
        ("pacs008_mixed.xml", "an element holds a text or elements, not both"),
    ];
    let found = files(&folder().join("hostile"));
    let names: Vec<&str> = found.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, expected.map(|(name, _)| name));
    for (file, (_, why)) in found.iter().zip(expected) {
        let error = read_through(message(file), &std::fs::read(file).unwrap()).unwrap_err();
        assert!(error.contains(why), "{}: {error}", file.display());
    }
}
