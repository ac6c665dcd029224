"""Answers to freezes and queries that are well-formed and untrue.

For: making, out of a bank's true answer, the one that lies: rows of another
account, balances that do not add up, more rows than anyone takes, more held
than was asked. Not for: how they are sent and what they earn (`misbehave`).

Each gives nothing where the true answer leaves no room for its lie.
"""

from __future__ import annotations

from typing import Callable, Optional

import codes
from fields import NO_LIMIT
from statements import ROWS_MAX, row_nodes
from strict_xml import Node, read, write
from values import format_amount, parse_amount

FOREIGN_ACCOUNT = "9999990000008888"
ONE_YUAN = 100
Lie = Callable[[bytes], Optional[bytes]]


def _accounts(root: Node) -> Optional[Node]:
    body = root.find("Body")
    return body.find("Accounts") if body is not None else None


def _set(parent: Node, tag: str, text: str) -> None:
    child = parent.find(tag)
    if child is None:
        parent.children.append(Node(tag, text))
    else:
        child.text = text


def foreign_account(upload: bytes) -> Optional[bytes]:
    """Give the rows out as another account's."""
    root = read(upload)
    holder = _accounts(root)
    if holder is None:
        return None
    _set(holder, "CardNumber", FOREIGN_ACCOUNT)
    for account in holder.all("Account"):
        _set(account, "AccountNumber", f"{FOREIGN_ACCOUNT}_1")
    return write(root)


def unbalanced(upload: bytes) -> Optional[bytes]:
    """Let the second row's balance be one yuan off."""
    root = read(upload)
    holder = _accounts(root)
    for account in holder.all("Account") if holder is not None else []:
        rows = row_nodes(account)
        if len(rows) > 1:
            fen = parse_amount(rows[1].value("AccountBalance"), negative_allowed=True)
            _set(rows[1], "AccountBalance", format_amount(fen + ONE_YUAN))
            return write(root)
    return None


def huge(upload: bytes) -> Optional[bytes]:
    """Fill the account up to one row more than the limit."""
    root = read(upload)
    holder = _accounts(root)
    account = holder.find("Account") if holder is not None else None
    if account is None:
        return None
    missing = ROWS_MAX + 1 - len(row_nodes(account))
    rows = account.find("Transactions")
    if rows is None:
        rows = Node("Transactions")
        account.children.append(rows)
    for number in range(missing):
        rows.children.append(Node("Transaction", "", [
            Node("BorrowingSigns", codes.MONEY_IN), Node("TransactionAmount", "0.01"),
            Node("TransactionTime", "20260102030405"), Node("TransactionSerial", f"huge{number}")]))
    return write(root)


def over_limit(upload: bytes) -> Optional[bytes]:
    """Report one yuan more held than was asked for."""
    root = read(upload)
    body = root.find("Body")
    asked = body.value("AppliedBalance") if body is not None else ""
    if body is None or asked in ("", NO_LIMIT):
        return None
    _set(body, "FrozedBalance", format_amount(parse_amount(asked) + ONE_YUAN))
    return write(root)


# Behaviour: the code of the answer it lies in, the lie, and whether the form is broken.
LIES: dict[str, tuple[str, Lie, bool]] = {
    "statement-foreign-account": (codes.STATEMENT_ANSWER, foreign_account, False),
    "statement-unbalanced": (codes.STATEMENT_ANSWER, unbalanced, False),
    "statement-huge": (codes.STATEMENT_ANSWER, huge, True),
    "freeze-over-limit": (codes.FREEZE_ANSWER, over_limit, False),
}
