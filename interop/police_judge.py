"""Judges uploads: the transport code each earns, and every rule it breaks.

For: a strict second opinion on a bank gateway written by somebody else. A
*refused* upload broke a rule of the binding (200001, 200003, 200010); a
*noted* violation breaks a rule of the text that the binding gives no code for
and is accepted, so that one slip does not hide the next. Not for: HTTP.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Optional

import codes
import judge_freezes
import judge_rows
from police_bank import BadMessage, Message, parse_up
from police_orders import Order, Orders
from values import BadValue, SERIAL_SHAPE, format_time, parse_amount, parse_time

STOP_LIFE_MS = 48 * 3600 * 1000
CLOCK_TOLERANCE_MS = 5 * 60 * 1000
SECOND_MS = 1000
CALLS_PER_SECOND_MAX = 200


@dataclass(frozen=True)
class Agency:
    """A bank or payment firm as the platform knows it."""

    code: str
    key: str


@dataclass
class Violation:
    """One rule seen broken."""

    at: str
    agency: str
    rule: str
    code: str = ""
    application_id: str = ""


@dataclass
class Upload:
    """One upload as it came and what it earned."""

    at: str
    agency: str
    sha256: str
    code: str
    tx_code: str = ""
    application_id: str = ""
    repeated: bool = False


class Refusal(Exception):
    """An upload that earns another code than 100000."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass
class Book:
    """What was seen, for the verdict."""

    uploads: list[Upload] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    polls: int = 0


class Platform:
    """The platform's side: orders out, answers in. Safe to call from threads."""

    def __init__(self, orders: Orders, agencies: list[Agency], check_clock: bool = True,
                 calls_per_second: int = CALLS_PER_SECOND_MAX,
                 payment_report_answer: str = codes.REPORT_ANSWER) -> None:
        self.orders, self.agencies = orders, agencies
        self.check_clock, self.calls_per_second = check_clock, calls_per_second
        self.payment_report_answer = payment_report_answer
        self.book = Book()
        self.lock = threading.Lock()
        self._seen: dict[tuple[str, str], tuple[str, str]] = {}
        self._serials: dict[tuple[str, str], str] = {}
        self._calls: dict[str, deque[int]] = {}

    def agency_of(self, authorization: str) -> Optional[Agency]:
        """Find who calls by the key; None is HTTP 401."""
        return next((a for a in self.agencies if authorization == f"Bearer {a.key}"), None)

    def too_often(self, agency: Agency, now_ms: int) -> bool:
        """Count a call and say whether it was one too many this second."""
        with self.lock:
            calls = self._calls.setdefault(agency.code, deque())
            while calls and calls[0] <= now_ms - SECOND_MS:
                calls.popleft()
            if len(calls) >= self.calls_per_second:
                return True
            calls.append(now_ms)
            return False

    def note(self, agency: str, rule: str, now_ms: int, code: str = "",
             application_id: str = "") -> None:
        """Write a violation down."""
        self.book.violations.append(
            Violation(format_time(now_ms), agency, rule, code, application_id))

    def poll(self, agency: Agency, now_ms: int) -> list[bytes]:
        """Lease what is due."""
        with self.lock:
            self.book.polls += 1
            return [order.raw for order in self.orders.lease(agency.code, now_ms)]

    def upload(self, agency: Agency, raw: bytes, now_ms: int) -> tuple[str, str]:
        """Judge one upload; give code and description."""
        with self.lock:
            digest = hashlib.sha256(raw).hexdigest()
            record = Upload(format_time(now_ms), agency.code, digest, "")
            self.book.uploads.append(record)
            said = self._seen.get((agency.code, digest))
            if said is not None:
                record.code, record.repeated = said[0], True
                return said
            try:
                self._take(agency, raw, digest, record, now_ms)
                answer = (codes.ACCEPTED, codes.DESCRIPTIONS[codes.ACCEPTED])
            except Refusal as refusal:
                answer = (refusal.code, refusal.description)
                self.note(agency.code, refusal.description, now_ms, refusal.code,
                          record.application_id)
            record.code = answer[0]
            if answer[0] in (codes.ACCEPTED, codes.DUPLICATE):
                self._seen[(agency.code, digest)] = answer
            return answer

    def _take(self, agency: Agency, raw: bytes, digest: str,
              record: Upload, now_ms: int) -> None:
        try:
            message = parse_up(raw)
        except BadMessage as error:
            raise Refusal(codes.BAD_FORM, str(error)) from None
        record.tx_code, record.application_id = message.tx_code, message.application_id
        known = self._serials.get((agency.code, message.serial))
        if known is not None and known != digest:
            raise Refusal(codes.DUPLICATE, "TransSerialNumber was used with other bytes")
        if codes.bank_twin(message.tx_code) == codes.REPORT:
            self._take_report(agency, message, now_ms)
        else:
            self._take_answer(agency, message, now_ms)
        self._serials[(agency.code, message.serial)] = digest
        for rule in serial_rules(agency, message):
            self.note(agency.code, rule, now_ms, application_id=message.application_id)

    def _take_report(self, agency: Agency, message: Message, now_ms: int) -> None:
        if message.application_id in self.orders.reports:
            raise Refusal(codes.DUPLICATE, "ApplicationID was reported before")
        payment = codes.is_payment_code(message.tx_code)
        answer = self.payment_report_answer if payment else codes.REPORT_ANSWER
        self.orders.answer_report(agency.code, message, answer)
        for rule in report_rules(message):
            self.note(agency.code, rule, now_ms, application_id=message.application_id)

    def _take_answer(self, agency: Agency, message: Message, now_ms: int) -> None:
        order = self.orders.by_number(message.application_id)
        if order is None or order.agency != agency.code:
            raise Refusal(codes.NOT_FOUND, "ApplicationID is not known for this agency")
        again = order.answer is not None
        if again and codes.bank_twin(order.tx_code) != codes.WATCH:
            raise Refusal(codes.DUPLICATE, "ApplicationID was answered before")
        if message.tx_code != codes.answer_code(order.tx_code):
            raise Refusal(codes.BAD_FORM, "`Head/TxCode` does not answer this order")
        if message.to != self.orders.message_from:
            raise Refusal(codes.BAD_FORM, "`Head/To` is not the order's MessageFrom")
        # Judged before it is kept: a watch's rows are compared with the earlier ones.
        broken = answer_rules(order, message, self.orders, now_ms if self.check_clock else None)
        if again:
            order.further.append(message)
        else:
            order.answer, order.answered_ms = message, now_ms
        for rule in broken:
            self.note(agency.code, rule, now_ms, application_id=message.application_id)

    def finished(self) -> bool:
        """Say whether every order has been answered or, asking nothing, fetched."""
        with self.lock:
            return not any(order.open() for order in self.orders.all)

    def verdict(self) -> dict[str, Any]:
        """Give the run as one object."""
        with self.lock:
            rows = [order_row(order) for order in self.orders.all]
            violations = [vars(violation) for violation in self.book.violations]
            return {"ok": not violations and all(row["met"] for row in rows),
                    "polls": self.book.polls, "orders": rows,
                    "reports": list(self.orders.reports), "violations": violations,
                    "uploads": [vars(upload) for upload in self.book.uploads]}


def order_row(order: Order) -> dict[str, Any]:
    """Tell one order's story for the verdict."""
    result = order.answer.get("Result") if order.answer is not None else ""
    wanted = not order.expect or result in order.expect
    return {"name": order.name, "tx_code": order.tx_code,
            "application_id": order.application_id, "times_given": len(order.given_ms),
            "feedback_code": order.answer.tx_code if order.answer is not None else "",
            "result": result, "expected": list(order.expect), "answers": len(order.answers()),
            "rows": sum(len(m.statement.rows()) if m.statement is not None else len(m.transactions)
                        for m in order.answers()),
            "waited_ms": order.answered_ms - order.given_ms[0]
            if order.answer is not None and order.given_ms else None,
            "met": not order.open() and wanted}


def serial_rules(agency: Agency, message: Message) -> list[str]:
    """Check the shape of a serial number that is short enough to be taken."""
    if not SERIAL_SHAPE.fullmatch(message.serial):
        return ["TransSerialNumber is not 12 digits, `_`, 12 digits, 28 digits"]
    if not message.serial.startswith(agency.code):
        return ["TransSerialNumber does not begin with the agency's code"]
    return []


def report_rules(message: Message) -> list[str]:
    """Check what the text asks of a report beyond its fields."""
    broken = []
    if not message.application_id.startswith("0401"):
        broken.append("ApplicationID of a report does not begin with 0401")
    if not any(paper.filename[:2] == "03" for paper in message.papers):
        broken.append("report carries no 03 (application form)")
    return broken


def answer_rules(order: Order, message: Message, orders: Orders,
                 now_ms: Optional[int]) -> list[str]:
    """Check what the text asks of an answer beyond its fields."""
    result, broken = message.get("Result"), []
    if not order.given_ms:
        broken.append("order was answered before it was fetched")
    twin = codes.bank_twin(order.tx_code)
    if result not in codes.RESULTS and not (twin == codes.REFREEZE and result in ("0", "1")):
        broken.append("Result is not in the table")
    if result not in codes.SUCCESSES:
        if not message.get("FailureCause") and not message.get("FeedbackRemark"):
            broken.append("refusal gives neither FailureCause nor FeedbackRemark")
        return broken
    broken += echo_rules(order, message)
    if twin == codes.STOP:
        broken += stop_rules(order, message, now_ms)
    elif twin == codes.LIFT and now_ms is not None:
        broken += moment_rules("lift", message, order, now_ms)
    elif twin == codes.EXTEND:
        broken += extension_rules(order, message, orders)
    elif twin in codes.FREEZES:
        broken += freezes_rules(order, message, orders, now_ms)
    elif twin in codes.QUERIES:
        broken += queries_rules(order, message, orders, now_ms)
    return broken


def freezes_rules(order: Order, message: Message, orders: Orders, now_ms: Optional[int]) -> list[str]:
    """Send an answer about a freeze to the rules of its kind."""
    twin = codes.bank_twin(order.tx_code)
    if twin == codes.REFREEZE:
        return judge_freezes.refreeze_rules(order, message, orders)
    if twin == codes.FREEZE:
        broken, name = judge_freezes.freeze_rules(order, message, orders), "StartTime"
    else:
        broken, name = judge_freezes.unfreeze_rules(order, message, orders), "WithdrawalTime"
    what = "freeze" if twin == codes.FREEZE else "lift"
    return broken + (moment_rules(what, message, order, now_ms, name) if now_ms is not None else [])


def queries_rules(order: Order, message: Message, orders: Orders, now_ms: Optional[int]) -> list[str]:
    """Send an answer to a query to the rules of its kind."""
    twin = codes.bank_twin(order.tx_code)
    if twin == codes.STATEMENT:
        return judge_rows.statement_rules(order, message)
    if twin == codes.WATCH:
        return judge_rows.watch_rules(order, message, orders, now_ms)
    if twin == codes.BY_SERIAL:
        return judge_rows.by_serial_rules(order, message)
    return []


def echo_rules(order: Order, message: Message) -> list[str]:
    """The answer must speak of the account the order spoke of."""
    broken = []
    asked = (order.spec.get("fields") or {}).get("AccountNumber")
    if asked and message.get("AccountNumber") not in ("", asked, str(asked).split("_", 1)[0]):
        broken.append("AccountNumber is not the ordered one")
    try:
        balance = message.get("AccountBalance")
        if balance and parse_amount(balance, negative_allowed=True) < 0:
            broken.append("AccountBalance is negative")
    except BadValue:
        broken.append("AccountBalance is not an amount")
    return broken


def stop_rules(order: Order, message: Message, now_ms: Optional[int]) -> list[str]:
    """A stop lasts 48 hours from its moment, or ends with the order if that names an earlier end."""
    start, end = parse_time(message.get("StartTime")), parse_time(message.get("ExpireTime"))
    if (order.spec.get("fields") or {}).get("ApplicationType") in codes.LATE_PAPERS:
        # The answer tells of an earlier stop, which may have been extended since.
        return [] if end > start else ["stop ends before it begins"]
    lasts = STOP_LIFE_MS if not order.expire_ms else min(STOP_LIFE_MS, order.expire_ms - start)
    broken = [] if end - start in (STOP_LIFE_MS, lasts) else ["stop does not last 48 hours"]
    if now_ms is not None:
        broken += moment_rules("stop", message, order, now_ms)
    return broken


def moment_rules(what: str, message: Message, order: Order, now_ms: int,
                 name: str = "StartTime") -> list[str]:
    """What was done was done after it was ordered and before it was answered."""
    start = parse_time(message.get(name))
    first = order.given_ms[0] if order.given_ms else now_ms
    if first - CLOCK_TOLERANCE_MS <= start <= now_ms + CLOCK_TOLERANCE_MS:
        return []
    return [f"{name} of the {what} lies outside order and answer"]


def extension_rules(order: Order, message: Message, orders: Orders) -> list[str]:
    """An extension begins where the stop ends and adds at most 48 hours."""
    wanted = str((order.spec.get("fields") or {}).get("OriginalApplicationID", ""))
    original = next((o for o in orders.all if wanted in (f"@id:{o.name}", o.application_id)), None)
    end = parse_time(message.get("ExpireTime"))
    if end <= parse_time(message.get("StartTime")):
        return ["extension ends before it begins"]
    if original is None or original.answer is None or not original.answer.get("ExpireTime"):
        return []
    added = end - parse_time(original.answer.get("ExpireTime"))
    return [] if 0 < added <= STOP_LIFE_MS else ["extension adds more than 48 hours, or nothing"]
