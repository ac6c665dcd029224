"""Hostile uploads about freezes, statements, watches and payments.

For: samples in the messages that nest accounts and rows, with the code that is
demanded for each. Not for: sending them, or attacks on the XML reader itself
(`hostile`), which no message escapes.

Every number in them is nobody's, so what is right in form earns 200010. One
that is only untrue (more held than asked) cannot be found out without an order.
"""

from __future__ import annotations

import secrets
from typing import Callable, Mapping, Optional

import codes
from police_bank import build_up, make_body
from statements import PAYMENTS_MAX, ROWS_MAX, AccountRows, Statement
from strict_xml import Node, read, write
from values import make_application_id

# (HTTP status, code) demanded.
Demanded = tuple[tuple[int, str], ...]
BAD: Demanded = ((200, codes.BAD_FORM),)
UNKNOWN: Demanded = ((200, codes.NOT_FOUND),)
# A centre may read it all the same, so that an executed order's answer is not lost.
EITHER: Demanded = BAD + UNKNOWN
TAKEN: Demanded = ((200, codes.ACCEPTED),)
CARD = "9999997777777777"
ROW = {"BorrowingSigns": "0", "Currency": "CNY", "TransactionAmount": "5.00",
       "AccountBalance": "5.00", "TransactionTime": "20260102030405", "TransactionSerial": "s1",
       "CashMark": "00", "TransactionStatus": "00"}
HELD = {"AppliedBalance": "5.00", "FrozedBalance": "5.00", "Currency": "CNY",
        "AccountBalance": "7.00", "StartTime": "20260102030405", "ExpireTime": "20260702030405",
        "AccountAvaiableBalance": "2.00"}
# Name, bytes, demanded, and whether only our reading demands it.
Row = tuple[str, bytes, Demanded, bool]


class RowForge:
    """Makes answers of the newer kinds for one agency."""

    def __init__(self, to: str, serial: Callable[[], str]) -> None:
        self.to, self.serial = to, serial

    def answer(self, code: str, values: Optional[Mapping[str, str]] = None,
               told: Optional[Statement] = None, rows: tuple[Mapping[str, str], ...] = (),
               number: str = "") -> bytes:
        """Make an answer that is right but for what it is given; empty leaves out."""
        number = number or make_application_id(codes.business_code(code), secrets.token_hex(16))
        base = {"ApplicationID": number, "Result": "0000", "FeedbackOrgName": "测试银行"}
        return build_up(code, self.to, self.serial(), make_body(
            base | dict(values or {}), (), rows, told, codes.bank_twin(code) == codes.WATCH_ANSWER))

    def statement(self, *rows: Mapping[str, str], code: str = "100302",
                  card: Optional[Mapping[str, str]] = None,
                  facts: Optional[Mapping[str, str]] = None, number: str = "") -> bytes:
        """Make a statement around some rows."""
        told = Statement({"CardNumber": CARD} | dict(card or {}), [
            AccountRows({"AccountNumber": CARD + "_1"} | dict(facts or {}), [dict(row) for row in rows])])
        return self.answer(code, None, told, (), number)


def change(raw: bytes, act: Callable[[Node], None]) -> bytes:
    """Read a message, change its `Accounts`, write it again."""
    root = read(raw)
    body = root.find("Body")
    holder = body.find("Accounts") if body is not None else None
    if body is None or holder is None:
        raise ValueError("the sample has no accounts to change")
    act(holder)
    return write(root)


def twice(raw: bytes, tag: str) -> bytes:
    """Give one element of the message a second time, beside the first."""
    text = raw.decode("utf-8")
    end = text.index(f"</{tag}>") + len(tag) + 3
    start = text.index(f"<{tag}>")
    return (text[:end] + text[start:end] + text[end:]).encode("utf-8")


def freeze_rows(forge: RowForge) -> list[Row]:
    """Answers to freezes: amounts, times, lengths, and what must be told."""
    found: list[Row] = [
        ("freeze: unknown ApplicationID", forge.answer("100202", HELD), UNKNOWN, False),
        ("freeze: full", forge.answer("100202", HELD | {"AppliedBalance": "-"}), UNKNOWN, False),
        ("freeze: the order sent back", forge.answer("100201", HELD), BAD, False),
        ("freeze: FrozenBalance, well spelled", forge.answer(
            "100202", HELD | {"FrozedBalance": "", "FrozenBalance": "5.00"}), EITHER, True),
        ("freeze: no amounts", forge.answer("100202"), EITHER, True),
        ("freeze: FrozedBalance twice", twice(forge.answer("100202", HELD), "FrozedBalance"), BAD, True),
        ("freeze: lifted, unknown", forge.answer("100204", {
            "UnfreezeBalance": "5.00", "WithdrawalTime": "20260102030405"}), UNKNOWN, False),
        ("freeze: extended with one digit, unknown",
         forge.answer("100206", {"Result": "0", "ExpireTime": "20260702030405"}), EITHER, True),
        ("freeze: extended, Result 2", forge.answer("100206", {"Result": "2"}), BAD, False),
    ]
    former = {"FormerApplicationDepartment": "测试", "FormerFrozenCurrency": "CNY",
              "FormerFrozenBalance": "5.00", "FormerFrozenExpireTime": "20260702030405"}
    found.append(("freeze: in the queue, unknown", forge.answer("100202", HELD | former), UNKNOWN, False))
    for name, text in (("FrozedBalance", "1e5"), ("FrozedBalance", "-5.00"), ("FrozedBalance", "1,000.00"),
                       ("FrozedBalance", "9" * 19), ("AppliedBalance", "--"),
                       ("AccountAvaiableBalance", "all"), ("ExpireTime", "20260230000000"),
                       ("FormerFrozenExpireTime", "soon"), ("FormerFrozenBalance", "5.001"),
                       ("FormerApplicationDepartment", "测" * 151), ("Result", "14")):
        found.append((f"freeze: {name} `{text[:12]}`",
                      forge.answer("100202", HELD | former | {name: text}), BAD, False))
    for name, text in (("UnfreezeBalance", "NaN"), ("WithdrawalTime", "20261301000000")):
        values = {"UnfreezeBalance": "5.00", "WithdrawalTime": "20260102030405"} | {name: text}
        found.append((f"freeze: {name} `{text}`", forge.answer("100204", values), BAD, False))
    return found


def statement_rows(forge: RowForge) -> list[Row]:
    """Statements: each row's fields, the nesting, the number of rows."""
    good = forge.statement(ROW)
    found: list[Row] = [
        ("statement: unknown ApplicationID", good, UNKNOWN, False),
        ("statement: most fields empty", forge.statement(
            {name: ROW[name] for name in ("BorrowingSigns", "TransactionAmount", "TransactionTime",
                                        "TransactionSerial")}),
         UNKNOWN, True),
        ("statement: no rows", forge.statement(), UNKNOWN, True),
        ("statement: success without accounts", forge.answer("100302"), EITHER, True),
        ("statement: Accounts twice", twice(good, "Accounts"), BAD, True),
        ("statement: no CardNumber", forge.statement(ROW, card={"CardNumber": ""}), EITHER, True),
        ("statement: no AccountNumber", forge.statement(ROW, facts={"AccountNumber": ""}), EITHER, True),
        ("statement: AccountNumber too long", forge.statement(ROW, facts={"AccountNumber": "9" * 51}), BAD, False),
        ("statement: account balance in words", forge.statement(ROW, facts={"AccountBalance": "很多"}), BAD, False),
        ("statement: at the limit of rows", forge.statement(*numbered(ROWS_MAX)), UNKNOWN, True),
        ("statement: a row too many", forge.statement(*numbered(ROWS_MAX + 1)), BAD, True),
        ("statement: 20,000 rows", forge.statement(*numbered(10 * ROWS_MAX)), BAD, False),
        ("statement: 60,000 accounts", change(good, many_accounts), BAD, False),
        ("statement: an account within itself, 1,000 deep", nested_deep(good, 1_000), BAD, False),
        ("statement: field of a row twice", change(good, amount_twice), BAD, True),
        ("statement: elements in an amount", change(good, amount_of_elements), BAD, True),
        ("statement: a bank's answer to a payment firm's query", forge.answer(
            "100312", None, None, ({"TransferAmount": "5.00"},)), BAD, True),
    ]
    for name, text in (
            ("BorrowingSigns", "2"), ("BorrowingSigns", ""), ("TransactionAmount", ""),
            ("TransactionAmount", "-5.00"), ("TransactionAmount", "5,00"), ("TransactionAmount", "9" * 19),
            ("AccountBalance", "1e3"), ("TransactionTime", ""), ("TransactionTime", "20260230000000"),
            ("TransactionTime", "2026-01-02 03:04"), ("TransactionSerial", "9" * 51),
            ("OpponentName", "测" * 121), ("OpponentAccountNumber", "9" * 51), ("TransactionSerial", ""),
            ("TransactionBranchName", "测" * 151), ("IPAddress", "9" * 51), ("MAC", "9" * 51),
            ("CashMark", "02"), ("TransactionStatus", "9")):
        missing = not text
        found.append((f"statement: row's {name} `{text[:12]}`", forge.statement(ROW, ROW | {name: text}),
                      EITHER if missing else BAD, missing))
    return found


def numbered(count: int) -> list[dict[str, str]]:
    """Give so many small rows, no two with the same serial."""
    small = {name: ROW[name] for name in ("BorrowingSigns", "TransactionAmount", "TransactionTime")}
    return [small | {"TransactionSerial": f"s{index}"} for index in range(count)]


def nested_deep(raw: bytes, depth: int) -> bytes:
    """Hang an account into an account into an account, without a writer that recurses."""
    raw = raw.replace(b"<Account>", b"<Account>" * depth)
    return raw.replace(b"</Account>", b"</Account>" * depth)


def first_row(holder: Node) -> Node:
    """Give the first row of a statement with one account."""
    return holder.children[-1].children[-1].children[-1]


def amount_twice(holder: Node) -> None:
    """Give a row a second amount."""
    first_row(holder).children.append(Node("TransactionAmount", "6.00"))


def amount_of_elements(holder: Node) -> None:
    """Put an element where a row's amount should be."""
    amount = first_row(holder).find("TransactionAmount")
    if amount is not None:
        amount.children.append(Node("Yuan", "5"))


def many_accounts(holder: Node) -> None:
    """Put in more accounts than a bank has for one card."""
    holder.children.extend(Node("Account") for _ in range(60_000))


def other_rows(forge: RowForge, watch: Optional[str]) -> list[Row]:
    """Watches and payments; with a watch of ours, what may be said to it."""
    pay = {"TransferAmount": "5.00", "TransInAccountNumber": CARD, "BankTransactionSerial": "s1"}
    found: list[Row] = [
        ("watch: unknown ApplicationID", forge.statement(ROW, code="100306"), UNKNOWN, False),
        ("watch: unknown, without rows", forge.answer("100306"), UNKNOWN, True),
        ("watch: row without sense", forge.statement(ROW | {"TransactionTime": "now"}, code="100306"), BAD, False),
        ("watch: lifted, unknown", forge.answer("100308", {"WithdrawalTime": "20260102030405"}), UNKNOWN, False),
        ("watch: lifted, bad time", forge.answer("100308", {"WithdrawalTime": "soon"}), EITHER, True),
        ("watch: the order sent back", forge.answer("100305"), BAD, False),
        ("payment: unknown ApplicationID", forge.answer("A00312", None, None, (pay,)), EITHER, True),
        ("payment: amount with comma", forge.answer("A00312", None, None, (
            pay | {"TransferAmount": "5,00"},)), BAD, False),
        ("payment: too many rows", forge.answer("A00312", None, None, tuple([pay] * (PAYMENTS_MAX + 1))), BAD, True),
    ]
    if watch:
        first = forge.statement(ROW, code="100306", number=watch)
        found += [
            ("our watch: answered as a statement", forge.statement(ROW, number=watch), BAD, False),
            ("our watch: first batch", first, TAKEN, False),
            ("our watch: the same bytes", first, TAKEN, False),
            ("our watch: second batch", forge.statement(
                ROW | {"TransactionSerial": "s2"}, code="100306", number=watch), TAKEN, False),
            ("our watch: the first rows again", forge.statement(ROW, code="100306", number=watch),
             TAKEN + ((200, codes.DUPLICATE),), True),
        ]
    return found


def all_rows(forge: RowForge, watch: Optional[str]) -> list[Row]:
    """Give every sample of this file."""
    return freeze_rows(forge) + statement_rows(forge) + other_rows(forge, watch)
