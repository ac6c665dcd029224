#!/usr/bin/env bash
# Runs the desk's tests on a real PostgreSQL, with the binaries that the whole workspace's tests were built
# as: `cargo test -p cordon-desk` alone would choose other features and build Cedar a second time.
set -eu -o pipefail
cd "$(dirname "$0")/.."

binaries=$(cargo test --locked --workspace --no-run --message-format=json 2>/dev/null | python3 -c '
import json, sys
for line in sys.stdin:
    made = json.loads(line)
    if made.get("executable") and made["profile"]["test"] and "/crates/desk/" in made["manifest_path"]:
        print(made["executable"])')
[ -n "$binaries" ] || { echo "the tests of the desk are not there; run \`cargo test --workspace --no-run\` to see why" >&2; exit 1; }

cd crates/desk
failed=0
for binary in $binaries; do
  echo "     Running $(basename "$binary")"
  CORDON_STORE=postgres "$binary" || failed=1
done
exit "$failed"
