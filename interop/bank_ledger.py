"""What a bank knows and decides: its accounts, its stops, its answers.

For: judging one order against the books and saying the result a bank owes.
Sans network and sans clock: `now` is an argument. Not for: moving money, or
freezes and queries, which are answered with 1000 (not opened).

A stop is an account's: the whole account takes money in and lets none out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Mapping, Optional

import codes
from police_bank import Message
from values import BadValue, format_amount, format_time, parse_amount, parse_time

STOP_LIFE_MS = 48 * 3600 * 1000
STOPS_PER_ACCOUNT_MAX = 2
# Clocks differ a little between houses; an order from further ahead is wrong.
CLOCK_TOLERANCE_MS = 5 * 60 * 1000
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


@dataclass
class Stop:
    """One stop on one account, from its first second to its end."""

    application_id: str
    account: str
    balance_fen: int
    started_ms: int
    until_ms: int
    lifted_ms: Optional[int] = None
    count: int = 1
    by_bank: bool = False

    def in_force(self, now_ms: int) -> bool:
        """Half-open: the stop ends in the very moment `until_ms`."""
        return self.lifted_ms is None and now_ms < self.until_ms


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
            int(row.get("balance_fen", row.get("balance", 0))), str(row.get("mark", "")), money_in)
        if account.mark and account.mark not in MARKS:
            raise BadValue(f"ledger mark `{account.mark}` is not one of {', '.join(MARKS)}")
        accounts[account.number] = account
    return accounts


class Refused(Exception):
    """An order that must not be carried out, by its business result."""

    def __init__(self, result: str, remark: str = "") -> None:
        super().__init__(result)
        self.result = result
        self.remark = remark or codes.RESULTS.get(result, "")


class Ledger:
    """The accounts and the stops of one bank or payment firm."""

    def __init__(self, accounts: Mapping[str, Account], stops: list[Stop],
                 institution: str, always_wrong_name: bool = False) -> None:
        self.accounts = accounts
        self.stops = stops
        self.institution = institution
        self.always_wrong_name = always_wrong_name

    def decide(self, order: Message, now_ms: int) -> dict[str, str]:
        """Carry an order out or refuse it; give the fields of the feedback."""
        twin = codes.bank_twin(order.tx_code)
        try:
            if order.faults:
                fault = order.faults[0]
                raise Refused(fault.result, f"{fault.field} {fault.problem}")
            if twin == codes.STOP:
                return self._stop(order, now_ms)
            if twin == codes.LIFT:
                return self._lift(order, now_ms)
            if twin == codes.EXTEND:
                return self._extend(order, now_ms)
            raise Refused("1000")
        except Refused as refusal:
            return self.answer(order, refusal.result, remark=refusal.remark)

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

    def _account(self, order: Message) -> Account:
        account = self.accounts.get(main_account(order))
        if account is None:
            raise Refused("0300")
        named = order.get("AccountName") == account.name
        if self.always_wrong_name or not named:
            raise Refused("0301")
        if account.mark:
            raise Refused(MARKS[account.mark])
        return account

    def _stop(self, order: Message, now_ms: int) -> dict[str, str]:
        if order.get("ApplicationType") in codes.LATE_PAPERS:
            return self._late_papers(order)
        account = self._account(order)
        check_application_time(order, now_ms)
        check_transfer(order, account, now_ms)
        stop = self.put_stop(order.application_id, account, now_ms)
        return self.answer(order, "0000", stop)

    def put_stop(self, application_id: str, account: Account, now_ms: int,
                 by_bank: bool = False) -> Stop:
        """Stop an account, unless one stands (1301) or both are used up (1304)."""
        mine = [stop for stop in self.stops if stop.account == account.number]
        if any(stop.in_force(now_ms) for stop in mine):
            raise Refused("1301")
        if sum(stop.count for stop in mine) >= STOPS_PER_ACCOUNT_MAX:
            raise Refused("1304")
        stop = Stop(application_id, account.number, account.balance_fen,
                    now_ms, now_ms + STOP_LIFE_MS, by_bank=by_bank)
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

    def _lift(self, order: Message, now_ms: int) -> dict[str, str]:
        stop = self._original(order)
        if stop.lifted_ms is not None:
            raise Refused("0900")
        if now_ms >= stop.until_ms:
            raise Refused("1900")
        check_application_time(order, now_ms)
        stop.lifted_ms = now_ms
        return self.answer(order, "0000", stop, start_ms=now_ms)

    def _extend(self, order: Message, now_ms: int) -> dict[str, str]:
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

    A lift or an extension need not carry the type, so there any `_` counts.
    """
    number = order.get("AccountNumber")
    stop = codes.bank_twin(order.tx_code) == codes.STOP
    if stop and order.get("ApplicationType") not in codes.SUB_ACCOUNT_TYPES:
        return number
    return number.split("_", 1)[0]


def check_application_time(order: Message, now_ms: int) -> None:
    """Refuse an order dated in the future."""
    if parse_time(order.get("ApplicationTime")) > now_ms + CLOCK_TOLERANCE_MS:
        raise Refused("0802")


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


def dump_stops(stops: list[Stop]) -> list[dict[str, Any]]:
    """Turn stops into what a state file holds."""
    return [asdict(stop) for stop in stops]


def load_stops(rows: list[dict[str, Any]]) -> list[Stop]:
    """Read stops out of a state file."""
    return [Stop(**row) for row in rows]
