#!/usr/bin/env bash
# `make fuzz`: libFuzzer looks for bytes that break a parser, each target for some seconds, from its corpus in
# fuzz/corpus/. What breaks one is kept under fuzz/artifacts/; once mended, it moves to the corpus under a name
# that says what it was, and every run of the tests reads it again.
#
#   scripts/fuzz.sh [--seconds N] [--keep] [TARGET...]
#
# --keep adds what covers more to the corpora, minimised: small inputs only, for they are committed.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly BUILT=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
# Bytes of an input that is kept, and of one that is tried.
readonly KEPT_BYTES_MAX=1500
readonly TRIED_BYTES_MAX=6000
# An input of that size takes and holds no more.
readonly SECONDS_MAX=10
readonly MEMORY_MB_MAX=1024

seconds=60
keep=
targets=()
while [ $# -gt 0 ]; do
  case $1 in
  --seconds) seconds=$2 && shift ;;
  --keep) keep=1 ;;
  *) targets+=("$1") ;;
  esac
  shift
done
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd fuzz/fuzz_targets && ls ./*.rs | sed 's|^./||; s|\.rs$||')

command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
# No sanitizer: nothing here is unsafe, and so the stable compiler does.
cargo fuzz build --sanitizer none --fuzz-dir fuzz --target-dir "$BUILT"
readonly BIN=$BUILT/$(rustc -vV | sed -n 's/^host: //p')/release

failed=()
for target in "${targets[@]}"; do
  grown=$BUILT/grown/$target
  mkdir -p "$grown" "fuzz/artifacts/$target"
  limits=(-timeout="$SECONDS_MAX" -rss_limit_mb="$MEMORY_MB_MAX" -artifact_prefix="fuzz/artifacts/$target/")
  echo "== $target, $seconds s"
  if ! "$BIN/$target" "${limits[@]}" -max_len="$TRIED_BYTES_MAX" -max_total_time="$seconds" -print_final_stats=1 \
    "$grown" "fuzz/corpus/$target" >"$grown.log" 2>&1; then
    failed+=("$target")
    tail -n 30 "$grown.log"
  fi
  grep -E '^stat::(number_of_executed_units|peak_rss_mb)|cov: ' "$grown.log" | tail -n 3
  if [ -n "$keep" ]; then
    "$BIN/$target" "${limits[@]}" -max_len="$KEPT_BYTES_MAX" -merge=1 "fuzz/corpus/$target" "$grown" >>"$grown.log" 2>&1
  fi
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "broken: ${failed[*]}; the inputs are in fuzz/artifacts/"
  exit 1
fi
