//! Files that people hand in: lists of transfers, statements, spreadsheets, norms, settings.

use super::{chosen, text};
use cordon_flow::TransferSource as _;
use cordon_flow::read::{Format, Reader};
use cordon_member::ledger::seed as ledger_seed;
use cordon_model::calendar::Calendar;
use cordon_model::norm::{self, Norms, Value};
use cordon_model::{Agency, AgencyId, AgencyKind, Stamp, Wire};
use cordon_server::commands::import::statement28;
use cordon_server::web::csv;
use std::collections::BTreeMap;
use std::path::Path;

const BANK: &str = "999100000001";
const ROWS_MAX: usize = 1_000;

/// Every row is a transfer of a positive sum, or a bad row.
pub fn transfers(bytes: &[u8]) {
    let Some((format, rest)) = chosen(bytes, &[Format::Csv, Format::Amlsim]) else { return };
    let mut reader = Reader::new(format);
    if reader.read("a file", rest).is_err() {
        return;
    }
    let read = reader.finish();
    let told = u64::try_from(read.errors.len()).expect("few");
    assert!(told <= read.bad_rows);
    for transfer in read.source.transfers() {
        assert_eq!(transfer.check(), Ok(()));
        assert!(!read.source.names().account_text(transfer.from).is_empty());
    }
}

pub fn statement(bytes: &[u8]) {
    let Some((institution, mut rest)) = chosen(bytes, &[None, Some(BANK)]) else { return };
    let Ok((rows, _)) = statement28::read("a file", &mut rest, institution, &agencies()) else { return };
    for row in &rows {
        assert!(row.row.amount.is_positive());
        assert!(agencies().contains_key(&row.institution));
    }
}

fn agencies() -> BTreeMap<String, Agency> {
    let agency = |number: u8, code: &str, kind| Agency {
        id: AgencyId::from_bytes([number; 16]),
        code: code.to_owned(),
        name: "样例".to_owned(),
        kind,
        wires: vec![Wire::JsonForm],
        limited_stop: false,
        public_phone: String::new(),
        active: true,
        file_key: None,
    };
    let both = [agency(1, BANK, AgencyKind::Bank), agency(2, "999100000007", AgencyKind::PaymentFirm)];
    both.into_iter().map(|agency| (agency.code.clone(), agency)).collect()
}

/// Cells that are written again are read as the same, and none of them is a formula.
pub fn spreadsheet(bytes: &[u8]) {
    let Ok(text) = csv::decode(bytes) else { return };
    let Ok(rows) = csv::rows(text, ROWS_MAX) else { return };
    assert!(rows.len() <= ROWS_MAX);
    for row in rows {
        let written = csv::line(row.cells.iter().map(String::as_str));
        let again = csv::rows(&written, 1).expect("what was written can be read");
        assert_eq!(again.first().map(|row| &row.cells), Some(&row.cells), "{written:?}");
        for cell in &row.cells {
            let shown = csv::line([cell.as_str()]);
            let shown = shown.strip_prefix('"').unwrap_or(&shown);
            assert!(!shown.starts_with(['=', '+', '-', '@']), "{shown:?}");
        }
    }
}

pub fn seed(bytes: &[u8]) {
    let Some((form, rest)) = chosen(bytes, &["csv", "toml"]) else { return };
    let Some(text) = text(rest) else { return };
    let _ = ledger_seed::parse(text, form);
}

/// Norms and calendars; a deadline by any span that a norm may have is found at once, and not before its
/// beginning.
pub fn norms(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let calendar = Calendar::parse(text).unwrap_or_default();
    let from = Stamp::from_ms(1_700_000_000_000);
    assert!(calendar.plus_working_days(from, 3) > from);
    let Ok(read) = norm::parse_file(text) else { return };
    for norm in &read {
        let spans = match &norm.value {
            Value::Duration(span) => std::slice::from_ref(span),
            Value::Durations(spans) => spans,
            Value::Count(_) | Value::Amount(_) => &[],
        };
        for span in spans {
            assert_eq!(norm::Span::parse(&span.to_string()), Some(*span));
            assert!(span.after(from, &calendar) >= from && span.before(from) <= from);
        }
    }
    let _ = Norms::new(read, calendar);
}

/// The configurations of a gateway and of a centre.
pub fn settings(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(config) = cordon_member::Config::parse(text, Path::new("nowhere")) {
        let _ = config.clock.at(1_700_000_000_000);
    }
    if let Ok(config) = toml::from_str::<cordon_server::config::Config>(text) {
        let _ = config.clock();
    }
}
