/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The bytes that an address with variable indices may lead to, by the rules of a kernel's verifier
 * or by all of them. Relies on checked_memory.h for the address's parts, on scalar_walk.h for their
 * ranges, and knows what instruction selection makes of an index.
 */
#ifndef BPFMEND_ADDRESS_REACH_H
#define BPFMEND_ADDRESS_REACH_H

#include <stdbool.h>
#include <stdint.h>

#include "llvm-pass/ranges/checked_memory.h"
#include "llvm-pass/ranges/scalar_walk.h"

/* BPF_MAX_VAR_OFF in the kernel's bpf_verifier.h, and BPF_MAX_VAR_SIZ: no offset reaches it. */
#define MOST_OFFSET ((int64_t)1 << 29)
/* MAX_PACKET_OFF in its verifier.c: a comparison with the packet's end tells nothing behind it. */
#define MOST_PACKET_OFFSET ((int64_t)UINT16_MAX)

/* The bytes from a base that an access may start at. */
struct reach {
	int64_t first;
	int64_t last;
};

/* The range of a term's index, as the verifier knows it of the register that is added. */
struct scalar_range address_term_range(bridge_analyses *analyses, verifier_rules rules,
				       const struct checked_term *term);

/* Where an address may lead, without the term number but; CHECKED_TERMS leaves none out. */
struct reach address_reach(bridge_analyses *analyses, verifier_rules rules,
			   const struct checked_address *address, unsigned int but);

/*
 * The bytes that are added behind all that varies: instruction selection makes "base + x - 20" of
 * "base + (x - 20)", where nothing else uses that difference.
 */
int64_t address_selected_constant(const struct checked_address *address);

static inline bool reach_is_inside(struct reach reach, struct reach limits)
{
	return reach.first >= limits.first && reach.last <= limits.last;
}

#endif
