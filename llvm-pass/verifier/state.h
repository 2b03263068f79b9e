/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the verifier knows at one instruction of one path: registers by kind, the stack byte by
 * byte with what was spilled, the frames of calls, and what must be given back.
 */
#ifndef BPFMEND_VERIFIER_STATE_H
#define BPFMEND_VERIFIER_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "llvm-pass/verifier/program.h"
#include "llvm-pass/verifier/scalar.h"

enum reg_kind {
	REG_NONE, /* not initialised */
	REG_SCALAR,
	/* Anything: of what this library does not model. Its users pass, and count as undecided. */
	REG_UNKNOWN,
	REG_CONTEXT,
	REG_MAP, /* the map itself */
	REG_MAP_KEY,
	REG_MAP_VALUE,
	REG_STACK,
	REG_PACKET,
	REG_PACKET_META,
	REG_PACKET_END,
	REG_MEMORY, /* size bytes, by a helper or a global function's argument */
	REG_BUFFER, /* of an iterator or a writable raw tracepoint */
	REG_FLOW_KEYS,
	REG_SOCKET,
	REG_SOCK_COMMON,
	REG_TCP_SOCK,
	REG_XDP_SOCK,
	REG_BTF, /* a kernel's structure: its fields are not modelled */
	REG_FUNCTION, /* address of a subprogram, for a callback */
	REG_DYNPTR, /* a dynptr that a callback or global function is given */
	REG_ARENA,
	REG_KINDS,
};

enum reg_flag {
	REG_MAYBE_NULL = 1 << 0,
	REG_READ_ONLY = 1 << 1,
	REG_RINGBUF = 1 << 2, /* memory of bpf_ringbuf_reserve() */
	REG_UNTRUSTED = 1 << 3,
	REG_TRUSTED = 1 << 4,
	REG_RCU = 1 << 5,
	REG_ALLOCATED = 1 << 6,
	/* A comparison said that a packet's pointer is at its end or beyond; or beyond it. */
	REG_AT_END = 1 << 7,
	REG_BEYOND_END = 1 << 8,
	/*
	 * A number, unless it is a pointer of a kind that is not modelled: an argument of the attach
	 * target, a field of a kernel's structure. Uses as a pointer pass, and count as undecided;
	 * after what only a number passes it is one.
	 */
	REG_MAYBE_POINTER = 1 << 9,
};

struct reg {
	uint8_t kind; /* enum reg_kind */
	uint16_t flags; /* enum reg_flag */
	uint8_t frame; /* REG_STACK: whose */
	/* A number that must stay exact for pruning, because something that was checked hangs on
	 * it. */
	bool precise;
	int32_t offset; /* of a pointer: its fixed part, in bytes */
	/*
	 * Of a scalar: registers with the same id hold the same number, each plus its delta. Of a
	 * pointer: those that came of one variable addition, or one null test.
	 */
	uint32_t id;
	int32_t delta;
	bool has_delta, delta_narrow; /* narrow: it was added in 32 bits */
	uint32_t reference; /* what it must give back; 0: nothing */
	/* A packet: bytes that comparisons told of; memory, buffer: its size; BTF: 0. */
	uint32_t range;
	/* Of REG_MAP, REG_MAP_KEY and REG_MAP_VALUE; of REG_FUNCTION the subprogram. */
	const struct program_map *map;
	const struct subprogram *subprogram;
	struct scalar var; /* a scalar's value, a pointer's variable part */
};

/* What a byte of the stack holds. */
enum slot_byte {
	BYTE_INVALID,
	BYTE_SPILL, /* of the slot's spilled register */
	BYTE_MISC, /* unknown, but initialised */
	BYTE_ZERO,
	BYTE_DYNPTR,
	BYTE_ITERATOR,
	BYTE_IRQ_FLAG,
	BYTE_UNKNOWN, /* by something not modelled: reads pass, and count as undecided */
};

#define SLOT_BYTES 8
#define FRAME_SLOTS (FRAME_SIZE / SLOT_BYTES)
#define MAX_FRAMES 8
#define MAX_REFERENCES 32

/* Eight bytes: slot i of a frame is fp - 8 * (i + 1), its bytes counted from the lowest address. */
struct slot {
	uint8_t bytes[SLOT_BYTES];
	struct reg spilled; /* where the first byte is BYTE_SPILL */
};

struct frame {
	struct reg regs[REGISTERS];
	struct slot *slots; /* depth of them; what lies behind them was never touched */
	unsigned int depth;
	const struct subprogram *subprogram;
	size_t call; /* the instruction that called */
	bool is_callback; /* called by the helper at call */
	uint32_t callback_turn; /* how often it was */
	int64_t return_min, return_max; /* what a callback may return */
};

struct reference {
	uint32_t id;
	size_t place; /* of the instruction that acquired it */
};

/* Registers and slots of each frame. */
struct marks {
	uint16_t regs[MAX_FRAMES];
	uint64_t slots[MAX_FRAMES];
};

/* One instruction of a path, as far as walking back over it needs to know. */
struct step {
	uint32_t place;
	uint8_t top; /* the frame that it was walked in */
	bool is_stack; /* it loaded or spilled that slot of that frame */
	uint8_t frame, slot;
	uint16_t linked; /* registers of the top frame that a comparison refined together */
};

struct checkpoint;

/* A path's knowledge at an instruction. It owns its frames. */
struct state {
	struct frame *frames[MAX_FRAMES]; /* frames[0] is the program's */
	unsigned int frame_count;
	struct reference references[MAX_REFERENCES];
	unsigned int reference_count;
	uint32_t lock_id; /* of the lock that is held; 0: none */
	const struct program_map *lock_map;
	unsigned int rcu_locks, preempt_locks, irq_locks;
	unsigned int may_goto_turns;
	/* The stored state that this path came by last, and what it did since then. */
	struct checkpoint *parent;
	struct marks written;
	struct step *steps;
	size_t step_count, step_room;
	unsigned int jump_count; /* since then */
};

/* A copy, with its own frames; NULL where there is no memory. */
struct state *state_copy(const struct state *state);
void state_free(struct state *state);

/* A frame in which nothing is known but R10; NULL where there is no memory. */
struct frame *state_push_frame(struct state *state, const struct subprogram *subprogram,
			       size_t call);
void state_pop_frame(struct state *state);

/* Lets the frame have that many slots. Returns false where there is no memory. */
bool frame_grow(struct frame *frame, unsigned int depth);

/* Whether the slot holds a register: then the byte at its lowest address does. */
static inline bool slot_is_spill(const struct slot *slot)
{
	return slot->bytes[0] == BYTE_SPILL;
}

static inline struct frame *state_top(const struct state *state)
{
	return state->frames[state->frame_count - 1];
}

static inline struct reg *state_reg(const struct state *state, unsigned int number)
{
	return &state_top(state)->regs[number];
}

void reg_set_unknown_scalar(struct reg *reg);
void reg_set_scalar(struct reg *reg, struct scalar value);
void reg_set_constant(struct reg *reg, uint64_t value);
/* A pointer without a variable part. */
void reg_set_pointer(struct reg *reg, enum reg_kind kind, uint16_t flags);
/* REG_UNKNOWN. */
void reg_set_anything(struct reg *reg);
/* An unknown number with REG_MAYBE_POINTER. */
void reg_set_maybe_pointer(struct reg *reg);

static inline bool reg_is_maybe_pointer(const struct reg *reg)
{
	return reg->flags & REG_MAYBE_POINTER;
}

/* It was used as only a number can be. */
static inline void reg_become_number(struct reg *reg)
{
	reg->flags &= (uint16_t)~REG_MAYBE_POINTER;
}

static inline bool reg_is_pointer(const struct reg *reg)
{
	return reg->kind > REG_UNKNOWN;
}

/* Whether it is 0, whatever kind it has: what kernels take for NULL. */
static inline bool reg_is_null(const struct reg *reg)
{
	return reg->kind == REG_SCALAR && scalar_is_zero(&reg->var);
}

/* The word of refusals and of the log: "map_value_or_null", "fp", "scalar" ("inv" on 5.10). */
const char *reg_kind_word(const struct series *series, const struct reg *reg);

/* Calls visit for each register and spilled register, in the kernel's order. */
void state_each_reg(struct state *state, void (*visit)(struct reg *reg, void *context),
		    void *context);

#endif
