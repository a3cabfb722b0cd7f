#!/usr/bin/env bash
# The product's sentence on real input: nothing runs, moves or is revealed without a consent that anyone can check.
#   demo/run.sh [PROGRAM]     PROGRAM is build/kaisho by default; make demo builds it first
# Each step says what happens and shows the command. A cheat that succeeds ends the demo with an error.
set -euo pipefail
cd "$(dirname "$0")/.."

kaisho=$(realpath "${1:-build/kaisho}")
programs=$(dirname "$kaisho")/contracts
work=$(mktemp -d)
node_pid=

cleanup() {
  [[ -z $node_pid ]] || { kill "$node_pid" 2>/dev/null && wait "$node_pid" 2>/dev/null; } || true
  rm -rf "$work"
}
trap cleanup EXIT

bold=; dim=; plain=
if [[ -t 1 ]]; then bold=$'\e[1m'; dim=$'\e[2m'; plain=$'\e[0m'; fi

fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
# Shows a command as one would type it, with the program's name alone.
show() {
  local word line="  \$ kaisho"
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
# field COMMAND… .path: one field of a command's JSON answer.
field() { "$kaisho" "${@:1:$#-1}" --json | jq -er "${!#}"; }

cd "$work"
export KAISHO_RPC

# ------------------------------------------------------------------------------------------------------------------
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

step "2. Two users make their own keys: ACME, which wants to issue a bond, and Ines, who wants to invest."
run key new acme.key
run key new ines.key
acme=$(field key address acme.key .account)
ines=$(field key address ines.key .account)

step "3. The bond's program becomes a package: every file, the compiler and the code to deploy under one hash."
cp -r "$programs/bond" bond
run program init bond --token ACME-2031 --name BondToken --program-version 1.0.0 \
  --contract artifacts/BondToken.json --test artifacts/BondTokenTest.json
package=$(field program check bond .packageHash)

step "4. The bank registers it. Each organization runs its tests in its own EVM and signs the result."
run program register bond --key consortium/keys/bank.key
run program test bond
for organization in bank broker exchange; do
  run program attest bond --key consortium/keys/$organization.key
done

step "5. Both users are asked whom they entrust. Nobody is registered without the user's own signature."
printf '{"name":"ACME K.K.","country":"JP"}\n' >acme.profile
run consent draft entrust --user acme --account "$acme" --vorg bank --profile acme.profile \
  --purpose "issue a bond" --scope "run my tokens" --out acme-entrust.json
run consent sign acme-entrust.json --key acme.key --yes
run user register --consent acme-entrust.json --key consortium/keys/bank.key
run consent draft entrust --user ines --account "$ines" --vorg broker \
  --purpose "invest in bonds" --scope "run my tokens" --out ines-entrust.json
run consent sign ines-entrust.json --key ines.key --yes
run user register --consent ines-entrust.json --key consortium/keys/broker.key

step "6. ACME reads and signs the consent to issue: this program, these terms, run by the bank."
run policy show ACME-2031
run consent draft issue --user acme --vorg bank --package bond --purpose "issue the bond ACME 2.5% 2031" \
  --scope "this bond only" --out issue.json \
  --arguments ACME-2031 "ACME 2.5% 2031" JP3000000001 JPY 100000 250 1924992000 "$acme"
run consent sign issue.json --key acme.key --yes

step "Cheat: the bank uses ACME's consent for another package, version 1.0.1, which it tested and signed as well."
cp -r bond later
run program init later --token ACME-2031 --name BondToken --program-version 1.0.1 \
  --contract artifacts/BondToken.json --test artifacts/BondTokenTest.json
run program register later --key consortium/keys/bank.key
run program attest later --key consortium/keys/bank.key
run consent draft issue --user acme --vorg bank --package later --purpose "issue the bond ACME 2.5% 2031" \
  --scope "this bond only" --out other.json \
  --arguments ACME-2031 "ACME 2.5% 2031" JP3000000001 JPY 100000 250 1924992000 "$acme"
jq --slurpfile signed issue.json '.signature = $signed[0].signature' other.json >forged.json
cheat NotSignedBy apply issue --consent forged.json --key consortium/keys/bank.key

step "7. The bank applies with the consent that ACME did give."
run apply issue --consent issue.json --key consortium/keys/bank.key
printf '  The bank became indispensable, because ACME entrusted it:\n'
run policy show ACME-2031

# ------------------------------------------------------------------------------------------------------------------
step "Cheat: the broker and the exchange deploy without the bank, which ACME entrusted."
run deploy sign 1 --key consortium/keys/broker.key --out broker.signature
run deploy sign 1 --key consortium/keys/exchange.key --out exchange.signature
cheat EntrustedSignatureMissing deploy run 1 --package bond --consent issue.json \
  --signature broker.signature --signature exchange.signature --key consortium/keys/broker.key

step "Cheat: the program is changed by one byte after its test, and its manifest is made again."
cp -r bond changed
sed -i '0,/"bytecode": "0x6/s//"bytecode": "0x7/' changed/artifacts/BondToken.json
cheat bad_package program check changed
run program init changed --token ACME-2031 --name BondToken --program-version 1.0.0 \
  --contract artifacts/BondToken.json --test artifacts/BondTokenTest.json
run deploy sign 1 --key consortium/keys/bank.key --out bank.signature
cheat WrongCreationCode deploy run 1 --package changed --consent issue.json \
  --signature bank.signature --signature broker.signature --key consortium/keys/bank.key

# ------------------------------------------------------------------------------------------------------------------
step "8. With the bank's signature the policy is met. Every node checks code, arguments, consent and signatures."
run deploy run 1 --package bond --consent issue.json \
  --signature bank.signature --signature broker.signature --key consortium/keys/bank.key
bond=$(field apply show 1 .contract)

step "9. ACME gives Ines ten bonds. She has not asked for the token yet, so the program refuses."
cheat NotUsable send "$bond" "mint(address,uint256)" "$ines" 10 --key acme.key

step "Cheat: Ines sends a transaction to the token all the same. The ledger itself does not take it."
cheat not_admitted token send "$bond" "$acme" 1 --key ines.key --gas 200000

step "10. Ines consents to hold and trade exactly this program; then the bonds may come."
run consent draft distribute --user ines --vorg broker --token ACME-2031 --package-hash "$package" \
  --purpose "invest in the bond" --scope "hold and trade" --out distribute.json
run consent sign distribute.json --key ines.key --yes
run apply distribute --consent distribute.json --key consortium/keys/broker.key
run send "$bond" "mint(address,uint256)" "$ines" 10 --key acme.key
run token send "$bond" "$acme" 4 --key ines.key
run token balance "$bond" "$ines"

step "Cheat: somebody without any right wants to receive, and to deploy a program of his own without governance."
run key new mallory.key
mallory=$(field key address mallory.key .account)
cheat NotUsable token send "$bond" "$mallory" 1 --key ines.key
cheat not_admitted send --create 0x600160005260206000f3 --key mallory.key --gas 200000

# ------------------------------------------------------------------------------------------------------------------
step "11. An auditor asks whether the policy is what ACME agreed to, and takes the evidence home."
run audit show --user acme --token ACME-2031
run apply show 1
run audit pack 1 --out pack.json

step "12. The node stops. What it leaves is checked without it: first the pack, then the whole history."
kill "$node_pid" && wait "$node_pid" || true
node_pid=
trust=$(jq -r '.consortium.members[0].checkpointKey' consortium/genesis.json)
show verify pack.json --trust "$trust"
"$kaisho" verify pack.json --trust "$trust" >out.txt 2>err.txt || { cat out.txt err.txt >&2; fail "the pack does not hold"; }
grep -v -e '^holds ' -e 'slot 0x' out.txt | sed 's/^/    /'
run replay --data consortium/data

step "Cheat: one byte of the pack is changed."
sed 's/"receipt":"0x\(..\)\(..\)/"receipt":"0x\1ff/' pack.json >forged-pack.json
cmp -s pack.json forged-pack.json && fail "the pack was not changed"
show verify forged-pack.json
if "$kaisho" verify forged-pack.json >out.txt 2>err.txt; then cat out.txt; fail "a changed pack was accepted"; fi
grep -m1 -A1 '^FAILS' out.txt | sed 's/^/    /'

step "Done: deployed with consent, and every cheat refused."
