#!/usr/bin/env bash
# Runs the desk's tests on a real PostgreSQL, as the program that the whole workspace's tests were built as:
# `cargo test -p cordon-desk` alone would choose other features and build Cedar a second time.
set -eu -o pipefail
cd "$(dirname "$0")/.."

program=$(cargo test --locked --workspace --no-run --message-format=json 2>/dev/null | python3 -c '
import json, sys
for line in sys.stdin:
    made = json.loads(line)
    if made.get("executable") and made["target"]["name"] == "desk" and made["profile"]["test"]:
        print(made["executable"])')
[ -x "$program" ] || { echo "the tests of the desk are not there; run \`cargo test --workspace --no-run\` to see why" >&2; exit 1; }

cd crates/desk
CORDON_STORE=postgres exec "$program"
