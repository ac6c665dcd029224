"""Freezes between the two sides, on one clock held in hand.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import sys
import unittest
from pathlib import Path
from typing import Any, Optional

sys.path.insert(0, str(Path(__file__).parent))

import codes
from bank_holds import shares
from bank_side import Bank
from police_bank import Message
from selfplay import HOUR_MS, ZHANG, Selfplay, about, stop
from test_judge import ByHand
from values import format_time

OTHER_ORGAN = {"ApplicationOrgID": "999000008888", "ApplicationOrgName": "测试邻市公安局"}
ALL = {"FreezeType": "02", "Balance": None}


def freeze(name: str = "freeze", **more: Any) -> dict[str, Any]:
    """Describe a limited freeze of 1,000 yuan on Zhang's account of 12,345.67."""
    fields = ZHANG | more.pop("fields", {})
    return {"name": name, "tx_code": "100201", "fields": fields} | more


class Freezes(Selfplay):
    """What a bank does with freezes, and what the platform thinks of it."""

    def answer(self, name: str) -> Message:
        answer = self.platform.orders.named(name).answer
        assert answer is not None, name
        return answer

    def told(self, name: str, *fields: str) -> list[str]:
        return [self.answer(name).get(field) for field in fields]

    def play(self, *rows: dict[str, Any], state: str = "state.json",
             accounts: Optional[list[dict[str, Any]]] = None) -> Bank:
        self.start(*rows)
        bank = self.bank(state=state, accounts=accounts)
        self.settle(bank)
        self.clean(bank)
        return bank

    def test_a_limited_freeze_holds_its_limit_for_the_ordered_time(self) -> None:
        self.play(freeze())
        self.assertEqual(self.told("freeze", "Result", "AppliedBalance", "FrozedBalance",
                                   "AccountBalance", "AccountAvaiableBalance", "StartTime",
                                   "ExpireTime", "FormerApplicationDepartment"),
                         ["0000", "1000.00", "1000.00", "12345.67", "11345.67",
                          "20260102100000", "20260702100000", ""])

    def test_a_full_freeze_holds_all(self) -> None:
        self.play(freeze(fields=ALL))
        self.assertEqual(self.told("freeze", "AppliedBalance", "FrozedBalance", "AccountAvaiableBalance"),
                         ["-", "12345.67", "0.00"])

    def test_too_little_money_is_a_defective_success(self) -> None:
        self.play(freeze(fields={"Balance": "20000.00"}))
        self.assertEqual(self.told("freeze", "Result", "FrozedBalance"), ["1200", "12345.67"])

    def test_no_freeze_lasts_longer_than_six_months(self) -> None:
        self.play(freeze(fields={"ExpireTime": "@now+12m"}), freeze("short", fields={"ExpireTime": "@now+60"}))
        self.assertEqual(self.told("freeze", "ExpireTime"), ["20260702100000"])
        self.assertEqual(self.told("short", "ExpireTime"), ["20260102100100"])

    def test_the_second_organ_queues_behind_the_first(self) -> None:
        bank = self.play(freeze("first", fields={"Balance": "12000.00"}),
                         freeze("second", after="first", fields=OTHER_ORGAN | {"Balance": "500.00"}),
                         freeze("third", after="second", fields=OTHER_ORGAN | ALL))
        former = ("FormerApplicationDepartment", "FormerFrozenCurrency", "FormerFrozenBalance",
                  "FormerFrozenExpireTime")
        first = ["测试市公安局反诈中心", "CNY", "12000.00", "20260702100000"]
        self.assertEqual(self.told("second", "Result", "FrozedBalance", *former), ["1200", "345.67", *first])
        self.assertEqual(self.told("third", "Result", "FrozedBalance", *former), ["0000", "0.00", *first])
        self.assertEqual(len(bank.state.freezes), 3)

    def test_a_freeze_of_the_ledger_file_stands_first(self) -> None:
        row = {"number": ZHANG["AccountNumber"], "name": ZHANG["AccountName"], "balance_fen": 1000,
               "freezes": [{"organ": "999000009999", "organ_name": "测试外市公安局", "limit_fen": None,
                            "until": "@now+60"}]}
        bank = self.play(freeze(), accounts=[row])
        self.assertEqual(self.told("freeze", "FrozedBalance", "FormerApplicationDepartment"),
                         ["0.00", "测试外市公安局"])
        self.now += 60_000
        queue = [f for f in bank.state.freezes if f.in_force(self.now)]
        self.assertEqual(shares(queue, 1000), [1000])
        again = self.bank(accounts=[row])
        self.assertEqual(len(again.state.freezes), 2)

    def test_a_freeze_takes_the_place_of_its_stop(self) -> None:
        bank = self.play(
            stop("one"), freeze(after="one", fields={"OriginalApplicationID": "@id:one"}),
            stop("again", after="freeze"), about("100103", "one", name="lift", after="freeze"))
        self.assertEqual(self.results(), {"one": "0000", "freeze": "0000", "again": "1302", "lift": "0900"})
        self.assertEqual(self.told("freeze", "AccountAvaiableBalance"), ["11345.67"])
        self.assertFalse(bank.ledger.stopped(ZHANG["AccountNumber"], self.now))

    def test_another_organs_stop_stays(self) -> None:
        bank = self.play(stop("one"), freeze(after="one", fields=OTHER_ORGAN))
        self.assertTrue(bank.ledger.stopped(ZHANG["AccountNumber"], self.now))
        self.assertEqual(self.told("freeze", "FrozedBalance", "AccountAvaiableBalance"), ["1000.00", "0.00"])

    def test_lift_and_extension(self) -> None:
        more = {"PostponeStartTime": "@end:freeze", "ExpireTime": "@end:freeze+9m"}
        self.play(freeze(), about("100205", "freeze", name="extend", after="freeze", fields=more),
                  about("100203", "freeze", name="lift", after="extend"),
                  about("100203", "freeze", name="again", after="lift"),
                  about("100205", "freeze", name="late", after="lift", fields=more),
                  about("100203", "x", name="unknown", fields={"OriginalApplicationID": "0201" + "9" * 32}),
                  stop("free", after="lift"))
        self.assertEqual(self.results(), {"freeze": "0000", "extend": "0000", "lift": "0000",
                                          "again": "0900", "late": "0900", "unknown": "0400",
                                          "free": "0000"})
        self.assertEqual(self.told("extend", "StartTime", "ExpireTime"), ["20260702100000", "20270102100000"])
        self.assertEqual(self.told("lift", "UnfreezeBalance", "WithdrawalTime"), ["1000.00", "20260102100000"])

    def test_a_freeze_ends_by_itself(self) -> None:
        self.start(freeze(fields={"ExpireTime": "@now+3600"}),
                   about("100203", "freeze", name="lift", after="freeze"),
                   about("100205", "freeze", name="extend", after="freeze"))
        bank = self.bank()
        self.settle(bank, 1)
        self.now += HOUR_MS
        self.settle(bank)
        self.assertEqual(self.results(), {"freeze": "0000", "lift": "1900", "extend": "1800"})
        self.clean(bank)

    def test_what_does_not_match_is_not_frozen(self) -> None:
        rows: tuple[tuple[str, dict[str, Any], str], ...] = (
            ("name", {"AccountName": "测试别人"}, "0301"), ("account", {"AccountNumber": "9999999"}, "0300"),
            ("currency", {"Currency": "USD"}, "0200"), ("past", {"ExpireTime": "@now-1"}, "0801"),
            ("future", {"FreezeStartTime": "@now+600"}, "0801"), ("dated", {"ApplicationTime": "@now+600"}, "0802"),
            ("marked", {"AccountNumber": "9999990000000044", "AccountName": "测试王三"}, "0302"))
        bank = self.play(*[freeze(name, fields=fields) for name, fields, _ in rows])
        self.assertEqual(self.results(), {name: result for name, _, result in rows})
        self.assertEqual(bank.state.freezes, [])

    def test_measures_outlive_a_restart(self) -> None:
        self.play(freeze())
        again = self.bank()
        self.assertEqual([f.limit_fen for f in again.state.freezes], [100_000])

    def test_money_does_not_leave_a_held_account(self) -> None:
        bank = self.play(freeze(fields={"Balance": "12000.00"}))
        number, path = ZHANG["AccountNumber"], Path(self.folder.name) / "postings.jsonl"
        path.write_text("".join(
            f'{{"account": "{number}", "serial": "{s}", "way": "{way}", "amount_fen": {fen}}}\n'
            for s, way, fen in (("a", "out", 34567), ("b", "out", 1), ("c", "in", 5))), "utf-8")
        self.settle(bank, 1)
        self.assertEqual([line["serial"] for line in self.lines(bank, "not_paid_out")], ["b"])
        self.assertEqual(bank.ledger.books.balance(number), 1234567 - 34567 + 5)

    def test_more_held_than_asked_is_seen(self) -> None:
        self.start(freeze())
        bank = self.bank("freeze-over-limit")
        self.settle(bank, 1)
        self.assertEqual(bank.troubles, 0)
        self.assertIn(("", "freeze holds more than was asked"), self.rules())
        self.assertEqual([line["expected"] for line in self.lines(bank, "uploaded")], ["100000|200001"])


class Judge(ByHand, Selfplay):
    """What the platform notes of a freeze's answer, lie by lie."""

    TRUE = {"AppliedBalance": "1000.00", "FrozedBalance": "1000.00", "Currency": "CNY",
            "AccountBalance": "5000.00", "AccountAvaiableBalance": "4000.00",
            "StartTime": "20260102100000", "ExpireTime": "20260702100000"}

    def noted(self, **changes: str) -> list[str]:
        self.ready(freeze())
        self.assertEqual(self.send("100202", "freeze", **(self.TRUE | changes)), codes.ACCEPTED)
        return [rule for _, rule in self.rules()]

    def test_the_truth_is_not_noted(self) -> None:
        self.assertEqual(self.noted(), [])
        former = {"FormerApplicationDepartment": "测试", "FormerFrozenBalance": "1.00",
                  "FormerFrozenExpireTime": "20260301000000"}
        self.assertEqual(self.noted(FrozedBalance="0.00", **former), [])

    def test_each_lie(self) -> None:
        rows: tuple[tuple[dict[str, str], str], ...] = (
            ({"FrozedBalance": "1000.01", "AccountAvaiableBalance": ""}, "freeze holds more than was asked"),
            ({"AccountBalance": "900.00", "AccountAvaiableBalance": ""}, "freeze holds more than there is"),
            ({"AppliedBalance": "-"}, "AppliedBalance is not what was asked (`-` for a full freeze)"),
            ({"AccountAvaiableBalance": "5000.00"}, "AccountAvaiableBalance counts frozen money"),
            ({"FrozedBalance": "1.00"}, "freeze holds less than it could and names no former freeze"),
            ({"Currency": "USD"}, "Currency is not the order's"),
            ({"ExpireTime": "20260102100000"}, "freeze ends before it begins"),
            ({"ExpireTime": "20260702100001"}, "freeze lasts more than six months"),
            ({"StartTime": "20260102110000"}, "StartTime of the freeze lies outside order and answer"),
            ({"FormerApplicationDepartment": "测试"}, "former freeze is told without organ or end"),
            ({"FormerApplicationDepartment": "测试", "FormerFrozenBalance": "1.00",
              "FormerFrozenExpireTime": "20260101000000"}, "former freeze had ended"))
        for changes, rule in rows:
            with self.subTest(rule):
                self.assertIn(rule, self.noted(**changes))

    def test_a_queue_that_is_not_told(self) -> None:
        self.ready(freeze("one"), freeze("two", after="one", fields=OTHER_ORGAN))
        self.send("100202", "one", **self.TRUE)
        self.now += 1000
        self.client.poll()
        self.send("100202", "two", **self.TRUE)
        self.assertEqual([rule for _, rule in self.rules()],
                         ["freeze stands behind an earlier one and does not say so"])

    def test_lift_and_extension_in_measure(self) -> None:
        self.ready(freeze(), about("100203", "freeze", name="lift", after="freeze"),
                   about("100205", "freeze", name="extend", after="freeze",
                         fields={"PostponeStartTime": "@end:freeze", "ExpireTime": "@end:freeze+12m"}))
        self.send("100202", "freeze", **self.TRUE)
        self.client.poll()
        self.send("100206", "extend", Result="0", ExpireTime="20270102100001")
        self.send("100204", "lift", UnfreezeBalance="1000.01", WithdrawalTime=format_time(self.now))
        self.assertEqual([rule for _, rule in self.rules()], [
            "Result of an extension has one digit", "extension adds more than six months, or nothing",
            "lift frees more than was asked to be frozen"])

    def test_spelling_is_the_wires(self) -> None:
        self.ready(freeze())
        self.assertEqual(self.send("100202", "freeze", **(self.TRUE | {"FrozedBalance": ""}),
                                   FrozenBalance="1000.00"), codes.BAD_FORM)
        self.assertIn("FrozedBalance", self.rules()[0][1])


if __name__ == "__main__":
    unittest.main()
