"""Databases: one recursive statement, or a statement a hop."""

import pathlib
import pwd
import shutil
import subprocess
import tempfile
import time

from walk import HOPS, Peer, batches, rows, walk

CTE = """
WITH RECURSIVE r(dst, t, id, amt, hop) AS (
  SELECT dst, t, id, amt, 1 FROM tr WHERE src = {account} AND t > {after} AND t <= {until}
  UNION
  SELECT e.dst, e.t, e.id, e.amt, r.hop + 1 FROM r JOIN tr e ON e.src = r.dst AND e.t > r.t AND e.t <= {until}
  WHERE r.hop < {hops})
SELECT count(*), coalesce(sum(amt), 0) FROM (SELECT DISTINCT id, amt FROM r) AS once
"""
COLUMNS = "src INTEGER, dst INTEGER, t BIGINT, amt BIGINT, id INTEGER"


class Recursive(Peer):
    def ask(self, account, after, until):
        return self.db.execute(CTE.format(account=account, after=after, until=until, hops=HOPS)).fetchone()

    def close(self):
        self.db.close()


class Sqlite(Recursive):
    name = "SQLite, recursive CTE"
    DURABLE = True
    TABLE = f"CREATE TABLE tr ({COLUMNS}, PRIMARY KEY (src, t, id)) WITHOUT ROWID"

    def __init__(self):
        import sqlite3

        self.connect = sqlite3.connect
        self.db = self.connect(":memory:")

    def load(self, folder):
        self.db.execute(self.TABLE)
        self.db.executemany("INSERT INTO tr VALUES (?, ?, ?, ?, ?)", rows(folder))
        self.db.execute("ANALYZE")

    def ingest(self, folder, count):
        path = folder / "live.sqlite"
        path.unlink(missing_ok=True)
        live = self.connect(path, isolation_level=None)
        live.execute("PRAGMA journal_mode = WAL")
        live.execute("PRAGMA synchronous = FULL")
        live.execute(self.TABLE)

        def add(batch):
            live.execute("BEGIN")
            live.executemany("INSERT INTO tr VALUES (?, ?, ?, ?, ?)", batch)
            live.execute("COMMIT")

        for batch in batches(folder, count):
            yield lambda batch=batch: add(batch)
        live.close()
        path.unlink()


class Duckdb(Recursive):
    name = "DuckDB, recursive CTE"

    def __init__(self):
        import duckdb

        self.db = duckdb.connect()
        self.db.execute("SET threads = 1")

    def load(self, folder):
        path = folder / "transfers.csv"
        self.db.execute(f"CREATE TABLE tr AS SELECT * FROM read_csv('{path}') ORDER BY src, t")


class Postgres(Recursive):
    """A server of its own in a folder of its own, with the covering index that suits the walk best."""

    name = "PostgreSQL, recursive CTE"
    DURABLE = True
    INDEX = "(src, t) INCLUDE (dst, amt, id)"

    def __init__(self):
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
        start = [*run, programs / "pg_ctl", "-D", self.data / "d", "-l", log, "-o", settings, "-w", "start"]
        subprocess.run(start, **quiet)
        self.db = psycopg.connect(host=str(self.data), user="postgres", dbname="postgres", autocommit=True)
        self.backend = pathlib.Path(f"/proc/{self.db.info.backend_pid}/schedstat")

    def load(self, folder):
        self.db.execute(f"CREATE UNLOGGED TABLE tr ({COLUMNS})")
        with self.db.cursor().copy("COPY tr FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write((folder / "transfers.csv").read_bytes())
        self.db.execute(f"CREATE INDEX ON tr {self.INDEX}")
        self.db.execute("VACUUM ANALYZE tr")

    def cpu(self):
        return time.process_time() + int(self.backend.read_text().split()[0]) / 1e9

    def memory(self):
        return self.db.execute("SELECT pg_total_relation_size('tr')").fetchone()[0]

    def ingest(self, folder, count):
        self.db.execute(f"CREATE TABLE live ({COLUMNS})")
        self.db.execute(f"CREATE INDEX ON live {self.INDEX}")
        text = ["".join(",".join(map(str, row)) + "\n" for row in batch) for batch in batches(folder, count)]

        def add(lines):
            with self.db.cursor().copy("COPY live FROM STDIN (FORMAT csv)") as copy:
                copy.write(lines)

        for lines in text:
            yield lambda lines=lines: add(lines)

    def close(self):
        self.db.close()
        subprocess.run(self.stop, check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(self.data, ignore_errors=True)


class PostgresHops(Postgres):
    name = "PostgreSQL, hop by hop"
    ingest = None

    def outgoing(self, probes):
        return self.db.execute(
            "SELECT e.dst, e.t, e.amt FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS f(a, lo, hi)"
            " CROSS JOIN LATERAL (SELECT dst, t, amt FROM tr WHERE src = f.a AND t > f.lo AND t <= f.hi) e",
            [list(column) for column in zip(*probes)],
        ).fetchall()

    def ask(self, account, after, until):
        return walk(self.outgoing, account, after, until)
