#!/bin/sh
# Reports of rows made up for it: what a team, a CI system and a pull request get to read.
#
# usage: report-test.sh BPFMEND
set -u

bpfmend=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
cd "$scratch" || exit 1

# row KERNEL FILE PROGRAM VERDICT MESSAGE
row() {
  printf '{"kernel":"%s","release":"%s.1","file":"%s","program":"%s","verdict":"%s","message":"%s"}\n' \
    "$1" "$1" "$2" "$3" "$4" "$5"
}

# expect STATUS COMMAND...: the exit status.
expect() {
  wanted=$1
  shift
  "$@" >out 2>err
  got=$?
  [ "$got" -eq "$wanted" ] || complain "$*: status $got, expected $wanted" out err
}

complain() {
  echo "$1"
  shift
  for file in "$@"; do head -20 "$file" | sed 's/^/    /'; done
  failed=$((failed + 1))
}

has() {
  grep -qF -- "$2" "$1" || complain "$1 has no: $2" "$1"
}

has_not() {
  ! grep -qF -- "$2" "$1" || complain "$1 has: $2" "$1"
}

# Two shards: one an array, one in lines; 6.12 stands before 6.2 in neither.
{ echo '['; row 6.12 a.o one accept ''; echo ,; row 6.12 a.o two reject 'R1 <bad> & \"worse\"'; echo ']'; } >first.json
{ row 6.2 a.o one accept ''; row 6.2 a.o two accept ''; } >second.json
{ row 6.2 a.o one accept ''; row 6.2 a.o two accept ''; row 6.12 a.o one accept ''
  row 6.12 a.o two accept ''; } >before.json

expect 1 "$bpfmend" report merge first.json second.json
[ "$(grep -o '"kernel":"[0-9.]*","release":"[0-9.]*","file":"a.o","program":"[a-z]*"' out |
  sed 's/[^0-9a-z.,]//g; s/release.*program//; s/kernel//' | tr '\n' ' ')" = '6.2,one 6.2,two 6.12,one 6.12,two ' ] ||
  complain 'merge is not in order' out
cp out merged.json
expect 0 "$bpfmend" report before.json
has out '2 programs on 2 kernels: 4 accepted, 0 rejected, 0 not tried'

expect 1 "$bpfmend" report --junit j.xml --markdown m.md --html h.html --baseline before.json merged.json
has j.xml '<testsuite name="6.12" tests="2" failures="1" errors="0">'
has j.xml 'message="R1 &lt;bad&gt; &amp; &quot;worse&quot;"'
has j.xml '<testcase classname="a.o" name="one"/>'
python3 -c 'import sys, xml.dom.minidom as dom; dom.parse(sys.argv[1])' j.xml || complain 'j.xml is no XML' j.xml
has m.md '**2 programs on 2 kernels**: 3 accepted, 1 rejected, 0 not tried'
has m.md '### Changed against the baseline: 1'
has m.md '- `a.o` `two` on 6.12: accept → **reject**, `R1 <bad> & "worse"`'
has m.md '| `a.o` `two` | ✅ | ❌ reject |'
has_not m.md '| `a.o` `one`'
has h.html 'R1 &lt;bad&gt; &amp; &quot;worse&quot;'
has h.html 'was accept'
has_not h.html 'src='
has_not h.html 'http'

expect 0 "$bpfmend" report --markdown - --baseline before.json before.json
has out 'Nothing changed against the baseline.'
row 6.12 b.o '' error 'cannot be read' >untried.json
expect 2 "$bpfmend" report --junit - untried.json
has out '<testcase classname="b.o" name="(the whole file)">'
has out '<error message="cannot be read">'

# What loads and is run wrongly is not green, and not the kernel's no.
row 6.12 a.o one accept '' | sed 's/}$/,"wrong":"it has deleted <3>"}/' >wrong.json
row 6.2 a.o one accept '' >>wrong.json
expect 1 "$bpfmend" report --junit j.xml --markdown m.md --html h.html --baseline before.json wrong.json
has j.xml '<testsuite name="6.12" tests="1" failures="1" errors="0">'
has j.xml '<failure message="it has deleted &lt;3&gt;">'
has m.md '1 accepted, 1 run wrongly, 0 rejected, 0 not tried'
has m.md '- `a.o` `one` on 6.12: accept → **wrong**, `it has deleted <3>`'
has m.md '| `a.o` `one` | ✅ | ❌ wrong |'
has m.md '- `a.o` `one`, first on 6.12: `it has deleted <3>`'
has h.html '<td class="wrong changed"><details name="cell"><summary>wrong</summary>'
has h.html 'it has deleted &lt;3&gt;'

# The last row of two counts; what is no row is refused, and nothing is written.
row 6.12 a.o two accept '' >again.json
expect 0 "$bpfmend" report merged.json again.json
expect 2 "$bpfmend" report --html none.html j.xml
has err 'has no rows'
echo '[{"kernel":"6.12"}]' >bad.json
expect 2 "$bpfmend" report --html none.html bad.json
has err 'no row of a matrix'
expect 2 "$bpfmend" report merge
expect 2 "$bpfmend" report nowhere.json
has err 'there is no file nowhere.json'
[ ! -e none.html ] || complain 'a report was written of nothing' none.html

[ "$failed" -eq 0 ] || { echo "$failed checks failed"; exit 1; }
