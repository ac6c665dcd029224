//! What lists and registers know of an event, as facts. What cannot be looked at stays unknown.

use super::Lists;
use super::forms::{self, Kind};
use super::host::{Host, hosts_of};
use super::register::Way;
use super::standing::Standing;
use super::wallet::wallets_of;
use crate::event::{CallEvent, Event, PaymentEvent, TextEvent};
use crate::facts::{Fact, Facts};
use crate::judge::Knows;
use crate::key::Keyer;
use cordon_model::time::Stamp;

/// What lawful advertising has to say: how to be left alone. Some write it, some mark it.
const ADVERTISING: &[&str] = &[
    "退订",
    "拒收请回",
    "拒收回",
    "回复td",
    "回td",
    "回t退",
    "回复t退",
    "【广告】",
    "[广告]",
    "(ad)",
    "unsubscribe",
    "reply stop",
    "text stop",
    "opt out",
    "opt-out",
];

impl Lists {
    /// How a host stands: what is listed closest to it decides.
    pub fn look_host(&self, host: &Host, keyer: &Keyer, now: Stamp) -> Result<Standing, super::Damaged> {
        for name in host.names() {
            let standing = self.look(keyer.key(crate::key::Known::Host, &name), now)?;
            if standing.by.is_some() {
                return Ok(standing);
            }
        }
        Ok(Standing::default())
    }
}

impl Knows for Lists {
    fn tell(&self, event: &Event, keyer: &Keyer, now: Stamp, facts: &mut Facts) {
        let mut told = Told { lists: self, keyer, now, facts, measure: None };
        match event {
            Event::Text(text) => told.text(text),
            Event::Call(call) => told.call(call),
            Event::Payment(payment) => told.payment(payment),
        }
        if let Some(measure) = told.measure {
            facts.set_truth(Fact::ListMeasure, measure);
        }
    }
}

struct Told<'a> {
    lists: &'a Lists,
    keyer: &'a Keyer,
    now: Stamp,
    facts: &'a mut Facts,
    /// Whether a refusal may rest on an entry; unknown while nothing was looked up.
    measure: Option<bool>,
}

impl Told<'_> {
    fn text(&mut self, text: &TextEvent) {
        self.number(text.from.as_deref());
        self.registers(text.from.as_deref(), text.to.as_deref(), Way::Text);
        let Some(words) = text.readable() else { return };
        let lower = words.to_lowercase();
        self.facts.set_truth(Fact::Advertises, ADVERTISING.iter().any(|mark| lower.contains(mark)));
        self.hosts(&hosts_of(words));
        let wallets = wallets_of(words);
        let wallets: Vec<_> = wallets.iter().map(|wallet| self.look(Kind::Wallet, wallet)).collect();
        self.worst(Fact::ListWallet, wallets);
    }

    fn call(&mut self, call: &CallEvent) {
        self.number(Some(&call.caller));
        self.registers(Some(&call.caller), Some(&call.callee), Way::Call);
        self.one(Fact::ListDevice, Kind::Device, call.device.as_deref());
    }

    fn payment(&mut self, payment: &PaymentEvent) {
        let payee = &payment.payee;
        self.number(payee.phone.as_deref());
        self.one(Fact::ListAccount, Kind::Account, Some(&payee.account));
        self.one(Fact::ListName, Kind::Name, payee.name_hash.as_deref());
        self.one(Fact::ListDevice, Kind::Device, payee.device.as_deref());
        self.one(Fact::ListWallet, Kind::Wallet, Some(&payee.account));
        let apps = payment.apps.iter().map(|app| self.look(Kind::App, app)).collect();
        self.worst(Fact::ListApp, apps);
    }

    fn number(&mut self, written: Option<&str>) {
        let Some(form) = written.and_then(|written| forms::form(Kind::Number, written).ok()) else { return };
        let key = self.keyer.key(forms::known(Kind::Number), &form);
        if let Ok(standing) = self.lists.look_number(key, &form, self.now) {
            self.note(Fact::ListNumber, &standing);
        }
    }

    fn one(&mut self, fact: Fact, kind: Kind, written: Option<&str>) {
        if let Some(standing) = written.and_then(|written| self.look(kind, written)) {
            self.note(fact, &standing);
        }
    }

    /// None: it is no such thing, or the file could not be read.
    fn look(&self, kind: Kind, written: &str) -> Option<Standing> {
        self.lists.look(forms::key(kind, self.keyer, written).ok()?, self.now).ok()
    }

    fn note(&mut self, fact: Fact, standing: &Standing) {
        self.facts.set_word(fact, standing.word());
        self.measure = Some(self.measure == Some(true) || standing.may_block());
    }

    /// The worst of several; white only if all are.
    fn worst(&mut self, fact: Fact, standings: Vec<Option<Standing>>) {
        let known: Vec<Standing> = standings.into_iter().flatten().collect();
        let rank = |standing: &&Standing| match standing.word() {
            "white" => 0,
            "none" => 1,
            "grey" => 2,
            _ => 3,
        };
        if let Some(worst) = known.iter().max_by_key(rank) {
            self.note(fact, worst);
        }
        self.measure = self.measure.map(|measure| measure || known.iter().any(Standing::may_block));
    }

    fn hosts(&mut self, hosts: &[Host]) {
        let protected = &self.lists.protected;
        self.facts.set(Fact::TextHosts, i64::try_from(hosts.len()).unwrap_or(0));
        let stand: Vec<_> = hosts.iter().map(|host| self.lists.look_host(host, self.keyer, self.now).ok()).collect();
        let white = |standing: &Option<Standing>| standing.as_ref().is_some_and(|standing| standing.word() == "white");
        // An officer has said of a white host that it is what it says.
        let alike = hosts.iter().zip(&stand).any(|(host, stand)| !white(stand) && protected.imitated(host).is_some());
        self.facts.set_truth(Fact::HostLookAlike, alike);
        self.facts.set_truth(Fact::HostShort, hosts.iter().any(|host| protected.shortens(host.registrable())));
        let free = |host: &Host| host.is_under_shared() || protected.is_free(host.suffix());
        self.facts.set_truth(Fact::HostFree, hosts.iter().any(free));
        self.worst(Fact::ListHost, stand);
    }

    fn registers(&mut self, from: Option<&str>, to: Option<&str>, way: Way) {
        let key =
            |written: Option<&str>| written.and_then(|written| forms::key(Kind::Number, self.keyer, written).ok());
        let Some(receiver) = key(to) else { return };
        let registers = &self.lists.registers;
        self.facts.set_truth(Fact::Refused, registers.refuses(receiver, self.now));
        if let Some(sender) = key(from) {
            self.facts.set_truth(Fact::ConsentKept, registers.consents(sender, receiver, way, self.now));
        }
    }
}
