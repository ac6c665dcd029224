"""Orders of the little platform: written from a JSON file, leased to agencies.

For: filling an order in from the few fields a test cares about, and handing
out the same bytes until it is answered. Not for: judging answers
(`police_judge`) or HTTP (`police_side`).

An order in the file is an object: `tx_code`, and optionally `name`, `fields`
(a null drops a default field), `papers` (file names), `after` (name of an order
that must be answered first, or `@report`), `expect` (results that are right),
`answers` (how many 100306 a watch is to bring, else one), `agency`, `raw` (text
sent as it is). Inside `fields`, `@id:NAME` is that order's ApplicationID,
`@id:@report` the last report's, `@end:NAME` the ExpireTime its answer gave,
`@now-600` a time so many seconds from now, `@now+6m` one so many months from
now, and `@today` today's date.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

import codes
from fields import Attachment
from police_bank import POLL_MESSAGES_MAX, Message, build_down, make_body
from values import BadValue, add_months, format_time, make_application_id, parse_time

LEASE_MS = 60_000
REPORT = "@report"
OFFICERS_PAPERS = ("011officer-a.pdf", "011officer-b.pdf")
FREEZE_PAPERS = OFFICERS_PAPERS + ("021freeze.pdf",)
STANDARD_PAPERS = {
    codes.STOP: OFFICERS_PAPERS + ("031application.pdf",),
    codes.FREEZE: FREEZE_PAPERS, codes.REFREEZE: FREEZE_PAPERS,
}
PAPER = b"%PDF-1.4\n% made up for a test\n%%EOF\n"
STOP_LIFE_S = 48 * 3600
END_OF = re.compile(r"@end:(.+?)([+-][0-9]+m?)?")
NOW = re.compile(r"@now([+-][0-9]+m?)")
PEOPLE = {
    "ApplicationOrgID": "999000000000", "ApplicationOrgName": "测试市公安局反诈中心",
    "OperatorIDType": "08", "OperatorIDNumber": "999001", "OperatorName": "测试甲",
    "OperatorPhoneNumber": "00000000000", "InvestigatorIDType": "08",
    "InvestigatorIDNumber": "999002", "InvestigatorName": "测试乙",
}
STOP_DEFAULTS = {
    "ApplicationType": "00", "CaseNumber": "A9990000000000000000001", "CaseType": "0001",
    "EmergencyLevel": "02", "TransferOutBankID": "999100000001",
    "TransferOutBankName": "测试付款银行", "TransferOutAccountName": "测试受害人",
    "TransferOutAccountNumber": "9999990000000001", "Currency": "CNY",
    "TransferAmount": "1000.00", "TransferTime": "@now-600", "BankName": "测试银行",
    "AccountType": "01", "Reason": "电信网络诈骗", "StartTime": "@now+0",
    "ExpireTime": f"@now+{STOP_LIFE_S}",
}
# A freeze names no transfer.
FREEZE_DEFAULTS = {name: text for name, text in STOP_DEFAULTS.items()
                   if name != "StartTime" and not name.startswith("Transfer")} | {
    "FreezeType": codes.LIMITED, "Balance": "1000.00", "FreezeStartTime": "@now+0",
    "ExpireTime": "@now+6m", "CaseDocumentID": "A999冻结1号",
}
QUERY_DEFAULTS = {name: STOP_DEFAULTS[name] for name in (
    "CaseNumber", "CaseType", "EmergencyLevel", "BankName", "AccountType", "Reason")}
DEFAULTS: dict[str, dict[str, str]] = {
    codes.STOP: STOP_DEFAULTS,
    # A lift and an extension *add* their fields to those of the stop (the text's word).
    codes.LIFT: STOP_DEFAULTS | {"WithdrawalRemark": "查明无关"},
    codes.EXTEND: STOP_DEFAULTS | {
        "PostponeStartTime": f"@now+{STOP_LIFE_S}", "ExpireTime": f"@now+{2 * STOP_LIFE_S}",
        "ExtendRemark": "继续核查"},
    codes.FREEZE: FREEZE_DEFAULTS,
    codes.UNFREEZE: FREEZE_DEFAULTS | {"WithdrawalRemark": "查明无关"},
    codes.REFREEZE: {name: text for name, text in FREEZE_DEFAULTS.items()
                     if name != "FreezeStartTime"} | {
        "PostponeStartTime": "@now+6m", "ExpireTime": "@now+12m", "ExtendRemark": "继续侦查"},
    codes.STATEMENT: QUERY_DEFAULTS | {
        "InquiryMode": codes.BASICS_AND_ROWS, "InquiryPeriodStart": "@now-1m",
        "InquiryPeriodEnd": "@now+0"},
    codes.WATCH: QUERY_DEFAULTS | {
        "InterceptionStartTime": "@now+0", "InterceptionEndTime": "@now+86400"},
    codes.UNWATCH: QUERY_DEFAULTS,
    codes.BY_SERIAL: {name: text for name, text in QUERY_DEFAULTS.items()
                      if name not in ("BankName", "AccountType")} | {
        "DataType": codes.BANK_SERIAL, "TransactionDate": "@today"},
}


class BadOrders(ValueError):
    """The file of orders refers to something it does not hold."""


def references(spec: Mapping[str, Any]) -> set[str]:
    """Give the names an order of the file refers to."""
    texts = [str(text) for text in (spec.get("fields") or {}).values()]
    found = {text[4:] for text in texts if text.startswith("@id:")}
    ends = (END_OF.fullmatch(text) for text in texts)
    found |= {end.group(1) for end in ends if end}
    return found | ({str(spec["after"])} if spec.get("after") else set())


def shift(ms: int, text: str) -> int:
    """Move a time by `+600` seconds or `+6m` months."""
    return add_months(ms, int(text[:-1])) if text.endswith("m") else ms + int(text) * 1000


@dataclass
class Order:
    """One order on its way: from the file, to the agency, to its answer."""

    name: str
    agency: str
    tx_code: str
    spec: Mapping[str, Any]
    application_id: str
    expect: tuple[str, ...] = ()
    raw: bytes = b""
    urgent: bool = False
    ready_ms: int = 0
    leased_until_ms: int = 0
    # The end that the order asks for; 0 where it names none.
    expire_ms: int = 0
    given_ms: list[int] = field(default_factory=list)
    # What its fields were, every word replaced.
    values: dict[str, str] = field(default_factory=dict)
    answer: Optional[Message] = None
    # A watch is answered again and again: the first is `answer`, the rest stand here.
    further: list[Message] = field(default_factory=list)
    answered_ms: int = 0
    # An answer to a report asks for nothing back: fetched is done.
    needs_answer: bool = True

    def unanswered(self) -> bool:
        """Say whether the agency still has to fetch or to answer it."""
        return self.answer is None if self.needs_answer else not self.given_ms

    def open(self) -> bool:
        """Say whether anything is still to come: a watch may have to bring more."""
        return self.unanswered() or 1 + len(self.further) < int(self.spec.get("answers", 1))

    def answers(self) -> list[Message]:
        """Give every answer, in the order they came."""
        return ([self.answer] if self.answer is not None else []) + self.further


class Orders:
    """All orders of a run, in the order of the file."""

    def __init__(self, rows: list[Mapping[str, Any]], agency: str,
                 message_from: str, lease_ms: int = LEASE_MS) -> None:
        self.message_from, self.lease_ms = message_from, lease_ms
        self.all: list[Order] = []
        self.reports: list[str] = []
        for index, row in enumerate(rows):
            tx_code = str(row["tx_code"])
            number = make_application_id(codes.business_code(tx_code), secrets.token_hex(16))
            fixed = (row.get("fields") or {}).get("ApplicationID")
            self.all.append(Order(
                str(row.get("name", f"order{index + 1}")), str(row.get("agency", agency)),
                tx_code, row, str(fixed or number), tuple(row.get("expect", ()))))
        for order in self.all:
            for name in references(order.spec) - {REPORT}:
                self.named(name)

    def named(self, name: str) -> Order:
        """Find an order of the file by its name."""
        found = next((order for order in self.all if order.name == name), None)
        if found is None:
            raise BadOrders(f"no order is named `{name}`; name it, or correct the reference")
        return found

    def by_number(self, application_id: str) -> Optional[Order]:
        """Find an order by its ApplicationID."""
        return next((o for o in self.all
                     if o.needs_answer and o.application_id == application_id), None)

    def lease(self, agency: str, now_ms: int) -> list[Order]:
        """Give at most twenty orders: urgent first, then oldest."""
        for order in self.all:
            if not order.raw and self._may_go(order):
                self._write(order, now_ms)
        waiting = [order for order in self.all
                   if order.agency == agency and order.raw and order.unanswered()
                   and order.leased_until_ms <= now_ms]
        waiting.sort(key=lambda order: (not order.urgent, order.ready_ms))
        for order in waiting[:POLL_MESSAGES_MAX]:
            order.leased_until_ms = now_ms + self.lease_ms
            order.given_ms.append(now_ms)
        return waiting[:POLL_MESSAGES_MAX]

    def _may_go(self, order: Order) -> bool:
        if REPORT in references(order.spec) and not self.reports:
            return False
        after = order.spec.get("after")
        return after in (None, REPORT) or not self.named(str(after)).open()

    def _write(self, order: Order, now_ms: int) -> None:
        """Write the bytes once: every later poll gives these and no others."""
        order.ready_ms = now_ms
        if "raw" in order.spec:
            order.raw = str(order.spec["raw"]).encode("utf-8")
            return
        values = order.values = self._values(order, now_ms)
        order.urgent = values.get("EmergencyLevel") == "02"
        try:
            order.expire_ms = parse_time(values.get("ExpireTime", ""))
        except BadValue:
            order.expire_ms = 0
        default = STANDARD_PAPERS.get(codes.bank_twin(order.tx_code), ())
        papers = [Attachment(name, PAPER) for name in order.spec.get("papers", default)]
        order.raw = build_down(order.tx_code, self.message_from,
                               self._serial(now_ms), make_body(values, papers))

    def _serial(self, now_ms: int) -> str:
        digits = f"{secrets.randbelow(10 ** 14):014d}"
        return f"{self.message_from.ljust(12, '0')}_{'0' * 12}{format_time(now_ms)}{digits}"

    def _values(self, order: Order, now_ms: int) -> dict[str, str]:
        defaults = DEFAULTS.get(codes.bank_twin(order.tx_code))
        values: dict[str, Any] = {"ApplicationID": order.application_id}
        if defaults is not None:
            firm = codes.bank_twin(order.tx_code) == codes.BY_SERIAL
            values |= defaults | {"OnlinePayCompanyID" if firm else "BankID": order.agency}
        if order.needs_answer:
            values |= PEOPLE | {"ApplicationTime": "@now+0"}
        values |= order.spec.get("fields") or {}
        return {name: self._fill(str(text), now_ms)
                for name, text in values.items() if text is not None}

    def _fill(self, text: str, now_ms: int) -> str:
        """Replace the file's `@` words by what they stand for."""
        offset = NOW.fullmatch(text)
        if offset:
            return format_time(shift(now_ms, offset.group(1)))
        if text == "@today":
            return format_time(now_ms)[:8]
        if text == f"@id:{REPORT}":
            return self.reports[-1]
        if text.startswith("@id:"):
            return self.named(text[4:]).application_id
        end = END_OF.fullmatch(text)
        if end:
            return format_time(shift(self._end(end.group(1), now_ms), end.group(2) or "+0"))
        return text

    def _end(self, name: str, now_ms: int) -> int:
        """Give the end an answer told; a refusal told none, so suppose 48 hours."""
        answer = self.named(name).answer
        told = answer.get("ExpireTime") if answer is not None else ""
        return parse_time(told) if told else now_ms + STOP_LIFE_S * 1000

    def answer_report(self, agency: str, report: Message, tx_code: str) -> None:
        """Queue the 100402 that a later poll of that agency will bring."""
        self.reports.append(report.application_id)
        fields = {"ApplicationType": report.get("ApplicationType"),
                  "ReportEndTime": report.get("ReportEndTime"), "Result": "0000",
                  "OperatorName": "测试甲", "FeedbackOrgName": "测试市公安局反诈中心",
                  "FreezeEndTime": f"@now+{STOP_LIFE_S}"}
        self.all.append(Order(f"answer to report {len(self.reports)}", agency, tx_code,
                              {"fields": fields}, report.application_id, needs_answer=False))
