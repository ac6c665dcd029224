"""The peers of `make bench`: the same walks over the same transfers in databases and graph libraries.

    peers.py FOLDER [PEER...]      FOLDER as the `bench` example wrote it; peers: sqlite duckdb postgres igraph

Every answer (number of edges, sum of amounts) is compared with ours; one that differs ends the run with 1.
Times are CPU time, of the client and of the server's backend together; ours are in FOLDER/queries.csv.
"""

import csv
import itertools
import json
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile
import time

HOPS = 6
# So many rows are appended by PostgreSQL, batch by batch.
INGESTED = 200_000
# What one peer may take; the queries that were done by then count.
SECONDS_MAX = 90

CTE = """
WITH RECURSIVE r(dst, t, id, amt, hop) AS (
  SELECT dst, t, id, amt, 1 FROM tr WHERE src = {account} AND t > {after} AND t <= {until}
  UNION
  SELECT e.dst, e.t, e.id, e.amt, r.hop + 1 FROM r JOIN tr e ON e.src = r.dst AND e.t > r.t AND e.t <= {until}
  WHERE r.hop < {hops})
SELECT count(*), coalesce(sum(amt), 0) FROM (SELECT DISTINCT id, amt FROM r) AS once
"""
COLUMNS = "src INTEGER, dst INTEGER, t BIGINT, amt BIGINT, id INTEGER"


def rows(folder):
    with open(folder / "transfers.csv", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from (tuple(map(int, row)) for row in reader)


def walk(outgoing, account, after, until):
    """Hop by hop: each hop asks for what lies between an account's new arrival and the one before it."""
    arrived, opened = {account: after}, {}
    edges, amount, frontier = 0, 0, {account}
    for _ in range(HOPS):
        probes = [(a, arrived[a], min(opened.get(a, until), until)) for a in frontier]
        opened.update((a, arrived[a]) for a in frontier)
        frontier, new = set(), {}
        for dst, t, amt in outgoing(probes):
            edges += 1
            amount += amt
            new[dst] = min(new.get(dst, t), t)
        for dst, t in new.items():
            if t < arrived.get(dst, until + 1):
                arrived[dst] = t
                frontier.add(dst)
        if not frontier:
            break
    return edges, amount


class Sqlite:
    name = "SQLite, recursive CTE"

    def __init__(self, folder):
        import sqlite3

        self.db = sqlite3.connect(":memory:")
        self.db.execute(f"CREATE TABLE tr ({COLUMNS}, PRIMARY KEY (src, t, id)) WITHOUT ROWID")
        self.db.executemany("INSERT INTO tr VALUES (?, ?, ?, ?, ?)", rows(folder))
        self.db.execute("ANALYZE")

    def ask(self, account, after, until):
        return self.db.execute(CTE.format(account=account, after=after, until=until, hops=HOPS)).fetchone()

    cpu = staticmethod(time.process_time)

    def close(self):
        self.db.close()


class Duckdb(Sqlite):
    name = "DuckDB, recursive CTE"

    def __init__(self, folder):
        import duckdb

        self.db = duckdb.connect()
        self.db.execute("SET threads = 1")
        path = folder / "transfers.csv"
        self.db.execute(f"CREATE TABLE tr AS SELECT * FROM read_csv('{path}') ORDER BY src, t")


class Igraph:
    """Adjacency in igraph's own lists; the walk is Python's, as a user of it writes it."""

    name = "igraph, loop"

    def __init__(self, folder):
        import igraph

        all_rows = list(rows(folder))
        size = max(max(row[0], row[1]) for row in all_rows) + 1
        self.graph = igraph.Graph(n=size, edges=[row[:2] for row in all_rows], directed=True)
        self.of_edge = [row[1:4] for row in all_rows]

    def outgoing(self, probes):
        for account, after, until in probes:
            for edge in self.graph.incident(account, mode="out"):
                dst, t, amt = self.of_edge[edge]
                if after < t <= until:
                    yield dst, t, amt

    def ask(self, account, after, until):
        return walk(self.outgoing, account, after, until)

    cpu = staticmethod(time.process_time)

    def close(self):
        pass


class Postgres:
    """A server of its own in a folder of its own, with the covering index that suits the walk best."""

    name = "PostgreSQL, recursive CTE"

    def __init__(self, folder):
        import psycopg

        programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="cordon-bench-"))
        user = pwd.getpwnam("postgres")
        shutil.chown(self.data, user.pw_uid, user.pw_gid)
        run = ["runuser", "-u", "postgres", "--"]
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([*run, programs / "initdb", "-D", self.data / "d", "-A", "trust", "--no-sync"], **quiet)
        settings = f"-c shared_buffers=2GB -c work_mem=256MB -c jit=off -c listen_addresses='' -k {self.data}"
        self.stop = [*run, programs / "pg_ctl", "-D", self.data / "d", "-m", "immediate", "stop"]
        log = self.data / "log"
        subprocess.run([*run, programs / "pg_ctl", "-D", self.data / "d", "-l", log, "-o", settings, "-w", "start"], **quiet)
        self.db = psycopg.connect(host=str(self.data), user="postgres", dbname="postgres", autocommit=True)
        self.db.execute(f"CREATE UNLOGGED TABLE tr ({COLUMNS})")
        with self.db.cursor().copy("COPY tr FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write((folder / "transfers.csv").read_bytes())
        self.db.execute("CREATE INDEX ON tr (src, t) INCLUDE (dst, amt, id)")
        self.db.execute("VACUUM ANALYZE tr")
        self.backend = pathlib.Path(f"/proc/{self.db.info.backend_pid}/schedstat")

    def cpu(self):
        return time.process_time() + int(self.backend.read_text().split()[0]) / 1e9

    def ask(self, account, after, until):
        return self.db.execute(CTE.format(account=account, after=after, until=until, hops=HOPS)).fetchone()

    def ingest(self, folder, count):
        """CPU time a row of durable batches of 1,000, each a COPY into the indexed table."""
        self.db.execute(f"CREATE TABLE live ({COLUMNS})")
        self.db.execute("CREATE INDEX ON live (src, t) INCLUDE (dst, amt, id)")
        with open(folder / "transfers.csv", "rb") as file:
            next(file)
            lines = list(itertools.islice(file, count))
        before = self.cpu()
        for at in range(0, len(lines), 1000):
            with self.db.cursor().copy("COPY live FROM STDIN (FORMAT csv)") as copy:
                copy.write(b"".join(lines[at : at + 1000]))
        return (self.cpu() - before) * 1e9 / len(lines)

    def close(self):
        self.db.close()
        subprocess.run(self.stop, check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(self.data, ignore_errors=True)


class PostgresHops(Postgres):
    name = "PostgreSQL, hop by hop"

    def outgoing(self, probes):
        return self.db.execute(
            "SELECT e.dst, e.t, e.amt FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS f(a, lo, hi)"
            " CROSS JOIN LATERAL (SELECT dst, t, amt FROM tr WHERE src = f.a AND t > f.lo AND t <= f.hi) e",
            [list(column) for column in zip(*probes)],
        ).fetchall()

    def ask(self, account, after, until):
        return walk(self.outgoing, account, after, until)


PEERS = {"sqlite": [Sqlite], "duckdb": [Duckdb], "igraph": [Igraph], "postgres": [Postgres, PostgresHops]}


def compare(peer, queries):
    """Each query's time and ours, in ms, by kind; queries of both kinds by turns until the time is over."""
    times, began = {}, time.monotonic()
    turns = [query for pair in zip(*queries.values()) for query in pair]
    for query in turns:
        before = peer.cpu()
        edges, amount = peer.ask(query["account"], query["t0"], query["until"])
        took = (peer.cpu() - before) * 1e3
        if (edges, int(amount)) != (query["edges"], query["amount"]):
            sys.exit(f"{peer.name} found {edges} edges, {amount} in all; we found {query}")
        times.setdefault(query["kind"], []).append((took, query["cpu_ns"] / 1e6))
        if time.monotonic() - began > SECONDS_MAX:
            break
    return times


def at(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def print_rules(folder):
    """Ours alone: nobody else has these rules; the tracer's answers were compared where they were made."""
    found = {}
    with open(folder / "rules.csv", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["rule"], row["floor"]), []).append(row)
    for (rule, floor), rows in found.items():
        column = lambda name: [int(row[name]) for row in rows]  # noqa: E731
        took, whole, edges = column("cpu_ns"), column("whole_ns"), column("edges")
        print(
            f"Cordon, {rule}, floor {int(floor) / 100:.2f}: p50 {at(took, 0.5) / 1e3:.0f} us, p99 {at(took, 0.99) / 1e3:.0f} us, "
            f"{sum(took) / max(1, sum(edges)):.0f} ns an edge; in order, with balances {at(whole, 0.5) / 1e3:.0f} us, "
            f"{at(whole, 0.99) / 1e3:.0f} us; edges p50 {at(edges, 0.5):,}, p99 {at(edges, 0.99):,}"
        )


def main():
    folder = pathlib.Path(sys.argv[1])
    asked = sys.argv[2:] or list(PEERS)
    ours = json.loads((folder / "ours.json").read_text())
    queries = {}
    with open(folder / "queries.csv", newline="") as file:
        for row in csv.DictReader(file):
            query = {key: value if key == "kind" else int(value) for key, value in row.items()}
            queries.setdefault(query["kind"], []).append(query)
    print(
        f"{ours['transfers']:,} transfers; loaded {ours['load_per_s'] / 1e6:.1f} M/s; "
        f"{ours['bytes_of_reach']} B each for reach, {ours['bytes']} B for all rules and the way back"
    )
    ingest = ours["ingest"]
    print(
        f"durable batches of 1,000, found at once: {1e6 / ingest['cpu_ns']:.0f} k/s a core ({1e6 / ingest['wall_ns']:.0f} k/s "
        f"by the clock), commit p50 {ingest['commit_us'] / 1e3:.1f} ms, slowest {ingest['slowest_us'] / 1e3:.0f} ms; "
        f"opened again at {1e3 / ingest['open_ns']:.0f} M/s"
    )
    print_rules(folder)
    for kind, some in queries.items():
        own = [query["cpu_ns"] / 1e6 for query in some]
        edges = [query["edges"] for query in some]
        per_edge = sum(own) * 1e6 / max(1, sum(edges))
        print(
            f"Cordon, {kind}: p50 {at(own, 0.5):.3f} ms, p99 {at(own, 0.99):.2f} ms, {per_edge:.0f} ns an edge; "
            f"edges p50 {at(edges, 0.5):,}, p99 {at(edges, 0.99):,}; n {len(own)}"
        )
    print(f"\n{'peer':28} {'from':7} {'n':>4} {'p50 ms':>9} {'p99 ms':>9} {'ratio p50':>10} {'p99':>7} {'total':>7}")
    for make in (make for name in asked for make in PEERS[name]):
        peer = make(folder)
        try:
            for kind, times in compare(peer, queries).items():
                theirs, own = [pair[0] for pair in times], [pair[1] for pair in times]
                ratios = (at(theirs, q) / at(own, q) for q in (0.5, 0.99))
                total = sum(theirs) / sum(own)
                print(
                    f"{peer.name:28} {kind:7} {len(times):4} {at(theirs, 0.5):9.2f} {at(theirs, 0.99):9.1f} "
                    f"{next(ratios):9.0f}x {next(ratios):6.0f}x {total:6.0f}x",
                    flush=True,
                )
            if make is Postgres:
                each = peer.ingest(folder, INGESTED)
                ratio = each / ingest["cpu_ns"]
                print(f"PostgreSQL, COPY of 1,000 into the indexed table: {1e6 / each:.0f} k/s a core, {ratio:.1f}x", flush=True)
        finally:
            peer.close()
    print(f"all {sum(len(some) for some in queries.values())} answers that were compared agree")


main()
