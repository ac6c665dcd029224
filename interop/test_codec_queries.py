"""Tables for the codec of freezes and queries: what each value earns.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import sys
import unittest
from pathlib import Path
from typing import Optional

sys.path.insert(0, str(Path(__file__).parent))

import codes
import police_bank as pb
import tables_query
from fields import Attachment
from statements import ROWS_MAX, AccountRows, Statement, make_accounts
from strict_xml import Node
from test_codec import BANK, CARD_A, CARD_B, DECREE, FORM, NUMBER, PAPER, SERIAL
from values import add_months, format_time, parse_time, start_of_day

CARD = "9999990000000011"
OFFICERS = {
    "ApplicationTime": "20260102030500", "ApplicationOrgID": "999000000000",
    "ApplicationOrgName": "测试市公安局", "OperatorIDType": "08", "OperatorIDNumber": "999001",
    "OperatorName": "测试甲", "InvestigatorIDType": "08", "InvestigatorIDNumber": "999002",
    "InvestigatorName": "测试乙",
}
# The smallest order of each kind that has no fault.
SMALLEST: dict[str, dict[str, str]] = {
    codes.FREEZE: {"CaseNumber": "A999", "EmergencyLevel": "01", "BankID": BANK,
                   "AccountType": "01", "AccountName": "测试张一", "AccountNumber": CARD,
                   "FreezeType": "01", "Balance": "1000.00", "Currency": "CNY",
                   "ExpireTime": "20260702030405"},
    codes.UNFREEZE: {"OriginalApplicationID": NUMBER, "AccountNumber": CARD, "WithdrawalRemark": "查明无关"},
    codes.REFREEZE: {"OriginalApplicationID": NUMBER, "AccountNumber": CARD,
                     "FreezeType": "02", "Currency": "CNY", "ExtendRemark": "继续侦查",
                     "PostponeStartTime": "20260702030405", "ExpireTime": "20261202030405"},
    codes.STATEMENT: {"BankID": BANK, "CardNumber": CARD, "InquiryMode": "02",
                      "InquiryPeriodStart": "20260101000000", "InquiryPeriodEnd": "20260102000000"},
    codes.WATCH: {"BankID": BANK, "CardNumber": CARD, "InterceptionStartTime": "20260101000000",
                  "InterceptionEndTime": "20260201000000"},
    codes.UNWATCH: {"OriginalApplicationID": NUMBER},
    codes.BY_SERIAL: {"OnlinePayCompanyID": BANK, "DataType": "A1", "Data": "S1", "BankID": BANK,
                      "TransactionDate": "20260102"},
}
ROW = {"BorrowingSigns": "0", "TransactionAmount": "5.00", "TransactionTime": "20260102030405",
       "TransactionSerial": "S1"}

DECREED = (codes.FREEZE, codes.REFREEZE)


def order(code: str, papers: Optional[tuple[Attachment, ...]] = None, **changes: str) -> pb.Message:
    """Build an order with changes and read it back; empty leaves out."""
    if papers is None:
        papers = (CARD_A, CARD_B, DECREE) if codes.bank_twin(code) in DECREED else ()
    values = {"ApplicationID": NUMBER} | SMALLEST[codes.bank_twin(code)] | OFFICERS | changes
    return pb.parse_down(pb.build_down(code, "999000000000", SERIAL, pb.make_body(values, papers)))


def statement(*rows: dict[str, str]) -> Statement:
    """Give the smallest nested part around some rows."""
    return Statement({"CardNumber": CARD}, [AccountRows({"AccountNumber": CARD + "_1"}, list(rows))])


def upload(code: str, nested: Optional[Statement] = None, rows: tuple[dict[str, str], ...] = (),
           **values: str) -> pb.Message:
    """Build an answer and read it back."""
    values = {"ApplicationID": NUMBER, "Result": "0000", "FeedbackOrgName": "测试银行"} | values
    body = pb.make_body(values, (), rows, nested, codes.bank_twin(code) == codes.WATCH_ANSWER)
    return pb.parse_up(pb.build_up(code, "999000000000", SERIAL, body))


class Orders(unittest.TestCase):
    """What a bank reads."""

    def test_the_smallest_have_no_fault_in_either_kind_of_code(self) -> None:
        for code in SMALLEST:
            twins = [codes.payment_twin(code)] + ([] if codes.lonely(code) else [code])
            for twin in twins:
                with self.subTest(twin):
                    self.assertEqual(order(twin).faults, [])

    def test_every_required_field_is_missed(self) -> None:
        for code in SMALLEST:
            for field in pb.TABLES[code]:
                if field.required:
                    with self.subTest(code=code, field=field.name):
                        fault = order(codes.payment_twin(code), **{field.name: ""}).faults[0]
                        self.assertEqual((fault.field, fault.result), (field.name, "0500"))

    def test_wrong_values(self) -> None:
        rows = (
            (codes.FREEZE, "FreezeType", "03", "0501"), (codes.FREEZE, "Balance", "", "0500"),
            (codes.FREEZE, "Balance", "-", "0200"), (codes.FREEZE, "Balance", "0.00", "0200"),
            (codes.FREEZE, "Balance", "1,0", "0200"), (codes.FREEZE, "ExpireTime", "2026", "0800"),
            (codes.STATEMENT, "InquiryMode", "05", "0501"),
            (codes.STATEMENT, "InquiryPeriodEnd", "20260101000000", "0801"),
            (codes.STATEMENT, "InquiryPeriodStart", "", "0500"),
            (codes.WATCH, "InterceptionEndTime", "20251231000000", "0801"),
            (codes.BY_SERIAL, "DataType", "A4", "0501"), (codes.BY_SERIAL, "BankID", "", "0500"),
            (codes.BY_SERIAL, "TransactionDate", "20260230", "0800"),
            (codes.BY_SERIAL, "TransactionDate", "202601", "0800"))
        for code, name, text, result in rows:
            with self.subTest(code=code, field=name, text=text):
                found = order(codes.payment_twin(code), **{name: text}).faults
                self.assertEqual([(fault.field, fault.result) for fault in found], [(name, result)])

    def test_what_need_not_be_told(self) -> None:
        period = {"InquiryPeriodStart": "", "InquiryPeriodEnd": ""}
        for mode in ("01", "04"):
            self.assertEqual(order(codes.STATEMENT, None, InquiryMode=mode, **period).faults, [])
        for balance in ("", "-"):
            self.assertEqual(order(codes.FREEZE, FreezeType="02", Balance=balance).faults, [])
        self.assertEqual(order("A00311", DataType="A2", BankID="").faults, [])

    def test_papers_of_a_freeze(self) -> None:
        rows = (((CARD_A, CARD_B, DECREE), True), ((CARD_A, CARD_B, FORM), False),
                ((CARD_A, DECREE), False), ((), False), ((CARD_A, CARD_B, DECREE, DECREE), False),
                ((CARD_A, CARD_B, DECREE, Attachment("040id.jpg", PAPER)), True))
        for papers, good in rows:
            with self.subTest([paper.filename for paper in papers]):
                for code in DECREED:
                    found = [fault.result for fault in order(code, papers).faults]
                    self.assertEqual(found, [] if good else ["0600"])

    def test_only_payment_firms_are_asked_by_serial_number(self) -> None:
        self.assertEqual(order("100311").faults, [])
        with self.assertRaises(pb.BadMessage):
            upload("100312", None, ({"TransferAmount": "1"},))


class Answers(unittest.TestCase):
    """What a platform reads."""

    def bad(self, where: str, code: str, nested: Optional[Statement] = None,
            rows: tuple[dict[str, str], ...] = (), **values: str) -> None:
        with self.subTest(where=where), self.assertRaises(pb.BadMessage) as caught:
            upload(code, nested, rows, **values)
        self.assertEqual(caught.exception.where, where)

    def test_a_freeze_is_told_in_the_wires_own_spelling(self) -> None:
        told = {"AppliedBalance": "-", "FrozedBalance": "5.00", "AccountBalance": "7.00",
                "StartTime": "20260102030405", "ExpireTime": "20260702030405"}
        self.assertEqual(upload("100202", **told).get("FrozedBalance"), "5.00")
        self.bad("FrozedBalance", "100202", **(told | {"FrozedBalance": ""}), FrozenBalance="5.00")
        self.bad("FrozedBalance", "100202", **(told | {"FrozedBalance": "-"}))
        self.bad("FormerFrozenExpireTime", "100202", **told, FormerFrozenExpireTime="soon")
        self.bad("WithdrawalTime", "100204", UnfreezeBalance="5.00")
        self.bad("UnfreezeBalance", "100204", UnfreezeBalance="-5", WithdrawalTime="20260102030405")

    def test_an_extension_may_answer_with_one_digit(self) -> None:
        self.assertEqual(upload("100206", Result="0", ExpireTime="20260702030405").get("Result"), "0")
        self.assertEqual(upload("A00206", Result="1").get("Result"), "1")
        self.bad("Result", "100206", Result="2")
        self.bad("Result", "100202", Result="0")
        self.bad("ExpireTime", "100206", Result="0")

    def test_rows_come_back_nested_or_in_a_list(self) -> None:
        direct = upload("100302", statement(ROW, ROW | {"BorrowingSigns": "1"})).statement
        assert direct is not None
        self.assertEqual([row["BorrowingSigns"] for row in direct.rows()], ["0", "1"])
        self.assertEqual(direct.accounts[0].facts, {"AccountNumber": CARD + "_1"})
        body = pb.make_body({"ApplicationID": NUMBER, "Result": "0000", "FeedbackOrgName": "x"})
        nested = make_accounts(statement(ROW))
        account = nested.children[-1]
        self.assertEqual(account.children[-1].tag, "Transactions")
        account.children[-1:] = account.children[-1].children
        body.children.append(nested)
        bare = pb.parse_up(pb.build_up("A00302", "999000", SERIAL, body)).statement
        assert bare is not None
        self.assertEqual(bare.rows(), [ROW])

    def test_a_watch_tells_account_and_rows_in_the_body_itself(self) -> None:
        told = upload("100306", statement(ROW))
        self.assertEqual([node.tag for node in told.body.children][-3:],
                         ["AccountNumber", "CardNumber", "Transactions"])
        self.assertEqual(told.statement, statement(ROW))

    def test_every_field_of_a_row_has_a_longest(self) -> None:
        for field in tables_query.ROW:
            self.bad(f"Accounts/Account[1]/Transactions/Transaction[1]/{field.name}", "100302",
                     statement(ROW | {field.name: "9" * (field.longest + 1)}))

    def test_rows_that_are_none(self) -> None:
        place = "Transactions/Transaction[2]/"
        for name, text in (("BorrowingSigns", "2"), ("BorrowingSigns", ""), ("TransactionAmount", ""),
                           ("TransactionAmount", "-5.00"), ("TransactionTime", "20260230000000"), ("TransactionSerial", ""),
                           ("AccountBalance", "1e3"), ("CashMark", "1"), ("TransactionStatus", "02")):
            self.bad(place + name, "100306", statement(ROW, ROW | {name: text}))
        self.bad("Accounts", "100302")

    def test_a_thousand_full_rows_pass_and_one_more_does_not(self) -> None:
        full = {field.name: "9" * min(field.longest, 30) for field in tables_query.ROW if
                field.kind == "text"} | ROW | {
            "Currency": "CNY", "AccountBalance": "9.99", "CashMark": "00", "TransactionStatus": "00"}
        self.assertEqual(len(full), 28)
        whole = upload("100302", statement(*[full] * ROWS_MAX)).statement
        assert whole is not None
        self.assertEqual(len(whole.rows()), ROWS_MAX)
        self.bad("Accounts/Account/Transactions/Transaction", "100302", statement(*[full] * (ROWS_MAX + 1)))

    def test_a_watch_may_be_answered_without_rows(self) -> None:
        self.assertIsNone(upload("100306").statement)
        self.assertEqual(upload("100308", WithdrawalTime="20260102030405").faults, [])

    def test_rows_of_a_payment_firm(self) -> None:
        row = {"TransferAmount": "5.00", "TransInAccountNumber": "9999991", "OnlinePayCompanyType": "01"}
        self.assertEqual(upload("A00312", None, (row,)).transactions, [row])
        self.assertEqual(upload("A00312").transactions, [])
        self.assertEqual(upload("A00312", TransferAmount="5.00").transactions[0]["TransferAmount"], "5.00")
        self.assertEqual(upload("A00312", Result="0400").transactions, [])
        self.bad("Transactions/Transaction[1]/TransferAmount", "A00312", None,
                 (row | {"TransferAmount": "5,00"},))


class Calendar(unittest.TestCase):
    """Months and days of Shanghai."""

    def test_months_end_where_the_month_ends(self) -> None:
        for start, months, end in (("20260102030405", 6, "20260702030405"),
                                   ("20260831000000", 6, "20270228000000"),
                                   ("20231231235959", 2, "20240229235959"),
                                   ("20260715000000", -1, "20260615000000")):
            self.assertEqual(format_time(add_months(parse_time(start), months)), end)

    def test_days_begin_at_midnight(self) -> None:
        self.assertEqual(format_time(start_of_day(parse_time("20260301000001"), 1)), "20260228000000")


if __name__ == "__main__":
    unittest.main()
