//! After any number of transfers the table says what the plain reading says.

use super::plain::{Plain, Read};
use crate::case::hold;
use cordon_flow::signs::{FEW, Reading, Settings, Table, Taken};
use cordon_flow::{AccountId, Stamp, Transfer, TxId};
use cordon_model::time::{DAY_MS, HOUR_MS};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseResult, TestRunner};

const ACCOUNTS: u32 = 7;

#[derive(Clone, Debug)]
struct World {
    transfers: Vec<Transfer>,
    settings: Settings,
    involved: Vec<(AccountId, i64, u64)>,
}

type Sent = (u32, u32, u64, i64, Option<i64>);

/// Steps of time from none to days, so that every window lets go of something.
fn sent() -> impl Strategy<Value = Sent> {
    let step = prop_oneof![2 => Just(0), 6 => 1..3 * HOUR_MS, 1 => HOUR_MS..3 * DAY_MS];
    let amount = prop_oneof![1..60_u64, Just(10), 95..105_u64];
    let balance = prop_oneof![4 => Just(None), 1 => (-20..120_i64).prop_map(Some)];
    (0..ACCOUNTS, 0..ACCOUNTS, amount, step, balance)
}

fn settings() -> impl Strategy<Value = Settings> {
    let most = prop_oneof![Just(3_usize), Just(1 << 16)];
    let hub = prop_oneof![Just(5_u32), Just(64)];
    (1..4_i64, 4..30_i64, 1..4_u32, 12..90_i64, 12..40_i64, most, hub).prop_map(
        |(hour, day, working_days, memory, dormant, postings_max, hub_fan)| Settings {
            hour_ms: hour * HOUR_MS,
            day_ms: day * HOUR_MS,
            working_days,
            memory_ms: memory * HOUR_MS,
            dormant_ms: dormant * HOUR_MS,
            postings_max,
            hub_fan,
            ..Settings::default()
        },
    )
}

/// Many transfers within a day, for patterns.
fn dense() -> impl Strategy<Value = World> {
    worlds(60).prop_map(|mut world| {
        let begin = world.transfers.first().map_or(0, |first| first.debit.t);
        world.settings.postings_max = Settings::default().postings_max;
        world.transfers.iter_mut().for_each(|transfer| transfer.debit.t = begin + (transfer.debit.t - begin) / 12);
        world
    })
}

fn worlds(most: usize) -> impl Strategy<Value = World> {
    let involved = prop::collection::vec((0..ACCOUNTS, 0..2 * DAY_MS, 0..80_u64), 0..3);
    (prop::collection::vec(sent(), 1..most), settings(), involved).prop_map(|(sent, settings, involved)| {
        let mut t = 1_700_000_000_000;
        let involved = involved.into_iter().map(|(account, after, taint)| (AccountId(account), t + after, taint));
        let involved = involved.collect();
        let transfers = (0..).zip(sent).filter(|(_, (from, to, ..))| from != to).map(|(id, sent)| {
            let (from, to, amount, step, balance_before) = sent;
            t += step;
            let (from, to) = (AccountId(from), AccountId(to));
            Transfer { id: TxId(id), from, to, amount, debit: Stamp::new(t, id.into()), credit: None, balance_before }
        });
        World { transfers: transfers.collect(), settings, involved }
    })
}

impl World {
    fn plain(&self, until: usize) -> Plain<'_> {
        Plain { taken: &self.transfers[..until], settings: &self.settings, involved: &self.involved }
    }

    fn table(&self, settings: &Settings) -> Table {
        let mut table = Table::new(settings.clone());
        self.involved.iter().for_each(|(account, since, taint)| table.involve(*account, *since, *taint));
        table
    }
}

fn compared(reading: &Reading) -> Read {
    let Reading { credits, debits, credits_deep, debits_deep, book, woke, layer, near, codes, .. } = *reading;
    Read { credits, debits, credits_deep, debits_deep, book, woke, layer, near, codes }
}

fn is_what_is_said(world: &World, settings: &Settings) -> TestCaseResult {
    let mut table = world.table(settings);
    for (at, transfer) in world.transfers.iter().enumerate() {
        let is_counted = matches!(table.take(transfer).unwrap(), Taken::Counted { .. });
        prop_assert!(is_counted);
        let (plain, now) = (world.plain(at + 1), transfer.debit.t);
        for account in [transfer.from, transfer.to] {
            prop_assert_eq!(compared(&table.read(account, now).unwrap()), plain.read(account, now));
        }
    }
    let plain = world.plain(world.transfers.len());
    for account in (0..ACCOUNTS).map(AccountId) {
        for later in [0, HOUR_MS, 11 * HOUR_MS, 3 * DAY_MS, 400 * DAY_MS] {
            let Some(reading) = table.read(account, table.now() + later) else { continue };
            prop_assert_eq!(compared(&reading), plain.read(account, table.now() + later), "{} later", later);
        }
    }
    Ok(())
}

#[test]
fn after_any_number_of_transfers_the_signs_are_what_is_said() {
    hold(worlds(40), 100, |world| is_what_is_said(&world, &world.settings));
}

/// A table that is a little wrong is found out: here one whose windows are an hour longer, one that
/// remembers a day less, one that sleeps later and one that keeps fewer postings.
#[test]
fn a_table_that_is_a_little_wrong_is_noticed() {
    let wrong: [fn(&mut Settings); 6] = [
        |settings| settings.hour_ms += HOUR_MS,
        |settings| settings.day_ms += HOUR_MS,
        |settings| settings.working_days += 1,
        |settings| settings.memory_ms += DAY_MS,
        |settings| settings.dormant_ms += HOUR_MS,
        |settings| settings.postings_max -= 1,
    ];
    for (at, spoil) in wrong.into_iter().enumerate() {
        let mut runner = TestRunner::deterministic();
        let is_noticed = (0..400).any(|_| {
            let world = worlds(40).new_tree(&mut runner).unwrap().current();
            let mut settings = world.settings.clone();
            spoil(&mut settings);
            is_what_is_said(&world, &settings).is_err()
        });
        assert!(is_noticed, "{at}");
    }
}

/// What a transfer completes is exact for its two accounts, unless a limit was reached; and whoever bears a
/// sign of a pattern was on one.
fn patterns_are_what_is_said(world: &World) -> TestCaseResult {
    let mut table = world.table(&world.settings);
    let mut cycles: Vec<(i64, u8, AccountId)> = Vec::new();
    let mut scattered: Vec<(i64, u32, AccountId)> = Vec::new();
    for (at, transfer) in world.transfers.iter().enumerate() {
        table.take(transfer).unwrap();
        let (plain, now) = (world.plain(at + 1), transfer.debit.t);
        let read = |account| table.read(account, now).unwrap();
        let (closed, ways) = (plain.cycles(), plain.scattered());
        let shortest = closed.iter().map(Vec::len).min().unwrap_or(0) as u8;
        let most = ways.values().map(|middles| middles.len() as u32).max().unwrap_or(0);
        for (origin, middles) in ways.iter().filter(|(_, middles)| middles.len() as u32 >= FEW) {
            let all = middles.iter().chain([origin, &transfer.to]);
            scattered.extend(all.flat_map(|account| (FEW..=most).map(|ways| (now, ways, *account))));
        }
        cycles.extend(closed.iter().flatten().map(|account| (now, shortest, *account)));
        if (0..ACCOUNTS).all(|account| table.read(AccountId(account), now).is_none_or(|reading| !reading.cut)) {
            let expected = closed.first().map(|_| shortest);
            prop_assert!(expected.is_none() || read(transfer.to).cycle == expected, "{expected:?}");
            prop_assert!(expected.is_none() || read(transfer.from).cycle == expected, "{expected:?}");
            prop_assert!(most < FEW || read(transfer.to).scattered == Some(most), "{most}");
        }
        let begin = plain.begins(now).day;
        for account in (0..ACCOUNTS).map(AccountId) {
            let Some(reading) = table.read(account, now) else { continue };
            let on = |at: &i64, of: &AccountId| *at > begin && *of == account;
            let is_on = |length| cycles.iter().any(|(at, closed, of)| on(at, of) && *closed <= length);
            prop_assert!(reading.cycle.is_none_or(is_on), "{account:?} {:?}", reading.cycle);
            let is_between = |ways| scattered.iter().any(|(at, most, of)| on(at, of) && *most == ways);
            prop_assert!(reading.scattered.is_none_or(is_between), "{account:?} {:?}", reading.scattered);
        }
    }
    Ok(())
}

#[test]
fn cycles_and_scattered_money_are_what_is_said() {
    hold(dense(), 60, |world| patterns_are_what_is_said(&world));
}

#[test]
fn what_comes_late_is_left_out_and_counted() {
    hold((worlds(30), any::<prop::sample::Index>()), 50, |(world, which)| {
        let Some(last) = world.transfers.last().copied() else { return Ok(()) };
        let (mut table, mut other) = (world.table(&world.settings), world.table(&world.settings));
        let at = which.index(world.transfers.len());
        for (place, transfer) in world.transfers.iter().enumerate() {
            table.take(transfer).unwrap();
            other.take(transfer).unwrap();
            if place >= at {
                let late = Transfer { debit: Stamp::new(transfer.debit.t - 1, 0), ..last };
                prop_assert_eq!(table.take(&late).unwrap(), Taken::Late);
            }
        }
        prop_assert_eq!(table.late(), (world.transfers.len() - at) as u64);
        for account in (0..ACCOUNTS).map(AccountId) {
            prop_assert_eq!(table.read(account, table.now()), other.read(account, table.now()));
        }
        Ok(())
    });
}

/// The worlds hold what is compared: else the comparison could not fail.
#[test]
fn the_worlds_hold_cycles_scattered_money_codes_and_all_the_rest() {
    let mut runner = TestRunner::deterministic();
    let (mut cycles, mut scattered, mut codes, mut slept, mut layers, mut near, mut cut) = (0, 0, 0, 0, 0, 0, 0);
    for at in 0..200 {
        let world = worlds(40).new_tree(&mut runner).unwrap().current();
        let world = if at % 2 == 0 { world } else { dense().new_tree(&mut runner).unwrap().current() };
        let mut table = world.table(&world.settings);
        for transfer in &world.transfers {
            table.take(transfer).unwrap();
            let reading = table.read(transfer.to, table.now()).unwrap();
            cycles += u32::from(reading.cycle.is_some_and(|length| length > 2));
            scattered += u32::from(reading.scattered.is_some());
            codes += u32::from(reading.codes.iter().count() > 1);
            slept += u32::from(reading.woke.is_some());
            layers += u32::from(reading.layer.is_some_and(|layer| layer > 2));
            near += u32::from(reading.near.is_some_and(|near| near.hops > 1 && near.taint > 0));
            cut += u32::from(reading.cut);
        }
    }
    for seen in [cycles, scattered, codes, slept, layers, near, cut] {
        assert!(seen > 50, "{cycles} {scattered} {codes} {slept} {layers} {near} {cut}");
    }
}
