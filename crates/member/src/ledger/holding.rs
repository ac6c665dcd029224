//! Holds in the built-in ledger. Earlier ones take their part of the balance first; what runs is found
//! anew each time, so a freeze behind another one takes effect in the moment the other ends.

use super::{LedgerCore, core_error, unknown};
use crate::core_banking::{
    AccountFacts, Core, CoreError, CoreResult, HoldRequest, LimitChange, Restriction, RestrictionKind,
};
use cordon_model::{Currency, Money, Stamp};
use rusqlite::{OptionalExtension, Row, params};

/// Holds with their account's currency.
const HOLDS: &str = "select h.*, a.currency from holds h join accounts a on a.number = h.number";

fn read(row: &Row<'_>) -> rusqlite::Result<(String, Restriction)> {
    let currency: String = row.get("currency")?;
    let currency = Currency::parse(&currency).map_err(|_| unknown("currency"))?;
    let kind: String = row.get("kind")?;
    let limit: Option<i64> = row.get("limit_minor")?;
    let stamp = |ms: Option<i64>| ms.map(Stamp::from_ms);
    let restriction = Restriction {
        reference: row.get("reference")?,
        kind: RestrictionKind::parse(&kind).ok_or_else(|| unknown("kind"))?,
        organ: row.get("organ")?,
        limit: limit.map(|minor| Money::new(minor, currency)),
        held: Money::new(row.get("held_minor")?, currency),
        balance_before: Money::new(row.get("balance_before")?, currency),
        from: Stamp::from_ms(row.get("from_ms")?),
        until: stamp(row.get("until_ms")?),
        ended_at: stamp(row.get("ended_at")?),
        times: row.get("times")?,
        extended_by: row.get("extended_by")?,
        limited_by: row.get("limited_by")?,
    };
    Ok((row.get("number")?, restriction))
}

impl LedgerCore<'_> {
    /// What may leave the account at that moment.
    pub fn free(&mut self, number: &str, now: Stamp) -> CoreResult<Option<Money>> {
        let Some(account) = self.account(number)? else { return Ok(None) };
        Ok(Some(self.share_out(&account, now, |_| {})?))
    }

    /// Gives each running hold its part, in their order; what is left is free.
    fn share_out(
        &self,
        account: &AccountFacts,
        now: Stamp,
        mut each: impl FnMut((&Restriction, Money)),
    ) -> CoreResult<Money> {
        let mut free = account.balance;
        for hold in self.holds_of(&account.number)?.iter().filter(|hold| hold.in_force(now)) {
            let taken = match hold.limit {
                None => free,
                Some(limit) => limit.at_most(free).map_err(core_error)?,
            };
            free = free.minus(taken).map_err(core_error)?;
            each((hold, taken));
        }
        Ok(free)
    }

    pub(super) fn holds_of(&self, number: &str) -> CoreResult<Vec<Restriction>> {
        let mut query = self.db.prepare_cached(&format!("{HOLDS} where h.number = ?1 order by h.seq"))?;
        let rows = query.query_map([number], read)?;
        let mut found = Vec::new();
        for row in rows {
            found.push(row?.1);
        }
        Ok(found)
    }

    pub(super) fn hold_by(&self, reference: &str) -> CoreResult<Option<(String, Restriction)>> {
        let mut query = self.db.prepare_cached(&format!("{HOLDS} where h.reference = ?1"))?;
        Ok(query.query_row([reference], read).optional()?)
    }

    fn must_find(&self, reference: &str) -> CoreResult<Restriction> {
        match self.hold_by(reference)? {
            Some((_, found)) => Ok(found),
            None => Err(CoreError("a hold it was asked to change is not there".to_owned())),
        }
    }

    pub(super) fn make_hold(&mut self, request: &HoldRequest<'_>) -> CoreResult<Restriction> {
        if let Some((_, existing)) = self.hold_by(request.reference)? {
            return Ok(existing);
        }
        let account =
            self.account(request.number)?.ok_or_else(|| CoreError("the account of a hold is not there".to_owned()))?;
        for reference in request.instead_of {
            self.end_hold(reference, request.from)?;
        }
        let held = self.takes(&account, request)?;
        self.db
            .prepare_cached(
                "insert into holds (reference, number, kind, organ, limit_minor, held_minor, balance_before,
                   from_ms, until_ms, times) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1)",
            )?
            .execute(params![
                request.reference,
                request.number,
                request.kind.name(),
                request.organ,
                request.limit.map(Money::minor),
                held.minor(),
                account.balance.minor(),
                request.from.ms(),
                request.until.ms(),
            ])?;
        self.must_find(request.reference)
    }

    /// What a hold takes now, behind the holds that run already. A stop of the whole account says the
    /// balance: 只进不出, whatever a bank's own delay holds of it.
    fn takes(&self, account: &AccountFacts, request: &HoldRequest<'_>) -> CoreResult<Money> {
        let free = self.share_out(account, request.from, |_| {})?;
        match request.limit {
            Some(limit) => limit.at_most(free).map_err(core_error),
            None if request.kind == RestrictionKind::Freeze => Ok(free),
            None => Ok(account.balance),
        }
    }

    pub(super) fn held_now(&mut self, reference: &str, now: Stamp) -> CoreResult<Money> {
        let Some((number, hold)) = self.hold_by(reference)? else {
            return Err(CoreError("a hold it was asked about is not there".to_owned()));
        };
        let mut held = Money::zero(hold.held.currency());
        if let Some(account) = self.account(&number)? {
            self.share_out(&account, now, |(other, taken)| {
                if other.reference == reference {
                    held = taken;
                }
            })?;
        }
        Ok(held)
    }

    pub(super) fn change_limit_of(&mut self, change: &LimitChange<'_>) -> CoreResult<Restriction> {
        let LimitChange { reference, limit, by, instead_of, at } = *change;
        let hold = self.must_find(reference)?;
        if hold.limited_by.as_deref() == Some(by) {
            return Ok(hold);
        }
        for other in instead_of {
            self.end_hold(other, at)?;
        }
        let limit = self.behind_nobody(&hold, limit, at)?;
        self.db
            .prepare_cached(
                "update holds set limit_minor = ?2, limited_by = ?3 where reference = ?1 and ended_at is null",
            )?
            .execute(params![reference, limit.minor(), by])?;
        let held = self.held_now(reference, at)?;
        self.db
            .prepare_cached("update holds set held_minor = ?2 where reference = ?1 and ended_at is null")?
            .execute(params![reference, held.minor()])?;
        self.must_find(reference)
    }

    /// A hold that is raised comes before later ones, and takes nothing of what they have already.
    fn behind_nobody(&mut self, hold: &Restriction, limit: Money, at: Stamp) -> CoreResult<Money> {
        let (Some((number, _)), true) = (self.hold_by(&hold.reference)?, hold.limit.is_some_and(|now| now < limit))
        else {
            return Ok(limit);
        };
        let Some(account) = self.account(&number)? else { return Ok(limit) };
        let (mut own, mut is_followed) = (None, false);
        let free = self.share_out(&account, at, |(other, taken)| {
            is_followed |= own.is_some();
            if other.reference == hold.reference {
                own = Some(taken);
            }
        })?;
        match own {
            Some(own) if is_followed => {
                let most = own.plus(free).map_err(core_error)?;
                // What it may take later stays its own, too.
                limit.at_most(most).map_err(core_error).map(|limit| limit.max(hold.limit.unwrap_or(limit)))
            }
            _ => Ok(limit),
        }
    }

    pub(super) fn extend_hold(&mut self, reference: &str, until: Stamp, by: &str) -> CoreResult<Restriction> {
        let hold = self.must_find(reference)?;
        if hold.extended_by.as_deref() == Some(by) {
            return Ok(hold);
        }
        self.db
            .prepare_cached(
                "update holds set until_ms = ?2, times = times + 1, extended_by = ?3
                 where reference = ?1 and ended_at is null",
            )?
            .execute(params![reference, until.ms(), by])?;
        self.must_find(reference)
    }

    pub(super) fn end_hold(&mut self, reference: &str, at: Stamp) -> CoreResult<()> {
        self.db
            .prepare_cached("update holds set ended_at = ?2 where reference = ?1 and ended_at is null")?
            .execute(params![reference, at.ms()])?;
        Ok(())
    }
}
