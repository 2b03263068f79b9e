/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a function does with memory that it is given: one answer for each function, argument and
 * circumstances, found once and kept. The memory is the one that the argument points at, or what is
 * found from there through pointers at fixed offsets (struct iov_iter holds the buffer's address).
 * All functions that are called on the way are answered first. Relies on ir/program.h for bodies
 * and externals.h for what has none. Imprecise where addresses go through memory that is not the
 * function's own: there the answer is that the address is kept, and what happens is unknown.
 */
#ifndef BPFMEND_AUDIT_EFFECTS_ANSWERS_H
#define BPFMEND_AUDIT_EFFECTS_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "audit/ir/program.h"
#include "llvm-pass/support/offsets.h"

#define PATH_DEPTH 4
#define BINDINGS 6
#define CHOICES 16

/* The pointers to follow from where an argument points: at each of these offsets in turn. */
struct path {
	int64_t offsets[PATH_DEPTH];
	uint64_t depth; /* 0: the argument points at the memory itself */
};

/* A parameter of which the caller passes a constant, or one of a few. */
struct binding {
	uint64_t parameter;
	uint64_t count; /* of values */
	uint64_t values[CHOICES]; /* of a number; 0 is NULL, too. In order; 0 behind the last */
	LLVMValueRef function; /* what it is the address of, or NULL */
};

enum size_kind {
	SIZE_OF_NOTHING,
	SIZE_IS_PARAMETER,
	SIZE_IS_CONSTANT,
	SIZE_IS_VALUE, /* what the map says of its values: there is only one map */
};

/* No padding: questions are compared as bytes. */
struct question {
	LLVMValueRef function;
	uint64_t argument; /* counted from 0 */
	struct path path;
	uint64_t size_kind; /* of enum size_kind: what says how many bytes there are to fill */
	uint64_t size; /* the parameter, from 0, or the bytes */
	uint64_t binding_count;
	struct binding bindings[BINDINGS];
};

/* Bytes from first up to and without end; INT64_MIN and INT64_MAX where no one knows. */
struct span {
	int64_t first;
	int64_t end;
};

/* Why an effect is: an instruction, and what the function that it calls does. */
struct evidence {
	LLVMValueRef at;
	const struct answer *below; /* or NULL */
	const char
		*reason; /* what is unknown, or of an external; or NULL. Lives as the answers do */
};

struct effect {
	bool holds;
	struct span span;
	struct evidence by; /* of the first that was found */
};

enum fills {
	FILLS_ALL, /* on every path */
	FILLS_UNKNOWN,
	FILLS_NOT, /* there is a path on which it writes nothing, or less than all */
};

/* An address that a function hands on: returned, or left in memory of another argument. */
struct output {
	bool returned;
	uint64_t parameter; /* from 0, whose memory it is left in */
	int64_t at; /* and at which offset there */
	uint64_t level; /* what it points at: after how many steps of the path */
	struct offsets offset; /* and how far behind the start of that */
};

/* What a function returns, as far as its callers test it. */
enum sign { SIGN_NEGATIVE, SIGN_ZERO, SIGN_POSITIVE, SIGNS };

/* How far the memory is filled where the function returns such a value. */
struct outcome {
	bool reached;
	bool all;
	bool untouched; /* there is a path on which nothing is written */
	bool partial; /* what is written is less than all for sure, as a text is */
	struct span filled; /* bytes that are written on every path */
};

struct answer {
	struct question question;
	struct effect reads;
	struct effect writes;
	struct effect early; /* reads what was not surely written before by this function */
	struct effect unknown; /* what happens cannot be told */
	struct effect beyond; /* accesses up to the end of the span, whatever the size says */
	enum fills fills;
	struct outcome outcomes[SIGNS];
	struct evidence unfilled; /* where it is left as it was */
	struct output *outputs;
	size_t output_count;
	bool open; /* being found */
	bool provisional; /* rests on one that was open */
	size_t epoch;
	struct answer *next; /* in the same bucket */
};

/* Zero-initialise but for program. */
struct answers {
	const struct program *program;
	struct answer **buckets; /* by a hash of the question */
	size_t bucket_count; /* a power of two, or 0 */
	struct names missing; /* functions without a body that got such memory */
	struct names tables; /* structs through whose fields such memory went */
	struct names texts; /* reasons */
	size_t count;
	size_t depth;
	size_t looked; /* functions that were looked at for the outermost question */
	size_t epoch;
	int error; /* the first, negative errno */
};

/* Returns 0 or -ENOMEM; answers_close() in any case. */
int answers_open(struct answers *answers, const struct program *program);

/* Finds an answer. Never NULL without answers->error set. Owned by answers. */
const struct answer *answers_find(struct answers *answers, const struct question *question);

/* A text that lives as long as answers, of printf()'s arguments; "" without memory. */
const char *answers_text(struct answers *answers, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void span_join(struct span *span, struct span more);

/* The bytes of an access of length bytes at offsets; length 0: no one knows how many. */
struct span span_of(struct offsets offset, uint64_t length);

/* The same bytes counted from elsewhere. */
struct span span_moved(struct span span, struct offsets offset);

void answers_close(struct answers *answers);

#endif
