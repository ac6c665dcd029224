"""A little bank at the other end of the police-bank interface.

For: testing a centre from outside, by a bank that reads the interface for
itself: it polls, checks, stops, answers, and can misbehave on purpose. Not
for: real accounts; its books are a JSON file and its core banking is a list.

Every line it prints is one JSON object; of an account it shows the last four
characters and of people nothing.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import secrets
import sys
import time
from pathlib import Path
from typing import Any, Callable, Optional, TextIO

import bank_desk
import bank_watch
import codes
from bank_books import Feed
from bank_client import Answered, Client, Reply, State, Unreachable, digest
from bank_holds import Refused
from bank_ledger import Ledger, main_account
from fields import Attachment
from misbehave import BEHAVIOURS, Attempt, attempts
from police_bank import BadMessage, Message, build_up, make_body, parse_down
from strict_xml import Node
from values import BANK_CODE_SHAPE, format_time, make_application_id, make_serial, tail

SERIAL_RANDOM_MAX = 10 ** 14
Clock = Callable[[], int]


class Bank:
    """One bank or payment firm, polling one centre."""

    def __init__(self, client: Client, ledger: Ledger, state: State, code: str, clock: Clock,
                 payment_firm: bool = False, behave: str = "honest",
                 late_ms: int = 65_000, out: TextIO = sys.stdout,
                 feed: Optional[Feed] = None) -> None:
        self.client, self.ledger, self.state, self.code = client, ledger, state, code
        self.clock, self.payment_firm, self.behave = clock, payment_firm, behave
        self.late_ms, self.out, self.feed = late_ms, out, feed
        self.due: dict[str, tuple[int, Message]] = {}
        self.troubles = 0
        self.handled = 0
        self.batches_sent = 0

    def say(self, event: str, **facts: Any) -> None:
        """Write one line of what was seen or done."""
        line = {"at": format_time(self.clock()), "event": event} | facts
        print(json.dumps(line, ensure_ascii=False), file=self.out, flush=True)

    def serial(self) -> str:
        """Make a serial number nobody has used."""
        digits = f"{secrets.randbelow(SERIAL_RANDOM_MAX):014d}"
        return make_serial(self.code, self.clock(), digits)

    def poll_once(self) -> int:
        """Book, poll, handle what came, send what has become due; count the orders."""
        self.book()
        reply = self.client.poll()
        if reply.code != codes.ACCEPTED:
            self.trouble("poll_refused", status=reply.status, code=reply.code,
                         about=field_names(reply.description))
        for raw in reply.orders:
            self.handle(raw)
        self.send_due()
        self.scan_watches()
        self.send_batches()
        return len(reply.orders)

    def book(self) -> None:
        """Book the postings of the feed and those whose time has come."""
        now = self.clock()
        for why in self.feed.read(self.ledger.books, now) if self.feed is not None else []:
            self.trouble("bad_posting", why=why)
        told = self.ledger.books.advance(now, self.ledger.may_pay)
        for posting, good in told:
            self.say("booked" if good else "not_paid_out", account=tail(posting.account),
                     serial=posting.serial)
        if told:
            self.state.save()

    def scan_watches(self) -> None:
        """Write a further 100306 for every watch that has something new to tell."""
        for watch in self.state.watches:
            key = f"{watch.to}|{watch.application_id}"
            if key in self.due:
                # The first answer goes first.
                continue
            found = bank_watch.next_batch(self.ledger, watch, self.clock())
            while found is not None:
                values = self.watch_values(watch)
                upload = build_up(codes.answer_code(watch.tx_code), watch.to, self.serial(),
                                  make_body(values, statement=found, watched=True))
                self.state.batches.append(bank_watch.Batch(
                    watch.application_id, watch.tx_code, base64.b64encode(upload).decode("ascii")))
                # Kept before it is sent, as every answer: after a crash the same bytes go.
                self.state.save()
                self.say("batch", application_id=watch.application_id, rows=len(found.rows()))
                found = bank_watch.next_batch(self.ledger, watch, self.clock())

    def watch_values(self, watch: bank_watch.Watch) -> dict[str, str]:
        """Write the flat fields of a further 100306."""
        return {"ApplicationID": watch.application_id, "Result": "0000",
                "FeedbackOrgName": self.ledger.institution, "OperatorName": "自动处理"}

    def send_batches(self) -> None:
        """Upload the batches not sent yet; a refused one is told and not sent again."""
        if self.behave == "silent":
            return
        for batch in self.state.batches:
            if batch.done:
                continue
            order = Message(batch.tx_code, "", Node("Body", "", [
                Node("ApplicationID", batch.application_id)]))
            self.make_attempts(self.behave, base64.b64decode(batch.upload), order)
            batch.done = True
            self.batches_sent += 1
            self.state.save()

    def waits(self) -> bool:
        """Say whether a watch has a posting to wait for."""
        now = self.clock()
        return any(bank_watch.waits(self.ledger, watch, now) for watch in self.state.watches)

    def trouble(self, event: str, **facts: Any) -> None:
        """Note something that should not be, and remember it for the exit code."""
        self.troubles += 1
        self.say(event, **facts)

    def handle(self, raw: bytes) -> None:
        """Take one message of the centre."""
        try:
            order = parse_down(raw)
        except BadMessage as error:
            self.trouble("unreadable", where=error.where, digest=digest(raw)[:16])
            return
        if codes.bank_twin(order.tx_code) == codes.REPORT_ANSWER or order.tx_code == "A00402":
            self.take_report_answer(order)
        elif any(f.field == "ApplicationID" for f in order.faults):
            self.trouble("unanswerable", tx_code=order.tx_code, where="ApplicationID")
        else:
            self.take_order(order, raw)

    def take_order(self, order: Message, raw: bytes) -> None:
        """Decide an order once; give the kept answer when it comes again."""
        key = f"{order.message_from}|{order.application_id}"
        kept = self.state.answers.get(key)
        if kept is not None:
            same = kept.order_digest == digest(raw)
            self.say("came_again", tx_code=order.tx_code, application_id=order.application_id,
                     same_bytes=same)
            if not same:
                self.trouble("changed_order", application_id=order.application_id)
            if key not in self.due and self.behave != "silent":
                self.send(key, order)
            return
        outcome = self.decide(order)
        upload = build_up(codes.answer_code(order.tx_code), order.message_from,
                          self.serial(), outcome.body())
        # Kept and synced before it is sent: after a crash the same bytes go again.
        self.state.answers[key] = Answered(digest(raw), upload)
        self.state.save()
        self.handled += 1
        self.say("decided", tx_code=order.tx_code, application_id=order.application_id,
                 account=tail(main_account(order)), result=outcome.result)
        delay = self.late_ms if self.behave == "late" else 0
        if self.behave != "silent":
            self.due[key] = (self.clock() + delay, order)

    def decide(self, order: Message) -> bank_desk.Outcome:
        """Ask the desk, unless the order speaks the other kind's codes."""
        if codes.is_payment_code(order.tx_code) != self.payment_firm:
            return bank_desk.refused(self.ledger, order, "1000")
        return bank_desk.decide(self.ledger, self.state.watches, order, self.clock())

    def send_due(self) -> None:
        """Send the answers whose moment has come."""
        now = self.clock()
        for key, (at, order) in list(self.due.items()):
            if at <= now:
                del self.due[key]
                self.send(key, order)

    def send(self, key: str, order: Message) -> None:
        """Upload an answer in the manner of the behaviour chosen."""
        kept = self.state.answers[key]
        # A misbehaviour is shown once; afterwards the plain answer goes again.
        manner = "honest" if kept.accepted else self.behave
        if self.make_attempts(manner, kept.upload, order):
            kept.accepted = True
        self.state.save()

    def make_attempts(self, manner: str, upload: bytes, order: Message) -> bool:
        """Upload in a manner; say whether an answer was accepted."""
        answered = False
        for attempt in attempts(manner, upload, order, self.serial):
            if attempt.final and answered:
                # A lie was taken for the answer; the truth would be a second one.
                continue
            reply = self.client.upload(attempt.raw)
            self.judge(attempt, reply, order)
            answered = answered or (attempt.final and reply.code == codes.ACCEPTED)
        return answered

    def judge(self, attempt: Attempt, reply: Reply, order: Message) -> None:
        """Compare what the centre said with what the binding demands."""
        facts = {"what": attempt.what, "application_id": order.application_id,
                 "code": reply.code, "expected": "|".join(attempt.expected), "status": reply.status}
        if reply.code in attempt.expected:
            self.say("uploaded", **facts)
        else:
            self.trouble("unexpected_code", about=field_names(reply.description), **facts)

    def report(self, raw: dict[str, Any], to: str) -> str:
        """Upload a case report (100401); stop what it says is stopped."""
        number = make_application_id("0401", secrets.token_hex(16))
        now = self.clock()
        values = {"isInitialNode": "01", "ApplicationID": number, "ApplicationType": "01",
                  "ReportEndTime": format_time(now), "ReportOrgName": self.ledger.institution}
        values |= {name: str(text) for name, text in raw["fields"].items()}
        rows = [{name: str(text) for name, text in row.items()} for row in raw["transactions"]]
        papers = [Attachment(p["filename"], base64.b64decode(p["content"]))
                  for p in raw.get("papers", [])]
        for row in rows:
            self.hold_reported(number, row, now)
        tx_code = codes.payment_twin(codes.REPORT) if self.payment_firm else codes.REPORT
        upload = build_up(tx_code, to, self.serial(), make_body(values, papers, rows))
        self.state.reports[number] = "waiting"
        self.state.save()
        reply = self.client.upload(upload)
        facts = {"application_id": number, "code": reply.code, "status": reply.status}
        if reply.code == codes.ACCEPTED:
            self.say("reported", **facts)
        else:
            self.trouble("report_refused", about=field_names(reply.description), **facts)
        return number

    def hold_reported(self, number: str, row: dict[str, str], now: int) -> None:
        """Make true what a report says: `IsCeased` 0 means stopped by the bank."""
        account = self.ledger.accounts.get(row.get("TransferInAccountNumber", ""))
        if row.get("IsCeased") != "0" or account is None:
            return
        try:
            self.ledger.put_stop(number, account, now, by_bank=True)
            self.say("stopped_by_bank", account=tail(account.number), application_id=number)
        except Refused as refusal:
            row["IsCeased"] = "1"
            self.say("not_stopped", account=tail(account.number), result=refusal.result)

    def take_report_answer(self, answer: Message) -> None:
        """Match the centre's answer with the report it belongs to."""
        number = answer.application_id
        if number not in self.state.reports:
            self.trouble("answer_to_no_report", application_id=number)
            return
        again = self.state.reports[number] != "waiting"
        self.state.reports[number] = answer.get("Result") or "answered"
        self.state.save()
        self.say("report_answered", application_id=number, result=answer.get("Result"),
                 again=again, faults=[fault.field for fault in answer.faults])


def field_names(description: str) -> list[str]:
    """Keep only field names of what the centre wrote, lest it quote a person."""
    return re.findall(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z]+)*", description)[:8]


def run(bank: Bank, once: bool, seconds: float, poll_seconds: float,
        waiting_for: Optional[str]) -> None:
    """Poll until done: once, for a time, or until the report is answered."""
    end = time.monotonic() + seconds
    while True:
        # An answer or a batch that goes out in this round may bring the next order.
        idle, sent = not bank.due, bank.batches_sent
        count = bank.poll_once()
        idle = idle and count == 0 and not bank.due and not bank.waits()
        idle = idle and bank.batches_sent == sent
        answered = waiting_for is None or bank.state.reports[waiting_for] != "waiting"
        if once and idle and answered:
            return
        if not once and waiting_for is not None and answered:
            return
        if time.monotonic() >= end:
            if waiting_for is not None and not answered:
                bank.trouble("report_unanswered", application_id=waiting_for)
            return
        if count == 0 or bank.due:
            time.sleep(poll_seconds)


def arguments(argv: Optional[list[str]] = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="a little bank on the police-bank interface")
    parser.add_argument("--url", required=True, help="base address of the centre")
    parser.add_argument("--key", required=True, help="the agency's key")
    parser.add_argument("--code", required=True, help="12-digit institution code")
    parser.add_argument("--name", default="测试银行", help="name given as FeedbackOrgName")
    parser.add_argument("--ledger", required=True, type=Path, help="JSON file of accounts")
    parser.add_argument("--state", type=Path, help="state file; beside the ledger if not given")
    parser.add_argument("--postings", type=Path,
                        help="file of further postings, one JSON object a line, read on at every poll")
    parser.add_argument("--payment-firm", action="store_true", help="speak the A-codes")
    parser.add_argument("--once", action="store_true", help="end when a poll brings nothing")
    parser.add_argument("--seconds", type=float, default=60.0, help="run no longer than this")
    parser.add_argument("--poll-seconds", type=float, default=1.0)
    parser.add_argument("--behave", choices=BEHAVIOURS, default="honest")
    parser.add_argument("--late-seconds", type=float, default=65.0)
    parser.add_argument("--report", type=Path, help="JSON file of a case report to upload")
    parser.add_argument("--to", default="999000000000", help="Head/To of a report")
    parser.add_argument("--clock-ahead-seconds", type=float, default=0.0)
    parser.add_argument("--ca", help="PEM file that signs the centre's certificate")
    chosen = parser.parse_args(argv)
    if not BANK_CODE_SHAPE.fullmatch(chosen.code):
        parser.error("--code must have 12 digits")
    return chosen


def main(argv: Optional[list[str]] = None) -> int:
    """Run the bank; 0 when everything went as the binding demands."""
    chosen = arguments(argv)
    ahead_ms = int(chosen.clock_ahead_seconds * 1000)
    state = State(chosen.state or chosen.ledger.with_suffix(".state.json"))

    def clock() -> int:
        return time.time_ns() // 1_000_000 + ahead_ms

    ledger = bank_desk.open_ledger(json.loads(chosen.ledger.read_text("utf-8")), state, clock(),
                                   chosen.name, chosen.behave == "wrong-name")
    state.save()
    bank = Bank(Client(chosen.url, chosen.key, chosen.ca), ledger, state, chosen.code, clock,
                chosen.payment_firm, chosen.behave, int(chosen.late_seconds * 1000),
                feed=Feed(chosen.postings) if chosen.postings else None)
    try:
        waiting = None
        if chosen.report is not None:
            waiting = bank.report(json.loads(chosen.report.read_text("utf-8")), chosen.to)
        run(bank, chosen.once, chosen.seconds, chosen.poll_seconds, waiting)
    except Unreachable as error:
        bank.trouble("unreachable", why=str(error))
    if bank.due:
        bank.trouble("unsent", answers=len(bank.due), why="the time was up before they were due")
    bank.say("end", handled=bank.handled, troubles=bank.troubles)
    return 1 if bank.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
