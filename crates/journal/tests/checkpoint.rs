//! Notes, keys, checkpoints and proof files: published examples, and every way of being wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/story.rs"]
mod story;

use cordon_journal::note::Note;
use cordon_journal::proof::ProofError;
use cordon_journal::text::{from_base64, to_base64, to_hex};
use cordon_journal::tree::{Leaves, root};
use cordon_journal::{Checkpoint, Hash, Key, NoteError, Proof, SignedCheckpoint, VKey, leaf_hash};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// The example of the Go documentation of signed notes.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const PETER_SKEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

#[test]
fn the_published_note_verifies_and_is_signed_again_to_the_byte() {
    let note = Note::parse(PETER_NOTE).unwrap();
    assert_eq!(note.to_text(), PETER_NOTE);
    let known = [VKey::parse(PETER).unwrap()];
    assert_eq!(note.verified_by(&known).unwrap(), [&known[0]]);
    assert_eq!(known[0].to_string(), PETER);
    let key = Key::parse(PETER_SKEY).unwrap();
    assert_eq!((key.skey().as_str(), key.vkey()), (PETER_SKEY, known[0].clone()));
    assert_eq!(Note::sign(note.unverified_text(), &[&key]).unwrap().to_text(), PETER_NOTE);
}

#[test]
fn keys_of_a_log_come_from_32_bytes_and_a_name() {
    let key = Key::generate("journal.example/city", [3; 32]).unwrap();
    assert_eq!(Key::parse(&format!("{}\n", key.skey())).unwrap().vkey(), key.vkey());
    assert_eq!(VKey::parse(&format!("{}\n", key.vkey())).unwrap(), key.vkey());
    assert!(
        !format!("{key:?}").contains(&to_base64(&[[1].as_slice(), &[3; 32]].concat())),
        "no secret in debug output"
    );
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", "a\0b"] {
        assert!(matches!(Key::generate(name, [3; 32]), Err(NoteError::Name(_))), "{name:?}");
    }
}

#[test]
fn damaged_keys_are_refused() {
    for vkey in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumanN+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(VKey::parse(vkey).is_err(), "{vkey}");
    }
    assert!(Key::parse(PETER).is_err());
    assert!(Key::parse(&PETER_SKEY.replace("AYEK", "AYEL")).is_err());
}

/// The identity point: under it anybody signs anything. Its name and hash are in order.
#[test]
fn a_weak_key_is_refused_for_being_weak() {
    let mut point = [0; 32];
    point[0] = 1;
    let blob = [[1].as_slice(), &point].concat();
    let digest = Sha256::digest([b"x\n".as_slice(), &blob].concat());
    let vkey = format!("x+{}+{}", to_hex(&digest[..4]), to_base64(&blob));
    assert_eq!(VKey::parse(&vkey), Err(NoteError::Key("it is a weak point of Ed25519")));
}

#[test]
fn notes_that_are_not_notes_are_refused() {
    let line = "\u{2014} a AAAAAAE=\n";
    assert!(Note::parse(&format!("x\n\n{line}")).is_ok());
    assert!(Note::parse(&format!("x\n\ny\n\n{line}{line}")).is_ok(), "blank lines within the text are text");
    for wrong in [
        String::new(),
        "x\n".into(),
        format!("x\n{line}"),
        format!("x\n\n{}", line.trim_end()),
        format!("x\r\n\n{line}"),
        format!("x\n\n{}", line.replace('\n', "\r\n")),
        format!("x\n\n{}", line.replace('\u{2014}', "-")),
        "x\n\n\u{2014} a AAAAAA==\n".into(),
        "x\n\n\u{2014} a AAAAAAF=\n".into(),
        "x\n\n\u{2014} a+b AAAAAAE=\n".into(),
        "x\n\n\u{2014}  AAAAAAE=\n".into(),
        format!("x\ty\n\n{line}"),
        format!("x\n\n{line}y\n"),
        format!("x\n\n{}", line.repeat(101)),
        format!("{}\n\n{line}", "x".repeat(1 << 20)),
    ] {
        assert!(Note::parse(&wrong).is_err(), "{:?}", &wrong[..wrong.len().min(60)]);
    }
    assert!(Note::parse("x\n\n").is_err(), "a note bears a signature");
}

fn sample() -> (Key, Checkpoint, String) {
    let key = story::key();
    let checkpoint = Checkpoint::new(story::ORIGIN, 12, leaf_hash(b"root"));
    let text = checkpoint.sign(&key).unwrap();
    (key, checkpoint, text)
}

#[test]
fn unknown_signatures_are_kept_and_ignored() {
    let (key, checkpoint, text) = sample();
    let witnessed = format!("{text}\u{2014} witness.example BAAAAAECAwQ=\n");
    let signed = SignedCheckpoint::parse(&witnessed).unwrap();
    assert_eq!(signed.note().to_text(), witnessed);
    assert_eq!(signed.note().signatures().len(), 2);
    assert_eq!(signed.verify(&[key.vkey()]).unwrap(), &checkpoint);
}

#[test]
fn a_signature_by_nobody_known_or_a_wrong_one_spoils_the_checkpoint() {
    let (key, checkpoint, text) = sample();
    let signed = SignedCheckpoint::parse(&text).unwrap();
    let other = Key::generate(story::ORIGIN, [8; 32]).unwrap();
    assert!(matches!(signed.verify(&[other.vkey()]), Err(NoteError::Unsigned { .. })), "same name, another key");
    assert!(matches!(signed.verify(&[]), Err(NoteError::Unsigned { .. })));
    let altered = text.replacen("\n12\n", "\n13\n", 1);
    let altered = SignedCheckpoint::parse(&altered).unwrap();
    assert!(matches!(altered.verify(&[key.vkey()]), Err(NoteError::WrongSignature { .. })));
    // Signed well by a witness we know, and wrongly by the log: refused. By the witness alone: not the log's word.
    let witness = Key::generate("witness.example", [9; 32]).unwrap();
    let both = [key.vkey(), witness.vkey()];
    let cosigned = Note::sign(altered.note().unverified_text(), &[&witness]).unwrap().to_text();
    let wrong_line = text.lines().last().unwrap();
    let spoiled = SignedCheckpoint::parse(&format!("{cosigned}{wrong_line}\n")).unwrap();
    assert!(matches!(spoiled.verify(&both), Err(NoteError::WrongSignature { .. })));
    let alone = SignedCheckpoint::parse(&Note::sign(&checkpoint.text(), &[&witness]).unwrap().to_text()).unwrap();
    assert!(matches!(alone.verify(&both), Err(NoteError::Unsigned { .. })));
    assert!(checkpoint.sign(&witness).is_err(), "a log signs under its own name only");
}

#[test]
fn checkpoints_of_another_form_are_refused() {
    let root = to_base64(&[5; 32]);
    let parse = |body: &str| SignedCheckpoint::parse(&format!("{body}\n\u{2014} a AAAAAAE=\n"));
    assert!(parse(&format!("o\n0\n{root}\n")).is_ok());
    assert_eq!(parse(&format!("o\n7\n{root}\nextra\n")).unwrap().unverified().extensions, ["extra"]);
    for body in [
        "o\n7\n".to_owned(),
        format!("\n7\n{root}\n"),
        format!("o\n07\n{root}\n"),
        format!("o\n-7\n{root}\n"),
        format!("o\n7\n{}\n", &root[1..]),
        format!("o\n7\n{root}\n\nx\n"),
        format!("o\n\n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        format!("o\n7\n{}\n", to_base64(&[5; 31])),
    ] {
        assert!(parse(&body).is_err(), "{body:?}");
    }
    let key = story::key();
    let mut broken = Checkpoint::new(story::ORIGIN, 1, [0; 32]);
    broken.extensions = vec!["a\nb".into()];
    assert!(broken.sign(&key).is_err(), "a line that would be read as two");
}

fn proven() -> (Vec<Vec<u8>>, Proof) {
    let entries = story::encoded(&story::entries(8));
    let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let tree = Leaves(&leaves);
    let checkpoint = Checkpoint::new(story::ORIGIN, 8, root(&tree, 8).unwrap()).sign(&story::key()).unwrap();
    let proof = Proof::of(5, &checkpoint, &tree).unwrap();
    (entries, proof)
}

#[test]
fn a_proof_file_holds_for_its_entry_and_no_other() {
    let (entries, proof) = proven();
    let known = [story::key().vkey()];
    let mut with_extra = proof.clone();
    with_extra.extra = Some(b"hint".to_vec());
    for proof in [proof.clone(), with_extra] {
        let read = Proof::parse(&proof.to_text()).unwrap();
        assert_eq!(read, proof);
        assert_eq!(read.verify(&entries[5], &known).unwrap().size, 8);
        assert!(matches!(read.verify(&entries[4], &known), Err(ProofError::Tree(_))));
    }
    let other = Key::generate(story::ORIGIN, [8; 32]).unwrap().vkey();
    assert!(matches!(proof.verify(&entries[5], &[other]), Err(ProofError::Checkpoint(_))));
    let moved = Proof { index: 4, ..proof };
    assert!(moved.verify(&entries[5], &known).is_err());
}

#[test]
fn malformed_proof_files_are_refused() {
    let (entries, proof) = proven();
    let text = proof.to_text();
    let altered = |from: &str, to: &str| {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text);
        Proof::parse(&altered)
    };
    for (from, to) in [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 5", "index 05"),
        ("index 5\n", ""),
        ("index 5", "index 5\nextra aGk="),
        ("index 5", "extra !\nindex 5"),
        ("index 5\n", "index 5\nAAAA\n"),
        ("index 5", "index -5"),
        ("\n\n", "\n"),
    ] {
        let refused = altered(from, to);
        assert!(matches!(refused, Err(ProofError::Malformed(_))), "{from:?} -> {to:?}: {refused:?}");
    }
    // A blank line too early makes hashes part of the checkpoint, which then is none.
    let early = altered("index 5\n", "index 5\n\n").unwrap();
    assert!(matches!(early.verify(&entries[5], &[story::key().vkey()]), Err(ProofError::Checkpoint(_))));
    let hashes = format!("index 5\n{}", format!("{}\n", to_base64(&[0; 32])).repeat(65));
    assert_eq!(altered("index 5\n", &hashes), Err(ProofError::Malformed("it holds more than 64 hashes")));
}

proptest! {
    #[test]
    fn no_text_makes_the_parsers_fail_otherwise(text in "(\u{2014} |[a-z+0-9=/ ]|\n|\\PC){0,80}") {
        if let Ok(note) = Note::parse(&text) { prop_assert_eq!(note.to_text(), text.clone()); }
        if let Ok(proof) = Proof::parse(&text) { prop_assert_eq!(proof.to_text(), text.clone()); }
        if let Ok(key) = VKey::parse(&text) { prop_assert_eq!(key.to_string(), text); }
    }

    #[test]
    fn one_changed_byte_of_a_signed_checkpoint_is_never_believed(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let (key, checkpoint, text) = sample();
        let mut bytes = text.clone().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= flip;
        if let Ok(signed) = SignedCheckpoint::parse(&String::from_utf8_lossy(&bytes)) {
            prop_assert!(signed.verify(&[key.vkey()]).is_err(), "byte {} still holds {:?}", place, checkpoint);
        }
    }
}

#[test]
fn base64_of_a_signature_line_is_canonical() {
    assert!(from_base64("AAAAAAE=").is_some());
    assert!(from_base64("AAAAAAF=").is_none());
}
