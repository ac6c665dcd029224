"""The strict judge, rule by rule: each row is one thing a gateway gets wrong.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import http.client
import json
import sys
import unittest
from pathlib import Path
from typing import Optional
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))

import codes
from bank_client import Client
from misbehave import replace
from police_bank import build_up, make_body, parse_up
from police_orders import BadOrders, Orders
from police_side import CONTENT_TYPE
from selfplay import BANK, KEY, LI, OTHER, OTHER_KEY, REPORT, ZHANG, Selfplay, about, stop
from strict_xml import ELEMENTS_MAX
from values import make_serial

TO = "999000000000"


class ByHand(Selfplay):
    """Uploads written by hand, against one platform."""

    def send(self, tx_code: str, name: str, to: str = TO, serial: Optional[str] = None,
             **changes: str) -> str:
        """Answer an order by hand; give the code."""
        order = self.platform.orders.named(name)
        values = {"ApplicationID": order.application_id, "Result": "0000",
                  "AccountNumber": ZHANG["AccountNumber"], "AccountBalance": "1.00",
                  "StartTime": "20260102100000", "ExpireTime": "20260104100000",
                  "FeedbackRemark": "x", "FeedbackOrgName": "测试银行"} | changes
        self.count = getattr(self, "count", 0) + 1
        serial = serial or make_serial(BANK, self.now, f"{self.count:014d}")
        return self.client.upload(build_up(tx_code, to, serial, make_body(values))).code

    def ready(self, *rows: dict[str, object], fetch: bool = True) -> None:
        self.start(*rows)
        self.client = Client(self.server.base, KEY)
        if fetch:
            self.client.poll()


class Judge(ByHand):
    """The rules, noted and refused."""

    def test_a_right_answer_breaks_no_rule(self) -> None:
        self.ready(stop())
        self.assertEqual(self.send("100102", "stop"), codes.ACCEPTED)
        self.assertEqual(self.rules(), [])
        self.assertTrue(self.platform.verdict()["ok"])

    def test_noted_rules(self) -> None:
        rows: tuple[tuple[dict[str, str], str], ...] = (
            ({"Result": "1450"}, "Result is not in the table"),
            ({"Result": "0301", "FeedbackRemark": ""},
             "refusal gives neither FailureCause nor FeedbackRemark"),
            ({"StartTime": "20260102095459", "ExpireTime": "20260104095459"},
             "StartTime of the stop lies outside order and answer"),
            ({"StartTime": "20260102100501", "ExpireTime": "20260104100501"},
             "StartTime of the stop lies outside order and answer"),
            ({"ExpireTime": "20260104100001"}, "stop does not last 48 hours"),
            ({"AccountNumber": LI["AccountNumber"]}, "AccountNumber is not the ordered one"),
            ({"AccountBalance": "-1.00"}, "AccountBalance is negative"),
            ({"serial": "x1"}, "TransSerialNumber is not 12 digits, `_`, 12 digits, 28 digits"),
            ({"serial": make_serial(OTHER, 0, "0" * 14)},
             "TransSerialNumber does not begin with the agency's code"),
        )
        for changes, rule in rows:
            with self.subTest(changes):
                self.ready(stop())
                self.assertEqual(self.send("100102", "stop", **changes), codes.ACCEPTED)
                self.assertEqual(self.rules(), [("", rule)])
                self.assertFalse(self.platform.verdict()["ok"])

    def test_a_stop_taken_up_later_may_end_with_its_order(self) -> None:
        """Regression: the order was written in one second and carried out in the next."""
        self.ready(stop())
        self.send("100102", "stop", StartTime="20260102100001", ExpireTime="20260104100000")
        self.assertEqual(self.rules(), [])
        self.ready(stop())
        self.send("100102", "stop", StartTime="20260102100002", ExpireTime="20260104100001")
        self.assertEqual(self.rules(), [("", "stop does not last 48 hours")])

    def test_answer_before_the_order_was_fetched(self) -> None:
        self.ready(stop(), fetch=False)
        self.assertEqual(self.send("100102", "stop"), codes.ACCEPTED)
        self.assertEqual(self.rules(), [("", "order was answered before it was fetched")])

    def test_refused_rules(self) -> None:
        self.ready(stop(), stop("other"))
        self.assertEqual(self.send("100102", "stop", to="999000"), codes.BAD_FORM)
        self.assertEqual(self.send("100104", "stop"), codes.BAD_FORM)
        self.assertEqual(self.send("A00102", "stop"), codes.BAD_FORM)
        serial = make_serial(BANK, self.now, "7" * 14)
        self.assertEqual(self.send("100102", "stop", serial=serial), codes.ACCEPTED)
        self.assertEqual(self.send("100102", "other", serial=serial), codes.DUPLICATE)
        self.assertEqual(self.send("100102", "other"), codes.ACCEPTED)
        self.assertEqual(self.send("100102", "other", Result="0301"), codes.DUPLICATE)
        self.assertEqual(self.results(), {"stop": "0000", "other": "0000"})

    def test_a_refused_serial_may_be_used_again(self) -> None:
        self.ready(stop())
        serial = make_serial(BANK, self.now, "7" * 14)
        self.assertEqual(self.send("100102", "stop", serial=serial, Result=""), codes.BAD_FORM)
        self.assertEqual(self.send("100102", "stop", serial=serial), codes.ACCEPTED)

    def test_extensions(self) -> None:
        too_much = ["extension adds more than 48 hours, or nothing"]
        rows: tuple[tuple[str, list[str]], ...] = (
            ("20260106100000", []), ("20260106100001", too_much), ("20260104100000", too_much),
            ("20260102100000", ["extension ends before it begins"]))
        for end, rules in rows:
            with self.subTest(end):
                self.ready(stop(), about("100105", "stop", name="extend", after="stop"))
                self.send("100102", "stop")
                self.client.poll()
                self.assertEqual(self.send("100106", "extend", ExpireTime=end), codes.ACCEPTED)
                self.assertEqual([rule for _, rule in self.rules()], rules)

    def test_orders_of_one_agency_are_not_given_to_another(self) -> None:
        self.ready(stop(), fetch=False)
        self.assertEqual(Client(self.server.base, OTHER_KEY).poll().orders, [])
        self.assertEqual(len(self.client.poll().orders), 1)

    def test_a_report_says_truly_whether_the_bank_stopped(self) -> None:
        self.ready()
        bank = self.bank()
        flags = []
        with mock.patch.object(bank.client, "upload", side_effect=bank.client.upload) as upload:
            for _ in range(2):
                bank.report(json.loads(json.dumps(REPORT)), TO)
                message = parse_up(upload.call_args.args[0])
                flags.append(message.transactions[0]["IsCeased"])
        self.assertEqual(flags, ["0", "1"])

    def test_a_file_of_orders_that_refers_to_nothing_is_refused(self) -> None:
        for row in (stop(after="none"), about("100103", "none"),
                    stop(fields={"ExpireTime": "@end:none+5"})):
            with self.subTest(row), self.assertRaises(BadOrders):
                Orders([row], BANK, TO)

    def test_reports(self) -> None:
        self.ready()
        bank = self.bank()
        with mock.patch("bank_side.make_application_id", return_value="0101" + "9" * 32):
            bank.report(json.loads(json.dumps(REPORT)), TO)
            bank.report(json.loads(json.dumps(REPORT)), TO)
        self.assertEqual(self.rules(), [
            ("", "ApplicationID of a report does not begin with 0401"),
            (codes.DUPLICATE, "ApplicationID was reported before")])
        # The bank could stop the account once only, and says so the second time.
        self.assertEqual([line["result"] for line in self.lines(bank, "not_stopped")], ["1301"])
        self.assertEqual(len(self.client.poll().orders), 1)


class Http(ByHand):
    """What HTTP adds."""

    def post(self, what: str, body: bytes, headers: dict[str, str],
             chunked: bool = False) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=10)
        self.addCleanup(line.close)
        sent = iter([body[:9], body[9:]]) if chunked else body
        line.request("POST", f"/wire/police-bank/{what}", sent, headers, encode_chunked=chunked)
        answer = line.getresponse()
        return answer.status, answer.read()

    def answer(self) -> bytes:
        number = self.platform.orders.named("stop").application_id
        return build_up("100102", TO, make_serial(BANK, self.now, "1" * 14), make_body({
            "ApplicationID": number, "Result": "0301", "FailureCause": "x",
            "FeedbackOrgName": "测试"}))

    def test_notes_on_headers_and_poll_bodies(self) -> None:
        self.ready(stop())
        key = {"Authorization": f"Bearer {KEY}"}
        self.post("poll", b"x", key)
        plain = key | {"Content-Type": "text/xml"}
        self.assertIn(b"100000", self.post("upload", self.answer(), plain)[1])
        self.assertEqual([rule for _, rule in self.rules()],
                         ["poll has a body; it must be empty", "Content-Type is not the binding's"])

    def test_a_chunked_upload_is_read(self) -> None:
        self.ready(stop())
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": CONTENT_TYPE,
                   "Transfer-Encoding": "chunked"}
        status, raw = self.post("upload", self.answer(), headers, chunked=True)
        self.assertEqual((status, b"100000" in raw, self.rules()), (200, True, []))

    def test_get_and_other_paths(self) -> None:
        self.ready()
        line = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=10)
        self.addCleanup(line.close)
        for method, path, status in (("GET", "/wire/police-bank/poll", 405), ("GET", "/", 404),
                                     ("POST", "/wire/police-bank/other", 404)):
            line.request(method, path)
            answer = line.getresponse()
            answer.read()
            self.assertEqual((method, path, answer.status), (method, path, status))

    def test_two_heads_and_too_many_elements(self) -> None:
        self.ready(stop())
        good = self.answer()
        many = b"<New/>" * ELEMENTS_MAX
        for bad in (good.replace(b"<Body>", b"<Head><Mode>01</Mode></Head><Body>"),
                    good.replace(b"</Body>", many + b"</Body>"),
                    replace(good, "Result", "<b/>")):
            self.assertEqual(self.client.upload(bad).code, codes.BAD_FORM)
        self.assertEqual(self.client.upload(good).code, codes.ACCEPTED)

    def test_the_bank_tries_again_on_a_broken_line(self) -> None:
        self.ready(stop())
        whole = Client._once
        with mock.patch.object(Client, "_once", autospec=True,
                               side_effect=[OSError(), OSError(), whole(self.client, "poll", b"")]), \
                mock.patch("bank_client.TRY_AGAIN_SECONDS", 0):
            self.assertEqual(self.client.poll().code, codes.ACCEPTED)


class LedgerRules(ByHand):
    """What the bank's ledger refuses beyond the simple mismatches."""

    def test_extension_periods_and_foreign_accounts(self) -> None:
        def extend(name: str, begin: str, end: str) -> dict[str, object]:
            return about("100105", "one", name=name, after="one",
                         fields={"PostponeStartTime": begin, "ExpireTime": end})
        self.start(stop("one"), extend("gap", "@end:one+1", "@end:one+3600"),
                   extend("turned", "@end:one-60", "@end:one-120"),
                   extend("nothing", "@end:one-60", "@end:one"),
                   about("100103", "one", name="not its account", after="one", fields=LI),
                   stop("not its name", after="one", fields={
                       "ApplicationType": "04", "OriginalApplicationID": "@id:one",
                       "AccountName": "测试别人"}),
                   extend("right", "@end:one", "@end:one+3600"))
        bank = self.bank()
        self.settle(bank)
        self.assertEqual(self.results(), {
            "one": "0000", "gap": "0801", "turned": "0801", "nothing": "0801",
            "not its account": "0400", "not its name": "0301", "right": "0000"})
        self.clean(bank)

    def test_a_stop_may_follow_in_the_moment_the_last_one_ends(self) -> None:
        for wait, result in ((48 * 3_600_000 - 1, "1301"), (48 * 3_600_000, "0000")):
            self.start(stop("one"), stop("two", after="one", fields={
                "TransferTime": "20260102095000"}))
            bank = self.bank(state=f"{wait}.json")
            bank.poll_once()
            self.now += wait
            bank.poll_once()
            self.assertEqual(self.results(), {"one": "0000", "two": result})


if __name__ == "__main__":
    unittest.main()
