//! Agencies: who is asked and who asks.

use crate::ids::AgencyId;
use crate::order::OrderKind;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// The city's anti-fraud centre itself (反诈中心).
    Centre,
    Police,
    Bank,
    PaymentFirm,
    Carrier,
}

impl AgencyKind {
    pub const fn keeps_accounts(self) -> bool {
        matches!(self, Self::Bank | Self::PaymentFirm)
    }
}

/// How an agency takes its orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wire {
    /// The XML messages of the 管理平台, by polling (unofficial profile `cn-police-bank`).
    PoliceBank,
    /// Our own JSON form, by polling; the web inbox shows the same queue to people.
    JsonForm,
    /// Executed elsewhere: a prefilled form goes into another system, its number and answer come back
    /// by an officer's hand.
    ByHand,
}

impl Wire {
    pub const fn name(self) -> &'static str {
        match self {
            Self::PoliceBank => "police_bank",
            Self::JsonForm => "json_form",
            Self::ByHand => "by_hand",
        }
    }

    /// Whether this wire has a message for such an order.
    pub const fn carries(self, kind: OrderKind) -> bool {
        match self {
            Self::JsonForm | Self::ByHand => true,
            Self::PoliceBank => matches!(
                kind,
                OrderKind::Stop
                    | OrderKind::ExtendStop
                    | OrderKind::LiftStop
                    | OrderKind::Freeze
                    | OrderKind::ExtendFreeze
                    | OrderKind::LiftFreeze
                    | OrderKind::QueryAccount
                    | OrderKind::QuerySerial
                    | OrderKind::Watch
                    | OrderKind::EndWatch
            ),
        }
    }

    /// Whether the amount limit travels: an emergency stop of the police interface holds the account,
    /// a freeze names its amount (FreezeType 01).
    pub const fn carries_limit(self, kind: OrderKind) -> bool {
        match self {
            Self::JsonForm | Self::ByHand => true,
            Self::PoliceBank => matches!(kind, OrderKind::Freeze | OrderKind::ExtendFreeze),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    pub id: AgencyId,
    /// 12-digit institution code, or the 6 to 12 digits of a police organ.
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
    /// Preferred first.
    pub wires: Vec<Wire>,
    /// Whether the agency can hold an amount instead of a whole account.
    pub limited_stop: bool,
    /// Where a citizen reaches the office, shown on public pages.
    pub public_phone: String,
    pub active: bool,
    /// The public half (Ed25519, 64 hex digits) of what signs the bundles of its receipts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_key: Option<String>,
}

impl Agency {
    /// The wire that takes such an order to this agency; none means it goes by hand.
    pub fn wire_for(&self, kind: OrderKind) -> Option<Wire> {
        self.wires.iter().copied().find(|wire| wire.carries(kind))
    }
}
