//! The institutions: each is the product's own gateway with its own books.

use crate::script::{Account, AccountNo, INSTITUTIONS, Institution, Role, Script};
use anyhow::Context;
use cordon_member::core_banking::Core;
use cordon_member::gateway::Taken;
use cordon_member::ledger::LedgerBooks;
use cordon_member::ledger::posting::{Posted, TransferPosting, Why};
use cordon_member::{Config, Gateway, Outgoing};
use cordon_model::exchange::Party;
use cordon_model::{AccountClass, AgencyKind, Exit, Money, Stamp, Wire};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where a payment firm has its customers' money booked.
const COLLECTING: &str = "9999990000000000";

/// Where money goes in one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Account(AccountNo),
    Cash,
    Crypto,
    GiftCard,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    Done,
    /// A hold stands in the way; so much is free.
    Held {
        free: i64,
    },
    /// There is not so much.
    TooLittle {
        there: i64,
    },
}

/// What lies on an account, and what of it may leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub balance: i64,
    pub free: i64,
}

impl Position {
    pub const fn held(self) -> i64 {
        self.balance.saturating_sub(self.free)
    }
}

#[derive(Debug)]
pub struct Banks {
    gateways: Vec<Gateway>,
    folder: PathBuf,
}

impl Banks {
    /// Opens every house's gateway in a folder of its own.
    pub fn open(script: &Script, folder: &Path) -> anyhow::Result<Self> {
        let houses = INSTITUTIONS.iter().enumerate();
        let gateways = houses.map(|(house, institution)| open(script, house, institution, folder));
        Ok(Self { gateways: gateways.collect::<anyhow::Result<_>>()?, folder: folder.to_owned() })
    }

    fn gateway(&mut self, house: usize) -> anyhow::Result<&mut Gateway> {
        self.gateways.get_mut(house).context("no such house")
    }

    /// Pays at both ends; what the payer's house refuses comes nowhere.
    pub fn pay(
        &mut self,
        script: &Script,
        id: &str,
        at: Stamp,
        from: AccountNo,
        to: To,
        fen: i64,
    ) -> anyhow::Result<Paid> {
        let payer = script.account(from).context("no payer")?;
        let mut posting = TransferPosting {
            id: id.to_owned(),
            at,
            amount: Money::cny(fen),
            from: party(payer),
            to: party(payer),
            order_number: None,
            exit: None,
        };
        let mut at_payee = None;
        match to {
            To::Cash => (posting.to, posting.exit) = (sink(payer.house, "ATM-0001"), Some(Exit::Cash)),
            To::Crypto => (posting.to, posting.exit) = (sink(payer.house, "OTC-0001"), Some(Exit::Crypto)),
            To::GiftCard => (posting.to, posting.exit) = (sink(payer.house, "CARD-0001"), Some(Exit::GiftCard)),
            To::Account(payee) => {
                let payee = script.account(payee).context("no payee")?;
                posting.to = party(payee);
                let firm = [payer, payee].into_iter().any(|one| one.class == AccountClass::Payment);
                posting.order_number = firm.then(|| format!("PO{id}"));
                if payee.house != payer.house {
                    at_payee = Some((payee.house, posting.clone()));
                }
                // A bank knows only that it paid the firm; whose the order is, the firm knows.
                if payee.class == AccountClass::Payment && payee.house != payer.house {
                    posting.to = Party {
                        number: COLLECTING.into(),
                        holder: Some("样例支付备付金".into()),
                        class: AccountClass::Company,
                        ..posting.to
                    };
                }
            }
        }
        let paid = self.post(payer.house, &posting)?;
        if let (Paid::Done, Some((house, posting))) = (paid, at_payee) {
            self.post(house, &posting)?;
        }
        Ok(paid)
    }

    fn post(&mut self, house: usize, posting: &TransferPosting) -> anyhow::Result<Paid> {
        let posted = self.gateway(house)?.post(std::slice::from_ref(posting))?;
        match posted.into_iter().next().context("a posting without an outcome")? {
            Posted::Done { .. } => Ok(Paid::Done),
            Posted::NotPosted(Why::Held(free)) => Ok(Paid::Held { free: free.minor() }),
            Posted::NotPosted(Why::TooLittle(there)) => Ok(Paid::TooLittle { there: there.minor() }),
            Posted::NotPosted(why) => anyhow::bail!("a payment of the city cannot be booked: {}", why.name()),
        }
    }

    pub fn position(&mut self, script: &Script, account: AccountNo, now: Stamp) -> anyhow::Result<Position> {
        let account = script.account(account).context("no such account")?;
        let number = &account.number;
        let (balance, free) = self.gateway(account.house)?.ledger(|core| {
            let balance = core.account(number)?.map_or(0, |facts| facts.balance.minor());
            Ok((balance, core.free(number, now)?.map_or(0, Money::minor)))
        })?;
        Ok(Position { balance, free })
    }

    /// A house takes a message from the centre: it is decided and done, and answered in its own time.
    pub fn take(&mut self, house: usize, wire: Wire, raw: &[u8], now: Stamp, random: u64) -> anyhow::Result<Taken> {
        Ok(self.gateway(house)?.take(wire, raw, now, random)?)
    }

    /// What a house has to say by now: answers, and news of the accounts it watches.
    pub fn say(&mut self, house: usize, wire: Wire, now: Stamp) -> anyhow::Result<Vec<Vec<u8>>> {
        let mut said = Vec::new();
        for answer in self.due(house, wire)? {
            self.known(house, wire, &answer, now)?;
            said.push(answer.answer);
        }
        Ok(said)
    }

    /// What a house has to say until the centre has it.
    pub fn due(&mut self, house: usize, wire: Wire) -> anyhow::Result<Vec<Outgoing>> {
        Ok(self.gateway(house)?.due(wire)?)
    }

    /// The centre has it.
    pub fn known(&mut self, house: usize, wire: Wire, answer: &Outgoing, now: Stamp) -> anyhow::Result<()> {
        Ok(self.gateway(house)?.known(wire, answer, now)?)
    }

    /// A house's gateway ends and begins again on the same books.
    pub fn restart(&mut self, script: &Script, house: usize) -> anyhow::Result<()> {
        let institution = INSTITUTIONS.get(house).context("no such house")?;
        let again = open(script, house, institution, &self.folder)?;
        *self.gateway(house)? = again;
        Ok(())
    }

    pub fn look_at_watches(&mut self, house: usize, now: Stamp) -> anyhow::Result<()> {
        self.gateway(house)?.look_at_watches(now)?;
        Ok(())
    }

    /// The clock of one house.
    pub fn end_holds_at(&mut self, house: usize, now: Stamp) -> anyhow::Result<()> {
        self.gateway(house)?.end_holds(now)?;
        Ok(())
    }

    /// The clocks of all houses: holds end.
    pub fn end_holds(&mut self, now: Stamp) -> anyhow::Result<()> {
        for gateway in &mut self.gateways {
            gateway.end_holds(now)?;
        }
        Ok(())
    }
}

fn open(script: &Script, house: usize, institution: &Institution, folder: &Path) -> anyhow::Result<Gateway> {
    let own = folder.join(institution.code);
    std::fs::create_dir_all(&own)?;
    let mut seed = String::from("number,holder,class,balance\n");
    for account in script.accounts.iter().filter(|account| account.house == house) {
        let class = match account.class {
            AccountClass::Company => "company",
            AccountClass::Payment => "payment",
            _ => "personal",
        };
        let Account { number, holder, opening, .. } = account;
        writeln!(seed, "{number},{holder},{class},{}.{:02}", opening / 100, opening % 100)?;
    }
    std::fs::write(own.join("accounts.csv"), seed)?;
    let kind = match institution.wire {
        Wire::PoliceBank => "police_bank",
        _ => "json_form",
    };
    let agency_kind = match institution.kind {
        AgencyKind::PaymentFirm => "payment_firm",
        _ => "bank",
    };
    let on_notice = if institution.delays { "delay" } else { "flag" };
    let text = format!(
        "data = \"data\"\n[agency]\ncode = \"{}\"\nname = \"{}\"\nkind = \"{agency_kind}\"\n\
         [centre]\nurl = \"http://127.0.0.1\"\nkey = \"in-one-process\"\n[[wire]]\nkind = \"{kind}\"\n\
         [policy]\nlimited_stop = {}\non_notice = \"{on_notice}\"\n[ledger]\nseed = \"accounts.csv\"\n",
        institution.code, institution.name, institution.limited_stop,
    );
    let config = Config::parse(&text, &own).with_context(|| format!("the house {}", institution.code))?;
    Ok(Gateway::open(&config, Box::new(LedgerBooks))?)
}

pub fn party(account: &Account) -> Party {
    let institution = INSTITUTIONS.get(account.house);
    Party {
        institution_code: institution.map_or("", |institution| institution.code).to_owned(),
        institution_name: institution.map_or("", |institution| institution.name).to_owned(),
        number: account.number.as_str().into(),
        holder: Some(account.holder.as_str().into()),
        class: account.class,
    }
}

fn sink(house: usize, number: &str) -> Party {
    Party {
        institution_code: INSTITUTIONS.get(house).map_or("", |institution| institution.code).to_owned(),
        institution_name: String::new(),
        number: number.into(),
        holder: None,
        class: AccountClass::Sink,
    }
}

/// Whether stolen money on it can still be given back: a seller has given something for it.
pub fn is_recoverable(role: Role) -> bool {
    role != Role::Merchant
}
