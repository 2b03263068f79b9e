/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One question being answered: which values of the function point at the memory asked about or at
 * something that holds its address (facts.c, objects.c), what each instruction does to it
 * (events.c, calls.c), and which bytes are surely written where (audit/paths/). For these files
 * only; others see answers.h.
 */
#ifndef BPFMEND_AUDIT_EFFECTS_TRACE_H
#define BPFMEND_AUDIT_EFFECTS_TRACE_H

#include "audit/effects/answers.h"
#include "audit/effects/constants.h"
#include "llvm-pass/ir/value_map.h"

#define NONE SIZE_MAX

enum object_kind {
	OBJECT_CHAIN, /* what the path leads through; the last of these is the memory itself */
	OBJECT_LOCAL, /* a variable of the function that holds addresses */
	OBJECT_PARAMETER, /* what another argument points at, where addresses are left */
};

struct object {
	enum object_kind kind;
	uint64_t level; /* OBJECT_CHAIN: 0 is what the argument points at */
	LLVMValueRef local; /* OBJECT_LOCAL: the alloca */
	uint64_t parameter; /* OBJECT_PARAMETER */
	size_t contents; /* the first of its contents, or NONE */
};

/* An address that an object holds. */
struct content {
	struct offsets at; /* where in the object */
	size_t object; /* and what it points at */
	struct offsets offset;
	size_t next; /* of the same object, or NONE */
};

/* A value that points into an object. */
struct fact {
	LLVMValueRef value;
	size_t object;
	struct offsets offset;
	unsigned int changes;
	bool queued;
	size_t next; /* of the same value, or NONE */
};

enum event_kind { EVENT_READ, EVENT_WRITE, EVENT_CALL, EVENT_UNKNOWN };

/* What an instruction does to the memory. */
struct event {
	LLVMValueRef at;
	enum event_kind kind;
	struct offsets offset; /* READ, WRITE: where; CALL: where what the callee sees starts */
	uint64_t length; /* bytes; 0 if length_value says, or no one */
	LLVMValueRef length_value; /* or NULL */
	bool sure; /* WRITE: writes all of these bytes */
	bool sure_if_zero; /* WRITE: does so if the call returns 0 or more */
	bool sure_if_negative; /* WRITE: if it returns less than 0 */
	bool counted; /* WRITE: else as many bytes as it returns, and one more */
	bool partial; /* WRITE: writes less than these for sure, on some path */
	const struct answer *answer; /* CALL */
	LLVMValueRef size_value; /* CALL: what the callee is told of the size, or NULL */
	bool alternative; /* CALL: one of several functions that may be called here */
	const char *reason; /* UNKNOWN; and of externals */
	size_t next; /* of the same instruction, or NONE */
};

struct trace {
	struct answers *answers;
	const struct question *question;
	struct answer *answer;
	LLVMTargetDataRef layout;
	struct constants constants;
	struct object *objects;
	size_t object_count;
	struct content *contents;
	size_t content_count;
	struct fact *facts;
	size_t fact_count;
	struct value_map values; /* from a value to the last of its facts */
	size_t *queue; /* facts whose users have not heard of them */
	size_t queue_count, queue_room;
	struct event *events;
	size_t event_count;
	struct value_map event_of; /* from an instruction to the last of its events */
	LLVMValueRef *calls; /* that have a pointer of ours among their arguments */
	size_t call_count;
	struct value_map call_seen;
	bool changed;
};

/* facts.c. All of these set answers->error without memory. */
void facts_find(struct trace *trace); /* all, calls included */
void fact_add(struct trace *trace, LLVMValueRef value, size_t object, struct offsets offset);
void fact_enqueue(struct trace *trace, size_t fact); /* its users are to hear of it */
size_t facts_of(const struct trace *trace, LLVMValueRef value); /* the first, or NONE */
bool object_is_asked(const struct trace *trace, size_t object); /* the memory itself */

/* objects.c */
size_t object_add(struct trace *trace, struct object object); /* NONE without memory */
struct offsets gep_offset(const struct trace *trace, LLVMValueRef gep);
void content_add(struct trace *trace, size_t object, struct offsets at, size_t to,
		 struct offsets offset);
/* The instruction at leaves an address of ours at another address, moved bytes behind it. */
void fact_stored(struct trace *trace, LLVMValueRef at, LLVMValueRef address, int64_t moved,
		 size_t object, struct offsets offset);

/* events.c */
void event_add(struct trace *trace, struct event event);
void events_find(struct trace *trace); /* of all instructions but calls */

/* least.c: sets beyond of the answer. */
void least_find(struct trace *trace);

/* calls.c: asks what each call does; adds facts, and events where with_events. */
void calls_ask(struct trace *trace, bool with_events);

/* variadic.c: whether a function that takes "..." prints it, and does nothing else to it. */
bool variadic_prints(const struct program *program, LLVMValueRef function);

/* intrinsics.c: what LLVM's own functions and externals do; false if it is none of them. */
bool intrinsic_call(struct trace *trace, LLVMValueRef call, const char *name, bool with_events);

/* paths/filled.c: sets fills, outcomes, unfilled and early of the answer. */
void filled_find(struct trace *trace);

/* Whether a value is the number of bytes that the question's size is. */
bool is_size(const struct trace *trace, LLVMValueRef value);

/* A value without casts between integers. */
LLVMValueRef without_casts(LLVMValueRef value);

#endif
