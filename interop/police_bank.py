"""The codec of the police-bank interface: messages to bytes and back.

For: stops (100101-100106), freezes (100201-100206), queries (100301, 100302,
100305-100308), case reports (100401, 100402) and the payment firms' A-codes,
with A00311 and A00312 of their own; the poll's answer and the transport's
answer. Sans I/O: nothing here knows a network, a clock or a file. Not for:
deciding whether an order is to be carried out.

Both directions have root `Response`. A message from the police carries
`Head/MessageFrom`; one from an agency carries `Head/Mode` and `Head/To`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Callable, Mapping, Optional, Sequence

import codes
import fields
import tables_freeze
import tables_query
from fields import Attachment, Fault
from statements import (
    PAYMENTS_MAX, Statement, make_accounts, make_watched, read_accounts, read_watched,
)
from strict_xml import BadXml, Node, read, write
from values import ORG_CODE_SHAPE, SERIAL_CHARACTERS, SERIAL_LENGTH_MAX

UPLOAD_MODE = "01"
POLL_MESSAGES_MAX = 20
REPORTED_MAX = 200
DESCRIPTION_MAX = 300
# The binding limits an upload, not a poll's answer; twenty orders with their
# papers, again in base64, need more room than one message.
POLL_BYTES_MAX = 64 * 1024 * 1024
TABLES = fields.BODIES | tables_freeze.BODIES | tables_query.BODIES
TOLD_ON_SUCCESS: dict[str, tuple[str, ...]] = {
    codes.STOP_ANSWER: ("AccountNumber", "AccountBalance", "StartTime", "ExpireTime"),
    codes.LIFT_ANSWER: ("StartTime",),
    codes.EXTEND_ANSWER: ("StartTime", "ExpireTime"),
} | tables_freeze.TOLD_ON_SUCCESS


READ_ROWS = {codes.STATEMENT_ANSWER: read_accounts, codes.WATCH_ANSWER: read_watched}


class BadMessage(Exception):
    """Bytes that are not a message of this interface; `field` says where."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"`{where}` {problem}" if where else problem)
        self.where = where


@dataclass
class Message:
    """A message in either direction, with the faults its body was found to have."""

    tx_code: str
    serial: str
    body: Node
    message_from: str = ""
    to: str = ""
    mode: str = ""
    papers: list[Attachment] = field(default_factory=list)
    transactions: list[dict[str, str]] = field(default_factory=list)
    statement: Optional[Statement] = None
    faults: list[Fault] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Give a body field's text, empty where absent."""
        return self.body.value(name)

    @property
    def application_id(self) -> str:
        """Give the number an order and its answer share."""
        return self.get("ApplicationID")


def _node(tag: str, text: str) -> Node:
    return Node(tag, text)


def _envelope(head: Sequence[tuple[str, str]], body: Node) -> bytes:
    return write(Node("Response", "", [
        Node("Head", "", [_node(tag, text) for tag, text in head]), body,
    ]))


def make_body(values: Mapping[str, str], papers: Sequence[Attachment] = (),
              transactions: Sequence[Mapping[str, str]] = (),
              statement: Optional[Statement] = None, watched: bool = False) -> Node:
    """Build a body; a field without text is left out. What is `watched` stands in it without `Accounts`."""
    body = Node("Body", "", [_node(tag, text) for tag, text in values.items() if text])
    if statement is not None:
        body.children += make_watched(statement) if watched else [make_accounts(statement)]
    if transactions:
        body.children.append(Node("Transactions", "", [
            Node("Transaction", "", [_node(tag, text) for tag, text in row.items() if text])
            for row in transactions
        ]))
    if papers:
        body.children.append(Node("Attachments", "", [
            Node("Attachment", "", [
                _node("Filename", paper.filename),
                _node("Content", base64.b64encode(paper.content).decode("ascii")),
            ]) for paper in papers
        ]))
    return body


def build_down(tx_code: str, message_from: str, serial: str, body: Node) -> bytes:
    """Build a message of the police: an order, or the answer to a report."""
    return _envelope((("TxCode", tx_code), ("MessageFrom", message_from),
                      ("TransSerialNumber", serial)), body)


def build_up(tx_code: str, to: str, serial: str, body: Node) -> bytes:
    """Build a message of an agency: feedback, or a report."""
    return _envelope((("Mode", UPLOAD_MODE), ("To", to), ("TxCode", tx_code),
                      ("TransSerialNumber", serial)), body)


def _parts(raw: bytes) -> tuple[Node, Node]:
    try:
        root = read(raw)
    except BadXml as error:
        raise BadMessage("", str(error)) from None
    if root.tag != "Response":
        raise BadMessage("Response", "must be the root element")
    heads, bodies = root.all("Head"), root.all("Body")
    if len(heads) != 1:
        raise BadMessage("Head", "must be there once")
    if len(bodies) != 1:
        raise BadMessage("Body", "must be there once")
    return heads[0], bodies[0]


def _head_value(head: Node, name: str, longest: int) -> str:
    if len(head.all(name)) > 1:
        raise BadMessage(f"Head/{name}", "is given twice")
    text = head.value(name)
    if not text:
        raise BadMessage(f"Head/{name}", "is missing")
    if len(text) > longest:
        raise BadMessage(f"Head/{name}", f"is longer than {longest}")
    return text


def _common(head: Node, body: Node) -> Message:
    tx_code = _head_value(head, "TxCode", 6)
    if not codes.is_code(tx_code):
        raise BadMessage("Head/TxCode", "is not a message code")
    serial = _head_value(head, "TransSerialNumber", SERIAL_LENGTH_MAX)
    if not SERIAL_CHARACTERS.fullmatch(serial):
        raise BadMessage("Head/TransSerialNumber", "has characters other than 0-9 A-Z a-z _")
    return Message(tx_code, serial, body)


def _org(text: str, name: str) -> str:
    if not ORG_CODE_SHAPE.fullmatch(text):
        raise BadMessage(f"Head/{name}", "must have 6 to 12 digits")
    return text


def _check_body(message: Message) -> None:
    """Fill in papers, rows and faults from the table of the code."""
    twin = codes.bank_twin(message.tx_code)
    # An order that is not opened here still needs a number to answer to.
    known = twin in TABLES and not codes.lonely(message.tx_code)
    message.faults = fields.check(TABLES[twin] if known else fields.IDS, message.body)
    message.papers, paper_faults = fields.read_attachments(message.body)
    message.faults += paper_faults
    message.faults += TOGETHER.get(twin, _no_rules)(message) if known else []
    if twin == codes.REPORT:
        _read_transactions(message, fields.TRANSACTION)
    elif message.tx_code == codes.payment_twin(codes.BY_SERIAL_ANSWER):
        _read_transactions(message, tables_query.PAYMENT_ROW)
    elif twin in READ_ROWS:
        message.statement, row_faults = READ_ROWS[twin](message.body)
        message.faults += row_faults


def _no_rules(_message: Message) -> list[Fault]:
    return []


def stop_rules(message: Message) -> list[Fault]:
    """Apply the rules of a stop that tie several fields together."""
    found: list[Fault] = []
    follow_up = codes.BANK_REPORTED + codes.LATE_PAPERS
    if message.get("ApplicationType") in follow_up and not message.get("OriginalApplicationID"):
        found.append(Fault("OriginalApplicationID", "is missing for types 02 to 05", "0500"))
    papers = fields.papers_fault(message.papers, "03")
    return found + ([papers] if papers is not None else [])


def freeze_rules(message: Message) -> list[Fault]:
    """A limited freeze names its limit; every freeze has its papers."""
    found: list[Fault] = []
    if message.get("FreezeType") == codes.LIMITED:
        text = message.get("Balance")
        if not text:
            found.append(Fault("Balance", "is missing for a limited freeze", "0500"))
        elif text == fields.NO_LIMIT or not text.strip("0."):
            found.append(Fault("Balance", "must be more than zero for a limited freeze", "0200"))
    return found + decree_rules(message)


def decree_rules(message: Message) -> list[Fault]:
    """A freeze has its papers, and so has its extension: a new decision, a document of its own."""
    papers = fields.papers_fault(message.papers, "02")
    return [papers] if papers is not None else []


def statement_rules(message: Message) -> list[Fault]:
    """Rows of a period need the period; basics and the quick query do not."""
    if message.get("InquiryMode") not in (codes.ROWS, codes.BASICS_AND_ROWS):
        return []
    names = ("InquiryPeriodStart", "InquiryPeriodEnd")
    missing = [Fault(name, "is missing for modes 02 and 03", "0500")
               for name in names if not message.get(name)]
    return missing or _in_order(message, *names)


def watch_rules(message: Message) -> list[Fault]:
    """A watch ends after it begins."""
    return _in_order(message, "InterceptionStartTime", "InterceptionEndTime")


def serial_query_rules(message: Message) -> list[Fault]:
    """A bank's serial number says nothing without the bank."""
    if message.get("DataType") == codes.BANK_SERIAL and not message.get("BankID"):
        return [Fault("BankID", "is missing for A1", "0500")]
    return []


def _in_order(message: Message, first: str, last: str) -> list[Fault]:
    begin, end = message.get(first), message.get(last)
    # Times of one zone and one length: their text sorts as they do.
    if begin and end and end <= begin:
        return [Fault(last, f"is not after {first}", "0801")]
    return []


TOGETHER: dict[str, Callable[[Message], list[Fault]]] = {
    codes.STOP: stop_rules, codes.FREEZE: freeze_rules, codes.REFREEZE: freeze_rules,
    codes.STATEMENT: statement_rules,
    codes.WATCH: watch_rules, codes.BY_SERIAL: serial_query_rules,
}


def _read_transactions(message: Message, table: tuple[fields.Field, ...]) -> None:
    holder = message.body.find("Transactions")
    rows = holder.all("Transaction") if holder else []
    report = table is fields.TRANSACTION
    if not report and not holder and message.get("TransferAmount"):
        # One implementation puts the fields of its one payment into the body itself.
        rows = [message.body]
    most = REPORTED_MAX if report else PAYMENTS_MAX
    if len(rows) > most:
        message.faults.append(
            Fault("Transactions/Transaction", f"is there more than {most} times", "0501"))
        return
    for index, row in enumerate(rows):
        flat = flatten_transfer(row)
        where = f"Transactions/Transaction[{index + 1}]/"
        message.faults += fields.check(table, flat, where)
        message.transactions.append({child.tag: child.text.strip() for child in flat.children})


def flatten_transfer(row: Node) -> Node:
    """Read `TransferOut{BankID..}` as either nested elements or joined names.

    The text writes the group in braces; both spellings can be meant, so both
    are read, and only the joined one, known from 100101, is written.
    """
    flat = Node(row.tag)
    for child in row.children:
        if child.tag in ("TransferOut", "TransferIn") and child.children:
            flat.children += [Node(child.tag + part.tag, part.text, part.children)
                              for part in child.children]
        else:
            flat.children.append(child)
    return flat


def parse_down(raw: bytes) -> Message:
    """Read a message of the police. Faults of the body are kept, not raised:
    a bank answers them with a business result."""
    head, body = _parts(raw)
    message = _common(head, body)
    message.message_from = _org(_head_value(head, "MessageFrom", 12), "MessageFrom")
    _check_body(message)
    return message


def parse_up(raw: bytes) -> Message:
    """Read a message of an agency; the first fault is an error (200001)."""
    head, body = _parts(raw)
    mode = _head_value(head, "Mode", 2)
    if mode != UPLOAD_MODE:
        raise BadMessage("Head/Mode", "must be 01")
    to = _org(_head_value(head, "To", 12), "To")
    message = _common(head, body)
    message.mode, message.to = mode, to
    expected = codes.ANSWERS + (codes.REPORT,)
    unknown = codes.bank_twin(message.tx_code) not in expected + unopened_answers()
    if unknown or codes.lonely(message.tx_code):
        raise BadMessage("Head/TxCode", "is not a message an agency sends here")
    _check_body(message)
    _check_success(message)
    if message.faults:
        raise BadMessage(message.faults[0].field, message.faults[0].problem)
    return message


def unopened_answers() -> tuple[str, ...]:
    """Give the answer codes of orders that exist but are not opened here."""
    return tuple(codes.answer_code(code) for code in codes.NOT_OPENED)


def _check_success(message: Message) -> None:
    """A feedback that says `done` must say on what, since when, until when."""
    if message.get("Result") not in codes.SUCCESSES:
        return
    twin = codes.bank_twin(message.tx_code)
    message.faults += [Fault(name, "is missing in a feedback of success", "0500")
                       for name in TOLD_ON_SUCCESS.get(twin, ()) if not message.get(name)]
    if twin == codes.STATEMENT_ANSWER and not message.body.all("Accounts"):
        message.faults.append(Fault("Accounts", "is missing in a feedback of success", "0500"))


def build_poll_answer(orders: Sequence[bytes], code: str = codes.ACCEPTED,
                      description: Optional[str] = None) -> bytes:
    """Build the poll's answer: orders in base64, in the order given."""
    body = Node("Body", "", [Node("MessageList", "", [
        _node("Message", base64.b64encode(raw).decode("ascii")) for raw in orders
    ])])
    return _envelope(_status(code, description), body)


def build_transport_answer(code: str, description: Optional[str] = None) -> bytes:
    """Build the answer to an upload, or a refusal: a head without a body."""
    head = Node("Head", "", [_node(tag, text) for tag, text in _status(code, description)])
    return write(Node("Response", "", [head]))


def _status(code: str, description: Optional[str]) -> tuple[tuple[str, str], ...]:
    text = codes.DESCRIPTIONS.get(code, "") if description is None else description
    return ("Code", code), ("Description", text[:DESCRIPTION_MAX])


def parse_transport_answer(raw: bytes) -> tuple[str, str, list[bytes]]:
    """Read the code, the description and, of a poll, the orders."""
    try:
        root = read(raw, POLL_BYTES_MAX)
    except BadXml as error:
        raise BadMessage("", str(error)) from None
    head = root.find("Head")
    if root.tag != "Response" or head is None or not head.value("Code"):
        raise BadMessage("Head/Code", "is missing in the centre's answer")
    body = root.find("Body")
    holder = body.find("MessageList") if body is not None else None
    orders: list[bytes] = []
    for node in holder.all("Message") if holder is not None else []:
        try:
            orders.append(base64.b64decode("".join(node.text.split()), validate=True))
        except (binascii.Error, ValueError):
            raise BadMessage("Body/MessageList/Message", "is not base64") from None
    return head.value("Code"), head.value("Description"), orders
