"""The dynamic query at the little bank: one order, many answers, then an end.

For: the list of watches, which rows each still owes, and the batches that were
written but perhaps not yet sent. Not for: sending them (`bank_side`).

The first 100306 answers the order at once, with the rows there are since the
start or with none; else the order would come again for ever. Afterwards every
scan that finds new rows makes one more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from bank_books import Booked
from bank_holds import Refused, check_application_time
from bank_ledger import Ledger
from bank_queries import asked_account, nested, plain
from police_bank import Message
from statements import ROWS_MAX, Statement
from values import parse_time


@dataclass
class Watch:
    """One dynamic query in force, over or lifted; `sent` are serials told already."""

    application_id: str
    tx_code: str
    to: str
    account: str
    start_ms: int
    end_ms: int
    released_ms: Optional[int] = None
    sent: list[str] = field(default_factory=list)


@dataclass
class Batch:
    """A further 100306: its bytes are kept until the centre has had them."""

    application_id: str
    tx_code: str
    upload: str
    done: bool = False


def begin(ledger: Ledger, watches: list[Watch], order: Message,
          now_ms: int) -> tuple[dict[str, str], Optional[Statement]]:
    """Take a watch up and answer it with what is there already."""
    account = asked_account(ledger, order)
    check_application_time(order, now_ms)
    start, end = (parse_time(order.get(f"Interception{which}Time")) for which in ("Start", "End"))
    if end <= now_ms:
        raise Refused("0801")
    watch = Watch(order.application_id, order.tx_code, order.message_from, account.number, start, end)
    watches.append(watch)
    rows = take(ledger, watch, now_ms)
    return plain(ledger, order, "0000"), nested(ledger, account, rows, None) if rows else None


def end(ledger: Ledger, watches: list[Watch], order: Message, now_ms: int) -> dict[str, str]:
    """Lift a watch; one that has ended by itself is 1900."""
    wanted, card = order.get("OriginalApplicationID"), order.get("CardNumber")
    watch = next((w for w in watches if w.application_id == wanted), None)
    if watch is None or (card and card.split("_", 1)[0] != watch.account):
        raise Refused("0400")
    if watch.released_ms is not None:
        raise Refused("0900")
    if now_ms >= watch.end_ms:
        raise Refused("1900")
    check_application_time(order, now_ms)
    watch.released_ms = now_ms
    return plain(ledger, order, "0000")


def owed(ledger: Ledger, watch: Watch, now_ms: int) -> list[Booked]:
    """Give the rows a watch has not told yet; the end's own moment is outside."""
    if watch.released_ms is not None:
        return []
    told = set(watch.sent)
    rows = ledger.books.rows(watch.account, watch.start_ms, min(now_ms, watch.end_ms - 1))
    return [row for row in rows if row.posting.serial not in told]


def take(ledger: Ledger, watch: Watch, now_ms: int) -> list[Booked]:
    """Take the next rows to tell, and count them as told."""
    rows = owed(ledger, watch, now_ms)[:ROWS_MAX]
    watch.sent += [row.posting.serial for row in rows]
    return rows


def next_batch(ledger: Ledger, watch: Watch, now_ms: int) -> Optional[Statement]:
    """Give what a scan finds to tell, or nothing."""
    rows = take(ledger, watch, now_ms)
    return nested(ledger, ledger.accounts[watch.account], rows, None) if rows else None


def waits(ledger: Ledger, watch: Watch, now_ms: int) -> bool:
    """Say whether a watch still has a known posting to wait for."""
    if watch.released_ms is not None or now_ms >= watch.end_ms:
        return False
    return any(p.account == watch.account and watch.start_ms <= p.at_ms < watch.end_ms
               for p in ledger.books.pending)
