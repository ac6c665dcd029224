//! Centres without Cordon: they write the same orders on the same wires to the same houses, and follow
//! the money level by level. The next level is begun when every house of this one has answered, or has
//! kept the centre waiting for as long as it is given.
//!
//! They are no fools: they leave shops out that they recognise, follow no more than what arrived, stop
//! nobody twice, and ask payment firms by their order numbers.

use crate::banks::party;
use crate::form;
use crate::office::{KEYING_MS, SCAN, Team, is_known_shop};
use crate::script::INSTITUTIONS;
use crate::world::{NewLetter, Strategy, Work, World};
use anyhow::Context;
use cordon_model::exchange::{
    Answer, Attachment, Media, OpenOrder, OpenTarget, OpenTransfer, PaperKind, Party, Side, Signatory, StatementRow,
};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use cordon_model::{AccountClass, AgencyKind, Money, OrderId, OrderKind, Query, SerialKind, Stamp, TargetKind, Wire};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Levels that are followed (四级、五级卡).
const LEVELS_MAX: usize = 5;
/// Less is not worth a letter.
const FEN_MIN: i64 = 10_000;
/// How long a level waits for its last house: the norm for an answer.
const LEVEL_WAITS_MS: i64 = 30 * MINUTE_MS;
const STOP_LIFE_MS: i64 = 48 * HOUR_MS;

/// How letters are written.
#[derive(Debug)]
pub(super) enum Pace {
    /// By a program: at once.
    Machine,
    /// By people, who take so long for a stop with its question, and to read a statement.
    People { team: Team, writing_ms: i64, reading_ms: i64 },
}

/// Money that came to an account.
#[derive(Clone, Debug)]
struct Found {
    transfer: OpenTransfer,
    payee: Party,
}

#[derive(Clone, Debug)]
struct Asked {
    case: usize,
    level: usize,
    found: Found,
}

#[derive(Debug, Default)]
struct Pursuit {
    keyed: bool,
    signed: bool,
    level: usize,
    /// Questions of this level without an answer.
    waiting: BTreeSet<OrderId>,
    next: Vec<Found>,
    stopped: BTreeSet<String>,
}

#[derive(Debug)]
enum Task {
    Keyed(usize),
    Writes(Box<Asked>),
    Reads(Box<(Asked, Answer)>, OrderId),
    Overdue { case: usize, level: usize },
}

#[derive(Debug)]
pub(super) struct Rival {
    pace: Pace,
    approvers: Team,
    tasks: HashMap<u64, Task>,
    next: u64,
    orders: HashMap<OrderId, Asked>,
    pursuits: BTreeMap<usize, Pursuit>,
}

impl Rival {
    pub fn of(pace: Pace) -> Self {
        Self {
            pace,
            approvers: Team::of("approvers", 2),
            tasks: HashMap::new(),
            next: 0,
            orders: HashMap::new(),
            pursuits: BTreeMap::new(),
        }
    }

    fn remind(&mut self, world: &mut World, at: Stamp, task: Task) {
        self.next = self.next.saturating_add(1);
        self.tasks.insert(self.next, task);
        world.remind(at, self.next);
    }

    fn pursuit(&mut self, case: usize) -> &mut Pursuit {
        self.pursuits.entry(case).or_default()
    }

    /// Form and report are there: the first level.
    fn begin(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        let pursuit = self.pursuit(case);
        if !pursuit.keyed || !pursuit.signed || pursuit.level > 0 {
            return Ok(());
        }
        let script = world.script.cases.get(case).context("no case")?;
        let victim = party(world.script.account(script.victim).context("no victim")?);
        let mut first = Vec::new();
        for (number, paid) in script.payments.iter().enumerate() {
            let payee = party(world.script.account(world.paid_to(case, number)?).context("no payee")?);
            let transfer = OpenTransfer {
                from: victim.clone(),
                to: Some(payee.clone()),
                amount: Money::cny(paid.fen),
                at: Stamp::from_ms(paid.at),
            };
            first.push(Found { transfer, payee });
        }
        self.pursuit(case).next = first;
        self.next_level(world, case)
    }

    fn next_level(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        let pursuit = self.pursuit(case);
        pursuit.level = pursuit.level.saturating_add(1);
        let level = pursuit.level;
        let mut found = std::mem::take(&mut pursuit.next);
        if found.is_empty() || level > LEVELS_MAX {
            return Ok(());
        }
        // The largest sums first.
        found.sort_by_key(|found| std::cmp::Reverse(found.transfer.amount.minor()));
        for one in found {
            if !self.pursuit(case).stopped.insert(one.payee.number.0.clone()) {
                continue;
            }
            let at = self.written_at(world, &one);
            let Some(at) = at else { continue };
            self.remind(world, at, Task::Writes(Box::new(Asked { case, level, found: one })));
        }
        self.remind(world, world.now.plus_ms(LEVEL_WAITS_MS), Task::Overdue { case, level });
        Ok(())
    }

    /// When the letters about an account are written; never where somebody sees that it is a shop.
    fn written_at(&mut self, world: &World, found: &Found) -> Option<Stamp> {
        let company = found.payee.class == AccountClass::Company;
        let account = world.account_with(&found.payee.number);
        if company && account.is_some_and(|(no, _)| is_known_shop(&world.script, no)) {
            return None;
        }
        let chance = world.script.chance;
        Some(match &mut self.pace {
            Pace::People { team, writing_ms, .. } => team.takes(chance, world.now, *writing_ms),
            Pace::Machine if company => self.approvers.decides(chance, world.now),
            Pace::Machine => world.now,
        })
    }

    fn writes(&mut self, world: &mut World, asked: Asked) -> anyhow::Result<()> {
        let now = world.now;
        let order = self.order(world, OrderKind::Stop, &asked, None)?;
        self.send(world, order, &asked)?;
        let since = asked.found.transfer.at;
        let query = Query::Statement { quick: true, from: since.minus_ms(DAY_MS), until: now.plus_ms(1_000) };
        let order = self.order(world, OrderKind::QueryAccount, &asked, Some(query))?;
        self.pursuit(asked.case).waiting.insert(order.id);
        self.send(world, order, &asked)
    }

    fn send(&mut self, world: &mut World, order: OpenOrder, asked: &Asked) -> anyhow::Result<()> {
        let house = INSTITUTIONS.iter().position(|one| one.code == order.agency_code).context("no house")?;
        let wire = INSTITUTIONS.get(house).context("no house")?.wire;
        self.orders.insert(order.id, asked.clone());
        world.send(NewLetter {
            house,
            wire,
            bytes: form::bytes(wire, &order)?,
            kind: order.kind.name(),
            number: order.target.value.0.clone(),
            case: Some(asked.case),
        })
    }

    fn order(&self, world: &World, kind: OrderKind, asked: &Asked, query: Option<Query>) -> anyhow::Result<OpenOrder> {
        let house =
            INSTITUTIONS.iter().find(|one| one.code == asked.found.payee.institution_code).context("no house")?;
        let number = u64::try_from(self.orders.len())?;
        let mut id = [0_u8; 16];
        id.iter_mut().zip(world.script.chance.bytes("order", &[number])).for_each(|(to, from)| *to = from);
        let officer = |name: &str, number: &str| Signatory {
            name: name.into(),
            police_number: number.into(),
            phone: "000-0000-0001".into(),
        };
        let scan = |kind| Attachment { kind, media: Media::Jpg, content: SCAN.to_vec() };
        let stop = kind == OrderKind::Stop;
        let papers = [PaperKind::Certificate, PaperKind::Certificate, PaperKind::StopApplication];
        Ok(OpenOrder {
            id: OrderId::from_bytes(id),
            kind,
            original: None,
            organ_code: "999100".to_owned(),
            organ_name: "样例市反诈中心".to_owned(),
            agency_code: house.code.to_owned(),
            agency_name: house.name.to_owned(),
            agency_kind: house.kind,
            case_number: Some(format!("样例{:06}", asked.case)),
            target: OpenTarget {
                kind: TargetKind::Account,
                value: asked.found.payee.number.clone(),
                account: Some(asked.found.payee.clone()),
            },
            transfer: Some(asked.found.transfer.clone()),
            limit: stop.then_some(asked.found.transfer.amount),
            query,
            document: None,
            reason: "涉嫌电信网络诈骗资金流入".to_owned(),
            basis: "银发〔2016〕86号".to_owned(),
            urgent: true,
            issued_at: world.now,
            from: stop.then_some(world.now),
            until: stop.then(|| world.now.plus_ms(STOP_LIFE_MS)),
            due: None,
            signatories: vec![officer("样例民警", "999001"), officer("样例民警", "999002")],
            attachments: if stop { papers.into_iter().map(scan).collect() } else { Vec::new() },
            public_code: None,
            public_phone: "96110".to_owned(),
            notes: Vec::new(),
        })
    }

    fn heard(&mut self, world: &mut World, answer: Answer) -> anyhow::Result<()> {
        let id = answer.order;
        let Some(asked) = self.orders.get(&id).cloned() else { return Ok(()) };
        if !self.pursuit(asked.case).waiting.contains(&id) {
            return Ok(());
        }
        let at = match &mut self.pace {
            Pace::People { team, reading_ms, .. } => team.takes(world.script.chance, world.now, *reading_ms),
            Pace::Machine => world.now,
        };
        self.remind(world, at, Task::Reads(Box::new((asked, answer)), id));
        Ok(())
    }

    fn reads(&mut self, world: &mut World, asked: &Asked, answer: &Answer, id: OrderId) -> anyhow::Result<()> {
        if let Some(statement) = &answer.statement {
            let mut left = asked.found.transfer.amount.minor();
            let went = |row: &&StatementRow| row.side == Side::Debit && row.at >= asked.found.transfer.at;
            for row in statement.rows.iter().filter(went) {
                if left <= 0 {
                    break;
                }
                left = left.saturating_sub(row.amount.minor());
                if row.amount.minor() >= FEN_MIN {
                    self.goes_on(world, asked, row)?;
                }
            }
        }
        for found in &answer.payments {
            if let (Some(payee), None) = (&found.payee, found.exit) {
                let transfer = OpenTransfer {
                    from: asked.found.payee.clone(),
                    to: Some(payee.clone()),
                    amount: found.amount,
                    at: found.at,
                };
                self.pursuit(asked.case).next.push(Found { transfer, payee: payee.clone() });
            }
        }
        self.is_done(world, asked.case, asked.level, id)
    }

    /// One row by which the money went on.
    fn goes_on(&mut self, world: &mut World, asked: &Asked, row: &StatementRow) -> anyhow::Result<()> {
        let (Some(opponent), None) = (&row.opponent, row.exit) else { return Ok(()) };
        let Some(house) = INSTITUTIONS.iter().find(|one| one.code == opponent.institution_code) else {
            return Ok(());
        };
        let transfer = OpenTransfer {
            from: asked.found.payee.clone(),
            to: Some(opponent.clone()),
            amount: row.amount,
            at: row.at,
        };
        let found = Found { transfer, payee: opponent.clone() };
        let at_firm = house.kind == AgencyKind::PaymentFirm && opponent.class == AccountClass::Company;
        let (Some(order_number), true) = (&row.order_number, at_firm) else {
            self.pursuit(asked.case).next.push(found);
            return Ok(());
        };
        let query = Query::Serial {
            kind: SerialKind::Order,
            bank_code: asked.found.payee.institution_code.clone(),
            serial: order_number.clone(),
            on: row.at,
        };
        let asked = Asked { found, ..asked.clone() };
        let order = self.order(world, OrderKind::QuerySerial, &asked, Some(query))?;
        self.pursuit(asked.case).waiting.insert(order.id);
        self.send(world, order, &asked)
    }

    fn is_done(&mut self, world: &mut World, case: usize, level: usize, id: OrderId) -> anyhow::Result<()> {
        let pursuit = self.pursuit(case);
        pursuit.waiting.remove(&id);
        if pursuit.level == level && pursuit.waiting.is_empty() {
            return self.next_level(world, case);
        }
        // What comes after its level was closed is gone after at once, by itself.
        if pursuit.level > level && !pursuit.next.is_empty() && pursuit.waiting.is_empty() {
            return self.next_level(world, case);
        }
        Ok(())
    }

    fn overdue(&mut self, world: &mut World, case: usize, level: usize) -> anyhow::Result<()> {
        let pursuit = self.pursuit(case);
        if pursuit.level != level || pursuit.next.is_empty() {
            return Ok(());
        }
        self.next_level(world, case)
    }
}

impl Strategy for Rival {
    fn reported(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        self.remind(world, world.now.plus_ms(KEYING_MS), Task::Keyed(case));
        Ok(())
    }

    fn signed(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
        self.pursuit(case).signed = true;
        self.begin(world, case)
    }

    fn answered(&mut self, world: &mut World, _house: usize, wire: Wire, bytes: &[u8]) -> anyhow::Result<()> {
        let (answer, _) = form::read(wire, bytes)?;
        self.heard(world, answer)
    }

    fn reminded(&mut self, world: &mut World, token: u64) -> anyhow::Result<()> {
        match self.tasks.remove(&token) {
            Some(Task::Keyed(case)) => {
                self.pursuit(case).keyed = true;
                self.begin(world, case)
            }
            Some(Task::Writes(asked)) => self.writes(world, *asked),
            Some(Task::Reads(read, id)) => self.reads(world, &read.0, &read.1, id),
            Some(Task::Overdue { case, level }) => self.overdue(world, case, level),
            None => Ok(()),
        }
    }

    fn work(&self) -> Work {
        match &self.pace {
            Pace::Machine => self.approvers.work(),
            Pace::People { team, .. } => team.work(),
        }
    }
}
