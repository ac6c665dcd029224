//! One entry proved by a file, and the file checked by somebody who has nothing but the key.

use crate::site::{cordon, site};
use cordon_journal::Proof;

#[test]
fn every_entry_is_proved_and_checked() {
    let site = site();
    let copy = site.copy();
    let before = std::fs::read(copy.path().join("cordon.db")).unwrap();
    let size = Proof::parse(&cordon(&["journal", "proof", "--data", copy.arg(), "--seq", "0"]).out).unwrap();
    let size: u64 = size.checkpoint.lines().nth(1).unwrap().parse().unwrap();
    for seq in (0..size).step_by(5).chain([size - 1]) {
        let made = cordon(&["journal", "proof", "--data", copy.arg(), "--seq", &seq.to_string()]);
        assert!(made.ok, "{}", made.text);
        let file = copy.path().join("proof");
        std::fs::write(&file, &made.out).unwrap();
        let said = cordon(&["journal", "check-proof", file.to_str().unwrap(), "--key", &site.vkey]);
        assert!(said.ok && said.out.contains(&format!("ok: entry {seq} of")), "{}", said.text);
        assert!(said.out.contains(&format!("\"seq\": {seq}")), "{}", said.out);
    }
    assert_eq!(std::fs::read(copy.path().join("cordon.db")).unwrap(), before, "proving changes nothing");
    let beyond = cordon(&["journal", "proof", "--data", copy.arg(), "--seq", &size.to_string()]);
    assert!(!beyond.ok && beyond.text.contains(&format!("there is no entry {size}")), "{}", beyond.text);
}

#[test]
fn an_order_and_its_receipt_are_proved_together() {
    let site = site();
    let copy = site.copy();
    let printed = cordon(&["journal", "proof", "--data", copy.arg(), "--order", &site.order]);
    assert!(printed.ok && printed.text.contains("are about it; this proves"), "{}", printed.text);
    let out = copy.path().join("proofs");
    let out = out.to_str().unwrap();
    let made = cordon(&["journal", "proof", "--data", copy.arg(), "--order", &site.order, "--out", out]);
    assert!(made.ok, "{}", made.text);
    let mut verbs = Vec::new();
    for file in made.out.lines() {
        let said = cordon(&["journal", "check-proof", file, "--key", &site.vkey]);
        assert!(said.ok && said.out.contains(&site.order), "{}", said.text);
        verbs.extend(said.out.lines().filter(|line| line.contains("\"verb\"")).map(str::to_owned));
    }
    assert!(verbs.iter().any(|verb| verb.contains("file_report")), "{verbs:?}");
    assert!(verbs.iter().any(|verb| verb.contains("receive")), "{verbs:?}");
    let nothing = cordon(&["journal", "proof", "--data", copy.arg(), "--order", "ord_0"]);
    assert!(!nothing.ok && nothing.text.contains("no entry is about"), "{}", nothing.text);
}

#[test]
fn a_proof_of_something_else_is_refused() {
    let site = site();
    let copy = site.copy();
    let made = cordon(&["journal", "proof", "--data", copy.arg(), "--seq", "2"]).out;
    let other = cordon(&["journal", "proof", "--data", copy.arg(), "--seq", "3"]).out;
    let check = |text: &str, key: &str| {
        let file = copy.path().join("proof");
        std::fs::write(&file, text).unwrap();
        let said = cordon(&["journal", "check-proof", file.to_str().unwrap(), "--key", key]);
        assert!(!said.ok, "{}", said.text);
        said.text
    };
    let extra = |text: &str| text.lines().nth(1).unwrap().to_owned();
    let exchanged = made.replace(&extra(&made), &extra(&other));
    assert!(check(&exchanged, &site.vkey).contains("does not lead to the root"));
    assert!(check(&made.replace("index 2", "index 3"), &site.vkey).contains("does not lead to the root"));
    let stranger = cordon_journal::Key::generate(crate::site::ORIGIN, [8; 32]).unwrap().vkey().to_string();
    assert!(check(&made, &stranger).contains("no signature is by a known key"));
    assert!(check(&made.replace(&format!("{}\n", extra(&made)), ""), &site.vkey).contains("holds no entry"));
}
