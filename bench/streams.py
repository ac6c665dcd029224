"""Many officers watch one centre: how late each hears of an act, and what it costs.

streams.py CORDON FOLDER [STREAMS] [ACTS]

Starts `CORDON demo`, opens so many event streams as an officer, and has another officer do acts, one after the
other: readings of sealed facts with a purpose, each an entry of the journal. Of each act it tells when the first and
the last stream heard of it, from when its answer came; and the CPU time of the town's processes for it, beside what
the same acts take when nobody watches. Ends with an error if a stream missed an entry or had one twice.
"""

import asyncio
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid

PASSWORD = "demo-only-password"


def ask(base, method, path, body=None, token=None):
    headers = {"content-type": "application/json", "idempotency-key": str(uuid.uuid4())}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def sign_in(base, login):
    return ask(base, "POST", "/api/v1/sessions", {"login": login, "password": PASSWORD})["token"]


class Stream:
    """One open stream: the numbers of the entries that it told, and when."""

    def __init__(self):
        self.heard = {}
        self.again = 0

    async def open(self, base, token, opened):
        host, port = base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 20)
        writer.write(f"GET /api/v1/stream HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise SystemExit(f"streams: {head.decode()}{(await reader.read(2000)).decode()}")
        opened.release()
        while line := await reader.readline():
            if line.startswith(b"id: "):
                number = int(line[4:])
                self.again += number in self.heard
                self.heard[number] = time.monotonic()


def cpu_ms(town):
    """Of the town's process and of those that it started."""
    ticks = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        if int(pid) == town or int(fields[1]) == town:
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


class Acts:
    def __init__(self, base, pid):
        self.base, self.pid = base, pid
        self.token = sign_in(base, "officer")
        self.case = ask(base, "GET", "/api/v1/cases?limit=1", token=self.token)["items"][0]["case"]["id"]

    def one(self):
        body = {"purpose": "电话回访", "fields": ["narrative"]}
        ask(self.base, "POST", f"/api/v1/sealed/{self.case}/reveal", body, self.token)
        return time.monotonic()

    async def many(self, count):
        """When each was answered, and CPU ms of the town for each."""
        begun, answered = cpu_ms(self.pid), []
        for _ in range(count):
            answered.append(await asyncio.to_thread(self.one))
            await asyncio.sleep(0.3)
        return answered, (cpu_ms(self.pid) - begun) / count


async def watched(base, acts, streams, count):
    token, opened = sign_in(base, "supervisor"), asyncio.Semaphore(0)
    every = [Stream() for _ in range(streams)]
    running = [asyncio.create_task(stream.open(base, token, opened)) for stream in every]
    waiting = asyncio.gather(*[opened.acquire() for _ in every])
    done, _ = await asyncio.wait([waiting, *running], return_when=asyncio.FIRST_COMPLETED)
    for one in done:
        one.result()
    await asyncio.sleep(2)
    for stream in every:
        stream.heard.clear()
    answered, cpu = await acts.many(count)
    await asyncio.sleep(1)
    for one in running:
        one.cancel()
    return every, answered, cpu


def told(every, answered):
    """First and last hearing of each act, in ms after its answer."""
    numbers = sorted(every[0].heard)
    for stream in every:
        if sorted(stream.heard) != numbers or stream.again:
            raise SystemExit("streams: one of them missed an entry, or had one twice")
    if len(numbers) < len(answered):
        raise SystemExit(f"streams: {len(answered)} acts, and {len(numbers)} entries were told")
    first, last = [], []
    for number in numbers:
        at = [stream.heard[number] for stream in every]
        answer = min(answered, key=lambda moment: abs(moment - min(at)))
        first.append((min(at) - answer) * 1000)
        last.append((max(at) - answer) * 1000)
    return first, last


async def main(cordon, folder, streams=500, count=40):
    town = subprocess.Popen([cordon, "demo", "--data", folder, "--seed", "1"], stdout=subprocess.PIPE, text=True)
    try:
        base = next(found[1] for line in town.stdout if (found := re.search(r"is open at (http://\S+)", line)))
        acts = Acts(base, town.pid)
        _, alone = await acts.many(count)
        for many in (1, streams):
            every, answered, cpu = await watched(base, acts, many, count)
            first, last = told(every, answered)
            print(
                f"{many:>4} streams, {count} acts: heard after {statistics.median(first):.0f} to "
                f"{statistics.median(last):.0f} ms (medians), at the latest {max(last):.0f} ms; "
                f"CPU of the town {cpu:.1f} ms an act, {alone:.1f} when nobody watches"
            )
    finally:
        town.send_signal(signal.SIGINT)
        town.wait()


asyncio.run(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])))
