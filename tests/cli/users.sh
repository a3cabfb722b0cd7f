#!/usr/bin/env bash
# Users come in with a passport and a passkey, or with clerks and paper; they entrust anew and are erased (G3, G9, G10).
#   tests/cli/users.sh PROGRAM
here=$(cd "$(dirname "$0")" && pwd)
source "$(dirname "$0")/lib.sh" "$1"
shown() { cat out err | tr -s ' '; }  # tables are told apart by one space

solo bank,broker,exchange
for name in users clerk second stranger; do "$kaisho" key new $name.key >/dev/null; done
account() { "$kaisho" key address "$1" --json | jq -r .account; }
export KAISHO_USERS=$work/users KAISHO_USERS_KEY=$work/users.key

# --- who acts for the bank, and who serves which region
expect 0 "from now on" user clerk "$(account clerk.key)" --key "$(key bank)"
expect 0 "from now on" user clerk "$(account second.key)" --key "$(key bank)"
expect 0 "broker" user region JP --vorg broker --key "$(key bank)"
expect 1 "[RoleMissing]" user region JP --vorg exchange --key "$(key exchange)"

# --- anna: a passport and a passkey
printf 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n' >passport.txt
printf '{"familyName":"Eriksson","givenNames":"Anna","birthDate":"1974-08-12","address":"1 Main Street"}' >anna.json
expect 0 "requested" user request --user anna --profile anna.json
expect 1 "[user_file_exists]" user request --user anna --profile anna.json
grep -rq Eriksson users && fail "the profile lies in clear"
expect 1 "[identity_not_confirmed]" consent draft entrust --user anna --on-paper --purpose p --scope s --out no.json
expect 1 "givenNames is 'Anna' in the request and 'ANNA MARIA' in the document" \
  user check --user anna --mrz passport.txt --today 2012-04-01
expect 1 "[identity_decided]" user check --user anna --mrz passport.txt --today 2012-04-01
sed -i 's/"Anna"/"Anna Maria"/' anna.json
expect 0 "requested" user rectify --user anna --profile anna.json
expect 0 "confirmed by machine-readable zone" user check --user anna --mrz passport.txt --today 2012-04-01
expect 0 "1 Main Street" user profile --user anna

passkey=$(node "$here/passkey.mjs" new passkey.json)
expect 0 "entrust.json" consent draft entrust --user anna --passkey "$passkey" --region JP-13 --purpose "invest" \
  --scope "all tokens" --out entrust.json
is "$(jq -r .consent.vorg entrust.json)" broker
expect 0 "not signed" consent show entrust.json
expect 2 "[not_signed]" user register --consent entrust.json --key "$(key bank)"
node "$here/passkey.mjs" sign passkey.json "0x$(printf '1%.0s' {1..64})" >other.json
expect 1 "[BadPasskeySignature]" consent sign entrust.json --assertion other.json
node "$here/passkey.mjs" sign passkey.json "$(field .digest consent show entrust.json)" >assertion.json
expect 0 "signed by the passkey of account" consent sign entrust.json --assertion assertion.json
expect 0 "entrusts broker" user register --consent entrust.json --key "$(key bank)"
expect 0 "the user's passkey" user show anna
is "$(field .consentForm user show anna)" 2

# --- paul: no key; two clerks, and paper
printf 'scan of a card' >card.pdf
printf 'scan of a signed paper' >paper.pdf
printf '{"familyName":"Muster","givenNames":"Paul","birthDate":"1950-01-01"}' >paul.json
expect 0 "requested" user request --user paul --profile paul.json
decide() { printf '%s' "user decide --user paul --organization bank --evidence card.pdf --reason seen --match --key $1"; }
expect 1 "[not_a_clerk]" $(decide stranger.key)
expect 0 "requested" $(decide clerk.key)
expect 1 "[second_person]" $(decide clerk.key)
expect 0 "confirmed by decision of the clerks" $(decide second.key)
expect 0 "paul-entrust.json" consent draft entrust --user paul --on-paper --vorg bank --purpose "invest" \
  --scope "all tokens" --out paul-entrust.json
expect 0 "WITNESSED ON PAPER" consent witness paul-entrust.json --organization bank --paper paper.pdf --key clerk.key --yes
expect 0 "entrusts bank" user register --consent paul-entrust.json --key "$(key bank)"
expect 0 "WEAKER" user show paul
# No clerk stands in for a user with a key.
expect 0 "anna-paper.json" consent draft entrust-anew --user anna --vorg bank --purpose p --scope s --out anna-paper.json
expect 0 "WITNESSED" consent witness anna-paper.json --organization bank --paper paper.pdf --key clerk.key --yes
expect 1 "[NotSignedBy]" user entrust-anew --consent anna-paper.json --key "$(key bank)"

# --- an auditor sees one field of anna's profile, and the ledger says that it is the registered one
expect 0 "birthDate of 4 fields" private open --user anna --field birthDate --out opening.json
grep -q Eriksson opening.json && fail "the opening tells the name"
expect 0 "1974-08-12" private verify opening.json --user anna
expect 1 "[another_record]" private verify opening.json --user paul
sed 's/1974-08-12/1984-08-12/' opening.json >forged.json
expect 1 "[opening_wrong]" private verify forged.json --user anna

# --- anna entrusts the bank instead
expect 0 "anew.json" consent draft entrust-anew --user anna --vorg bank --purpose "invest" --scope "all tokens" --out anew.json
node "$here/passkey.mjs" sign passkey.json "$(field .digest consent show anew.json)" >assertion.json
expect 0 "passkey" consent sign anew.json --assertion assertion.json
expect 1 "[NotEntrusted]" user entrust-anew --consent anew.json --key "$(key broker)"
expect 0 "entrusts bank" user entrust-anew --consent anew.json --key "$(key bank)"
expect 0 "broker until" user show anna
expect 1 "[NothingReplaced]" user entrust-anew --consent anew.json --key "$(key bank)"

# --- a record between the parties
printf '{"amount":"100000","buyer":"anna","price":"99.5"}' >deal.json
expect 0 "for the parties only" private make --fields deal.json --out record.json
expect 0 "price of 3 fields" private open record.json --field price --out price.json
expect 0 "99.5" private verify price.json --root "$(field .root private open record.json --field price --out price.json)"

# --- anna's data is erased; the ledger stays
expect 2 "[not_confirmed]" user erase --user anna
expect 0 "erased" user erase --user anna --yes
expect 1 "[user_erased]" user profile --user anna
expect 1 "[user_erased]" private open --user anna --field birthDate --out opening.json
grep -q sealed users/anna.user.json && fail "the data is still there"
expect 0 "bank" user show anna
echo "users: all as it should be"
