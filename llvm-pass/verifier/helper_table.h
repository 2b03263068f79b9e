/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What kernels declare of a helper: its prototype, its further effects, which maps it takes. Relies
 * on the tables of kernel/contracts, and on nothing else.
 */
#ifndef BPFMEND_VERIFIER_HELPER_TABLE_H
#define BPFMEND_VERIFIER_HELPER_TABLE_H

#include <stddef.h>

#include "kernel/contracts/signatures.h"
#include "llvm-pass/bpf/sections.h"
#include "llvm-pass/verifier/series.h"

/* Of a prototype. */
enum helper_flag {
	HELPER_GPL = 1,
	HELPER_PACKET = 2,
	HELPER_SLEEPS = 4,
	HELPER_FASTCALL = 8,
};

/* Besides it; see helper_effects.def. */
enum helper_effect {
	EFFECT_PACKET = 1,
	EFFECT_ACQUIRES = 2,
	EFFECT_RELEASES = 4,
	EFFECT_CASTS = 8,
	EFFECT_SIZE = 16,
};

/* The size of memory that a prototype fixes lies above the kind and the flags of an argument. */
enum { SIGNATURE_BYTES_SHIFT = 24 };

struct helper_signature {
	const char *name; /* without bpf_ */
	uint64_t programs; /* bit 1 << enum bpf_program_type; 0: all that have no other */
	unsigned int id;
	struct kernel_version first, end;
	unsigned int flags, returns, arguments[SIGNATURE_ARGUMENTS];
};

/* All rows, sorted by the helper's number: for the auditor. */
extern const struct helper_signature helper_signatures[];
extern const size_t helper_signature_count;

/* The prototype that programs of a type get on a kernel; NULL if it has no such helper. */
const struct helper_signature *helper_signature(const struct series *series, unsigned int id,
						enum bpf_program_type type);

/* "map_lookup_elem"; "unknown" for what is in no table. */
const char *helper_name(unsigned int id);

/* The largest number that a helper of the kernel has. */
unsigned int helper_last(const struct series *series);

unsigned int helper_effects(const struct series *series, unsigned int id);

/* Whether the helper takes maps of the type, as far as either is choosy. */
bool helper_takes_map(unsigned int id, unsigned int map_type);

#endif
