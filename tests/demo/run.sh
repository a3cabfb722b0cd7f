#!/usr/bin/env bash
# Runs the demo and compares it with the pages that quote it: every quoted line must come, in the order of the page.
#   tests/demo/run.sh PROGRAM PAGE…
# Quotes stand between <!-- demo:begin --> and <!-- demo:end -->; a line … stands for lines left out. Keys, hashes,
# sizes and times differ from run to run: they are replaced on both sides. So does gas: a zero byte of calldata costs
# less than another, and keys are random.
set -euo pipefail
program=$1
shift
demo=$(dirname "$0")/../../demo/run.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

normal() {
  sed -E -e 's/0x[0-9a-f]{8,}…?/0x…/g' -e 's/\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+/+…/g' \
    -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]{8}( UTC|Z)/TIME/g' -e 's/, [0-9]+ bytes$/, … bytes/' -e 's/^( +gas +)[0-9]+$/\1…/' \
    -e 's/[[:space:]]+$//' \
    -e '/^…?$/d' -e '/^ +…$/d'
}

"$demo" "$program" >"$work/output" 2>&1 || { cat "$work/output"; exit 1; }
grep -q '^Done: deployed with consent, and every cheat refused\.$' "$work/output" || { echo "no ending"; exit 1; }
cheats=$(grep -c '^Cheat: ' "$work/output")
((cheats == 7)) || { echo "$cheats cheats instead of 7"; exit 1; }
normal <"$work/output" >"$work/happened"

for page in "$@"; do
  sed -n '/<!-- demo:begin -->/,/<!-- demo:end -->/p' "$page" | grep -v -e '^```' -e '^<!--' | normal >"$work/quoted"
  [[ -s $work/quoted ]] || { echo "$page quotes nothing"; exit 1; }
  awk -v page="$page" '
    NR == FNR { happened[NR] = $0; last = NR; next }
    { while (at < last && happened[++at] != $0) {}
      if (happened[at] != $0) { print page ": this does not come (here): " $0; exit 1 } }' \
    "$work/happened" "$work/quoted" || { echo "$page is out of date: copy from demo/run.sh build/kaisho"; exit 1; }
done
