"""Tables for the codec: every row is one value or message and what it earns.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import random
import sys
import unittest
from pathlib import Path
from typing import Callable, Optional

sys.path.insert(0, str(Path(__file__).parent))

import codes
import police_bank as pb
from fields import Attachment, BODIES, check
from strict_xml import BadXml, DEPTH_MAX, Node, read, write
from values import (BadValue, format_amount, format_time, make_application_id, make_serial,
                    parse_amount, parse_time, tail)

PAPER = b"%PDF made up"
CARD_A, CARD_B = Attachment("011a.jpg", PAPER), Attachment("011b.pdf", PAPER)
FORM, DECREE = Attachment("031form.pdf", PAPER), Attachment("021decree.pdf", PAPER)
BANK = "999123456789"
SERIAL = make_serial(BANK, 0, "0" * 14)
NUMBER = make_application_id("0101", "9" * 32)


def stop_fields() -> dict[str, str]:
    """Give the smallest stop that has no fault."""
    return {
        "ApplicationID": NUMBER, "ApplicationType": "00", "CaseNumber": "A999",
        "EmergencyLevel": "01", "Currency": "CNY", "TransferAmount": "1000.00",
        "TransferTime": "20260102030405", "BankID": BANK, "AccountType": "01",
        "AccountName": "测试张一", "AccountNumber": "9999990000000011",
        "ApplicationTime": "20260102030500", "ApplicationOrgID": "999000000000",
        "ApplicationOrgName": "测试市公安局", "OperatorIDType": "08",
        "OperatorIDNumber": "999001", "OperatorName": "测试甲", "InvestigatorIDType": "08",
        "InvestigatorIDNumber": "999002", "InvestigatorName": "测试乙",
    }


def feedback_fields() -> dict[str, str]:
    """Give a feedback of success that has no fault."""
    return {"ApplicationID": NUMBER, "Result": "0000", "AccountType": "01",
            "AccountNumber": "9999990000000011", "AccountBalance": "12345.67",
            "StartTime": "20260102030405", "ExpireTime": "20260104030405",
            "FeedbackOrgName": "测试银行"}


def order(changes: Optional[dict[str, str]] = None,
          papers: tuple[Attachment, ...] = (CARD_A, CARD_B, FORM)) -> pb.Message:
    """Build a stop with changes and read it back."""
    body = pb.make_body(stop_fields() | (changes or {}), papers)
    return pb.parse_down(pb.build_down("100101", "999000000000", SERIAL, body))


class Values(unittest.TestCase):
    """Times, amounts and numbers."""

    def refused(self, act: Callable[[], object]) -> None:
        with self.assertRaises(BadValue):
            act()

    def test_amounts_are_whole_fen(self) -> None:
        for text, fen in (("0", 0), ("1", 100), ("1.5", 150), ("1.05", 105), ("0.01", 1),
                          ("007.10", 710), ("999999999999999.99", 99_999_999_999_999_999)):
            with self.subTest(text):
                self.assertEqual(parse_amount(text), fen)

    def test_amounts_that_are_none(self) -> None:
        for text in ("", " 1", "1 ", "+1", "-1", "1,000", "1.", ".5", "1.005", "1e3", "０", "一",
                     "1000000000000000.00", "NaN", "0x10", "1.00.0"):
            with self.subTest(text):
                self.refused(lambda: parse_amount(text))

    def test_amounts_come_back(self) -> None:
        for fen in (0, 1, 99, 100, 12345, -5, -100):
            self.assertEqual(parse_amount(format_amount(fen), negative_allowed=True), fen)

    def test_times_are_shanghai(self) -> None:
        self.assertEqual(parse_time("20010909094640"), 1_000_000_000_000)
        self.assertEqual(parse_time("20260102030405"), 1_767_294_245_000)
        self.assertEqual(format_time(1_767_294_245_999), "20260102030405")

    def test_times_that_are_none(self) -> None:
        for text in ("", "2026010203040", "202601020304055", "20260230000000", "20261301000000",
                     "20260101240000", "20260101006000", "2026-01-02 03:04", "２０２６０１０２０３０４０５",
                     "00000101000000", "20260101000060"):
            with self.subTest(text):
                self.refused(lambda: parse_time(text))

    def test_numbers(self) -> None:
        self.assertEqual(len(SERIAL), 53)
        self.assertEqual(len(NUMBER), 36)
        self.refused(lambda: make_serial("12", 0, "0" * 14))
        self.refused(lambda: make_serial(BANK, 0, "0" * 13))
        self.refused(lambda: make_application_id("0101", "g-" * 16))
        self.assertEqual(tail("9999990000000011"), "0011")
        self.assertEqual(tail("123"), "****")


class Codes(unittest.TestCase):
    """The code table."""

    def test_answers_are_one_more(self) -> None:
        for down, up in (("100101", "100102"), ("100103", "100104"), ("100105", "100106"),
                         ("A00101", "A00102"), ("A00103", "A00104"), ("A00105", "A00106"),
                         ("100309", "100310")):
            self.assertEqual(codes.answer_code(down), up)

    def test_twins(self) -> None:
        self.assertEqual(codes.bank_twin("A00101"), "100101")
        self.assertEqual(codes.payment_twin("100401"), "A00401")
        self.assertEqual(codes.bank_twin("100101"), "100101")
        for text in ("", "A0010", "B00101", "10010１", "1001011"):
            self.assertFalse(codes.is_code(text), text)


class Xml(unittest.TestCase):
    """What the reader refuses."""

    def test_refused(self) -> None:
        deep = b"<a>" * (DEPTH_MAX + 1) + b"</a>" * (DEPTH_MAX + 1)
        rows = {
            "doctype": b"<!DOCTYPE a><a/>",
            "xxe": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
            "bomb": b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>',
            "unknown entity": b"<a>&x;</a>", "deep": deep, "empty": b"",
            "two roots": b"<a/><b/>", "cut": b"<a><b>", "attribute": b'<a b="c"/>',
            "mixed": b"<a>text<b/></a>", "control": b"<a>\x01</a>",
            "gbk declared": '<?xml version="1.0" encoding="GBK"?><a/>'.encode(),
            "gbk bytes": "<a>测试</a>".encode("gbk"),
            "utf-16": "<a>测试</a>".encode("utf-16"),
            "too large": b"<a>" + b" " * (8 * 1024 * 1024) + b"</a>",
        }
        for name, raw in rows.items():
            with self.subTest(name), self.assertRaises(BadXml):
                read(raw)

    def test_depth_at_the_limit_passes(self) -> None:
        self.assertEqual(read(b"<a>" * DEPTH_MAX + b"</a>" * DEPTH_MAX).tag, "a")

    def test_text_comes_back(self) -> None:
        for text in ("测试", "a<b>&\"'", "]]>", "𠮷"):
            self.assertEqual(read(write(Node("a", text))).text, text)

    def test_no_message_quotes_the_text(self) -> None:
        with self.assertRaises(BadXml) as caught:
            read("<a>9999990000000011测试张一</b>".encode())
        self.assertNotIn("9999990000000011", str(caught.exception))


class Orders(unittest.TestCase):
    """100101 to 100106 as a bank reads them."""

    def first(self, message: pb.Message) -> tuple[str, str]:
        self.assertTrue(message.faults, "a fault was expected")
        return message.faults[0].field, message.faults[0].result

    def test_a_good_stop_has_no_fault(self) -> None:
        message = order()
        self.assertEqual(message.faults, [])
        self.assertEqual(message.message_from, "999000000000")
        self.assertEqual([paper.content for paper in message.papers], [PAPER] * 3)

    def test_every_required_field_is_missed(self) -> None:
        for field in BODIES["100101"]:
            if field.required:
                with self.subTest(field.name):
                    self.assertEqual(self.first(order({field.name: ""})), (field.name, "0500"))

    def test_every_field_has_a_longest(self) -> None:
        for field in BODIES["100101"]:
            with self.subTest(field.name):
                message = order({field.name: "9" * (field.longest + 1)})
                self.assertIn(field.name, [fault.field for fault in message.faults])

    def test_wrong_values(self) -> None:
        rows = (("TransferAmount", "1,000", "0200"), ("TransferTime", "20260230000000", "0800"),
                ("ApplicationTime", "yesterday", "0800"), ("ApplicationType", "06", "0501"),
                ("EmergencyLevel", "03", "0501"), ("AccountType", "03", "0501"),
                ("BankID", "中国", "0700"), ("ApplicationOrgID", "123", "0700"),
                ("Currency", "cny", "0501"), ("ApplicationID", "0101-9", "0501"))
        for name, text, result in rows:
            with self.subTest(name):
                self.assertEqual(self.first(order({name: text})), (name, result))

    def test_papers(self) -> None:
        rows = (((CARD_A, CARD_B, FORM), True), ((CARD_A, FORM), False), ((), False),
                ((CARD_A, CARD_B), False), ((CARD_A, CARD_B, DECREE), False),
                ((CARD_A, CARD_B, CARD_A, FORM), False), ((CARD_A, CARD_B, FORM, FORM), False),
                ((CARD_A, CARD_B, FORM, Attachment("040id.jpg", PAPER)), True),
                ((CARD_A, CARD_B, FORM, Attachment("092x.jpg", PAPER)), False),
                ((CARD_A, CARD_B, Attachment("032form.pdf", PAPER)), False),
                ((CARD_A, CARD_B, Attachment("031form.pdf", b"")), False))
        for papers, good in rows:
            with self.subTest([paper.filename for paper in papers]):
                results = [fault.result for fault in order(papers=papers).faults]
                self.assertEqual(results == [], good)
                self.assertEqual(set(results) <= {"0600"}, True)

    def test_follow_up_types_name_their_original(self) -> None:
        for kind in codes.APPLICATION_TYPES:
            with self.subTest(kind):
                bare = [fault.field for fault in order({"ApplicationType": kind}).faults]
                self.assertEqual(bare, ["OriginalApplicationID"] if kind > "01" else [])
                named = order({"ApplicationType": kind, "OriginalApplicationID": NUMBER})
                self.assertEqual(named.faults, [])

    def test_lift_and_extension_name_their_original(self) -> None:
        for code in ("100103", "100105", "A00103", "A00105"):
            body = pb.make_body(stop_fields())
            found = pb.parse_down(pb.build_down(code, "999000", SERIAL, body)).faults
            self.assertIn("OriginalApplicationID", [fault.field for fault in found])

    def test_a_field_given_twice(self) -> None:
        body = pb.make_body(stop_fields())
        body.children.append(Node("AccountName", "另一人"))
        self.assertEqual([f.field for f in check(BODIES["100101"], body)], ["AccountName"])


class Uploads(unittest.TestCase):
    """100102 to 100106 and 100401 as a platform reads them."""

    def parse(self, code: str = "100102", to: str = "999000000000", serial: str = SERIAL,
              **changes: str) -> pb.Message:
        body = pb.make_body(feedback_fields() | changes)
        return pb.parse_up(pb.build_up(code, to, serial, body))

    def test_a_good_one_passes_and_comes_back(self) -> None:
        for code in ("100102", "100104", "100106", "A00102", "A00104", "A00106"):
            message = self.parse(code)
            self.assertEqual((message.tx_code, message.mode, message.to),
                             (code, "01", "999000000000"))
            self.assertEqual(message.get("AccountBalance"), "12345.67")

    def test_bad_ones_name_their_field(self) -> None:
        rows: tuple[tuple[dict[str, str], str], ...] = (
            ({"ApplicationID": ""}, "ApplicationID"), ({"ApplicationID": NUMBER + "9"}, "ApplicationID"),
            ({"Result": ""}, "Result"), ({"Result": "00000"}, "Result"), ({"Result": "ok"}, "Result"),
            ({"AccountBalance": "1.234"}, "AccountBalance"), ({"AccountBalance": ""}, "AccountBalance"),
            ({"StartTime": "20260230000000"}, "StartTime"), ({"ExpireTime": ""}, "ExpireTime"),
            ({"AccountNumber": "9" * 51}, "AccountNumber"),
            ({"to": ""}, "Head/To"), ({"to": "bank"}, "Head/To"),
            ({"serial": ""}, "Head/TransSerialNumber"), ({"serial": "9" * 54}, "Head/TransSerialNumber"),
            ({"code": "100101"}, "Head/TxCode"), ({"code": "xyz"}, "Head/TxCode"),
        )
        for changes, where in rows:
            with self.subTest(changes), self.assertRaises(pb.BadMessage) as caught:
                self.parse(**changes)
            self.assertEqual(caught.exception.where, where)

    def test_a_refusal_needs_no_figures(self) -> None:
        bare = {"AccountBalance": "", "StartTime": "", "ExpireTime": ""}
        self.assertEqual(self.parse(Result="0301", **bare).get("Result"), "0301")

    def test_mode_and_root(self) -> None:
        good = pb.build_up("100102", "999000", SERIAL, pb.make_body(feedback_fields()))
        for old, new in ((b"<Mode>01", b"<Mode>02"), (b"<Mode>01</Mode>", b""),
                         (b"Response>", b"Request>"), (b"Body>", b"Other>")):
            with self.subTest(new), self.assertRaises(pb.BadMessage):
                pb.parse_up(good.replace(old, new))

    def test_report_reads_both_spellings_of_a_transfer(self) -> None:
        values = {"isInitialNode": "01", "ApplicationID": make_application_id("0401", "9" * 32),
                  "ApplicationType": "01", "ReportEndTime": "20260102030405",
                  "VictimName": "测试受害人", "VictimPhoneNumber": "00000000000",
                  "VictimIDType": "01", "VictimIDNumber": "99000019000101001X",
                  "AccidentDescription": "测试", "ReportOrgName": "测试银行", "OperatorName": "测试丙"}
        row = {"Id": "1", "Time": "20260102030405", "Currency": "CNY", "TransferAmount": "5.00"}
        joined = pb.make_body(values, (FORM,), (row | {"TransferInAccountNumber": "9999991"},))
        nested = pb.make_body(values, (FORM,), (row,))
        holder = nested.children[-2].children[0]
        holder.children.append(Node("TransferIn", "", [Node("AccountNumber", "9999991")]))
        for body in (joined, nested):
            message = pb.parse_up(pb.build_up("100401", "999000", SERIAL, body))
            self.assertEqual(message.transactions[0]["TransferInAccountNumber"], "9999991")
        bare = pb.parse_up(pb.build_up("100401", "999000", SERIAL, pb.make_body(values)))
        self.assertEqual(bare.transactions, [])


class Garbage(unittest.TestCase):
    """Whatever comes, the parsers refuse it in their own words."""

    def test_damaged_messages_raise_nothing_else(self) -> None:
        seed = 20260102
        dice = random.Random(seed)
        down = pb.build_down("100101", "999000", SERIAL,
                             pb.make_body(stop_fields(), (CARD_A, CARD_B, FORM)))
        up = pb.build_up("100102", "999000", SERIAL, pb.make_body(feedback_fields()))
        refused = 0
        for turn in range(3000):
            raw = bytearray(dice.choice((down, up)))
            for _ in range(dice.randint(1, 4)):
                start = dice.randrange(len(raw))
                piece = raw[dice.randrange(len(raw)):][:dice.randint(0, 40)]
                raw[start:start + dice.randint(0, 40)] = dice.choice(
                    (b"", bytes(piece), bytes([dice.randrange(256)]), b"<", b"&#9;", b"-"))
            for parse in (pb.parse_down, pb.parse_up, pb.parse_transport_answer):
                with self.subTest(seed=seed, turn=turn, parse=parse.__name__):
                    try:
                        parse(bytes(raw))
                    except pb.BadMessage:
                        refused += 1
        self.assertGreater(refused, 3000)


class Polls(unittest.TestCase):
    """The poll's answer."""

    def test_orders_come_back_as_bytes(self) -> None:
        for orders in ([], [b"one"], [b"one", "二".encode()]):
            self.assertEqual(pb.parse_transport_answer(pb.build_poll_answer(orders)),
                             ("100000", "成功", orders))

    def test_an_upload_is_answered_without_a_body(self) -> None:
        raw = pb.build_transport_answer("200001", "`Result` is missing")
        self.assertNotIn(b"<Body", raw)
        self.assertEqual(pb.parse_transport_answer(raw), ("200001", "`Result` is missing", []))


if __name__ == "__main__":
    unittest.main()
