//! What is told when the connection or the server goes away, and what is then true.

use crate::probe::{NOW, Probe, Refusal, act, draft, is_determinate, load, put};
use crate::proxy::{Cut, Proxy};
use crate::{LONG, cluster, fresh, open, subjects};
use cordon_store::postgres::cluster::Cluster;
use cordon_store::postgres::{PostgresStore, RUNS_MAX};
use cordon_store::{Done, Doors, Read, StoreError};
use std::thread;
use std::time::Duration;

fn is_indeterminate<T: std::fmt::Debug>(result: &Result<T, Refusal>) -> bool {
    matches!(result, Err(Refusal::Store(StoreError::Indeterminate { .. })))
}

/// Ends every connection but the one that says so.
const END_ALL: &str = "select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()";

/// A probe is put through a proxy that cuts the commit.
fn cut(how: Cut) -> (Result<(), Refusal>, bool, Vec<String>) {
    let name = cluster().fresh().unwrap();
    let proxy = Proxy::start();
    let store = open(&proxy.address(&name)).unwrap();
    let plain = open(&cluster().address(&name)).unwrap();
    // The sequencer commits through the proxy too, and only when it has work: the next is the act's.
    proxy.next_commit(how);
    let put_so = put(&store, &Probe::new("a", 1));
    assert!(!proxy.is_armed(), "nothing was cut");
    thread::sleep(Duration::from_millis(500));
    let there = load(&plain, "a").is_some();
    assert_eq!(store.settle(LONG), Ok(true));
    (put_so, there, subjects(&plain))
}

#[test]
fn a_commit_that_never_arrived_is_told_as_unknown() {
    let (told, there, entries) = cut(Cut::Before);
    assert!(is_indeterminate(&told), "{told:?}");
    assert!(!there && entries.is_empty());
}

#[test]
fn a_commit_whose_answer_is_lost_is_told_as_unknown_and_stands() {
    let (told, there, entries) = cut(Cut::After);
    assert!(is_indeterminate(&told), "{told:?}");
    assert!(there);
    assert_eq!(entries, ["a"]);
}

/// Until the commit nothing is done, so a closure whose connection went is run again on another.
#[test]
fn a_connection_that_ends_inside_an_act_is_replaced() {
    let name = cluster().fresh().unwrap();
    let store = open(&cluster().address(&name)).unwrap();
    put(&store, &Probe::new("idle connections are ended too", 1)).unwrap();
    let mut runs = 0;
    let done = act(&store, "a", |unit| {
        runs += 1;
        unit.put(&Probe::new("a", 1))?;
        if runs == 1 {
            cluster().run(&name, END_ALL).unwrap();
        }
        Ok(unit.put(&Probe::new("b", 1))?)
    });
    assert_eq!((done, runs), (Ok(()), 2));
    assert!(load(&store, "a").is_some() && load(&store, "b").is_some());
    assert_eq!(subjects(&store).len(), 2, "one entry, although it ran twice");
}

#[test]
fn a_look_whose_connection_ends_looks_again() {
    let name = cluster().fresh().unwrap();
    let store = open(&cluster().address(&name)).unwrap();
    put(&store, &Probe::new("a", 1)).unwrap();
    let mut runs = 0;
    let seen = store.view::<_, StoreError>("look", |view| {
        runs += 1;
        if runs == 1 {
            cluster().run(&name, END_ALL).unwrap();
        }
        view.load::<Probe>("a")
    });
    assert_eq!((seen, runs), (Ok(Some(Probe::new("a", 1))), 2));
}

/// Four count one number up, each fifty times: every conflict is run again, and no count is lost.
#[test]
fn acts_that_meet_are_run_again_until_each_has_counted() {
    let store = open(&fresh()).unwrap();
    put(&store, &Probe::new("sum", 0)).unwrap();
    let count = || {
        act(&store, "sum", |unit| {
            let sum: Probe = unit.need("sum")?;
            Ok(unit.put(&Probe { number: sum.number.map(|n| n + 1), ..sum })?)
        })
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    while let Err(busy) = count() {
                        assert!(is_determinate(&Err::<(), _>(busy), "busy"));
                    }
                }
            });
        }
    });
    assert_eq!(load(&store, "sum").unwrap().number, Some(200));
    assert_eq!(subjects(&store).len(), 201);
    assert!(store.runs_again() > 0, "they never met: nothing was tried");
}

/// Two look at the same two rows and each changes the other one: one after the other they cannot both
/// find two. Snapshots alone would let both through.
#[test]
fn what_could_not_happen_one_after_the_other_does_not_happen() {
    let store = open(&fresh()).unwrap();
    for round in 0..20 {
        let names = [format!("{round}-a"), format!("{round}-b")];
        names.iter().for_each(|name| put(&store, &Probe::new(name, 1)).unwrap());
        let leave = |name: &str| {
            act(&store, name, |unit| {
                let on_duty: i64 = names.iter().map(|name| unit.need::<Probe>(name)).sum_numbers()?;
                thread::sleep(Duration::from_millis(2));
                if on_duty < 2 {
                    return Err(Refusal::Repeated(name.into()));
                }
                Ok(unit.put(&Probe::new(name, 0))?)
            })
        };
        let ends: Vec<_> = thread::scope(|scope| {
            let both: Vec<_> = names.iter().map(|name| scope.spawn(move || leave(name))).collect();
            both.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1, "{ends:?}");
    }
}

trait SumNumbers {
    fn sum_numbers(self) -> Result<i64, StoreError>;
}

impl<I: Iterator<Item = Result<Probe, StoreError>>> SumNumbers for I {
    fn sum_numbers(self) -> Result<i64, StoreError> {
        self.map(|probe| Ok(probe?.number.unwrap_or(0))).sum()
    }
}

/// An act that never gets through is told so, and has left nothing.
#[test]
fn an_act_that_always_meets_another_is_told_that_the_store_is_busy() {
    let name = cluster().fresh().unwrap();
    let store = open(&cluster().address(&name)).unwrap();
    put(&store, &Probe::new("a", 0)).unwrap();
    let mut runs = 0;
    let told = act(&store, "a", |unit| {
        let a: Probe = unit.need("a")?;
        runs += 1;
        // Somebody changes it after it was seen, and does not come in by our gate.
        cluster().run(&name, &format!("update probes set number = {runs} where id = 'a'")).unwrap();
        Ok(unit.put(&Probe { number: Some(-1), ..a })?)
    });
    assert!(is_determinate(&told, "busy"), "{told:?}");
    assert_eq!(runs, RUNS_MAX);
    assert_eq!(load(&store, "a").unwrap().number, Some(i64::from(RUNS_MAX)));
}

/// Everybody reads everything and changes one: as many meet as can. Nobody starves.
#[test]
fn acts_that_all_meet_each_other_all_go_through() {
    let store = open(&fresh()).unwrap();
    (0..8).for_each(|n| put(&store, &Probe::new(n, 0)).unwrap());
    thread::scope(|scope| {
        for worker in 0..8_i64 {
            let store = &store;
            scope.spawn(move || {
                for _ in 0..25 {
                    act(store, "all", |unit| {
                        let all: Vec<Probe> = unit.select("order by id", &[])?;
                        thread::sleep(Duration::from_millis(1));
                        let highest = all.iter().filter_map(|probe| probe.number).max().unwrap_or(0);
                        Ok(unit.put(&Probe::new(worker, highest + 1))?)
                    })
                    .unwrap();
                }
            });
        }
    });
    // As if one after the other: each made the highest number higher.
    let highest = (0..8).filter_map(|n| load(&store, &n.to_string())?.number).max();
    assert_eq!((highest, subjects(&store).len()), (Some(200), 208));
    assert!(store.runs_again() > 100, "{} runs again: they did not meet", store.runs_again());
}

/// What the database's own limits end is told as not done, and nothing is left waiting.
#[test]
fn limits_of_the_database_end_one_statement_and_not_the_store() {
    let name = cluster().fresh().unwrap();
    cluster().run("postgres", &format!("alter database {name} set statement_timeout = '150ms'")).unwrap();
    let store = open(&cluster().address(&name)).unwrap();
    let slow = act(&store, "slow", |unit| {
        unit.put(&Probe::new("slow", 1))?;
        Ok(unit.query("select 1 from pg_sleep(2)", &[]).map(drop)?)
    });
    assert!(is_determinate(&slow, "57014"), "{slow:?}");
    put(&store, &Probe::new("a", 1)).unwrap();
    assert!(load(&store, "slow").is_none());
    assert_eq!(subjects(&store), ["a"]);
}

#[test]
fn a_key_that_is_taken_is_told_without_what_it_is() {
    let store = open(&fresh()).unwrap();
    let insert = "insert into idempotency (key, actor, body_hash, status, response, at) values ($1, 'x', $2, 1, $2, 1)";
    let twice = store.act::<(), Refusal>("twice", NOW, |unit| {
        for _ in 0..2 {
            unit.sql().exec(insert, &["9999990000000001".into(), [1; 32].into()])?;
        }
        Ok(Done::new((), draft("x")))
    });
    let Err(Refusal::Store(StoreError::Determinate { what })) = &twice else { panic!("{twice:?}") };
    assert!(what.contains("23505") && what.contains("idempotency") && !what.contains("9999"), "{what}");
    let cast =
        store.view::<_, StoreError>("cast", |view| view.query("select $1::text::bigint", &["9999990000x".into()]));
    let what = cast.unwrap_err().to_string();
    assert!(what.contains("22P02") && !what.contains("9999"), "{what}");
}

/// A cluster of its own, because it goes away and comes back.
#[test]
fn acts_go_on_after_the_server_was_restarted_and_after_it_crashed() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(&folder.path().join("pg")).unwrap();
    let store = open(&cluster.create("town").unwrap()).unwrap();
    let mut expected = Vec::new();
    let act_once = |store: &PostgresStore, name: &str, expected: &mut Vec<String>| {
        put(store, &Probe::new(name, 1)).unwrap();
        expected.push(name.to_owned());
    };
    act_once(&store, "before", &mut expected);
    cluster.stop().unwrap();
    let away = put(&store, &Probe::new("away", 1));
    assert!(is_determinate(&away, "cannot be reached"), "{away:?}");
    cluster.resume().unwrap();
    act_once(&store, "after the restart", &mut expected);
    // What was told as done survives the end of every process of the server.
    cluster.crash().unwrap();
    cluster.resume().unwrap();
    act_once(&store, "after the crash", &mut expected);
    assert_eq!(subjects(&store), expected);
    assert!(load(&store, "before").is_some() && load(&store, "away").is_none());
}
