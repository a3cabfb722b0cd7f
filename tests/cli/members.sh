#!/usr/bin/env bash
# A consortium changes its members: the session of docs/operate/membership.md.   tests/cli/members.sh PROGRAM
source "$(dirname "$0")/lib.sh" "$1"

solo bank,broker,exchange

# --- who is there
expect 0 "Majority[bank, broker, exchange]" member list
is "$(field .version member list)" 1
expect 0 "number 2" member show broker
expect 1 "[no_such_member]" member show insurer
expect 0 "by default" member policy
expect 0 "no open proposals" member proposals

# --- one joins: its operator's account is all that a solo consortium needs
"$kaisho" key new insurer.key >/dev/null
account=$("$kaisho" key address insurer.key --json | jq -r .account)
printf '{"name":"insurer","operator":"%s","roles":4,"checkpointKey":""}\n' "$account" >insurer.json
expect 0 "bank proposed to add insurer" member propose-add insurer.json --key "$(key bank)"
expect 0 "add insurer, open, proposed by bank, approved by bank" member proposals
expect 0 "needs" member proposal 1
expect 1 "[AlreadyApproved]" member approve 1 --key "$(key bank)"
expect 1 "[NotAMember]" member approve 1 --key insurer.key
expect 0 "insurer became a member" member approve 1 --key "$(key broker)"
expect 1 "[ProposalNotOpen]" member approve 1 --key "$(key exchange)"
expect 0 "Majority[bank, broker, exchange, insurer]" member policy
is "$(field .version member list)" 2
is "$(field .roles member show insurer)" 4

# --- it is a member: it proposes, approves, withdraws
expect 0 "insurer proposed to remove exchange" member propose-remove exchange --key insurer.key
expect 1 "[NotTheProposer]" member withdraw 2 --key "$(key bank)"
expect 0 "insurer withdrew" member withdraw 2 --key insurer.key
expect 0 "remove exchange, withdrawn" member proposals --all

# --- another operator for broker
"$kaisho" key new broker-2.key >/dev/null
account=$("$kaisho" key address broker-2.key --json | jq -r .account)
expect 0 "" member propose-replace broker --operator "$account" --key "$(key bank)"
expect 0 "" member approve 3 --key "$(key exchange)"
expect 0 "broker has another operator or node" member approve 3 --key insurer.key
expect 1 "[NotAMember]" member propose-remove insurer --key "$(key broker)"
expect 1 "[OperatorBelongsTo]" member propose-replace insurer --operator "$account" --key broker-2.key

# --- the members' own policy, and nobody is locked out
expect 2 "[bad_policy]" member propose-policy "bank AND" --key "$(key bank)"
expect 1 "[UnknownOrganization]" member propose-policy "bank AND fund" --key "$(key bank)"
expect 0 "" member propose-policy "bank AND OutOf(2,[broker, exchange, insurer])" --key "$(key bank)" --days 3
expect 0 "" member approve 4 --key broker-2.key
expect 0 "the members changed the membership policy to" member approve 4 --key "$(key exchange)"
expect 0 "by proposal 4" member policy
expect 1 "[MembershipPolicyUnsatisfiable]" member propose-remove bank --key "$(key exchange)"
expect 0 "" member propose-remove exchange --key "$(key bank)"
expect 0 "" member approve 5 --key insurer.key
expect 0 "exchange is no member any more" member approve 5 --key broker-2.key
expect 0 "left " member list
is "$(field '.members[2].active' member list)" false
expect 1 "[NotAMember]" member propose-remove insurer --key "$(key exchange)"
expect 1 "[MembershipPolicyUnsatisfiable]" member propose-remove insurer --key "$(key bank)"

# --- a node of its own it does not have
expect 1 "[NoNode]" member update-endpoints --p2p bank.example:26656 --key "$(key bank)"
expect 1 "[NoNode]" member rotate-validator-key --home consortium --key "$(key bank)"

# --- who is in and who is out is proved without a node
expect 0 "bank is a member" member prove bank --out bank.json
expect 0 "" verify bank.json
expect 0 "exchange left" member prove exchange --out exchange.json
expect 0 "" verify exchange.json
expect 0 "fund was never a member" member prove fund --out fund.json
expect 0 "" verify fund.json
sed 's/"label":"member bank: operator/"label":"member bank: nothing/; s/"value":"0x0/"value":"0x1/' bank.json >forged.json
expect 1 "" verify forged.json
echo "all as documented"
