//! Keys that the records were made with.

use crate::Setting;
use crate::probe::count;
use cordon_store::founding::{is_founded, prove};

fn keys(vault: &str, journal: &str) -> Vec<(&'static str, String)> {
    vec![("vault.key", vault.to_owned()), ("journal.key", journal.to_owned())]
}

pub fn another_key_than_at_the_founding_is_refused(setting: &dyn Setting) {
    let store = setting.open();
    assert_eq!(is_founded(&*store), Ok(false));
    assert_eq!(prove(&*store, &keys("a", "b")), Ok(()));
    assert_eq!(is_founded(&*store), Ok(true));
    assert_eq!(prove(&*store, &keys("a", "b")), Ok(()), "the same again");
    let other = prove(&*store, &keys("a", "c")).unwrap_err().to_string();
    assert!(other.contains("`journal.key` is not the one"), "{other}");
    assert!(prove(&*store, &keys("c", "b")).is_err());
    assert_eq!(prove(&*store, &keys("a", "b")), Ok(()), "a refusal changes nothing");
    assert_eq!(count(&*store), 0);
}
