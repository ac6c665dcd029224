//! Movements: what agencies tell of money that moved, joined over institutions; and the accounts that
//! stand at their ends. The tracer reads these; a victim's own payment is a [`crate::Transfer`].

use crate::account::AccountClass;
use crate::ids::{AgencyId, CaseId, MovementId, OfficerId, OrderId, ReceiptId};
use crate::import::FromFile;
use crate::money::Money;
use crate::sealed::Sealed;
use crate::time::Stamp;
use crate::transfer::Posting;
use serde::{Deserialize, Serialize};

/// One movement. The payer's bank tells the debit, the payee's the credit; told by both it is still one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    pub id: MovementId,
    /// Keys of the accounts at both ends.
    pub from: String,
    pub to: String,
    pub amount: Money,
    pub debit: Option<Posting>,
    pub credit: Option<Posting>,
    /// What was on the payer's account before the debit, where its bank says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance_before: Option<Money>,
    /// The serial numbers that the two ends know it by, and the payment firm's order number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit_serial: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_serial: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
    /// The receipts that told of it; none for what was imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_by: Vec<ReceiptId>,
    /// The file that told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FromFile>,
    pub learned_at: Stamp,
    /// Its place in the order in which things became known; a newer word about it moves it up. A trace
    /// as of a place knows everything up to it.
    pub place: i64,
}

impl Movement {
    /// When it happened, as far as anybody said: the debit's moment, else the credit's.
    pub fn at(&self) -> Option<Posting> {
        self.debit.or(self.credit)
    }
}

/// The rows that an agency told with an answer, as they came: sealed whole, and then learned row by
/// row as [`Movement`]s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub receipt: ReceiptId,
    pub order: OrderId,
    pub case: Option<CaseId>,
    pub agency: AgencyId,
    /// The key of the account that was asked about; none for a serial number.
    pub account: Option<String>,
    pub rows: u32,
    /// How many rows have become movements.
    pub learned: u32,
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
    pub complete: bool,
    pub content: Sealed,
    pub told_at: Stamp,
}

impl Statement {
    pub const fn is_learned(&self) -> bool {
        self.learned >= self.rows
    }
}

/// How money leaves the accounts of institutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    Cash,
    Pos,
    Gold,
    Crypto,
    GiftCard,
    TopUp,
}

impl Exit {
    pub const ALL: [Self; 6] = [Self::Cash, Self::Pos, Self::Gold, Self::Crypto, Self::GiftCard, Self::TopUp];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Pos => "pos",
            Self::Gold => "gold",
            Self::Crypto => "crypto",
            Self::GiftCard => "gift_card",
            Self::TopUp => "top_up",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Cash => "取现",
            Self::Pos => "POS消费",
            Self::Gold => "购金",
            Self::Crypto => "虚拟币",
            Self::GiftCard => "礼品卡",
            Self::TopUp => "充值",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|exit| exit.name() == text)
    }

    /// Whether what was bought may still be unused, so that the seller can void it.
    pub const fn can_be_voided(self) -> bool {
        matches!(self, Self::GiftCard | Self::TopUp | Self::Crypto)
    }
}

/// An account as movements know it: its number sealed once, its key in every movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAccount {
    pub key: String,
    /// The institution's code on the wires; it may be none of ours.
    pub institution_code: String,
    pub institution: Option<AgencyId>,
    pub number: Sealed,
    pub holder: Option<Sealed>,
    pub class: AccountClass,
    /// Money that arrives here has left the institutions in this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
    /// An order at a payment firm, not an account: whose the money is there, the firm has yet to say.
    #[serde(default)]
    pub passage: bool,
    pub first_seen_at: Stamp,
    /// Until when its movements are known without a gap: a question is asked from there on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_until: Option<Stamp>,
    /// From when on they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_from: Option<Stamp>,
    /// What its institution last said was on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protection: Option<Protection>,
}

impl KnownAccount {
    /// The protection that holds now: one whose end has come protects nobody.
    pub fn protected(&self, now: Stamp) -> Option<&Protection> {
        self.protection.as_ref().filter(|protection| now < protection.until)
    }
}

/// Accounts that no plan may stop, each with a reason, an owner and an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    pub kind: ProtectionKind,
    pub reason: String,
    pub by: OfficerId,
    pub since: Stamp,
    pub until: Stamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProtectionKind {
    /// 白名单
    WhiteList,
    /// 公用事业: water, power, taxes, courts.
    Utility,
    /// 代发工资
    Payroll,
    /// 商户: a seller in good faith has a lane of his own.
    Merchant,
}

impl ProtectionKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::WhiteList => "white_list",
            Self::Utility => "utility",
            Self::Payroll => "payroll",
            Self::Merchant => "merchant",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::WhiteList => "白名单",
            Self::Utility => "公用事业",
            Self::Payroll => "代发工资",
            Self::Merchant => "商户",
        }
    }
}
