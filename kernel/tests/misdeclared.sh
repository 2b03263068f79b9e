#!/bin/sh
# The check of patch 0004 for 6.12 refuses a prototype that does not say how memory is accessed: on a
# kernel with that patch alone, a helper that 0003 would have corrected cannot be called. With both,
# it can.
#
# usage: misdeclared.sh BPFMEND PATCHES OBJECT, PATCHES being the directory of 6.12
set -eu

bpfmend=$1
patches=$2
object=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cp "$patches"/0004-*.patch "$scratch"
checked=$("$bpfmend" kernels build 6.12 --patches "$scratch")
both=$("$bpfmend" kernels build 6.12 --patched)

"$bpfmend" matrix --kernel-image "$both" "$object"
status=0
"$bpfmend" matrix --kernel-image "$checked" "$object" >"$scratch/out" || status=$?
cat "$scratch/out"
test "$status" -eq 1
grep -q 'kernel subsystem misconfigured func bpf_fib_lookup#69' "$scratch/out"
