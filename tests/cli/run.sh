#!/usr/bin/env bash
# What the program answers to mistakes and to a machine that says no.   tests/cli/run.sh PROGRAM
source "$(dirname "$0")/lib.sh" "$1"

# --- words
expect 0 "kaisho 0." --version
expect 0 "Example: kaisho dev" dev --help
expect 2 "[bad_usage]" frobnicate
expect 2 "[bad_usage]" key new
expect 2 "urn:kaisho:file_missing" key address missing.key --json

# --- keys
expect 0 "account" key new alice.key
expect 2 "[file_exists]" key new alice.key
[[ $(stat -c %a alice.key) == 600 ]] || fail "a key file is not 0600"
cp alice.key open.key && chmod 644 open.key
expect 2 "[key_exposed]" key address open.key
(umask 077 && echo "0x12" >short.key)
expect 2 "[key_malformed]" key address short.key
expect 4 "[file_not_writable]" key new /proc/alice.key

# --- no node
expect 3 "[node_unreachable]" call 0x4b00000000000000000000000000000000000001 "memberCount()(uint32)" --rpc http://127.0.0.1:1
expect 2 "[bad_url]" call 0x4b00000000000000000000000000000000000001 "memberCount()(uint32)" --rpc node

# --- files that are not what they should be
expect 2 "[file_missing]" verify missing.json
echo '{"format":"kaisho-evidence-pack/1"}' >pack.json
expect 2 "" verify pack.json
expect 2 "[bad_verifier_key]" verify pack.json --trust me
expect 2 "[file_missing]" program check missing
mkdir empty && expect 2 "[bad_package]" program check empty
expect 2 "[file_missing]" node --config missing.toml
echo 'dta = "x"' >bad.toml && expect 2 "'data' is missing" node --config bad.toml
echo '{}' >consent.json && expect 2 "[consent_malformed]" consent show consent.json
expect 2 "[data_missing]" replay --data missing

# --- a consortium's files
expect 2 "[bad_members]" consortium new --solo --members bank,bank twice
expect 0 "bank" consortium new --solo --members bank,broker --listen 127.0.0.1:0 c
expect 2 "[folder_not_empty]" consortium new --solo --members bank c
sed 's/^listen.*/listen = "0.0.0.0:0"/' c/node.toml >c/remote.toml
expect 4 "[cannot_listen]" node --config c/remote.toml

expect 2 "[folder_not_empty]" consortium new --members bank,broker c
expect 2 "[bad_hosts]" consortium new --members bank,broker --hosts bank=10.0.0.1 hosts
expect 2 "[bad_ports]" consortium new --members bank,broker --base-port 65520 ports
expect 0 "blocks need 3, so 1 may fail" consortium new --members bank,broker,exchange,auditor n
for secret in keys/operator.key keys/checkpoint.key keys/tls.key cometbft/config/{node,priv_validator}_key.json; do
  [[ $(stat -c %a n/bank/$secret) == 600 ]] || fail "others may read $secret"
done
expect 0 "tolerate no failure" consortium new --members bank,broker --hosts bank=10.0.0.1,broker=broker.example two

# --- what the machine says
start dev dev --rpc 127.0.0.1:0 --data chain
expect 0 "0" call 0x4b00000000000000000000000000000000000001 "memberCount()(uint32)" --rpc "$address"
expect 4 "[data_locked]" dev --rpc 127.0.0.1:0 --data chain
expect 4 "[data_locked]" replay --data chain
expect 4 "[cannot_listen]" dev --rpc "${address#http://}"
expect 4 "[" dev --rpc 127.0.0.1:0 --data /proc/chain

# --- real work, and what is left after the end
(umask 077 && echo 0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80 >rich.key)
alice=$("$kaisho" key address alice.key --json | jq -r .account)
expect 0 "block" send "$alice" "anything()" --value 5 --key rich.key --rpc "$address"
stop "$pid"
expect 0 "every root is the same" replay --data chain
start again dev --rpc 127.0.0.1:0 --data chain
[[ $(jq -r .height again.out) == 1 ]] || fail "the chain did not come back with its block"
stop "$pid"

# --- every file of the store damaged in turn: named, or not needed for the answer
named=0
for file in chain/*.sst; do
  cp -r chain damaged
  printf 'XXXX' | dd of="damaged/${file#chain/}" bs=1 seek=$(($(stat -c %s "$file") / 3)) conv=notrunc status=none
  got=0
  timeout 60 "$kaisho" replay --data damaged >out 2>err || got=$?
  if ((got != 0)); then
    ((got == 4)) && grep -q '\[data_damaged\]' err && grep -q "${file#chain/}" err || fail "$file damaged, and not named"
    named=$((named + 1))
  fi
  rm -rf damaged
done
((named > 0)) || fail "no damage was seen"
echo "ok  4  $named damaged files named"
echo "all as expected"
