#!/bin/sh
# `bpfmend compare` on rows made here.
#
# usage: compare-test.sh BPFMEND
set -u

bpfmend=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

# row KERNEL PROGRAM VERDICT MESSAGE PROCESSED STATES TIME
row() {
  printf '{"kernel":"%s","release":"6.12.1","file":"a.bpf.o","program":"%s","verdict":"%s",' \
    "$1" "$2" "$3"
  printf '"errno":0,"message":"%s","insns":4,"processed":%s,"states":1,' "$4" "$5"
  printf '"peak_states":%s,"microseconds":%s}' "$6" "$7"
}

# check STATUS PATTERN FILE FILE: as in command-test.sh
check() {
  "$bpfmend" compare "$3" "$4" >out 2>&1
  got=$?
  if [ "$got" -ne "$1" ] || ! grep -qE -- "$2" out; then
    echo "compare $3 $4: status $got, expected $1 and: $2"
    sed 's/^/    /' out
    failed=$((failed + 1))
  fi
}

{
  echo "[$(row one p accept '' 100 10 50),"
  echo "$(row one q reject 'R1 bad' 9 1 5), $(row one r error 'it hangs' null null null)]"
} >before
{
  echo "[$(row other r error 'it hangs' null null null), $(row other q reject 'R1 bad' 9 1 7),"
  echo "$(row other p accept '' 110 10 40)]"
} >costs
{
  echo "[$(row other p reject 'R2 worse' 50 3 9), $(row other q accept '' 9 1 5),"
  echo "$(row other r error 'it hangs' null null null)]"
} >verdicts
{ echo "[$(row other p accept '' 100 10 50)]"; } >fewer
{ echo "[$(row one p accept '' 1 1 1),$(row two p accept '' 1 1 1)]"; } >two

check 0 'No program has another verdict' before before
check 0 '^0 with other numbers of instructions or states, 0 refused' before before
check 0 '^  p  +100 +110 +\+10.00% +10 +10 +\+0.00% +50 +40 +-20.00%$' before costs
check 0 '^1 with other numbers' before costs
check 1 '^  a.bpf.o: p: accept, then reject$' before verdicts
check 1 '^      R2 worse$' before verdicts
check 1 '^  a.bpf.o: q: reject, then accept$' before verdicts
check 1 '^3 programs: 1 accepted now, 1 rejected, 1 without a verdict; 0 accepted by both' \
  before verdicts
check 2 'the files have other programs: one has q of a.bpf.o' before fewer
check 2 'two does not have the rows of one kernel' two two
check 2 'cannot be read as rows' before /dev/null
check 2 'cannot be read as rows' before none

[ "$failed" -eq 0 ] || { echo "$failed checks failed"; exit 1; }
