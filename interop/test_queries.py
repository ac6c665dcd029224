"""Statements, watches and queries by number between the two sides, on one clock.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import json
import sys
import unittest
from pathlib import Path
from typing import Any, Optional

sys.path.insert(0, str(Path(__file__).parent))

import codes
from bank_side import Bank
from police_bank import Message, build_up, make_body
from selfplay import BANK, HOUR_MS, Selfplay, about
from statements import PARTIAL_MARK, ROWS_MAX, AccountRows, Statement
from test_judge import TO, ByHand
from values import make_serial

QIAN = "9999990000000066"


def posting(serial: str, time: str, way: str, fen: int, **more: Any) -> dict[str, Any]:
    """Describe a posting of the ledger file."""
    return {"serial": serial, "time": time, "way": way, "amount_fen": fen} | more


ROWS = [posting("r3", "20260102090000", "out", 2_000, row={"CashMark": "01"}),
        posting("r1", "20251215120000", "in", 10_000),
        posting("r2", "20260101000000", "in", 5_000, row={"OpponentName": "测试受害人"})]
ACCOUNTS = [{"number": QIAN, "name": "测试钱六", "balance_fen": 20_000, "postings": ROWS}]


def query(name: str = "query", **fields: Any) -> dict[str, Any]:
    """Describe a statement query."""
    return {"name": name, "tx_code": "100301", "fields": {"CardNumber": QIAN} | fields}


def watch(name: str = "watch", answers: int = 1, **fields: Any) -> dict[str, Any]:
    """Describe a dynamic query."""
    return {"name": name, "tx_code": "100305", "answers": answers, "fields": {"CardNumber": QIAN} | fields}


class Playing(Selfplay):
    """A bank with rows in its books."""

    def play(self, *rows: dict[str, Any], behave: str = "honest", polls: int = 12,
             accounts: Optional[list[dict[str, Any]]] = None) -> Bank:
        self.start(*rows)
        bank = self.bank(behave, accounts=accounts or ACCOUNTS)
        self.settle(bank, polls)
        return bank

    def answers(self, name: str) -> list[Message]:
        return self.platform.orders.named(name).answers()

    def serials(self, name: str) -> list[list[str]]:
        """Give the serials of the rows of every answer."""
        return [[row["TransactionSerial"] for row in m.statement.rows()] if m.statement else []
                for m in self.answers(name)]

    def feed(self, *rows: dict[str, Any], end: str = "\n") -> None:
        """Add lines to the bank's feed."""
        with open(Path(self.folder.name) / "postings.jsonl", "a", encoding="utf-8") as file:
            file.write("".join(json.dumps({"account": QIAN} | row, ensure_ascii=False) + end for row in rows))

    def notes(self) -> list[str]:
        return [rule for _, rule in self.rules()]


class Statements(Playing):
    """100301 and 100302."""

    def test_each_mode(self) -> None:
        bank = self.play(
            query("1", InquiryMode="01", InquiryPeriodStart=None, InquiryPeriodEnd=None),
            query("2", InquiryMode="02", InquiryPeriodStart="20251215120000", InquiryPeriodEnd="20260101000001"),
            query("3"), query("4", InquiryMode="04", InquiryPeriodStart=None, InquiryPeriodEnd=None))
        self.assertEqual([self.serials(n)[0] for n in "1234"],
                         [[], ["r1", "r2"], ["r1", "r2", "r3"], ["r2", "r3"]])
        facts = [self.answers(n)[0].statement.accounts[0].facts for n in "123"]  # type: ignore[union-attr]
        self.assertEqual(facts[0], {
            "AccountNumber": QIAN + "_1", "AccountSerial": "1", "AccountType": "个人",
            "AccountStatus": "正常", "Currency": "CNY", "AccountBalance": "200.00",
            "AvailableBalance": "200.00", "LastTransactionTime": "20260102090000"})
        self.assertNotIn("AccountBalance", facts[1])
        self.assertEqual(facts[2], facts[0])
        self.clean(bank)

    def test_rows_run_up_to_the_balance(self) -> None:
        self.play(query())
        rows = self.answers("query")[0].statement.rows()  # type: ignore[union-attr]
        self.assertEqual([row["AccountBalance"] for row in rows], ["170.00", "220.00", "200.00"])
        self.assertEqual([row["BorrowingSigns"] for row in rows], ["1", "1", "0"])
        self.assertEqual((rows[1]["OpponentName"], rows[2]["CashMark"]), ("测试受害人", "01"))

    def test_a_held_account_says_so(self) -> None:
        freeze = {"name": "freeze", "tx_code": "100201", "fields": {
            "AccountNumber": QIAN, "AccountName": "测试钱六", "Balance": "50.00"}}
        bank = self.play(freeze, query() | {"after": "freeze"})
        facts = self.answers("query")[0].statement.accounts[0].facts  # type: ignore[union-attr]
        self.assertEqual([facts[n] for n in ("AccountStatus", "AccountBalance", "AvailableBalance")],
                         ["冻结", "200.00", "150.00"])
        self.clean(bank)

    def test_refusals(self) -> None:
        bank = self.play(query("nobody", CardNumber="9999"), query("name", AccountName="测试别人"),
                         query("mode", InquiryMode="05"), query("period", InquiryPeriodEnd="@now-2m"),
                         query("no period", InquiryPeriodStart=None), query("dated", ApplicationTime="@now+600"),
                         {"name": "closed", "tx_code": "100309"})
        self.assertEqual(self.results(), {"nobody": "0300", "name": "0301", "mode": "0501", "period": "0801",
                                          "no period": "0500", "dated": "0802", "closed": "1000"})
        self.clean(bank)

    def test_more_rows_than_one_answer_takes(self) -> None:
        many = [posting(f"m{i}", f"2026010208{i // 600:02}{i // 10 % 60:02}", "in", 1) for i in range(ROWS_MAX + 5)]
        bank = self.play(query(), accounts=[ACCOUNTS[0] | {"balance_fen": 9_999, "postings": many}])
        self.assertEqual((self.results(), len(self.serials("query")[0])), ({"query": "0000"}, ROWS_MAX))
        told = self.answers("query")[0]
        self.assertTrue(told.get("FeedbackRemark").startswith(PARTIAL_MARK))
        self.assertEqual(told.get("InquiryPeriodEnd"), "20260102080140", "from here the rest is asked")
        self.clean(bank)

    def test_lies_of_a_statement(self) -> None:
        rows = (("statement-foreign-account", "rows are another account's"),
                ("statement-unbalanced", "balances do not add up row by row"),
                ("statement-huge", "`Accounts/Account/Transactions/Transaction` is there more than 1000 times"))
        for behave, rule in rows:
            with self.subTest(behave):
                self.play(query(), behave=behave)
                self.assertEqual((self.notes(), self.results()), ([rule], {"query": "0000"}))
                self.assertEqual(len(self.serials("query")[0]), 3)
                Path(self.folder.name, "state.json").unlink()

    def test_a_lie_that_is_refused_is_followed_by_the_truth(self) -> None:
        self.start(query())
        bank = self.bank("statement-foreign-account", accounts=ACCOUNTS)
        real, first = bank.client.upload, [True]

        def upload(raw: bytes) -> Any:
            if first.pop() if first else False:
                return real(b"")
            return real(raw)
        bank.client.upload = upload  # type: ignore[method-assign]
        self.settle(bank, 2)
        self.assertEqual((bank.troubles, self.serials("query")), (0, [["r1", "r2", "r3"]]))
        self.assertEqual(self.answers("query")[0].statement.card["CardNumber"], QIAN)  # type: ignore[union-attr]


class Watches(Playing):
    """100305 to 100308."""

    def test_each_new_batch_is_told_once(self) -> None:
        bank = self.play(watch(answers=3, InterceptionStartTime="@now-3600"), polls=3)
        self.assertEqual(self.serials("watch"), [["r3"]])
        self.feed(posting("w1", "@now+0", "in", 100), posting("w2", "@now+0", "out", 50))
        self.settle(bank, 3)
        self.now += 60_000
        self.feed(posting("w3", "@now+0", "in", 1))
        self.settle(bank, 3)
        self.assertEqual(self.serials("watch"), [["r3"], ["w1", "w2"], ["w3"]])
        self.assertTrue(self.platform.verdict()["ok"], self.rules())
        self.clean(bank)

    def test_without_rows_the_order_is_answered_all_the_same(self) -> None:
        bank = self.play(watch())
        self.assertEqual((self.serials("watch"), self.results()), ([[]], {"watch": "0000"}))
        self.now += 60_000
        self.settle(bank, 2)
        self.assertEqual(self.platform.orders.named("watch").given_ms, [self.now - 60_000])
        self.clean(bank)

    def test_nothing_after_the_lift_or_the_end(self) -> None:
        bank = self.play(watch("a"), about("100307", "a", name="lift", after="a", fields={"CardNumber": QIAN}),
                         about("100307", "a", name="again", after="lift", fields={"CardNumber": QIAN}),
                         watch("b", InterceptionEndTime="@now+60"),
                         about("100307", "x", name="unknown", fields={"OriginalApplicationID": "0305" + "9" * 32}))
        self.assertEqual((self.results()["lift"], self.results()["again"], self.results()["unknown"]),
                         ("0000", "0900", "0400"))
        self.now += 59_000
        self.feed(posting("last", "@now+0", "in", 1), posting("too late", "@now+1", "in", 1))
        self.settle(bank, 1)
        self.now += 1_000
        self.settle(bank, 2)
        self.assertEqual((self.serials("a"), self.serials("b")), ([[]], [[], ["last"]]))
        self.clean(bank)

    def test_a_lift_after_the_end_is_1900(self) -> None:
        self.start(watch(InterceptionEndTime="@now+60"), about("100307", "watch", name="lift", after="watch"))
        bank = self.bank(accounts=ACCOUNTS)
        self.settle(bank, 1)
        self.now += 60_000
        self.settle(bank, 2)
        self.assertEqual(self.results()["lift"], "1900")

    def test_refusals(self) -> None:
        self.play(watch("over", InterceptionStartTime="@now-60", InterceptionEndTime="@now+0"),
                  watch("backwards", InterceptionEndTime="@now-1"), watch("nobody", CardNumber="9999"))
        self.assertEqual(self.results(), {"over": "0801", "backwards": "0801", "nobody": "0300"})

    def test_a_restart_tells_nothing_twice(self) -> None:
        bank = self.play(watch(), polls=2)
        self.feed(posting("w1", "@now+0", "in", 100))
        self.settle(bank, 2)
        self.now += HOUR_MS
        again = self.bank(accounts=ACCOUNTS)
        self.feed({"serial": "w2", "way": "in", "amount_fen": 7}, posting("w1", "@now+0", "in", 100))
        self.settle(again, 2)
        self.assertEqual(self.serials("watch"), [[], ["w1"], ["w2"]])
        rows = again.ledger.books.booked[QIAN]
        self.assertEqual([row.posting.serial for row in rows], ["r1", "r2", "r3", "w1", "w2"])
        self.clean(again)

    def test_a_batch_that_was_not_sent_goes_after_a_restart(self) -> None:
        dead = self.play(watch(), behave="silent", polls=1)
        self.feed(posting("w1", "@now+0", "in", 100))
        dead.due.clear()
        self.settle(dead, 1)
        self.now += HOUR_MS
        again = self.bank(accounts=ACCOUNTS)
        self.settle(again, 2)
        self.assertEqual(self.serials("watch"), [[], ["w1"]])
        self.clean(again)

    def test_half_a_line_waits_and_a_bad_one_is_told(self) -> None:
        bank = self.play(watch(), polls=2)
        self.feed(posting("w1", "@now+0", "in", 100), end="")
        self.settle(bank, 2)
        self.assertEqual(self.serials("watch"), [[]])
        self.feed({"serial": "x", "way": "up", "amount_fen": 1}, end="\n")
        self.settle(bank, 1)
        self.assertEqual((bank.troubles, len(self.lines(bank, "bad_posting"))), (1, 1))

    def test_twice_the_same_rows_are_seen(self) -> None:
        bank = self.play(watch(), behave="watch-twice", polls=2)
        self.feed(posting("w1", "@now+0", "in", 100))
        self.settle(bank, 2)
        self.assertEqual(bank.troubles, 0)
        self.assertEqual(self.notes(), ["row was told before"])
        self.assertEqual([u.repeated for u in self.platform.book.uploads], [False, False, True, False])


class ByNumber(Playing):
    """A00311 and A00312, and a payment firm's other codes."""

    FIRM = [{"number": "999666001", "name": "测试郑十", "balance_fen": 50_000, "postings": [
        posting("P1", "20260102093000", "in", 300_000, numbers={"A1": "S1", "A2": "O1"},
                payment={"TransOutBankID": BANK, "TransOutCardNumber": QIAN, "PaymentType": "快捷支付"}),
        posting("P2", "20260102093100", "out", 250_000, numbers={"A3": "S1"})]}]

    def ask(self, name: str, **fields: Any) -> dict[str, Any]:
        values = {"DataType": "A1", "Data": "S1", "BankID": BANK, "TransactionDate": "20260102"}
        return {"name": name, "tx_code": "A00311", "fields": values | fields}

    def test_numbers_days_and_banks(self) -> None:
        self.start(self.ask("A1"), self.ask("time", TransactionDate="20260102093000"),
                   self.ask("A2", DataType="A2", Data="O1"), self.ask("A3", DataType="A3"),
                   self.ask("day", TransactionDate="20260101"), self.ask("bank", BankID="999000000001"),
                   self.ask("kind", DataType="A2"), {"name": "statement", "tx_code": "A00301",
                                                     "fields": {"CardNumber": "999666001", "DataType": "01"}})
        bank = self.bank(payment_firm=True, accounts=self.FIRM)
        self.settle(bank)
        self.assertEqual(self.results(), {"A1": "0000", "time": "0000", "A2": "0000", "A3": "0000",
                                          "day": "0400", "bank": "0400", "kind": "0400", "statement": "0000"})
        row = self.answers("A1")[0].transactions[0]
        self.assertEqual([row[n] for n in ("TransInAccountNumber", "TransOutCardNumber", "BankTransactionSerial",
                                           "TransferAmount", "OrderID", "PaymentType")],
                         ["999666001", QIAN, "S1", "3000.00", "O1", "快捷支付"])
        self.assertEqual(self.answers("A3")[0].transactions[0]["TransOutAccountNumber"], "999666001")
        self.clean(bank)

    def test_a_bank_is_not_asked_so(self) -> None:
        self.play(self.ask("by A-code"), self.ask("by number") | {"tx_code": "100311"}, polls=2)
        # 100312 is no message at all, so the second answer cannot be taken.
        self.assertEqual(self.results(), {"by A-code": "1000", "by number": ""})


class Judge(ByHand):
    """What the platform notes of rows, lie by lie."""

    ROW = {"BorrowingSigns": "1", "TransactionAmount": "5.00", "AccountBalance": "5.00",
           "TransactionTime": "20260102090000", "TransactionSerial": "s1"}

    def noted(self, order: dict[str, Any], *rows: dict[str, str], code: str = "100302", card: str = QIAN,
              **facts: str) -> list[str]:
        self.ready(order)
        self.tell("order", code, rows, card, **facts)
        return [rule for _, rule in self.rules()]

    def tell(self, name: str, code: str, rows: tuple[dict[str, str], ...], card: str = QIAN, **facts: str) -> None:
        order = self.platform.orders.named(name)
        told = Statement({"CardNumber": card}, [AccountRows(
            {"AccountNumber": card + "_1", "AccountStatus": "正常", "AccountBalance": "5.00"} | facts, list(rows))])
        body = make_body({"ApplicationID": order.application_id, "Result": "0000", "FeedbackOrgName": "x"},
                         statement=told, watched=code == "100306")
        self.count = getattr(self, "count", 0) + 1
        raw = build_up(code, TO, make_serial(BANK, self.now, f"{self.count:014d}"), body)
        self.assertEqual(self.client.upload(raw).code, codes.ACCEPTED)

    def test_the_truth_is_not_noted_in_either_direction(self) -> None:
        row = self.ROW
        second = row | {"BorrowingSigns": "0", "TransactionAmount": "2.00", "AccountBalance": "3.00",
                        "TransactionSerial": "s2"}
        failed = second | {"TransactionStatus": "01", "AccountBalance": "3.00", "TransactionSerial": "s3"}
        bare = {name: row[name] for name in ("BorrowingSigns", "TransactionAmount", "TransactionTime")}
        bare |= {"TransactionSerial": "s4"}
        for rows in ((row, second, failed), (failed, second, row), (row, bare, second), ()):
            self.assertEqual(self.noted(query("order"), *rows), [])

    def test_each_lie(self) -> None:
        row, mode = self.ROW, {"InquiryMode": "01"}
        late = row | {"TransactionTime": "20260102100000"}
        rows: tuple[tuple[dict[str, Any], tuple[dict[str, str], ...], dict[str, str], str], ...] = (
            (query("order"), (row, row | {"AccountBalance": "9.00", "TransactionSerial": "s2"}), {},
             "balances do not add up row by row"),
            (query("order"), (row,), {"card": "9999"}, "rows are another account's"),
            (query("order"), (row,), {"AccountNumber": "9999_1"}, "rows are another account's"),
            (query("order"), (late,), {}, "row lies outside the period"),
            (query("order", InquiryMode="04"), (row | {"TransactionTime": "20251231235959"},), {},
             "row lies outside the period"),
            (query("order", **mode), (row,), {}, "statement has rows; only basics were asked"),
            (query("order", **mode), (), {"AccountBalance": ""}, "statement tells no balance of an account"),
            (query("order"), (row, row | {"AccountBalance": "10.00"}), {},
             "two rows have the same TransactionSerial"))
        for order, told, facts, rule in rows:
            with self.subTest(rule):
                self.assertEqual(self.noted(order, *told, **facts), [rule])

    def test_watch_rules(self) -> None:
        order = watch("order", InterceptionStartTime="@now-3600", InterceptionEndTime="@now+60")
        row = self.ROW | {"TransactionTime": "20260102093000"}
        self.assertEqual(self.noted(order, row, code="100306"), [])
        self.tell("order", "100306", (row,))
        self.tell("order", "100306", (row | {"TransactionTime": "20260102085959", "TransactionSerial": "s2"},))
        self.now += HOUR_MS
        self.tell("order", "100306", (row | {"TransactionSerial": "s3"},))
        self.tell("order", "100306", ())
        over = "answer to a watch that was over"
        self.assertEqual([rule for _, rule in self.rules()], [
            "row was told before", "row lies outside the period", over,
            "further answer to a watch brings no row", over])

    def test_an_answer_after_the_lift(self) -> None:
        self.ready(watch("order", InterceptionStartTime="@now-3600"),
                   about("100307", "order", name="lift", after="order"))
        self.tell("order", "100306", ())
        self.client.poll()
        self.send("100308", "lift", WithdrawalTime="20260102100000")
        self.tell("order", "100306", (self.ROW | {"TransactionTime": "20260102093000"},))
        self.assertEqual([rule for _, rule in self.rules()], ["answer to a watch that was lifted"])

    def test_a_statement_is_answered_once_and_a_watch_by_its_own_code(self) -> None:
        self.ready(query("order"), watch("watch"))
        self.assertEqual(self.send("100302", "watch", Result="0300"), codes.BAD_FORM)
        self.assertEqual(self.send("100302", "order", Result="0300"), codes.ACCEPTED)
        self.assertEqual(self.send("100302", "order", Result="0301"), codes.DUPLICATE)


if __name__ == "__main__":
    unittest.main()
