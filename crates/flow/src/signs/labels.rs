//! Which accounts are known to be mules' and which are known not to be, out of a file:
//! `account,label`, or the accounts of AMLSim (`nodeid,isFraud`, and columns that are not read).
//!
//! Not here: opening files.

use crate::names::{AccountId, Names};
use std::io::Read;

#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    #[error("the labels cannot be read: {0}")]
    Bytes(#[from] csv::Error),
    #[error("the labels need two columns by name: `account` and `label`, or `nodeid` and `isFraud`")]
    Columns,
    #[error("line {0} of the labels: write 1 for a mule's account, 0 for another's")]
    Label(u64),
}

/// The labels of accounts that have transfers, and how many there were of others.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    pub known: Vec<(AccountId, bool)>,
    pub without_transfers: u64,
}

pub fn read_labels(input: impl Read, names: &Names) -> Result<Labels, LabelError> {
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(input);
    let header = rows.headers()?.clone();
    let place = |names: [&str; 2]| {
        let is = |field: &str| names.contains(&field.trim_start_matches('\u{feff}'));
        header.iter().position(is).ok_or(LabelError::Columns)
    };
    let (account, label) = (place(["account", "nodeid"])?, place(["label", "isFraud"])?);
    let mut labels = Labels::default();
    for row in rows.into_records() {
        let row = row?;
        let line = row.position().map_or(0, csv::Position::line);
        let label = match row.get(label) {
            Some("1") => true,
            Some("0") => false,
            _ => return Err(LabelError::Label(line)),
        };
        match row.get(account).and_then(|account| names.find_account(account)) {
            Some(account) => labels.known.push((account, label)),
            None => labels.without_transfers += 1,
        }
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_labels_are_read_and_what_is_no_label_is_named() {
        let mut names = Names::new();
        let (a, b) = (names.account("a").unwrap(), names.account("7").unwrap());
        let ours = read_labels("label,account\n1,a\n0,b\n".as_bytes(), &names).unwrap();
        assert_eq!((ours.known, ours.without_transfers), (vec![(a, true)], 1));
        let amlsim = "nodeid,isFraud,init_balance,fraudStep\n7,0,1.5,-1\n";
        assert_eq!(read_labels(amlsim.as_bytes(), &names).unwrap().known, [(b, false)]);
        let wrong = read_labels("account,label\na,1\na,yes\n".as_bytes(), &names).unwrap_err();
        assert!(matches!(wrong, LabelError::Label(3)), "{wrong}");
        assert!(matches!(read_labels("a,b\n".as_bytes(), &names), Err(LabelError::Columns)));
    }
}
