//! A list that was imported into an archive, as the server does it.

use crate::house::House;
use cordon_desk::money::import_list::{import_accounts, import_kept};
use cordon_desk::money::import_movements::{FileFacts, known};
use cordon_desk::money::learn::files::{Batch, fault_of_text, key_of_text};
use cordon_desk::money::lists::{Lists, name_of};
use cordon_flow::disk::{Folder, Seen};
use cordon_flow::read::{Format, Reader};
use cordon_flow::{AccountId, Transfer, TransferSource};
use cordon_model::{Digest, Import, ImportFormat};
use cordon_store::Read;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// Imports a list and closes the archive again.
pub fn import(house: &House, archive: &Path, text: &str) {
    let digest = Digest(Sha256::digest(text).into());
    let before = known(&house.desk, digest, ImportFormat::Csv, None).unwrap();
    let agencies = before.agencies.clone();
    let fault = move |text: &str| fault_of_text(text, &agencies);
    let mut reader = Reader::new(Format::Csv).after_rows(before.rows_before).checking(fault);
    reader.read("list", text.as_bytes()).unwrap();
    let read = reader.finish();
    assert_eq!(read.bad_rows, 0, "{:?}", read.errors.first());
    let (rows, names) = (read.source.transfers(), read.source.names());
    let count = u64::try_from(rows.len()).unwrap();
    let facts = FileFacts { digest, format: ImportFormat::Csv, institution: None, rows: count, bad_rows: 0 };
    let mut folder = Folder::open(archive).unwrap().folder;
    let texts: Vec<&str> = (0..).map(AccountId).map(|id| names.account_text(id)).take(names.count().0).collect();
    let (mut left, mut number) = (texts.as_slice(), 0);
    while number == 0 || !left.is_empty() {
        let named = import_accounts(&house.desk, &house.platform(), &facts, 0, (read.currency, left)).unwrap();
        number = named.number;
        left = &left[named.accounts..];
    }
    let mut account = |id| {
        let key = key_of_text(house.desk.vault(), names.account_text(id), &before.agencies);
        folder.account(&key).unwrap()
    };
    let ends: Vec<_> = rows.iter().map(|row| (account(row.from), account(row.to))).collect();
    let mut batch = Vec::new();
    for (row, (from, to)) in rows.iter().zip(ends) {
        let id = folder.transfer(&name_of(number, names.transfer_kept(row.id))).unwrap();
        batch.push(Transfer { id, from, to, ..*row });
    }
    folder.append(&batch).unwrap();
    let batch = Batch::Transfers { rows, names, currency: read.currency };
    assert!(import_kept(&house.desk, &house.platform(), &facts, 0, &batch).unwrap().is_done);
}

/// What is in an archive, as the desk is given it.
pub fn lists(house: &House, archive: &Path) -> Lists {
    let imports: Vec<Import> = house.read(|view| view.select("order by id", &[]).unwrap());
    let seen = Seen::of(archive).unwrap();
    Lists::new(BTreeMap::from([(cordon_model::Currency::CNY, seen)]), imports)
}

/// A house beside which there is this list.
pub fn house_beside(house: House, text: &str) -> House {
    let archive = tempfile::tempdir().unwrap();
    import(&house, archive.path(), text);
    let lists = lists(&house, archive.path());
    house.beside(lists)
}
