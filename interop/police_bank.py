"""The codec of the police-bank interface: messages to bytes and back.

For: 100101-100106, 100401, 100402 and the payment firms' A-codes; the poll's
answer and the transport's answer. Sans I/O: nothing here knows a network, a
clock or a file. Not for: deciding whether an order is to be carried out.

Both directions have root `Response`. A message from the police carries
`Head/MessageFrom`; one from an agency carries `Head/Mode` and `Head/To`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Mapping, Optional, Sequence

import codes
import fields
from fields import Attachment, Fault
from strict_xml import BadXml, Node, read, write
from values import ORG_CODE_SHAPE, SERIAL_CHARACTERS, SERIAL_LENGTH_MAX

UPLOAD_MODE = "01"
POLL_MESSAGES_MAX = 20
DESCRIPTION_MAX = 300
# The binding limits an upload, not a poll's answer; twenty orders with their
# papers, again in base64, need more room than one message.
POLL_BYTES_MAX = 64 * 1024 * 1024


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
              transactions: Sequence[Mapping[str, str]] = ()) -> Node:
    """Build a body; a field without text is left out."""
    body = Node("Body", "", [_node(tag, text) for tag, text in values.items() if text])
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
    """Fill in papers, transactions and faults from the table of the code."""
    table = fields.BODIES.get(codes.bank_twin(message.tx_code))
    if table is None:
        # An order that is not opened here still needs a number to answer to.
        table = fields.IDS
    message.faults = fields.check(table, message.body)
    message.papers, paper_faults = fields.read_attachments(message.body)
    message.faults += paper_faults
    if codes.bank_twin(message.tx_code) == codes.STOP:
        message.faults += stop_rules(message)
    if codes.bank_twin(message.tx_code) == codes.REPORT:
        _read_transactions(message)


def stop_rules(message: Message) -> list[Fault]:
    """Apply the rules of a stop that tie several fields together."""
    found: list[Fault] = []
    follow_up = codes.BANK_REPORTED + codes.LATE_PAPERS
    if message.get("ApplicationType") in follow_up and not message.get("OriginalApplicationID"):
        found.append(Fault("OriginalApplicationID", "is missing for types 02 to 05", "0500"))
    papers = fields.stop_papers_fault(message.papers)
    if papers is not None:
        found.append(papers)
    return found


def _read_transactions(message: Message) -> None:
    holder = message.body.find("Transactions")
    rows = holder.all("Transaction") if holder else []
    if not rows:
        message.faults.append(Fault("Transactions", "is missing", "0500"))
    for index, row in enumerate(rows):
        flat = flatten_transfer(row)
        where = f"Transactions/Transaction[{index + 1}]/"
        message.faults += fields.check(fields.TRANSACTION, flat, where)
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
    if codes.bank_twin(message.tx_code) not in expected + unopened_answers():
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
    needed = {
        codes.STOP_ANSWER: ("AccountNumber", "AccountBalance", "StartTime", "ExpireTime"),
        codes.LIFT_ANSWER: ("StartTime",),
        codes.EXTEND_ANSWER: ("StartTime", "ExpireTime"),
    }.get(codes.bank_twin(message.tx_code), ())
    if message.get("Result") in codes.SUCCESSES:
        message.faults += [Fault(name, "is missing in a feedback of success", "0500")
                           for name in needed if not message.get(name)]


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
