#!/usr/bin/env bash
# `make bench`: our walks and the peers' over the same made-up transfers, in one run.
#
#   scripts/bench.sh [--part walks|signs|standing] [--transfers N] [--queries N] [--seed N] [--peers 'sqlite duckdb ...']
#
# `--part signs` measures signs of mules instead, against Snap ML; `--part standing` a standing table, which
# is compared with full traces on the first part of the stream.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
# Huge pages for whoever maps much memory, us and the peers (decision 0077).
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}
part=walks transfers=1000000 queries=100 seed=7 peers='sqlite duckdb postgres igraph' profile=--release

while [ $# -gt 0 ]; do
  case $1 in
  --part) part=$2 ;;
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
folder=$CARGO_TARGET_DIR/bench/$transfers-$seed

install() {
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$@"
}

case $part in
walks) ;;
signs)
  install snapml==1.17.2 numpy
  cargo run --quiet --locked "$profile" -p cordon-flow --example signs -- "$transfers" "$seed" "$folder-signs" 100000
  exec "$venv/bin/python" bench/gfp.py "$folder-signs"
  ;;
standing)
  cargo build --quiet --locked "$profile" -p cordon-flow --example standing
  for rule in taint-first haircut; do
    for minutes in 0 30; do
      echo "== $rule, reports after $minutes minutes"
      cargo run --quiet --locked "$profile" -p cordon-flow --example standing -- \
        "$transfers" "$seed" "$rule" "$minutes" "$((transfers < 200000 ? transfers : 200000))"
    done
  done
  exit
  ;;
*)
  echo "bench: there is no part \`$part\`; take walks, signs or standing" >&2
  exit 1
  ;;
esac

modules=()
case " $peers " in *' duckdb '*) modules+=(duckdb==2.0.1) ;; esac
case " $peers " in *' igraph '*) modules+=(igraph==1.0.0) ;; esac
case " $peers " in *' postgres '*) modules+=('psycopg[binary]==3.3.9') ;; esac
python=python3
if [ ${#modules[@]} -gt 0 ]; then
  install "${modules[@]}"
  python=$venv/bin/python
fi

cargo run --quiet --locked "$profile" -p cordon-flow --example bench -- "$transfers" "$queries" "$seed" "$folder"
# shellcheck disable=SC2086
"$python" bench/peers.py "$folder" $peers
