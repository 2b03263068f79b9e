#!/bin/sh
# What bpfmend audit says of trees that it cannot audit: one line each, and status 2; and of one with
# a file that does not compile. The trees are as little of a kernel as the auditor looks at.
#
# usage: bad-input.sh BPFMEND KERNEL_C, KERNEL_C being a kernel of one file
set -eu
bpfmend=$1 kernel=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# expect WORDS OPTION…: it cannot be done, and is said in one line with these words.
expect() {
  words=$1
  shift
  status=0
  "$bpfmend" audit --output "$scratch/output" "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
  if [ "$status" != 2 ] || [ "$(wc -l <"$scratch/err")" != 1 ] || [ -s "$scratch/out" ] ||
    ! grep -q "^bpfmend: .*$words" "$scratch/err"; then
    echo "$* ends with $status and says, instead of '$words':"
    cat "$scratch/out" "$scratch/err"
    failed=1
  fi
  rm -rf "$scratch/output"
}

tree=$scratch/tree
expect 'there is no .*nowhere' --llvm 22 --kernel-source "$scratch/nowhere"
mkdir "$tree"
expect 'tree is no kernel' --llvm 22 --kernel-source "$tree"
touch "$tree/Kbuild"
expect 'is not configured: there is no .config' --llvm 22 --kernel-source "$tree"
echo 'CONFIG_NET=y' >"$tree/.config"
expect 'is configured without CONFIG_BPF_SYSCALL' --llvm 22 --kernel-source "$tree"
printf '#\nCONFIG_BPF_SYSCALL=y\n' >"$tree/.config"
expect 'is configured without CONFIG_DEBUG_INFO' --llvm 22 --kernel-source "$tree"
printf '#\nCONFIG_BPF_SYSCALL=y\nCONFIG_DEBUG_INFO=y\n' >"$tree/.config"
expect 'there is no clang-99' --llvm 99 --kernel-source "$tree"

# A build that fails says its last words.
printf 'olddefconfig:\n\t@echo "init/Kconfig:1: *** no compiler" >&2; exit 1\n' >"$tree/Makefile"
expect 'make olddefconfig fails: .*no compiler' --llvm 22 --kernel-source "$tree"
printf 'olddefconfig:\nprepare:\n\t@echo "a.c:3:1: error: what is this" >&2; exit 1\n' \
  >"$tree/Makefile"
expect 'make prepare fails: a.c:3:1: error: what is this' --llvm 22 --kernel-source "$tree"

# What this compiler has configured is not configured again.
{
  cat "$tree/.config"
  printf 'CONFIG_CC_VERSION_TEXT="%s"\n' "$(clang-22 --version | head -n 1)"
} >"$scratch/configured"
cp "$scratch/configured" "$tree/.config"
printf 'olddefconfig:\n\t@echo "error: asked again" >&2; exit 1\nprepare:\n\t@echo "error: once" >&2; exit 1\n' \
  >"$tree/Makefile"
expect 'make prepare fails: error: once' --llvm 22 --kernel-source "$tree"
sed -i '/CC_VERSION/s/clang/another/' "$tree/.config"
expect 'make olddefconfig fails: error: asked again' --llvm 22 --kernel-source "$tree"

# Nothing of BPF in it.
printf 'olddefconfig prepare:\n' >"$tree/Makefile"
expect 'has no kernel with BPF in it' --llvm 22 --kernel-source "$tree"

# A kernel that clang compiles nothing of: it has no rule for IR, say.
mkdir -p "$tree/kernel/bpf"
printf 'struct bpf_func_proto x = {\n}\nint bpf_check(void)\n{\n}\n' >"$tree/kernel/bpf/helpers.c"
expect "make fails: .*No rule to make target 'kernel/bpf/helpers.ll'" --llvm 22 \
  --kernel-source "$tree"

# One file that compiles and one that does not: that one is named, the rest is audited.
mkdir -p "$tree/kernel/bpf" "$tree/include/config"
printf 'obj-y += bpf/\n' >"$tree/kernel/Makefile"
# What the configuration leaves out would not compile, and is not tried.
cat >"$tree/kernel/bpf/Makefile" <<'EOF'
obj-y += helpers.o broken.o whole.o
obj-${CONFIG_NOT_SET} += left-out.o
part-y := set-again.o
part-$(CONFIG_BPF_SYSCALL) := broken.o
part-$(CONFIG_NOT_SET) := broken.o
EOF
# By these words at the start of a line the auditor finds the files.
{
  printf '#include "%s"\n' "$kernel"
  printf 'struct bpf_func_proto *protos[] = {\n};\nint bpf_check(void)\n{\n\treturn 0;\n}\n'
} >"$tree/kernel/bpf/helpers.c"
# A file that another has by #include is compiled with that.
printf '# include "part.c"\n' >"$tree/kernel/bpf/whole.c"
for name in part broken left-out set-again; do
  printf 'struct bpf_func_proto x = {\n}\nthis is no C\n' >"$tree/kernel/bpf/$name.c"
done
# $(O) is where it works, and the rule runs at the top of the sources.
cat >"$tree/Makefile" <<'EOF'
olddefconfig prepare:
	@mkdir -p $(O)/include/config; echo 9.9.0 >$(O)/include/config/kernel.release
%.ll: %.c
	@mkdir -p $(O)/$(dir $@)
	@$(CC) -O2 -g -S -emit-llvm -w -fno-discard-value-names -Xclang -disable-llvm-passes $< -o $(O)/$@
EOF
# likely.def has it: it is compiled with the others, and then nothing asks for it.
mkdir -p "$tree/fs"
echo 'int nobody_asks;' >"$tree/fs/d_path.c"
status=0
"$bpfmend" audit --llvm 22 --output "$scratch/output" --kernel-source "$tree" >"$scratch/out" \
  2>"$scratch/err" || status=$?
if [ "$status" != 1 ] || ! grep -q '^kernel/bpf/broken.c does not compile.*, 1 prototypes among' "$scratch/out" ||
  ! grep -q '^kernel/bpf/whole.c does not compile' "$scratch/out" ||
  grep -q '^kernel/bpf/\(left-out\|part\|set-again\).c' "$scratch/out" ||
  ! grep -q 'fills(), argument 1 .*fills_rdonly_proto' "$scratch/out"; then
  echo "a tree with a file that does not compile ends with $status and says:"
  tail -n 20 "$scratch/out"
  cat "$scratch/err"
  failed=1
fi
if [ "$(head -c 2 "$scratch/output/kernel/bpf/helpers.ll")" != BC ] || [ ! -e "$scratch/output/fs/d_path.ll" ] ||
  grep -q d_path "$scratch/output/files"; then
  echo "what was compiled is no bitcode, or another choice of files:"
  ls -l "$scratch/output"/*/ "$scratch/output"/*/*/
  failed=1
fi
exit "$failed"
