"""Judges answers to freezes: what may be held, how long, and behind whom.

For: the rules of the text for 100202, 100204 and 100206 that the binding gives
no code for; each is noted, none refuses. Not for: fields (`tables_freeze`).
"""

from __future__ import annotations

from typing import Optional

import codes
from fields import NO_LIMIT
from police_bank import Message
from police_orders import Order, Orders
from values import BadValue, add_months, parse_amount, parse_time

MONTHS_MAX = 6


def amount(message: Message, name: str) -> Optional[int]:
    """Give an amount of an answer in fen; nothing where it tells none."""
    text = message.get(name)
    return parse_amount(text, negative_allowed=True) if text and text != NO_LIMIT else None


def moment(text: str) -> Optional[int]:
    """Give a time, or nothing where the text is none."""
    try:
        return parse_time(text)
    except BadValue:
        return None


def asked_limit(order: Order) -> Optional[int]:
    """Give what an order asked to hold; nothing is the whole account."""
    if order.values.get("FreezeType") != codes.LIMITED:
        return None
    try:
        return parse_amount(order.values.get("Balance", ""))
    except BadValue:
        return None


def original_of(order: Order, orders: Orders) -> Optional[Order]:
    """Find the order that this one is about, if this run gave it."""
    return orders.by_number(order.values.get("OriginalApplicationID", ""))


def freeze_rules(order: Order, message: Message, orders: Orders) -> list[str]:
    """A freeze holds what was asked or less, and says what stands before it."""
    broken = amount_rules(order, message)
    start, end = parse_time(message.get("StartTime")), parse_time(message.get("ExpireTime"))
    if end <= start:
        broken.append("freeze ends before it begins")
    begin = moment(order.values.get("FreezeStartTime", "")) or start
    if end > add_months(max(begin, start), MONTHS_MAX):
        broken.append("freeze lasts more than six months")
    if order.expire_ms and end > order.expire_ms:
        broken.append("freeze lasts longer than was ordered")
    return broken + queue_rules(order, message, earlier_freeze(order, orders), start)


def amount_rules(order: Order, message: Message) -> list[str]:
    """Compare the amounts with the order and with each other."""
    broken, limit = [], asked_limit(order)
    held, balance = amount(message, "FrozedBalance"), amount(message, "AccountBalance")
    if amount(message, "AppliedBalance") != limit:
        broken.append("AppliedBalance is not what was asked (`-` for a full freeze)")
    if held is None or balance is None:
        return broken
    if limit is not None and held > limit:
        broken.append("freeze holds more than was asked")
    if held > max(balance, 0):
        broken.append("freeze holds more than there is")
    left = amount(message, "AccountAvaiableBalance")
    if left is not None and left > balance - held:
        broken.append("AccountAvaiableBalance counts frozen money")
    wanted = balance if limit is None else min(limit, balance)
    if held < wanted and not message.get("FormerApplicationDepartment"):
        broken.append("freeze holds less than it could and names no former freeze")
    currency = message.get("Currency")
    if currency and currency != order.values.get("Currency"):
        broken.append("Currency is not the order's")
    return broken


def queue_rules(order: Order, message: Message, earlier: Optional[Order], start: int) -> list[str]:
    """A freeze behind another names the other, its amount and its end."""
    former = {name: message.get(name) for name in (
        "FormerApplicationDepartment", "FormerFrozenBalance", "FormerFrozenExpireTime")}
    if not any(former.values()):
        return ["freeze stands behind an earlier one and does not say so"] if earlier else []
    # No amount: the whole account.
    if not former["FormerApplicationDepartment"] or not former["FormerFrozenExpireTime"]:
        return ["former freeze is told without organ or end"]
    if parse_time(former["FormerFrozenExpireTime"]) <= start:
        return ["former freeze had ended"]
    organ = earlier.values.get("ApplicationOrgName") if earlier else None
    # Another organ's freeze may stand before both; then it is the one to name.
    first = earlier is not None and earlier.answer is not None and not earlier.answer.get(
        "FormerApplicationDepartment")
    if first and former["FormerApplicationDepartment"] != organ:
        return ["FormerApplicationDepartment is not the organ of the earlier freeze"]
    return []


def earlier_freeze(order: Order, orders: Orders) -> Optional[Order]:
    """Find the first freeze of this run that was in force on the account before."""
    account = order.values.get("AccountNumber")
    lifted = {o.values.get("OriginalApplicationID") for o in orders.all if done(o, codes.UNFREEZE)}
    standing = [o for o in orders.all
                if o is not order and done(o, codes.FREEZE) and o.agency == order.agency
                and o.values.get("AccountNumber") == account and o.application_id not in lifted
                # Of two in one poll the bank may have taken either first.
                and order.given_ms and o.answered_ms < order.given_ms[0]]
    return min(standing, key=lambda o: o.answered_ms, default=None)


def done(order: Order, code: str) -> bool:
    """Say whether an order of that code was carried out."""
    return (codes.bank_twin(order.tx_code) == code and order.answer is not None
            and order.answer.get("Result") in codes.SUCCESSES)


def unfreeze_rules(order: Order, message: Message, orders: Orders) -> list[str]:
    """A lift frees no more than the freeze could hold."""
    original, freed = original_of(order, orders), amount(message, "UnfreezeBalance")
    if freed is None:
        return []
    limit = asked_limit(original) if original is not None else None
    return ["lift frees more than was asked to be frozen"] if limit is not None and freed > limit else []


def refreeze_rules(order: Order, message: Message, orders: Orders) -> list[str]:
    """An extension begins where the freeze ends and adds six months at most."""
    broken, end = [], parse_time(message.get("ExpireTime"))
    if len(message.get("Result")) == 1:
        broken.append("Result of an extension has one digit")
    if order.expire_ms and end > order.expire_ms:
        broken.append("extension lasts longer than was ordered")
    original = original_of(order, orders)
    told = [o.answer.get("ExpireTime") for o in orders.all
            if o is not order and o.answer is not None and original is not None
            and (o is original or (done(o, codes.REFREEZE) and original_of(o, orders) is original))]
    ends = [parse_time(text) for text in told if text]
    if ends and not max(ends) < end <= add_months(max(ends), MONTHS_MAX):
        broken.append("extension adds more than six months, or nothing")
    held, limit = amount(message, "FrozedBalance"), asked_limit(original) if original else None
    if held is not None and limit is not None and held > limit:
        broken.append("freeze holds more than was asked")
    return broken
