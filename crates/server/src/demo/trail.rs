//! The money line: who moved whose money where, before anybody reported it. All amounts are parts of one
//! unit that comes from the seed, so two seeds tell two stories and one seed always the same.
//!
//! Its own books are kept here, by the rule that plans follow: stolen money leaves an account first. They
//! say what could be stopped; the checks of the story compare them with what the centre and the members say.

use super::client::text;
use super::stage::{amount, side};
use super::town::{Account, BANK_A, BANK_B, BANK_E, PAY_C, Town};
use anyhow::{Context, bail};
use cordon_model::time::SECOND_MS;
use cordon_model::{Money, Stamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Who has a part in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    VictimOne,
    VictimTwo,
    /// Level 1 of the first case, at the bank on the police wire.
    First,
    /// Level 2, at the bank on the JSON form: with money of its own beside the stolen.
    Second,
    /// Level 3, a company: only a person stops it.
    Shell,
    /// Level 3, a shop with hundreds of customers: nobody stops it.
    Shop,
    /// Level 2, at the bank that says nothing for a while.
    Silent,
    /// Level 3, at the payment firm.
    Wallet,
    /// Level 3, behind the silent bank.
    Behind,
    /// Level 4 of the first case and level 2 of the second.
    Shared,
    /// Level 5.
    Far,
    /// Level 1 of the second case.
    Other,
    /// Where the shell moves money to while its bank watches.
    Late,
    Cash,
    Cards,
}

use Who::{
    Behind, Cards, Cash, Far, First, Late, Other, Second, Shared, Shell, Shop, Silent, VictimOne, VictimTwo, Wallet,
};

/// Accounts on which a stop can hold the stolen money that is there, once its bank speaks.
pub const STOPPABLE: [Who; 10] = [First, Second, Shell, Silent, Wallet, Behind, Shared, Far, Other, Late];

/// One movement of the plan: so many parts, so many seconds after the first payment.
#[derive(Clone, Copy, Debug)]
struct Move {
    from: Who,
    to: Who,
    parts: i64,
    after_s: i64,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Transfer,
    /// Through the payment firm, by its order number.
    Order,
    Cash,
    GiftCard,
}

const fn plain(from: Who, to: Who, parts: i64, after_s: i64) -> Move {
    Move { from, to, parts, after_s, how: How::Transfer }
}

/// In the order of their moments, as every ledger books them.
const MOVES: [Move; 14] = [
    plain(VictimOne, First, 150, 0),
    plain(First, Second, 90, 20),
    plain(First, Silent, 30, 30),
    plain(Second, Shell, 20, 40),
    Move { from: First, to: Cash, parts: 9, after_s: 50, how: How::Cash },
    plain(Second, Shop, 2, 60),
    plain(VictimTwo, Other, 40, 80),
    Move { from: Second, to: Wallet, parts: 45, after_s: 100, how: How::Order },
    plain(Silent, Behind, 12, 110),
    plain(Other, Shared, 18, 140),
    Move { from: Wallet, to: Cards, parts: 5, after_s: 160, how: How::GiftCard },
    Move { from: Wallet, to: Shared, parts: 28, after_s: 180, how: How::Order },
    plain(Shared, Far, 16, 240),
    LATE,
];
/// The last one is made while the shell is watched.
const LATE: Move = plain(Shell, Late, 15, 0);
/// How long before now the first payment was made.
const BEGUN_MS: i64 = 600 * SECOND_MS;
/// Enough customers to make a shop a hub (`plan.hub_min`), each of another bank.
const CUSTOMERS: i64 = 230;
const CUSTOMER_EVERY_S: i64 = 10;
const FOREIGN_BANK: &str = "999199999999";
/// Where the payment firm has its customers' money booked.
const COLLECTING: &str = "9999999999990000";

/// What a posting came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booked {
    Done,
    /// Refused because the money is held.
    Held,
}

#[derive(Debug)]
pub struct Trail {
    unit: i64,
    number: i64,
    accounts: BTreeMap<Who, Account>,
    /// Stolen money on each account by the postings that were made.
    stolen: RefCell<BTreeMap<Who, i64>>,
}

impl Trail {
    pub fn of(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed ^ 0x7472_6169_6c00);
        let unit = rng.random_range(60_000..140_000_i64);
        let number = rng.random_range(100_000..1_000_000_i64);
        let mut accounts = BTreeMap::new();
        let rows = [
            (VictimOne, BANK_B, "测试冯", "personal", 400_000),
            (VictimTwo, BANK_A, "测试陈", "personal", 200_000),
            (First, BANK_A, "样例褚", "personal", 2_000),
            (Second, BANK_B, "样例卫", "personal", 30_000),
            (Shell, BANK_A, "样例空壳贸易", "company", 300),
            (Shop, BANK_B, "样例百货", "company", 80_000),
            (Silent, BANK_E, "样例蒋", "personal", 700),
            (Wallet, PAY_C, "样例沈", "payment", 200),
            (Behind, BANK_B, "样例韩", "personal", 100),
            (Shared, BANK_A, "样例杨", "personal", 500),
            (Far, BANK_B, "样例朱", "personal", 0),
            (Other, BANK_A, "样例秦", "personal", 900),
            (Late, BANK_B, "样例尤", "personal", 50),
            (Cards, PAY_C, "样例礼品卡", "sink", 0),
        ];
        for (at, (who, code, holder, class, yuan)) in rows.into_iter().enumerate() {
            let number = format!("999998{:06}{:04}", rng.random_range(0..1_000_000_u32), at.saturating_add(101));
            accounts.insert(who, Account { code, number, holder: holder.to_owned(), class, yuan });
        }
        Self { unit, number, accounts, stolen: RefCell::default() }
    }

    pub fn accounts(&self) -> Vec<Account> {
        self.accounts.values().cloned().collect()
    }

    pub fn account(&self, who: Who) -> anyhow::Result<&Account> {
        self.accounts.get(&who).with_context(|| format!("{who:?} has no account"))
    }

    /// The last four digits, by which the API shows an account.
    pub fn tail(&self, who: Who) -> anyhow::Result<&str> {
        let number = &self.account(who)?.number;
        number.get(number.len().saturating_sub(4)..).context("a short number")
    }

    pub fn parts(&self, parts: i64) -> Money {
        Money::cny(parts.saturating_mul(self.unit))
    }

    /// What a victim paid.
    pub fn loss(&self, victim: Who) -> Money {
        self.parts(MOVES.iter().filter(|one| one.from == victim).map(|one| one.parts).sum())
    }

    /// What moved by that movement of the plan.
    pub fn moved(&self, from: Who, to: Who) -> Money {
        self.parts(MOVES.iter().filter(|one| one.from == from && one.to == to).map(|one| one.parts).sum())
    }

    /// Stolen money on an account by the postings so far.
    pub fn stolen(&self, who: Who) -> Money {
        self.parts(self.stolen.borrow().get(&who).copied().unwrap_or(0))
    }

    /// The first payment was made at a whole second: one of the wires tells no more.
    fn begun(town: &Town) -> Stamp {
        let ms = town.now().ms().saturating_sub(BEGUN_MS);
        Stamp::from_ms(ms.div_euclid(SECOND_MS).saturating_mul(SECOND_MS))
    }

    /// Books the customers of the shop and every movement before the reports; the victims' moments.
    pub fn book(&self, town: &Town) -> anyhow::Result<BTreeMap<Who, String>> {
        let begun = Self::begun(town);
        self.customers(town, begun)?;
        let mut paid = BTreeMap::new();
        for one in MOVES.iter().filter(|one| one.to != Late) {
            let at = begun.plus_ms(one.after_s.saturating_mul(SECOND_MS)).rfc3339();
            if self.book_one(town, one, &at)? == Booked::Held {
                bail!("{one:?} was refused");
            }
            paid.entry(one.from).or_insert(at);
        }
        Ok(paid)
    }

    /// The shell moves money while its bank watches.
    pub fn book_late(&self, town: &Town) -> anyhow::Result<()> {
        let now = town.now().ms().div_euclid(SECOND_MS).saturating_mul(SECOND_MS);
        if self.book_one(town, &LATE, &Stamp::from_ms(now).rfc3339())? == Booked::Held {
            bail!("the shell was held too early");
        }
        Ok(())
    }

    /// A mule tries to move everything that is on the account.
    pub fn flees(&self, town: &Town, who: Who, balance: Money) -> anyhow::Result<Booked> {
        let from = self.account(who)?;
        let posting = json!({"postings": [{
            "id": format!("flight-{}", from.number), "at": town.now().rfc3339(), "amount": amount(balance),
            "from": side(from),
            "to": {"institution_code": FOREIGN_BANK, "number": "9991000000000001", "holder": "样例某", "class": "personal"},
        }]});
        post(town, from.code, &posting)
    }

    fn customers(&self, town: &Town, begun: Stamp) -> anyhow::Result<()> {
        let shop = self.account(Shop)?;
        let first = begun.minus_ms(CUSTOMERS.saturating_mul(CUSTOMER_EVERY_S).saturating_mul(SECOND_MS));
        let one = |n: i64| {
            let at = first.plus_ms(n.saturating_mul(CUSTOMER_EVERY_S).saturating_mul(SECOND_MS));
            json!({
                "id": format!("customer-{n}"), "at": at.rfc3339(),
                "amount": amount(Money::cny(n.saturating_mul(17).saturating_add(900))),
                "from": {
                    "institution_code": FOREIGN_BANK, "number": format!("99910001{n:08}"), "holder": "样例顾客",
                    "class": "personal",
                },
                "to": side(shop),
            })
        };
        let postings: Vec<Value> = (0..CUSTOMERS).map(one).collect();
        post(town, shop.code, &json!({"postings": postings}))?;
        Ok(())
    }

    /// Books one movement at both ends; what the payer's bank refuses does not come anywhere.
    fn book_one(&self, town: &Town, one: &Move, at: &str) -> anyhow::Result<Booked> {
        let from = self.account(one.from)?;
        let to = match one.to {
            Cash => json!({"institution_code": from.code, "number": "ATM-0001", "class": "sink"}),
            other => side(self.account(other)?),
        };
        let posting = |to: &Value| {
            let mut body = json!({
                "id": format!("{:?}-{:?}-{}", one.from, one.to, self.number), "at": at,
                "amount": amount(self.parts(one.parts)), "from": side(from), "to": to,
            });
            if let Some(map) = body.as_object_mut() {
                match one.how {
                    How::Transfer => {}
                    How::Order => {
                        let order = format!("PO{}{:?}{:?}", self.number, one.from, one.to);
                        map.insert("order_number".into(), json!(order));
                    }
                    How::Cash => drop(map.insert("exit".into(), json!("cash"))),
                    How::GiftCard => drop(map.insert("exit".into(), json!("gift_card"))),
                }
            }
            json!({"postings": [body]})
        };
        let payee = self.accounts.get(&one.to).map_or(from.code, |account| account.code);
        // A bank knows only that it paid the firm; whose the order is, the firm knows.
        let through_firm = one.how == How::Order && payee == PAY_C && from.code != PAY_C;
        let firm =
            json!({"institution_code": PAY_C, "number": COLLECTING, "holder": "样例支付备付金", "class": "company"});
        let booked = post(town, from.code, &posting(if through_firm { &firm } else { &to }))?;
        if booked == Booked::Done {
            if payee != from.code {
                post(town, payee, &posting(&to))?;
            }
            let mut stolen = self.stolen.borrow_mut();
            let left = stolen.entry(one.from).or_default();
            *left = left.saturating_sub(one.parts).max(0);
            let came = stolen.entry(one.to).or_default();
            *came = came.saturating_add(one.parts);
        }
        Ok(booked)
    }
}

/// Posts in the ledger of one institution. What it refuses for another reason than a hold is a fault of
/// the story.
fn post(town: &Town, code: &str, posting: &Value) -> anyhow::Result<Booked> {
    let member = town.member(code).with_context(|| format!("no member {code}"))?;
    let answer = town.ledger(member).post("/postings", posting)?;
    let results = answer.get("results").and_then(Value::as_array).context("no results")?;
    match results.iter().find_map(|result| text(result, "why")) {
        None => Ok(Booked::Done),
        Some("held") => Ok(Booked::Held),
        Some(why) => bail!("{code} did not post: {why}"),
    }
}
