#!/usr/bin/env bash
# Lets two programs that share no code with the journal judge its golden log and everything that
# could be done to it. Ends with 0 when each verdict is the expected one.
#
#   verify/check.sh crates/journal/golden [LOG_FOLDER...]
#
# Further folders are whole logs with `vkey` and `older/` (see the example `write_log`) and must be
# accepted. Needs python3, and golang-go and golang-golang-x-mod-dev of Debian.
set -uo pipefail
# The log served below is on this machine, whatever proxy the surroundings name.
export no_proxy=127.0.0.1

here=$(cd "$(dirname "$0")" && pwd)
golden=$(cd "${1:?usage: check.sh GOLDEN_FOLDER [LOG_FOLDER...]}" && pwd) || exit 2
shift
work=$(mktemp -d)
web=
trap '[ -n "$web" ] && kill "$web" 2>/dev/null; rm -rf "$work"' EXIT
surprises=0
verdicts=0

(cd "$here/golog" && GOFLAGS=-mod=mod GOPROXY=off go build -o "$work/golog" .) ||
  { echo "golog does not build; apt-get install golang-go golang-golang-x-mod-dev" >&2; exit 2; }

# verdict NAME WANTED_STATUS WANTED_WORDS COMMAND...
verdict() {
  local name=$1 wanted=$2 words=$3 said status
  shift 3
  said=$("$@" 2>&1 >/dev/null)
  status=$?
  verdicts=$((verdicts + 1))
  if [ "$status" -ne "$wanted" ] || ! grep -qF -- "$words" <<<"$said"; then
    surprises=$((surprises + 1))
    echo "SURPRISE $name: status $status, wanted $wanted with \`$words\`: $said"
  fi
}

# both NAME STATUS WORDS_OF_PYTHON WORDS_OF_GO LOG KEY [older FILE | index N]...
both() {
  local name=$1 status=$2 python_words=$3 go_words=$4 log=$5 key=$6
  shift 6
  local python_args=() go_args=()
  while [ $# -gt 0 ]; do
    python_args+=("--$1" "$2")
    go_args+=("-$1" "$2")
    shift 2
  done
  verdict "$name (log.py)" "$status" "$python_words" \
    python3 "$here/log.py" "$log" --vkey "$key" "${python_args[@]}"
  verdict "$name (golog)" "$status" "$go_words" "$work/golog" -vkey "$key" "${go_args[@]}" "$log"
}

# altered NAME PYTHON_STATEMENTS: a copy of the golden log, changed; prints its folder.
altered() {
  rm -rf "$work/log"
  cp -r "$golden" "$work/log"
  (cd "$work/log" && python3 -c "
import pathlib, struct
def edit(path, change):
    p = pathlib.Path(path); p.write_bytes(change(bytearray(p.read_bytes())))
def flip(path, at):
    def change(data): data[at] ^= 1; return data
    edit(path, change)
def bundle(path):
    data, found = pathlib.Path(path).read_bytes(), []
    while data:
        end = 2 + struct.unpack('>H', data[:2])[0]; found.append(data[2:end]); data = data[end:]
    return found
def write_bundle(path, found):
    pathlib.Path(path).write_bytes(b''.join(struct.pack('>H', len(e)) + e for e in found))
TILE, BUNDLE = 'tile/0/000.p/8', 'tile/entries/000.p/8'
$1")
}

key=$golden/vkey
log=$work/log
older=(older "$golden/older/3" older "$golden/older/5")

all=()
for n in 0 1 2 3 4 5 6 7; do all+=(index "$n"); done
both "the golden log" 0 "ok:" "ok:" "$golden" "$key" "${older[@]}" "${all[@]}"
both "an index beyond the log" 1 "not in a log of 8" "not in a log of 8" "$golden" "$key" index 8
both "another key of the same name" 1 "not signed by the given key" "no verifiable signatures" "$golden" "$golden/vkey.other"

# One byte, at the front, in the middle and at the end of every entry.
places=$(cd "$golden" && python3 -c "
import struct
data, at, seq = open('tile/entries/000.p/8', 'rb').read(), 0, 0
while at < len(data):
    size = struct.unpack('>H', data[at:at + 2])[0]
    for place in (0, size // 2, size - 1): print(seq, at + 2 + place)
    at, seq = at + 2 + size, seq + 1
")
while read -r seq place; do
  altered "flip(BUNDLE, $place)"
  both "byte $place of the bundle flipped" 1 "entry $seq is bad" "entry $seq is bad" "$log" "$key" "${older[@]}"
done <<<"$places"

# A hash that the older checkpoints cover, and one that they do not.
altered "flip(TILE, 40)"
both "a leaf hash flipped" 1 "bad:" "inconsistent tile" "$log" "$key" "${older[@]}"
altered "flip(TILE, 255)"
both "the last leaf hash flipped" 1 "bad:" "inconsistent tile" "$log" "$key"
# Not the last letter before the padding: Go reads its unused bits as any value.
for at in 0 30 40 -9 -60; do
  altered "flip('checkpoint', $at)"
  both "byte $at of the checkpoint flipped" 1 "bad:" "bad:" "$log" "$key"
done
altered "flip('older/3', 40)"
both "an older checkpoint altered" 1 "signature" "older checkpoint" "$log" "$key" older "$log/older/3"

altered "e = bundle(BUNDLE); e[2], e[6] = e[6], e[2]; write_bundle(BUNDLE, e)"
both "two entries exchanged" 1 "entry 2 is bad" "entry 2 is bad" "$log" "$key"
altered "e = bundle(BUNDLE); del e[4]; write_bundle(BUNDLE, e)"
both "an entry removed" 1 "entry 7 is missing" "entry 7 is missing" "$log" "$key"
altered "edit(BUNDLE, lambda d: d[:-1])"
both "the bundle cut" 1 "entry 7 breaks off" "entry 7 breaks off" "$log" "$key"

# Rewritten and signed again by the real key: by itself it looks like any log; with a checkpoint
# that somebody kept it does not.
both "a rewritten log without memory" 0 "ok:" "ok:" "$golden/rewritten" "$key" "${all[@]}"
both "a rewritten log with an older checkpoint" 1 "does not continue the older checkpoint of 3" \
  "older checkpoint of 3" "$golden/rewritten" "$key" older "$golden/older/3"
altered "edit('checkpoint', lambda d: open('older/3', 'rb').read())"
both "a log rolled back" 1 "entries were removed" "entries were removed" "$log" "$key" older "$golden/older/5"

# What only log.py reads: proof files, and entries in full.
verdict "the golden proof" 0 "ok:" \
  python3 "$here/log.py" --proof "$golden/4.tlog-proof" --entry "$golden/4.entry" --vkey "$key"
altered "flip('4.entry', 100)"
verdict "the proof of another entry" 1 "does not show" \
  python3 "$here/log.py" --proof "$golden/4.tlog-proof" --entry "$log/4.entry" --vkey "$key"
verdict "the proof under another key" 1 "not signed" \
  python3 "$here/log.py" --proof "$golden/4.tlog-proof" --entry "$golden/4.entry" --vkey "$golden/vkey.other"
verdict "entries read as their writer shows them" 0 "" python3 -c "
import json, subprocess, sys
expected = json.load(open('$golden/entries.json'))
for want in expected:
    shown = subprocess.run([sys.executable, '$here/log.py', '$golden', '--show', str(want['seq'])], capture_output=True)
    if json.loads(shown.stdout) != want: sys.exit('entry %d is read differently' % want['seq'])
sys.exit(0 if len(expected) == 8 else 'not eight entries')"

# What is public where entries are for members: without its bundle the log still has a tree and a past.
altered "pathlib.Path(BUNDLE).unlink()"
verdict "hashes alone" 0 "entries not read" \
  python3 "$here/log.py" "$log" --vkey "$key" --hashes-only --older "$golden/older/3" --index 5
verdict "hashes alone of a log that was asked for entries" 1 "cannot be read" python3 "$here/log.py" "$log" --vkey "$key"
altered "flip(TILE, 40)"
verdict "a leaf hash flipped, hashes alone" 1 "bad:" \
  python3 "$here/log.py" "$log" --vkey "$key" --hashes-only --older "$golden/older/3"
altered "flip(TILE, 255)"
verdict "the last leaf hash flipped, hashes alone" 1 "do not give the root" \
  python3 "$here/log.py" "$log" --vkey "$key" --hashes-only
verdict "a rewritten log, hashes alone" 1 "does not continue the older checkpoint of 3" \
  python3 "$here/log.py" "$golden/rewritten" --vkey "$key" --hashes-only --older "$golden/older/3"

# The same over HTTP.
python3 -u -m http.server --bind 127.0.0.1 --directory "$golden" 0 >"$work/web.out" 2>/dev/null &
web=$!
for _ in $(seq 50); do
  port=$(sed -n 's/.*port \([0-9]*\) .*/\1/p' "$work/web.out")
  [ -n "$port" ] && break
  sleep 0.1
done
both "the golden log over HTTP" 0 "ok:" "ok:" "http://127.0.0.1:$port" "$key" "${older[@]}" index 5
both "a log that is not there" 1 "cannot be read" "404" "http://127.0.0.1:$port/absent" "$key"

for folder in "$@"; do
  size=$(sed -n 2p "$folder/checkpoint")
  more=(index 0 index $((size / 2)) index $((size - 1)))
  for file in "$folder"/older/*; do more+=(older "$file"); done
  both "the log in $folder" 0 "ok:" "ok:" "$folder" "$folder/vkey" "${more[@]}"
done

echo "$verdicts verdicts, $surprises surprises"
[ "$surprises" -eq 0 ]
