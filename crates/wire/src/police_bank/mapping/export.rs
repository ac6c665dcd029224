//! Rows of a bank's export: the fields of a transaction, by their names on the wire, out of some other
//! form than XML. They are held to the same rules and mean the same.

use super::learn::{learn_row, runs_backwards};
use crate::police_bank::codes::Channel;
use crate::police_bank::error::WireError;
use crate::police_bank::fields::{Notes, Out};
use crate::police_bank::transaction::{ITEM, TransactionRow};
use crate::police_bank::xml::Element;
use cordon_model::Currency;
use cordon_model::exchange::StatementRow;

/// The 28 fields of a transaction.
pub const ROW_FIELDS: [&str; 28] = [
    "TransactionType",
    "BorrowingSigns",
    "Currency",
    "TransactionAmount",
    "AccountBalance",
    "TransactionTime",
    "TransactionSerial",
    "OpponentName",
    "OpponentAccountNumber",
    "OpponentCredentialNumber",
    "OpponentDepositBankID",
    "TransactionRemark",
    "TransactionBranchName",
    "TransactionBranchCode",
    "LogNumber",
    "SummonsNumber",
    "VoucherType",
    "VoucherCode",
    "CashMark",
    "TerminalNumber",
    "TransactionStatus",
    "TransactionAddress",
    "MerchantName",
    "MerchantCode",
    "IPAddress",
    "MAC",
    "TellerCode",
    "Remark",
];

/// One row out of its fields; none where the transaction failed, for then nothing moved.
pub fn exported_row(fields: &[(&str, &str)], channel: Channel) -> Result<Option<StatementRow>, WireError> {
    let child = |(name, text): &(&str, &str)| Element {
        name: (*name).to_owned(),
        text: text.trim().to_owned(),
        children: Vec::new(),
    };
    let children = fields.iter().map(child).collect();
    let element = Element { name: ITEM.to_owned(), text: String::new(), children };
    let row = TransactionRow::read(&element, ITEM.to_owned(), &mut Notes::default())?;
    if row.failed() {
        return Ok(None);
    }
    learn_row(&row, Currency::CNY, channel).map(Some)
}

/// The fields of a row, by their names on the wire, in the order of [`ROW_FIELDS`]; those that say nothing
/// are empty.
pub fn row_fields(row: &StatementRow) -> Result<[String; 28], WireError> {
    let mut item = Out::new(ITEM, "");
    super::tell::row(row)?.write(&mut item)?;
    let mut fields = ROW_FIELDS.map(|_| String::new());
    for child in item.into_element().children {
        let place = ROW_FIELDS.iter().zip(&mut fields).find(|(name, _)| **name == child.name);
        if let Some((_, field)) = place {
            *field = child.text;
        }
    }
    Ok(fields)
}

/// The rows of one account in the order of its postings: a list whose times run backwards is turned
/// round. True where it was.
pub fn in_order(mut rows: Vec<StatementRow>) -> (Vec<StatementRow>, bool) {
    let backwards = runs_backwards(&rows);
    if backwards {
        rows.reverse();
    }
    (rows, backwards)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::exchange::Side;

    #[test]
    fn fields_out_of_another_form_mean_what_they_mean_on_the_wire() {
        let fields = [
            ("BorrowingSigns", "0"),
            ("TransactionAmount", "80.50"),
            ("AccountBalance", ""),
            ("TransactionTime", "20261124093000"),
            ("TransactionSerial", "S1"),
            ("OpponentAccountNumber", "9999990000000002"),
            ("OpponentDepositBankID", "999100000002"),
        ];
        let row = exported_row(&fields, Channel::Bank).unwrap().unwrap();
        assert_eq!((row.side, row.amount.minor(), row.serial.as_str()), (Side::Debit, 8_050, "S1"));
        assert_eq!(row.at.rfc3339(), "2026-11-24T01:30:00.000Z");
        assert_eq!(row.opponent.unwrap().institution_code, "999100000002");
        let again = row_fields(&exported_row(&fields, Channel::Bank).unwrap().unwrap()).unwrap();
        let told: Vec<(&str, &str)> = ROW_FIELDS
            .into_iter()
            .zip(&again)
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name, text.as_str()))
            .collect();
        assert_eq!(exported_row(&told, Channel::Bank), exported_row(&fields, Channel::Bank), "{told:?}");
        assert!(told.contains(&("TransactionTime", "20261124093000")) && told.contains(&("BorrowingSigns", "0")));
        let failed: Vec<_> = fields.iter().copied().chain([("TransactionStatus", "01")]).collect();
        assert_eq!(exported_row(&failed, Channel::Bank), Ok(None));
        let error = exported_row(&[("BorrowingSigns", "2")], Channel::Bank).unwrap_err();
        assert_eq!(error.path, "Transaction/BorrowingSigns");
    }
}
