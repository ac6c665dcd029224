"""The hostile samples against the little platform: every code as demanded.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))

import hostile
from police_judge import Agency
from selfplay import BANK, KEY, OTHER, Selfplay, stop


class Hostile(Selfplay):
    """The tool itself, and the platform under it."""

    def run_all(self, *more: str) -> list[dict[str, object]]:
        number = self.platform.orders.named("foreign").application_id
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            self.status = hostile.main(
                [self.server.base, KEY, "--code", BANK, "--foreign", number, *more])
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_every_sample_earns_its_code(self) -> None:
        self.start(stop("foreign", agency=OTHER), stop("mine"))
        lines = self.run_all()
        self.assertEqual([line for line in lines if line.get("wrong")], [])
        self.assertEqual((self.status, lines[-1]["foreign_tried"]), (0, True))
        self.assertGreater(len(lines), 130)
        self.assertEqual(len(self.platform.orders.reports), 1)
        self.assertTrue(all(order.answer is None for order in self.platform.orders.all))

    def test_a_watch_takes_batch_after_batch(self) -> None:
        self.start(stop("foreign", agency=OTHER), {"name": "watch", "tx_code": "100305", "fields": {
            "CardNumber": "9999997777777777"}})
        watch = self.platform.orders.named("watch")
        lines = self.run_all("--watch", watch.application_id)
        self.assertEqual([line for line in lines if line.get("wrong")], [])
        self.assertEqual((lines[-1]["watch_tried"], len(watch.answers())), (True, 3))
        self.assertIn("row was told before", [v.rule for v in self.platform.book.violations])

    def test_the_tool_tells_when_a_key_is_not_checked(self) -> None:
        self.start(stop("foreign", agency=OTHER))
        anybody = mock.patch.object(self.platform, "agency_of", return_value=Agency(BANK, KEY))
        anybody.start()
        self.addCleanup(anybody.stop)
        wrong = [line["sample"] for line in self.run_all()[:-1] if line["wrong"]]
        self.assertEqual(wrong, ["wrong key", "no key", "hostile without key"])
        self.assertEqual(self.status, 1)

    def test_the_tool_tells_when_a_foreign_answer_is_taken(self) -> None:
        self.start(stop("foreign", agency=OTHER))
        self.platform.orders.named("foreign").agency = BANK
        wrong = [line["sample"] for line in self.run_all()[:-1] if line["wrong"]]
        self.assertEqual(wrong, ["another agency's ApplicationID"])


if __name__ == "__main__":
    unittest.main()
