use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn folder() -> String {
    format!("{}/golden/bundle", env!("CARGO_MANIFEST_DIR"))
}

fn form(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/golden/json_form/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn bundle(items: Vec<Item>) -> Bundle {
    let made_at = Stamp::from_ms(1_795_440_000_123);
    Bundle { from: "999000000000".into(), to: "999010000001".into(), made_at, sequence: 7, items }
}

fn samples() -> Vec<(&'static str, Bundle)> {
    let order = |name| Item { kind: ItemKind::Order, body: form(name) };
    let receipt = |name| Item { kind: ItemKind::Receipt, body: form(name) };
    vec![
        ("orders", bundle(vec![order("order-stop"), order("order-freeze")])),
        ("receipts", bundle(vec![receipt("receipt-statement"), receipt("receipt-refused")])),
        ("empty", bundle(vec![])),
        ("known", bundle(vec![order("order-stop"), Item { kind: ItemKind::Known, body: vec![b'a'; 64] }])),
    ]
}

#[test]
fn golden_bundles_are_what_is_written_read_and_signed() {
    for (name, bundle) in samples() {
        let (bytes, signed) = (bundle.bytes().unwrap(), bundle.signed_bytes().unwrap());
        let (path, lines) = (format!("{}/{name}.json", folder()), format!("{}/{name}.signed", folder()));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, [bytes.as_slice(), b"\n"].concat()).unwrap();
            std::fs::write(&lines, &signed).unwrap();
        }
        let file = std::fs::read(path).unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&file).trim_end(), "{name}");
        assert_eq!(signed, std::fs::read(lines).unwrap(), "{name}");
        let mut asked = Vec::new();
        let read = Bundle::open(&file, |bundle, signed| {
            asked.push((bundle.from.clone(), signed.to_vec()));
            true
        });
        assert_eq!(read.unwrap(), bundle, "{name}");
        assert_eq!(asked, [(bundle.from, signed)], "{name}");
    }
}

#[test]
fn nothing_is_handed_out_before_the_signature_is_good() {
    let (_, bundle) = samples().remove(0);
    let error = Bundle::open(&bundle.bytes().unwrap(), |_, _| false).unwrap_err();
    assert!(error.rule.contains("signature"));
}

/// File, and the place that is refused. None may reach the signature.
const HOSTILE: &[(&str, &str)] = &[
    ("not_json", ""),
    ("cut_short", ""),
    ("of_another_format", "format"),
    ("of_version_2", "format"),
    ("says_more", ""),
    ("item_says_more", ""),
    ("without_digest", ""),
    ("digest_of_other_items", "digest"),
    ("item_changed", "digest"),
    ("items_swapped", "digest"),
    ("item_kind_changed", "digest"),
    ("item_of_no_kind", ""),
    ("item_empty", "items[1].body"),
    ("item_not_base64", "items[1].body"),
    ("item_without_padding", "items[1].body"),
    ("sender_with_a_line", "from"),
    ("receiver_missing", "to"),
    ("moment_with_offset", "made_at"),
    ("sequence_zero", "sequence"),
    ("sequence_negative", ""),
    ("items_1001", "items"),
];

#[test]
fn hostile_bundles_are_refused_before_anybody_is_asked_for_a_signature() {
    for (name, path) in HOSTILE {
        let bytes = std::fs::read(format!("{}/hostile/{name}.json", folder())).unwrap();
        let error = Bundle::open(&bytes, |_, _| panic!("{name}: was read")).unwrap_err();
        assert_eq!(error.path, *path, "{name}: {error}");
        assert!(!format!("{error} {error:?}").contains("99999900000"), "{name}: {error}");
    }
    let known: BTreeSet<String> = HOSTILE.iter().map(|(name, _)| format!("{name}.json")).collect();
    let files = std::fs::read_dir(format!("{}/hostile", folder())).unwrap();
    let found: BTreeSet<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, known);
}

#[test]
fn what_is_signed_covers_everything() {
    let (_, first) = samples().remove(0);
    let signed = first.signed_bytes().unwrap();
    type Change = fn(&mut Bundle);
    let changes: [Change; 7] = [
        |b| b.from = "999000000001".into(),
        |b| b.to = "999000000001".into(),
        |b| b.made_at = Stamp::from_ms(b.made_at.ms() + 1),
        |b| b.sequence += 1,
        |b| b.items[0].body.push(b' '),
        |b| b.items[0].kind = ItemKind::Receipt,
        |b| b.items.swap(0, 1),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut other = first.clone();
        change(&mut other);
        assert_ne!(other.signed_bytes().unwrap(), signed, "change {at}");
    }
}

#[test]
fn the_limits_hold_when_written_too() {
    let item = |bytes| Item { kind: ItemKind::Order, body: vec![b'x'; bytes] };
    assert_eq!(bundle(vec![item(0)]).bytes().unwrap_err().path, "items[1].body");
    assert_eq!(bundle(vec![item(1), item(ITEM_BYTES_MAX + 1)]).bytes().unwrap_err().path, "items[2].body");
    assert_eq!(bundle(vec![item(1); ITEMS_MAX + 1]).bytes().unwrap_err().path, "items");
    assert!(bundle(vec![item(ITEM_BYTES_MAX); 7]).bytes().unwrap_err().rule.contains("bytes"));
    assert_eq!(Bundle { from: "a\nb".into(), ..bundle(vec![]) }.signed_bytes().unwrap_err().path, "from");
    assert!(Bundle::open(&vec![b' '; BUNDLE_BYTES_MAX + 1], |_, _| true).is_err());
}

proptest! {
    #[test]
    fn every_bundle_survives_its_bytes(
        bodies in proptest::collection::vec((any::<bool>(), proptest::collection::vec(any::<u8>(), 1..80)), 0..6),
        sequence in 1..u64::MAX, ms in 0..=4_102_444_800_000_i64,
    ) {
        let kind = |order| if order { ItemKind::Order } else { ItemKind::Receipt };
        let items = bodies.into_iter().map(|(order, body)| Item { kind: kind(order), body }).collect();
        let bundle = Bundle { sequence, made_at: Stamp::from_ms(ms), ..bundle(items) };
        prop_assert_eq!(Bundle::open(&bundle.bytes().unwrap(), |_, _| true).unwrap(), bundle);
    }

    #[test]
    fn a_changed_byte_is_the_same_bundle_or_none(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (_, bundle) = samples().remove(1);
        let signed = bundle.signed_bytes().unwrap();
        let mut bytes = bundle.bytes().unwrap();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Ok(read) = Bundle::open(&bytes, |_, asked| asked == signed) {
            prop_assert_eq!(read, bundle);
        }
    }
}
