"""A little bank's books: postings, running balances, and postings still to come.

For: booking money in and out in order of time, each posting with the balance
after it, so that a statement adds up row by row. Not for: who may see them.

A posting is an object: `serial`, `way` (`in` or `out`), `amount_fen`, and
optionally `time` (14 digits, or `@now-3600`: seconds from the bank's first
start; in a feed: from the moment the line is read; absent: that moment),
`row` (texts for any of a row's 28 fields), `numbers` (`A1`, `A2`, `A3`: what
a payment firm is asked by) and `payment` (texts for a payment firm's row).
In a feed it also names its `account`. One whose time has not come is booked
when it comes. Nothing is booked before what the account has already booked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Mapping, Optional

import codes
import tables_query
from values import BadValue, format_amount, format_time, parse_time

NOW_WORD = re.compile(r"@now([+-][0-9]+)")
# Asked before money goes out: account, amount, moment.
MayPay = Callable[[str, int, int], bool]


@dataclass(frozen=True)
class Posting:
    """One movement on one account, without the balance it leads to."""

    account: str
    serial: str
    at_ms: int
    fen: int
    money_in: bool
    row: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    payment: Mapping[str, str] = field(default_factory=dict)

    def signed(self) -> int:
        """Give what it does to the balance."""
        return self.fen if self.money_in else -self.fen


@dataclass(frozen=True)
class Booked:
    """A posting with the balance after it."""

    posting: Posting
    balance_fen: int


def time_of(text: str, now_ms: int) -> int:
    """Read a time, or an `@now` word against a moment."""
    word = NOW_WORD.fullmatch(text)
    return now_ms + int(word.group(1)) * 1000 if word else parse_time(text)


def read_posting(raw: Mapping[str, Any], account: str, now_ms: int) -> Posting:
    """Read one posting of a ledger file or a feed."""
    try:
        way, fen, serial = str(raw["way"]), int(raw["amount_fen"]), str(raw["serial"])
    except (KeyError, TypeError, ValueError):
        raise BadValue("a posting has `serial`, `way` and `amount_fen`") from None
    if way not in ("in", "out") or fen <= 0 or not 0 < len(serial) <= 50:
        raise BadValue("a posting goes `in` or `out`, is more than zero, its serial has 1 to 50 characters")
    texts = [{str(name): str(text) for name, text in raw.get(part, {}).items()}
             for part in ("row", "numbers", "payment")]
    return Posting(account, serial, time_of(str(raw.get("time", "@now+0")), now_ms), fen,
                   way == "in", *texts)


class Books:
    """All accounts' postings; `bookings` (serial to time, None for refused) outlives a restart."""

    def __init__(self, balances: Mapping[str, int], postings: list[Posting], born_ms: int,
                 bookings: dict[str, Optional[int]]) -> None:
        self.bookings = bookings
        self.booked: dict[str, list[Booked]] = {number: [] for number in balances}
        past = [p for p in postings if p.at_ms <= born_ms]
        self.pending = [p for p in postings if p.at_ms > born_ms]
        self.opening = {number: balance - sum(p.signed() for p in past if p.account == number)
                        for number, balance in balances.items()}
        for posting in sorted(past, key=lambda p: p.at_ms):
            self._book(posting, posting.at_ms)
        self.known = {p.serial for p in postings}
        if len(self.known) != len(postings):
            raise BadValue("two postings of the ledger have the same serial")

    def balance(self, account: str) -> int:
        """Give the balance now."""
        rows = self.booked[account]
        return rows[-1].balance_fen if rows else self.opening[account]

    def add(self, posting: Posting) -> bool:
        """Take a posting of a feed; False when its serial was there before."""
        if posting.account not in self.booked:
            raise BadValue("the posting's account is not in the ledger")
        if posting.serial in self.known:
            return False
        self.known.add(posting.serial)
        self.pending.append(posting)
        return True

    def advance(self, now_ms: int, may_pay: MayPay) -> list[tuple[Posting, bool]]:
        """Book what has come due; say of each posting whether it was booked."""
        due = sorted((p for p in self.pending if self._moment(p) <= now_ms), key=self._moment)
        self.pending = [p for p in self.pending if self._moment(p) > now_ms]
        told = []
        for posting in due:
            if posting.serial in self.bookings:
                at_ms = self.bookings[posting.serial]
            else:
                good = posting.money_in or may_pay(posting.account, posting.fen, now_ms)
                rows = self.booked[posting.account]
                at_ms = max(posting.at_ms, rows[-1].posting.at_ms if rows else 0) if good else None
                self.bookings[posting.serial] = at_ms
                told.append((posting, good))
            if at_ms is not None:
                self._book(posting, at_ms)
        return told

    def _moment(self, posting: Posting) -> int:
        """What was booked before a restart keeps the time it was booked at."""
        return self.bookings.get(posting.serial) or posting.at_ms

    def _book(self, posting: Posting, at_ms: int) -> None:
        balance = self.balance(posting.account) + posting.signed()
        dated = Posting(posting.account, posting.serial, at_ms, posting.fen, posting.money_in,
                        posting.row, posting.numbers, posting.payment)
        self.booked[posting.account].append(Booked(dated, balance))

    def rows(self, account: str, first_ms: int, last_ms: int) -> list[Booked]:
        """Give what was booked between two moments, both included."""
        return [b for b in self.booked[account] if first_ms <= b.posting.at_ms <= last_ms]


def row_of(booked: Booked) -> dict[str, str]:
    """Write a posting as a statement's row, fields in the order of the table."""
    posting = booked.posting
    values = {"CashMark": "00", "TransactionStatus": "00", "Currency": "CNY"} | dict(posting.row) | {
        "BorrowingSigns": codes.MONEY_IN if posting.money_in else codes.MONEY_OUT,
        "TransactionAmount": format_amount(posting.fen),
        "AccountBalance": format_amount(booked.balance_fen),
        "TransactionTime": format_time(posting.at_ms), "TransactionSerial": posting.serial}
    return {f.name: values[f.name] for f in tables_query.ROW + tables_query.ROW_OF_FIRMS if values.get(f.name)}


class Feed:
    """A file of postings, one JSON object a line, read on from where it ended."""

    def __init__(self, path: Path) -> None:
        self.path, self.offset = path, 0

    def lines(self) -> list[bytes]:
        """Give the whole lines added since; half a line waits for its end."""
        if not self.path.exists():
            return []
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            raw = file.read()
        whole = raw[:raw.rfind(b"\n") + 1]
        self.offset += len(whole)
        return [line for line in whole.splitlines() if line.strip()]

    def read(self, books: Books, now_ms: int) -> list[str]:
        """Put the new lines into the books; give what was wrong with lines that stay out."""
        wrong = []
        for line in self.lines():
            try:
                raw = json.loads(line)
                books.add(read_posting(raw, str(raw["account"]), now_ms))
            except (BadValue, ValueError, KeyError, TypeError, AttributeError) as error:
                wrong.append(str(error) if isinstance(error, BadValue) else type(error).__name__)
        return wrong
