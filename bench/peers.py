"""The peers of `make bench`: the same walks over the same transfers in databases and graph libraries.

    peers.py FOLDER [PEER...]      FOLDER as the `bench` example wrote it; peers: see PEERS

Every answer (number of transfers, sum of amounts) is compared with ours; one that differs ends the run with 1.
CPU time is the client's and the server's backend's together; ours are in FOLDER/queries.csv and ours.json. Each
peer has a process of its own, so what it keeps in memory is what that process grew by.
"""

import csv
import json
import multiprocessing
import pathlib
import sys
import time

import databases
import graphs
import ours
from ours import at
from walk import BATCH, resident

# So many transfers are appended by those that can, batch by batch.
INGESTED = 100_000
# What one peer may take; the queries that were done by then count.
SECONDS_MAX = 90

PEERS = {
    "sqlite": [databases.Sqlite],
    "duckdb": [databases.Duckdb],
    "postgres": [databases.Postgres, databases.PostgresHops],
    "igraph": [graphs.Igraph],
    "networkx": [graphs.Networkx],
    "raphtory": [graphs.Raphtory],
}


class Clocks:
    """CPU and wall time of one piece of work, in ns."""

    def __init__(self, cpu):
        self.read = cpu

    def __enter__(self):
        self.began = self.read(), time.perf_counter()
        return self

    def __exit__(self, *_):
        self.cpu = (self.read() - self.began[0]) * 1e9
        self.wall = (time.perf_counter() - self.began[1]) * 1e9


def compare(peer, queries):
    """By kind, for each query: their CPU and wall time and ours, in ms; queries of both kinds by turns until the
    time is over."""
    times, began = {}, time.monotonic()
    turns = [query for pair in zip(*queries.values()) for query in pair]
    for query in turns:
        with Clocks(peer.cpu) as took:
            edges, amount = peer.ask(query["account"], query["t0"], query["until"])
        if (edges, int(amount)) != (query["edges"], query["amount"]):
            sys.exit(f"{peer.name} found {edges} transfers, {amount} in all; we found {query}")
        ms = [ns / 1e6 for ns in (took.cpu, took.wall, query["cpu_ns"], query["wall_ns"])]
        times.setdefault(query["kind"], []).append(ms)
        if time.monotonic() - began > SECONDS_MAX:
            break
    return times


def print_walks(peer, times):
    for kind, rows in times.items():
        cpu, wall, own, own_wall = zip(*rows)
        p50, p99 = (at(cpu, q) / at(own, q) for q in (0.5, 0.99))
        print(
            f"{peer.name:28} {kind:7} {len(rows):4} {at(cpu, 0.5):9.2f} {at(cpu, 0.99):9.1f} {at(wall, 0.5):9.2f} "
            f"{at(wall, 0.99):9.1f} {p50:8.0f}x {p99:6.0f}x {sum(cpu) / sum(own):6.0f}x {sum(wall) / sum(own_wall):7.0f}x",
            flush=True,
        )


def print_load(peer, folder, own):
    """Loads it, and says what that took."""
    before = resident()
    with Clocks(peer.cpu) as took:
        peer.load(folder)
    kept = peer.memory() or resident() - before
    count = own["transfers"]
    print(
        f"{peer.name:28} load    {1e6 * count / took.cpu:6.0f} k/s a core, {1e6 * count / took.wall:.0f} by the clock; "
        f"{took.cpu / count / own['load']['cpu_ns']:.0f}x; {kept / count:.0f} B a transfer, {kept / count / own['bytes']:.0f}x",
        flush=True,
    )


def print_ingest(peer, folder, own):
    count = min(INGESTED, own["transfers"])
    done = cpu = wall = 0
    for append in peer.ingest(folder, count):
        with Clocks(peer.cpu) as took:
            append()
        cpu, wall, done = cpu + took.cpu, wall + took.wall, done + 1
    rows = done * BATCH
    print(
        f"{peer.name:28} ingest  {1e6 * rows / cpu:6.0f} k/s a core, {1e6 * rows / wall:.0f} by the clock; "
        f"{cpu / rows / own['ingest']['cpu_ns']:.1f}x{'' if peer.DURABLE else ' (in memory only; ours is durable)'}",
        flush=True,
    )


def measure(make, folder, queries, own):
    peer = make()
    try:
        print_load(peer, folder, own)
        print_walks(peer, compare(peer, queries))
        if getattr(peer, "ingest", None):
            print_ingest(peer, folder, own)
    finally:
        peer.close()


def read_queries(folder):
    queries = {}
    with open(folder / "queries.csv", newline="") as file:
        for row in csv.DictReader(file):
            query = {key: value if key == "kind" else int(value) for key, value in row.items()}
            queries.setdefault(query["kind"], []).append(query)
    return queries


def main():
    folder = pathlib.Path(sys.argv[1])
    own, queries = json.loads((folder / "ours.json").read_text()), read_queries(folder)
    ours.show(folder, own, queries)
    asked = sys.argv[2:]
    if not asked:
        return
    print(
        f"\n{'peer':28} {'from':7} {'n':>4} {'p50 ms':>9} {'p99 ms':>9} {'wall p50':>9} {'wall p99':>9} "
        f"{'ratio p50':>9} {'p99':>7} {'total':>7} {'by clock':>8}",
        flush=True,
    )
    for make in (make for name in asked for make in PEERS[name]):
        process = multiprocessing.get_context("fork").Process(target=measure, args=(make, folder, queries, own))
        process.start()
        process.join()
        if process.exitcode != 0:
            sys.exit(f"{make.name}: it ended with {process.exitcode}")
    print("all answers that were compared agree")


if __name__ == "__main__":
    main()
