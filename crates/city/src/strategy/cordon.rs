//! The product itself: its desk on its store. What `server` does with sockets and threads, this does in
//! one thread: it hands over what waits for an agency, takes in what agencies answer, lets the trace
//! look after every change, and moves the clock. People decide what the product leaves to people.

pub mod founding;

use crate::form;
use crate::office::{KEYING_MS, SCAN, Team, is_known_shop};
use crate::script::{AccountNo, INSTITUTIONS};
use crate::world::{NewLetter, Strategy, World};
use anyhow::Context;
use cordon_desk::money::attach_paper::attach_paper;
use cordon_desk::money::file_report::{Report, ReportedTransfer, ReporterInput, Side, file_report};
use cordon_desk::money::learn;
use cordon_desk::money::trace::list::{ListDecision, decide_list};
use cordon_desk::money::trace::{Standing, round};
use cordon_desk::order::approve::approve;
use cordon_desk::order::hand_over::hand_over;
use cordon_desk::order::lease::lease;
use cordon_desk::order::receive::receive;
use cordon_desk::{Actor, Call, Desk, Refusal, clock};
use cordon_model::time::MINUTE_MS;
use cordon_model::{Author, CaseId, Channel, Code, ListItem, Money, Order, OrderId, Stamp, StopList, StopListId, Wire};
use cordon_store::{Doors, Read, SqliteStore, outbox};
use founding::House;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

const TICK_MS: i64 = 5 * MINUTE_MS;
const LEASE_MAX: u32 = 20;
/// Rounds of tracing after one change; more go with the next.
const ROUNDS_MAX: usize = 16;
/// From this sum on a whole account is held for a small part of it.
const WEIGHTY_FEN: i64 = 2_000_000;

#[derive(Clone, Copy, Debug)]
enum Task {
    Key(usize),
    Tick,
    Approve(OrderId),
    Decide(StopListId),
}

pub struct Cordon {
    desk: Desk,
    house: House,
    standing: Standing,
    tasks: HashMap<u64, Task>,
    next: u64,
    seeds: u64,
    filed: BTreeMap<usize, CaseId>,
    cases: HashMap<CaseId, usize>,
    signed: BTreeSet<usize>,
    /// What people have been asked already.
    asked: BTreeSet<String>,
    approvers: Team,
    accounts: HashMap<String, AccountNo>,
}

impl std::fmt::Debug for Cordon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cordon").field("cases", &self.filed.len()).finish_non_exhaustive()
    }
}

impl Cordon {
    /// Founds a centre on a new store in the folder, with every house of the city taking part.
    pub fn found(world: &mut World, folder: &Path) -> anyhow::Result<Self> {
        let store = SqliteStore::open(folder, world.now)?;
        let (desk, house) = founding::found(&world.script, world.now, Arc::new(store))?;
        let accounts = founding::keys(&desk, &house, &world.script);
        let mut own = Self {
            desk,
            house,
            standing: Standing::default(),
            tasks: HashMap::new(),
            next: 0,
            seeds: 1_000,
            filed: BTreeMap::new(),
            cases: HashMap::new(),
            signed: BTreeSet::new(),
            asked: BTreeSet::new(),
            approvers: Team::of("approvers", 2),
            accounts,
        };
        own.remind(world, world.now.plus_ms(TICK_MS), Task::Tick);
        Ok(own)
    }

    fn remind(&mut self, world: &mut World, at: Stamp, task: Task) {
        self.next = self.next.saturating_add(1);
        self.tasks.insert(self.next, task);
        world.remind(at, self.next);
    }

    fn call(&mut self, world: &World, actor: Actor) -> Call {
        Call::new(actor, world.now, self.seed(world))
    }

    fn seed(&mut self, world: &World) -> [u8; 32] {
        self.seeds = self.seeds.saturating_add(1);
        world.script.chance.bytes("desk", &[self.seeds])
    }

    fn key(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        let report = report(world, case)?;
        let call = self.call(world, Actor::Officer(self.house.intake.clone()));
        let filed = file_report(&self.desk, &call, &report)?.case;
        self.filed.insert(case, filed);
        self.cases.insert(filed, case);
        if self.signed.contains(&case) {
            self.attach(world, filed)?;
        }
        self.follow(world)
    }

    fn attach(&mut self, world: &World, case: CaseId) -> anyhow::Result<()> {
        let call = self.call(world, Actor::Officer(self.house.intake.clone()));
        attach_paper(&self.desk, &call, case, SCAN)?;
        Ok(())
    }

    /// After a change: rows are learned, the trace looks, orders leave, people are asked.
    fn follow(&mut self, world: &mut World) -> anyhow::Result<()> {
        for id in learn::due(&self.desk)? {
            let call = self.call(world, Actor::Platform);
            while learn::learn_statement(&self.desk, &call, id)? {}
        }
        for _ in 0..ROUNDS_MAX {
            let (chance, mut seeds) = (world.script.chance, self.seeds);
            let mut seed = || {
                seeds = seeds.saturating_add(1);
                chance.bytes("desk", &[seeds])
            };
            let traced = round(&self.desk, world.now, &mut seed, &mut self.standing)?;
            self.seeds = seeds;
            if traced.extended == 0 && !traced.again {
                break;
            }
        }
        self.dispatch(world)?;
        self.ask_people(world)
    }

    fn dispatch(&mut self, world: &mut World) -> anyhow::Result<()> {
        let unfetched = self.desk.store().view("unfetched", |view| outbox::unfetched(view.sql()))?;
        for (agency, wire) in unfetched {
            let Some(house) = self.house.agencies.iter().position(|id| id.to_string() == agency) else { continue };
            let own = *self.house.agencies.get(house).context("no such house")?;
            let wires = INSTITUTIONS.get(house).context("no such house")?.wires();
            let wire = wires.into_iter().find(|own| own.name() == wire).context("a wire that no house has")?;
            for leased in lease(&self.desk, own, wire, world.now, LEASE_MAX)? {
                // What a house has not answered yet is given again when its lease ends. It knows.
                if !leased.first {
                    continue;
                }
                let call = self.call(world, Actor::Agency(own));
                let id: OrderId = leased.message.order_id.parse().map_err(|_| anyhow::anyhow!("no order"))?;
                let open = match hand_over(&self.desk, &call, id) {
                    Ok(open) => open,
                    // Answered or withdrawn since.
                    Err(refusal) if !refusal.is_ours() => continue,
                    Err(refusal) => return Err(refusal.into()),
                };
                let order: Order =
                    self.desk.store().view("order", |view| view.need::<Order>(id).map_err(Refusal::from))?;
                let case = order.case.and_then(|case| self.cases.get(&case)).copied();
                world.send(NewLetter {
                    house,
                    wire,
                    bytes: form::bytes(wire, &open)?,
                    kind: order.kind.name(),
                    number: open.target.value.0.clone(),
                    case,
                })?;
            }
        }
        Ok(())
    }

    /// What is left to people: orders that wait for one, and lists.
    fn ask_people(&mut self, world: &mut World) -> anyhow::Result<()> {
        let (orders, lists): (Vec<Order>, Vec<StopList>) = self.desk.store().view("for_people", |view| {
            let orders = view.select("where state = 'awaiting_approval' order by id", &[])?;
            Ok::<_, Refusal>((orders, view.select("where state = 'open' order by id", &[])?))
        })?;
        for order in orders {
            if self.asked.insert(order.id.to_string()) {
                let at = self.approvers.decides(world.script.chance, world.now);
                self.remind(world, at, Task::Approve(order.id));
            }
        }
        for list in lists {
            // A list that grew is read again.
            if self.asked.insert(format!("{}:{}", list.id, list.items.len())) {
                let at = self.approvers.decides(world.script.chance, world.now);
                self.remind(world, at, Task::Decide(list.id));
            }
        }
        Ok(())
    }

    fn is_known_shop(&self, world: &World, key: &str) -> bool {
        self.accounts.get(key).is_some_and(|no| is_known_shop(&world.script, *no))
    }

    fn approve(&mut self, world: &mut World, id: OrderId) -> anyhow::Result<()> {
        let order: Order = self.desk.store().view("order", |view| view.need::<Order>(id).map_err(Refusal::from))?;
        if order.state.name() != "awaiting_approval" {
            return Ok(());
        }
        // What a person drafted needs another; the platform's own goes to the approver.
        let by_platform = matches!(order.author, Author::Platform { .. });
        if order.kind.restricts() && by_platform && self.is_known_shop(world, order.target.key()) {
            return Ok(());
        }
        let call = self.call(world, Actor::Officer(self.house.approver.clone()));
        settled(approve(&self.desk, &call, id).map(drop))
    }

    fn decide(&mut self, world: &mut World, id: StopListId) -> anyhow::Result<()> {
        let list: StopList = self.desk.store().view("list", |view| view.need::<StopList>(id).map_err(Refusal::from))?;
        let items = list.items.iter().enumerate();
        let excluded: BTreeMap<usize, String> = items
            .filter(|(_, item)| self.is_known_shop(world, &item.account) || is_out_of_proportion(item))
            .map(|(place, _)| (place, "正常经营商户".to_owned()))
            .collect();
        let approve = excluded.len() < list.items.len();
        let excluded = if approve { excluded } else { BTreeMap::new() };
        let decision = ListDecision { approve, excluded, reason: "按清单核定".to_owned() };
        let call = self.call(world, Actor::Officer(self.house.approver.clone()));
        settled(decide_list(&self.desk, &call, id, &decision).map(drop))
    }
}

/// Whoever weighs a whole account against little stolen money lets it be, unless the sum is large.
fn is_out_of_proportion(item: &ListItem) -> bool {
    item.why == "disproportionate" && item.amount < Money::cny(WEIGHTY_FEN)
}

/// What was decided or ended otherwise meanwhile needs nothing any more.
fn settled(outcome: Result<(), Refusal>) -> anyhow::Result<()> {
    match outcome {
        Err(refusal) if refusal.is_ours() => Err(refusal.into()),
        Err(refusal) => {
            tracing::debug!(code = %refusal.code, detail = %refusal.detail, "not decided");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// What the victim can tell.
fn report(world: &World, case: usize) -> anyhow::Result<Report> {
    let script = world.script.cases.get(case).context("no case")?;
    let side = |no: AccountNo| -> anyhow::Result<Side> {
        let account = world.script.account(no).context("no account")?;
        let code = INSTITUTIONS.get(account.house).context("no house")?.code;
        Ok(Side {
            institution_code: code.to_owned(),
            number: account.number.as_str().into(),
            holder: Some(account.holder.as_str().into()),
            class: account.class,
        })
    };
    let mut transfers = Vec::new();
    for (payment, paid) in script.payments.iter().enumerate() {
        transfers.push(ReportedTransfer {
            from: side(script.victim)?,
            to: Some(side(world.paid_to(case, payment)?)?),
            amount: Money::cny(paid.fen),
            at: Stamp::from_ms(paid.at),
            channel: Channel::MobileBank,
        });
    }
    Ok(Report {
        reporter: Some(ReporterInput {
            name: format!("样例报案{case}").as_str().into(),
            id_type: "身份证".to_owned(),
            id_number: "99000019000101001X".into(),
            phone: "19900000001".into(),
        }),
        transfers,
        scam_type: script.scam.to_owned(),
        narrative: None,
        contact: None,
        reported_at: None,
        bank_report: None,
    })
}

impl Strategy for Cordon {
    fn reported(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        self.remind(world, world.now.plus_ms(KEYING_MS), Task::Key(case));
        Ok(())
    }

    fn signed(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        self.signed.insert(case);
        let Some(filed) = self.filed.get(&case).copied() else { return Ok(()) };
        self.attach(world, filed)?;
        self.follow(world)
    }

    fn answered(&mut self, world: &mut World, house: usize, wire: Wire, bytes: &[u8]) -> anyhow::Result<()> {
        let (answer, kind) = form::read(wire, bytes)?;
        let agency = *self.house.agencies.get(house).context("no such house")?;
        let call = self.call(world, Actor::Agency(agency));
        let digest = Sha256::digest(bytes).into();
        match receive(&self.desk, &call, wire, &answer, kind, digest) {
            Ok(_) => {}
            // Withdrawn orders are answered too.
            Err(refusal) if matches!(refusal.code, Code::NotFound | Code::WrongState) => {}
            Err(refusal) => return Err(refusal.into()),
        }
        self.follow(world)
    }

    fn reminded(&mut self, world: &mut World, token: u64) -> anyhow::Result<()> {
        match self.tasks.remove(&token) {
            Some(Task::Key(case)) => self.key(world, case),
            Some(Task::Approve(order)) => {
                self.approve(world, order)?;
                self.follow(world)
            }
            Some(Task::Decide(list)) => {
                self.decide(world, list)?;
                self.follow(world)
            }
            Some(Task::Tick) => {
                let (chance, mut seeds) = (world.script.chance, self.seeds);
                let mut seed = || {
                    seeds = seeds.saturating_add(1);
                    chance.bytes("desk", &[seeds])
                };
                let ticked = clock::tick(&self.desk, world.now, &mut seed)?;
                self.seeds = seeds;
                self.remind(world, world.now.plus_ms(TICK_MS), Task::Tick);
                if ticked.is_idle() { Ok(()) } else { self.follow(world) }
            }
            None => Ok(()),
        }
    }
}
