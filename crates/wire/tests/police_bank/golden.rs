//! Every golden file is decoded to the expected message and encoded to the same bytes again.
//!
//! After a deliberate change of the profile, run once with `UPDATE_GOLDEN=1` and read the diff.

use crate::samples;
use cordon_wire::police_bank::{Message, PollAnswer, decode_noting};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/police_bank")
}

#[test]
fn golden_files_are_what_the_codec_says() {
    for (name, message) in samples::golden() {
        let path = folder().join(format!("{name}.xml"));
        let encoded = message.encode().unwrap();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &encoded).unwrap();
        }
        let bytes = std::fs::read(&path).unwrap();
        let decoded = decode_noting(&bytes).unwrap();
        assert_eq!(decoded.message, message, "{name}");
        assert!(message == decoded.message, "{name}: differs in something that is masked");
        assert_eq!(String::from_utf8(encoded).unwrap(), String::from_utf8(bytes).unwrap(), "{name}");
        let noted = decoded.notes.len();
        assert_eq!(noted, 0, "{name}: {:?}", decoded.notes);
    }
}

#[test]
fn every_golden_file_has_its_message() {
    let known: BTreeSet<String> = samples::golden().iter().map(|(name, _)| format!("{name}.xml")).collect();
    let found: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, known);
}

#[test]
fn what_a_poll_gives_is_decoded_one_by_one() {
    let orders = [Message::StopOrder(samples::stop(cordon_wire::police_bank::Channel::Bank))];
    let bytes = PollAnswer::new(orders.iter().map(|order| order.encode().unwrap()).collect()).encode().unwrap();
    let answer = PollAnswer::decode(&bytes).unwrap();
    assert_eq!(cordon_wire::police_bank::decode(&answer.messages[0]).unwrap(), orders[0]);
}
