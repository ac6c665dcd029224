//! Who stands at an end of a movement: an account, and the institution that keeps it.

use super::xml::Element;
use std::fmt;

/// An institution, by whatever the message names it by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// Its number in a clearing system: the 12 digits of a Chinese bank.
    pub member: Option<String>,
    pub bic: Option<String>,
    pub other: Option<String>,
}

impl Agent {
    fn of(agent: &Element) -> Self {
        // Before version 001.03 the BIC stood in `BIC`.
        let text = |paths: &[&str]| agent.first_text(paths).map(str::to_owned);
        Self {
            member: text(&["FinInstnId/ClrSysMmbId/MmbId"]),
            bic: text(&["FinInstnId/BICFI", "FinInstnId/BIC"]),
            other: text(&["FinInstnId/Othr/Id", "FinInstnId/LEI"]),
        }
    }

    /// All codes that it is named by, the most certain first.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        [&self.member, &self.bic, &self.other].into_iter().filter_map(|code| code.as_deref())
    }
}

/// One end of a movement.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct End {
    /// IBAN or another number; none where the message names no account.
    pub number: Option<String>,
    /// An IBAN names an account without its institution.
    pub is_iban: bool,
    pub agent: Agent,
    pub name: Option<String>,
}

/// Shows no number and no name.
impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "End({:?})", self.agent)
    }
}

impl End {
    /// Of an account (`Acct`, `DbtrAcct` …) and the institution that keeps it.
    pub(super) fn of_account(account: &Element, agent: Option<&Element>) -> Self {
        let iban = account.text_at("Id/IBAN");
        let number = iban.or_else(|| account.text_at("Id/Othr/Id"));
        Self {
            number: number.map(|text| text.split_whitespace().collect()),
            is_iban: iban.is_some(),
            agent: agent.map(Agent::of).unwrap_or_default(),
            name: account.first_text(&["Ownr/Nm", "Nm"]).map(str::to_owned),
        }
    }

    /// Of a role: `Dbtr`, `DbtrAcct` among the parties, `DbtrAgt` among the agents; none where it has no account
    /// and no name. From version 001.08 on a party stands in `Pty`.
    pub(super) fn of_role(parties: Option<&Element>, agents: Option<&Element>, role: Role) -> Option<Self> {
        let (party, account, agent) = role.elements();
        let account = parties.and_then(|parties| parties.child(account));
        let name = parties
            .and_then(|parties| parties.child(party))
            .and_then(|party| party.first_text(&["Pty/Nm", "Nm", "Agt/FinInstnId/Nm"]));
        let agent = agents.and_then(|agents| agents.child(agent));
        let mut end = account.map(|account| Self::of_account(account, agent)).unwrap_or_default();
        if let Some(agent) = agent {
            end.agent = Agent::of(agent);
        }
        end.name = name.map(str::to_owned).or(end.name);
        (end.number.is_some() || end.name.is_some()).then_some(end)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Debtor,
    Creditor,
}

impl Role {
    const fn elements(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Debtor => ("Dbtr", "DbtrAcct", "DbtrAgt"),
            Self::Creditor => ("Cdtr", "CdtrAcct", "CdtrAgt"),
        }
    }
}
