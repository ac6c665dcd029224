"""What the self-play tests stand on: accounts, orders, one clock held in hand.

For: starting a platform on loopback and banks against it, without waiting for
real time. Not for: tests of its own.
"""

from __future__ import annotations

import io
import json
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any, Mapping, Optional

from bank_books import Feed
from bank_client import Client, State
from bank_desk import open_ledger
from bank_side import Bank
from police_judge import Agency, Platform
from police_orders import Orders
from police_side import Server
from values import parse_time

BANK, KEY, OTHER, OTHER_KEY = "999123456789", "key-one", "999987654321", "key-two"
ZHANG = {"AccountNumber": "9999990000000011", "AccountName": "测试张一"}
LI = {"AccountNumber": "9999990000000022", "AccountName": "测试李二"}
ACCOUNTS = [
    {"number": "9999990000000011", "name": "测试张一", "balance_fen": 1234567},
    {"number": "9999990000000022", "name": "测试李二", "balance_fen": 50000,
     "credits": [{"amount_fen": 100000, "time": "20260102095000"}]},
    {"number": "9999990000000044", "name": "测试王三", "balance_fen": 1, "mark": "whitelist"},
]
HOUR_MS = 3_600_000
LEASE_MS = 60_000
NOON = parse_time("20260102100000")
REPORT = {
    "fields": {"VictimName": "测试受害人", "VictimPhoneNumber": "00000000000",
               "VictimIDType": "01", "VictimIDNumber": "99000019000101001X",
               "AccidentDescription": "测试", "OperatorName": "测试丙"},
    "transactions": [{"Id": "1", "Time": "20260102095000", "Currency": "CNY",
                      "TransferAmount": "1000.00", "TransferInAccountName": "测试李二",
                      "TransferInAccountNumber": "9999990000000022", "IsCeased": "0"}],
    "papers": [{"filename": "031form.pdf", "content": "JVBERi0xLjQ="}],
}


def stop(name: str = "stop", **more: Any) -> dict[str, Any]:
    """Describe a stop of Zhang's account."""
    fields = ZHANG | more.pop("fields", {})
    return {"name": name, "tx_code": "100101", "fields": fields} | more


def about(code: str, original: str, **more: Any) -> dict[str, Any]:
    """Describe an order about an earlier one."""
    fields = ZHANG | {"OriginalApplicationID": f"@id:{original}"} | more.pop("fields", {})
    return {"tx_code": code, "fields": fields} | more


class Selfplay(unittest.TestCase):
    """One platform and as many banks as a test needs."""

    def setUp(self) -> None:
        self.now = NOON
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, *rows: Mapping[str, Any], calls_per_second: int = 200) -> Platform:
        orders = Orders(list(rows), BANK, "999000000000", LEASE_MS)
        self.platform = Platform(orders, [Agency(BANK, KEY), Agency(OTHER, OTHER_KEY)],
                                 calls_per_second=calls_per_second)
        self.server = Server(0, self.platform, lambda: self.now)
        thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        return self.platform

    def bank(self, behave: str = "honest", payment_firm: bool = False,
             key: str = KEY, state: str = "state.json",
             accounts: Optional[list[dict[str, Any]]] = None) -> Bank:
        kept = State(Path(self.folder.name) / state)
        ledger = open_ledger(ACCOUNTS if accounts is None else accounts, kept, self.now,
                             "测试银行", behave == "wrong-name")
        return Bank(Client(self.server.base, key), ledger, kept, BANK, lambda: self.now,
                    payment_firm, behave, out=io.StringIO(),
                    feed=Feed(Path(self.folder.name) / "postings.jsonl"))

    def results(self) -> dict[str, str]:
        return {row["name"]: row["result"] for row in self.platform.verdict()["orders"]}

    def rules(self) -> list[tuple[str, str]]:
        return [(v.code, v.rule) for v in self.platform.book.violations]

    def lines(self, bank: Bank, event: str) -> list[dict[str, Any]]:
        assert isinstance(bank.out, io.StringIO)
        lines = [json.loads(line) for line in bank.out.getvalue().splitlines()]
        return [line for line in lines if line["event"] == event]

    def settle(self, bank: Bank, polls: int = 12) -> None:
        for _ in range(polls):
            bank.poll_once()

    def clean(self, bank: Bank) -> None:
        self.assertEqual(self.rules(), [])
        self.assertEqual(bank.troubles, 0, bank.out)
