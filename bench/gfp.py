"""The Graph Feature Preprocessor of Snap ML over the transfers of the example `signs`, against our figures.

gfp.py FOLDER [--seconds N]

Speed: one thread, batches of 2,048 as its makers feed it, windows of 24 hours, each set-up for N seconds of CPU
time at most; its first batches go over an empty graph, so a run that is cut short flatters it. Equality: one
transfer a batch, since only then its pattern features are those of the moment of each transfer: a row of a
batch also sees the rows after it. It keeps moments in 32 bits: in ms a stream of 30 days overflows them after 24.8
days, silently. So fans are compared in ms up to there, and speed is measured in seconds.
"""

import csv
import json
import sys
import time

import numpy
from snapml import GraphFeaturePreprocessor

DAY_S = 24 * 3600
MOMENTS = 2**31
BATCH = 2048
BINS = list(range(2, 31))
PATTERNS = ("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle")
# fan, degree, ratio, average, sum, variance
STATISTICS = [0, 1, 2, 3, 4, 8]


def preprocessor(patterns, bins, statistics, columns, day):
    chosen = {"num_threads": 1, "time_window": day, "vertex_stats": statistics, "vertex_stats_tw": day}
    chosen |= {"vertex_stats_cols": columns, "vertex_stats_feats": STATISTICS}
    for pattern in PATTERNS:
        chosen |= {pattern: pattern in patterns, f"{pattern}_tw": day, f"{pattern}_bins": bins}
    chosen |= {"lc-cycle_len": 6}
    made = GraphFeaturePreprocessor()
    made.set_params(chosen)
    return made


def transfers(path):
    with open(path, newline="", encoding="ascii") as file:
        rows = [(int(r["id"]), int(r["src"]), int(r["dst"]), int(r["t"]), int(r["amt"])) for r in csv.DictReader(file)]
    return numpy.array(rows, dtype=numpy.float64)


def speed(rows, patterns, seconds):
    """Transfers for each second of CPU time, and how many there were."""
    made = preprocessor(patterns, BINS, True, [4], DAY_S)
    done, began = 0, time.process_time()
    while done < len(rows) and time.process_time() - began < seconds:
        batch = rows[done : done + BATCH]
        made.transform(batch)
        done += len(batch)
    return done / (time.process_time() - began), done


def compare(rows, fans):
    """Our fans and degrees against its, after each transfer; ends at the first that differs. How many."""
    # Every count has a bin of its own.
    width = max(max(ours) for ours in fans)
    made = preprocessor(("fan", "degree"), list(range(1, width + 1)), False, [], DAY_S * 1000)
    rows = rows[: numpy.searchsorted(rows[:, 3], MOMENTS)]
    for row, ours in zip(rows, fans):
        found = made.transform(row[None, :])[0, 5:]
        theirs = [int(found[at * width : (at + 1) * width].argmax()) + 1 for at in range(4)]
        # Each is one pattern of its size; one transfer alone is none.
        if theirs != ours or found.sum() != sum(count > 1 for count in ours):
            sys.exit(f"gfp: transfer {int(row[0])}: it says {theirs}, we say {ours}")
    return min(len(rows), len(fans))


def main():
    folder = sys.argv[1]
    seconds = float(sys.argv[sys.argv.index("--seconds") + 1]) if "--seconds" in sys.argv else 60.0
    rows = transfers(f"{folder}/transfers.csv")
    with open(f"{folder}/signs.json", encoding="ascii") as file:
        ours = json.load(file)
    with open(f"{folder}/fans.csv", newline="", encoding="ascii") as file:
        fans = [[int(row[key]) for key in ("fan_in", "fan_out", "degree_in", "degree_out")] for row in csv.DictReader(file)]
    compared = compare(rows, fans)
    print(f"fan and degree, in and out, are the same after each of {compared:,} transfers")
    rows[:, 3] //= 1000
    print(f"{'signs at ingest':<44}{'ours /s':>12}{'GFP /s':>12}{'ratio':>9}{'n':>12}")
    # Its vertex statistics hold a vertex's fan and degree as numbers too; its patterns tell them by transfer.
    jobs = (
        ("vertex statistics", (), "counts_per_s"),
        ("fan, degree, statistics", ("fan", "degree"), "counts_per_s"),
        ("all patterns", PATTERNS, "all_per_s"),
    )
    for name, patterns, key in jobs:
        theirs, done = speed(rows, patterns, seconds)
        print(f"{name:<44}{ours[key]:>12,.0f}{theirs:>12,.0f}{ours[key] / theirs:>8.1f}x{done:>12,}")


if __name__ == "__main__":
    main()
