// -bpfmend-mode=variants: what would be mended is there twice, the program itself as it would be without bpfmend.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=variants -S -emit-llvm %s -o - 2>%t.err | %filecheck %s
// RUN: count 0 < %t.err
// RUN: %clang %plugin -mllvm -bpfmend-mode=variants -c %s -o %t.o
// RUN: llvm-readelf -S -s %t.o | %filecheck %s --check-prefix=ELF
//
// The plain programs' code is that of a compilation without the plugin, ...
// RUN: %clang -c %s -o %t.plain.o
// RUN: llvm-objcopy -O binary -j socket %t.plain.o %t.plain
// RUN: llvm-objcopy -O binary -j socket %t.o %t.kept
// RUN: cmp %t.plain %t.kept
// ... and the mended ones' that of mending, but for what is not mended: program by program.
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.mend.o
// RUN: %objdump --disassemble-symbols=zero %t.mend.o | grep -v -e : -e 'file format' | sed 's,<.*,,' > %t.zero
// RUN: %objdump --disassemble-symbols=zero__mended %t.o | grep -v -e : -e 'file format' | sed 's,<.*,,' > %t.zero-twin
// RUN: diff %t.zero %t.zero-twin
//
// Nothing to mend: nothing is there twice.
// RUN: %clang %plugin -mllvm -bpfmend-mode=variants -mllvm -bpfmend-kernels=6.1,7.3 -c %s -o %t.none.o
// RUN: llvm-readelf -s %t.none.o | %filecheck %s --check-prefix=NONE
// NONE-NOT: __mended
#include "bpf.h"

// CHECK: define {{.*}}@zero({{.*}} section "socket"
// CHECK: load i8
// CHECK: ret
SEC("socket")
int zero(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	return i > 31 ? 1 : values[buf[i]];
}

static __attribute__((noinline)) int differs(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	return i > 31 ? 1 : values[buf[i]] + 7;
}

static __attribute__((noinline)) int shared(struct context *ctx)
{
	return ctx->index + 3;
}

// CHECK: define {{.*}}@calls({{.*}} section "socket"
// CHECK: call {{.*}}@differs(
// CHECK: call {{.*}}@shared(
// CHECK: define {{.*}}@differs(
// CHECK: load i8
// CHECK: ret
// CHECK: define {{.*}}@shared(
SEC("socket")
int calls(struct context *ctx)
{
	return differs(ctx) ^ shared(ctx);
}

// CHECK: define {{.*}}@equal({{.*}} section "socket"
SEC("socket")
int equal(struct context *ctx)
{
	return shared(ctx);
}

// Who does not load it unasked has it off already.
// CHECK: define {{.*}}@optional({{.*}} section "?socket"
SEC("?socket")
int optional(struct context *ctx)
{
	return differs(ctx) + 1;
}

// CHECK-NOT: @equal__mended
// CHECK-NOT: @shared__mended
// CHECK-DAG: define {{.*}}@zero__mended({{.*}} section "?socket"
// CHECK-DAG: define internal {{.*}}@differs__mended({{.*}}
// CHECK-DAG: define {{.*}}@calls__mended({{.*}} section "?socket"
// CHECK-DAG: call {{.*}}@differs__mended(
// CHECK-DAG: define {{.*}}@optional__mended({{.*}} section "?socket"
// CHECK-DAG: !DISubprogram(name: "zero__mended"
// CHECK-DAG: !{!"btf_decl_tag", !"bpfmend:mended:1:zero"}
// CHECK-DAG: !{!"btf_decl_tag", !"bpfmend:mended:1:calls"}
// CHECK-DAG: !{!"btf_decl_tag", !"bpfmend:mended:1:optional"}

// ELF: {{ }}socket {{ *}}PROGBITS
// ELF: {{ }}?socket {{ *}}PROGBITS
// ELF-NOT: ??socket
// ELF-DAG: GLOBAL {{.*}} zero__mended
// ELF-DAG: LOCAL {{.*}} differs__mended
// ELF-DAG: GLOBAL {{.*}} calls__mended
