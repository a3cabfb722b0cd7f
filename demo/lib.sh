# What both demos share: how commands are shown and run. Sourced by run.sh and consortium.sh, in an empty folder that goes at
# the end. `kaisho` is the program; KAISHO_RPC the node that is asked.
programs=$(dirname "$kaisho")/contracts
export KAISHO_RPC

bold=; dim=; plain=
if [[ -t 1 ]]; then bold=$'\e[1m'; dim=$'\e[2m'; plain=$'\e[0m'; fi

prompt=  # whose machine it is, where that matters
fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
# Shows a command as one would type it, with the program's name alone.
show() {
  local word line="  $prompt\$ kaisho"
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./:,=+@-]+$ ]]; then line+=" $word"; else line+=" \"$word\""; fi
  done
  printf '%s%s%s\n' "$dim" "$line" "$plain"
}
# Shows and runs a command; what it prints is indented. Its failure ends the demo.
run() {
  show "$@"
  "$kaisho" "$@" >out.txt 2>err.txt || { cat out.txt err.txt >&2; fail "this should have worked: kaisho $*"; }
  sed 's/^/    /' out.txt
}
# cheat NAME COMMAND…: the command must be refused, and for exactly this reason.
cheat() {
  local reason=$1
  shift
  show "$@"
  if "$kaisho" "$@" >out.txt 2>err.txt; then cat out.txt; fail "a cheat succeeded: kaisho $*"; fi
  grep -q "\[$reason\]" err.txt || { cat err.txt >&2; fail "refused, but not with $reason"; }
  sed 's/^/    /' err.txt
}
# until_true SECONDS COMMAND…: tries until the command succeeds.
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do ((SECONDS < deadline)) || return 1; sleep 0.2; done
}
# field COMMAND… .path: one field of a command's JSON answer.
field() { "$kaisho" "${@:1:$#-1}" --json | jq -er "${!#}"; }
