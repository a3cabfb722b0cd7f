#!/usr/bin/env bash
# The story of run.sh on a network of four organizations under CometBFT, each with its own node; one is killed in the
# middle, and nobody waits for it.
#   demo/consortium.sh [PROGRAM]     PROGRAM is build/kaisho by default; make demo-consortium builds it first
# CometBFT: KAISHO_COMETBFT, else the one that tools/setup installs, else the one in PATH. BASE_PORT: first of 40 ports.
set -euo pipefail
demo=$(realpath "$(dirname "$0")")
cd "$demo/.."

kaisho=$(realpath "${1:-build/kaisho}")
installed=$PWD/.cache/go/bin/cometbft
cometbft=${KAISHO_COMETBFT:-}
[[ -n $cometbft || ! -x $installed ]] || cometbft=$installed
[[ -n $cometbft ]] || cometbft=$(command -v cometbft) || { echo "demo: no cometbft: tools/setup go" >&2; exit 1; }
export KAISHO_COMETBFT=$cometbft
base=${BASE_PORT:-18500}
work=$(mktemp -d)
up_pid=
light_pid=
mail_pid=

cleanup() {
  [[ -z $mail_pid ]] || { kill "$mail_pid" 2>/dev/null && wait "$mail_pid" 2>/dev/null; } || true
  [[ -z $light_pid ]] || { kill "$light_pid" 2>/dev/null && wait "$light_pid" 2>/dev/null; } || true
  [[ -z $up_pid ]] || { kill "$up_pid" 2>/dev/null && wait "$up_pid" 2>/dev/null; } || true
  rm -rf "$work"
}
trap cleanup EXIT
cd "$work"
source "$demo/lib.sh"
source "$demo/story.sh"

members=(bank broker exchange auditor)
others=(broker exchange auditor)
others_text="the broker, the exchange and the auditor"
agree=(broker exchange)
rule=(--on-withdrawal wind-down)
key_of() { printf 'network/%s/keys/operator.key' "$1"; }

number_of() { local i; for i in "${!members[@]}"; do [[ ${members[i]} == "$1" ]] && echo "$i"; done; }
rpc_of() { echo "http://127.0.0.1:$((base + 10 * $(number_of "$1")))"; }
engine_of() { echo "http://127.0.0.1:$((base + 10 * $(number_of "$1") + 3))"; }
# ask URL METHOD: the result of a JSON-RPC call without parameters, nothing without an answer.
ask() {
  curl -s --max-time 5 -H 'content-type: application/json' \
    -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$2\",\"params\":[]}" "$1" | jq -r .result 2>/dev/null || true
}
reached() { local height; height=$(ask "$1" eth_blockNumber); [[ $height == 0x* ]] && ((height >= $2)); }
# Goes on at a member's node. Another node may be a moment behind the one that was asked before: wait for it.
at() {
  local height
  height=$(ask "$KAISHO_RPC" eth_blockNumber)
  KAISHO_RPC=$(rpc_of "$1")
  prompt="$1"
  until_true 60 reached "$KAISHO_RPC" "$((height))" || fail "the node of $1 does not follow"
}
# Every node executes the block that holds the attempt, and finds by itself that it fails. HASH: of the transaction.
failed_on() {
  [[ $(curl -s --max-time 5 -H 'content-type: application/json' "$1" \
    -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getTransactionReceipt\",\"params\":[\"$2\"]}" |
    jq -r '.result.status // empty' 2>/dev/null) == 0x0 ]]
}
# be_told_by_mail MEMBER AUDITORS CONTACTS: the member's node sends its alerts to the mail server of this demo.
be_told_by_mail() {
  printf '%s\n' "$3" >"network/$1/contacts.json"
  cat >>"network/$1/node.toml" <<END

[alerts]
auditors = [$2]
contacts = "contacts.json"
first_retry_ms = 500
[alerts.mail]
server = "127.0.0.1:$(<mail.port)"
from = "alerts@$1.example"
tls = "none"  # taken only for a server on this machine
END
}
# What the four nodes make of the attempt, each by itself, and whom they told.
tell_who_hears_of_the_attempt() {
  local member attempt mail
  attempt=$("$kaisho" audit alerts --json | jq -er '.alerts[] | select(.code == "refused_attempt")')
  printf '  Each node executed the attempt, refused it, and raised the same alert:\n'
  for member in "${members[@]}"; do
    at "$member"
    failed_on "$KAISHO_RPC" "$(jq -r .transactionHash <<<"$attempt")" || fail "the node of $member took the attempt"
    until_true 60 told 1 || fail "the node of $member tells nobody"
    [[ $("$kaisho" audit alerts --json | jq -r '.alerts[0].id') == "$(jq -r .id <<<"$attempt")" ]] || fail "another alert"
    grep -q "warning alert .*$(jq -r .id <<<"$attempt")" network/"$member"/log/*.log || fail "$member's log does not say so"
    printf '    %-9s receipt: failed; in its log: %s\n' "$member" "$(jq -r .id <<<"$attempt")"
  done
  printf '  Mail came to the user whose consent was passed over, and to the auditors:\n'
  for mail in cfo@acme.example audit@auditor.example; do
    [[ -s mails/$mail.txt ]] || fail "no mail to $mail"
    printf '\n'
    sed 's/^\(.\)/    \1/' "mails/$mail.txt"
  done
}
healthy() { "$kaisho" consortium status network >status.txt 2>&1; }
show_status() {
  prompt=
  show consortium status network
  "$kaisho" consortium status network | sed 's/^/    /' || true
}

# ------------------------------------------------------------------------------------------------------------------
mkdir mails
node "$demo/mailbox.mjs" mails >mail.port &
mail_pid=$!
until_true 60 test -s mail.port || fail "the mail server did not start"

step "1. Four organizations found a consortium. Each has a folder of its own: keys, certificate, settings, genesis."
run consortium new --members bank,broker,exchange,auditor --base-port "$base" network
be_told_by_mail bank '' '{"users": {"acme": {"mail": "cfo@acme.example", "language": "ja"}}}'
be_told_by_mail auditor '"audit@auditor.example"' '{"users": {}}'
printf '    alerts go by mail: the bank tells its user ACME, in Japanese; the auditor tells its own auditors\n'
show consortium up network
"$kaisho" consortium up network >up.txt 2>up.err &
up_pid=$!
until_true 120 healthy || { cat status.txt up.txt up.err network/*/log/*.log >&2; fail "the consortium did not start"; }
printf '    eight processes, in the background: a Kaisho and a CometBFT for each\n'
show_status
KAISHO_RPC=$(rpc_of bank)

tell_how_everybody_consents
tell_how_two_members_deploy_alone
tell_who_hears_of_the_attempt
tell_how_a_changed_program_is_refused

# ------------------------------------------------------------------------------------------------------------------
step "Fault: both processes of the exchange are killed, as a power cut would. The others do not wait for it."
prompt=
run consortium down network --member exchange --kill
show_status

tell_how_it_is_held

step "The exchange is back. It fetches what it missed from the others, executes it itself, and votes again."
prompt=
run consortium up network --member exchange
until_true 120 healthy || { cat status.txt >&2; fail "the exchange did not come back"; }
at exchange
show_status
hashes=$(for member in "${members[@]}"; do ask "$(rpc_of "$member")" kaisho_status | jq -r .headHash; done | sort -u)
[[ $(wc -l <<<"$hashes") == 1 ]] || fail "the members differ: $hashes"
printf '    all four have the same block: %s\n' "$hashes"

tell_how_it_is_upgraded
tell_how_a_consent_is_taken_back
tell_what_the_auditor_takes_home

# ------------------------------------------------------------------------------------------------------------------
next_step "CometBFT's own light client follows the chain from its first block, and knows the blocks that the pack proves."
chain=$(jq -r .chain_id network/bank/cometbft/config/genesis.json)
first=$(curl -s "$(engine_of bank)/block?height=1" | jq -r .result.block_id.hash)
light=http://127.0.0.1:$((base + 9))
printf '%s  $ cometbft light %s --primary %s --witnesses %s --height 1 --hash %s%s\n' "$dim" "$chain" \
  "$(engine_of exchange)" "$(engine_of broker),$(engine_of auditor)" "$first" "$plain"
"$cometbft" light "$chain" --primary "$(engine_of exchange)" --witnesses "$(engine_of broker),$(engine_of auditor)" \
  --height 1 --hash "$first" --laddr "tcp://${light#http://}" --home-dir "$work/light" >light.log 2>&1 &
light_pid=$!
answers() { [[ $(curl -s --max-time 5 "$light/commit?height=1" | jq -r .result.signed_header.header.height 2>/dev/null) == 1 ]]; }
until_true 60 answers || { cat light.log >&2; fail "the light client did not start"; }
node "$demo/cross_check.mjs" pack.json "$light" | sed 's/^/    /' || fail "the light client knows other blocks"

next_step "The network stops. What it leaves is checked without it: first the packs, then the whole history of one member."
kill "$light_pid" && wait "$light_pid" || true
light_pid=
prompt=
run consortium down network
wait "$up_pid" || true
up_pid=
trust=$(jq -r '.consortium.members[] | select(.name == "auditor").checkpointKey' network/auditor/genesis.json)
tell_what_five_packs_prove --trust "$trust"
for pack in deployed consented upgraded withdrawn absent; do
  node "$demo/../tests/evidence/verify_pack.mjs" $pack.json "$trust" >out.txt || { cat out.txt >&2; fail "$pack.json"; }
  printf '    a second verifier, in another language: %s.json holds, %s claims\n' $pack "$(grep -c '^holds' out.txt)"
done
tell_that_lies_about_consents_do_not_hold
tell_that_the_pack_holds --trust "$trust"
run replay --data network/exchange/data
tell_that_a_changed_pack_does_not

step "Done: deployed, upgraded and wound down with consent by four organizations, and every cheat refused."
