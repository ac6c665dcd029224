#!/usr/bin/env bash
# `make test`: every check there is, in order, each one timed. All steps run, also after one failed;
# a step whose script is missing fails. Ends with 0 when nothing failed.
#
# Each step's whole output is kept under target/test-steps. What it counted is read from its output
# (`counts` below); a step that counts nothing is one check.
set -uo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TERM_COLOR=never
# The tests talk to servers on this machine, whatever proxy the surroundings name.
export no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost

# The binary that all scripts drive; built once, with the tests.
export CORDON=$CARGO_TARGET_DIR/debug/cordon
readonly LOGS=$CARGO_TARGET_DIR/test-steps
# A step that hangs is a failed step.
readonly STEP_SECONDS_MAX=2400
# Cold, on two cores (decision 0016): minutes by group.
readonly -A BUDGET=([tools]=6 [build]=15 [clippy]=5 [tests]=14)
readonly GROUPS_IN_ORDER=(tools build clippy tests)

declare -A used
rows=()
passed_all=0
failed_all=0

# counts FILE: prints "PASSED FAILED" as summed from the result lines of cargo, unittest, vitest and our scripts.
counts() {
  awk '
    /^test result: /            { for (i = 1; i < NF; i++) { if ($(i + 1) ~ /^passed/) p += $i; if ($(i + 1) ~ /^failed/) f += $i } }
    /^Ran [0-9]+ tests? in /    { ran += $2 }
    /^FAILED \((failures|errors)=/ { n = $0; while (match(n, /(failures|errors)=[0-9]+/)) { split(substr(n, RSTART, RLENGTH), kv, "="); bad += kv[2]; n = substr(n, RSTART + RLENGTH) } }
    /^[0-9]+ verdicts, [0-9]+ surprises$/ { p += $1 - $3; f += $3 }
    /^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 }
    /^ +Tests  /               { for (i = 2; i < NF; i++) { if ($(i + 1) ~ /^passed/) p += $i; if ($(i + 1) ~ /^failed/) f += $i } }
    END { print p + ran - bad, f + bad }' "$1"
}

# step GROUP NAME COMMAND...
step() {
  local group=$1 name=$2 log started seconds status passed failed
  shift 2
  log=$LOGS/$(printf '%02d' ${#rows[@]})-$(tr -cs '[:alnum:]' - <<<"${name,,}" | sed 's/-$//').log
  printf '\n== %s\n' "$name"
  started=$EPOCHSECONDS
  timeout --kill-after=30 "$STEP_SECONDS_MAX" "$@" </dev/null 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  seconds=$((EPOCHSECONDS - started))
  read -r passed failed < <(counts "$log")
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
  elif [ "$status" -eq 0 ] && [ $((passed + failed)) -eq 0 ]; then
    passed=1
  fi
  [ "$status" -ne 0 ] && echo "== $name: exit code $status; its output is in $log"
  used[$group]=$((${used[$group]:-0} + seconds))
  passed_all=$((passed_all + passed))
  failed_all=$((failed_all + failed))
  rows+=("$(printf '%-34s %-7s %6d s %6d passed %5d failed' "$name" "$group" "$seconds" "$passed" "$failed")")
}

# Says the table; `make test` ends with its last line.
report() {
  local row group
  printf '\nstep                               group     time\n'
  printf '%s\n' "${rows[@]}"
  printf '\nbudget, cold on two cores\n'
  for group in "${GROUPS_IN_ORDER[@]}"; do
    printf '%-8s %5.1f of %2d min\n' "$group" "$(awk "BEGIN { print ${used[$group]:-0} / 60 }")" "${BUDGET[$group]}"
  done
  printf '%d passed, %d failed\n' "$passed_all" "$failed_all"
}

mkdir -p "$LOGS"
rm -f "$LOGS"/*.log

step tools "set up" scripts/setup.sh test
if [ "$failed_all" -gt 0 ]; then
  report
  exit 1
fi
step tests "format" cargo fmt --all --check
step build "build the workbench" scripts/workbench.sh build
step clippy "clippy" cargo clippy --locked --workspace --all-targets -- -D warnings
step build "build the tests and the binary" cargo test --locked --workspace --no-run
# Among them: the second reading against the binary (interop.rs), killed and restarted while money moves on (kill/;
# KILLS=200 for the long form), a whole town from outside.
step tests "tests of the workspace" cargo test --locked --workspace --no-fail-fast
step tests "the desk's stories, on PostgreSQL" scripts/desk-on-postgres.sh
step tests "the journal, by other verifiers" verify/check.sh crates/journal/golden
step tests "interop: the second reading" python3 -m unittest discover -s interop
step tests "the API, by its description" tests/api/schemathesis.sh
step tests "the workbench, its parts" scripts/workbench.sh check
step tests "the workbench, in Chromium" scripts/workbench.sh journeys
step tests "the workbench, how it looks" scripts/workbench.sh looks
step tests "walks, found by SQLite too" scripts/bench.sh --transfers 30000 --queries 40 --peers sqlite --profile dev
step tests "the demo, once" "$CORDON" demo --once
step tests "the demo on PostgreSQL, once" "$CORDON" demo --once --store postgres
report
[ "$failed_all" -eq 0 ]
