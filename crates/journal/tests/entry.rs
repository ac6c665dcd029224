//! Entries as bytes: the layout worked by hand, the limits, and that only canonical bytes are read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/story.rs"]
mod story;

use cordon_journal::{Actor, ActorKind, Draft, ENTRY_BYTES_MAX, Entry, EntryError, Fact, RowDigest};
use cordon_model::time::Stamp;
use proptest::prelude::*;

fn plain() -> Draft {
    Draft::new("v", Actor::system("s"))
}

fn at(ms: i64) -> Stamp {
    Stamp::from_ms(ms)
}

#[test]
fn the_layout_is_as_documented_byte_for_byte() {
    let entry = Draft::new("ab", Actor::citizen("c"))
        .agency("g")
        .about("x")
        .occurred(at(-1))
        .fact("k", Fact::money(258, "CNY"))
        .commit("f", [9; 32])
        .finish(1, at(2), vec![RowDigest { table: "t".into(), key: "".into(), digest: [8; 32] }]);
    let mut expected = vec![1, 1];
    expected.extend([0, 0, 0, 0, 0, 0, 0, 1]); // seq
    expected.extend([0, 0, 0, 0, 0, 0, 0, 2]); // learned_at
    expected.extend([1, 255, 255, 255, 255, 255, 255, 255, 255]); // occurred_at
    expected.extend([0, 2, b'a', b'b']); // verb
    expected.extend([3, 0, 1, b'c']); // actor
    expected.extend([1, 0, 1, b'g']); // agency
    expected.extend([0, 2, b'o', b'k']); // result
    expected.extend([0, 1, 0, 1, b'x']); // subjects
    expected.extend([0, 1, 0, 1, b'k', 4, 0, 0, 0, 0, 0, 0, 1, 2, b'C', b'N', b'Y']); // facts
    expected.extend([0, 1, 0, 1, b'f']); // commitments
    expected.extend([9; 32]);
    expected.extend([0, 1, 0, 1, b't', 0, 0]); // rows
    expected.extend([8; 32]);
    assert_eq!(entry.encode().unwrap(), expected);
    assert_eq!(Entry::decode(&expected).unwrap(), entry);
}

#[test]
fn the_smallest_entry_has_39_bytes_and_any_cut_or_addition_is_refused() {
    let entry = plain().finish(0, at(0), vec![]);
    let bytes = entry.encode().unwrap();
    assert_eq!(bytes.len(), 2 + 8 + 8 + 1 + 3 + 4 + 1 + 4 + 8);
    for end in 0..bytes.len() {
        assert!(matches!(Entry::decode(&bytes[..end]), Err(EntryError::Malformed { .. })), "cut at {end}");
    }
    let longer = [bytes, vec![0]].concat();
    let error = Entry::decode(&longer).unwrap_err();
    assert_eq!(error, EntryError::Malformed { at: 39, what: "bytes after the end" });
}

/// Each row damages one place of a well-formed entry.
#[test]
fn bytes_that_are_not_canonical_are_refused_at_their_place() {
    let entry = plain().about("a").about("b").fact("k", Fact::Bool(true)).finish(0, at(0), vec![]);
    let bytes = entry.encode().unwrap();
    // 0 version, 1 suite, 18 occurred flag, 22 kind, 26 agency flag, 31 count, 35 'a', 38 'b', 44 tag, 45 bool
    for (place, value, why) in [
        (0, 2, "version is not 1"),
        (1, 0, "suite is not 1"),
        (18, 2, "flag of occurred_at"),
        (22, 0, "actor kind is none of 1 to 4"),
        (22, 5, "actor kind is none of 1 to 4"),
        (26, 9, "flag of agency"),
        (35, 0xff, "subject"),
        (44, 6, "fact type is none of 0 to 5"),
        (45, 2, "fact"),
    ] {
        let mut damaged = bytes.clone();
        damaged[place] = value;
        match Entry::decode(&damaged) {
            Err(EntryError::Malformed { what, at }) => {
                assert_eq!(what, why, "byte {place}");
                assert!(at >= place && at <= place + 1, "byte {place} reported at {at}");
            }
            other => panic!("byte {place}: {other:?}"),
        }
    }
    for order in [*b"bb", *b"ca"] {
        let mut damaged = bytes.clone();
        (damaged[35], damaged[38]) = (order[0], order[1]);
        assert!(matches!(Entry::decode(&damaged), Err(EntryError::NotAscending { what: "subject", .. })));
    }
}

#[test]
fn a_draft_sorts_and_keeps_the_last_state_of_a_row() {
    let row = |table: &str, key: &str, n: u8| RowDigest { table: table.into(), key: key.into(), digest: [n; 32] };
    let rows = vec![row("b", "1", 1), row("a", "2", 2), row("b", "1", 3), row("a", "1", 4)];
    let entry =
        plain().about("z").about("a").about("z").fact("q", Fact::Int(1)).fact("b", Fact::Int(2)).finish(0, at(0), rows);
    assert_eq!(entry.subjects, ["a", "z"]);
    assert_eq!(entry.rows, [row("a", "1", 4), row("a", "2", 2), row("b", "1", 3)]);
    assert_eq!(entry.fact("q"), Some(&Fact::Int(1)));
    assert_eq!(entry.fact("c"), None);
    assert!(entry.is_about("z") && !entry.is_about("b"));
    entry.encode().unwrap();
}

#[test]
fn what_cannot_be_an_entry_is_refused_with_the_reason() {
    let refused = |draft: Draft| draft.finish(0, at(0), vec![]).encode().unwrap_err();
    let twice = refused(plain().fact("k", Fact::Int(1)).fact("k", Fact::Int(2)));
    assert!(twice.to_string().contains("states fact `k` twice"), "{twice}");
    let twice = refused(plain().commit("f", [0; 32]).commit("f", [1; 32]));
    assert!(twice.to_string().contains("states commitment `f` twice"), "{twice}");
    assert_eq!(refused(plain().result("")), EntryError::Empty { what: "result" });
    for currency in ["cny", "CN", "CNYY", "C1Y", "人"] {
        assert_eq!(refused(plain().fact("m", Fact::money(1, currency))), EntryError::Currency { key: "m".into() });
    }
}

#[test]
fn an_entry_ends_at_65535_bytes_and_the_error_names_what_to_replace() {
    let with_text = |length: usize| {
        plain().fact("short", Fact::Int(1)).fact("story", Fact::text("s".repeat(length))).finish(0, at(0), vec![])
    };
    let overhead = with_text(0).encode().unwrap().len();
    let largest = with_text(ENTRY_BYTES_MAX - overhead).encode().unwrap();
    assert_eq!(largest.len(), ENTRY_BYTES_MAX);
    assert_eq!(Entry::decode(&largest).unwrap().encode().unwrap(), largest);
    for length in [ENTRY_BYTES_MAX - overhead + 1, ENTRY_BYTES_MAX, ENTRY_BYTES_MAX + 1, 1 << 20] {
        let error = with_text(length).encode().unwrap_err();
        assert!(matches!(&error, EntryError::TooLarge { largest_bytes, .. } if *largest_bytes == length), "{error:?}");
        assert!(error.to_string().contains("story"), "{error}");
        assert!(!error.to_string().contains("sss"), "no values in errors: {error}");
    }
    let many = (0..70_000).map(|n| RowDigest { table: "t".into(), key: format!("{n}"), digest: [0; 32] }).collect();
    let error = plain().finish(0, at(0), many).encode().unwrap_err();
    assert_eq!(error, EntryError::TooMany { verb: "v".into(), what: "rows", count: 70_000 });
    assert!(matches!(Entry::decode(&[1; ENTRY_BYTES_MAX + 1]), Err(EntryError::Malformed { .. })));
}

#[test]
fn an_entry_shows_as_json() {
    let json = serde_json::to_value(&story::entries(2)[1]).unwrap();
    assert_eq!(json["seq"], 1);
    assert_eq!(json["actor"]["kind"], "officer");
    assert_eq!(json["facts"]["limit"]["money"], serde_json::json!({"minor": 4_999_900, "currency": "CNY"}));
    assert_eq!(json["facts"]["standing_authority"]["bool"], true);
    assert_eq!(json["commitments"]["account"].as_str().unwrap().len(), 64);
    assert_eq!(json["rows"].as_array().unwrap().len(), 3);
    assert_eq!(json["occurred_at"], serde_json::Value::Null);
}

fn any_fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        any::<i64>().prop_map(Fact::Int),
        ".{0,20}".prop_map(Fact::Text),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Fact::Bytes),
        any::<i64>().prop_map(|ms| Fact::Time(Stamp::from_ms(ms))),
        (any::<i64>(), "[A-Z]{3}").prop_map(|(minor, currency)| Fact::money(minor, &currency)),
        any::<bool>().prop_map(Fact::Bool),
    ]
}

prop_compose! {
    fn any_entry()(
        seq in any::<u64>(), learned in any::<i64>(), occurred in any::<Option<i64>>(),
        verb in ".{1,12}", kind in 0..4_usize, id in ".{0,8}", agency in prop::option::of(".{0,8}"), result in ".{1,8}",
        subjects in prop::collection::vec(".{0,6}", 0..5),
        facts in prop::collection::btree_map(".{0,6}", any_fact(), 0..5),
        commitments in prop::collection::btree_map(".{0,6}", any::<[u8; 32]>(), 0..4),
        rows in prop::collection::vec((".{0,4}", ".{0,4}", any::<[u8; 32]>()), 0..6),
    ) -> Entry {
        let kind = [ActorKind::Officer, ActorKind::Agency, ActorKind::Citizen, ActorKind::System][kind];
        let mut draft = Draft::new(verb, Actor { kind, id }).result(result);
        if let Some(ms) = occurred { draft = draft.occurred(Stamp::from_ms(ms)); }
        if let Some(agency) = agency { draft = draft.agency(agency); }
        for id in subjects { draft = draft.about(id); }
        for (key, fact) in facts { draft = draft.fact(key, fact); }
        for (field, hash) in commitments { draft = draft.commit(field, hash); }
        let rows = rows.into_iter().map(|(table, key, digest)| RowDigest { table, key, digest }).collect();
        draft.finish(seq, Stamp::from_ms(learned), rows)
    }
}

proptest! {
    #[test]
    fn every_entry_survives_the_way_through_bytes(entry in any_entry()) {
        let bytes = entry.encode().unwrap();
        prop_assert_eq!(Entry::decode(&bytes).unwrap(), entry);
    }

    /// Whatever a changed byte makes of an entry, it is refused or is its own canonical form.
    #[test]
    fn accepted_bytes_are_canonical(entry in any_entry(), place in any::<prop::sample::Index>(), value in any::<u8>()) {
        let mut bytes = entry.encode().unwrap();
        let place = place.index(bytes.len());
        bytes[place] = value;
        if let Ok(read) = Entry::decode(&bytes) {
            prop_assert_eq!(read.encode().unwrap(), bytes);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_fail_otherwise(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let with_head = [vec![1, 1], bytes].concat();
        if let Ok(read) = Entry::decode(&with_head) {
            prop_assert_eq!(read.encode().unwrap(), with_head);
        }
    }
}
