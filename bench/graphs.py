"""Graph libraries. Their adjacency is their own; the walk is Python's, as a user of them writes it."""

import contextlib
import os

from walk import Peer, batches, rows, walk


@contextlib.contextmanager
def no_progress():
    """Without the bar that a library draws on the standard error; what goes wrong is still raised."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class Walked(Peer):
    def outgoing(self, probes):
        raise NotImplementedError

    def ask(self, account, after, until):
        return walk(self.outgoing, account, after, until)


class Igraph(Walked):
    """Adds edges only by building its index anew, so it is not asked to ingest."""

    name = "igraph, loop"

    def load(self, folder):
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


class Networkx(Walked):
    """A DiGraph whose edge has all transfers between two accounts, in the order of time: loads in the time of a
    MultiDiGraph, takes less memory, and is walked faster."""

    name = "networkx, loop"
    DURABLE = False

    def __init__(self):
        import networkx

        self.graph = networkx.DiGraph()

    def add(self, some):
        for src, dst, t, amt, _ in some:
            if self.graph.has_edge(src, dst):
                self.graph[src][dst]["paid"].append((t, amt))
            else:
                self.graph.add_edge(src, dst, paid=[(t, amt)])

    def load(self, folder):
        self.add(rows(folder))

    def outgoing(self, probes):
        for account, after, until in probes:
            for _, dst, paid in self.graph.out_edges(account, data="paid"):
                for t, amt in paid:
                    if after < t <= until:
                        yield dst, t, amt

    def ingest(self, folder, count):
        empty = Networkx()
        for batch in batches(folder, count):
            yield lambda batch=batch: empty.add(batch)


class Raphtory(Walked):
    """Its own window on an account's edges, each told apart by its moments. What it has for this job itself,
    `temporally_reachable_nodes`, knows no transfers and no amounts, and its `max_hops` counts rounds of its
    scheduler, in one of which money goes on over several transfers; so its answers are not ours."""

    name = "Raphtory, window, loop"
    DURABLE = False

    def __init__(self):
        import raphtory

        self.graph = raphtory.Graph()

    def load(self, folder):
        path = str(folder / "transfers.csv")
        with no_progress():
            self.graph.load_edges(path, time="t", src="src", dst="dst", properties=["amt"])

    def outgoing(self, probes):
        for account, after, until in probes:
            window = self.graph.node(account).window(after + 1, until + 1)
            for edge in window.out_edges.explode():
                yield edge.dst.id, edge.time.t, edge.properties["amt"]

    def ingest(self, folder, count):
        empty = Raphtory().graph

        def add(batch):
            for src, dst, t, amt, _ in batch:
                empty.add_edge(t, src, dst, {"amt": amt})

        for batch in batches(folder, count):
            yield lambda batch=batch: add(batch)
