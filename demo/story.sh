# The story that both demos tell: nothing runs, moves or is revealed without a consent that anyone can check. Sourced; the
# sourcing script runs it by the four functions at the end of each part, and gives:
#   key_of ORGANIZATION   its key file
#   at ORGANIZATION       go on at its node
#   others, others_text   the organizations beside the bank, as a list and in a sentence
#   rule                  options of program init: what becomes of the token when ACME withdraws; none for nothing
#   agree                 those whose signatures meet the policy together with the bank's

# The steps that not every demo tells have no number of their own: they follow the last one.
number=10
next_step() { number=$((number + 1)); step "$number. $*"; }

# --signature options for these organizations' files.
signatures_of() { printf -- '--signature %s.signature ' "$@"; }

tell_how_everybody_consents() {
  step "2. Two users make their own keys: ACME, which wants to issue a bond, and Ines, who wants to invest."
  run key new acme.key
  run key new ines.key
  acme=$(field key address acme.key .account)
  ines=$(field key address ines.key .account)

  step "3. The bond's program becomes a package: every file, the compiler and the code to deploy under one hash."
  cp -r "$programs/bond" bond
  run program init bond --token ACME-2031 --name BondToken --program-version 1.0.0 \
    --contract artifacts/BondToken.json --test artifacts/BondTokenTest.json "${rule[@]}"
  package=$(field program check bond .packageHash)

  step "4. The bank registers it. Each organization runs its tests in its own EVM and signs the result."
  at bank
  run program register bond --key "$(key_of bank)"
  run program test bond
  for organization in bank "${others[@]}"; do
    at $organization
    run program attest bond --key "$(key_of $organization)"
  done

  step "5. Both users are asked whom they entrust. Nobody is registered without the user's own signature."
  printf '{"name":"ACME K.K.","country":"JP"}\n' >acme.profile
  at bank
  run consent draft entrust --user acme --account "$acme" --vorg bank --profile acme.profile \
    --purpose "issue a bond" --scope "run my tokens" --out acme-entrust.json
  run consent sign acme-entrust.json --key acme.key --yes
  run user register --consent acme-entrust.json --key "$(key_of bank)"
  at broker
  run consent draft entrust --user ines --account "$ines" --vorg broker \
    --purpose "invest in bonds" --scope "run my tokens" --out ines-entrust.json
  run consent sign ines-entrust.json --key ines.key --yes
  run user register --consent ines-entrust.json --key "$(key_of broker)"

  step "6. ACME reads and signs the consent to issue: this program, these terms, run by the bank."
  at bank
  run policy show ACME-2031
  run consent draft issue --user acme --vorg bank --package bond --purpose "issue the bond ACME 2.5% 2031" \
    --scope "this bond only" --out issue.json \
    --arguments ACME-2031 "ACME 2.5% 2031" JP3000000001 JPY 100000 250 1924992000 "$acme"
  run consent sign issue.json --key acme.key --yes

  step "Cheat: the bank uses ACME's consent for another package, version 1.0.1, which it tested and signed as well."
  cp -r bond later
  run program init later --token ACME-2031 --name BondToken --program-version 1.0.1 \
    --contract artifacts/BondToken.json --test artifacts/BondTokenTest.json "${rule[@]}"
  run program register later --key "$(key_of bank)"
  run program attest later --key "$(key_of bank)"
  run consent draft issue --user acme --vorg bank --package later --purpose "issue the bond ACME 2.5% 2031" \
    --scope "this bond only" --out other.json \
    --arguments ACME-2031 "ACME 2.5% 2031" JP3000000001 JPY 100000 250 1924992000 "$acme"
  jq --slurpfile signed issue.json '.signature = $signed[0].signature' other.json >forged.json
  cheat NotSignedBy apply issue --consent forged.json --key "$(key_of bank)"

  step "7. The bank applies with the consent that ACME did give."
  run apply issue --consent issue.json --key "$(key_of bank)"
  printf '  The bank became indispensable, because ACME entrusted it:\n'
  run policy show ACME-2031

}

# ------------------------------------------------------------------------------------------------------------------
tell_how_two_members_deploy_alone() {
  step "Cheat: $others_text deploy without the bank, which ACME entrusted."
  for organization in "${others[@]}"; do
    at $organization
    run deploy sign 1 --key "$(key_of $organization)" --out $organization.signature
  done
  at broker
  cheat EntrustedSignatureMissing deploy run 1 --package bond --consent issue.json \
    $(signatures_of "${others[@]}") --key "$(key_of broker)"

  step "Cheat: the broker and the exchange send it all the same. It comes into a block, is refused there, and is told."
  cheat EntrustedSignatureMissing deploy run 1 --package bond --consent issue.json \
    $(signatures_of broker exchange) --key "$(key_of broker)" --gas 10000000
  at bank
  until_true 60 told 1 || fail "the attempt is not told"
  run audit alerts
}
# Whether the node has told so many alerts to everybody whom it should tell.
told() {
  local alerts
  alerts=$("$kaisho" audit alerts --json) || return 1
  jq -e --argjson count "$1" '.alerts | length >= $count and all(.deliveries | length > 0 and all(has("deliveredMs")))' \
    <<<"$alerts" >/dev/null
}

# ------------------------------------------------------------------------------------------------------------------
tell_how_a_changed_program_is_refused() {
  step "Cheat: the program is changed by one byte after its test, and its manifest is made again."
  at bank
  cp -r bond changed
  sed -i '0,/"bytecode": "0x6/s//"bytecode": "0x7/' changed/artifacts/BondToken.json
  cheat bad_package program check changed
  run program init changed --token ACME-2031 --name BondToken --program-version 1.0.0 \
    --contract artifacts/BondToken.json --test artifacts/BondTokenTest.json "${rule[@]}"
  run deploy sign 1 --key "$(key_of bank)" --out bank.signature
  cheat WrongCreationCode deploy run 1 --package changed --consent issue.json \
    $(signatures_of bank "${agree[@]}") --key "$(key_of bank)"
}

# ------------------------------------------------------------------------------------------------------------------
tell_how_it_is_held() {
  at bank
  step "8. With the bank's signature the policy is met. Every node checks code, arguments, consent and signatures."
  run deploy run 1 --package bond --consent issue.json \
    $(signatures_of bank "${agree[@]}") --key "$(key_of bank)"
  bond=$(field apply show 1 .contract)

  step "9. ACME gives Ines ten bonds. She has not asked for the token yet, so the program refuses."
  cheat NotUsable send "$bond" "mint(address,uint256)" "$ines" 10 --key acme.key

  step "Cheat: Ines sends a transaction to the token all the same. The ledger itself does not take it."
  at broker
  cheat not_admitted token send "$bond" "$acme" 1 --key ines.key --gas 200000

  step "10. Ines consents to hold and trade exactly this program; then the bonds may come."
  at broker
  run consent draft distribute --user ines --vorg broker --token ACME-2031 --package-hash "$package" \
    --purpose "invest in the bond" --scope "hold and trade" --out distribute.json
  run consent sign distribute.json --key ines.key --yes
  run apply distribute --consent distribute.json --key "$(key_of broker)"
  at bank
  run send "$bond" "mint(address,uint256)" "$ines" 10 --key acme.key
  at broker
  run token send "$bond" "$acme" 4 --key ines.key
  run token balance "$bond" "$ines"

  step "Cheat: somebody without any right wants to receive, and to deploy a program of his own without governance."
  run key new mallory.key
  mallory=$(field key address mallory.key .account)
  cheat NotUsable token send "$bond" "$mallory" 1 --key ines.key
  cheat not_admitted send --create 0x600160005260206000f3 --key mallory.key --gas 200000
  until_true 60 told 3 || fail "what was not admitted is not told"
  printf '  Nothing of that is in any block; the node to which it was sent tells it:\n'
  run audit alerts --after 1
}

# ------------------------------------------------------------------------------------------------------------------
# The packs are taken as things happen: one for each kind of claim.
tell_how_it_is_upgraded() {
  next_step "ACME wants its coupons declared on the ledger: version 2.0.0 of the program. What would change?"
  at bank
  run audit pack 1 --out deployed.json
  run audit pack 2 --out consented.json
  cp -r "$programs/bond2" bond2
  run program init bond2 --token ACME-2031 --name BondToken --program-version 2.0.0 \
    --contract artifacts/BondToken2.json --test artifacts/BondToken2Test.json "${rule[@]}"
  run program diff bond bond2 --old-consent issue.json --old-at "$bond" --new-arguments "$bond" "[$acme,$ines]"
  run program register bond2 --key "$(key_of bank)"
  for organization in bank "${others[@]}"; do
    at $organization
    run program attest bond2 --key "$(key_of $organization)"
  done

  next_step "ACME consents to exactly this upgrade of exactly what runs, and the bank applies for it."
  at bank
  run consent draft upgrade --user acme --vorg bank --package bond2 --purpose "declare coupons on the ledger" \
    --scope "version 2.0.0 only" --out upgrade.json --arguments "$bond" "[$acme,$ines]"
  run consent sign upgrade.json --key acme.key --yes
  run apply upgrade --consent upgrade.json --key "$(key_of bank)"
  upgrade=$(field audit life ACME-2031 .pending)

  step "Cheat: $others_text upgrade without the bank. Each node refuses by itself."
  for organization in bank "${others[@]}"; do
    at $organization
    run deploy sign "$upgrade" --key "$(key_of $organization)" --out $organization.signature
  done
  for organization in "${others[@]}"; do
    at $organization
    cheat EntrustedSignatureMissing deploy run "$upgrade" --package bond2 --consent upgrade.json \
      $(signatures_of "${others[@]}") --key "$(key_of $organization)"
  done

  next_step "With the bank's signature the new contract takes over, and the old one takes no transaction any more."
  at bank
  run deploy run "$upgrade" --package bond2 --consent upgrade.json \
    $(signatures_of bank "${agree[@]}") --key "$(key_of bank)"
  old=$bond
  bond=$(field audit life ACME-2031 .contract)
  cheat not_admitted send "$old" "mint(address,uint256)" "$ines" 1 --key acme.key --gas 200000
  run token balance "$bond" "$ines"
  run send "$bond" "declareCoupon(uint64)" 2027 --key acme.key
  run audit pack "$upgrade" --out upgraded.json
}

# ------------------------------------------------------------------------------------------------------------------
tell_how_a_consent_is_taken_back() {
  next_step "ACME takes its consent back. What the program declared for that day, and ACME read, takes effect."
  at bank
  run apply withdraw --user acme --token ACME-2031 --key acme.key
  run audit life ACME-2031
  cheat NotMovable send "$bond" "mint(address,uint256)" "$ines" 1 --key acme.key

  step "Cheat: the bank wants to upgrade the program all the same, and has ACME's signature."
  run consent draft upgrade --user acme --vorg bank --package bond --purpose "go back" --scope "version 1.0.0" \
    --out back.json --arguments ACME-2031 "ACME 2.5% 2031" JP3000000001 JPY 100000 250 1924992000 "$acme"
  run consent sign back.json --key acme.key --yes
  cheat ConsentIsWithdrawn apply upgrade --consent back.json --key "$(key_of bank)"

  next_step "Ines gives her bonds back to ACME: that is all that a holder can do now."
  at broker
  run token send "$bond" "$acme" 6 --key ines.key
  cheat NotMovable token send "$bond" "$ines" 1 --key acme.key
  run audit pack 1 --out withdrawn.json
  run audit absence --user ines --token GOLD-1 --out absent.json
  cheat consent_exists audit absence --user acme --token ACME-2031 --out none.json
}

# ------------------------------------------------------------------------------------------------------------------
tell_what_the_auditor_takes_home() {
  next_step "An auditor asks whether the policy is what ACME agreed to, and takes the evidence home."
  at auditor
  run audit show --user acme --token ACME-2031
  run apply show 1
  run audit pack 1 --out pack.json
}

# Checks the five packs without any node, and shows what each proves in words.
tell_what_five_packs_prove() {
  local pack
  for pack in deployed consented upgraded withdrawn absent; do
    show verify $pack.json "$@"
    "$kaisho" verify $pack.json "$@" >out.txt 2>err.txt || { cat out.txt err.txt >&2; fail "$pack.json does not hold"; }
    sed -n '/^Result:/p; /^What that means/,$p' out.txt | sed 's/^/    /'
  done
}

# Lies about the withdrawal and about the absence: the first breaks a proof, the second is a label that names another record.
tell_that_lies_about_consents_do_not_hold() {
  step "Cheat: the pack of the withdrawal is changed to say that nothing was withdrawn."
  jq -c '(.records[] | select(.label // "" | test("^consents.*[+]2: ")) | .value) = null' withdrawn.json >lie.json
  cmp -s withdrawn.json lie.json && fail "the pack was not changed"
  show verify lie.json
  if "$kaisho" verify lie.json >out.txt 2>err.txt; then cat out.txt; fail "a changed pack was accepted"; fi
  grep -m1 -A1 '^FAILS' out.txt | sed 's/^/    /'

  step "Cheat: the proof that Ines gave no consent for GOLD-1 is labelled as one about ACME and its bond."
  sed 's/applicationOf\[ines\]\[GOLD-1\]/applicationOf[acme][ACME-2031]/' absent.json >lie.json
  cmp -s absent.json lie.json && fail "the pack was not changed"
  show verify lie.json
  "$kaisho" verify lie.json >out.txt 2>err.txt || { cat out.txt err.txt >&2; fail "labels are not part of what is proved"; }
  grep -q 'no consent of user acme' out.txt && fail "a label was believed"
  grep 'not believed' out.txt | sed 's/^/    /'
}

# Checks a pack without any node, shows the claims but not each record, then shows that a changed one does not hold.
tell_that_the_pack_holds() {
  show verify pack.json "$@"
  "$kaisho" verify pack.json "$@" >out.txt 2>err.txt || { cat out.txt err.txt >&2; fail "the pack does not hold"; }
  grep -v -e '^holds ' -e 'slot 0x' out.txt | sed 's/^/    /'
}

tell_that_a_changed_pack_does_not() {
  step "Cheat: one byte of the pack is changed."
  sed 's/"receipt":"0x\(..\)\(..\)/"receipt":"0x\1ff/' pack.json >forged-pack.json
  cmp -s pack.json forged-pack.json && fail "the pack was not changed"
  show verify forged-pack.json
  if "$kaisho" verify forged-pack.json >out.txt 2>err.txt; then cat out.txt; fail "a changed pack was accepted"; fi
  grep -m1 -A1 '^FAILS' out.txt | sed 's/^/    /'
}
