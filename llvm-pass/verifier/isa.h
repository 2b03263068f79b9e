/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which kernels know an instruction at all, whatever a program does with it: isa.def. Relies on the
 * encoding of instruction.h.
 */
#ifndef BPFMEND_VERIFIER_ISA_H
#define BPFMEND_VERIFIER_ISA_H

#include "kernel/version.h"
#include "llvm-pass/verifier/instruction.h"
#include "llvm-pass/verifier/series.h"

enum isa {
	ISA_BASIC, /* what 5.10 knows */
#define ISA(name, major, minor, words) ISA_##name,
#include "llvm-pass/verifier/isa.def"
	ISA_COUNT,
};

struct isa_row {
	struct kernel_version first; /* the series that first knows it; of ISA_BASIC 0.0 */
	const char *words; /* "a signed division or remainder (sdiv, smod)" */
};

extern const struct isa_row isa_rows[ISA_COUNT];

/* Of which kind an instruction is. */
enum isa isa_of(const struct instruction *instruction);

/* Whether kernels of a series know such instructions. */
bool isa_is_known(const struct series *series, enum isa isa);

/*
 * The largest -mcpu of a clang of that LLVM, "v4", with which nothing is selected unasked that
 * the kernel does not know; NULL for an LLVM older than any that is known.
 */
const char *isa_cpu(struct kernel_version oldest, unsigned int llvm);

#endif
