/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What no verifier takes, whatever the numbers are: seen in an object's instructions without
 * running them.
 */
#ifndef BPFMEND_FUZZ_FINDINGS_H
#define BPFMEND_FUZZ_FINDINGS_H

#include "selftests/fuzz/pointer_flow.h"

enum finding_kind {
	FINDING_OR,
	FINDING_AND,
	FINDING_XOR,
	FINDING_SHIFT,
	FINDING_NARROW_MOVE, /* the lower half of a pointer */
	FINDING_ARITHMETIC, /* all else but sums and differences that are allowed */
	FINDING_MISALIGNED, /* access of a frame at a fixed offset */
	FINDING_DEPTH, /* frames of a chain of calls above 512 bytes */
};

struct finding {
	enum finding_kind kind;
	uint8_t pointers; /* enum pointer_kind */
	size_t function; /* place in the object's list */
	size_t instruction; /* counted from the function's first */
	int32_t number; /* the offset that is misaligned, the bytes of the frames */
};

struct findings {
	struct finding *list;
	size_t count;
};

/* Returns 0 or -ENOMEM. In the order of functions and instructions. */
int findings_search(struct findings *findings, const struct pointer_flow *flow);
void findings_free(struct findings *findings);

/*
 * Whether a finding of this kind, on a pointer of the same kind, is in the function of this name;
 * object is the one the findings are of.
 */
bool findings_have(const struct findings *findings, const struct bytecode *object,
		   const char *function, const struct finding *like);

/* "|= on a frame pointer" */
void finding_describe(const struct finding *finding, char *text, size_t size);

#endif
