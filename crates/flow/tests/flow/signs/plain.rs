//! The signs as they are said in words: of every account again from the list of all transfers. Slow and
//! obvious; it keeps nothing from one question to the next.

use cordon_flow::signs::{
    ALIKE_PART, CASE_HOPS_MAX, CASE_WINDOW_MS, CONCENTRATION, CYCLE_MAX, Codes, Deep, Each, FEW, FeatureCode, Near,
    Settings, Sums, Woke,
};
use cordon_flow::{AccountId, Transfer};
use cordon_model::calendar::Day;
use cordon_model::time::{DAY_MS, HOUR_MS, Stamp};
use std::collections::{BTreeMap, BTreeSet};

/// A list of transfers that the table has taken, and how it was set.
#[derive(Clone, Copy)]
pub struct Plain<'t> {
    pub taken: &'t [Transfer],
    pub settings: &'t Settings,
    pub involved: &'t [(AccountId, i64, u64)],
}

/// What is compared with a reading of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub credits: Each<Sums>,
    pub debits: Each<Sums>,
    pub credits_deep: Deep,
    pub debits_deep: Deep,
    pub book: u64,
    pub woke: Option<Woke>,
    pub layer: Option<u8>,
    pub near: Option<Near>,
    pub codes: Codes,
}

/// What is said of one debit or credit, over the whole list.
#[derive(Clone, Copy, Default)]
struct Told {
    drawn: u64,
    held_ms: u64,
    emptied: bool,
    fresh: bool,
    layer: u8,
}

impl Plain<'_> {
    pub fn read(&self, account: AccountId, at: i64) -> Read {
        let begins = self.begins(at);
        let told = self.told();
        let side = |is_credit| self.side(account, is_credit, &begins, &told);
        let ((credits, credits_deep), (debits, debits_deep)) = (side(true), side(false));
        Read {
            credits,
            debits,
            credits_deep,
            debits_deep,
            book: self.book(account, self.taken.len()).0,
            woke: self.woke(account, begins.week),
            layer: self.newest_layer(account, begins.day, &told),
            near: self.near().get(&account).copied().filter(|near| at - near.since <= CASE_WINDOW_MS),
            codes: self.codes(account, &credits.week, &debits.week, begins.week),
        }
    }

    /// After which moments the windows hold what there is.
    pub fn begins(&self, at: i64) -> Each<i64> {
        let Settings { hour_ms, day_ms, working_days, calendar, .. } = self.settings;
        let shanghai = 8 * HOUR_MS;
        let mut first = (at + shanghai).div_euclid(DAY_MS) * DAY_MS - shanghai;
        let is_working = |first: i64| calendar.is_working(Day::of(Stamp::from_ms(first)));
        let mut found = u32::from(is_working(first));
        while found < *working_days {
            first -= DAY_MS;
            found += u32::from(is_working(first));
        }
        let (hour, day) = (at - hour_ms, at - day_ms);
        Each { hour, day, week: (first - 1).min(day) }
    }

    /// The list's places of an account's postings.
    fn postings(&self, account: AccountId, is_credit: bool) -> Vec<usize> {
        let side = |transfer: &Transfer| if is_credit { transfer.to } else { transfer.from };
        (0..self.taken.len()).filter(|at| side(&self.taken[*at]) == account).collect()
    }

    /// Those that are kept when so many of the list have come.
    fn kept(&self, account: AccountId, is_credit: bool, when: usize, since: i64) -> Vec<usize> {
        let all: Vec<usize> = self.postings(account, is_credit).into_iter().filter(|at| *at < when).collect();
        let newest = all.iter().rev().take(self.settings.postings_max).rev().copied();
        newest.filter(|at| self.taken[*at].debit.t > since).collect()
    }

    fn side(&self, account: AccountId, is_credit: bool, begins: &Each<i64>, told: &[Told]) -> (Each<Sums>, Deep) {
        let sums = |since: i64| {
            let places = self.kept(account, is_credit, self.taken.len(), since);
            let others: BTreeSet<AccountId> = places.iter().map(|at| self.other(*at, account)).collect();
            Sums {
                count: places.len() as u32,
                fan: others.len() as u32,
                fresh: places.iter().filter(|at| told[**at].fresh).count() as u32,
                emptied: places.iter().filter(|at| !is_credit && told[**at].emptied).count() as u32,
                amount: places.iter().map(|at| self.taken[*at].amount).sum(),
            }
        };
        let today = self.kept(account, is_credit, self.taken.len(), begins.day);
        let debits = || today.iter().filter(|_| !is_credit).map(|at| told[*at]);
        let deep = Deep {
            squares: today.iter().map(|at| u128::from(self.taken[*at].amount).pow(2)).sum(),
            drawn: debits().map(|told| told.drawn).sum(),
            held: debits().map(|told| u128::from(told.drawn) * u128::from(told.held_ms)).sum(),
        };
        (Each { hour: sums(begins.hour), day: sums(begins.day), week: sums(begins.week) }, deep)
    }

    fn other(&self, at: usize, account: AccountId) -> AccountId {
        let transfer = &self.taken[at];
        if transfer.from == account { transfer.to } else { transfer.from }
    }

    /// Goes through the list once and says of each transfer what it drew and from how far.
    fn told(&self) -> Vec<Told> {
        let mut told: Vec<Told> = Vec::new();
        let mut left: Vec<u64> = Vec::new();
        for (at, transfer) in self.taken.iter().enumerate() {
            let (now, mut wanted) = (transfer.debit.t, transfer.amount);
            let begins = self.begins(now);
            let (mut held, mut quick, mut layer) = (0_u128, 0, 0);
            for credit in self.kept(transfer.from, true, at, begins.week).into_iter().rev() {
                let drawn = left[credit].min(wanted);
                if drawn == 0 {
                    continue;
                }
                (left[credit], wanted) = (left[credit] - drawn, wanted - drawn);
                held += u128::from(drawn) * (now - self.taken[credit].debit.t) as u128;
                if self.taken[credit].debit.t > begins.hour {
                    (quick, layer) = (quick + drawn, layer.max(told[credit].layer));
                }
            }
            let drawn = transfer.amount - wanted;
            let is_quick = quick * 2 >= transfer.amount;
            told.push(Told {
                drawn,
                held_ms: held.checked_div(drawn.into()).unwrap_or(0) as u64,
                emptied: self.book(transfer.from, at + 1).1,
                fresh: self.is_fresh(at, begins.week),
                layer: if is_quick { layer + 1 } else { 1 },
            });
            left.push(transfer.amount);
        }
        told
    }

    fn is_fresh(&self, at: usize, week: i64) -> bool {
        let transfer = &self.taken[at];
        let since = (transfer.debit.t - self.settings.memory_ms).min(week);
        !self.taken[..at]
            .iter()
            .any(|earlier| (earlier.from, earlier.to) == (transfer.from, transfer.to) && earlier.debit.t > since)
    }

    /// What lies on an account when so many of the list have come, and whether its last posting emptied it.
    fn book(&self, account: AccountId, when: usize) -> (u64, bool) {
        let (mut book, mut emptied) = (0_u64, false);
        for transfer in &self.taken[..when] {
            if transfer.from == account {
                let had = transfer.balance_before.map_or(book, |stated| stated.max(0) as u64);
                book = had.saturating_sub(transfer.amount);
                emptied = had >= transfer.amount && book <= had / 50;
            } else if transfer.to == account {
                (book, emptied) = (book + transfer.amount, false);
            }
        }
        (book, emptied)
    }

    fn woke(&self, account: AccountId, since: i64) -> Option<Woke> {
        let touches = |transfer: &&Transfer| transfer.from == account || transfer.to == account;
        let at: Vec<i64> = self.taken.iter().filter(touches).map(|transfer| transfer.debit.t).collect();
        let woke = (1..at.len()).rev().find(|place| at[*place] - at[*place - 1] >= self.settings.dormant_ms)?;
        let within = |moment: &&i64| **moment - at[woke] < self.settings.day_ms;
        let postings = at[woke..].iter().filter(within).count() as u32;
        (at[woke] > since).then_some(Woke { slept_ms: at[woke] - at[woke - 1], postings })
    }

    fn newest_layer(&self, account: AccountId, since: i64, told: &[Told]) -> Option<u8> {
        let newest = self.postings(account, true).into_iter().next_back()?;
        (self.taken[newest].debit.t > since).then_some(told[newest].layer)
    }

    fn codes(&self, account: AccountId, credits: &Sums, debits: &Sums, since: i64) -> Codes {
        let dispersed = |one: &Sums, other: &Sums| {
            one.count >= FEW && one.fan >= FEW && other.fan >= 1 && one.fan >= CONCENTRATION * other.fan
        };
        let involved = |account: AccountId| self.involved.iter().any(|(named, ..)| *named == account);
        let recent = || self.taken.iter().filter(|transfer| transfer.debit.t > since);
        Codes::default()
            .with(FeatureCode::DispersedIn, dispersed(credits, debits))
            .with(FeatureCode::DispersedOut, dispersed(debits, credits))
            .with(FeatureCode::Alike, self.is_alike(account, since))
            .with(FeatureCode::PayeeInvolved, recent().any(|t| t.from == account && involved(t.to)))
            .with(FeatureCode::PayerInvolved, recent().any(|t| t.to == account && involved(t.from)))
    }

    /// Whether three in a row of one payer and payee are alike. What the payer no longer keeps is not seen.
    fn is_alike(&self, account: AccountId, since: i64) -> bool {
        (0..self.taken.len()).any(|third| {
            let last = &self.taken[third];
            let pair = (last.from, last.to);
            let week = self.begins(last.debit.t).week;
            let kept = self.kept(last.from, false, third + 1, week);
            let same: Vec<usize> =
                kept.into_iter().filter(|at| (self.taken[*at].from, self.taken[*at].to) == pair).collect();
            let three = same.len().checked_sub(3).map(|at| &same[at..]);
            let Some(three) = three.filter(|_| account == pair.0 || account == pair.1) else { return false };
            let amounts = || three.iter().map(|at| self.taken[*at].amount);
            let (least, most) = (amounts().min().unwrap(), amounts().max().unwrap());
            most - least <= least / ALIKE_PART && self.taken[three[0]].debit.t > since
        })
    }

    fn near(&self) -> BTreeMap<AccountId, Near> {
        let mut near: BTreeMap<AccountId, Near> = BTreeMap::new();
        for (account, since, taint) in self.involved {
            let known = near.entry(*account).or_insert(Near { hops: 0, since: *since, taint: 0 });
            *known = Near { hops: 0, since: known.since.max(*since), taint: known.taint + taint };
        }
        for transfer in self.taken {
            let now = transfer.debit.t;
            let is_on = |near: &Near| near.since <= now && now - near.since <= CASE_WINDOW_MS;
            let Some(source) = near.get(&transfer.from).copied().filter(|near| is_on(near)) else { continue };
            if source.hops == CASE_HOPS_MAX {
                continue;
            }
            let moved = source.taint.min(transfer.amount);
            near.get_mut(&transfer.from).unwrap().taint -= moved;
            let came = Near { hops: source.hops + 1, taint: moved, ..source };
            match near.get(&transfer.to).copied().filter(|there| now - there.since <= CASE_WINDOW_MS) {
                None => near.insert(transfer.to, came),
                Some(there) => {
                    let best = if (came.hops, -came.since) < (there.hops, -there.since) { came } else { there };
                    near.insert(transfer.to, Near { taint: there.taint + moved, ..best })
                }
            };
        }
        near
    }

    /// Whether a transfer is between accounts that are no hubs when it comes.
    fn is_between_people(&self, at: usize) -> bool {
        let seen = Plain { taken: &self.taken[..=at], ..*self };
        let begin = self.begins(self.taken[at].debit.t).day;
        let fan = |account, is_credit| {
            let places = seen.kept(account, is_credit, at + 1, begin);
            let others: BTreeSet<AccountId> = places.into_iter().map(|place| seen.other(place, account)).collect();
            others.len() as u32
        };
        let hub = |account| fan(account, true) + fan(account, false) > self.settings.hub_fan;
        !hub(self.taken[at].from) && !hub(self.taken[at].to)
    }

    /// All cycles of at most six transfers that the last transfer closes, each within a day: the accounts.
    pub fn cycles(&self) -> Vec<Vec<AccountId>> {
        let people: Vec<bool> = (0..self.taken.len()).map(|at| self.is_between_people(at)).collect();
        let Some(last) = self.taken.len().checked_sub(1).filter(|last| people[*last]) else { return Vec::new() };
        let transfer = &self.taken[last];
        let mut found = Vec::new();
        let mut ways = vec![(transfer.to, 0, vec![transfer.to])];
        while let Some((here, after, path)) = ways.pop() {
            for at in (after..last).filter(|at| people[*at] && self.taken[*at].from == here) {
                let next = self.taken[at];
                let is_too_old = path.len() == 1 && next.debit.t <= self.begins(transfer.debit.t).day;
                if is_too_old || path.contains(&next.to) || path.len() >= usize::from(CYCLE_MAX) {
                    continue;
                }
                let longer: Vec<AccountId> = path.iter().copied().chain([next.to]).collect();
                if next.to == transfer.from {
                    found.push(longer);
                } else {
                    ways.push((next.to, at + 1, longer));
                }
            }
        }
        found
    }

    /// Of the last transfer: whose money its payer passed on, and over how many accounts that came to the
    /// payee by now.
    pub fn scattered(&self) -> BTreeMap<AccountId, BTreeSet<AccountId>> {
        let people: Vec<bool> = (0..self.taken.len()).map(|at| self.is_between_people(at)).collect();
        let Some(last) = self.taken.len().checked_sub(1).filter(|last| people[*last]) else { return BTreeMap::new() };
        let transfer = &self.taken[last];
        let begin = self.begins(transfer.debit.t).day;
        let mut over: BTreeMap<AccountId, BTreeSet<AccountId>> = BTreeMap::new();
        for (second, gathered) in self.taken.iter().enumerate().filter(|(at, _)| people[*at]) {
            for (_, first) in self.taken[..second].iter().enumerate().filter(|(at, _)| people[*at]) {
                let is_way = first.to == gathered.from && gathered.to == transfer.to && first.from != gathered.to;
                if is_way && first.debit.t > begin {
                    over.entry(first.from).or_default().insert(first.to);
                }
            }
        }
        over.retain(|_, middles| middles.contains(&transfer.from));
        over
    }
}
