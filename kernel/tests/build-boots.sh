#!/bin/sh
# Builds a kernel, or finds it cached, and boots it: what uname says must be what was asked for, and
# the kinds of programs that it is for must be there.
#
# usage: build-boots.sh BPFMEND SERIES [--patched|--unsound]
set -eu

bpfmend=$1
series=$2
variant=${3---stock}

image=$("$bpfmend" kernels build "$series" ${3+"$3"} | tail -n 1)
test -s "$image"
release=$("$bpfmend" exec --kernel-image "$image" -- uname -r)
case $release in
"$series".*-bpfmend-"${variant#--}") echo "$release boots: $image" ;;
*)
  echo "$image says it is $release"
  exit 1
  ;;
esac

# A build of what is cached says the same and compiles nothing.
"$bpfmend" kernels build "$series" ${3+"$3"} 2>&1 >/dev/null | grep -q 'is in the cache$'
test "$("$bpfmend" kernels build "$series" ${3+"$3"} 2>/dev/null)" = "$image"

"$bpfmend" exec --kernel-image "$image" -- cat /sys/kernel/security/lsm | grep -qw bpf
"$bpfmend" exec --kernel-image "$image" -- test -s /sys/kernel/btf/vmlinux
