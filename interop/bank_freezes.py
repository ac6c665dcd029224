"""Freezes at the little bank: hold, queue, lift, extend.

For: the results and figures of 100202, 100204 and 100206. Sans network and sans
clock. Not for: the records themselves (`bank_holds`).

Freezes of one account stand in a queue, the first come first; each holds what
those before it leave, at most its limit, of whatever balance there is. So a
freeze that found too little holds more when money comes in or an earlier one
ends, which no message tells. One that holds nothing yet is a success all the
same (轮候); a limit that is met in part is a success with a defect (1200).
"""

from __future__ import annotations

import codes
from bank_holds import Freeze, Refused, check_application_time, shares, standing
from bank_holds import CLOCK_TOLERANCE_MS
from bank_ledger import Account, Ledger, main_account
from fields import NO_LIMIT
from police_bank import Message
from values import add_months, format_amount, format_time, parse_amount, parse_time

MONTHS_MAX = 6
CURRENCY = "CNY"


def freeze(ledger: Ledger, order: Message, now_ms: int) -> dict[str, str]:
    """Freeze an account, or join the queue behind earlier freezes."""
    account = ledger.account_of(order)
    check_owner(order, account)
    check_application_time(order, now_ms)
    if order.get("Currency") != CURRENCY:
        raise Refused("0200", "the account is in another currency")
    new = Freeze(
        order.application_id, account.number, order.get("ApplicationOrgID"),
        order.get("ApplicationOrgName"), CURRENCY, limit(order), now_ms, last_moment(order, now_ms))
    earlier = standing(ledger.freezes, account.number, now_ms)
    ledger.freezes.append(new)
    end_stop(ledger, order, account.number, now_ms)
    balance = ledger.books.balance(account.number)
    held = shares(earlier + [new], balance)
    asked = balance if new.limit_fen is None else new.limit_fen
    waits = bool(earlier) and held[-1] == 0
    short = new.limit_fen is not None and held[-1] < asked and not waits
    remark = "轮候冻结" if waits else "余额不足" if short else ""
    values = ledger.answer(order, "1200" if short else "0000", remark=remark)
    return values | figures(ledger, new, held[-1], now_ms) | former(earlier)


def figures(ledger: Ledger, held: Freeze, fen: int, now_ms: int) -> dict[str, str]:
    """Tell what a freeze asked for, holds and leaves."""
    return {
        "AppliedBalance": NO_LIMIT if held.limit_fen is None else format_amount(held.limit_fen),
        "FrozedBalance": format_amount(fen), "Currency": held.currency,
        "AccountBalance": format_amount(ledger.books.balance(held.account)),
        "StartTime": format_time(held.started_ms), "ExpireTime": format_time(held.until_ms),
        "AccountAvaiableBalance": format_amount(ledger.available(held.account, now_ms)),
    }


def former(earlier: list[Freeze]) -> dict[str, str]:
    """Tell of the freeze at the head of the queue, where there is one; no amount is the whole account."""
    if not earlier:
        return {}
    first = earlier[0]
    return {"FormerApplicationDepartment": first.organ_name, "FormerFrozenCurrency": first.currency,
            "FormerFrozenBalance": "" if first.limit_fen is None else format_amount(first.limit_fen),
            "FormerFrozenExpireTime": format_time(first.until_ms)}


def limit(order: Message) -> int | None:
    """Give how much an order asks to hold; None is all."""
    return None if order.get("FreezeType") == codes.FULL else parse_amount(order.get("Balance"))


def last_moment(order: Message, now_ms: int) -> int:
    """Give the end: the order's own, six months after its start at most."""
    start = order.get("FreezeStartTime") or order.get("StartTime")
    begin = parse_time(start) if start else now_ms
    end = parse_time(order.get("ExpireTime"))
    if begin > now_ms + CLOCK_TOLERANCE_MS or end <= begin or end <= now_ms:
        raise Refused("0801")
    return min(end, add_months(begin, MONTHS_MAX))


def check_owner(order: Message, account: Account) -> None:
    """Refuse an identity that is not the account's, where both are told."""
    asked = order.get("IDNumber")
    if asked and account.id_number and asked != account.id_number:
        raise Refused("0100")


def end_stop(ledger: Ledger, order: Message, account: str, now_ms: int) -> None:
    """A freeze takes the place of the same organ's stop, or of the one it names."""
    organ, original = order.get("ApplicationOrgID"), order.get("OriginalApplicationID")
    for stop in ledger.stops:
        same = stop.organ == organ or stop.application_id == original
        if stop.account == account and same and stop.in_force(now_ms):
            stop.lifted_ms = now_ms


def original_freeze(ledger: Ledger, order: Message) -> Freeze:
    """Find the freeze an order is about."""
    wanted = order.get("OriginalApplicationID")
    for held in ledger.freezes:
        if held.application_id == wanted and held.account == main_account(order):
            return held
    raise Refused("0400")


def share_of(ledger: Ledger, held: Freeze, now_ms: int) -> int:
    """Give what one standing freeze holds at this moment."""
    queue = standing(ledger.freezes, held.account, now_ms)
    return shares(queue, ledger.books.balance(held.account))[queue.index(held)]


def unfreeze(ledger: Ledger, order: Message, now_ms: int) -> dict[str, str]:
    """End a freeze that stands, and say how much it held."""
    held = original_freeze(ledger, order)
    if held.lifted_ms is not None:
        raise Refused("0900")
    if now_ms >= held.until_ms:
        raise Refused("1900")
    check_application_time(order, now_ms)
    fen = share_of(ledger, held, now_ms)
    held.lifted_ms = now_ms
    return ledger.answer(order, "0000") | {
        "UnfreezeBalance": format_amount(fen), "Currency": held.currency,
        "WithdrawalTime": format_time(now_ms)}


def refreeze(ledger: Ledger, order: Message, now_ms: int) -> dict[str, str]:
    """Give a freeze that stands up to six months more, as often as is ordered."""
    held = original_freeze(ledger, order)
    if held.lifted_ms is not None:
        raise Refused("0900")
    if now_ms >= held.until_ms:
        raise Refused("1800")
    check_application_time(order, now_ms)
    begin, end = parse_time(order.get("PostponeStartTime")), parse_time(order.get("ExpireTime"))
    if begin > held.until_ms or end <= begin or end <= held.until_ms:
        raise Refused("0801")
    old_end = held.until_ms
    held.until_ms = min(end, add_months(old_end, MONTHS_MAX))
    told = figures(ledger, held, share_of(ledger, held, now_ms), now_ms)
    return ledger.answer(order, "0000") | told | {"StartTime": format_time(old_end)}
