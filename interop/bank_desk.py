"""Where an order goes at the little bank, and how the bank is opened.

For: one table from message codes to those who decide them, one form for what
they answer, and a ledger made of its file and the state kept from before. Not
for: any decision itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Optional

import bank_freezes
import bank_queries
import bank_watch
import codes
from bank_books import Books, read_posting, time_of
from bank_client import State
from bank_holds import Freeze, Refused
from bank_ledger import Ledger, load_accounts
from police_bank import Message, make_body
from statements import Statement
from strict_xml import Node


@dataclass
class Outcome:
    """What the bank answers: flat fields, and rows where there are any."""

    values: dict[str, str]
    statement: Optional[Statement] = None
    rows: list[dict[str, str]] = field(default_factory=list)
    # Of a watch: told in the body itself.
    watched: bool = False

    @property
    def result(self) -> str:
        """Give the business result."""
        return self.values["Result"]

    def body(self) -> Node:
        """Write it as a message's body."""
        return make_body(self.values, (), self.rows, self.statement, self.watched)


Decider = Callable[[Ledger, list[bank_watch.Watch], Message, int], Outcome]
DECIDERS: dict[str, Decider] = {
    codes.STOP: lambda ledger, _, order, now: Outcome(ledger.stop(order, now)),
    codes.LIFT: lambda ledger, _, order, now: Outcome(ledger.lift(order, now)),
    codes.EXTEND: lambda ledger, _, order, now: Outcome(ledger.extend(order, now)),
    codes.FREEZE: lambda ledger, _, order, now: Outcome(bank_freezes.freeze(ledger, order, now)),
    codes.UNFREEZE: lambda ledger, _, order, now: Outcome(bank_freezes.unfreeze(ledger, order, now)),
    codes.REFREEZE: lambda ledger, _, order, now: Outcome(bank_freezes.refreeze(ledger, order, now)),
    codes.STATEMENT: lambda ledger, _, order, now: Outcome(*bank_queries.statement(ledger, order, now)),
    codes.WATCH: lambda ledger, watches, order, now: Outcome(
        *bank_watch.begin(ledger, watches, order, now), watched=True),
    codes.UNWATCH: lambda ledger, watches, order, now: Outcome(
        bank_watch.end(ledger, watches, order, now)),
    codes.BY_SERIAL: lambda ledger, _, order, now: serial_outcome(ledger, order, now),
}


def serial_outcome(ledger: Ledger, order: Message, now_ms: int) -> Outcome:
    """Answer a query by serial number."""
    values, rows = bank_queries.by_serial(ledger, order, now_ms)
    return Outcome(values, None, rows)


def decide(ledger: Ledger, watches: list[bank_watch.Watch], order: Message, now_ms: int) -> Outcome:
    """Carry an order out, or refuse it by its first fault or the books."""
    decider = DECIDERS.get(codes.bank_twin(order.tx_code))
    try:
        if order.faults:
            fault = order.faults[0]
            raise Refused(fault.result, f"{fault.field} {fault.problem}")
        if decider is None or codes.lonely(order.tx_code):
            raise Refused("1000")
        return decider(ledger, watches, order, now_ms)
    except Refused as refusal:
        return refused(ledger, order, refusal.result, refusal.remark)


def refused(ledger: Ledger, order: Message, result: str, remark: str = "") -> Outcome:
    """Write a refusal in the fields its kind of answer has."""
    if codes.bank_twin(order.tx_code) in codes.QUERIES:
        return Outcome(bank_queries.plain(ledger, order, result, remark))
    return Outcome(ledger.answer(order, result, remark=remark))


def open_ledger(raw: Any, state: State, now_ms: int, institution: str,
                always_wrong_name: bool = False) -> Ledger:
    """Make a ledger of its file and the state; the first time, note the moment."""
    accounts = load_accounts(raw)
    fresh = not state.born_ms
    state.born_ms = state.born_ms or now_ms
    rows = raw["accounts"] if isinstance(raw, dict) else raw
    postings = [read_posting(posting, str(row["number"]), state.born_ms)
                for row in rows for posting in row.get("postings", [])]
    if fresh:
        state.freezes += [old_freeze(str(row["number"]), index, freeze, state.born_ms)
                          for row in rows for index, freeze in enumerate(row.get("freezes", []))]
    books = Books({number: account.balance_fen for number, account in accounts.items()},
                  postings, state.born_ms, state.bookings)
    return Ledger(accounts, books, state.stops, state.freezes, institution, always_wrong_name)


def old_freeze(account: str, index: int, raw: dict[str, Any], born_ms: int) -> Freeze:
    """Read a freeze that stood before the bank was opened: another organ's."""
    limit = raw.get("limit_fen")
    return Freeze(f"ledger-{account}-{index}", account, str(raw["organ"]), str(raw["organ_name"]),
                  bank_freezes.CURRENCY, None if limit is None else int(limit),
                  born_ms, time_of(str(raw["until"]), born_ms))
