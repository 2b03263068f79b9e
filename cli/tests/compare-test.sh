#!/bin/sh
# `bpfmend compare` on rows and CSV made here.
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

# As veristat, whose own words the expectations are: says STATUS ARGUMENT... <EXPECTED
says() {
  wanted=$1
  shift
  cat >expected
  "$bpfmend" compare "$@" >out 2>&1
  got=$?
  if [ "$got" -ne "$wanted" ] || ! diff expected out >difference 2>&1; then
    echo "compare $*: status $got, expected $wanted and, behind <:"
    cat difference
    failed=$((failed + 1))
  fi
}

says 0 -R before <<END
File     Program  Verdict  Duration (us)  Insns  States  Program size
-------  -------  -------  -------------  -----  ------  ------------
a.bpf.o  p        success             50    100       1             4
a.bpf.o  q        failure              5      9       1             4
a.bpf.o  r        failure              0      0       1             4
-------  -------  -------  -------------  -----  ------  ------------
END
says 0 -R before -o csv <<END
file_name,prog_name,verdict,duration,total_insns,total_states,peak_states,prog_size
a.bpf.o,p,success,50,100,1,10,4
a.bpf.o,q,failure,5,9,1,1,4
a.bpf.o,r,failure,0,0,1,0,4
END
# What it writes, it reads; and all of veristat's columns, by all their names, as veristat has them.
cp out a.csv
says 0 -R a.csv -o csv <out
cat >b.csv <<END
file,progname,verdict,dur,insns,states,peak_states,max_states_per_insn,mark_read,prog_size,prog_size_jited,prog_type,attach_type,stack,max_stack_depth,mem_peak
a.bpf.o,p,failure,25,110,2,9,1,0,4,33,xdp,xdp,8,16,-1
b.bpf.o,s,success,7,1,1,1,1,1,2,21,lsm,lsm_mac,0,0,3
END
says 0 -R b.csv -o csv -f 's' <<END
file_name,prog_name,verdict,duration,total_insns,total_states,peak_states,max_states_per_insn,max_mark_read_len,prog_size,prog_size_jited,prog_type,attach_type,stack_depth,max_stack_depth,mem_peak
b.bpf.o,s,success,7,1,1,1,1,1,2,21,lsm,lsm_mac,0,0,3
END
says 1 -C a.csv b.csv -e file,prog,verdict,insns <<END
File     Program  Verdict (A)  Verdict (B)  Verdict (DIFF)  Insns (A)  Insns (B)   Insns (DIFF)
-------  -------  -----------  -----------  --------------  ---------  ---------  -------------
a.bpf.o  p        success      failure      MISMATCH              100        110  +10 (+10.00%)
a.bpf.o  q        failure      N/A          N/A                     9        N/A            N/A
a.bpf.o  r        failure      N/A          N/A                     0        N/A            N/A
b.bpf.o  s        N/A          success      N/A                   N/A          1            N/A
-------  -------  -----------  -----------  --------------  ---------  ---------  -------------
END
says 1 a.csv b.csv -o csv -e prog,dur -n 1 <<END
prog_name,duration_base,duration_comp,duration_diff
p,50,25,-25 (-50.00%)
END

# Of four programs, those that pass, in this order.
cat >many.csv <<END
file_name,prog_name,verdict,total_insns
a.bpf.o,in,success,10
a.bpf.o,out,failure,300
b.bpf.o,in,success,20
b.bpf.o,other,failure,4
END
cat >more.csv <<END
file_name,prog_name,verdict,total_insns
a.bpf.o,in,success,12
a.bpf.o,out,failure,30
b.bpf.o,in,failure,20
b.bpf.o,other,failure,8
END
# programs "NUMBERS" ARGUMENT...: the numbers of instructions of those that are shown
programs() {
  wanted=$1
  shift
  got=$("$bpfmend" compare -e insns -o csv "$@" many.csv 2>&1 | sed '1d;s/,.*//' | tr '\n' ' ')
  [ "$got" = "$wanted" ] || {
    echo "compare $*: '$got', expected '$wanted'"
    failed=$((failed + 1))
  }
}
printf '# comment\n  a*\n!out\n' >list
programs '10 300 20 4 ' -R
programs '10 20 ' -R -f in
programs '10 300 ' -R -f 'a*'
programs '20 ' -R -f 'b.bpf.o/*n'
programs '20 4 ' -R -f 'b*/'
programs '4 ' -R -f '/ot*r'
programs '10 20 4 ' -R -f '!out'
programs '300 20 4 ' -R -f '!a*/in'
programs '10 ' -R -f @list
programs '300 ' -R -f 'insns>20'
programs '300 20 ' -R -f 'insns>=20'
programs '10 4 ' -R -f 'insns<20'
programs '10 20 4 ' -R -f 'insns<=20'
programs '10 300 4 ' -R -f 'insns!=20'
programs '10 300 4 ' -R -f 'insns<>20'
programs '20 ' -R -f 'total_insns==20'
programs '10 4 ' -R -f 'insns=10' -f 'insns=4'
programs '300 4 ' -R -f 'verdict=failure'
programs '4 ' -R -f 'verdict=failure' -f 'b*'
programs '10 20 ' -R -f '!verdict=f'
programs '300 20 10 4 ' -R -s insns
programs '4 10 20 300 ' -R -s 'insns^'
programs '300 4 20 10 ' -R -s 'verdict,insns'
programs '10 20 ' -R -s 'prog,file' -n 2
programs '12 30 20 8 ' -C more.csv
programs '12 ' -C more.csv -f 'insns_diff=-2'
programs '12 30 20 ' -C more.csv -f 'insns_b>8' -s file,prog
programs '30 ' -C more.csv -f 'insns_pct>100'
programs '12 8 ' -C more.csv -f 'insns_diff<0'
programs '30 8 ' -C more.csv -f '|insns_pct|>=50'
programs '20 ' -C more.csv -f 'verdict_diff=mismatch'
programs '30 20 12 8 ' -C more.csv -s 'insns_diff'
programs '30 8 12 20 ' -C more.csv -s '|insns_pct|'
programs '8 12 20 30 ' -C more.csv -s 'insns_a^'

# fails PATTERN ARGUMENT...
fails() {
  pattern=$1
  shift
  "$bpfmend" compare "$@" >out 2>&1
  [ $? -eq 2 ] && grep -qE -- "$pattern" out || {
    echo "compare $*: expected $pattern"
    cat out
    failed=$((failed + 1))
  }
}
fails "'instructions' is no column of veristat's" -R a.csv -e instructions
fails "'loops' is no number of veristat's" -R a.csv -f 'loops>1'
fails "'prog' is no number of veristat's" -R a.csv -f 'prog=p'
fails "'insns>many' compares with no whole number" -R a.csv -f 'insns>many'
fails "'' is no filter" -R a.csv -f '!'
fails 'there is no file none' -R a.csv -f '@none'
fails "'xml' is no format: it is table or csv" -R a.csv -o xml
fails 'give one file that bpfmend matrix --json or veristat -o csv wrote' -R a.csv b.csv
fails 'give two files' -C a.csv
fails 'two does not have the rows of one kernel' -R two
fails 'there is no file none' -R none
fails 'CSV is read with -C' a.csv b.csv
printf 'prog_name,verdict\np,success\n' >nameless.csv
fails 'nameless.csv, line 2: not a row' -R nameless.csv
printf 'file_name,prog_name,verdict\na,p,success\na,q,maybe\n' >maybe.csv
fails 'maybe.csv, line 3: not a row' -R maybe.csv
printf 'file_name,prog_name,verdict\na,p\n' >short.csv
fails 'short.csv, line 2: not a row' -R short.csv
printf 'file_name,prog_name,insns\na,p,4,5\n' >long.csv
fails 'long.csv, line 2: not a row' -R long.csv
printf 'what is this\n' >text
fails "text, line 1: neither veristat's CSV nor rows" -R text

# Two files of one name are told by their paths; a name that CSV cannot hold is written as one it can.
{
  echo "[$(row one p accept '' 1 1 1 | sed 's,a.bpf.o,x/a.bpf.o,'),"
  echo "$(row one p accept '' 2 1 1 | sed 's,a.bpf.o,y\\n\,/a.bpf.o,')]"
} >paths
says 0 -R paths -o csv -e file,insns <<END
file_name,total_insns
x/a.bpf.o,1
y??/a.bpf.o,2
END

[ "$failed" -eq 0 ] || { echo "$failed checks failed"; exit 1; }
