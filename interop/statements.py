"""Accounts and rows inside 100302 and 100306: the one nested part of the interface.

For: `Accounts` (a card and its holder) with `Account` in it and `Transaction` in
that, to plain values and back. Not for: whether the rows make sense.

The text tells of "lists" without a tag for the list itself, so accounts and
rows stand directly in what they belong to. Rows inside `Transactions`, as in a
case report, are read too; only the direct form is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional

import tables_query
from fields import Fault, check
from strict_xml import Node

ROWS_MAX = 2_000
ACCOUNTS_MAX = 200


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


def make_accounts(statement: Statement) -> Node:
    """Write the nested part; a field without text is left out."""
    return Node("Accounts", "", _texts(statement.card) + [
        Node("Account", "", _texts(account.facts) + [
            Node("Transaction", "", _texts(row)) for row in account.rows])
        for account in statement.accounts])


def row_nodes(account: Node) -> list[Node]:
    """Give the rows of an account, with or without an element around them."""
    holders = account.all("Transactions")
    inside = [row for holder in holders for row in holder.all("Transaction")]
    return account.all("Transaction") + inside


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
        return None, [Fault("Accounts/Account/Transaction",
                            f"is there more than {ROWS_MAX} times", "0501")]
    faults = check(tables_query.CARD, holder, "Accounts/")
    statement = Statement(_plain(holder))
    for index, node in enumerate(nodes):
        where = f"Accounts/Account[{index + 1}]/"
        faults += check(tables_query.ACCOUNT, node, where)
        account = AccountRows(_plain(node))
        for number, row in enumerate(row_nodes(node)):
            faults += check(tables_query.ROW, row, f"{where}Transaction[{number + 1}]/")
            account.rows.append(_plain(row))
        statement.accounts.append(account)
    return statement, faults
