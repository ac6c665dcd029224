"""How a bank sends one answer: once and well, or badly on purpose.

For: giving, for each behaviour, the uploads to make and the code the binding
demands for each. Not for: sending them.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Callable

import codes
from misbehave_rows import LIES
from police_bank import Message

WATCH_TWICE = "watch-twice"
BEHAVIOURS = ("honest", "late", "double", "contradict", "reserial", "truncate",
              "foreign", "dtd", "wrong-kind", "silent", "wrong-name", *LIES, WATCH_TWICE)


@dataclass(frozen=True)
class Attempt:
    """One upload; `final` marks the bank's answer: once accepted, nothing else answers.

    More than one code is expected where the binding leaves it to the centre.
    """

    what: str
    raw: bytes
    expected: tuple[str, ...]
    final: bool = False


def replace(raw: bytes, tag: str, text: str) -> bytes:
    """Put another text into the first element of that name."""
    pattern = f"<{tag}>[^<]*</{tag}>"
    changed, count = re.subn(pattern, f"<{tag}>{text}</{tag}>", raw.decode("utf-8"), count=1)
    if count != 1:
        raise ValueError(f"element `{tag}` is not there to be replaced")
    return changed.encode("utf-8")


def other_result(raw: bytes) -> bytes:
    """Say the opposite of what an answer said."""
    success = b"<Result>0000</Result>" in raw
    return replace(raw, "Result", "0301" if success else "1300")


def foreign_number(order: Message) -> str:
    """Make up an ApplicationID of the same kind that nobody was given."""
    return order.application_id[:4] + secrets.token_hex(16)


def attempts(manner: str, upload: bytes, order: Message,
             serial: Callable[[], str]) -> list[Attempt]:
    """Give the uploads a manner consists of, in order."""
    true = Attempt("answer", upload, (codes.ACCEPTED,), True)
    asked = codes.bank_twin(order.tx_code)
    if manner in LIES:
        return [*_lie(manner, upload, order, serial), true]
    if manner == WATCH_TWICE and asked == codes.WATCH and b"<Transaction>" in upload:
        other = replace(upload, "TransSerialNumber", serial())
        # A centre may take the rows as a further batch and count none, or refuse them.
        return [true, Attempt("same bytes", upload, (codes.ACCEPTED,)),
                Attempt("same rows, other serial", other, (codes.ACCEPTED, codes.DUPLICATE))]
    if manner == "double":
        return [true, Attempt("answer again", upload, (codes.ACCEPTED,))]
    if manner == "contradict" and asked == codes.WATCH:
        # A watch is answered as often as there is something to say.
        return [true]
    if manner == "contradict":
        other = replace(other_result(upload), "TransSerialNumber", serial())
        return [true, Attempt("other answer", other, (codes.DUPLICATE,))]
    if manner == "reserial":
        return [true, Attempt("same serial, other bytes", other_result(upload), (codes.DUPLICATE,))]
    if manner == "truncate":
        return [Attempt("half an answer", upload[:len(upload) // 2], (codes.BAD_FORM,)), true]
    if manner == "foreign":
        strange = replace(upload, "ApplicationID", foreign_number(order))
        strange = replace(strange, "TransSerialNumber", serial())
        return [Attempt("unknown ApplicationID", strange, (codes.NOT_FOUND,)), true]
    if manner == "dtd":
        head, _, rest = upload.partition(b"\n")
        return [Attempt("document type", head + b"<!DOCTYPE Response>" + rest, (codes.BAD_FORM,)), true]
    if manner == "wrong-kind":
        wrong = codes.LIFT_ANSWER if asked == codes.STOP else codes.STOP_ANSWER
        if codes.is_payment_code(order.tx_code):
            wrong = codes.payment_twin(wrong)
        other = replace(replace(upload, "TxCode", wrong), "TransSerialNumber", serial())
        return [Attempt("answer of another kind", other, (codes.BAD_FORM,)), true]
    return [true]


def _lie(manner: str, upload: bytes, order: Message, serial: Callable[[], str]) -> list[Attempt]:
    """Give the lie, where it fits. One that only sense can find may be accepted
    and flagged: then it is the answer, and the true one is not sent."""
    code, lie, broken_form = LIES[manner]
    false = lie(upload) if codes.bank_twin(codes.answer_code(order.tx_code)) == code else None
    if false is None:
        return []
    false = replace(false, "TransSerialNumber", serial())
    if broken_form:
        return [Attempt(manner, false, (codes.BAD_FORM,))]
    return [Attempt(manner, false, (codes.ACCEPTED, codes.BAD_FORM), True)]
