"""The bank's two hands: one on the wire, one on its state file.

For: polling and uploading over HTTP(S), and remembering across restarts what
was stopped and what was answered. Not for: any decision about an order.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from bank_holds import Freeze, Stop, dump, load_freezes, load_stops
from bank_watch import Batch, Watch
from police_bank import BadMessage, POLL_BYTES_MAX, parse_transport_answer

TRIES_MAX = 3
TIMEOUT_SECONDS = 20
TRY_AGAIN_SECONDS = 0.5
CONTENT_TYPE = "application/xml; charset=utf-8"


class Unreachable(Exception):
    """The centre could not be spoken to, after all tries."""


@dataclass(frozen=True)
class Reply:
    """What the centre said: HTTP status, code, description, orders."""

    status: int
    code: str
    description: str
    orders: list[bytes]


class Client:
    """Speaks the binding; proxies of the environment are left aside."""

    def __init__(self, base: str, key: str, ca_file: Optional[str] = None) -> None:
        self.base = base.rstrip("/")
        self.key = key
        context = ssl.create_default_context(cafile=ca_file)
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))

    def poll(self) -> Reply:
        """Ask for orders, with an empty body."""
        return self._post("poll", b"")

    def upload(self, raw: bytes) -> Reply:
        """Send one message; on a broken line the same bytes go again."""
        return self._post("upload", raw)

    def _post(self, what: str, raw: bytes) -> Reply:
        last = ""
        for attempt in range(TRIES_MAX):
            try:
                return self._once(what, raw)
            except (OSError, http.client.HTTPException) as error:
                last = type(error).__name__
                if attempt + 1 < TRIES_MAX:
                    time.sleep(TRY_AGAIN_SECONDS)
        raise Unreachable(f"{what} failed {TRIES_MAX} times, last by {last}; check --url")

    def _once(self, what: str, raw: bytes) -> Reply:
        headers = {"Authorization": f"Bearer {self.key}"}
        if raw:
            headers["Content-Type"] = CONTENT_TYPE
        request = urllib.request.Request(
            f"{self.base}/wire/police-bank/{what}", data=raw, headers=headers, method="POST")
        if not raw:
            # urllib would call an empty body a form.
            request.add_unredirected_header("Content-Type", CONTENT_TYPE)
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return read_reply(answer.status, answer.read(POLL_BYTES_MAX + 1))
        except urllib.error.HTTPError as error:
            with error:
                return read_reply(error.code, error.read(POLL_BYTES_MAX + 1))


def read_reply(status: int, raw: bytes) -> Reply:
    """Read an answer; one that is no message of the binding has code ``."""
    try:
        code, description, orders = parse_transport_answer(raw)
    except BadMessage as error:
        return Reply(status, "", str(error), [])
    return Reply(status, code, description, orders)


@dataclass
class Answered:
    """The one answer to one order, kept so that it can be given again."""

    order_digest: str
    upload: bytes
    accepted: bool = False


class State:
    """The bank's own record, written whole and synced before it is relied on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stops: list[Stop] = []
        self.answers: dict[str, Answered] = {}
        self.reports: dict[str, str] = {}
        self.freezes: list[Freeze] = []
        self.watches: list[Watch] = []
        self.batches: list[Batch] = []
        # Postings that came due while the bank was open: when booked, or None.
        self.bookings: dict[str, Optional[int]] = {}
        # The first start: what the ledger file calls `now`.
        self.born_ms = 0
        if path.exists():
            self._load(json.loads(path.read_text("utf-8")))

    def _load(self, raw: dict[str, Any]) -> None:
        self.stops = load_stops(raw["stops"])
        self.reports = dict(raw["reports"])
        self.freezes = load_freezes(raw.get("freezes", []))
        self.watches = [Watch(**row) for row in raw.get("watches", [])]
        self.batches = [Batch(**row) for row in raw.get("batches", [])]
        self.bookings, self.born_ms = dict(raw.get("bookings", {})), int(raw.get("born_ms", 0))
        self.answers = {
            key: Answered(row["order_digest"], base64.b64decode(row["upload"]), row["accepted"])
            for key, row in raw["answers"].items()
        }

    def save(self) -> None:
        """Replace the file: a crash leaves either the old state or the new."""
        raw = {
            "stops": dump(self.stops), "reports": self.reports, "freezes": dump(self.freezes),
            "watches": dump(self.watches), "batches": dump(self.batches),
            "bookings": self.bookings, "born_ms": self.born_ms,
            "answers": {key: {
                "order_digest": row.order_digest, "accepted": row.accepted,
                "upload": base64.b64encode(row.upload).decode("ascii"),
            } for key, row in self.answers.items()},
        }
        beside = self.path.with_name(self.path.name + ".new")
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(raw, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self.path)


def digest(raw: bytes) -> str:
    """Name bytes by their SHA-256."""
    return hashlib.sha256(raw).hexdigest()
