#!/usr/bin/env bash
# kaisho consortium new, up, status, down on this machine.   tests/consortium/up/run.sh PROGRAM
# KAISHO_COMETBFT names CometBFT; BASE_PORT the first of 40 ports.
source "$(dirname "$0")/../../cli/lib.sh" "$1"
base=${BASE_PORT:-18600}
patience=90
also_shown=(up.txt up.err net/*/log/*.log)
healthy() { "$kaisho" consortium status net >out 2>err; }
process_of() { jq -er ".$1.$2" net/processes.json; }
said() { grep -qF -- "$1" up.txt; }
rpc_of() { echo "http://127.0.0.1:$((base + $1))"; }

expect 0 "blocks need 3" consortium new --members bank,broker,exchange,auditor --base-port "$base" net
expect 1 "[not_running]" consortium down net
expect 1 "0 of 4 members validate" consortium status net
expect 4 "[cometbft_missing]" consortium up net --cometbft /nowhere/cometbft
expect 2 "[no_consortium]" consortium up .
"$kaisho" consortium up net >up.txt 2>up.err &
up=$!
running+=("$up")
eventually healthy
ok "four members validate"
expect 4 "[already_running]" consortium up net

# --- what dies is started again, and is told
killed=$(process_of bank kaisho)
kill -9 "$killed"
eventually said "bank's Kaisho was killed by signal 9"
again() { [[ $(process_of bank kaisho) != 0 && $(process_of bank kaisho) != "$killed" ]] && healthy; }
eventually again
ok "a killed Kaisho runs again, and its CometBFT with it"
killed=$(process_of broker cometbft)
kill -9 "$killed"
again() { [[ $(process_of broker cometbft) != 0 && $(process_of broker cometbft) != "$killed" ]] && healthy; }
eventually again
ok "a killed CometBFT runs again"

# --- a new validator key is put in place, and votes
KAISHO_RPC=$(rpc_of 0) expect 0 "bank changed its validator key" \
  member rotate-validator-key --home net/bank/cometbft --key net/bank/keys/operator.key
eventually said "bank votes with its next validator key from now on"
eventually healthy
expect 0 "stopped" consortium down net --member auditor --kill
expect 1 "3 of 4 members validate; blocks need 3, so they go on" consortium status net
KAISHO_RPC=$(rpc_of 10) expect 0 "transaction" member update-endpoints --p2p broker.example:8557 \
  --url https://broker.example:8556 --key net/broker/keys/operator.key
ok "three of four make a block: the new key's vote was needed"

# --- two gone: it stops, says so, and goes on when one is back
expect 0 "stopped" consortium down net --member exchange
expect 1 "none is made until 1 more is back" consortium status net
expect 0 "runs again" consortium up net --member auditor
expect 0 "runs again" consortium up net --member exchange
eventually healthy
heads() { for i in 0 10 20 30; do "$kaisho" audit checkpoint --rpc "$(rpc_of $i)" | sed -n 2,3p; done | sort -u | wc -l; }
equal() { [[ $(heads) == 2 ]]; }  # one size, one root
eventually equal
ok "all four sign the same history"

children=$(jq -r '.[] | .kaisho, .cometbft' net/processes.json)
expect 0 "all processes have ended" consortium down net
wait "$up" || fail "up did not end with exit code 0"
ended "$up"
for child in $children; do [[ ! -e /proc/$child ]] || fail "process $child outlived up"; done
ok "no process is left"

# --- nor when the supervisor itself is killed
"$kaisho" consortium up net >up.txt 2>up.err &
up=$!
running+=("$up")
eventually healthy
children=$(jq -r '.[] | .kaisho, .cometbft' net/processes.json)
kill -9 "$up"
wait "$up" 2>/dev/null || true
ended "$up"
gone() { for child in $children; do [[ ! -e /proc/$child ]] || return 1; done; }
eventually gone
ok "no process outlives a killed supervisor"
echo "all as expected"
