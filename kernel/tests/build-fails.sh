#!/bin/sh
# A build that fails says why in the compiler's words, or in git's where a patch does not apply, and
# leaves nothing in the cache that looks like a kernel. Expects a tree that was compiled before, so
# that only one file is compiled.
#
# usage: build-fails.sh BPFMEND SERIES
set -eu

bpfmend=$1
series=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

directory=$(dirname "$("$bpfmend" kernels build "$series" --patched 2>/dev/null)")
directory=$(dirname "$(dirname "$directory")")
list() { ls -A "$directory" "$directory/images"; }
list >"$scratch/before"

# expect_failure PATTERN: a build with the patches in scratch/patches fails, and says the pattern.
expect_failure() {
  status=0
  "$bpfmend" kernels build "$series" --patches "$scratch/patches" \
    >"$scratch/out" 2>"$scratch/err" || status=$?
  if [ "$status" -ne 2 ] || [ -s "$scratch/out" ] || ! grep -qE "$1" "$scratch/err"; then
    echo "status $status, expected 2 and: $1"
    cat "$scratch/out" "$scratch/err"
    exit 1
  fi
  # make.log is of the build that failed; all else is as it was.
  list | grep -vx 'make\.log' >"$scratch/after"
  grep -vx 'make\.log' "$scratch/before" | diff - "$scratch/after"
}

mkdir "$scratch/patches"
cat >"$scratch/patches/0001-broken.patch" <<'END'
--- a/kernel/bpf/disasm.c
+++ b/kernel/bpf/disasm.c
@@ -1,1 +1,2 @@
+#error the lab's own error
 // SPDX-License-Identifier: GPL-2.0-only
END
expect_failure "kernel/bpf/disasm.c:1:2: error: #error the lab's own error"

cat >"$scratch/patches/0001-broken.patch" <<'END'
--- a/kernel/bpf/disasm.c
+++ b/kernel/bpf/disasm.c
@@ -1,1 +1,1 @@
-this is not how the file begins
+nor this
END
expect_failure '0001-broken.patch does not apply: error: patch failed: kernel/bpf/disasm.c:1'
