"""Sends a centre hostile uploads and compares its codes with the binding's.

For: showing from outside that the upload side refuses what it must, quickly
and without falling over. Not for: load; each sample is sent once.

Usage: hostile.py URL KEY [--code CODE] [--to CODE] [--foreign APPLICATION_ID]
                  [--watch APPLICATION_ID]
The last samples are controls that must pass; one of them is a case report of
made-up people, which the centre then holds.
Prints one JSON line per sample and exits 1 when a code differs, an answer
takes longer than SECONDS_MAX, or an answer gives away a file or a value.
`--foreign` is the ApplicationID of an order given to another agency; without
it that sample is left out, and the summary says so. `--watch` is the
ApplicationID of a dynamic query (100305) given to this agency and not answered
yet; with it five samples answer it, one of them by the wrong code.
"""

from __future__ import annotations

import argparse
import http.client
import json
import secrets
import sys
import time
from dataclasses import dataclass
from typing import Optional
from urllib.parse import urlsplit

import codes
from fields import Attachment
from hostile_rows import RowForge, all_rows
from misbehave import replace
from police_bank import BadMessage, build_up, make_body, parse_transport_answer
from strict_xml import BYTES_MAX, Node
from values import make_application_id, make_serial

SECONDS_MAX = 5.0
TIMEOUT_SECONDS = 60
TOO_OFTEN_SECONDS = 1.1
ANSWER_BYTES_MAX = 1024 * 1024
CONTENT_TYPE = "application/xml; charset=utf-8"
# Appears in samples only; an answer that repeats it gives values away.
MARK = "9999997777777777"
NO_CODE = "none"
# The binding gives the limit of size, and no code for what is over it.
TOO_LARGE = ((200, codes.BAD_FORM), (413, codes.BAD_FORM), (413, NO_CODE))
FORM = Attachment("031form.pdf", b"%PDF-1.4 made up")


@dataclass(frozen=True)
class Sample:
    """One upload and what the binding demands for it.

    `demanded` are (HTTP status, code); more than one where the binding is
    silent on which. `reading` marks what only our reading of the text demands.
    """

    name: str
    raw: bytes
    demanded: tuple[tuple[int, str], ...] = ((200, codes.BAD_FORM),)
    key: Optional[str] = None
    no_key: bool = False
    reading: bool = False


class Forge:
    """Makes samples for one agency."""

    def __init__(self, code: str, to: str) -> None:
        self.code, self.to = code, to

    def serial(self) -> str:
        """Make a serial number of its own for every sample."""
        return make_serial(self.code, int(time.time() * 1000), f"{secrets.randbelow(10 ** 14):014d}")

    def feedback(self, application_id: Optional[str] = None, **changes: str) -> bytes:
        """Make a feedback that is right but for the changes; empty leaves out."""
        number = application_id or make_application_id("0101", secrets.token_hex(16))
        values = {"ApplicationID": number, "Result": "0301", "AccountType": "01",
                  "AccountNumber": MARK, "FailureCause": "账号与户名不符",
                  "FeedbackOrgName": "测试银行"}
        return build_up("100102", self.to, self.serial(), make_body(values | changes))

    def report(self, papers: tuple[Attachment, ...] = (), content: str = "", **row: str) -> bytes:
        """Make a case report that is right but for the changes."""
        values = {"isInitialNode": "01", "ApplicationType": "01", "OperatorName": "测试丙",
                  "ApplicationID": make_application_id("0401", secrets.token_hex(16)),
                  "ReportEndTime": "20260102030405", "VictimName": "测试受害人",
                  "VictimPhoneNumber": "00000000000", "VictimIDType": "01",
                  "VictimIDNumber": "99000019000101001X", "AccidentDescription": "测试",
                  "ReportOrgName": "测试银行", "OperatorPhoneNumber": "00000000000"}
        line = {"Id": "1", "Time": "20260102030405", "Type": "01", "Currency": "CNY",
                "TransferAmount": "5.00", "TransferOutBankID": self.code,
                "TransferOutBankName": "测试银行", "TransferOutAccountName": "测试受害人",
                "TransferOutAccountNumber": "9999990000000001",
                "TransferInBankID": "999987654321", "TransferInBankName": "测试收款银行",
                "TransferInAccountName": "测试张一", "TransferInAccountNumber": MARK,
                "IP": "192.0.2.1", "MAC": "00-00-5E-00-53-01", "DeviceID": "test",
                "Place": "测试", "Remark": "测试", "IsCeased": "1"}
        body = make_body(values, papers, (line | row,))
        if content:
            body.children.append(Node("Attachments", "", [Node("Attachment", "", [
                Node("Filename", "031form.pdf"), Node("Content", content)])]))
        return build_up("100401", self.to, self.serial(), body)


def with_doctype(raw: bytes, doctype: str, reference: str = "") -> bytes:
    """Put a document type in, and a reference to its entity into the remark."""
    head, _, rest = raw.partition(b"\n")
    if reference:
        rest = rest.replace("账号与户名不符".encode(), reference.encode())
    return head + doctype.encode() + rest


def without(raw: bytes, tag: str) -> bytes:
    """Take an element out."""
    text = raw.decode("utf-8")
    start, end = text.index(f"<{tag}>"), text.index(f"</{tag}>") + len(tag) + 3
    return (text[:start] + text[end:]).encode("utf-8")


def xml_samples(forge: Forge) -> list[Sample]:
    """Attacks on the reader."""
    good = forge.feedback()
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE Response [<!ENTITY e0 "ha">{entities}]>'
    wide = f'<!DOCTYPE Response [<!ENTITY e0 "{"h" * 50_000}">]>'
    xxe = '<!DOCTYPE Response [<!ENTITY e9 SYSTEM "file:///etc/hostname">]>'
    outside = '<!DOCTYPE Response SYSTEM "http://127.0.0.1:9/none.dtd">'
    parameter = '<!DOCTYPE Response [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'
    text = good.decode("utf-8")
    gbk = text.replace('encoding="UTF-8"', 'encoding="GBK"').encode("gbk")
    deep = b"<Remark>" * 20_000 + b"</Remark>" * 20_000
    return [
        Sample("external entity", with_doctype(good, xxe, "&e9;")),
        Sample("entity bomb", with_doctype(good, bomb, "&e9;")),
        Sample("entity repeated", with_doctype(good, wide, "&e0;" * 50_000)),
        Sample("external document type", with_doctype(good, outside)),
        Sample("parameter entity", with_doctype(good, parameter)),
        Sample("harmless document type", with_doctype(good, "<!DOCTYPE Response>")),
        Sample("undefined entity", good.replace("账号与户名不符".encode(), b"&nope;")),
        Sample("GBK, declared", gbk),
        Sample("GBK, declared as UTF-8", text.encode("gbk")),
        Sample("UTF-16", text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")),
        Sample("UTF-16 without mark", text.split("\n", 1)[1].encode("utf-16-le")),
        Sample("overlong UTF-8", good.replace(b"<Body>", b"<Body>\xc0\xaf")),
        Sample("surrogate in UTF-8", good.replace("账号".encode(), b"\xed\xa0\x80")),
        Sample("control character", good.replace("账号".encode(), b"\x01")),
        Sample("null character reference", good.replace("账号".encode(), b"&#0;")),
        Sample("deep nesting", good.replace(b"</Body>", deep + b"</Body>")),
        Sample("cut in half", good[:len(good) // 2]),
        Sample("second root", good + b"<Response/>"),
        Sample("empty", b""), Sample("blank", b"   \n"), Sample("json", b'{"Result":"0000"}'),
        Sample("9 MiB", good.replace(b"</Body>", b"<Remark>" + b"9" * (9 << 20) + b"</Remark></Body>"),
               TOO_LARGE, reading=True),
        Sample("one byte over", pad(good, BYTES_MAX + 1),
               TOO_LARGE, reading=True),
    ]


def pad(raw: bytes, length: int) -> bytes:
    """Bring a message to a length by blanks after its end."""
    return raw + b" " * (length - len(raw))


def field_samples(forge: Forge) -> list[Sample]:
    """Fields missing, too long, malformed."""
    good = forge.feedback()
    samples = [Sample(f"without {tag}", without(good, tag))
               for tag in ("Mode", "To", "TxCode", "TransSerialNumber", "ApplicationID", "Result")]
    changes = (
        ("ApplicationID", "0101" + "9" * 33), ("ApplicationID", "0101" + "9" * 31),
        ("Result", "00000"), ("Result", "okay"), ("StartTime", "20260230000000"),
        ("StartTime", "2026-01-02 03:04"), ("AccountBalance", "1.005"),
        ("AccountBalance", "1e5"), ("AccountBalance", "9" * 19), ("AccountNumber", "9" * 51))
    samples += [Sample(f"{name} `{text[:20]}`", forge.feedback(**{name: text}))
                for name, text in changes]
    samples += [Sample("no body", without(good, "Body")), Sample("no head", without(good, "Head"))]
    for tag, text in (("TransSerialNumber", "9" * 54), ("Mode", "02"), ("TxCode", "100101"),
                      ("TxCode", "999999"), ("TxCode", "10010２")):
        samples.append(Sample(f"{tag} `{text[:20]}`", replace(good, tag, text)))
    samples += [
        Sample("root Request", good.replace(b"Response>", b"Request>")),
        Sample("Result given twice", good.replace(b"</Body>", b"<Result>0000</Result></Body>"),
               reading=True),
        # A centre may read it all the same, so that an executed stop's answer is not lost; its
        # ApplicationID is nobody's here.
        Sample("success without times", forge.feedback(Result="0000", AccountBalance="1.00"),
               demanded=((200, codes.BAD_FORM), (200, codes.NOT_FOUND)), reading=True),
        Sample("report: bad base64", forge.report(content="***")),
        Sample("report: amount with comma", forge.report(TransferAmount="1,000")),
        Sample("report: negative amount", forge.report(TransferAmount="-5.00"), reading=True),
        Sample("report: no amount", forge.report(TransferAmount="")),
    ]
    return samples


def right_samples(forge: Forge, foreign: Optional[str]) -> list[Sample]:
    """Well-formed messages about things the agency has no part in."""
    good = forge.feedback()
    unknown = ((200, codes.NOT_FOUND),)
    samples = [
        Sample("unknown ApplicationID", good, unknown),
        Sample("without declaration", good.partition(b"\n")[2], unknown),
        Sample("with byte order mark", b"\xef\xbb\xbf" + good, unknown, reading=True),
        Sample("comment and CDATA",
               good.replace("账号与户名不符".encode(), b"<!-- a --><![CDATA[<b>]]>"), unknown),
        Sample("an element nobody knows", good.replace(b"</Body>", b"<New>1</New></Body>"),
               unknown, reading=True),
        Sample("report without fault", forge.report((FORM,)), ((200, codes.ACCEPTED),),
               reading=True),
        Sample("at the limit of size", pad(forge.feedback(), BYTES_MAX), ((200, codes.NOT_FOUND),)),
        Sample("wrong key", forge.feedback(), ((401, codes.NO_RIGHT),), key="not-the-key"),
        Sample("no key", forge.feedback(), ((401, codes.NO_RIGHT),), no_key=True),
        Sample("hostile without key", b"<!DOCTYPE a><a/>", ((401, codes.NO_RIGHT),), no_key=True),
    ]
    if foreign:
        samples.append(Sample("another agency's ApplicationID", forge.feedback(foreign),
                              ((200, codes.NOT_FOUND),)))
    return samples


@dataclass(frozen=True)
class Outcome:
    """What came back, and how long it took."""

    status: int
    code: str
    text: str
    seconds: float


def send(url: str, key: str, sample: Sample) -> Outcome:
    """Send a sample on a line of its own."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    headers = {"Content-Type": CONTENT_TYPE}
    if not sample.no_key:
        headers["Authorization"] = f"Bearer {sample.key or key}"
    begin = time.monotonic()
    try:
        line.request("POST", parts.path.rstrip("/") + "/wire/police-bank/upload", sample.raw, headers)
        answer = line.getresponse()
        raw = answer.read(ANSWER_BYTES_MAX)
        status = answer.status
    except (OSError, http.client.HTTPException) as error:
        return Outcome(0, NO_CODE, type(error).__name__, time.monotonic() - begin)
    finally:
        line.close()
    try:
        code, text, _ = parse_transport_answer(raw)
    except BadMessage:
        code, text = NO_CODE, raw.decode("utf-8", "replace")
    return Outcome(status, code, text, time.monotonic() - begin)


def judge(sample: Sample, outcome: Outcome) -> list[str]:
    """Say what is wrong with an answer."""
    wrong = []
    if (outcome.status, outcome.code) not in sample.demanded:
        wrong.append("code")
    if outcome.seconds > SECONDS_MAX:
        wrong.append("slow")
    if MARK in outcome.text or "测试" in outcome.text:
        wrong.append("gives values away")
    return wrong


def row_samples(forge: Forge, watch: Optional[str]) -> list[Sample]:
    """Take over the samples about freezes, statements, watches and payments."""
    return [Sample(name, raw, demanded, reading=reading)
            for name, raw, demanded, reading in all_rows(RowForge(forge.to, forge.serial), watch)]


def patient(url: str, key: str, sample: Sample) -> Outcome:
    """Send a sample, and once more after a second if it came too often."""
    outcome = send(url, key, sample)
    if outcome.code != codes.TOO_OFTEN:
        return outcome
    time.sleep(TOO_OFTEN_SECONDS)
    return send(url, key, sample)


def run(url: str, key: str, forge: Forge, foreign: Optional[str],
        watch: Optional[str] = None) -> tuple[int, int]:
    """Send all samples; give how many there were and how many went wrong."""
    samples = xml_samples(forge) + field_samples(forge) + row_samples(forge, watch)
    samples += right_samples(forge, foreign)
    bad = 0
    for sample in samples:
        outcome = patient(url, key, sample)
        wrong = judge(sample, outcome)
        bad += bool(wrong)
        print(json.dumps({
            "sample": sample.name, "ok": not wrong, "wrong": wrong,
            "basis": "reading" if sample.reading else "binding",
            "demanded": [f"{status} {code}" for status, code in sample.demanded],
            "got": f"{outcome.status} {outcome.code}", "ms": int(outcome.seconds * 1000),
        }, ensure_ascii=False), flush=True)
    return len(samples), bad


def main(argv: Optional[list[str]] = None) -> int:
    """Send all samples to a centre."""
    parser = argparse.ArgumentParser(description="hostile uploads against a centre")
    parser.add_argument("url")
    parser.add_argument("key")
    parser.add_argument("--code", default="999123456789", help="the agency's 12-digit code")
    parser.add_argument("--to", default="999000000000", help="the centre's MessageFrom")
    parser.add_argument("--foreign", help="ApplicationID of another agency's order")
    parser.add_argument("--watch", help="ApplicationID of a 100305 given to this agency")
    chosen = parser.parse_args(argv)
    count, bad = run(chosen.url, chosen.key, Forge(chosen.code, chosen.to), chosen.foreign, chosen.watch)
    print(json.dumps({"samples": count, "wrong": bad, "foreign_tried": bool(chosen.foreign),
                      "watch_tried": bool(chosen.watch)}), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
