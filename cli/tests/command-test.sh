#!/bin/sh
# The command as a person meets it: exit statuses, and one line on standard error for what is wrong.
# Boots nothing.
#
# usage: command-test.sh BPFMEND OBJECTS, OBJECTS being the folder with the lab's test objects
set -u

bpfmend=$1
objects=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME="$scratch/cache"
failed=0

# check STATUS PATTERN ARG...: the exit status, and a pattern of grep -E that one of the lines that
# come out must match. Errors must be a single line, or two where argp says where help is.
check() {
  status=$1
  pattern=$2
  shift 2
  "$bpfmend" "$@" >"$scratch/out" 2>"$scratch/err"
  got=$?
  if [ "$got" -ne "$status" ] || ! cat "$scratch/out" "$scratch/err" | grep -qE -- "$pattern"; then
    echo "bpfmend $*: status $got, expected $status and: $pattern"
    sed 's/^/    /' "$scratch/out" "$scratch/err"
    failed=$((failed + 1))
  elif [ "$status" -eq 2 ] && [ "$(grep -vcE '^(Try |information\.$)' "$scratch/err")" -ne 1 ]; then
    echo "bpfmend $*: more than one line:"
    sed 's/^/    /' "$scratch/err"
    failed=$((failed + 1))
  fi
}

check 0 '^bpfmend [0-9]+\.[0-9]+' --version
check 0 '^  matrix +load programs' --help
check 2 'a command is missing'
check 2 "there is no command 'cure'" cure
check 2 'unrecognized option' --cure

for command in cflags kernels matrix predict probe variants compare report sarif selftest exec; do
  check 0 "^Usage: bpfmend $command" $command --help
  check 0 '^bpfmend [0-9]' $command --version
done

check 0 '^-fplugin=/.*/llvm-22/bpfmend.so -fpass-plugin=/.*/llvm-22/bpfmend.so$' cflags
check 0 '^-mcpu=v3 -fplugin=.* -mllvm -bpfmend-mode=mend -mllvm -bpfmend-kernels=6.16-7.2,6.1$' \
  cflags --mode mend --kernels 6.16-7.2,6.1
# What the oldest of the kernels knows.
check 0 '^-mcpu=v3 ' cflags --kernels 7.3,6.5
check 0 '^-mcpu=v4 -fno-jump-tables -fplugin=' cflags --kernels 6.6-7.3
check 0 '^-mcpu=v4 -fno-jump-tables -fplugin=' cflags --kernels 7.3
check 0 '^-mcpu=v3 ' cflags --kernels 5.10-newest
check 0 ' -mllvm -bpfmend-hazards=zero-read$' cflags --hazards zero-read
check 2 "there is no mode 'cure': it is warn, mend, variants or off" cflags --mode cure
check 2 "'7' is no list of kernels: write it as in 6.12,6.16-7.2" cflags --kernels 6.1,7
# An LLVM for which nothing would help but another clang.
check 2 'there is no plugin for LLVM 14, and none can be built: bpfmend supports LLVM 16, 19 and 22; compile with a clang of LLVM ([0-9, ]+ and )?22$' cflags --llvm 14
# What a clang says of itself; it is asked, whatever its name.
says() {
  printf '#!/bin/sh\necho "%s"\n' "$1" >"$scratch/clang"
  chmod +x "$scratch/clang"
}
says 'Debian clang version 22.1.8 (1~deb12u1)'
check 0 '^-fplugin=/.*/llvm-22/bpfmend.so ' cflags --clang "$scratch/clang"
check 0 '^-fplugin=/.*/llvm-22/bpfmend.so ' cflags --clang "$scratch/clang" --llvm 22
check 2 'clang is of LLVM 22, not of LLVM 19' cflags --clang "$scratch/clang" --llvm 19
says 'clang version 7.0.1-8'
check 2 'there is no plugin for LLVM 7,' cflags --clang "$scratch/clang"
says 'Apple clang version 22.0.0 (clang-2200.0.1)'
check 2 'does not say which LLVM' cflags --clang "$scratch/clang"
says 'gcc (Debian 12.2.0-14) 12.2.0'
check 2 'does not say which LLVM' cflags --clang "$scratch/clang"
check 2 'no-such-clang' cflags --clang no-such-clang
check 0 '^-fplugin=/.*/llvm-22/bpfmend.so ' cflags --clang clang-22
check 2 "'more' is one word too many" cflags more
# In a Makefile's $(...) the status is lost: what stands there must make clang fail.
check 2 '^-fpass-plugin=bpfmend-cflags-failed$' cflags --llvm 14

check 2 "there is no hazard 'cure'" probe cure
check 2 "there is no hazard 'zero-rea'" probe --kernels 6.12 zero-read zero-rea
check 2 'a BPF object is missing' variants
check 2 'no-such-file.bpf.o: No such file' variants no-such-file.bpf.o
check 0 'verdicts.bpf.o: no variants' variants "$objects/verdicts.bpf.o"
check 2 "'7' is no list of kernels" probe --kernels 6.1,7
check 2 'bpfmend kernels fetch 6.12' probe --kernel 6.12

check 2 'a BPF object is missing' predict
check 2 "'7' is no list of kernels" predict --kernels 6.1,7 "$objects/verdicts.bpf.o"
check 2 'the list has no kernel that is known' predict --kernels 9.9 "$objects/verdicts.bpf.o"
check 2 'no-such-file.bpf.o: No such file' predict no-such-file.bpf.o
check 2 'is no BPF object of little endian' predict "$objects/verdicts.bpfeb.o"
# What every kernel takes, and what none does: the refused load and its words.
check 1 '^checked_read +accept +accept *$' predict --kernels 5.10,7.3 "$objects/verdicts.bpf.o"
check 1 '^unchecked_read +reject +reject *$' predict --kernels 5.10,7.3 "$objects/verdicts.bpf.o"
check 1 '^    at instruction 1: R1 min value is outside of the allowed memory range' \
  predict --kernels 7.3 "$objects/verdicts.bpf.o"
check 1 '"program":"unchecked_read","verdict":"reject".*"instruction":1.*"guess":true' \
  predict --kernels 7.3 --json - "$objects/verdicts.bpf.o"
check 1 '^program +6\.12 +6\.18\.12 *$' predict --kernels 6.12,6.18.12 "$objects/verdicts.bpf.o"

check 2 'a BPF object is missing' matrix
check 2 'no-such-file.bpf.o' matrix no-such-file.bpf.o
check 2 'is not an ELF object' matrix "$0"
check 2 'big-endian' matrix "$objects/verdicts.bpfeb.o"
check 2 'without programs|no program' matrix "$objects/library.bpf.o"
head -c 700 "$objects/verdicts.bpf.o" >"$scratch/truncated.bpf.o"
check 2 'truncated' matrix "$scratch/truncated.bpf.o"
check 2 '9\.9' matrix --kernels 9.9 "$objects/verdicts.bpf.o"
check 2 "6\.12 is not fetched: run bpfmend kernels fetch 6\.12" \
  matrix --kernels 6.12 "$objects/verdicts.bpf.o"
check 2 "there is no kernel 'six': bpfmend kernels list shows" \
  matrix --kernels six "$objects/verdicts.bpf.o"
check 2 'no list of kernels' \
  matrix --kernels 6,12 "$objects/verdicts.bpf.o"
check 2 'kernels fetch' matrix "$objects/verdicts.bpf.o"
check 2 "'4/3' is no part I of N" matrix --shard 4/3 "$objects/verdicts.bpf.o"
check 2 "'x' is no NAME=VALUE" matrix --set x "$objects/verdicts.bpf.o"
check 2 "'=x' is no TARGET or PROGRAM=TARGET" matrix --attach-to =x "$objects/verdicts.bpf.o"
check 2 "'none' is no number of machines" matrix --jobs none "$objects/verdicts.bpf.o"
check 2 'auto, kvm, tcg or counted' matrix --accel fast "$objects/verdicts.bpf.o"
check 2 'no-such-image' matrix --kernel-image no-such-image "$objects/verdicts.bpf.o"

check 2 'a BPF object is missing' selftest
check 2 "verdicts.bpf.o has no annotations of the kernel's selftests" \
  selftest "$objects/verdicts.bpf.o"
check 2 "bad: nobody knows the annotation 'comment:3:test_expect_miracle'" \
  selftest "$objects/bad-unknown.bpf.o"
check 2 'no-such-image' selftest --kernel-image no-such-image "$objects/kernel-tests.bpf.o"

check 2 'a command is missing' exec --kernel 6.12
check 2 'give one kernel' exec -- true
check 2 '6\.12 is not fetched' exec --kernel 6.12 -- true

check 0 '^5\.10 .*unknown' kernels list
check 2 'no-such-image' kernels add no-such-image
check 2 'is an ELF file: give the kernel.s arch/x86/boot/bzImage' kernels add "$objects/verdicts.bpf.o"
check 2 'is neither a kernel image .bzImage. for x86 nor a package of one' kernels add "$0"
check 2 'the kernel to build is missing' kernels build
check 2 'one of --patched, --unsound and --patches is enough' kernels build 6.12 --patched --unsound
check 2 "'x' is no kernel version" kernels build x
check 2 'has no patched variant of 6.13' kernels build 6.13 --patched
check 2 'there is no patch in' kernels build 6.12 --patches "$scratch"

# The auditor is a program of its own, and may not be there.
mkdir -p "$scratch/alone/bin"
cp "$bpfmend" "$scratch/alone/bin/"
whole=$bpfmend
bpfmend=$scratch/alone/bin/bpfmend
check 2 'there is no auditor here: install the package bpfmend-audit' audit --help
check 2 'there is no plugin for LLVM 22: install the package bpfmend-plugin-llvm-22' cflags
check 2 'LLVM 16, 19 and 22; no plugin is built here' cflags --llvm 14
bpfmend=$whole

if "$bpfmend" --help >/dev/full 2>/dev/null; then
  echo 'bpfmend --help >/dev/full: a write error should not end with 0'
  failed=$((failed + 1))
fi

[ "$failed" -eq 0 ] || { echo "$failed checks failed"; exit 1; }
