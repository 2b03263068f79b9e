#!/bin/sh
# Holds the patches of a series to what a maintainer would: each applies to the source, one after
# the other, checkpatch.pl --strict from that source has nothing to say, and the C files of the
# kernel that they touch compile without a warning with W=1, after each patch. Patches that were
# found clean are noted beside their image, which is kept by source, configuration and compiler: what
# would be the same again is not done again.
#
# usage: patches-clean.sh BPFMEND SERIES CONFIG DIRECTORY, DIRECTORY having the patches
set -eu

bpfmend=$1
series=$2
config=$3
patches=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

image=$("$bpfmend" kernels build "$series" --patched 2>/dev/null)
note=$(dirname "$image")/patches-clean
looked_at=$(cat "$0" "$config" "$patches"/*.patch | sha256sum)
if [ -f "$note" ] && [ "$(head -n 1 "$note")" = "$looked_at" ]; then
  sed 1d "$note"
  echo "(found on $(date -r "$note" -u '+%F %R') UTC; nothing has changed since)"
  exit 0
fi
source=$(dirname "$(dirname "$(dirname "$image")")")/source
tree=$scratch/tree
out=$scratch/out
# git apply replaces a file that it changes, and make writes to out: the source stays as it is.
mkdir "$out"
# Another file system can have no links.
cp -al "$source" "$tree" 2>/dev/null || { rm -rf "$tree"; cp -a "$source" "$tree"; }
GIT_CEILING_DIRECTORIES=$scratch
export GIT_CEILING_DIRECTORIES

compile() {
  make -C "$tree" O="$out" CC=gcc -j"$(nproc)" "$@" >"$scratch/log" 2>&1 || {
    tail -n 20 "$scratch/log"
    exit 1
  }
}
compile KCONFIG_ALLCONFIG="$config" allnoconfig
compile prepare

for patch in "$patches"/*.patch; do
  name=$(basename "$patch")
  git -C "$tree" apply --check "$patch"
  (cd "$tree" && perl scripts/checkpatch.pl --strict --quiet --no-summary "$patch") || {
    echo "$name: checkpatch.pl has something to say"
    exit 1
  }
  git -C "$tree" apply "$patch"
  objects=$(sed -n 's|^+++ b/\(.*\)\.c$|\1.o|p' "$patch" | grep -v '^tools/' || true)
  if [ -n "$objects" ]; then
    # shellcheck disable=SC2086
    compile W=1 $objects
    if grep -n 'warning:' "$scratch/log"; then
      echo "$name: W=1 has something to say"
      exit 1
    fi
  fi
  echo "$name: applies, checkpatch.pl and W=1 are silent" | tee -a "$scratch/clean"
done
# In one step: a note is whole or not there.
{ echo "$looked_at"; cat "$scratch/clean"; } >"$note.new"
mv "$note.new" "$note"
