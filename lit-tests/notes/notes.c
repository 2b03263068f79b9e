// What was found is left in the object, in a section that is not loaded: what became of it, hazard, kernels,
// function, file, line, column, words. Nothing where that is not wanted, where nothing was found, and by opt.
//
// RUN: %clang %noting -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=WARNING
// RUN: %llvm-bin/llvm-readelf -SW %t.o | %filecheck %s --check-prefix=SECTION
// RUN: %llvm-bin/llvm-objcopy --dump-section=.debug_bpfmend=%t.notes %t.o
// RUN: %filecheck %s --input-file=%t.notes
// RUN: %clang %noting -mllvm -bpfmend-mode=mend -c %s -o %t.mend.o
// RUN: %llvm-bin/llvm-objcopy --dump-section=.debug_bpfmend=%t.mended %t.mend.o
// RUN: %filecheck %s --input-file=%t.mended --check-prefix=MENDED
//
// Off, the object is what it is without the plugin; on, its code and its types are.
// RUN: %clang %noting -mllvm -bpfmend-notes=off -c %s -o %t.off.o
// RUN: %clang -c %s -o %t.none.o && cmp %t.off.o %t.none.o
// RUN: %llvm-bin/llvm-objcopy --dump-section=socket=%t.code --dump-section=.BTF=%t.btf --dump-section=.BTF.ext=%t.ext %t.o
// RUN: %llvm-bin/llvm-objcopy --dump-section=socket=%t.code0 --dump-section=.BTF=%t.btf0 --dump-section=.BTF.ext=%t.ext0 %t.none.o
// RUN: cmp %t.code %t.code0 && cmp %t.btf %t.btf0 && cmp %t.ext %t.ext0
//
// RUN: %clang %noting -DNOTHING -c %s -o %t.o
// RUN: %llvm-bin/llvm-readelf -SW %t.o | %filecheck %s --check-prefix=NONE
// RUN: %clang -S -emit-llvm %s -o - | %opt 2>/dev/null | %filecheck %s --check-prefix=NONE
#include "bpf.h"

SEC("socket")
int read_byte(struct context *ctx)
{
#ifdef NOTHING
	return 0;
#else
	volatile char letters[8] = "abcdefg";

	return letters[ctx->index & 7]; // WARNING: [[@LINE]]:9: warning: LLVM adds this offset
#endif
}

// SECTION: .debug_bpfmend PROGBITS 0000000000000000 {{[0-9a-f]+}} {{[0-9a-f]+}} 00 E 0 0 1
// CHECK: {{^}}warning	pointer-or	5.10 to {{[0-9.]+}}	read_byte	{{.*}}notes.c	32	9	LLVM adds this offset
// CHECK-NOT: {{^[a-z]}}
// MENDED: {{^}}mended	pointer-or	5.10 to {{[0-9.]+}}	read_byte	{{.*}}notes.c	32	9
// NONE-NOT: bpfmend
