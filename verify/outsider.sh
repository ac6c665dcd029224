#!/usr/bin/env bash
# What somebody who does not trust the centre does from outside, while it works: takes three
# checkpoints of different sizes, and lets two programs that share no code with the centre check that
# each continues the one before, and that entries drawn by lot stand in the log. Ends with 0 when
# both agree, 1 when something is bad, 2 when it was called wrongly or could not look.
#
#   verify/outsider.sh https://centre.example/log VKEY
#
# VKEY is the log's verification key or a file with it, got elsewhere than from the log. Acts must
# happen meanwhile; set in the environment:
#   CORDON_TOKEN       a member's key, where entries are for members only
#   OUTSIDER_WAIT_S    how long to wait for the log to grow each time (120)
#   OUTSIDER_ACTS      entries drawn by lot (50; all, where there are fewer)
#   OUTSIDER_GROWTH    entries by which each checkpoint is to be larger than the one before (1)
#   OUTSIDER_KEEP      a folder to put the checkpoints into, for another day
set -uo pipefail

base=${1:?usage: outsider.sh LOG_ADDRESS VKEY}
base=${base%/}
vkey=${2:?usage: outsider.sh LOG_ADDRESS VKEY}
wait_s=${OUTSIDER_WAIT_S:-120}
acts=${OUTSIDER_ACTS:-50}
growth=${OUTSIDER_GROWTH:-1}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A log on this machine is fetched directly, whatever proxy the surroundings name.
export no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}"

if [ -f "$vkey" ]; then cp "$vkey" "$work/vkey"; else printf '%s\n' "$vkey" >"$work/vkey"; fi

(cd "$here/golog" && GOFLAGS=-mod=mod GOPROXY=off go build -o "$work/golog" .) ||
  { echo "golog does not build; apt-get install golang-go golang-golang-x-mod-dev" >&2; exit 2; }

# take NAME LEAST: waits for a checkpoint over at least LEAST entries.
take() {
  local until=$(($(date +%s) + wait_s)) size=
  while :; do
    if curl -fsS --max-time 30 -o "$work/$1" "$base/checkpoint" 2>"$work/curl"; then
      size=$(sed -n 2p "$work/$1")
      case $size in
        '' | *[!0-9]*) echo "bad: $base/checkpoint is no checkpoint" >&2; exit 1 ;;
      esac
      if [ "$size" -ge "$2" ]; then
        echo "checkpoint over $size entries"
        return
      fi
    fi
    if [ "$(date +%s)" -ge "$until" ]; then
      echo "no checkpoint over $2 entries within ${wait_s} s (last size: ${size:-none}) $(cat "$work/curl")" >&2
      exit 2
    fi
    sleep 0.5
  done
}

size_of() { sed -n 2p "$work/$1"; }

take first 1
take second $(($(size_of first) + growth))
take third $(($(size_of second) + growth))

python_args=(--vkey "$work/vkey")
go_args=(-vkey "$work/vkey")
for older in first second third; do
  python_args+=(--older "$work/$older")
  go_args+=(-older "$work/$older")
done
drawn=0
while read -r index; do
  python_args+=(--index "$index")
  go_args+=(-index "$index")
  drawn=$((drawn + 1))
done < <(shuf -i "0-$(($(size_of third) - 1))" -n "$acts")

failed=0
python3 "$here/log.py" "$base" "${python_args[@]}" || failed=1
"$work/golog" "${go_args[@]}" "$base" || failed=1
if [ -n "${OUTSIDER_KEEP:-}" ]; then
  mkdir -p "$OUTSIDER_KEEP"
  for older in first second third; do cp "$work/$older" "$OUTSIDER_KEEP/$(size_of "$older")"; done
fi
if [ "$failed" -ne 0 ]; then
  echo "bad: the log at $base does not hold; what is wrong is named above" >&2
  exit 1
fi
echo "ok: $(size_of first) -> $(size_of second) -> $(size_of third) entries, each continuing the last; $drawn entries drawn by lot stand in the log; by log.py and golog"
