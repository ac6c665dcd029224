//! Cases that may be the same loss reported twice: the same victim's account, or the very transfer. Beside each what
//! the two have in common, so that an officer can say whether they are one (`merge_cases`).
//!
//! The same report within minutes never makes a second case (`file_report`); what is shown here came later, by
//! another way, or with another amount.

use crate::desk::{Call, Desk};
use crate::limits::{ALIKE_CASES_MAX, ALIKE_WITHIN_MS};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Case, CaseId, Merger, Money, MoneyBar, Order, Transfer, TransferId};
use cordon_store::{Read, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Orders about one account that are looked through for cases: an account that is in more is no victim's.
const ORDERS_OF_ACCOUNT: u32 = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlikeCase {
    pub case: Case,
    pub bar: MoneyBar,
    /// Pairs of one transfer: of the case that was asked about, and of this one.
    pub same: Vec<(TransferId, TransferId)>,
    /// The victim paid from the same account.
    pub same_payer: bool,
    /// The loss of both, each transfer counted once; none where their currencies differ.
    pub together: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    pub cases: Vec<AlikeCase>,
    /// What was taken for one with it, and parted again, oldest first.
    pub mergers: Vec<Merger>,
    /// There are more than are shown.
    pub cut_short: bool,
}

pub fn alike(desk: &Desk, call: &Call, id: CaseId) -> Result<Alike, Refusal> {
    desk.look(call, |look| {
        let case: Case = super::orders::find(look, id)?;
        let mergers = mergers_of(look, id)?;
        let mut ids = cases_from_the_same_account(look, &case)?;
        ids.extend(mergers.iter().flat_map(|merger| [merger.case, merger.into]).filter(|other| *other != id));
        let cut_short = ids.len() > ALIKE_CASES_MAX;
        let mut cases = Vec::new();
        for other in ids.into_iter().take(ALIKE_CASES_MAX) {
            let other: Case = look.need(other)?;
            let measures = super::cases::measures_of(look, &other)?;
            let trace = super::cases::newest_trace(look, other.id)?;
            let same = same_transfers(&case, &other);
            cases.push(AlikeCase {
                bar: MoneyBar::of(&other, trace.as_ref(), &measures)?,
                same_payer: has_same_payer(&case, &other),
                together: together(&case, &other, &same),
                same,
                case: other,
            });
        }
        Ok((Resource::new("Case", id), Alike { cases, mergers, cut_short }))
    })
}

pub(crate) fn mergers_of(read: &mut impl Read, id: CaseId) -> Result<Vec<Merger>, Refusal> {
    Ok(read.select("where case_id = $1 or into_id = $1 order by id", &[Value::from(id.to_string())])?)
}

/// The number of the case that each merged case is worked on with.
pub(crate) fn merged_numbers(read: &mut impl Read) -> Result<BTreeMap<CaseId, String>, Refusal> {
    let standing: Vec<Merger> = read.select("where state = 'merged' order by id", &[])?;
    let mut numbers = BTreeMap::new();
    for merger in standing {
        let first: Case = read.need(merger.into)?;
        numbers.insert(merger.case, first.number);
    }
    Ok(numbers)
}

/// Every transfer's payer was asked about its debit, so orders lead from an account to its cases.
fn cases_from_the_same_account(read: &mut impl Read, case: &Case) -> Result<BTreeSet<CaseId>, Refusal> {
    let keys: BTreeSet<&str> = case.transfers.iter().map(|transfer| transfer.from.key.as_str()).collect();
    let mut found = BTreeSet::new();
    for key in keys {
        let orders: Vec<Order> = read.select(
            "where target_key = $1 and kind = 'confirm_debit' order by id desc limit $2",
            &[Value::from(key), Value::from(ORDERS_OF_ACCOUNT)],
        )?;
        found.extend(orders.iter().filter_map(|order| order.case).filter(|other| *other != case.id));
    }
    Ok(found)
}

pub(crate) fn has_same_payer(case: &Case, other: &Case) -> bool {
    let paid_from = |key: &str| other.transfers.iter().any(|transfer| transfer.from.key == key);
    case.transfers.iter().any(|transfer| paid_from(&transfer.from.key))
}

/// One transfer told twice: the same amount between the same accounts within a day, where the payee is known to both.
fn is_same(one: &Transfer, other: &Transfer) -> bool {
    let payees = match (&one.to, &other.to) {
        (Some(one), Some(other)) => one.key == other.key,
        _ => true,
    };
    one.from.key == other.from.key
        && payees
        && one.amount == other.amount
        && one.debit.at.since_ms(other.debit.at).abs() <= ALIKE_WITHIN_MS
}

/// Each transfer has one partner at most: who paid the same sum twice in a day lost it twice.
pub(crate) fn same_transfers(case: &Case, other: &Case) -> Vec<(TransferId, TransferId)> {
    let mut left: Vec<&Transfer> = other.transfers.iter().collect();
    let mut same = Vec::new();
    for transfer in &case.transfers {
        let near = left.iter().enumerate().filter(|(_, theirs)| is_same(transfer, theirs));
        let at = near.min_by_key(|(_, theirs)| transfer.debit.at.since_ms(theirs.debit.at).abs()).map(|(at, _)| at);
        if let Some(at) = at {
            same.push((transfer.id, left.remove(at).id));
        }
    }
    same
}

fn together(case: &Case, other: &Case, same: &[(TransferId, TransferId)]) -> Option<Money> {
    // A debit that the bank denied to one case may be the one that it confirmed to the other.
    let stands = |ours: &TransferId| case.transfer(*ours).is_some_and(|transfer| !transfer.is_denied());
    let twice: BTreeSet<TransferId> = same.iter().filter(|(ours, _)| stands(ours)).map(|(_, theirs)| *theirs).collect();
    let counted = |transfer: &&Transfer| !transfer.is_denied() && !twice.contains(&transfer.id);
    let mut sums = case.transfers.iter().chain(&other.transfers).filter(counted).map(|transfer| transfer.amount);
    let first = sums.next()?;
    sums.try_fold(first, Money::plus).ok()
}
