//! Whoever acts at the centre, and the citizens. Who got no answer from the desk asks again with the same
//! key: a report is never given up, everything else is.

use super::town::{Sabotage, Town, ours};
use anyhow::Context;
use cordon_city::banks::To;

use cordon_city::script::{AccountNo, INSTITUTIONS};
use cordon_desk::council::decide_appeal::{Decision, Outcome, decide_appeal};
use cordon_desk::council::file_appeal::{NewAppeal, file_appeal};
use cordon_desk::money::attach_paper::{attach_paper, attach_paper_of};
use cordon_desk::money::extend_stop::extend_stop;
use cordon_desk::money::file_report::{Report, ReportedTransfer, ReporterInput, Side, file_report};
use cordon_desk::money::freeze::{FreezeOf, NewFiling, NewFreeze, Scope, freeze, record_filing};
use cordon_desk::money::learn;
use cordon_desk::money::lift_stop::lift_stop;
use cordon_desk::money::trace::list::{ListDecision, decide_list};
use cordon_desk::money::trace::round;
use cordon_desk::order::approve::approve;
use cordon_desk::order::withdraw::withdraw;
use cordon_desk::{Actor, Refusal, clock};
use cordon_model::exchange::PaperKind;
use cordon_model::time::MINUTE_MS;
use cordon_model::{Appeal, AppealGround, CaseId, Channel, Code, Measure, Money, Officer, Order, OrderId, StopList};
use cordon_store::{Doors, Read, Record};
use std::collections::BTreeMap;

/// The scan of a paper: what of it matters here is that it is there.
const SCAN: &[u8] = &[0xff, 0xd8, 0xff, 0xe0];
/// Rounds of tracing after one change; more go with the next.
const ROUNDS_MAX: usize = 16;
/// Between two looks of those who do their work while all goes well.
const PACE_MS: i64 = 2 * MINUTE_MS;

/// What the reporters know: their reports, and the case of each that was acknowledged.
#[derive(Default)]
pub struct Known {
    pub reports: Vec<Report>,
    pub cases: BTreeMap<usize, CaseId>,
}

impl Town {
    pub fn report(&mut self, victim: usize, mule: usize, yuan: i64, paid: bool) -> anyhow::Result<()> {
        let (victim, payee) = (self.victim(victim), self.taker(mule));
        // No two are the same: the same transfer told again soon is the same report.
        let fen = yuan * 100 + i64::try_from(self.people.reports.len() % 100)?;
        if paid && !self.pay(victim, To::Account(payee), fen)? {
            return Ok(());
        }
        let report = self.reported(victim, payee, fen)?;
        self.people.reports.push(report);
        self.file(self.people.reports.len() - 1)
    }

    /// Files a report, under a key of its own.
    fn file(&mut self, number: usize) -> anyhow::Result<()> {
        let actor = Actor::Officer(self.house.intake.clone());
        let call = self.call(actor).key(format!("report-{number}"), [7; 32]);
        let filed = ours(file_report(&self.desk, &call, &self.people.reports[number]))?;
        if let Some(filed) = filed {
            let before = self.people.cases.insert(number, filed.case);
            anyhow::ensure!(before.is_none_or(|case| case == filed.case), "a report became two cases");
        }
        Ok(())
    }

    /// Those whose reports got no answer ask again.
    pub fn ask_again(&mut self) -> anyhow::Result<()> {
        for number in 0..self.people.reports.len() {
            if !self.people.cases.contains_key(&number) {
                self.file(number)?;
                self.reopen_if_crashed()?;
            }
        }
        Ok(())
    }

    fn reported(&self, victim: AccountNo, payee: AccountNo, fen: i64) -> anyhow::Result<Report> {
        let side = |no: AccountNo| -> anyhow::Result<Side> {
            let account = self.script.account(no).context("no account")?;
            Ok(Side {
                institution_code: INSTITUTIONS[account.house].code.to_owned(),
                number: account.number.as_str().into(),
                holder: Some(account.holder.as_str().into()),
                class: account.class,
            })
        };
        let transfer = ReportedTransfer {
            from: side(victim)?,
            to: Some(side(payee)?),
            amount: Money::cny(fen),
            at: self.now,
            channel: Channel::MobileBank,
        };
        Ok(Report {
            reporter: Some(ReporterInput {
                name: "样例报案".into(),
                id_type: "身份证".to_owned(),
                id_number: "99000019000101001X".into(),
                phone: "19900000001".into(),
            }),
            transfers: vec![transfer],
            scam_type: "T01".to_owned(),
            narrative: None,
            contact: None,
            reported_at: None,
            bank_report: None,
        })
    }

    fn case(&self, number: usize) -> Option<CaseId> {
        let count = self.people.cases.len();
        self.people.cases.values().nth(number.checked_rem(count)?).copied()
    }

    pub fn sign(&mut self, case: usize) -> anyhow::Result<()> {
        let Some(case) = self.case(case) else { return Ok(()) };
        let call = self.call(Actor::Officer(self.house.intake.clone()));
        ours(attach_paper(&self.desk, &call, case, SCAN)).map(drop)
    }

    /// Rows are learned, the trace looks.
    pub fn follow(&mut self) -> anyhow::Result<()> {
        for id in ours(learn::due(&self.desk))?.unwrap_or_default() {
            let call = self.call(Actor::Platform);
            while ours(learn::learn_statement(&self.desk, &call, id))?.unwrap_or(false) {}
        }
        for _ in 0..ROUNDS_MAX {
            let mut seed = self.seeds();
            let Some(traced) = ours(round(&self.desk, self.now, &mut seed, &mut self.standing))? else { return Ok(()) };
            if traced.extended == 0 && !traced.again {
                break;
            }
        }
        Ok(())
    }

    /// As many seeds as one piece of work wants.
    fn seeds(&mut self) -> impl FnMut() -> [u8; 32] + use<> {
        let (mut base, mut count) = (self.seed(), 0_u64);
        move || {
            count += 1;
            base[..8].copy_from_slice(&count.to_be_bytes());
            base
        }
    }

    /// The clocks of the centre and of every house.
    pub fn tick(&mut self) -> anyhow::Result<()> {
        for house in 0..INSTITUTIONS.len() {
            self.banks.end_holds_at(house, self.at(house))?;
        }
        if self.sabotage == Sabotage::NoClock {
            self.ticked_at = Some(self.now);
            return Ok(());
        }
        let mut seed = self.seeds();
        while let Some(ticked) = ours(clock::tick(&self.desk, self.now, &mut seed))? {
            if ticked.is_idle() {
                self.ticked_at = Some(self.now);
            }
            if ticked.is_idle() || ticked.failed > 0 {
                break;
            }
        }
        Ok(())
    }

    fn records<R: Record>(&self, tail: &'static str) -> anyhow::Result<Vec<R>> {
        let look = self.desk.store().view("people", |view| view.select::<R>(tail, &[]).map_err(Refusal::from));
        Ok(ours(look)?.unwrap_or_default())
    }

    /// What is left to people: orders that wait for one, and lists.
    pub fn decide(&mut self) -> anyhow::Result<()> {
        for order in self.records::<Order>("where state = 'awaiting_approval' order by id")? {
            let call = self.call(Actor::Officer(self.house.approver.clone()));
            match approve(&self.desk, &call, order.id) {
                // What it was about has ended meanwhile: nothing else takes it from the list.
                Err(Refusal { code: Code::NoMeasureInForce | Code::WrongState, .. }) => self.give_up(order.id)?,
                other => ours(other).map(drop)?,
            }
        }
        for list in self.records::<StopList>("where state = 'open' order by id")? {
            let decision =
                ListDecision { approve: true, excluded: BTreeMap::new(), reason: "按清单核定".to_owned() };
            let call = self.call(Actor::Officer(self.house.approver.clone()));
            ours(decide_list(&self.desk, &call, list.id, &decision))?;
        }
        Ok(())
    }

    fn give_up(&mut self, order: OrderId) -> anyhow::Result<()> {
        let call = self.of(|town| &town.house.operator);
        ours(withdraw(&self.desk, &call, order, "措施已经结束")).map(drop)
    }

    fn measure(&self, number: usize) -> anyhow::Result<Option<Measure>> {
        let live = self.records::<Measure>("where state in ('in_force', 'renewed') order by id")?;
        Ok(number.checked_rem(live.len()).map(|at| live[at].clone()))
    }

    fn of(&mut self, officer: fn(&super::town::Town) -> &Officer) -> cordon_desk::Call {
        let actor = Actor::Officer(officer(self).clone());
        self.call(actor)
    }

    pub fn extend(&mut self, measure: usize) -> anyhow::Result<()> {
        let Some(measure) = self.measure(measure)? else { return Ok(()) };
        let call = self.of(|town| &town.house.operator);
        ours(extend_stop(&self.desk, &call, measure.id, "继续侦查")).map(drop)
    }

    pub fn lift(&mut self, measure: usize) -> anyhow::Result<()> {
        let Some(measure) = self.measure(measure)? else { return Ok(()) };
        let call = self.of(|town| &town.house.operator);
        ours(lift_stop(&self.desk, &call, measure.id, "与案件无关")).map(drop)
    }

    pub fn freeze(&mut self, measure: usize) -> anyhow::Result<()> {
        let Some(measure) = self.measure(measure)? else { return Ok(()) };
        let Some(claim) = measure.claims.first().copied() else { return Ok(()) };
        let filing =
            NewFiling {
                number: "样公立字〔2026〕1号".into(), organ: "样例市公安局".into(), decided_at: self.now
            };
        let call = self.of(|town| &town.house.operator);
        ours(record_filing(&self.desk, &call, claim.case, &filing))?;
        let call = self.of(|town| &town.house.operator);
        ours(attach_paper_of(&self.desk, &call, claim.case, PaperKind::FreezeDocument, SCAN))?;
        let account = FreezeOf::Measure(measure.id);
        let new = NewFreeze { account, scope: Scope::Claimed, reason: "涉嫌诈骗资金".into(), owner: None };
        let call = self.of(|town| &town.house.operator);
        ours(freeze(&self.desk, &call, claim.case, &new)).map(drop)
    }

    pub fn appeal(&mut self, measure: usize) -> anyhow::Result<()> {
        let Some(measure) = self.measure(measure)? else { return Ok(()) };
        let Some(tail) = self.tail_of(&measure) else { return Ok(()) };
        let new = NewAppeal {
            public_code: measure.public_code.clone(),
            tail: tail.as_str().into(),
            statement: "这是我的货款".into(),
            contact: "19900000002".into(),
            ground: AppealGround::Wronged,
        };
        let call = self.call(Actor::Citizen);
        ours(file_appeal(&self.desk, &call, &new)).map(drop)
    }

    /// The last four characters of the account that a measure is on: its holder knows them.
    fn tail_of(&self, measure: &Measure) -> Option<String> {
        let house = self.house.agencies.iter().position(|agency| *agency == measure.agency)?;
        let key = measure.target.key();
        let own = self.script.accounts.iter().find(|account| {
            let agency = self.house.agencies[account.house];
            account.house == house
                && cordon_desk::sealing::account_key(self.desk.vault(), agency, &account.number) == key
        })?;
        Some(own.number[own.number.len() - 4..].to_owned())
    }

    pub fn hear(&mut self, appeal: usize, uphold: bool) -> anyhow::Result<()> {
        let open = self.records::<Appeal>("where state = 'open' order by id")?;
        let Some(appeal) = appeal.checked_rem(open.len()).map(|at| open[at].id) else { return Ok(()) };
        let outcome = if uphold { Outcome::Uphold } else { Outcome::Reject };
        let call = self.of(|town| &town.house.supervisor);
        ours(decide_appeal(&self.desk, &call, appeal, &Decision { outcome, reason: "已核查".to_owned() })).map(drop)
    }

    /// For so long everybody does his work, and no letter is lost.
    pub fn live(&mut self, minutes: i64) -> anyhow::Result<()> {
        let until = self.now.plus_ms(minutes * MINUTE_MS);
        // Of longer times only the beginning and the end are lived through.
        let mut looks = 0;
        while self.now < until && looks < 6 {
            self.pass(PACE_MS.min(until.since_ms(self.now)))?;
            self.all_work()?;
            looks += 1;
        }
        self.pass(until.since_ms(self.now).max(0))?;
        self.all_work()
    }

    pub fn all_work(&mut self) -> anyhow::Result<()> {
        for house in 0..INSTITUTIONS.len() {
            self.poll(house)?;
        }
        self.carry_all()?;
        for house in 0..INSTITUTIONS.len() {
            self.poll(house)?;
        }
        self.carry_all()?;
        self.tick()?;
        self.follow()?;
        self.decide()?;
        self.reopen_if_crashed()
    }
}
