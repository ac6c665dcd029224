"""Queries at the little bank: statements, and a payment firm's rows by number.

For: 100302 and A00312 out of the books. Sans network and sans clock. Not for:
the dynamic query, which has a life of its own (`bank_watch`).
"""

from __future__ import annotations

from typing import Optional

import codes
from bank_books import Booked, Books, row_of
from bank_holds import Refused, check_application_time, standing
from bank_ledger import Account, Ledger
from police_bank import Message
from statements import PARTIAL_MARK, PAYMENTS_MAX, ROWS_MAX, WORD_OF, AccountRows, Statement
from values import format_amount, format_time, parse_day, parse_time, start_of_day

SERIAL_OF_ACCOUNT = "1"
CURRENCY = "CNY"
SECOND_MS = 1000
WITH_ROWS = (codes.ROWS, codes.BASICS_AND_ROWS, codes.QUICK_ROWS)


def asked_account(ledger: Ledger, order: Message) -> Account:
    """Give the account a query is about; a name is compared where it is told.

    Marks do not matter: what may not be stopped may still be looked at.
    """
    account = ledger.accounts.get(order.get("CardNumber").split("_", 1)[0])
    if account is None:
        raise Refused("0300")
    name = order.get("AccountName")
    if ledger.always_wrong_name or (name and name != account.name):
        raise Refused("0301")
    return account


def statement(ledger: Ledger, order: Message, now_ms: int) -> tuple[dict[str, str], Statement]:
    """Answer a statement query; rows beyond the limit are left to a second one."""
    account = asked_account(ledger, order)
    check_application_time(order, now_ms)
    mode = order.get("InquiryMode")
    rows = period_rows(ledger.books, account.number, order, now_ms) if mode in WITH_ROWS else []
    basics_at = now_ms if mode in (codes.BASICS, codes.BASICS_AND_ROWS) else None
    if mode not in WITH_ROWS:
        return plain(ledger, order, "0000"), nested(ledger, account, [], basics_at)
    first, last = period(order, now_ms)
    told, last = whole_seconds(rows, last)
    remark = "" if len(told) == len(rows) else f"{PARTIAL_MARK}; 其余请自此时起再查"
    values = plain(ledger, order, "0000", remark)
    values |= {"InquiryPeriodStart": format_time(first), "InquiryPeriodEnd": format_time(last)}
    return values, nested(ledger, account, told, basics_at)


def period(order: Message, now_ms: int) -> tuple[int, int]:
    """Give the half-open period asked for, as far as it has passed; for the quick mode, two days."""
    end = now_ms // SECOND_MS * SECOND_MS + SECOND_MS
    if order.get("InquiryMode") not in (codes.ROWS, codes.BASICS_AND_ROWS):
        return start_of_day(now_ms, 1), end
    first, last = (parse_time(order.get(f"InquiryPeriod{which}")) for which in ("Start", "End"))
    return first, max(first, min(last, end))


def period_rows(books: Books, number: str, order: Message, now_ms: int) -> list[Booked]:
    """Give the rows of the period; the end's own second is no longer of it."""
    first, last = period(order, now_ms)
    return books.rows(number, first, last - 1)


def whole_seconds(rows: list[Booked], last_ms: int) -> tuple[list[Booked], int]:
    """Give the first rows that fit, and until when they are all there: no second is told in part."""
    if len(rows) <= ROWS_MAX:
        return rows, last_ms
    cut = rows[ROWS_MAX].posting.at_ms // SECOND_MS * SECOND_MS
    whole = [row for row in rows[:ROWS_MAX] if row.posting.at_ms < cut]
    # A single second with more rows than fit: what fits, and no way on.
    return (whole, cut) if whole else (rows[:ROWS_MAX], cut)


def plain(ledger: Ledger, order: Message, result: str, remark: str = "") -> dict[str, str]:
    """Write the flat fields of an answer to a query."""
    values = ledger.answer(order, result, remark=remark)
    for name in ("AccountType", "AccountNumber", "CardNumber"):
        del values[name]
    return values


def nested(ledger: Ledger, account: Account, rows: list[Booked],
           now_ms: Optional[int]) -> Statement:
    """Write the card, its one account and its rows; without a moment, no basics."""
    card = {"AccountName": account.name, "CardNumber": account.number}
    facts = {"AccountNumber": f"{account.number}_{SERIAL_OF_ACCOUNT}",
             "AccountSerial": SERIAL_OF_ACCOUNT, "AccountType": WORD_OF[account.kind], "Currency": CURRENCY}
    if now_ms is not None:
        card |= {"DepositBankBranch": account.branch, "AccountOpenTime": account.opened}
        facts |= basics(ledger, account, now_ms)
    return Statement(card, [AccountRows(facts, [row_of(row) for row in rows])])


def basics(ledger: Ledger, account: Account, now_ms: int) -> dict[str, str]:
    """Tell how an account stands."""
    number = account.number
    held = standing(ledger.freezes, number, now_ms) or account.mark in ("limited", "frozen")
    booked = ledger.books.booked[number]
    return {"AccountStatus": "冻结" if held or ledger.stopped(number, now_ms) else "正常",
            "AccountBalance": format_amount(ledger.books.balance(number)),
            "AvailableBalance": format_amount(ledger.available(number, now_ms)),
            "LastTransactionTime": format_time(booked[-1].posting.at_ms) if booked else ""}


def by_serial(ledger: Ledger, order: Message, now_ms: int) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Answer which payments bear a number on a day; none is 0400."""
    check_application_time(order, now_ms)
    if ledger.always_wrong_name:
        raise Refused("0301")
    day, kind = parse_day(order.get("TransactionDate")), order.get("DataType")
    found = [booked for rows in ledger.books.booked.values() for booked in rows
             if booked.posting.numbers.get(kind) == order.get("Data")
             and format_time(booked.posting.at_ms)[:8] == day]
    if kind == codes.BANK_SERIAL:
        # Two banks may have the same serial; the row says whose it is.
        found = [b for b in found if order.get("BankID") in (
            b.posting.payment.get("TransOutBankID"), b.posting.payment.get("TransInBankID"))]
    if not found:
        raise Refused("0400")
    rows = [payment_row(ledger, booked) for booked in found[:PAYMENTS_MAX]]
    return plain(ledger, order, "0000"), rows


def payment_row(ledger: Ledger, booked: Booked) -> dict[str, str]:
    """Write one payment: the ledger's side of it from the ledger, the rest as filed."""
    posting = booked.posting
    side = "TransIn" if posting.money_in else "TransOut"
    account = ledger.accounts[posting.account]
    return {
        "TransferAmount": format_amount(posting.fen),
        "OrderID": posting.numbers.get(codes.ORDER_NUMBER, posting.serial),
        "TransactionTime": format_time(posting.at_ms), "OnlinePayCompanyType": "01", "Currency": CURRENCY,
        f"{side}AccountName": account.name, f"{side}AccountNumber": account.number,
        "BankTransactionSerial": posting.numbers.get(codes.BANK_SERIAL, ""),
    } | dict(posting.payment)
