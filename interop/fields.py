"""Field tables: name, longest length, kind and need of every field by message.

For: one readable table per message, and the checks that follow from it.
Not for: rules that need more than one field of one message (`police_bank`) or
the state of a party (`bank_ledger`, `police_judge`).

Lengths count characters. Where the text gives no length a field may have
`FREE` characters, or `SHORT` where it is plainly a code or a number.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Optional

import codes
from strict_xml import Node
from values import (
    AMOUNT_LENGTH_MAX, APPLICATION_ID_SHAPE, BadValue, parse_amount, parse_day, parse_time,
)

FREE = 300
SHORT = 60
ATTACHMENT_KINDS = ("01", "02", "03", "04")
ATTACHMENT_FORMATS = ("0", "1")
FILENAME_MAX = 150
# Stands where a full freeze names no amount.
NO_LIMIT = "-"


@dataclass(frozen=True)
class Field:
    """One field of a message body."""

    name: str
    longest: int
    kind: str = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and the business result it earns.

    `result` is what a bank answers to an order with this fault; a platform
    refuses an upload with any fault by transport code 200001 instead.
    """

    field: str
    problem: str
    result: str


def need(name: str, longest: int, kind: str = "text", allowed: tuple[str, ...] = ()) -> Field:
    """Describe a field that must be there and not be empty."""
    return Field(name, longest, kind, True, allowed)


def may(name: str, longest: int, kind: str = "text", allowed: tuple[str, ...] = ()) -> Field:
    """Describe a field that may be absent or empty."""
    return Field(name, longest, kind, False, allowed)


IDS = (need("ApplicationID", 36, "application"),)
ORIGINAL = need("OriginalApplicationID", 36, "application")
CASE = (
    need("CaseNumber", 30), may("CaseType", SHORT),
    need("EmergencyLevel", 2, "choice", ("01", "02")),
)
CASE_OPTIONAL = (
    may("CaseNumber", 30), may("CaseType", SHORT),
    may("EmergencyLevel", 2, "choice", ("01", "02")),
)
PAYER = (
    may("TransferOutBankID", 12), may("TransferOutBankName", 150),
    may("TransferOutAccountName", 100), may("TransferOutAccountNumber", 30),
)
PAYEE = (
    need("BankID", 12, "bank"), may("BankName", 150),
    need("AccountType", 2, "choice", ("01", "02")),
    need("AccountName", 120), need("AccountNumber", 50),
)
PAYEE_OPTIONAL = (
    may("BankID", 12, "bank"), may("BankName", 150),
    may("AccountType", 2, "choice", ("01", "02")),
    may("AccountName", 120), need("AccountNumber", 50),
)
MONEY = (
    need("Currency", 3, "currency"), need("TransferAmount", AMOUNT_LENGTH_MAX, "amount"),
    need("TransferTime", 14, "time"),
)
OFFICERS = (
    need("ApplicationTime", 14, "applied"), need("ApplicationOrgID", 12, "org"),
    need("ApplicationOrgName", FREE),
    need("OperatorIDType", SHORT), need("OperatorIDNumber", SHORT),
    need("OperatorName", SHORT), may("OperatorPhoneNumber", SHORT),
    need("InvestigatorIDType", SHORT), need("InvestigatorIDNumber", SHORT),
    need("InvestigatorName", SHORT),
)
ANSWERER = (
    may("FailureCause", FREE), may("FeedbackRemark", FREE), may("FeedbackOrgName", 150),
    may("OperatorName", SHORT), may("OperatorPhoneNumber", SHORT),
)
FEEDBACK = IDS + (
    need("Result", 4, "result"), may("AccountType", 2, "choice", ("01", "02")),
    may("AccountNumber", 50), may("CardNumber", 50),
    may("AccountBalance", AMOUNT_LENGTH_MAX, "balance"),
    may("StartTime", 14, "time"), may("ExpireTime", 14, "time"),
) + ANSWERER

BODIES: dict[str, tuple[Field, ...]] = {
    codes.STOP: IDS + (
        need("ApplicationType", 2, "choice", codes.APPLICATION_TYPES),
        may("OriginalApplicationID", 36, "application"),
    ) + CASE + PAYER + MONEY + PAYEE + (
        may("Reason", FREE), may("Remark", FREE),
        may("StartTime", 14, "time"), may("ExpireTime", 14, "time"),
    ) + OFFICERS,
    codes.LIFT: IDS + (ORIGINAL,) + CASE_OPTIONAL + PAYEE_OPTIONAL + (
        may("WithdrawalRemark", FREE), may("Reason", FREE), may("Remark", FREE),
    ) + OFFICERS,
    codes.EXTEND: IDS + (ORIGINAL,) + CASE_OPTIONAL + PAYEE_OPTIONAL + (
        need("PostponeStartTime", 14, "time"), need("ExpireTime", 14, "time"),
        may("ExtendRemark", FREE), may("Reason", FREE), may("Remark", FREE),
    ) + OFFICERS,
    codes.STOP_ANSWER: FEEDBACK,
    codes.LIFT_ANSWER: FEEDBACK,
    codes.EXTEND_ANSWER: FEEDBACK,
    codes.REPORT: (
        need("isInitialNode", 2, "choice", ("01",)),
        need("ApplicationID", 36, "application"),
        need("ApplicationType", 2, "choice", ("01", "02")),
        may("ReportEndTime", 14, "time"),
        may("VictimName", 100), may("VictimPhoneNumber", SHORT),
        may("VictimIDType", SHORT), may("VictimIDNumber", SHORT),
        may("AccidentDescription", 300), need("ReportOrgName", FREE),
        may("OperatorName", SHORT), may("OperatorPhoneNumber", SHORT),
    ),
    codes.REPORT_ANSWER: IDS + (
        may("ApplicationType", 2, "choice", ("01", "02")), may("ReportEndTime", 14, "time"),
        need("Result", 4, "result"), may("OperatorName", SHORT),
        may("OperatorPhoneNumber", SHORT), may("FeedbackOrgName", FREE),
        may("FeedbackRemark", FREE), may("FreezeEndTime", 14, "time"),
    ),
}

# One transaction inside a case report. The names of the last six are the
# weakest reading of all: no source that gives them agrees with another.
TRANSACTION = (
    may("Id", SHORT), need("Time", 14, "time"), may("Type", SHORT),
    need("Currency", 3, "currency"), need("TransferAmount", AMOUNT_LENGTH_MAX, "amount"),
    may("TransferOutBankID", 12), may("TransferOutBankName", 150),
    may("TransferOutAccountName", 100), may("TransferOutAccountNumber", 50),
    may("TransferInBankID", 12), may("TransferInBankName", 150),
    may("TransferInAccountName", 120), may("TransferInAccountNumber", 50),
    may("IP", 30), may("MAC", 50), may("DeviceID", SHORT), may("Place", FREE),
    may("Remark", FREE), may("IsCeased", 1, "choice", ("0", "1")),
)


def kind_problem(field: Field, text: str) -> Optional[tuple[str, str]]:
    """Check one value; give the problem and the business result, or nothing."""
    try:
        if field.kind in ("time", "applied"):
            parse_time(text)
        elif field.kind == "day":
            parse_day(text)
        elif field.kind in ("amount", "balance") or (field.kind == "limit" and text != NO_LIMIT):
            parse_amount(text, negative_allowed=field.kind == "balance")
    except BadValue as error:
        return str(error), "0200" if field.kind in ("amount", "limit") else "0800"
    return _shape_problem(field, text)


def _shape_problem(field: Field, text: str) -> Optional[tuple[str, str]]:
    if field.kind == "choice" and text not in field.allowed:
        return f"must be one of {', '.join(field.allowed)}", "0501"
    if field.kind == "application" and not APPLICATION_ID_SHAPE.fullmatch(text):
        return "must be 4 digits and 32 letters or digits", "0501"
    if field.kind == "result" and not re.fullmatch(r"[0-9]{4}", text):
        return "must have 4 digits", "0501"
    if field.kind == "short-result" and not re.fullmatch(r"[0-9]{4}|[01]", text):
        return "must have 4 digits, or be 0 or 1", "0501"
    if field.kind == "digits" and not re.fullmatch(r"[0-9]{8,14}", text):
        return "must have 8 to 14 digits", "0501"
    if field.kind == "ascii" and not re.fullmatch(r"[!-~]+", text):
        return "must be letters, digits and signs of ASCII", "0501"
    if field.kind == "bank" and not re.fullmatch(r"[0-9A-Za-z]{1,12}", text):
        return "must be an institution code of up to 12 characters", "0700"
    if field.kind == "org" and not re.fullmatch(r"[0-9A-Za-z]{6,12}", text):
        return "must be an organ code of 6 to 12 characters", "0700"
    if field.kind == "currency" and not re.fullmatch(r"[A-Z]{3}", text):
        return "must be three capital letters, such as CNY", "0501"
    return None


def check(table: tuple[Field, ...], body: Node, where: str = "") -> list[Fault]:
    """Check a body against its table; elements the table does not know pass."""
    faults: list[Fault] = []
    for field in table:
        name = where + field.name
        found = body.all(field.name)
        if len(found) > 1:
            faults.append(Fault(name, "is given twice", "0501"))
            continue
        text = found[0].text.strip() if found else ""
        if found and found[0].children:
            faults.append(Fault(name, "holds elements instead of text", "0501"))
        elif not text:
            if field.required:
                faults.append(Fault(name, "is missing", "0500"))
        elif len(text) > field.longest:
            faults.append(Fault(name, f"is longer than {field.longest}", "0501"))
        else:
            problem = kind_problem(field, text)
            if problem is not None:
                faults.append(Fault(name, *problem))
    return faults


@dataclass(frozen=True)
class Attachment:
    """A paper that travels with a message."""

    filename: str
    content: bytes


def read_attachments(body: Node) -> tuple[list[Attachment], list[Fault]]:
    """Read the papers of a body, and say what is wrong with each."""
    papers: list[Attachment] = []
    faults: list[Fault] = []
    holder = body.find("Attachments")
    for index, node in enumerate(holder.all("Attachment") if holder else []):
        where = f"Attachments/Attachment[{index + 1}]"
        name, text = node.value("Filename"), "".join(node.value("Content").split())
        if len(name) > FILENAME_MAX or name[:2] not in ATTACHMENT_KINDS:
            faults.append(Fault(f"{where}/Filename", "must begin with 01, 02, 03 or 04", "0600"))
        elif name[2:3] not in ATTACHMENT_FORMATS:
            faults.append(Fault(f"{where}/Filename", "third character must be 0 or 1", "0600"))
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            faults.append(Fault(f"{where}/Content", "must be base64 of a paper", "0600"))
        papers.append(Attachment(name, content))
    return papers, faults


def papers_fault(papers: list[Attachment], third: str) -> Optional[Fault]:
    """Demand exactly two officers' cards and one `third`: 03, the victim's
    application, for a stop; 02, the freeze document, for a freeze."""
    cards = sum(paper.filename[:2] == "01" for paper in papers)
    forms = sum(paper.filename[:2] == third for paper in papers)
    if cards == 2 and forms == 1:
        return None
    return Fault("Attachments", f"need two 01 and one {third}, found {cards} and {forms}", "0600")
