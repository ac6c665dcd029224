"""What holds an account: stops and freezes, and the reasons to refuse an order.

For: the records a bank keeps of its measures, and their form in a state file.
Not for: deciding on an order (`bank_ledger`, `bank_freezes`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Optional

import codes
from police_bank import Message
from values import parse_time

# Clocks differ a little between houses; an order from further ahead is wrong.
CLOCK_TOLERANCE_MS = 5 * 60 * 1000


class Refused(Exception):
    """An order that must not be carried out, by its business result."""

    def __init__(self, result: str, remark: str = "") -> None:
        super().__init__(result)
        self.result = result
        self.remark = remark or codes.RESULTS.get(result, "")


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
    organ: str = ""

    def in_force(self, now_ms: int) -> bool:
        """Half-open: the stop ends in the very moment `until_ms`."""
        return self.lifted_ms is None and now_ms < self.until_ms


@dataclass
class Freeze:
    """One freeze on one account; `limit_fen` is None for the whole account."""

    application_id: str
    account: str
    organ: str
    organ_name: str
    currency: str
    limit_fen: Optional[int]
    started_ms: int
    until_ms: int
    lifted_ms: Optional[int] = None

    def in_force(self, now_ms: int) -> bool:
        """Half-open, as a stop."""
        return self.lifted_ms is None and now_ms < self.until_ms


def standing(freezes: list[Freeze], account: str, now_ms: int) -> list[Freeze]:
    """Give the freezes in force on an account, the first come first."""
    return [freeze for freeze in freezes if freeze.account == account and freeze.in_force(now_ms)]


def shares(freezes: list[Freeze], balance_fen: int) -> list[int]:
    """Share a balance out among freezes: each takes what those before it left."""
    left, held = max(balance_fen, 0), []
    for freeze in freezes:
        held.append(left if freeze.limit_fen is None else min(freeze.limit_fen, left))
        left -= held[-1]
    return held


def check_application_time(order: Message, now_ms: int) -> None:
    """Refuse an order dated in the future."""
    if parse_time(order.get("ApplicationTime")) > now_ms + CLOCK_TOLERANCE_MS:
        raise Refused("0802")


def dump(records: list[Any]) -> list[dict[str, Any]]:
    """Turn records into what a state file holds."""
    return [asdict(record) for record in records]


def load_stops(rows: list[dict[str, Any]]) -> list[Stop]:
    """Read stops out of a state file."""
    return [Stop(**row) for row in rows]


def load_freezes(rows: list[dict[str, Any]]) -> list[Freeze]:
    """Read freezes out of a state file, or those a ledger file begins with."""
    return [Freeze(**row) for row in rows]
