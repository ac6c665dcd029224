"""Judges rows: the right account, the right days, sums that come out, no row twice.

For: the rules of the text for 100302, 100306, 100308 and A00312 that the
binding gives no code for; each is noted, none refuses. Not for: fields.
"""

from __future__ import annotations

from typing import Optional

import codes
from judge_freezes import moment, original_of
from police_bank import Message
from police_orders import Order, Orders
from statements import AccountRows, Statement
from values import parse_amount, start_of_day

CLOCK_TOLERANCE_MS = 5 * 60 * 1000
FAILED = "01"
Row = dict[str, str]


def statement_rules(order: Order, message: Message) -> list[str]:
    """A statement tells of the asked account and period, and adds up."""
    told, mode = message.statement, order.values.get("InquiryMode")
    if told is None:
        return []
    rows, broken = told.rows(), account_rules(order, told)
    if mode == codes.BASICS and rows:
        broken.append("statement has rows; only basics were asked")
    if mode in (codes.BASICS, codes.BASICS_AND_ROWS):
        if not all(a.facts.get("AccountBalance") for a in told.accounts):
            broken.append("statement tells no balance of an account")
    if mode in (codes.ROWS, codes.BASICS_AND_ROWS):
        broken += window_rules(rows, moment(order.values.get("InquiryPeriodStart", "")),
                               moment(order.values.get("InquiryPeriodEnd", "")))
    if mode == codes.QUICK_ROWS and order.ready_ms:
        broken += window_rules(rows, start_of_day(order.ready_ms, 1), None)
    return broken + sums_rules(told) + serial_rules(rows)


def account_rules(order: Order, told: Statement) -> list[str]:
    """Card and accounts are the asked one, whatever stands behind `_`."""
    asked = order.values.get("CardNumber", "").split("_", 1)[0]
    numbers = [told.card.get("CardNumber", "")] + [a.facts.get("AccountNumber", "") for a in told.accounts]
    if not any(numbers):
        return ["rows are of no account"]
    if any(number and number.split("_", 1)[0] != asked for number in numbers):
        return ["rows are another account's"]
    name, asked_name = told.card.get("AccountName", ""), order.values.get("AccountName", "")
    return ["AccountName is not the ordered one"] if name and asked_name and name != asked_name else []


def window_rules(rows: list[Row], first: Optional[int], last: Optional[int]) -> list[str]:
    """Every row lies in the period; the end's own second is no longer of it."""
    for row in rows:
        at = moment(row["TransactionTime"]) or 0
        if (first is not None and at < first) or (last is not None and at >= last):
            return ["row lies outside the period"]
    return []


def serial_rules(rows: list[Row]) -> list[str]:
    """Every row has a serial, and no two the same."""
    serials = [row.get("TransactionSerial", "") for row in rows]
    broken = ["row has no TransactionSerial"] if "" in serials else []
    known = [serial for serial in serials if serial]
    return broken + (["two rows have the same TransactionSerial"] if len(set(known)) < len(known) else [])


def sums_rules(told: Statement) -> list[str]:
    """Balances follow from the amounts, read downwards or upwards."""
    return ["balances do not add up row by row"] if any(
        not adds_up(account) and not adds_up(AccountRows({}, account.rows[::-1]))
        for account in told.accounts) else []


def adds_up(account: AccountRows) -> bool:
    """Follow the balances from row to row, oldest first; a gap begins anew."""
    before: Optional[int] = None
    for row in account.rows:
        text = row.get("AccountBalance", "")
        if not text:
            before = None
            continue
        balance, fen = parse_amount(text, negative_allowed=True), parse_amount(row["TransactionAmount"])
        moved = fen if row["BorrowingSigns"] == codes.MONEY_IN else -fen
        if row.get("TransactionStatus") == FAILED:
            moved = 0
        if before is not None and balance != before + moved:
            return False
        before = balance
    return True


def watch_rules(order: Order, message: Message, orders: Orders, now_ms: Optional[int]) -> list[str]:
    """A watch tells each row once, of its own time, and nothing after its end."""
    told = message.statement
    rows = told.rows() if told is not None else []
    earlier = order.answers()
    broken = account_rules(order, told) if told is not None else []
    broken += sums_rules(told) if told is not None else []
    broken += window_rules(rows, moment(order.values.get("InterceptionStartTime", "")),
                           moment(order.values.get("InterceptionEndTime", "")))
    if not rows and earlier:
        broken.append("further answer to a watch brings no row")
    before = {row_key(row) for m in earlier if m.statement is not None for row in m.statement.rows()}
    if any(row_key(row) in before for row in rows):
        broken.append("row was told before")
    if earlier and earlier[0].get("Result") not in codes.SUCCESSES:
        broken.append("further answer to a watch that was refused")
    if lifted(order, orders):
        broken.append("answer to a watch that was lifted")
    end = moment(order.values.get("InterceptionEndTime", ""))
    if now_ms is not None and end is not None and earlier and now_ms > end + CLOCK_TOLERANCE_MS:
        broken.append("answer to a watch that was over")
    return broken + serial_rules(rows)


def row_key(row: Row) -> tuple[str, ...]:
    """Name a row: by its serial, or by all it says where it has none."""
    serial = row.get("TransactionSerial", "")
    return (serial,) if serial else tuple(f"{name}={text}" for name, text in sorted(row.items()))


def lifted(watch: Order, orders: Orders) -> bool:
    """Say whether the agency has answered that the watch is lifted."""
    return any(codes.bank_twin(o.tx_code) == codes.UNWATCH and o.answer is not None
               and o.answer.get("Result") in codes.SUCCESSES and original_of(o, orders) is watch
               for o in orders.all)


def by_serial_rules(order: Order, message: Message) -> list[str]:
    """Every payment is of the day asked for, and bears the number asked for."""
    broken = []
    day = order.values.get("TransactionDate", "")[:8]
    number = order.values.get("Data", "")
    rows = message.transactions
    if any(row.get("TransactionTime", day)[:8] != day for row in rows):
        broken.append("payment is of another day")
    if order.values.get("DataType") == codes.BANK_SERIAL and any(
            row.get("BankTransactionSerial", number) != number for row in rows):
        broken.append("payment bears another bank serial")
    if not all(sides(row) for row in rows):
        broken.append("payment names neither payer nor payee")
    orders = [row["OrderID"] for row in rows if row.get("OrderID")]
    return broken + (["two payments have the same OrderID"] if len(set(orders)) < len(orders) else [])


def sides(row: Row) -> bool:
    """Say whether a payment tells at least one account or card."""
    return any(text for name, text in row.items() if name.startswith(("TransIn", "TransOut")))
