/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the files that define helpers share: a call, and where each helper is defined. */
#ifndef BPFMEND_INTERPRETER_HELPER_H
#define BPFMEND_INTERPRETER_HELPER_H

#include "selftests/interpreter/machine.h"
#include "selftests/interpreter/memory.h"

struct call {
	struct machine *machine;
	uint32_t id; /* of a helper; of a kfunc from KFUNC_TRACE on */
	const uint64_t *arguments; /* [1] to [5], as the kernel's own description counts them */
	uint64_t *result;
	struct stream stream;
};

enum { KFUNC_TRACE = 1000 };

typedef enum ending helper_function(struct call *call);

/* Every helper that has a function of its own; the rest is in answers.c. */
#define HELPER(NAME, FUNCTION) helper_function FUNCTION;
#include "selftests/interpreter/helpers/helpers.def"

#define KFUNC(NAME, FUNCTION) helper_function FUNCTION;
#include "selftests/interpreter/helpers/kfuncs.def"

static inline enum ending answer(struct call *call, int64_t value)
{
	*call->result = (uint64_t)value;
	return GOES_ON;
}

/*
 * A size that the helper takes as a u32: BPF_CALL_n() casts each argument to the type it has,
 * whatever is above it in the register.
 */
static inline uint64_t size_argument(const struct call *call, unsigned int argument)
{
	return (uint32_t)call->arguments[argument];
}

/* One of N times, about. */
static inline bool call_fails(struct call *call, uint32_t times)
{
	return stream_next(&call->stream) % times == 0;
}

/* The map of the argument, or NULL, having ended the run with a fault. */
struct map *call_map(struct call *call, unsigned int argument);
uint64_t call_map_address(const struct call *call, const struct map *map);

/*
 * Traces so many arguments from the first on. Their lower halves: where a helper takes 32 bits,
 * what is above them is nothing.
 */
enum ending call_trace_numbers(struct call *call, unsigned int first, unsigned int count);

/* A NUL-terminated string of the program's or the kernel's, copied into the room of the run. */
enum ending call_string(struct call *call, uint64_t address, size_t most, const char **string);

/*
 * Of answers.c: helpers that only answer, and do to memory what kernel/contracts/helpers.def says.
 * Returns false where the helper is none of them.
 */
bool answer_generic(struct call *call, enum ending *ending);

#endif
