"""Where the two readings meet: files of the other side, and samples for it.

For: reading every golden message of `crates/wire/golden/police_bank/` with this
codec, and keeping `samples/messages/` as this codec writes them, for the other
side's tests to read. Not for: what a message makes anybody do.

The golden files are data here: nothing else of `crates/` is looked at. After a
change of the samples on purpose run once with `UPDATE_SAMPLES=1`.

Run: python3 -m unittest discover -s interop
"""

from __future__ import annotations

import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import codes
import police_bank as pb
import police_orders
from fields import Attachment
from statements import AccountRows, Statement, whose
from values import make_application_id, parse_time

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "crates" / "wire" / "golden" / "police_bank"
SAMPLES = HERE / "samples" / "messages"
CENTRE, BANK = "999000000000", "999123456789"
CARD = "9999990000000066"
NOW = "20260102100000"
FORM = "%PDF-1.4\n% made up for a test\n%%EOF\n".encode()
ROW = {"TransactionType": "转账", "BorrowingSigns": "0", "Currency": "CNY", "TransactionAmount": "12000.00",
       "AccountBalance": "8500.00", "TransactionTime": "20260102080500", "TransactionSerial": "T6-3",
       "OpponentName": "测试下家", "OpponentAccountNumber": "9999970000000003",
       "OpponentDepositBankID": "999100000003", "CashMark": "00", "TransactionStatus": "00", "IPAddress": "192.0.2.7"}
CASH = {"TransactionType": "取现", "BorrowingSigns": "0", "Currency": "CNY", "TransactionAmount": "2500.00",
        "AccountBalance": "6000.00", "TransactionTime": "20260102081500", "TransactionSerial": "T6-5",
        "CashMark": "01", "TransactionStatus": "00", "TerminalNumber": "ATM0999"}
HELD = {"AccountType": "01", "AccountNumber": CARD, "CardNumber": CARD, "AppliedBalance": "1000.00",
        "FrozedBalance": "0.00", "Currency": "CNY", "AccountBalance": "600.00", "StartTime": NOW,
        "ExpireTime": "20260702100000", "AccountAvaiableBalance": "0.00"}
FORMER = {"FormerApplicationDepartment": "测试外市公安局", "FormerFrozenCurrency": "CNY",
          "FormerFrozenBalance": "600.00", "FormerFrozenExpireTime": "20260402100000"}
FOUND = {"TransferAmount": "3000.00", "OrderID": "ORDER-1", "TransactionTime": "20260102081000",
         "OnlinePayCompanyType": "01", "Currency": "CNY", "TransInAccountNumber": "999666001",
         "TransInAccountName": "测试郑十", "TransOutBankID": BANK, "TransOutCardNumber": CARD,
         "TransOutAccountName": "测试钱六", "BankTransactionSerial": "T6-4"}
STATEMENT = Statement(
    {"AccountName": "测试钱六", "CardNumber": CARD, "AccountOpenTime": "20250301"},
    [AccountRows({"AccountNumber": CARD + "_1", "AccountSerial": "1", "AccountStatus": "正常", "Currency": "CNY",
                  "AccountBalance": "6000.00", "AvailableBalance": "6000.00"}, [ROW, CASH])])
PERIOD = {"InquiryPeriodStart": "20260101000000", "InquiryPeriodEnd": NOW}
# Fields of the orders that a default does not settle.
ASKED = {
    codes.FREEZE: {"AccountNumber": CARD, "AccountName": "测试钱六", "IDType": "01", "IDNumber": "990000199001010019"},
    codes.UNFREEZE: {"AccountNumber": CARD, "AccountName": "测试钱六"},
    codes.REFREEZE: {"AccountNumber": CARD, "AccountName": "测试钱六"},
    codes.STATEMENT: {"CardNumber": CARD, "AccountName": "测试钱六"}, codes.WATCH: {"CardNumber": CARD},
    codes.UNWATCH: {"CardNumber": CARD},
    codes.BY_SERIAL: {"Data": "T6-4", "BankID": BANK},
}
ORIGINAL = {codes.UNFREEZE: "0201", codes.REFREEZE: "0201", codes.UNWATCH: "0305"}


def number(code: str) -> str:
    """Give an ApplicationID that is the same in every run."""
    return make_application_id(codes.business_code(codes.bank_twin(code)), "a1" * 16)


def an_order(code: str) -> bytes:
    """Write an order as the little platform would."""
    twin = codes.bank_twin(code)
    fields = ASKED[twin] | {"ApplicationID": number(code)}
    if twin in ORIGINAL:
        fields["OriginalApplicationID"] = make_application_id(ORIGINAL[twin], "b2" * 16)
    orders = police_orders.Orders([{"tx_code": code, "fields": fields}], BANK, CENTRE)
    values = orders._values(orders.all[0], parse_time(NOW))
    papers = [Attachment(name, police_orders.PAPER) for name in police_orders.STANDARD_PAPERS.get(twin, ())]
    return pb.build_down(code, CENTRE, f"{CENTRE}_{'0' * 12}{NOW}{'1' * 14}", pb.make_body(values, papers))


def an_answer(code: str, told: dict[str, str], statement: Statement | None = None,
              rows: tuple[dict[str, str], ...] = ()) -> bytes:
    """Write an answer as the little bank would."""
    values = {"ApplicationID": number(str(code[:-1]) + str(int(code[-1]) - 1)), "Result": "0000"} | told
    values |= {"FeedbackOrgName": "测试银行", "OperatorName": "自动处理"}
    watched = codes.bank_twin(code) == codes.WATCH_ANSWER
    return pb.build_up(code, CENTRE, f"{BANK}_{'0' * 12}{NOW}{'2' * 14}",
                       pb.make_body(values, (), rows, statement, watched))


def samples() -> dict[str, bytes]:
    """Give every sample by its file's name."""
    found = {}
    for twin in ASKED:
        for code in (twin, codes.payment_twin(twin)):
            if not codes.lonely(code):
                found[f"{code}.xml"] = an_order(code)
    for prefix in ("1", "A"):
        found[f"{prefix}00202.xml"] = an_answer(prefix + "00202", HELD | FORMER)
        found[f"{prefix}00204.xml"] = an_answer(
            prefix + "00204", {"AccountNumber": CARD, "UnfreezeBalance": "0.00", "WithdrawalTime": NOW})
        found[f"{prefix}00206.xml"] = an_answer(prefix + "00206", HELD)
        found[f"{prefix}00302.xml"] = an_answer(
            prefix + "00302", PERIOD | {"FeedbackRemark": "明细未完; 其余请自此时起再查"}, STATEMENT)
        found[f"{prefix}00306.xml"] = an_answer(prefix + "00306", PERIOD, STATEMENT)
        found[f"{prefix}00306_taken_up.xml"] = an_answer(prefix + "00306", {})
        found[f"{prefix}00308.xml"] = an_answer(prefix + "00308", {})
    found["A00312.xml"] = an_answer("A00312", {}, None, (FOUND,))
    return found


class Golden(unittest.TestCase):
    """The other side's files."""

    def test_every_golden_message_is_read_without_a_fault(self) -> None:
        names = sorted(path for path in GOLDEN.glob("*.xml"))
        self.assertGreater(len(names), 80)
        for path in names:
            raw = path.read_bytes()
            with self.subTest(path.name):
                if path.name.startswith(("poll", "upload")):
                    self.assertRegex(pb.parse_transport_answer(raw)[0], "[12]0000[0-9]")
                elif b"<MessageFrom>" in raw:
                    self.assertEqual(pb.parse_down(raw).faults, [])
                else:
                    pb.parse_up(raw)

    def test_the_rows_of_a_full_message_are_seen(self) -> None:
        for name in ("100302_full", "A00302_full", "100306_full", "A00306_full"):
            told = pb.parse_up((GOLDEN / f"{name}.xml").read_bytes()).statement
            assert told is not None
            with self.subTest(name):
                self.assertTrue(told.rows() and all(row["TransactionSerial"] for row in told.rows()))
                self.assertTrue(told.accounts[0].facts["AccountNumber"])
                if name.endswith("302_full"):
                    self.assertEqual(whose(told.accounts[0].facts["AccountType"]), "02")
        found = pb.parse_up((GOLDEN / "A00312_full.xml").read_bytes()).transactions
        self.assertTrue(found and all(row["TransferAmount"] for row in found))

    def test_a_stop_after_the_banks_own_report_names_it(self) -> None:
        for name in ("100101_reported", "A00101_reported"):
            order = pb.parse_down((GOLDEN / f"{name}.xml").read_bytes())
            with self.subTest(name):
                self.assertEqual(order.faults, [])
                self.assertEqual(order.get("ApplicationType"), "02")
                self.assertEqual(order.get("OriginalApplicationID")[:4], codes.business_code("100401"))

    def test_a_banks_word_says_whose_an_account_is(self) -> None:
        told = {"个人活期": "01", "储蓄": "01", "对公": "02", "单位结算": "02", "02": "02", "活期": "", "": ""}
        self.assertEqual({word: whose(word) for word in told}, told)

    def test_no_field_of_a_golden_message_is_unknown(self) -> None:
        for path in GOLDEN.glob("*.xml"):
            raw = path.read_bytes()
            if path.name.startswith(("poll", "upload")):
                continue
            message = pb.parse_down(raw) if b"<MessageFrom>" in raw else pb.parse_up(raw)
            known = {field.name for field in pb.TABLES[codes.bank_twin(message.tx_code)]}
            known |= {"Attachments", "Transactions", "Accounts"}
            if codes.bank_twin(message.tx_code) in (codes.LIFT, codes.EXTEND):
                # They repeat the stop, and nothing here looks at that again.
                known |= {field.name for field in pb.TABLES[codes.STOP]}
            if codes.bank_twin(message.tx_code) == codes.WATCH_ANSWER:
                known |= {field.name for field in pb.tables_query.WATCHED}
            with self.subTest(path.name):
                self.assertEqual({node.tag for node in message.body.children} - known, set())


class Samples(unittest.TestCase):
    """What the other side reads."""

    def test_the_files_are_what_this_codec_writes(self) -> None:
        made = samples()
        if os.environ.get("UPDATE_SAMPLES"):
            SAMPLES.mkdir(exist_ok=True)
            for name, raw in made.items():
                (SAMPLES / name).write_bytes(raw)
        self.assertEqual({path.name for path in SAMPLES.glob("*.xml")}, set(made))
        for name, raw in made.items():
            with self.subTest(name):
                self.assertEqual((SAMPLES / name).read_bytes(), raw)

    def test_they_are_read_here_too(self) -> None:
        for name, raw in samples().items():
            with self.subTest(name):
                if b"<MessageFrom>" in raw:
                    self.assertEqual(pb.parse_down(raw).faults, [])
                else:
                    pb.parse_up(raw)


if __name__ == "__main__":
    unittest.main()
