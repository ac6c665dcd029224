#!/usr/bin/env bash
# Installs what building and testing need on Debian 12, and nothing that is there already.
#
#   scripts/setup.sh NEED...        NEED is `build`, `workbench`, `test`, `postgres` or `valgrind`
#
# Starts from the Rust toolchain, git and apt. Quiet when there is nothing to do; what it cannot do
# it says, with the command that would. Python packages go into virtual environments that the tests
# make under target/venv, never into the system.
set -euo pipefail
cd "$(dirname "$0")/.."

# Rust compiles SQLite and the TLS library's assembler with the C compiler.
readonly BUILD_PACKAGES=(gcc libc6-dev make ca-certificates)
# poppler and qpdf read our papers; Go and Python check the journal and the wires from outside;
# strace and procps watch and end the processes of the tests; Chromium goes through the workbench.
readonly TEST_PACKAGES=(git curl poppler-utils qpdf golang-go golang-golang-x-mod-dev python3 python3-venv strace procps
  chromium fonts-noto-cjk)
# Tests start NATS servers of their own; the unit of the package would start one for the whole machine.
readonly NATS_PACKAGE=nats-server
readonly NATS_UNIT=/etc/systemd/system/nats-server.service
# Tests and the demo start servers of their own, in folders of their own.
readonly POSTGRES_PACKAGE=postgresql
readonly POSTGRES_SETTINGS=/etc/postgresql-common/createcluster.conf
readonly PYTHON_MINOR_MIN=11
# apt waits so long for another apt to finish.
readonly APT_LOCK_SECONDS=300

fail() {
  echo "setup: $*" >&2
  exit 1
}

installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# root_by WHAT: the command that makes us root for WHAT; nothing when we are.
root_by() {
  [ "$(id -u)" -eq 0 ] && return
  command -v sudo >/dev/null || fail "not root, and no sudo; run as root: $1"
  echo sudo
}

# need_packages NAME...: apt packages, only those that are missing.
need_packages() {
  local missing=() name as_root
  command -v apt-get >/dev/null || fail "no apt-get here; install the equivalents of: $*"
  for name in "$@"; do
    installed "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  as_root=($(root_by "apt-get install ${missing[*]}"))
  echo "setup: installing ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o "DPkg::Lock::Timeout=$APT_LOCK_SECONDS")
  "${apt[@]}" update || fail "apt-get update failed; check the network and /etc/apt/sources.list"
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get could not install ${missing[*]}"
}

# need_postgres: its programs. Installing the package would make and start a server for the whole
# machine; where none was set up before, it is told not to.
need_postgres() {
  local as_root
  if ! installed "$POSTGRES_PACKAGE" && [ ! -e "$POSTGRES_SETTINGS" ]; then
    as_root=($(root_by "apt-get install $POSTGRES_PACKAGE"))
    "${as_root[@]}" mkdir -p "${POSTGRES_SETTINGS%/*}"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$POSTGRES_SETTINGS" >/dev/null
  fi
  need_packages "$POSTGRES_PACKAGE"
}

# need_nats: the server's program. Where none was set up before, its unit is masked.
need_nats() {
  local as_root
  if ! installed "$NATS_PACKAGE" && [ ! -e "$NATS_UNIT" ] && [ ! -L "$NATS_UNIT" ]; then
    as_root=($(root_by "apt-get install $NATS_PACKAGE"))
    "${as_root[@]}" mkdir -p "${NATS_UNIT%/*}"
    "${as_root[@]}" ln -s /dev/null "$NATS_UNIT"
  fi
  need_packages "$NATS_PACKAGE"
}

# need_rust: cargo and rustc, at least the version that Cargo.toml names.
need_rust() {
  local wanted have
  command -v cargo >/dev/null || fail "no cargo; install the Rust toolchain (https://rustup.rs) and open a new shell"
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  have=$(rustc --version | cut -d' ' -f2)
  [ "$(printf '%s\n%s\n' "$wanted" "$have" | sort -V | head -n1)" = "$wanted" ] ||
    fail "rustc is $have, $wanted or newer is needed; run: rustup update stable"
}

# need_rust_component NAME COMMAND...: a part of the toolchain such as clippy.
need_rust_component() {
  local name=$1
  shift
  "$@" --version >/dev/null 2>&1 && return
  command -v rustup >/dev/null || fail "no $name, and no rustup to add it; install $name for $(rustc --version)"
  rustup component add "$name" >/dev/null || fail "rustup could not add $name"
}

# need_python: whatever `python3` is first in PATH must be new enough and able to make a venv.
need_python() {
  python3 -c "import sys; sys.exit(sys.version_info < (3, $PYTHON_MINOR_MIN))" ||
    fail "$(command -v python3) is $(python3 --version), 3.$PYTHON_MINOR_MIN or newer is needed first in PATH"
  python3 -c 'import venv, ensurepip' ||
    fail "$(command -v python3) cannot make a virtual environment; put Debian's /usr/bin first in PATH"
}

need_build() {
  need_packages "${BUILD_PACKAGES[@]}"
  need_rust
}

# need_workbench: Python, where Node has to come from a wheel (scripts/workbench.sh).
need_workbench() {
  command -v node >/dev/null && command -v npm >/dev/null && return
  need_packages python3 python3-venv
  need_python
}

need_test() {
  need_build
  need_packages "${TEST_PACKAGES[@]}"
  need_postgres
  need_nats
  need_rust_component rustfmt cargo fmt
  need_rust_component clippy cargo clippy
  need_python
}

[ $# -gt 0 ] || fail "say what is needed: build, workbench, test, postgres, valgrind"
for need in "$@"; do
  case $need in
  build) need_build ;;
  workbench) need_workbench ;;
  test) need_test ;;
  postgres) need_postgres ;;
  valgrind) need_packages valgrind ;;
  *) fail "\`$need\` is no need; say build, workbench, test, postgres or valgrind" ;;
  esac
done
