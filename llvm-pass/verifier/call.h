/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A call of a helper while it is checked. For check_call.c, which calls; check_argument.c, which
 * looks at what is given; and call_result.c, which says what comes back.
 */
#ifndef BPFMEND_VERIFIER_CALL_H
#define BPFMEND_VERIFIER_CALL_H

#include "llvm-pass/verifier/check.h"
#include "llvm-pass/verifier/helper_table.h"

struct call {
	struct walk *walk;
	unsigned int id;
	const struct helper_signature *signature;
	unsigned int effects;
	/* What the arguments told: */
	const struct program_map *map;
	bool map_unknown; /* the map argument is one that nobody knows */
	bool is_lookup; /* of an array, by a kernel that looks at the key */
	bool has_key; /* and the key is this constant */
	uint64_t key;
	uint64_t allocated; /* the size that is reserved */
	int64_t size_most; /* of the size of memory that was given */
	uint32_t reference; /* of the argument that has one */
	const struct subprogram *callback;
	struct reg callback_data; /* what the callback is given along */
};

/* Checks argument 0 to 4. */
bool check_argument(struct call *call, unsigned int argument);

/* Refuses a number that is not in a range; where: "At program exit". check_context.c */
bool refuse_value(struct walk *walk, const char *where, const char *name,
		  const struct scalar *value, int64_t least, int64_t most);

/* R0, after the others were forgotten. */
bool set_result(struct call *call);

#endif
