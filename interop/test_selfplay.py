"""The two sides against each other over loopback, on one clock held in hand.

The platform and the bank share only the codec here, so what this shows is that
the binding's rules (leases, repeats, duplicates, refusals) hold between them;
that the codec reads the text right is shown by meeting the other reading.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Optional
from unittest import mock

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import codes
from bank_client import Client
from bank_side import run
from misbehave import replace
from police_bank import build_up, make_body
from police_orders import Orders
from selfplay import (BANK, HOUR_MS, KEY, LEASE_MS, LI, OTHER, OTHER_KEY, REPORT, Selfplay,
                      about, stop)
from values import make_serial


class Measures(Selfplay):
    """What a bank does with orders."""

    def test_a_stop_holds_48_hours_from_its_moment(self) -> None:
        self.start(stop())
        bank = self.bank()
        self.now += 1234
        self.settle(bank)
        answer = self.platform.orders.named("stop").answer
        assert answer is not None
        names = ("Result", "AccountBalance", "StartTime", "ExpireTime")
        self.assertEqual([answer.get(name) for name in names], [
            "0000", "12345.67", "20260102100001", "20260104100001"])
        self.assertEqual(answer.tx_code, "100102")
        self.clean(bank)

    def test_what_does_not_match_is_not_stopped(self) -> None:
        rows = [
            stop("name", fields={"AccountName": "测试别人"}),
            stop("account", fields={"AccountNumber": "9999990000009999"}),
            stop("white", fields={"AccountNumber": "9999990000000044", "AccountName": "测试王三"}),
            stop("papers", papers=["011a.pdf", "031f.pdf"]),
            stop("missing", fields={"CaseNumber": None}),
            stop("zero", fields={"TransferAmount": "0.00"}),
            stop("future", fields={"ApplicationTime": "@now+3600"}),
            stop("late", fields={"TransferTime": "@now+3600"}),
            stop("date", fields={"TransferTime": "20260230000000"}),
            stop("amount", fields=LI | {"TransferAmount": "999.00", "TransferTime": "20260102095000"}),
            stop("booking", fields=LI | {"TransferTime": "20260101095000"}),
            stop("match", fields=LI | {"TransferTime": "20260102095000"}),
            about("100303", "name", name="query"),
        ]
        self.start(*rows)
        bank = self.bank()
        self.settle(bank)
        self.assertEqual(self.results(), {
            "name": "0301", "account": "0300", "white": "0302", "papers": "0600",
            "missing": "0500", "zero": "0200", "future": "0802", "late": "0899", "date": "0800",
            "amount": "0200", "booking": "0400", "match": "0000", "query": "1000"})
        self.assertEqual([held.account for held in bank.state.stops], [LI["AccountNumber"]])
        self.clean(bank)

    def test_third_stop_is_1304_and_a_standing_one_1301(self) -> None:
        self.start(stop("one"), stop("twice", after="one"),
                   about("100103", "one", name="lift one", after="twice"),
                   stop("two", after="lift one"),
                   about("100103", "two", name="lift two", after="two"),
                   stop("three", after="lift two"),
                   about("100103", "two", name="lift again", after="three"))
        bank = self.bank()
        self.settle(bank)
        self.assertEqual(self.results(), {
            "one": "0000", "twice": "1301", "lift one": "0000", "two": "0000",
            "lift two": "0000", "three": "1304", "lift again": "0900"})
        self.clean(bank)

    def test_an_extension_is_the_second_stop_and_adds_48_hours(self) -> None:
        more = {"PostponeStartTime": "@end:one", "ExpireTime": "@end:one+999999"}
        self.start(stop("one"),
                   about("100105", "one", name="extend", after="one", fields=more),
                   about("100105", "one", name="extend again", after="extend",
                         fields={"PostponeStartTime": "@end:extend", "ExpireTime": "@end:extend+3600"}))
        bank = self.bank()
        self.settle(bank)
        self.assertEqual(self.results(), {"one": "0000", "extend": "0000", "extend again": "1304"})
        answer = self.platform.orders.named("extend").answer
        assert answer is not None
        self.assertEqual(answer.get("ExpireTime"), "20260106100000")
        self.clean(bank)

    def test_after_48_hours_nothing_is_left_to_lift_or_extend(self) -> None:
        for wait, results in ((48 * HOUR_MS, ("1900", "1800")),
                              (48 * HOUR_MS - 1000, ("0000", "0900"))):
            with self.subTest(wait):
                self.start(stop("one"))
                bank = self.bank(state=f"{wait}.json")
                self.settle(bank, 1)
                self.now += wait
                later = Orders([stop("one"), about("100103", "one", name="lift"),
                                about("100105", "one", name="extend")], BANK, "999000000000")
                later.all[0] = self.platform.orders.named("one")
                self.platform.orders = later
                self.settle(bank)
                self.assertEqual((self.results()["lift"], self.results()["extend"]), results)

    def test_lift_of_the_unknown_is_0400(self) -> None:
        self.start(about("100103", "x", fields={"OriginalApplicationID": "0101" + "9" * 32}))
        bank = self.bank()
        self.settle(bank)
        self.assertEqual(self.results(), {"order1": "0400"})
        self.clean(bank)

    def test_late_papers_are_answered_from_the_record(self) -> None:
        self.start(stop("one"), stop("papers", after="one", fields={
            "ApplicationType": "04", "OriginalApplicationID": "@id:one"}))
        bank = self.bank()
        self.settle(bank, 1)
        self.now += HOUR_MS
        self.settle(bank)
        answer = self.platform.orders.named("papers").answer
        assert answer is not None
        self.assertEqual((answer.get("Result"), answer.get("StartTime")), ("0000", "20260102100000"))
        self.assertEqual(len(bank.state.stops), 1)
        self.clean(bank)

    def test_sub_account_of_a_foreign_currency_stop(self) -> None:
        self.start(stop(fields={"ApplicationType": "01", "AccountNumber": "9999990000000011_002"}),
                   stop("plain", fields={"AccountNumber": "9999990000000011_002"}))
        bank = self.bank()
        self.settle(bank)
        self.assertEqual(self.results(), {"stop": "0000", "plain": "0300"})
        self.clean(bank)

    def test_a_payment_firm_speaks_the_a_codes(self) -> None:
        self.start(stop(tx_code="A00101"), stop("other kind"))
        bank = self.bank(payment_firm=True)
        self.settle(bank)
        row = self.platform.verdict()["orders"][0]
        self.assertEqual((row["feedback_code"], row["result"]), ("A00102", "0000"))
        self.assertEqual(self.results()["other kind"], "1000")
        self.clean(bank)


class Wire(Selfplay):
    """What the binding says of polls, leases, repeats and refusals."""

    def test_an_order_comes_again_after_its_lease_byte_for_byte(self) -> None:
        self.start(stop())
        client = self.bank().client
        first = client.poll().orders
        self.assertEqual((len(first), client.poll().orders), (1, []))
        self.now += LEASE_MS - 1
        self.assertEqual(client.poll().orders, [])
        self.now += 1
        self.assertEqual(client.poll().orders, first)

    def test_a_late_answer_after_redelivery_counts_once(self) -> None:
        self.start(stop())
        bank = self.bank("late")
        self.settle(bank, 2)
        self.now += LEASE_MS
        self.settle(bank, 2)
        self.assertEqual([line["same_bytes"] for line in self.lines(bank, "came_again")], [True])
        self.assertEqual(self.results(), {"stop": ""})
        self.now += 5_000
        self.settle(bank, 2)
        row = self.platform.verdict()["orders"][0]
        self.assertEqual((row["result"], row["times_given"], row["waited_ms"]), ("0000", 2, 65_000))
        self.assertEqual(len(bank.state.stops), 1)
        self.clean(bank)

    def test_a_bank_that_died_before_uploading_sends_the_same_bytes(self) -> None:
        self.start(stop())
        dead = self.bank("silent")
        self.settle(dead, 1)
        self.now += LEASE_MS
        again = self.bank()
        self.settle(again, 1)
        kept = next(iter(again.state.answers.values()))
        self.assertEqual(kept.upload, next(iter(dead.state.answers.values())).upload)
        self.assertEqual((self.results(), len(again.state.stops)), ({"stop": "0000"}, 1))
        self.clean(again)

    def test_twenty_at_a_time_urgent_first_then_oldest(self) -> None:
        rows = [stop(f"n{i}", fields={"EmergencyLevel": "01"}) for i in range(21)]
        self.start(*rows, stop("urgent"))
        client = self.bank().client
        numbers = [order.application_id for order in self.platform.orders.all]
        given = client.poll().orders
        self.assertEqual(len(given), 20)
        for raw, number in zip(given, [numbers[21]] + numbers[:19]):
            self.assertIn(number.encode(), raw)
        self.assertEqual(len(client.poll().orders), 2)

    def test_each_misbehaviour_earns_its_code_and_harms_nothing(self) -> None:
        rows: tuple[tuple[str, Optional[str]], ...] = (
            ("double", None), ("contradict", codes.DUPLICATE), ("reserial", codes.DUPLICATE),
            ("truncate", codes.BAD_FORM), ("dtd", codes.BAD_FORM),
            ("wrong-kind", codes.BAD_FORM), ("foreign", codes.NOT_FOUND))
        for behave, code in rows:
            with self.subTest(behave):
                self.start(stop())
                bank = self.bank(behave, state=f"{behave}.json")
                self.settle(bank, 3)
                self.assertEqual(bank.troubles, 0)
                self.assertEqual([seen for seen, _ in self.rules()], [code] if code else [])
                self.assertEqual(self.results(), {"stop": "0000"})
                self.assertEqual(len(self.platform.book.uploads), 2)

    def test_same_bytes_twice_count_once(self) -> None:
        self.start(stop())
        bank = self.bank("double")
        self.settle(bank, 1)
        self.assertEqual([(u.code, u.repeated) for u in self.platform.book.uploads],
                         [("100000", False), ("100000", True)])

    def test_wrong_name_and_silence_are_seen(self) -> None:
        self.start(stop())
        bank = self.bank("wrong-name")
        self.settle(bank, 1)
        self.assertEqual(self.results(), {"stop": "0301"})
        self.start(stop())
        silent = self.bank("silent", state="silent.json")
        self.settle(silent, 3)
        self.assertFalse(self.platform.verdict()["ok"])
        self.assertFalse(self.platform.finished())

    def test_another_agencys_number_is_not_known(self) -> None:
        self.start(stop())
        bank = self.bank()
        bank.client.poll()
        number = self.platform.orders.named("stop").application_id
        body = make_body({"ApplicationID": number, "Result": "0301", "FailureCause": "x",
                          "FeedbackOrgName": "测试银行"})
        raw = build_up("100102", "999000000000", make_serial(OTHER, self.now, "9" * 14), body)
        reply = Client(self.server.base, OTHER_KEY).upload(raw)
        self.assertEqual((reply.status, reply.code), (200, codes.NOT_FOUND))
        self.assertEqual(bank.client.upload(raw).code, codes.ACCEPTED)
        self.assertIn(("", "TransSerialNumber does not begin with the agency's code"), self.rules())

    def test_key_and_rate(self) -> None:
        self.start(stop(), calls_per_second=2)
        stranger = self.bank(key="nobody").client.poll()
        self.assertEqual((stranger.status, stranger.code, stranger.orders), (401, codes.NO_RIGHT, []))
        client = self.bank().client
        self.assertEqual([client.poll().code for _ in range(3)],
                         [codes.ACCEPTED, codes.ACCEPTED, codes.TOO_OFTEN])
        self.now += 1000
        self.assertEqual(client.poll().code, codes.ACCEPTED)

    def test_an_extension_of_a_refused_stop_is_still_given(self) -> None:
        self.start(stop("one"), about("100105", "one", name="extend", after="one",
                                      fields={"PostponeStartTime": "@end:one"}))
        bank = self.bank("wrong-name")
        self.settle(bank)
        self.assertEqual(self.results(), {"one": "0301", "extend": "0400"})
        self.clean(bank)

    def test_once_ends_only_when_a_late_answer_brought_nothing_new(self) -> None:
        self.start(stop("one"), about("100103", "one", name="lift", after="one"))
        bank = self.bank("late")
        bank.late_ms = 10
        with mock.patch("bank_side.time.sleep", side_effect=self.pass_time):
            run(bank, True, 30.0, 0.005, None)
        self.assertEqual(self.results(), {"one": "0000", "lift": "0000"})
        self.clean(bank)

    def pass_time(self, seconds: float) -> None:
        """Let the clock in hand go on instead of waiting."""
        self.now += int(seconds * 1000)

    def test_an_unreadable_order_is_told_and_not_answered(self) -> None:
        self.start({"tx_code": "100101", "raw": "<!DOCTYPE a><Response/>"}, stop())
        bank = self.bank()
        self.settle(bank, 1)
        self.assertEqual(len(self.lines(bank, "unreadable")), 1)
        self.assertEqual(self.results(), {"order1": "", "stop": "0000"})

    def test_strict_rules_are_noted(self) -> None:
        self.start(stop())
        bank = self.bank("silent")
        self.settle(bank, 1)
        kept = next(iter(bank.state.answers.values()))
        short = replace(kept.upload, "ExpireTime", "20260103100000")
        short = replace(replace(short, "AccountNumber", "9999999"), "Result", "1200")
        self.assertEqual(bank.client.upload(short).code, codes.ACCEPTED)
        self.assertEqual({rule for _, rule in self.rules()}, {
            "stop does not last 48 hours", "AccountNumber is not the ordered one"})


class Reports(Selfplay):
    """Case reports and what follows them."""

    def test_report_is_answered_and_late_papers_find_the_banks_stop(self) -> None:
        self.start(stop("papers", after="@report", fields=LI | {
            "ApplicationType": "04", "OriginalApplicationID": "@id:@report",
            "TransferTime": "20260102095000"}))
        bank = self.bank()
        number = bank.report(json.loads(json.dumps(REPORT)), "999000000000")
        self.settle(bank)
        self.assertEqual(bank.state.reports, {number: "0000"})
        self.assertEqual(self.results()["papers"], "0000")
        self.assertEqual([held.by_bank for held in bank.state.stops], [True])
        self.assertTrue(self.platform.verdict()["ok"], self.rules())
        self.clean(bank)

    def test_a_report_without_form_is_noted(self) -> None:
        self.start()
        bank = self.bank()
        bank.report(json.loads(json.dumps(REPORT | {"papers": []})), "999000000000")
        self.assertEqual(self.rules(), [("", "report carries no 03 (application form)")])

    def test_nothing_personal_is_printed(self) -> None:
        self.start(stop(), stop("name", fields={"AccountName": "测试别人"}))
        bank = self.bank()
        bank.report(json.loads(json.dumps(REPORT)), "999000000000")
        self.settle(bank)
        assert isinstance(bank.out, io.StringIO)
        text = bank.out.getvalue()
        for secret in ("测试", "9999990000000011", "9999990000000022", "99000019000101001X"):
            self.assertNotIn(secret, text)
        self.assertIn('"account": "0011"', text)


class Commands(unittest.TestCase):
    """The two programs as programs, in real time, on the samples."""

    def play(self, orders: str, ledger: str, police_more: tuple[str, ...] = (),
             bank_more: tuple[str, ...] = ()) -> None:
        """Run both until all is answered, and demand that nothing was amiss."""
        samples = HERE / "samples"
        with tempfile.TemporaryDirectory() as folder:
            police = subprocess.Popen(
                [sys.executable, str(HERE / "police_side.py"), "--orders", str(samples / orders),
                 "--agency", f"{BANK}:{KEY}", "--seconds", "30", "--linger-seconds", "0.2",
                 *police_more], stdout=subprocess.PIPE, text=True)
            assert police.stdout is not None
            try:
                port = json.loads(police.stdout.readline())["listening"]
                bank = subprocess.run(
                    [sys.executable, str(HERE / "bank_side.py"), "--url",
                     f"http://127.0.0.1:{port}", "--key", KEY, "--code", BANK, "--ledger",
                     str(samples / ledger), "--state", f"{folder}/state.json",
                     "--once", "--seconds", "20", "--poll-seconds", "0.05", *bank_more],
                    stdout=subprocess.PIPE, text=True, timeout=60)
                verdict = json.loads(police.stdout.read())
                police.wait(timeout=30)
            finally:
                police.kill()
                police.stdout.close()
                police.wait()
        self.assertEqual(bank.returncode, 0, bank.stdout)
        self.assertEqual(verdict["violations"], [])
        self.assertEqual([r for r in verdict["orders"] if not r["met"]], [])
        self.assertEqual(police.returncode, 0)

    def test_a_banks_samples_end_well(self) -> None:
        self.play("orders.json", "ledger.json", ("--expect-reports", "1"),
                  ("--report", str(HERE / "samples" / "report.json")))

    def test_a_payment_firms_samples_end_well(self) -> None:
        self.play("payment-orders.json", "payment-ledger.json", (), ("--payment-firm",))


if __name__ == "__main__":
    unittest.main()
