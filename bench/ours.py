"""Our own figures, as the `bench` example wrote them."""

import csv


def at(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def show(folder, own, queries):
    for probe in own["probes"]:
        print(
            f"probe, {probe['mib']} MiB ({probe['huge_mib']} in huge pages): a load that waits for the one before it "
            f"{probe['dependent_ns']:.0f} ns, one that does not {probe['independent_ns']:.1f} ns, read from end to end "
            f"{probe['gb_per_s']:.1f} GB/s"
        )
    load, ingest = own["load"], own["ingest"]
    print(
        f"{own['transfers']:,} transfers; loaded {1e3 / load['cpu_ns']:.1f} M/s a core ({1e3 / load['wall_ns']:.1f} by the "
        f"clock); {own['bytes_of_reach']} B each for reach, {own['bytes']} B for all rules and the way back; "
        f"resident {own['resident_mib']:,} MiB with the stream itself, {own['huge_mib']:,} of it in huge pages, "
        f"{own['resident_mib_max']:,} at most"
    )
    print(
        f"durable batches of 1,000, found at once: {1e6 / ingest['cpu_ns']:.0f} k/s a core ({1e6 / ingest['wall_ns']:.0f} k/s "
        f"by the clock), {1e6 / ingest['own_ns']:.0f} k/s of the thread that appends; a commit {commits(ingest['commit_us'])}, "
        f"of it CPU {commits(ingest['commit_cpu_us'])}; {ingest['waits']} waited for a tail to be sealed; opened again at {1e3 / ingest['open_ns']:.0f} M/s"
    )
    show_live(own["live"])
    show_rules(folder)
    show_reach(queries)


def commits(took):
    p50, p99, slowest = (us / 1e3 for us in took)
    return f"p50 {p50:.2f} ms, p99 {p99:.2f}, slowest {slowest:.1f}"


def show_live(live):
    homes = {"folder": "durable folder", "memory": "archive in memory"}
    told = (("from asking to answer", "whole_us"), ("with a core free", "free_us"), ("CPU", "cpu_us"))
    for row in live:
        quiet, busy = row["quiet"], row["busy"]
        parts = (
            f"{name} p50 {quiet[key][0]:,.0f} > {busy[key][0]:,.0f} us ({busy[key][0] / quiet[key][0]:.2f}x), "
            f"p99 {quiet[key][1]:,.0f} > {busy[key][1]:,.0f} us ({busy[key][1] / quiet[key][1]:.2f}x)"
            for name, key in told
        )
        print(
            f"{row['kind']}, idle > ingesting {row['rate'] / 1e3:.0f} k/s, {homes[row['home']]}: {'; '.join(parts)}; a "
            f"snapshot p99 {quiet['found_us'][1]:.1f} > {busy['found_us'][1]:.1f} us; a commit "
            f"{commits(row['commit_us'])}; n {busy['n']}"
        )


def show_rules(folder):
    """Nobody else has these rules; the tracer's answers were compared where they were made."""
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


def show_reach(queries):
    for kind, some in queries.items():
        cpu, wall = ([query[clock] / 1e6 for query in some] for clock in ("cpu_ns", "wall_ns"))
        edges = [query["edges"] for query in some]
        print(
            f"Cordon, reach, {kind}: p50 {at(cpu, 0.5):.3f} ms, p99 {at(cpu, 0.99):.2f} ms (by the clock {at(wall, 0.5):.3f}, "
            f"{at(wall, 0.99):.2f}), {sum(cpu) * 1e6 / max(1, sum(edges)):.0f} ns an edge; "
            f"edges p50 {at(edges, 0.5):,}, p99 {at(edges, 0.99):,}; n {len(some)}"
        )
