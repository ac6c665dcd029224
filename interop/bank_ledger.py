"""What a bank knows and decides: its accounts, its stops, its answers.

For: judging stops, lifts and extensions against the books and saying the
result a bank owes. Sans network and sans clock: `now` is an argument. Not for:
freezes (`bank_freezes`), queries (`bank_queries`) or moving money.

A stop is an account's: the whole account takes money in and lets none out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional

import codes
from bank_books import Books
from bank_holds import (
    CLOCK_TOLERANCE_MS, Freeze, Refused, Stop, check_application_time, shares, standing,
)
from police_bank import Message
from values import BadValue, format_amount, format_time, parse_amount, parse_time

STOP_LIFE_MS = 48 * 3600 * 1000
STOPS_PER_ACCOUNT_MAX = 2
# How far a booked credit may lie from the time the order names.
CREDIT_WINDOW_MS = 10 * 60 * 1000
MARKS = {"whitelist": "0302", "lost": "0303", "invalid": "0304",
         "limited": "1302", "frozen": "1303"}


@dataclass(frozen=True)
class Account:
    """One account of the ledger file.

    `credits` are booked arrivals (fen, ms); empty means the ledger does not
    keep them, and then amount and time are only checked for sense.
    """

    number: str
    name: str
    kind: str
    balance_fen: int
    mark: str = ""
    credits: tuple[tuple[int, int], ...] = ()
    id_number: str = ""
    branch: str = ""
    opened: str = ""


def load_accounts(raw: Any) -> dict[str, Account]:
    """Read the ledger file: a list, or an object with `accounts`."""
    rows = raw["accounts"] if isinstance(raw, dict) else raw
    kinds = {"personal": "01", "person": "01", "company": "02", "01": "01", "02": "02"}
    accounts = {}
    for row in rows:
        money_in = tuple((int(c["amount_fen"]), parse_time(c["time"]))
                         for c in row.get("credits", []))
        account = Account(
            str(row["number"]), str(row["name"]), kinds[str(row.get("class", "personal"))],
            int(row.get("balance_fen", row.get("balance", 0))), str(row.get("mark", "")), money_in,
            str(row.get("id_number", "")), str(row.get("branch", "")), str(row.get("opened", "")))
        if account.mark and account.mark not in MARKS:
            raise BadValue(f"ledger mark `{account.mark}` is not one of {', '.join(MARKS)}")
        accounts[account.number] = account
    return accounts


class Ledger:
    """The accounts, the books and the measures of one bank or payment firm."""

    def __init__(self, accounts: Mapping[str, Account], books: Books, stops: list[Stop],
                 freezes: list[Freeze], institution: str, always_wrong_name: bool = False) -> None:
        self.accounts, self.books = accounts, books
        self.stops, self.freezes = stops, freezes
        self.institution = institution
        self.always_wrong_name = always_wrong_name

    def answer(self, order: Message, result: str, stop: Optional[Stop] = None,
               start_ms: Optional[int] = None, remark: str = "") -> dict[str, str]:
        """Write the feedback's fields; figures only where a stop stands behind them."""
        kind = order.get("AccountType")
        values = {
            "ApplicationID": order.application_id, "Result": result,
            "AccountType": kind if kind in ("01", "02") else "",
            "AccountNumber": order.get("AccountNumber")[:50],
            "CardNumber": main_account(order)[:50],
        }
        if stop is not None:
            start = stop.started_ms if start_ms is None else start_ms
            end = stop.until_ms if stop.lifted_ms is None else stop.lifted_ms
            values |= {"AccountBalance": format_amount(stop.balance_fen),
                       "StartTime": format_time(start), "ExpireTime": format_time(end)}
        return values | {
            "FailureCause": "" if result in codes.SUCCESSES else codes.RESULTS.get(result, ""),
            "FeedbackRemark": remark, "FeedbackOrgName": self.institution,
            "OperatorName": "自动处理", "OperatorPhoneNumber": "",
        }

    def account_of(self, order: Message) -> Account:
        """Give the account a measure is for, if name and number go together."""
        account = self.accounts.get(main_account(order))
        if account is None:
            raise Refused("0300")
        named = order.get("AccountName") == account.name
        if self.always_wrong_name or not named:
            raise Refused("0301")
        if account.mark:
            raise Refused(MARKS[account.mark])
        return account

    def stopped(self, number: str, now_ms: int) -> bool:
        """Say whether a stop lets nothing out of the account."""
        return any(stop.account == number and stop.in_force(now_ms) for stop in self.stops)

    def available(self, number: str, now_ms: int) -> int:
        """Give what freezes leave of a balance, and a stop nothing."""
        if self.stopped(number, now_ms):
            return 0
        balance = self.books.balance(number)
        return balance - sum(shares(standing(self.freezes, number, now_ms), balance))

    def may_pay(self, number: str, fen: int, now_ms: int) -> bool:
        """Say whether so much may leave the account."""
        return self.available(number, now_ms) >= fen

    def stop(self, order: Message, now_ms: int) -> dict[str, str]:
        """Stop an account, or answer late papers from the record."""
        if order.get("ApplicationType") in codes.LATE_PAPERS:
            return self._late_papers(order)
        account = self.account_of(order)
        check_application_time(order, now_ms)
        check_transfer(order, account, now_ms)
        stop = self.put_stop(order.application_id, account, now_ms,
                             organ=order.get("ApplicationOrgID"))
        return self.answer(order, "0000", stop)

    def put_stop(self, application_id: str, account: Account, now_ms: int,
                 by_bank: bool = False, organ: str = "") -> Stop:
        """Stop an account, unless one stands (1301), a freeze does (1302, 1303)
        or both are used up (1304)."""
        mine = [stop for stop in self.stops if stop.account == account.number]
        if any(stop.in_force(now_ms) for stop in mine):
            raise Refused("1301")
        frozen = standing(self.freezes, account.number, now_ms)
        if frozen:
            raise Refused("1303" if any(f.limit_fen is None for f in frozen) else "1302")
        if sum(stop.count for stop in mine) >= STOPS_PER_ACCOUNT_MAX:
            raise Refused("1304")
        stop = Stop(application_id, account.number, self.books.balance(account.number),
                    now_ms, now_ms + STOP_LIFE_MS, by_bank=by_bank, organ=organ)
        self.stops.append(stop)
        return stop

    def _late_papers(self, order: Message) -> dict[str, str]:
        """Papers for a stop that stands already: answer, and touch nothing."""
        stop = self._original(order)
        account = self.accounts.get(stop.account)
        if account is None or account.name != order.get("AccountName"):
            raise Refused("0301")
        return self.answer(order, "0000", stop)

    def _original(self, order: Message) -> Stop:
        wanted = order.get("OriginalApplicationID")
        for stop in self.stops:
            if stop.application_id == wanted and stop.account == main_account(order):
                return stop
        raise Refused("0400")

    def lift(self, order: Message, now_ms: int) -> dict[str, str]:
        """End a stop that stands."""
        stop = self._original(order)
        if stop.lifted_ms is not None:
            raise Refused("0900")
        if now_ms >= stop.until_ms:
            raise Refused("1900")
        check_application_time(order, now_ms)
        stop.lifted_ms = now_ms
        return self.answer(order, "0000", stop, start_ms=now_ms)

    def extend(self, order: Message, now_ms: int) -> dict[str, str]:
        """Give the same stop its second life; this is the second of the two."""
        stop = self._original(order)
        if stop.lifted_ms is not None:
            raise Refused("0900")
        if now_ms >= stop.until_ms:
            raise Refused("1800")
        check_application_time(order, now_ms)
        begin, end = parse_time(order.get("PostponeStartTime")), parse_time(order.get("ExpireTime"))
        latest = stop.until_ms + STOP_LIFE_MS
        if begin > stop.until_ms or end <= begin or end <= stop.until_ms:
            raise Refused("0801")
        if self.used(stop.account) >= STOPS_PER_ACCOUNT_MAX:
            raise Refused("1304")
        old_end = stop.until_ms
        stop.until_ms, stop.count = min(end, latest), stop.count + 1
        return self.answer(order, "0000", stop, start_ms=old_end)

    def used(self, account: str) -> int:
        """Count the stops an account has had, an extension being one."""
        return sum(stop.count for stop in self.stops if stop.account == account)


def main_account(order: Message) -> str:
    """Give the account the ledger knows: for sub-account types the part before `_`.

    A lift or an extension need not carry the type, so there any `_` counts. A
    query names its account by `CardNumber`.
    """
    number = order.get("AccountNumber") or order.get("CardNumber")
    stop = codes.bank_twin(order.tx_code) == codes.STOP
    if stop and order.get("ApplicationType") not in codes.SUB_ACCOUNT_TYPES:
        return number
    return number.split("_", 1)[0]


def check_transfer(order: Message, account: Account, now_ms: int) -> None:
    """Check amount and time of the transfer, by booking where there is one."""
    amount = parse_amount(order.get("TransferAmount"))
    at_ms = parse_time(order.get("TransferTime"))
    if amount == 0:
        raise Refused("0200")
    if at_ms > now_ms + CLOCK_TOLERANCE_MS:
        raise Refused("0899")
    if not account.credits:
        return
    near = [fen for fen, when in account.credits if abs(when - at_ms) <= CREDIT_WINDOW_MS]
    if amount in near:
        return
    raise Refused("0200" if near else "0400")

