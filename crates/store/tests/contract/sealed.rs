//! Sealed facts: kept, opened by reference, erased.

use crate::Setting;
use crate::probe::{NOW, Probe, Refusal, draft};
use cordon_model::{Sealed, SealedId};
use cordon_store::audit::verify_rows;
use cordon_store::vault::{FRESH_BYTES, SealedRow, Vault, erase, keep};
use cordon_store::{Done, Doors, Read, Record, Result, Store, StoreError};

pub const NUMBER: &[u8] = b"9999990000000001";

pub fn vault() -> Vault {
    Vault::from_key([7; 32])
}

pub fn fact(last: u8, value: &[u8]) -> (Sealed, SealedRow) {
    let id = SealedId::from_bytes([last; 16]);
    vault().seal(id, "account", value, "****0001".into(), [last; FRESH_BYTES]).unwrap()
}

pub fn brought(store: &dyn Store, row: &SealedRow) {
    store
        .act("bring", NOW, |unit| {
            keep(unit, row)?;
            let entry = draft(&row.id.to_string()).commit("account", row.commitment());
            Ok::<_, Refusal>(Done::new((), entry))
        })
        .unwrap();
}

fn opened(store: &dyn Store, sealed: &Sealed) -> Result<Option<Vec<u8>>> {
    store.view("open", |view| vault().open(view.sql(), sealed))
}

pub fn a_sealed_fact_is_opened_by_reference(setting: &dyn Setting) {
    let store = setting.open();
    let (sealed, row) = fact(1, NUMBER);
    assert_eq!(opened(&*store, &sealed), Ok(None));
    brought(&*store, &row);
    assert_eq!(opened(&*store, &sealed), Ok(Some(NUMBER.to_vec())));
    let with_another_key = store.view("open", |view| Vault::from_key([8; 32]).open(view.sql(), &sealed));
    assert!(matches!(with_another_key, Err(StoreError::Corrupt { .. })));
}

pub fn an_erased_fact_is_gone_and_the_rows_still_verify(setting: &dyn Setting) {
    let store = setting.open();
    let (sealed, row) = fact(1, NUMBER);
    brought(&*store, &row);
    let erased = store
        .act("erase", NOW, |unit| Ok::<_, Refusal>(Done::new(erase(unit, sealed.id)?, draft(&sealed.id.to_string()))));
    assert_eq!(erased, Ok(true));
    assert_eq!(opened(&*store, &sealed), Ok(None));
    let report = verify_rows(&*store, Some(&vault()), &[Probe::TABLE]).unwrap();
    assert!(report.is_sound(), "{report}");
    assert_eq!((report.entries, report.sealed), (2, 0));
}

pub fn a_reference_to_another_fact_is_damage(setting: &dyn Setting) {
    let store = setting.open();
    let (sealed, row) = fact(1, NUMBER);
    brought(&*store, &row);
    let swapped = Sealed { commitment: fact(2, NUMBER).0.commitment, ..sealed };
    assert!(matches!(opened(&*store, &swapped), Err(StoreError::Corrupt { .. })));
}
