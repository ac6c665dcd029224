#!/usr/bin/env bash
# `make bench`: our walks and the peers' over the same made-up transfers, in one run.
#
#   scripts/bench.sh [--part walks|signs|standing|counts|rules|text|streams] [--transfers N] [--queries N] [--seed N] [--peers 'sqlite duckdb ...']
#
# `--part signs` measures signs of mules instead, against Snap ML; `--part standing` a standing table, which
# is compared with full traces on the first part of the stream; `--part counts` how many instructions the kernels take, over one small
# stream, whatever else is asked; `--part rules` rules over facts, against the ZEN engine; `--part text` what reads texts, against scikit-learn and fastText; `--part streams` many who watch one centre. Without `--peers` those are asked that bear
# so many transfers; `--peers none` asks none.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
# Huge pages for whoever maps much memory, us and the peers (decision 0077).
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}
part=walks transfers=1000000 queries=100 seed=7 peers=default profile=release

while [ $# -gt 0 ]; do
  case $1 in
  --part) part=$2 ;;
  --transfers) transfers=$2 ;;
  --queries) queries=$2 ;;
  --seed) seed=$2 ;;
  --peers) peers=$2 ;;
  --profile) profile=$2 ;;
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

# build EXAMPLE [CRATE]: sets `program`.
build() {
  cargo build --quiet --locked --profile "$profile" -p "${2:-cordon-flow}" --example "$1"
  program=$CARGO_TARGET_DIR/${profile/#dev/debug}/examples/$1
}

# A peer is asked at the sizes that it bears.
default_peers() {
  if [ "$transfers" -le 2000000 ]; then
    echo 'sqlite duckdb postgres igraph networkx raphtory'
  elif [ "$transfers" -le 20000000 ]; then
    echo 'sqlite duckdb postgres igraph'
  fi
}

walks() {
  local modules=() python=python3
  [ "$peers" != default ] || peers=$(default_peers)
  [ "$peers" != none ] || peers=
  case " $peers " in *' duckdb '*) modules+=(duckdb==2.0.1) ;; esac
  case " $peers " in *' igraph '*) modules+=(igraph==1.0.0) ;; esac
  case " $peers " in *' networkx '*) modules+=(networkx==3.6.1) ;; esac
  case " $peers " in *' raphtory '*) modules+=(raphtory==0.17.0) ;; esac
  case " $peers " in *' postgres '*) modules+=('psycopg[binary]==3.3.9') ;; esac
  if [ ${#modules[@]} -gt 0 ]; then
    install "${modules[@]}"
    python=$venv/bin/python
  fi
  build bench
  "$program" "$transfers" "$queries" "$seed" "$folder" ${peers:+peers}
  # shellcheck disable=SC2086
  "$python" bench/peers.py "$folder" $peers
}

signs() {
  install snapml==1.17.2 numpy
  build signs
  "$program" "$transfers" "$seed" "$folder-signs" 100000
  "$venv/bin/python" bench/gfp.py "$folder-signs"
}

standing() {
  build standing
  for rule in taint-first haircut; do
    for minutes in 0 30; do
      echo "== $rule, reports after $minutes minutes"
      "$program" "$transfers" "$seed" "$rule" "$minutes" "$((transfers < 200000 ? transfers : 200000))"
    done
  done
}

# Valgrind says what it collected between entering and leaving a function of that name.
counts() {
  local kernel result count unit collected said=$CARGO_TARGET_DIR/bench/counts.txt
  scripts/setup.sh valgrind
  build counts
  mkdir -p "${said%/*}"
  for kernel in reach haircut fifo load append seal standing signs; do
    result=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
      --toggle-collect="*counted_$kernel*" --log-file="$said" "$program" "$kernel")
    read -r count unit <<<"$result"
    collected=$(sed -n 's/.*Collected : //p' "$said")
    [ "${collected:-0}" -gt 0 ] || {
      echo "bench: nothing was counted of $kernel; see $said" >&2
      exit 1
    }
    printf '%-9s %8d instructions a%s %s; n %d\n' "$kernel" $((collected / count)) \
      "$([ "$unit" = edge ] && echo n)" "$unit" "$count"
  done
}

# Of its own corpus: nothing else is needed, and nothing is fetched but the peers.
text() {
  local speed
  install scikit-learn==1.9.1 fasttext-wheel==0.9.2 numpy
  build speed cordon-sift
  speed=$program
  build lab cordon-sift
  "$venv/bin/python" bench/texts.py corpus "$CARGO_TARGET_DIR/bench/text" "$speed" "$program"
}

# A workspace of its own: the peer and all it needs are built for whoever compares.
rules() {
  local built=$CARGO_TARGET_DIR/bench/rules
  cargo build --quiet --locked --release --manifest-path bench/rules/Cargo.toml --target-dir "$built"
  "$built/release/cordon-bench-rules" 2000 15 "$seed"
}

# Only ours: how late each of five hundred hears of an act, and what it costs.
streams() {
  local town=$CARGO_TARGET_DIR/bench/town
  rm -rf "$town"
  scripts/workbench.sh build
  cargo build --quiet --locked --profile "$profile" -p cordon-server --bin cordon
  python3 bench/streams.py "$CARGO_TARGET_DIR/${profile/#dev/debug}/cordon" "$town"
}

case $part in
walks | signs | standing | counts | rules | text | streams) "$part" ;;
*)
  echo "bench: there is no part \`$part\`; take walks, signs, standing, counts, rules, text or streams" >&2
  exit 1
  ;;
esac
