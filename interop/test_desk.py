"""Whatever is ordered, the bank answers, and in the right form.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import random
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import bank_desk
import codes
import police_bank as pb
from bank_client import State
from test_codec import CARD_A, CARD_B, DECREE, NUMBER, SERIAL
from test_codec_queries import CARD, OFFICERS, SMALLEST
from test_queries import posting
from values import parse_time

NOW = parse_time("20260102100000")
# Some are right somewhere, most are wrong everywhere.
TEXTS = ("", "0", "-", "00", "01", "02", "04", "05", "A2", "1.00", "1e9", "999999999999999.99", CARD, CARD + "_1",
         "测试张一", "测" * 400, "00010101000000", "19000101000000", "20260102095959", "20260102100000",
         "20260731000000", "99991231235959", "20260102", NUMBER, "0201" + "9" * 32, "CNY", "]]>", "\u200f", "NaN")
ACCOUNTS = [{"number": CARD, "name": "测试张一", "balance_fen": 90_000, "postings": [
    posting("p1", "20260101100000", "in", 100_000, numbers={"A1": "S1"}, payment={"TransferOutBankID": "999123456789"}),
    posting("p2", "20260102090000", "out", 10_000)]}]


class Desk(unittest.TestCase):
    """Orders made of right fields and wrong ones."""

    def test_every_answer_has_its_form(self) -> None:
        dice = random.Random(20260102)
        results: set[str] = set()
        for turn in range(4000):
            if turn % 200 == 0:
                state = State(Path(tempfile.gettempdir()) / "never-written.json")
                ledger = bank_desk.open_ledger(ACCOUNTS, state, NOW, "测试银行")
            code = dice.choice(list(SMALLEST))
            values = {"ApplicationID": NUMBER} | SMALLEST[code] | OFFICERS
            for _ in range(dice.randint(0, 3)):
                values[dice.choice(pb.TABLES[code]).name] = dice.choice(TEXTS)
            papers = (CARD_A, CARD_B, DECREE) if dice.random() < 0.9 else ()
            tx_code = codes.payment_twin(code)
            order = pb.parse_down(pb.build_down(tx_code, "999000000000", SERIAL, pb.make_body(values, papers)))
            outcome = bank_desk.decide(ledger, state.watches, order, NOW)
            results.add(outcome.result)
            if any(fault.field == "ApplicationID" for fault in order.faults):
                continue
            with self.subTest(turn=turn, code=code):
                answer = pb.build_up(codes.answer_code(tx_code), "999000000000", SERIAL, outcome.body())
                self.assertEqual(pb.parse_up(answer).get("Result"), outcome.result)
                self.assertIn(outcome.result, codes.RESULTS)
        self.assertGreater(len(results), 12, results)


if __name__ == "__main__":
    unittest.main()
