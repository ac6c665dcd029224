"""A little platform at the police end of the interface, over HTTP.

For: judging a bank gateway written by somebody else: it gives orders from a
JSON file, checks every upload strictly, and prints a JSON verdict. Not for:
real orders; it listens on 127.0.0.1 only, keeps all in memory and prints the
application numbers of made-up cases.

Its first line of output is {"listening": PORT}; its last is the verdict.
Exit code 0 when every order was answered as expected and no rule was broken.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Optional

import codes
from police_bank import build_poll_answer, build_transport_answer
from police_judge import CALLS_PER_SECOND_MAX, Agency, Platform
from police_orders import LEASE_MS, BadOrders, Orders
from strict_xml import BYTES_MAX

CONTENT_TYPE = "application/xml; charset=utf-8"
# A body over the limit is still read, up to here, so that the sender is able
# to read the refusal; beyond, the line is cut.
DRAIN_BYTES_MAX = 64 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
SOCKET_SECONDS = 30
LOOK_SECONDS = 0.05
PATHS = ("/wire/police-bank/poll", "/wire/police-bank/upload")
Clock = Callable[[], int]


class BodyTooLarge(Exception):
    """The body does not fit; `drained` says whether the line can still be used."""

    def __init__(self, drained: bool) -> None:
        super().__init__("body too large")
        self.drained = drained


class Handler(BaseHTTPRequestHandler):
    """One connection of an agency."""

    protocol_version = "HTTP/1.1"
    timeout = SOCKET_SECONDS
    server: "Server"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the verdict tells all, and a path could hold a person."""

    def do_GET(self) -> None:
        """Refuse: both calls are POST."""
        self._plain(405 if self.path in PATHS else 404)

    def do_POST(self) -> None:
        """Take a poll or an upload."""
        if self.path not in PATHS:
            self.close_connection = True
            self._plain(404)
            return
        now_ms, platform = self.server.clock(), self.server.platform
        try:
            raw = self._body()
        except BodyTooLarge as error:
            self.close_connection = not error.drained
            platform.note("", f"body is over {BYTES_MAX} bytes", now_ms, codes.BAD_FORM)
            self._xml(200, build_transport_answer(codes.BAD_FORM, f"message is over {BYTES_MAX} bytes"))
            return
        except ValueError:
            self.close_connection = True
            self._plain(400)
            return
        agency = platform.agency_of(self.headers.get("Authorization", ""))
        if agency is None:
            platform.note("", "key is missing or unknown", now_ms, codes.NO_RIGHT)
            self._xml(401, build_transport_answer(codes.NO_RIGHT))
        elif platform.too_often(agency, now_ms):
            platform.note(agency.code, "called too often", now_ms, codes.TOO_OFTEN)
            self._xml(200, build_transport_answer(codes.TOO_OFTEN))
        elif self.path.endswith("/poll"):
            self._poll(agency, raw, now_ms)
        else:
            self._upload(agency, raw, now_ms)

    def _poll(self, agency: Agency, raw: bytes, now_ms: int) -> None:
        if raw:
            self.server.platform.note(agency.code, "poll has a body; it must be empty", now_ms)
        self._xml(200, build_poll_answer(self.server.platform.poll(agency, now_ms)))

    def _upload(self, agency: Agency, raw: bytes, now_ms: int) -> None:
        kind = self.headers.get("Content-Type", "").replace(" ", "").lower()
        if kind != CONTENT_TYPE.replace(" ", ""):
            self.server.platform.note(agency.code, "Content-Type is not the binding's", now_ms)
        code, description = self.server.platform.upload(agency, raw, now_ms)
        self.server.keep(agency, raw, code, now_ms)
        self._xml(200, build_transport_answer(code, description))

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunked()
        length = int(self.headers.get("Content-Length", "0"))
        if length < 0:
            raise ValueError("negative length")
        if length <= BYTES_MAX:
            return self.rfile.read(length)
        if length > DRAIN_BYTES_MAX:
            raise BodyTooLarge(False)
        while length > 0:
            part = self.rfile.read(min(CHUNK_BYTES, length))
            if not part:
                raise BodyTooLarge(False)
            length -= len(part)
        raise BodyTooLarge(True)

    def _chunked(self) -> bytes:
        """Read a chunked body: some clients stream what they send."""
        parts: list[bytes] = []
        total = 0
        while True:
            size = int(self.rfile.readline(CHUNK_BYTES).split(b";")[0].strip(), 16)
            if size < 0:
                raise ValueError("negative chunk")
            total += size
            if total > BYTES_MAX:
                raise BodyTooLarge(False)
            if size == 0:
                while self.rfile.readline(CHUNK_BYTES).strip():
                    pass
                return b"".join(parts)
            parts.append(self.rfile.read(size))
            self.rfile.readline(CHUNK_BYTES)

    def _xml(self, status: int, raw: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(raw)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(raw)

    def _plain(self, status: int) -> None:
        self.send_response(status)
        if status == 405:
            self.send_header("Allow", "POST")
        self.send_header("Content-Length", "0")
        self.end_headers()


class Server(ThreadingHTTPServer):
    """The listening end; `record` is a file for the raw uploads, if wanted."""

    daemon_threads = True

    def __init__(self, port: int, platform: Platform, clock: Clock,
                 record: Optional[Path] = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.platform, self.clock, self.record = platform, clock, record
        self.record_lock = threading.Lock()

    @property
    def base(self) -> str:
        """Give the address an agency is configured with."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken line is the agency's affair, not a crash worth a page of text."""
        kind = sys.exc_info()[0]
        self.platform.note("", f"connection ended by {kind.__name__ if kind else '?'}", self.clock())

    def keep(self, agency: Agency, raw: bytes, code: str, now_ms: int) -> None:
        """Add an upload to the record file."""
        if self.record is None:
            return
        line = json.dumps({"at_ms": now_ms, "agency": agency.code, "code": code,
                           "body": base64.b64encode(raw).decode("ascii")})
        with self.record_lock, open(self.record, "a", encoding="utf-8") as file:
            file.write(line + "\n")


def arguments(argv: Optional[list[str]] = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="a little platform that judges a bank gateway")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--orders", type=Path, required=True, help="JSON file of orders")
    parser.add_argument("--agency", action="append", required=True, metavar="CODE:KEY",
                        help="an agency; the first gets orders that name none")
    parser.add_argument("--code", default="999000000000", help="the platform's MessageFrom")
    parser.add_argument("--lease-seconds", type=float, default=LEASE_MS / 1000)
    parser.add_argument("--seconds", type=float, default=120.0, help="run no longer than this")
    parser.add_argument("--linger-seconds", type=float, default=2.0,
                        help="listen on after the last answer, for answers too many")
    parser.add_argument("--expect-reports", type=int, default=0)
    parser.add_argument("--calls-per-second", type=int, default=CALLS_PER_SECOND_MAX)
    parser.add_argument("--no-clock-check", action="store_true",
                        help="the agency runs on another clock")
    parser.add_argument("--payment-report-answer", default=codes.REPORT_ANSWER,
                        help="code of the answer to A00401; the text leaves it open")
    parser.add_argument("--record", type=Path, help="file that takes every upload, base64")
    return parser.parse_args(argv)


def serve(server: Server, seconds: float, linger: float, reports: int) -> bool:
    """Serve until all is answered and the linger is over; False when time ran out."""
    thread = threading.Thread(target=server.serve_forever, args=(LOOK_SECONDS,), daemon=True)
    thread.start()
    end = time.monotonic() + seconds
    done = False
    while not done and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
        done = server.platform.finished() and len(server.platform.orders.reports) >= reports
    if done:
        time.sleep(linger)
    server.shutdown()
    thread.join()
    server.server_close()
    return done


def main(argv: Optional[list[str]] = None) -> int:
    """Run the platform and print the verdict."""
    chosen = arguments(argv)
    agencies = [Agency(*text.split(":", 1)) for text in chosen.agency]
    raw = json.loads(chosen.orders.read_text("utf-8"))
    rows = raw["orders"] if isinstance(raw, dict) else raw
    try:
        orders = Orders(rows, agencies[0].code, chosen.code, int(chosen.lease_seconds * 1000))
    except BadOrders as error:
        print(json.dumps({"ok": False, "orders": str(error)}, ensure_ascii=False))
        return 2
    platform = Platform(orders, agencies, not chosen.no_clock_check,
                        chosen.calls_per_second, chosen.payment_report_answer)
    server = Server(chosen.port, platform, lambda: time.time_ns() // 1_000_000, chosen.record)
    print(json.dumps({"listening": server.server_address[1]}), flush=True)
    done = serve(server, chosen.seconds, chosen.linger_seconds, chosen.expect_reports)
    verdict = platform.verdict() | {"in_time": done}
    verdict["ok"] = verdict["ok"] and done
    print(json.dumps(verdict, ensure_ascii=False, indent=1), flush=True)
    return 0 if verdict["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
