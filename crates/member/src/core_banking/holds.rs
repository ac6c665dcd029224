//! Holds on an account: what runs, what is asked for.

use cordon_model::{Money, Stamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestrictionKind {
    /// The bank's own delay after a risk notice.
    Delay,
    /// 机构先行止付: the bank's own hold on its own suspicion.
    Own,
    /// 紧急止付
    Stop,
    /// 冻结
    Freeze,
}

impl RestrictionKind {
    const ALL: [Self; 4] = [Self::Delay, Self::Own, Self::Stop, Self::Freeze];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Delay => "delay",
            Self::Own => "own",
            Self::Stop => "stop",
            Self::Freeze => "freeze",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == text)
    }

    /// Made by order of an organ, not by the bank itself: it stands before what comes later.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::Stop | Self::Freeze)
    }
}

/// A hold on an account, running or ended, by whatever organ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The reference it was made with; the gateway knows its own by it.
    pub reference: String,
    pub kind: RestrictionKind,
    pub organ: String,
    /// None: the whole account.
    pub limit: Option<Money>,
    /// What it held when it was made or its limit last changed, and the balance before it was made.
    pub held: Money,
    pub balance_before: Money,
    pub from: Stamp,
    /// None: without an end of its own.
    pub until: Option<Stamp>,
    pub ended_at: Option<Stamp>,
    /// A stop and its extension are two.
    pub times: u32,
    /// The order that extended it, and the one that last changed its limit.
    pub extended_by: Option<String>,
    pub limited_by: Option<String>,
}

impl Restriction {
    /// Half open: it ends in the very moment `until`.
    pub fn in_force(&self, now: Stamp) -> bool {
        self.ended_at.is_none() && self.until.is_none_or(|until| now < until)
    }
}

/// A hold to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct HoldRequest<'a> {
    /// The gateway's order id; the same reference is the same hold.
    pub reference: &'a str,
    pub number: &'a str,
    pub kind: RestrictionKind,
    /// Who asked, as the account's holder may be told.
    pub organ: &'a str,
    /// None: the whole account (只进不出).
    pub limit: Option<Money>,
    pub from: Stamp,
    pub until: Stamp,
    /// References of holds whose place this one takes. They end as it begins, in one act: no moment in
    /// which the money is free, and none in which it is held twice.
    pub instead_of: &'a [String],
}

/// Another limit for a hold that runs.
#[derive(Clone, Copy, Debug)]
pub struct LimitChange<'a> {
    pub reference: &'a str,
    pub limit: Money,
    /// The reference of the change: the same one changes nothing again.
    pub by: &'a str,
    /// Holds that end in the same act.
    pub instead_of: &'a [String],
    pub at: Stamp,
}

impl std::fmt::Debug for HoldRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HoldRequest({}, {})", self.reference, self.kind.name())
    }
}
