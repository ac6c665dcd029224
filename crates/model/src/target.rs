//! What an order or a measure is about. An account is only the first kind.

use crate::account::Account;
use crate::ids::AgencyId;
use crate::sealed::Sealed;
use serde::{Deserialize, Serialize};

/// A sealed identifier with its comparable key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    pub key: String,
    pub value: Sealed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    Account,
    Number,
    SmsPort,
    Domain,
    Url,
    App,
    ImAccount,
    Device,
    Person,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    Account(Account),
    Number(Identifier),
    SmsPort(Identifier),
    Domain(Identifier),
    Url(Identifier),
    App(Identifier),
    ImAccount(Identifier),
    Device(Identifier),
    Person(Identifier),
}

impl Target {
    pub const fn kind(&self) -> TargetKind {
        match self {
            Self::Account(_) => TargetKind::Account,
            Self::Number(_) => TargetKind::Number,
            Self::SmsPort(_) => TargetKind::SmsPort,
            Self::Domain(_) => TargetKind::Domain,
            Self::Url(_) => TargetKind::Url,
            Self::App(_) => TargetKind::App,
            Self::ImAccount(_) => TargetKind::ImAccount,
            Self::Device(_) => TargetKind::Device,
            Self::Person(_) => TargetKind::Person,
        }
    }

    /// Equal keys mean the same target.
    pub fn key(&self) -> &str {
        match self {
            Self::Account(account) => &account.key,
            Self::Number(id)
            | Self::SmsPort(id)
            | Self::Domain(id)
            | Self::Url(id)
            | Self::App(id)
            | Self::ImAccount(id)
            | Self::Device(id)
            | Self::Person(id) => &id.key,
        }
    }

    pub const fn sealed(&self) -> &Sealed {
        match self {
            Self::Account(account) => &account.number,
            Self::Number(id)
            | Self::SmsPort(id)
            | Self::Domain(id)
            | Self::Url(id)
            | Self::App(id)
            | Self::ImAccount(id)
            | Self::Device(id)
            | Self::Person(id) => &id.value,
        }
    }

    pub fn mask(&self) -> &str {
        &self.sealed().mask
    }

    pub const fn account(&self) -> Option<&Account> {
        match self {
            Self::Account(account) => Some(account),
            _ => None,
        }
    }

    pub fn institution(&self) -> Option<AgencyId> {
        self.account().map(|account| account.institution)
    }
}
