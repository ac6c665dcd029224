//! A transfer: one movement of money, with the debit's own stamp and, where it is known, the
//! credit's (the two banks post at different moments, and an account is read in its own postings).

use crate::account::Account;
use crate::ids::{ReceiptId, TransferId};
use crate::money::Money;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// One side of a transfer in its account's own order: (time, seq).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Posting {
    pub at: Stamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
}

/// What the payer's bank has said of the debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// The victim says so; nobody has confirmed it.
    Reported,
    Confirmed {
        receipt: ReceiptId,
    },
    /// The payer's bank has no such debit.
    Denied {
        receipt: ReceiptId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub id: TransferId,
    pub from: Account,
    /// None while only the payer's side is known (payer-first intake).
    pub to: Option<Account>,
    pub amount: Money,
    pub debit: Posting,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Posting>,
    pub channel: Channel,
    pub standing: Standing,
}

impl Transfer {
    pub const fn is_denied(&self) -> bool {
        matches!(self.standing, Standing::Denied { .. })
    }

    pub const fn is_confirmed(&self) -> bool {
        matches!(self.standing, Standing::Confirmed { .. })
    }
}

/// How the money was sent (汇出渠道 of the 紧急止付申请表).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Counter,
    Atm,
    OnlineBank,
    MobileBank,
    Pos,
    ThirdParty,
    Other,
}

impl Channel {
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Counter => "柜面",
            Self::Atm => "ATM",
            Self::OnlineBank => "网上银行",
            Self::MobileBank => "手机银行",
            Self::Pos => "POS",
            Self::ThirdParty => "第三方支付",
            Self::Other => "其他",
        }
    }
}
