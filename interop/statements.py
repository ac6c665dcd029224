"""Accounts and rows inside 100302 and 100306: the one nested part of the interface.

For: `Accounts` (a card and its holder) with `Account` in it and the rows of that,
to plain values and back; and the rows of a watch. Not for: whether they make sense.

The text tells of "lists" without a tag for the list itself. The page has one for
rows, `Transactions`, as a case report has, and lets accounts stand directly in
`Accounts`. Rows without it are read too; only the page's form is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional

import tables_query
from fields import Fault, check
from strict_xml import Node

ROWS_MAX = 1_000
ACCOUNTS_MAX = 50
PAYMENTS_MAX = 100
# Begins the remark of a statement that has not all of the period.
PARTIAL_MARK = "明细未完"


# The word we write for whose an account is, and those that say it in a word of a bank's own.
WORD_OF = {"01": "个人", "02": "对公"}
_SAYS = (("对公", "02"), ("单位", "02"), ("企业", "02"), ("个人", "01"), ("储蓄", "01"))


def whose(word: str) -> str:
    """Give 01 (a person's) or 02 (a company's) by the bank's word for an account, or nothing."""
    if word in WORD_OF:
        return word
    return next((code for known, code in _SAYS if known in word), "")


@dataclass
class AccountRows:
    """One account of a card: what is said of it, and its rows as they came."""

    facts: dict[str, str]
    rows: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Statement:
    """One card or main account, with the accounts under it."""

    card: dict[str, str]
    accounts: list[AccountRows] = field(default_factory=list)

    def rows(self) -> list[dict[str, str]]:
        """Give the rows of all accounts, in the order they came."""
        return [row for account in self.accounts for row in account.rows]


def _texts(values: Mapping[str, str]) -> list[Node]:
    return [Node(tag, text) for tag, text in values.items() if text]


def _plain(node: Node) -> dict[str, str]:
    return {child.tag: child.text.strip() for child in node.children if not child.children}


def _list(rows: list[dict[str, str]]) -> list[Node]:
    return [Node("Transactions", "", [Node("Transaction", "", _texts(row)) for row in rows])] if rows else []


def make_accounts(statement: Statement) -> Node:
    """Write the nested part of a 100302; a field without text is left out."""
    return Node("Accounts", "", _texts(statement.card) + [
        Node("Account", "", _texts(account.facts) + _list(account.rows))
        for account in statement.accounts])


def make_watched(statement: Statement) -> list[Node]:
    """Write what a 100306 tells: account and rows stand in the body itself."""
    facts = {name: text for account in statement.accounts for name, text in account.facts.items()}
    told = statement.card | facts
    return _texts({f.name: told.get(f.name, "") for f in tables_query.WATCHED}) + _list(statement.rows())


def row_nodes(account: Node) -> list[Node]:
    """Give the rows of an account, with or without an element around them."""
    holders = account.all("Transactions")
    inside = [row for holder in holders for row in holder.all("Transaction")]
    return account.all("Transaction") + inside


def _row_faults(parent: Node, where: str) -> tuple[list[dict[str, str]], list[Fault]]:
    rows, faults = [], []
    if len(parent.all("Transactions")) > 1:
        faults.append(Fault(where + "Transactions", "is given twice", "0501"))
    for number, row in enumerate(row_nodes(parent)):
        table = tables_query.ROW + tables_query.ROW_OF_FIRMS
        faults += check(table, row, f"{where}Transactions/Transaction[{number + 1}]/")
        rows.append(_plain(row))
    return rows, faults


def _too_many(where: str) -> Fault:
    return Fault(f"{where}Transactions/Transaction", f"is there more than {ROWS_MAX} times", "0501")


def read_accounts(body: Node) -> tuple[Optional[Statement], list[Fault]]:
    """Read the nested part of a body, and say what is wrong in it."""
    holders = body.all("Accounts")
    if not holders:
        return None, []
    if len(holders) > 1:
        return None, [Fault("Accounts", "is given twice", "0501")]
    holder = holders[0]
    nodes = holder.all("Account")
    if len(nodes) > ACCOUNTS_MAX:
        return None, [Fault("Accounts/Account", f"is there more than {ACCOUNTS_MAX} times", "0501")]
    if sum(len(row_nodes(node)) for node in nodes) > ROWS_MAX:
        return None, [_too_many("Accounts/Account/")]
    faults = check(tables_query.CARD, holder, "Accounts/")
    statement = Statement(_plain(holder))
    for index, node in enumerate(nodes):
        where = f"Accounts/Account[{index + 1}]/"
        faults += check(tables_query.ACCOUNT, node, where)
        rows, wrong = _row_faults(node, where)
        faults += wrong
        statement.accounts.append(AccountRows(_plain(node), rows))
    return statement, faults


def read_watched(body: Node) -> tuple[Optional[Statement], list[Fault]]:
    """Read what a 100306 tells as a statement of one account; nothing where it tells none."""
    if len(row_nodes(body)) > ROWS_MAX:
        return None, [_too_many("")]
    faults = check(tables_query.WATCHED, body)
    rows, wrong = _row_faults(body, "")
    told = {f.name: body.value(f.name) for f in tables_query.WATCHED if body.value(f.name)}
    number = told.pop("AccountNumber", "")
    if not rows and not number and "CardNumber" not in told:
        return None, faults + wrong
    facts = {"AccountNumber": number} if number else {}
    return Statement(told, [AccountRows(facts, rows)]), faults + wrong
