# What the tests of the commands share: a folder that goes at the end, nodes that end with it, and expectations.
# Sourced with the program's path as its first argument; the work goes on in an empty folder.
set -euo pipefail
kaisho=$(realpath "$1")
work=$(mktemp -d)
running=()        # processes of this test alone, by their numbers
patience=60       # seconds for one command
also_shown=()     # further files that tell why something failed
cleanup() {
  local pid
  for pid in "${running[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
cd "$work"

fail() { printf 'FAILED %s\n' "$*"; cat out err "${also_shown[@]}" 2>/dev/null | tail -100 || true; exit 1; }
ok() { printf 'ok  %s\n' "$*"; }
is() { [[ $1 == "$2" ]] || fail "'$1' is not '$2'"; }
# What a command printed, as expect looks at it.
shown() { cat out err; }
# expect CODE TEXT COMMAND…: exit code and a text in what is printed.
expect() {
  local code=$1 text=$2 got=0
  shift 2
  timeout "$patience" "$kaisho" "$@" >out 2>err || got=$?
  ((got == code)) || fail "exit code $got instead of $code: kaisho $*"
  shown >seen
  grep -qF -- "$text" seen || fail "no '$text': kaisho $*"
  ok "$code  kaisho $*"
}
# field JQ COMMAND…: a part of the answer for machines.
field() {
  local part=$1
  shift
  "$kaisho" "$@" --json | jq -r "$part"
}
# eventually COMMAND…: succeeds within two minutes.
eventually() {
  local deadline=$((SECONDS + 120))
  until "$@"; do ((SECONDS < deadline)) || fail "never: $*"; sleep 0.2; done
}
# start NAME ARGUMENTS…: a node in the background; its address goes to $address, its number to $pid.
start() {
  local name=$1
  shift
  "$kaisho" "$@" --json >"$name.out" 2>"$name.err" &
  pid=$!
  running+=("$pid")
  for ((i = 0; i < 600; i++)); do
    [[ -s $name.out ]] && break
    kill -0 "$pid" 2>/dev/null || { cat "$name.err"; fail "$name did not start"; }
    sleep 0.05
  done
  address=$(jq -r .listening "$name.out")
}
# ended PID: it is waited for already; its number may be another's by now.
ended() {
  local pid left=()
  for pid in "${running[@]}"; do [[ $pid == "$1" ]] || left+=("$pid"); done
  running=("${left[@]}")
}
stop() { kill -TERM "$1"; wait "$1" || fail "it did not end with exit code 0"; ended "$1"; }
# A consortium of these members in one process, whose node the next commands ask.
solo() {
  expect 0 "consortium" consortium new --solo --members "$1" --listen 127.0.0.1:0 consortium
  start node node --config consortium/node.toml
  export KAISHO_RPC="http://${address#http://}"
}
key() { printf 'consortium/keys/%s.key' "$1"; }
