// Numbers that come out of assembly and may be known to the verifier all the same.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
#include "Inputs/helpers.h"

// A function that fills a word by assembly and has the helper write it.
#define FILLED_BY(name, text)                                      \
	SEC("lsm/file_open") int name(u64 *ctx)                    \
	{                                                          \
		u64 word;                                          \
                                                                   \
		asm volatile(text : "=r"(word));                   \
		d_path((void *)ctx[0], &word, sizeof(word));       \
		return *(char *)&word == '/';                      \
	}

// CHECK: assembly.c:[[@LINE+1]]:1: warning: bpf_d_path() writes into 'word'
FILLED_BY(constant, "%0 = 0")
// CHECK: assembly.c:[[@LINE+1]]:1: warning: bpf_d_path() writes into 'word'
FILLED_BY(overwritten, "%0 = r10; %0 -= r10; %0 = 0")
// CHECK: assembly.c:[[@LINE+1]]:1: warning: bpf_d_path() writes into 'word'
FILLED_BY(masked, "%0 = r10; %0 -= r10; %0 &= 1")
// The subtraction may be jumped over, or is a remark.
// CHECK: assembly.c:[[@LINE+1]]:1: warning: bpf_d_path() writes into 'word'
FILLED_BY(jumped, "%0 = 0; goto +1; %0 -= r10")
// CHECK: assembly.c:[[@LINE+1]]:1: warning: bpf_d_path() writes into 'word'
FILLED_BY(remark, "%0 = 0 // ; %0 -= r10")
// Of another register.
// CHECK: assembly.c:[[@LINE+1]]:1: warning: bpf_d_path() writes into 'word'
FILLED_BY(other, "%0 = 0; r0 = r10; r0 -= r10")

// Compared, a copy of it is known.
SEC("lsm/file_open")
int compared(u64 *ctx)
{
	u64 word, zero;

	asm volatile("%0 = r10; %0 -= r10" : "=r"(zero));
	if (zero > 7)
		return 0;
	word = zero;
	// CHECK: assembly.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'word'
	d_path((void *)ctx[0], &word, sizeof(word));
	return *(char *)&word == '/';
}
