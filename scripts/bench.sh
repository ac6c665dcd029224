#!/usr/bin/env bash
# `make bench`: our walks and the peers' over the same made-up transfers, in one run.
#
#   scripts/bench.sh [--transfers N] [--queries N] [--seed N] [--peers 'sqlite duckdb ...']
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
# Huge pages for whoever maps much memory, us and the peers (decision 0077).
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}
transfers=1000000 queries=100 seed=7 peers='sqlite duckdb postgres igraph' profile=--release

while [ $# -gt 0 ]; do
  case $1 in
  --transfers) transfers=$2 ;;
  --queries) queries=$2 ;;
  --seed) seed=$2 ;;
  --peers) peers=$2 ;;
  --profile) profile="--profile=$2" ;;
  *)
    echo "bench: \`$1\` is not known; see the head of scripts/bench.sh" >&2
    exit 1
    ;;
  esac
  shift 2
done

venv=$CARGO_TARGET_DIR/venv/bench
modules=()
case " $peers " in *' duckdb '*) modules+=(duckdb==2.0.1) ;; esac
case " $peers " in *' igraph '*) modules+=(igraph==1.0.0) ;; esac
case " $peers " in *' postgres '*) modules+=('psycopg[binary]==3.3.9') ;; esac
python=python3
if [ ${#modules[@]} -gt 0 ]; then
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${modules[@]}"
  python=$venv/bin/python
fi

folder=$CARGO_TARGET_DIR/bench/$transfers-$seed
cargo run --quiet --locked "$profile" -p cordon-flow --example bench -- "$transfers" "$queries" "$seed" "$folder"
# shellcheck disable=SC2086
"$python" bench/peers.py "$folder" $peers
