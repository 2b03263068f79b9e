// A choice by the sign of a number that is wider than what is returned: shifts, masks and complements
// stand in LLVM's IR as they were written, and no "select". The sign alone, whose range verifiers
// know, is left alone, as are values that are out of the range or that are no choice with 0.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=retval-range -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | \
// RUN:   grep -c "remark: kept the range" | grep -x 3
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

SEC("lsm/file_open")
int complement(void *ctx)
{
	// CHECK: wide-sign.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM complements a number to return this value, 0 or -1, and the verifier of Linux 6.12 to 7.3 loses its range
	return ~(int)((long)ktime_get_ns() >> 63);
}
// MEND-LABEL: <complement>:
// MEND-NOT: s>>=
// MEND-NOT: ^=
// MEND: if {{.*}} goto

SEC("lsm/file_open")
int masked_complement(void *ctx)
{
	// CHECK: wide-sign.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM complements a number to return this value, 0 or -13, and the verifier of Linux 6.12 to 7.3 loses its range
	return ~(int)((long)ktime_get_ns() >> 63) & -13;
}
// MEND-LABEL: <masked_complement>:
// MEND-NOT: ^=
// MEND: if {{.*}} goto

SEC("lsm/file_open")
int masked(void *ctx)
{
	// CHECK: wide-sign.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM shifts and masks a number to return this value, -13 or 0, and the verifier of Linux 6.16 to 6.18 loses its range
	return (int)((long)ktime_get_ns() >> 63) & -13;
}
// MEND-LABEL: <masked>:
// MEND-NOT: &=
// MEND: if {{.*}} goto

SEC("lsm/file_open")
int alone(void *ctx)
{
	return (int)((long)ktime_get_ns() >> 63);
}

SEC("lsm/file_open")
int out_of_range(void *ctx)
{
	return (int)((long)ktime_get_ns() >> 63) & -5000;
}

SEC("lsm/file_open")
int never_zero(void *ctx)
{
	return ((int)((long)ktime_get_ns() >> 63) & 12) ^ -16;
}

/* A shift that leaves more than the sign. */
SEC("lsm/file_open")
int more_than_sign(void *ctx)
{
	return ~(int)((long)ktime_get_ns() >> 62);
}
