//! What to freeze first, for people and as JSON. What the figures mean stands in
//! `docs/concepts/freeze-plan.md`.

use super::table::write_rows;
use anyhow::ensure;
use cordon_flow::plan::{Freeze, Plan, Position, Wish, plan};
use cordon_flow::text::{decimal, time};
use cordon_flow::{Names, Question, Rule, Trace};
use cordon_model::Currency;
use cordon_model::time::MINUTE_MS;
use serde::Serialize;
use std::io::{self, Write};

/// Of freezes that shut ways so many are told to people.
const FREEZES_TOLD: usize = 20;

/// By taint-first where it was asked for; else by the first rule that says how much.
pub fn made(asked: &Question, trace: &Trace, most: u32, lead_ms: i64, now: Option<i64>) -> anyhow::Result<Plan> {
    let rule = rule(asked);
    ensure!(rule.counts(), "a plan needs to know how much: give an amount, and ask for a rule that counts");
    let now = now.unwrap_or_else(|| asked.balance_end());
    Ok(plan(trace, &Wish { lead_ms, ..Wish::of(asked, rule, now, most) }))
}

/// The rule by which a plan is made and a picture drawn.
pub fn rule(asked: &Question) -> Rule {
    let rules = asked.rules_in_order();
    let counting = rules.iter().copied().find(|rule| rule.counts());
    if rules.contains(&Rule::TaintFirst) { Rule::TaintFirst } else { counting.unwrap_or(Rule::Poison) }
}

pub fn write(out: &mut impl Write, plan: &Plan, names: &Names, currency: Currency) -> io::Result<()> {
    let amount = |minor: u64| decimal(minor, currency);
    let (rule, zh) = (plan.rule, plan.rule.zh());
    writeln!(out)?;
    writeln!(out, "先冻结哪里 what to freeze first · {zh} {rule} · {}", time(plan.now))?;
    let (here, accounts) = (amount(plan.here), plan.accounts);
    writeln!(out, "{accounts} 个账户上可拦截 {here} · can be held on {accounts} accounts: {here}")?;
    let titles = [
        "次序 #",
        "账户 account",
        "级 level",
        "可拦截 holds",
        "停留 rested",
        "将走 at risk",
        "依据 of what stood as long",
        "累计 together",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    for (at, position) in plan.first.iter().enumerate() {
        let mut row = vec![(at + 1).to_string(), names.account_text(position.account).to_owned()];
        row.extend([position.level.to_string(), amount(position.amount), rested(plan, position)]);
        row.push(amount(position.at_risk));
        row.push(odds(plan, position, currency));
        row.push(amount(position.together));
        rows.push(row);
    }
    write_rows(out, &rows)?;

    let block = &plan.block;
    let (leaves, cost) = (amount(block.leaves), block.all_cost);
    writeln!(out)?;
    writeln!(out, "去路 ways out · 经已知去路可流出 can leave by known ways: {leaves}")?;
    if block.percent > 100 {
        let percent = block.percent;
        writeln!(out, "各路径按原流量的 {percent}% 计 · routes are taken to bear {percent}% of what they bore")?;
    }
    if block.all.is_empty() {
        return Ok(());
    }
    writeln!(out, "冻结以下 {cost} 户则全部堵住 · with these {cost} frozen nothing leaves")?;
    write_freezes(out, &block.all, names, currency)?;
    if block.few != block.all {
        let least = amount(block.few_leaves_min);
        writeln!(
            out,
            "只冻结几户时最优 · the best with few (任选同样多户至少仍流出 with as many at least {least} leaves)"
        )?;
        write_freezes(out, &block.few, names, currency)?;
    }
    Ok(())
}

fn write_freezes(out: &mut impl Write, freezes: &[Freeze], names: &Names, currency: Currency) -> io::Result<()> {
    let titles = ["账户 account", "级 level", "在此 here", "仍可流出 still leaves"];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    for freeze in freezes.iter().take(FREEZES_TOLD) {
        let account = names.account_text(freeze.account).to_owned();
        let amounts = [freeze.here, freeze.leaves].map(|minor| decimal(minor, currency));
        rows.push([vec![account, freeze.level.to_string()], amounts.to_vec()].concat());
    }
    write_rows(out, &rows)?;
    let more = freezes.len().saturating_sub(FREEZES_TOLD);
    if more > 0 {
        writeln!(out, "另有 {more} 户，全部见 --json · {more} more: --json has them all")?;
    }
    Ok(())
}

fn rested(plan: &Plan, position: &Position) -> String {
    let minutes = position.since.map(|since| plan.now.saturating_sub(since).max(0) / MINUTE_MS);
    minutes.map_or("?".to_owned(), |minutes| match minutes {
        0..180 => format!("{minutes} 分 min"),
        180..4320 => format!("{} 时 h", minutes / 60),
        _ => format!("{} 天 d", minutes / 1440),
    })
}

fn odds(plan: &Plan, position: &Position, currency: Currency) -> String {
    if position.odds.stood == 0 {
        return "-".to_owned();
    }
    let minutes = plan.lead_ms / MINUTE_MS;
    let [left, stood] = [position.odds.left, position.odds.stood].map(|minor| decimal(minor, currency));
    format!("{left} / {stood} ({minutes} 分内 min)")
}

#[derive(Serialize)]
pub struct PlanJson<'a> {
    rule: Rule,
    now: String,
    lead_ms: i64,
    here: String,
    accounts: usize,
    first: Vec<PositionJson<'a>>,
    block: BlockJson<'a>,
}

#[derive(Serialize)]
struct PositionJson<'a> {
    account: &'a str,
    level: u32,
    amount: String,
    since: Option<String>,
    left: String,
    stood: String,
    at_risk: String,
    together: String,
}

#[derive(Serialize)]
struct BlockJson<'a> {
    leaves: String,
    percent: u64,
    all: Vec<FreezeJson<'a>>,
    all_cost: u64,
    few: Vec<FreezeJson<'a>>,
    few_leaves_min: String,
}

#[derive(Serialize)]
struct FreezeJson<'a> {
    account: &'a str,
    level: u32,
    here: String,
    leaves: String,
}

impl<'a> PlanJson<'a> {
    pub fn of(plan: &Plan, names: &'a Names, currency: Currency) -> Self {
        let amount = |minor: u64| decimal(minor, currency);
        let position = |position: &Position| PositionJson {
            account: names.account_text(position.account),
            level: position.level,
            amount: amount(position.amount),
            since: position.since.map(time),
            left: amount(position.odds.left),
            stood: amount(position.odds.stood),
            at_risk: amount(position.at_risk),
            together: amount(position.together),
        };
        let freezes = |list: &[Freeze]| -> Vec<FreezeJson<'a>> {
            let freeze = |freeze: &Freeze| FreezeJson {
                account: names.account_text(freeze.account),
                level: freeze.level,
                here: amount(freeze.here),
                leaves: amount(freeze.leaves),
            };
            list.iter().map(freeze).collect()
        };
        let block = &plan.block;
        Self {
            rule: plan.rule,
            now: time(plan.now),
            lead_ms: plan.lead_ms,
            here: amount(plan.here),
            accounts: plan.accounts,
            first: plan.first.iter().map(position).collect(),
            block: BlockJson {
                leaves: amount(block.leaves),
                percent: block.percent,
                all: freezes(&block.all),
                all_cost: block.all_cost,
                few: freezes(&block.few),
                few_leaves_min: amount(block.few_leaves_min),
            },
        }
    }
}
