//! The third act: two victims' money runs over four institutions and five levels, through cash, a gift
//! card, a shop and a payment firm's order; one bank is silent for a while and one mule moves on while it
//! is watched. What follows from a report the centre and the members do by themselves; a person signs a
//! form and approves the stop of a company.

use crate::demo::checks::Outcome;
use crate::demo::client::{Client, text};
use crate::demo::looks::{Looks, in_force};
use crate::demo::stage::{Centre, money, report, sign, until};
use crate::demo::town::{BANK_E, PASSWORD, PAY_C, Town};
use crate::demo::trail::{Booked, STOPPABLE, Trail, Who};
use anyhow::Context;
use cordon_model::{Money, Stamp};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Of a hundred fen that could be stopped so many have to be held.
const HELD_PERCENT_MIN: i64 = 80;
/// Everything the centre can know before the silent bank speaks.
const KNOWN_EARLY: [Who; 6] = [Who::First, Who::Second, Who::Wallet, Who::Shared, Who::Far, Who::Other];

/// The two cases, and what could be stopped when they were reported.
pub struct Followed<'t> {
    pub town: &'t Town,
    pub centre: &'t Centre,
    pub trail: &'t Trail,
    pub cases: [String; 2],
    stoppable: BTreeMap<Who, Money>,
}

pub fn followed<'t>(
    town: &'t Town,
    centre: &'t Centre,
    trail: &'t Trail,
    outcome: &mut Outcome,
) -> anyhow::Result<Followed<'t>> {
    let paid = trail.book(town)?;
    town.stop_one("bank-e")?;
    let looks = Looks::begin(Client::officer(&town.base, "supervisor", PASSWORD)?);
    let mut act = Followed::report(town, centre, trail, &paid)?;
    act.spread(outcome)?;
    act.first_onward(outcome)?;
    act.watched(outcome)?;
    act.silent(outcome)?;
    act.shared(outcome)?;
    act.spared(outcome)?;
    act.saved(outcome)?;
    act.books_agree(outcome)?;
    let seen = looks.end()?;
    outcome.check(
        "every case adds up to the fen at every look, and no more is claimed than is held",
        seen.looks > 0 && seen.broken == 0 && seen.over == 0,
        format!("{} looks, {} bars, {} broken, {} over", seen.looks, seen.bars, seen.broken, seen.over),
    );
    Ok(act)
}

fn sum(parts: impl IntoIterator<Item = Money>) -> anyhow::Result<Money> {
    parts.into_iter().try_fold(Money::cny(0), |sum, part| Ok(sum.plus(part)?))
}

pub fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

impl<'t> Followed<'t> {
    /// Both victims report and sign; nobody does more than that.
    fn report(
        town: &'t Town,
        centre: &'t Centre,
        trail: &'t Trail,
        paid: &BTreeMap<Who, String>,
    ) -> anyhow::Result<Self> {
        let mut stoppable = BTreeMap::new();
        for who in STOPPABLE {
            // The silent bank's gateway does not run: what is on its accounts no order can reach now.
            if trail.account(who)?.code != BANK_E {
                stoppable.insert(who, trail.stolen(who));
            }
        }
        let file = |victim, payee| -> anyhow::Result<String> {
            let at = paid.get(&victim).context("no payment")?;
            let filed = report(centre, trail.account(victim)?, Some(trail.account(payee)?), trail.loss(victim), at)?;
            let case = text(&filed, "case").context("no case")?.to_owned();
            sign(centre, &case)?;
            Ok(case)
        };
        let cases = [file(Who::VictimOne, Who::First)?, file(Who::VictimTwo, Who::Other)?];
        Ok(Self { town, centre, trail, cases, stoppable })
    }

    fn shown(&self) -> anyhow::Result<[Value; 2]> {
        let [one, two] = &self.cases;
        Ok([self.centre.case(one)?, self.centre.case(two)?])
    }

    fn mask(&self, who: Who) -> anyhow::Result<String> {
        Ok(format!("****{}", self.trail.tail(who)?))
    }

    fn place<'v>(&self, case: &'v Value, who: Who) -> anyhow::Result<Option<&'v Value>> {
        let mask = self.mask(who)?;
        Ok(list(case, "/trace/places").iter().find(|place| text(place, "number") == Some(&mask)))
    }

    /// What the traces of both cases say is on an account.
    fn traced(&self, shown: &[Value], who: Who) -> anyhow::Result<Money> {
        let mut found = Money::cny(0);
        for case in shown {
            if let Some(place) = self.place(case, who)? {
                found = found.plus(money(place, "/amount")?)?;
            }
        }
        Ok(found)
    }

    fn agree(&self, shown: &[Value], wanted: &[Who]) -> anyhow::Result<bool> {
        for who in wanted {
            if self.traced(shown, *who)? != self.trail.stolen(*who) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Stops that are in force, by account.
    pub fn stops(&self) -> anyhow::Result<BTreeMap<Who, Value>> {
        let measures = in_force(&self.centre.supervisor)?;
        let mut found = BTreeMap::new();
        for who in STOPPABLE.into_iter().chain([Who::Shop]) {
            let mask = self.mask(who)?;
            let on = |measure: &&Value| text(measure, "/target/mask") == Some(&mask);
            if let Some(measure) = measures.iter().filter(on).find(|measure| text(measure, "kind") == Some("stop")) {
                found.insert(who, measure.clone());
            }
        }
        Ok(found)
    }

    fn until_stopped(&self, what: &str, wanted: &[Who]) -> anyhow::Result<()> {
        until(what, || {
            let stops = self.stops()?;
            Ok(wanted.iter().all(|who| stops.contains_key(who)).then_some(()))
        })
    }

    /// The trace reaches the fifth account and the payment firm, while one bank says nothing.
    fn spread(&self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let begun = Instant::now();
        let shown = until("the money is found on five levels", || {
            let shown = self.shown()?;
            Ok(self.agree(&shown, &KNOWN_EARLY)?.then_some(shown))
        })?;
        let took = begun.elapsed().as_millis();
        let places: Vec<&Value> = shown.iter().flat_map(|case| list(case, "/trace/places")).collect();
        let levels = places.iter().filter_map(|place| place.get("level").and_then(Value::as_u64)).max().unwrap_or(0);
        let codes: BTreeSet<&str> = places.iter().filter_map(|place| text(place, "institution_code")).collect();
        outcome.check(
            "the money is followed over at least 4 levels",
            levels >= 4,
            format!("{levels} levels, {took} ms"),
        );
        outcome.check(
            "over at least 3 institutions, a payment firm among them",
            codes.len() >= 3 && codes.contains(PAY_C),
            format!("{} institutions", codes.len()),
        );
        let [one, two] = &shown;
        let loss = self.trail.loss(Who::VictimOne).plus(self.trail.loss(Who::VictimTwo))?;
        let claimed = money(one, "/trace/claimed")?.plus(money(two, "/trace/claimed")?)?;
        outcome.check("both traces claim what was paid", claimed == loss, claimed);
        outcome.figure("追到的层级 levels followed", levels);
        outcome.figure("追到的机构 institutions followed", codes.len());
        let exits = self.trail.moved(Who::First, Who::Cash).plus(self.trail.moved(Who::Wallet, Who::Cards))?;
        let gone = money(one, "/bar/cashed_out")?;
        outcome.check("cash at a machine and a gift card are known as gone", gone == exits, gone);
        Ok(())
    }

    /// From the report to the first stop of an account further on.
    fn first_onward(&self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let [case, _] = self.shown()?;
        let further = |order: &&Value| {
            text(order, "kind") == Some("stop") && order.get("level").and_then(Value::as_u64) > Some(1)
        };
        let sent = list(&case, "/orders").iter().filter(further);
        let first = sent.filter_map(|order| text(order, "/state/dispatched_at")).filter_map(Stamp::parse_rfc3339).min();
        let reported = text(&case, "/case/reported_at").and_then(Stamp::parse_rfc3339).context("no report")?;
        let ms = first.context("no onward stop")?.since_ms(reported);
        outcome.check("from the report to the first onward stop", ms < 10_000, format!("{ms} ms"));
        outcome.figure("报案到首个延伸止付 report to first onward stop", format!("{ms} ms"));
        Ok(())
    }

    fn order_about(&self, case: &Value, kind: &str, who: Who) -> anyhow::Result<Option<(String, String)>> {
        let mask = self.mask(who)?;
        let is = |order: &&Value| text(order, "kind") == Some(kind) && text(order, "/target/mask") == Some(&mask);
        let found = list(case, "/orders").iter().rev().find(is);
        Ok(found.and_then(|order| Some((text(order, "id")?.to_owned(), text(order, "/state/name")?.to_owned()))))
    }

    /// A company waits for an approver, and moves money while its bank watches.
    fn watched(&mut self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let [one, _] = self.cases.clone();
        let stop = until("the shell is watched and its stop waits for a person", || {
            let case = self.centre.case(&one)?;
            let watch = self.order_about(&case, "watch", Who::Shell)?;
            let stop = self.order_about(&case, "stop", Who::Shell)?;
            let ready = watch.is_some_and(|(_, state)| state == "done");
            Ok(stop.filter(|(_, state)| ready && state == "awaiting_approval"))
        })?;
        let begun = Instant::now();
        self.trail.book_late(self.town)?;
        if let Some(left) = self.stoppable.get_mut(&Who::Shell) {
            // It went before a stop could reach it.
            *left = left.minus(self.trail.moved(Who::Shell, Who::Late))?;
        }
        until("the watch tells and the trace goes on", || {
            Ok(self.agree(&self.shown()?, &[Who::Shell, Who::Late])?.then_some(()))
        })?;
        let told = begun.elapsed().as_millis();
        self.until_stopped("the next account is held", &[Who::Late])?;
        outcome.check(
            "a mule moves money while it is watched, and the next account is held",
            true,
            format!(
                "{} moved on, known after {told} ms, held after {} ms",
                self.trail.moved(Who::Shell, Who::Late),
                begun.elapsed().as_millis()
            ),
        );
        self.centre.approver.post(&format!("/api/v1/orders/{}/approve", stop.0), &serde_json::json!({}))?;
        let early = [KNOWN_EARLY.as_slice(), &[Who::Shell, Who::Late]].concat();
        self.until_stopped("every account that can be reached is held", &early)
    }

    /// The silent bank's branch waits alone, and goes on when the bank speaks.
    fn silent(&self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let shown = self.shown()?;
        let [one, _] = &shown;
        let place = self.place(one, Who::Silent)?.context("the silent bank's account is no place")?;
        let pending = list(place, "/notes").iter().any(|note| note == "PENDING");
        let stands = money(place, "/amount")? == self.trail.moved(Who::First, Who::Silent);
        let stops = self.stops()?;
        let alone = !stops.contains_key(&Who::Silent)
            && !stops.contains_key(&Who::Behind)
            && self.agree(&shown, &KNOWN_EARLY)?;
        outcome.check(
            "a silent bank delays its branch only",
            pending && stands && alone,
            format!("{} waits there; {} accounts are held elsewhere", money(place, "/amount")?, stops.len()),
        );
        let begun = Instant::now();
        self.town.start_one("bank-e")?;
        self.until_stopped("the silent bank's branch is held", &[Who::Silent, Who::Behind])?;
        until("the traces agree with what was moved", || Ok(self.agree(&self.shown()?, &STOPPABLE)?.then_some(())))?;
        outcome.check(
            "the bank speaks, and its branch goes on",
            true,
            format!("two more accounts held {} ms after its gateway was started", begun.elapsed().as_millis()),
        );
        Ok(())
    }

    /// Two victims' money on one account.
    fn shared(&self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let shown = self.shown()?;
        let stops = self.stops()?;
        let mut within = true;
        for stop in stops.values() {
            let claims = list(stop, "/claims").iter().map(|claim| money(claim, "/claimed"));
            within &= sum(claims.collect::<Result<Vec<_>, _>>()?)? <= money(stop, "/state/force/held")?;
        }
        let stop = stops.get(&Who::Shared).context("the shared account is not held")?;
        let both = list(stop, "/claims").len() == 2;
        let exact = self.traced(&shown, Who::Shared)? == self.trail.stolen(Who::Shared);
        outcome.check(
            "two cases on one account never claim the same fen",
            within && both && exact,
            format!(
                "{} of two victims there, {} held",
                self.traced(&shown, Who::Shared)?,
                money(stop, "/state/force/held")?
            ),
        );
        Ok(())
    }

    /// A shop took stolen money and deals with hundreds: nobody restricts it.
    fn spared(&self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let view = self.ledger(Who::Shop)?;
        let free = money(&view, "/free")? == money(&view, "/balance")?;
        let [one, _] = self.shown()?;
        let ordered = self.order_about(&one, "stop", Who::Shop)?.is_some()
            || self.order_about(&one, "risk_notice", Who::Shop)?.is_some();
        let stands = self.traced(&[one], Who::Shop)?;
        outcome.check(
            "a shop with hundreds of customers is not stopped",
            free && !ordered && stands == self.trail.stolen(Who::Shop),
            format!("{stands} of the case stands there, {} free", money(&view, "/free")?),
        );
        Ok(())
    }

    /// What could be stopped: at the report, the stolen money on accounts of institutions whose gateway
    /// runs, exits and the shop left out, less what moved on before a stop could reach it. Held: by
    /// receipts, of each account no more than was stoppable there.
    fn saved(&self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let stops = self.stops()?;
        let (mut held, mut saved) = (Money::cny(0), Money::cny(0));
        let (mut refused, mut tried) = (0_usize, 0_usize);
        for who in STOPPABLE {
            if let (Some(stop), Some(could)) = (stops.get(&who), self.stoppable.get(&who)) {
                held = held.plus(money(stop, "/state/force/held")?.at_most(*could)?)?;
            }
            let balance = money(&self.ledger(who)?, "/balance")?;
            tried = tried.saturating_add(1);
            if self.trail.flees(self.town, who, balance)? == Booked::Held {
                refused = refused.saturating_add(1);
                saved = saved.plus(self.trail.stolen(who))?;
            }
        }
        let stoppable = sum(self.stoppable.values().copied())?;
        let enough = held.minor().saturating_mul(100) >= stoppable.minor().saturating_mul(HELD_PERCENT_MIN);
        let percent = held.minor().saturating_mul(100).checked_div(stoppable.minor()).unwrap_or(0);
        outcome.check(
            &format!("at least {HELD_PERCENT_MIN} % of what could be stopped is held by receipts"),
            stoppable.is_positive() && enough,
            format!("{held} of {stoppable}, {percent} %"),
        );
        outcome.check(
            "every mule tries to move on and the ledgers refuse",
            refused == tried,
            format!("{refused} of {tried} refused, {saved} saved"),
        );
        outcome.figure("报案时可止 stoppable at the report", stoppable);
        outcome.figure("其中已止 held of it", format!("{held} ({percent} %)"));
        outcome.figure("拦住的转移 saved from moving on", saved);
        Ok(())
    }

    pub fn ledger(&self, who: Who) -> anyhow::Result<Value> {
        let account = self.trail.account(who)?;
        let member = self.town.member(account.code).context("no member")?;
        self.town.ledger(member).get(&format!("/accounts/{}", account.number))
    }

    /// The members' own ledgers hold what the centre says, and have what the traces say is there.
    fn books_agree(&self, outcome: &mut Outcome) -> anyhow::Result<()> {
        let (shown, stops) = (self.shown()?, self.stops()?);
        let (mut same, mut adds_up) = (0_usize, true);
        for who in STOPPABLE {
            let view = self.ledger(who)?;
            let running: Vec<&Value> =
                list(&view, "/holds").iter().filter(|hold| hold.get("in_force") == Some(&Value::Bool(true))).collect();
            let stop = stops.get(&who).context("not held")?;
            let ordered = |hold: &Value| list(stop, "/orders").iter().any(|id| Some(id) == hold.get("reference"));
            if let [hold] = running.as_slice() {
                let alike = money(hold, "/held")? == money(stop, "/state/force/held")?;
                same = same.saturating_add(usize::from(alike && ordered(hold)));
            }
            let clean = Money::cny(self.trail.account(who)?.yuan.saturating_mul(100));
            adds_up &= clean.plus(self.traced(&shown, who)?)? == money(&view, "/balance")?;
        }
        outcome.check(
            "the members' own ledgers hold what is reported held",
            same == STOPPABLE.len(),
            format!("{same} of {} accounts", STOPPABLE.len()),
        );
        for case in &shown {
            let places = list(case, "/trace/places").iter().map(|place| money(place, "/amount"));
            let rest = ["absorbed", "unseen", "overlap"].iter().map(|part| money(case, &format!("/trace/{part}")));
            let all = sum(places.chain(rest).collect::<Result<Vec<_>, _>>()?)?;
            adds_up &= all == money(case, "/trace/claimed")?;
        }
        outcome.check("what the gateways told and the places of the traces add up", adds_up, "each account to the fen");
        Ok(())
    }
}
