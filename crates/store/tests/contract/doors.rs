//! Each door by itself, one thread.

use crate::Setting;
use crate::probe::{NOW, Probe, Refusal, act, count, draft, is_determinate, load, put};
use cordon_journal::ENTRY_BYTES_MAX;
use cordon_journal::entry::Fact;
use cordon_store::{Done, Doors, Keep, Read, Record, Result, Row, StoreError, Table, Value, View, entries};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub fn every_kind_of_value_returns_as_it_was_put(setting: &dyn Setting) {
    let store = setting.open();
    let full = Probe {
        id: "full".into(),
        number: Some(i64::MIN),
        flag: Some(true),
        words: Some("合围 'quoted' \"$1\" -- é".into()),
        bytes: Some((0..=255).collect()),
    };
    let empty = Probe {
        id: "empty".into(),
        number: Some(i64::MAX),
        flag: Some(false),
        words: Some(String::new()),
        bytes: Some(Vec::new()),
    };
    let null = Probe { id: "null".into(), ..Probe::default() };
    for probe in [&full, &empty, &null] {
        put(&*store, probe).unwrap();
        assert_eq!(load(&*store, &probe.id).as_ref(), Some(probe));
    }
    let missing = store.view("need", |view| view.need::<Probe>("nobody"));
    assert_eq!(missing, Err(StoreError::Missing { table: "probes", key: "nobody".into() }));
    let some = store.view("select", |view| {
        view.select::<Probe>("where number >= $2 and id < $1 order by id", &["null".into(), 0_i64.into()])
    });
    assert_eq!(some, Ok(vec![empty]));
}

pub fn a_record_put_again_is_changed(setting: &dyn Setting) {
    let store = setting.open();
    put(&*store, &Probe::new("a", 1)).unwrap();
    let changed = Probe { words: Some("more".into()), number: None, ..Probe::new("a", 2) };
    put(&*store, &changed).unwrap();
    assert_eq!(load(&*store, "a"), Some(changed));
    assert_eq!(count(&*store), 2);
}

pub fn an_act_that_gives_up_leaves_nothing(setting: &dyn Setting) {
    let store = setting.open();
    let gone: Result<(), Refusal> = act(&*store, "a", |unit| {
        unit.put(&Probe::new("a", 1))?;
        assert!(unit.load::<Probe>("a")?.is_some(), "an act sees what it wrote");
        Err(Refusal::NotToday)
    });
    assert_eq!(gone, Err(Refusal::NotToday));
    assert_eq!((load(&*store, "a"), count(&*store)), (None, 0));
    put(&*store, &Probe::new("b", 1)).unwrap();
    assert_eq!(count(&*store), 1);
}

pub fn an_act_leaves_one_entry_with_the_last_digest_of_each_row(setting: &dyn Setting) {
    let store = setting.open();
    act(&*store, "both", |unit| {
        unit.put(&Probe::new("b", 1))?;
        unit.put(&Probe::new("a", 1))?;
        unit.put(&Probe::new("b", 2))?;
        Ok(())
    })
    .unwrap();
    act(&*store, "b", |unit| Ok(unit.put(&Probe::new("b", 2))?)).unwrap();
    let kept = store.view("entries", |view| entries::range(view.sql(), 0, 10)).unwrap();
    assert_eq!(kept.len(), 2);
    let (first, second) = (kept[0].decode().unwrap(), kept[1].decode().unwrap());
    assert_eq!((first.seq, first.learned_at, second.seq), (0, NOW, 1));
    let keys: Vec<_> = first.rows.iter().map(|row| (row.table.as_str(), row.key.as_str())).collect();
    assert_eq!(keys, [("probes", "a"), ("probes", "b")]);
    assert_eq!(first.rows[1].digest, second.rows[0].digest, "the last state of b, not the first");
    assert_eq!(kept[0].leaf, cordon_journal::leaf_hash(&kept[0].bytes));
}

pub fn housekeeping_leaves_no_entry(setting: &dyn Setting) {
    let store = setting.open();
    let checkpoint = |keep: &mut Keep<'_>| {
        keep.sql().exec(
            "insert into checkpoints (size, note, at) values ($1, $2, $3)",
            &[7_i64.into(), "note".into(), NOW.into()],
        )
    };
    assert_eq!(store.keep("checkpoint", checkpoint), Ok(1));
    let again = store.keep("checkpoint", checkpoint);
    assert!(matches!(again, Err(StoreError::Determinate { .. })), "the same size twice");
    let notes = store.view("notes", |view| view.query("select note from checkpoints", &[])).unwrap();
    assert_eq!(notes, [Row::new(vec!["note".into()])]);
    assert_eq!(count(&*store), 0);
}

pub fn no_door_but_an_act_writes_covered_records(setting: &dyn Setting) {
    let store = setting.open();
    put(&*store, &Probe::new("a", 1)).unwrap();
    let change = "update probes set number = 9";
    let by_act: Result<u64, _> = act(&*store, "a", |unit| Ok(unit.sql().exec(change, &[])?));
    assert!(is_determinate(&by_act, "may not be written"));
    let forged: Result<u64, _> = act(&*store, "a", |unit| Ok(unit.sql().exec("delete from entries", &[])?));
    assert!(is_determinate(&forged, "may not be written"));
    let by_keep: Result<u64, Refusal> = store.keep("change", |keep| Ok(keep.sql().exec(change, &[])?));
    assert!(is_determinate(&by_keep, "may not be written"));
    let by_view: Result<u64, Refusal> = store.view("change", |view| Ok(view.sql().exec(change, &[])?));
    assert!(is_determinate(&by_view, "may not be written"));
    let by_query: Result<Vec<Row>, Refusal> =
        store.view("change", |view| Ok(view.query("update probes set number = 9 returning id", &[])?));
    assert!(is_determinate(&by_query, "may not be written"));
    let lease = |view: &mut View<'_>| view.sql().exec("update outbox set leased_until = 1", &[]);
    assert!(matches!(store.view("lease", lease), Err(StoreError::Determinate { .. })));
    assert_eq!((load(&*store, "a"), count(&*store)), (Some(Probe::new("a", 1)), 1));
}

pub fn a_failed_statement_cannot_be_committed_by_dropping_its_error(setting: &dyn Setting) {
    let store = setting.open();
    let result: Result<(), Refusal> = act(&*store, "a", |unit| {
        unit.put(&Probe::new("a", 1))?;
        let _ = unit.query("select nothing from nowhere", &[]);
        Ok(())
    });
    assert!(matches!(result, Err(Refusal::Store(StoreError::Determinate { .. }))), "{result:?}");
    assert_eq!((load(&*store, "a"), count(&*store)), (None, 0));
}

pub fn a_panic_undoes_its_own_act_only(setting: &dyn Setting) {
    let store = setting.open();
    put(&*store, &Probe::new("before", 1)).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _: Result<(), Refusal> = act(&*store, "gone", |unit| {
            unit.put(&Probe::new("gone", 1))?;
            panic!("a bug");
        });
    }));
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"a bug"));
    put(&*store, &Probe::new("after", 1)).unwrap();
    assert_eq!((load(&*store, "gone"), count(&*store)), (None, 2));
    assert!(load(&*store, "before").is_some() && load(&*store, "after").is_some());
}

pub fn a_panic_in_a_view_harms_nothing(setting: &dyn Setting) {
    let store = setting.open();
    // More often than there are readers: none of them may be lost.
    for _ in 0..20 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _: Result<(), Refusal> = store.view("look", |_| panic!("a bug"));
        }));
        assert!(panicked.is_err());
    }
    assert_eq!(count(&*store), 0);
}

pub fn an_act_inside_an_act_is_refused(setting: &dyn Setting) {
    let store = setting.open();
    let inner = act(&*store, "outer", |unit| {
        unit.put(&Probe::new("outer", 1))?;
        Ok(put(&*store, &Probe::new("inner", 1)))
    });
    assert!(is_determinate(&inner.unwrap(), "inside another transaction"));
    assert_eq!(count(&*store), 1);
    assert!(load(&*store, "inner").is_none());
}

pub fn a_view_sees_one_moment(setting: &dyn Setting) {
    let store = setting.open();
    put(&*store, &Probe::new("a", 1)).unwrap();
    let mut change = Some(2);
    let seen = store.view("moment", |view| {
        if let Some(number) = change.take() {
            let _ = put(&*store, &Probe::new("a", number));
        }
        let a = view.load::<Probe>("a")?;
        Ok::<_, StoreError>((a, entries::count(view.sql())?))
    });
    // The change was made by somebody else after the view had begun and before it first read.
    assert_eq!(seen, Ok((Some(Probe::new("a", 1)), 1)));
    assert_eq!((load(&*store, "a"), count(&*store)), (Some(Probe::new("a", 2)), 2));
}

pub fn what_was_written_is_there_after_reopening(setting: &dyn Setting) {
    let store = setting.open();
    put(&*store, &Probe::new("a", 1)).unwrap();
    drop(store);
    let store = setting.open();
    put(&*store, &Probe::new("b", 2)).unwrap();
    assert_eq!((load(&*store, "a"), load(&*store, "b")), (Some(Probe::new("a", 1)), Some(Probe::new("b", 2))));
    let seqs = store.view("seqs", |view| entries::range(view.sql(), 0, 10)).unwrap();
    assert_eq!(seqs.iter().map(|kept| kept.seq).collect::<Vec<_>>(), [0, 1]);
}

pub fn entries_are_read_by_range_and_by_subject(setting: &dyn Setting) {
    let store = setting.open();
    for n in 0..10 {
        put(&*store, &Probe::new(if n % 3 == 0 { "third" } else { "other" }, n)).unwrap();
    }
    let seqs = |kept: Vec<entries::Kept>| kept.into_iter().map(|kept| kept.seq).collect::<Vec<_>>();
    store
        .view("read", |view| {
            let sql = view.sql();
            assert_eq!(seqs(entries::range(sql, 4, 3)?), [4, 5, 6]);
            assert_eq!(seqs(entries::range(sql, 8, 100)?), [8, 9]);
            assert_eq!(seqs(entries::about(sql, "third", 0, 100)?), [0, 3, 6, 9]);
            assert_eq!(seqs(entries::about(sql, "third", 1, 2)?), [3, 6]);
            assert_eq!(seqs(entries::about(sql, "nobody", 0, 2)?), Vec::<u64>::new());
            assert_eq!(entries::one(sql, 3)?.map(|kept| kept.seq), Some(3));
            assert_eq!(entries::one(sql, 10)?, None);
            let leaves: Vec<_> = entries::range(sql, 2, 2)?.iter().map(|kept| kept.leaf).collect();
            assert_eq!(entries::leaves(sql, 2, 2)?, leaves);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

pub fn an_entry_too_large_is_refused_whole(setting: &dyn Setting) {
    let store = setting.open();
    let huge: Result<(), Refusal> = store.act("huge", NOW, |unit| {
        unit.put(&Probe::new("a", 1))?;
        let fact = Fact::text("x".repeat(ENTRY_BYTES_MAX));
        Ok(Done::new((), draft("a").fact("words", fact)))
    });
    assert!(matches!(huge, Err(Refusal::Store(StoreError::Determinate { .. }))));
    assert_eq!((load(&*store, "a"), count(&*store)), (None, 0));
}

pub fn a_record_whose_key_is_not_its_own_is_refused(setting: &dyn Setting) {
    struct Liar(Probe);
    impl Record for Liar {
        const TABLE: Table = Probe::TABLE;
        fn key(&self) -> String {
            "somebody else".into()
        }
        fn values(&self) -> Vec<Value> {
            self.0.values()
        }
        fn from_row(row: &Row) -> Result<Self> {
            Probe::from_row(row).map(Self)
        }
    }
    let store = setting.open();
    let lie = act(&*store, "a", |unit| Ok(unit.put(&Liar(Probe::new("a", 1)))?));
    assert!(is_determinate(&lie, "is not its key"));
    assert!(is_determinate(&put(&*store, &Probe::new("", 1)), "is not its key"));
}
