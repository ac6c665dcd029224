//! The feature codes (可疑特征代码) by which banks upload suspicious accounts and events to the
//! anti-fraud platform, and what of them can be decided from transfers and openings.
//!
//! Source: the conditions in published programs of banks' front-end systems for the messages 100403 and
//! 100405 (founder, egfbank). Where they say "dispersed", "concentrated" or "alike" without a number, the
//! number is ours and is named here.

use crate::names::AccountId;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fmt;

/// 3006 to 3008: so many transfers at least (published default).
pub const FEW: u32 = 3;
/// 3006 and 3007: the concentrated side has at most one account for so many of the dispersed side (ours).
pub const CONCENTRATION: u32 = 3;
/// 3008: amounts are alike while the largest is at most the least and this part of it more (ours).
pub const ALIKE_PART: u64 = 10;
/// 1001: so many cards within five working days (published).
pub const OPENED_OFTEN: usize = 3;
/// 1002: so many cards in one bank (published).
pub const OPENED_MANY: usize = 10;

/// A feature code. What cannot be known from transfers and openings is not decided here, and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FeatureCode {
    /// 频繁开户: the same identity opens three or more cards within five working days. Of openings, not of
    /// transfers: [`Openings`].
    OpenedOften = 1001,
    /// 累计开户: the same identity has ten or more cards in one bank. Of openings: [`Openings`].
    OpenedMany = 1002,
    /// 诈骗未遂: an attempt failed. Somebody reports it; no transfer shows it.
    Attempt = 3001,
    /// 受害人举报疑似诈骗: reported by a victim; no transfer shows it.
    VictimReports = 3002,
    /// 银行举报疑似诈骗: reported by a bank; no transfer shows it.
    BankReports = 3003,
    /// 收方涉案: the payee's account is involved in a case.
    PayeeInvolved = 3004,
    /// 付方涉案: the payer's account is involved in a case.
    PayerInvolved = 3005,
    /// 分散入集中出: within five working days, the present one among them, money comes in dispersed and goes
    /// out concentrated; three transfers or more.
    DispersedIn = 3006,
    /// 集中入分散出: the other way round.
    DispersedOut = 3007,
    /// 连续多笔: within five working days, often, amounts alike between the same payer and payee; three
    /// transfers or more.
    Alike = 3008,
}

impl FeatureCode {
    pub const ALL: [Self; 10] = [
        Self::OpenedOften,
        Self::OpenedMany,
        Self::Attempt,
        Self::VictimReports,
        Self::BankReports,
        Self::PayeeInvolved,
        Self::PayerInvolved,
        Self::DispersedIn,
        Self::DispersedOut,
        Self::Alike,
    ];

    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Chinese, as published, and English.
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenedOften => ("频繁开户", "cards opened often"),
            Self::OpenedMany => ("累计开户", "many cards opened"),
            Self::Attempt => ("诈骗未遂", "attempted fraud"),
            Self::VictimReports => ("受害人举报疑似诈骗", "reported by a victim"),
            Self::BankReports => ("银行举报疑似诈骗", "reported by a bank"),
            Self::PayeeInvolved => ("收方涉案", "payee involved"),
            Self::PayerInvolved => ("付方涉案", "payer involved"),
            Self::DispersedIn => ("分散入集中出", "in dispersed, out concentrated"),
            Self::DispersedOut => ("集中入分散出", "in concentrated, out dispersed"),
            Self::Alike => ("连续多笔", "several alike in a row"),
        }
    }

    /// Of what it is decided.
    pub const fn ground(self) -> Ground {
        match self {
            Self::OpenedOften | Self::OpenedMany => Ground::Openings,
            Self::Attempt | Self::VictimReports | Self::BankReports => Ground::Report,
            Self::PayeeInvolved | Self::PayerInvolved => Ground::Cases,
            Self::DispersedIn | Self::DispersedOut | Self::Alike => Ground::Transfers,
        }
    }

    const fn bit(self) -> u16 {
        match self {
            Self::OpenedOften => 1,
            Self::OpenedMany => 1 << 1,
            Self::Attempt => 1 << 2,
            Self::VictimReports => 1 << 3,
            Self::BankReports => 1 << 4,
            Self::PayeeInvolved => 1 << 5,
            Self::PayerInvolved => 1 << 6,
            Self::DispersedIn => 1 << 7,
            Self::DispersedOut => 1 << 8,
            Self::Alike => 1 << 9,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    Transfers,
    /// Transfers and who is involved in a case.
    Cases,
    Openings,
    /// What a person says.
    Report,
}

/// Several codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Codes(u16);

impl Codes {
    pub const fn has(self, code: FeatureCode) -> bool {
        self.0 & code.bit() != 0
    }

    pub fn iter(self) -> impl Iterator<Item = FeatureCode> {
        FeatureCode::ALL.into_iter().filter(move |code| self.has(*code))
    }

    #[must_use]
    pub const fn with(self, code: FeatureCode, holds: bool) -> Self {
        if holds { Self(self.0 | code.bit()) } else { self }
    }
}

impl fmt::Display for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.iter().map(|code| code.number().to_string()).collect();
        f.write_str(&numbers.join(" "))
    }
}

/// Whether one side is dispersed and the other, which is not empty, concentrated.
pub(super) const fn is_dispersed(count: u32, fan: u32, other_fan: u32) -> bool {
    count >= FEW && fan >= FEW && other_fan > 0 && other_fan.saturating_mul(CONCENTRATION) <= fan
}

/// Whether the amounts of transfers are alike.
pub(super) fn are_alike(amounts: [u64; FEW as usize]) -> bool {
    let (least, most) = amounts.into_iter().fold((u64::MAX, 0), |(least, most), a| (least.min(a), most.max(a)));
    most - least <= least / ALIKE_PART
}

/// Who opened which cards: the codes 1001 and 1002. Holders and banks are numbers of the caller's.
#[derive(Clone, Debug, Default)]
pub struct Openings {
    of_holder: FxHashMap<u64, Vec<Opening>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    pub account: AccountId,
    pub bank: u32,
    pub at: i64,
}

/// What is kept of one holder: the newest openings.
pub const OPENINGS_MAX: usize = 1_000;

impl Openings {
    /// Takes an opening, told once or more, in any order; says which codes the holder has by it.
    pub fn open(&mut self, holder: u64, opening: Opening, calendar: &cordon_model::calendar::Calendar) -> Codes {
        let opened = self.of_holder.entry(holder).or_default();
        if !opened.iter().any(|known| known.account == opening.account) {
            opened.push(opening);
            opened.sort_by_key(|opening| opening.at);
            let over = opened.len().saturating_sub(OPENINGS_MAX);
            opened.drain(..over);
        }
        // Windows that end with one of them hold the new one, or lie before it.
        let is_often = opened.iter().any(|last| {
            let begins = super::window::first_moment(last.at, super::WORKING_DAYS, calendar);
            opened.iter().filter(|other| (begins..=last.at).contains(&other.at)).count() >= OPENED_OFTEN
                && (begins..=last.at).contains(&opening.at)
        });
        let in_bank = opened.iter().filter(|other| other.bank == opening.bank).count();
        Codes::default().with(FeatureCode::OpenedOften, is_often).with(FeatureCode::OpenedMany, in_bank >= OPENED_MANY)
    }
}
