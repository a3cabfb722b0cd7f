#!/usr/bin/env bash
# The product's sentence on real input: nothing runs, moves or is revealed without a consent that anyone can check.
#   demo/run.sh [PROGRAM]     PROGRAM is build/kaisho by default; make demo builds it first
# One process serves all organizations; demo/consortium.sh tells the same story on a network of four.
# Each step says what happens and shows the command. A cheat that succeeds ends the demo with an error.
set -euo pipefail
demo=$(realpath "$(dirname "$0")")
cd "$demo/.."

kaisho=$(realpath "${1:-build/kaisho}")
work=$(mktemp -d)
node_pid=

cleanup() {
  [[ -z $node_pid ]] || { kill "$node_pid" 2>/dev/null && wait "$node_pid" 2>/dev/null; } || true
  rm -rf "$work"
}
trap cleanup EXIT
cd "$work"
source "$demo/lib.sh"
source "$demo/story.sh"

others=(broker exchange)
others_text="the broker and the exchange"
agree=(broker)
rule=()
key_of() { printf 'consortium/keys/%s.key' "$1"; }
at() { :; }  # one node serves all

step "1. Three organizations found a consortium. One process serves all three for now."
run consortium new --solo --members bank,broker,exchange --listen 127.0.0.1:0 consortium
"$kaisho" node --config consortium/node.toml --json >node.txt 2>node.log &
node_pid=$!
show node --config consortium/node.toml
for ((i = 0; i < 300; i++)); do
  [[ -s node.txt ]] && break
  kill -0 "$node_pid" 2>/dev/null || { cat node.log >&2; fail "the node did not start"; }
  sleep 0.1
done
KAISHO_RPC=$(jq -r .listening node.txt)
printf '    listening, in the background\n'

tell_how_everybody_consents
tell_how_two_members_deploy_alone
tell_how_a_changed_program_is_refused
tell_how_it_is_held
tell_what_the_auditor_takes_home

step "12. The node stops. What it leaves is checked without it: first the pack, then the whole history."
kill "$node_pid" && wait "$node_pid" || true
node_pid=
trust=$(jq -r '.consortium.members[0].checkpointKey' consortium/genesis.json)
tell_that_the_pack_holds --trust "$trust"
run replay --data consortium/data
tell_that_a_changed_pack_does_not

step "Done: deployed with consent, and every cheat refused."
