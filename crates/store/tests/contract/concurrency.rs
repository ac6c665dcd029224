//! Many threads at once.

use crate::Setting;
use crate::probe::{Probe, Refusal, act, count, is_determinate, load, put};
use cordon_store::{Doors, Read, StoreError, entries};
use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const THREADS: i64 = 16;
const ACTS_EACH: i64 = 25;
const LONG: Duration = Duration::from_secs(30);

pub fn entries_are_gapless_under_sixteen_threads(setting: &dyn Setting) {
    let store = setting.open();
    thread::scope(|scope| {
        for worker in 0..THREADS {
            let store = &store;
            scope.spawn(move || {
                for n in 0..ACTS_EACH {
                    put(&**store, &Probe::new(format!("{worker}-{n}"), n)).unwrap();
                }
            });
        }
    });
    let kept = store.view("all", |view| entries::range(view.sql(), 0, 1_000)).unwrap();
    let seqs: Vec<u64> = kept.iter().map(|kept| kept.seq).collect();
    assert_eq!(seqs, (0..400).collect::<Vec<u64>>());
    let subjects: BTreeSet<String> = kept.iter().flat_map(|kept| kept.decode().unwrap().subjects).collect();
    assert_eq!(subjects.len(), 400);
    let rows = store.view("rows", |view| view.query("select count(*) from probes", &[])).unwrap();
    assert_eq!(rows[0].int(0), Ok(THREADS * ACTS_EACH));
}

/// Members of one group share a transaction, but not their fate.
pub fn one_that_gives_up_takes_no_neighbour_along(setting: &dyn Setting) {
    let store = setting.open();
    thread::scope(|scope| {
        for worker in 0..8 {
            let store = &store;
            scope.spawn(move || {
                for n in 0..ACTS_EACH {
                    let probe = Probe::new(format!("{worker}-{n}"), n);
                    let result = act(&**store, &probe.id, |unit| {
                        unit.put(&probe)?;
                        if worker % 2 == 0 { Ok(()) } else { Err(Refusal::NotToday) }
                    });
                    assert_eq!(result.is_ok(), worker % 2 == 0);
                }
            });
        }
    });
    assert_eq!(count(&*store), 100);
    for n in 0..ACTS_EACH {
        assert!(load(&*store, &format!("2-{n}")).is_some());
        assert!(load(&*store, &format!("3-{n}")).is_none());
    }
}

/// One holds the writer; of ten others two may wait, eight are told, and the two then go through.
pub fn beyond_the_bound_writers_are_told_that_the_store_is_busy(setting: &dyn Setting) {
    let store = setting.open_narrow(2);
    let (holding, held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        let holder = &store;
        scope.spawn(move || {
            let mut signal = Some((holding, released));
            act(&**holder, "holder", |_| {
                if let Some((holding, released)) = signal.take() {
                    holding.send(()).unwrap();
                    released.recv_timeout(LONG).unwrap();
                }
                Ok(())
            })
            .unwrap();
        });
        held.recv_timeout(LONG).unwrap();
        for n in 0..10 {
            let (store, tell) = (&store, tell.clone());
            scope.spawn(move || tell.send(put(&**store, &Probe::new(n, 1))).unwrap());
        }
        for _ in 0..8 {
            let busy = told.recv_timeout(LONG).unwrap();
            assert!(is_determinate(&busy, "busy"), "{busy:?}");
        }
        release.send(()).unwrap();
        for _ in 0..2 {
            assert_eq!(told.recv_timeout(LONG).unwrap(), Ok(()));
        }
    });
    assert_eq!(count(&*store), 3);
}

/// Looking never waits for a writer.
pub fn readers_go_on_while_a_writer_works(setting: &dyn Setting) {
    let store = setting.open();
    put(&*store, &Probe::new("a", 1)).unwrap();
    let seen = act(&*store, "a", |unit| {
        unit.put(&Probe::new("a", 2))?;
        let store = &store;
        let seen = thread::scope(|scope| {
            let readers: Vec<_> =
                (0..20).map(|_| scope.spawn(move || load(&**store, "a").and_then(|probe| probe.number))).collect();
            readers.into_iter().map(|reader| reader.join().unwrap()).collect::<BTreeSet<_>>()
        });
        Ok(seen)
    });
    assert_eq!(seen, Ok(BTreeSet::from([Some(1)])), "only what is committed is seen");
    let after = store.view("after", |view| view.need::<Probe>("a").map(|probe| probe.number));
    assert_eq!(after, Ok::<_, StoreError>(Some(2)));
}
