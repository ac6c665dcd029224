"""What the peers share: the transfers, the walk hop by hop, and what a peer says of itself."""

import csv
import itertools
import pathlib
import time

HOPS = 6
BATCH = 1000


def rows(folder, count=None):
    """src, dst, t, amt, id of each transfer, or of the first so many."""
    with open(folder / "transfers.csv", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from (tuple(map(int, row)) for row in itertools.islice(reader, count))


def batches(folder, count):
    some = list(rows(folder, count))
    return [some[at : at + BATCH] for at in range(0, len(some), BATCH)]


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


def resident():
    """What this process has in memory, in bytes."""
    status = pathlib.Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


class Peer:
    """A system that is asked for walks. `ingest`, where it has one, appends batches of a thousand that can be
    asked for at once; `DURABLE` says whether each is on the disk by then."""

    name = ""
    DURABLE = None

    def load(self, folder):
        raise NotImplementedError

    def ask(self, account, after, until):
        """The number of transfers, and the sum of their amounts."""
        raise NotImplementedError

    def cpu(self):
        return time.process_time()

    def memory(self):
        """Bytes that hold what was loaded, where it is not this process that does."""
        return None

    def close(self):
        pass
