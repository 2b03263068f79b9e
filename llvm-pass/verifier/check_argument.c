// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Arguments of helpers, each by what the prototype asks for; see call.h. Imprecise: objects of the
 * kernel are told apart by their kind of pointer only, dynptrs, timers and kptrs not at all.
 */
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

#include "llvm-pass/verifier/call.h"
#include "llvm-pass/verifier/path.h"
#include "llvm-pass/verifier/program_kind.h"
#include "llvm-pass/verifier/words.h"

/* Of an array; and the flag of one that may be of any size (linux/bpf.h: BPF_F_INNER_MAP). */
enum { KEY_SIZE = 4, INNER_MAP = 1 << 12 };

/* Which kinds of pointer an argument takes, and the words for them in a refusal. */
struct taken {
	unsigned int type; /* of enum signature_type */
	uint32_t kinds; /* 1 << enum reg_kind */
	const char *words;
};

#define K(kind) (UINT32_C(1) << REG_##kind)
#define MEMORY \
	(K(STACK) | K(PACKET) | K(PACKET_META) | K(MAP_KEY) | K(MAP_VALUE) | K(MEMORY) | K(BUFFER))
#define SOCKETS (K(SOCK_COMMON) | K(SOCKET) | K(TCP_SOCK) | K(XDP_SOCK))

static const char memory_words[] = "fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, "
				   "trusted_ptr_";

static const struct taken table[] = {
	{ SIGNATURE_MAP, K(MAP), "map_ptr" },
	{ SIGNATURE_MAP_KEY, MEMORY, memory_words },
	{ SIGNATURE_MAP_VALUE, MEMORY, memory_words },
	{ SIGNATURE_MEM, MEMORY, memory_words },
	{ SIGNATURE_INT, MEMORY, "fp, pkt, pkt_meta, map_key, map_value" },
	{ SIGNATURE_LONG, MEMORY, "fp, pkt, pkt_meta, map_key, map_value" },
	{ SIGNATURE_SIZE, K(SCALAR), "scalar" },
	{ SIGNATURE_SIZE_OR_ZERO, K(SCALAR), "scalar" },
	{ SIGNATURE_ALLOC_SIZE, K(SCALAR), "scalar" },
	{ SIGNATURE_SCALAR, K(SCALAR), "scalar" },
	{ SIGNATURE_CTX, K(CONTEXT), "ctx" },
	{ SIGNATURE_SOCK_COMMON, SOCKETS, "sock_common, sock, tcp_sock, xdp_sock" },
	{ SIGNATURE_SOCKET, K(SOCKET), "sock" },
	{ SIGNATURE_BTF_SOCK, SOCKETS | K(BTF),
	  "sock_common, sock, tcp_sock, xdp_sock, ptr_, trusted_ptr_" },
	{ SIGNATURE_BTF, K(BTF), "ptr_, trusted_ptr_, rcu_ptr_" },
	{ SIGNATURE_PERCPU_BTF, K(BTF), "percpu_ptr_, percpu_rcu_ptr_, percpu_trusted_ptr_" },
	{ SIGNATURE_RINGBUF_MEM, K(MEMORY), "ringbuf_mem" },
	{ SIGNATURE_STRING, K(MAP_VALUE), "map_value" },
	{ SIGNATURE_SPIN_LOCK, K(MAP_VALUE), "map_value, ptr_" },
	{ SIGNATURE_TIMER, K(MAP_VALUE), "map_value" },
	{ SIGNATURE_KPTR, K(MAP_VALUE), "map_value, ptr_" },
	{ SIGNATURE_FUNC, K(FUNCTION), "func" },
	{ SIGNATURE_STACK, K(STACK), "fp" },
	{ SIGNATURE_DYNPTR, K(STACK) | K(DYNPTR), "fp, dynptr_ptr" },
};

static const struct taken *taken_by(unsigned int type)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].type == (type & SIGNATURE_KIND))
			return &table[i];
	return NULL;
}

/* Of memory, whether it is of a ring buffer must fit, too; and what may be NULL, or only read. */
static bool is_taken(const struct taken *taken, unsigned int type, const struct reg *reg)
{
	if (!(taken->kinds >> reg->kind & 1))
		return false;
	if (reg->flags & REG_MAYBE_NULL && !(type & SIGNATURE_NULLABLE))
		return false;
	if (reg->flags & REG_READ_ONLY && reg->kind == REG_MEMORY && !(type & SIGNATURE_RDONLY))
		return false;
	return taken->type != SIGNATURE_RINGBUF_MEM || reg->flags & REG_RINGBUF;
}

static bool refuse_kind(struct call *call, unsigned int number, const struct taken *taken)
{
	const struct reg *reg = state_reg(call->walk->state, number);

	const char *words = taken->words;

	if (words == memory_words && !series_from(call->walk->series, 6, 2))
		words = "fp, pkt, pkt_meta, map_key, map_value, mem, alloc_mem, buf";
	else if (words == memory_words && series_from(call->walk->series, 7, 1))
		words = "fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, "
			"trusted_ptr_, ctx";
	return refuse(call->walk, REASON_ARGUMENT_KIND, "R%u type=%s expected=%s", number,
		      reg_kind_word(call->walk->series, reg), words);
}

/* What kernels print of a pointer that was changed; only its plain form may be given. */
static bool check_unchanged(struct call *call, unsigned int number, const struct reg *reg)
{
	const char *word = reg_kind_word(call->walk->series, reg);
	char bits[TNUM_TEXT];

	if (reg->offset < 0)
		return refuse(call->walk, REASON_MODIFIED_POINTER,
			      "negative offset %s ptr R%u off=%d disallowed", word, number,
			      reg->offset);
	if (reg->offset)
		return refuse(call->walk, REASON_MODIFIED_POINTER,
			      "dereference of modified %s ptr R%u off=%d disallowed", word, number,
			      reg->offset);
	if (!scalar_is_constant(&reg->var) || reg->var.bits.value)
		return refuse(call->walk, REASON_VARIABLE_OFFSET,
			      "variable %s access var_off=%s disallowed", word,
			      tnum_text(call->walk->series, reg->var.bits, bits));
	return true;
}

static bool may_be_changed(const struct reg *reg)
{
	return reg->kind == REG_SCALAR || reg->kind == REG_BTF || MEMORY >> reg->kind & 1;
}

/* argument: from 0. What is known of the kernel's prototypes goes before what they say. */
static enum access access_of(const struct call *call, unsigned int argument, unsigned int type)
{
	const struct walk_options *options = call->walk->options;

	for (size_t i = 0; i < options->lie_count; i++)
		if (options->lies[i].helper == call->id && options->lies[i].argument == argument)
			return options->lies[i].known ? ACCESS_WRITE : ACCESS_READ;
	if (type & SIGNATURE_UNINIT)
		return ACCESS_FILL;
	return type & SIGNATURE_WRITE ? ACCESS_WRITE : ACCESS_READ;
}

static bool is_sock_map(const struct program_map *map)
{
	return map && (map->type == BPF_MAP_TYPE_SOCKMAP || map->type == BPF_MAP_TYPE_SOCKHASH);
}

static bool changes_map(const struct call *call)
{
	return call->id == BPF_FUNC_map_update_elem || call->id == BPF_FUNC_map_delete_elem;
}

/* Which programs may put sockets into a map, or take them out. Fewer may from 7.3 on. */
static bool may_change_sockets(const struct call *call)
{
	const struct section *kind = program_kind(call->walk->program->section);

	switch (kind->type) {
	case BPF_PROGRAM_TRACING:
		return kind->attach == BPF_ATTACH_TRACE_ITER;
	case BPF_PROGRAM_SOCK_OPS:
		return call->id == BPF_FUNC_map_delete_elem;
	case BPF_PROGRAM_SK_REUSEPORT:
	case BPF_PROGRAM_SK_LOOKUP:
		return true;
	case BPF_PROGRAM_SOCKET_FILTER:
	case BPF_PROGRAM_SCHED_CLS:
	case BPF_PROGRAM_SCHED_ACT:
	case BPF_PROGRAM_XDP:
	case BPF_PROGRAM_FLOW_DISSECTOR:
		return !series_from(call->walk->series, 7, 3);
	default:
		return false;
	}
}

static bool check_map(struct call *call, const struct reg *reg)
{
	call->map = reg->map;
	if (!reg->map) {
		call->map_unknown = true;
		return undecided(call->walk, "a map that is not known");
	}
	if (!helper_takes_map(call->id, reg->map->type) ||
	    (is_sock_map(reg->map) && changes_map(call) && !may_change_sockets(call)))
		return refuse(call->walk, REASON_ARGUMENT_KIND,
			      "cannot pass map_type %u into func bpf_%s#%u", reg->map->type,
			      call->signature->name, call->id);
	call->is_lookup = call->id == BPF_FUNC_map_lookup_elem &&
			  series_from(call->walk->series, 6, 14) &&
			  !(reg->map->flags & INNER_MAP) &&
			  (reg->map->type == BPF_MAP_TYPE_ARRAY ||
			   reg->map->type == BPF_MAP_TYPE_PERCPU_ARRAY);
	return true;
}

/* Whether count bytes from start on are of the kind. */
static bool are_bytes(const struct slot *slot, size_t start, size_t count, enum slot_byte byte)
{
	for (size_t i = start; i < start + count; i++)
		if (slot->bytes[i] != byte)
			return false;
	return true;
}

/*
 * The constant that lies in the stack where the key is: kernels from 6.14 on know by it that an
 * array has the element.
 */
static bool find_key(struct call *call, const struct reg *reg)
{
	const struct frame *frame = call->walk->state->frames[reg->frame];
	int64_t at = -(reg->offset + (int64_t)reg->var.bits.value);
	const struct slot *slot;
	size_t number, start;

	if (reg->kind != REG_STACK || !scalar_is_constant(&reg->var) ||
	    call->map->key_size != KEY_SIZE || at < KEY_SIZE || at > FRAME_SIZE)
		return true;
	number = (size_t)(at - 1) / SLOT_BYTES;
	start = (number + 1) * SLOT_BYTES - (size_t)at;
	if (number >= frame->depth || start > SLOT_BYTES - KEY_SIZE)
		return true;
	slot = &frame->slots[number];
	if (are_bytes(slot, start, KEY_SIZE, BYTE_ZERO)) {
		call->has_key = true;
		return true;
	}
	if (start || !are_bytes(slot, 0, KEY_SIZE, BYTE_SPILL) ||
	    slot->bytes[KEY_SIZE] == BYTE_SPILL || slot->spilled.kind != REG_SCALAR ||
	    !scalar_is_constant(&slot->spilled.var))
		return true;
	call->has_key = true;
	call->key = slot->spilled.var.bits.value;
	return path_demand_slot(call->walk, reg->frame, (unsigned int)number);
}

static bool check_key(struct call *call, struct reg *reg, unsigned int number)
{
	if (call->map_unknown)
		return true;
	if (!call->map)
		return refuse(call->walk, REASON_ARGUMENT_VALUE,
			      "invalid map_ptr to access map->key");
	if (!check_region(call->walk, reg, number, call->map->key_size, ACCESS_READ))
		return false;
	return !call->is_lookup || find_key(call, reg);
}

static bool check_value(struct call *call, struct reg *reg, unsigned int number, unsigned int type)
{
	if (call->map_unknown)
		return true;
	if (!call->map)
		return refuse(call->walk, REASON_ARGUMENT_VALUE,
			      "invalid map_ptr to access map->value");
	return check_region(call->walk, reg, number, call->map->value_size,
			    access_of(call, number - 1, type));
}

static bool check_size(struct call *call, const struct reg *size, unsigned int number,
		       unsigned int type)
{
	unsigned int memory_type = call->signature->arguments[number - 2];
	struct reg *memory = state_reg(call->walk->state, number - 1);

	call->size_most = size->var.wide.smax;
	if (memory->kind == REG_UNKNOWN || reg_is_maybe_pointer(memory))
		return undecided(call->walk, "memory that is not known");
	return check_region_sized(call->walk, memory, number - 1, size, number,
				  (type & SIGNATURE_KIND) == SIGNATURE_SIZE_OR_ZERO,
				  access_of(call, number - 2, memory_type));
}

static bool check_string(struct call *call, const struct reg *reg, unsigned int number)
{
	if (!reg->map || !reg->map->frozen)
		return refuse(call->walk, REASON_ARGUMENT_VALUE,
			      "R%u does not point to a readonly map'", number);
	if (!scalar_is_constant(&reg->var))
		return refuse(call->walk, REASON_ARGUMENT_VALUE, "R%u is not a constant address'",
			      number);
	return true;
}

static bool check_lock(struct call *call, const struct reg *reg)
{
	struct walk *walk = call->walk;
	struct state *state = walk->state;
	/* Of a global variable the register has none. */
	uint32_t id = reg->id ? reg->id : UINT32_MAX;
	bool same = state->lock_id == id && state->lock_map == reg->map;

	if (!reg->map || reg->map->fields.spin_lock < 0)
		return undecided(walk, "a lock that is not known");
	if (call->id != BPF_FUNC_spin_unlock && state->lock_id)
		return refuse(walk, REASON_LOCK, "Locking two bpf_spin_locks are not allowed");
	if (call->id != BPF_FUNC_spin_unlock) {
		state->lock_id = id;
		state->lock_map = reg->map;
		return true;
	}
	if (!state->lock_id)
		return refuse(walk, REASON_LOCK, "bpf_spin_unlock without taking a lock");
	if (!same)
		return refuse(walk, REASON_LOCK, "bpf_spin_unlock of different lock");
	state->lock_id = 0;
	state->lock_map = NULL;
	return true;
}

/* A size that must be a constant. */
static bool refuse_size(struct call *call, unsigned int number)
{
	const char *format = "R%u is not a known constant'";

	if (!series_from(call->walk->series, 6, 1))
		format = "R%u unbounded size, use 'var &= const' or 'if (var < const)'";
	else if (series_from(call->walk->series, 7, 3))
		format = "R%u is not a const";
	return refuse(call->walk, REASON_ARGUMENT_VALUE, format, number);
}

/* Memory whose size the prototype fixes, and which it may want to be aligned. */
static bool check_fixed(struct call *call, struct reg *reg, unsigned int number, unsigned int type)
{
	unsigned int size = type >> SIGNATURE_BYTES_SHIFT;
	struct tnum at = tnum_add(reg->var.bits, tnum_constant((uint64_t)(int64_t)reg->offset));
	char bits[TNUM_TEXT];

	if (!check_region(call->walk, reg, number, size, access_of(call, number - 1, type)))
		return false;
	if (!(type & SIGNATURE_ALIGNED) || reg->kind != REG_STACK || tnum_is_aligned(at, size))
		return true;
	tnum_text(call->walk->series, reg->var.bits, bits);
	if (series_has(call->walk->series, RULE_MERGED_OFFSET))
		return refuse(call->walk, REASON_MISALIGNED,
			      "misaligned stack access off %s+0 size %u", bits, size);
	return refuse(call->walk, REASON_MISALIGNED, "misaligned stack access off %s+%d+0 size %u",
		      bits, reg->offset, size);
}

/* Once the kind is right. */
static bool check_kind(struct call *call, struct reg *reg, unsigned int number, unsigned int type)
{
	struct walk *walk = call->walk;

	switch (type & SIGNATURE_KIND) {
	case SIGNATURE_MAP:
		return check_map(call, reg);
	case SIGNATURE_MAP_KEY:
		return check_key(call, reg, number);
	case SIGNATURE_MAP_VALUE:
		return check_value(call, reg, number, type);
	case SIGNATURE_MEM:
		return !(type & SIGNATURE_FIXED) || check_fixed(call, reg, number, type);
	case SIGNATURE_INT:
		return check_region(walk, reg, number, sizeof(uint32_t), ACCESS_FILL);
	case SIGNATURE_LONG:
		return check_region(walk, reg, number, sizeof(uint64_t), ACCESS_FILL);
	case SIGNATURE_SIZE:
	case SIGNATURE_SIZE_OR_ZERO:
		return check_size(call, reg, number, type);
	case SIGNATURE_ALLOC_SIZE:
		if (!scalar_is_constant(&reg->var))
			return refuse_size(call, number);
		call->allocated = reg->var.bits.value;
		return path_demand(walk, reg);
	case SIGNATURE_STRING:
		return check_string(call, reg, number);
	case SIGNATURE_SPIN_LOCK:
		return check_lock(call, reg);
	case SIGNATURE_FUNC:
		call->callback = reg->subprogram;
		return true;
	case SIGNATURE_STACK:
		call->callback_data = *reg;
		return true;
	case SIGNATURE_BTF:
	case SIGNATURE_PERCPU_BTF:
		return left_to_kernel(walk, "an object of the kernel given to bpf_%s",
				      call->signature->name);
	case SIGNATURE_TIMER:
	case SIGNATURE_KPTR:
	case SIGNATURE_DYNPTR:
	case SIGNATURE_ARENA:
		return undecided(walk, "helper bpf_%s", call->signature->name);
	default:
		return true;
	}
}

static bool is_given_back(const struct call *call, unsigned int type)
{
	return type & SIGNATURE_RELEASE ||
	       (call->effects & EFFECT_RELEASES && call->signature->arguments[0] == type);
}

/*
 * From 7.1 on the context is memory, too, of a syscall program; of others it is not, which is found
 * out later, in other words.
 */
static bool check_context_memory(struct call *call, unsigned int number)
{
	if (call->walk->program->type == BPF_PROGRAM_SYSCALL)
		return undecided(call->walk, "a context as memory");
	return refuse(call->walk, REASON_ARGUMENT_KIND, "R%u type=ctx expected=fp", number);
}

bool check_argument(struct call *call, unsigned int argument)
{
	unsigned int type = call->signature->arguments[argument], number = argument + 1;
	struct reg *reg = state_reg(call->walk->state, number);
	const struct taken *taken;

	/* A map of sockets has them for values. */
	if ((type & SIGNATURE_KIND) == SIGNATURE_MAP_VALUE && is_sock_map(call->map))
		type = SIGNATURE_BTF_SOCK;
	taken = taken_by(type);
	if ((type & SIGNATURE_KIND) == SIGNATURE_NONE)
		return true;
	if (!check_readable(call->walk, number))
		return false;
	if ((reg->kind == REG_PACKET || reg->kind == REG_PACKET_META) &&
	    !(call->signature->flags & HELPER_PACKET) &&
	    (type & SIGNATURE_KIND) != SIGNATURE_ANYTHING)
		return refuse(call->walk, REASON_ARGUMENT_KIND,
			      "helper access to the packet is not allowed");
	if (!taken)
		return true;
	if (reg->kind == REG_UNKNOWN ||
	    (reg_is_maybe_pointer(reg) && !reg_is_null(reg) && !(taken->kinds >> REG_SCALAR & 1))) {
		call->map_unknown |= (type & SIGNATURE_KIND) == SIGNATURE_MAP;
		return undecided(call->walk, "argument %u of bpf_%s is not known", number,
				 call->signature->name);
	}
	if (reg_is_null(reg) && type & SIGNATURE_NULLABLE) {
		if ((type & SIGNATURE_KIND) == SIGNATURE_STACK)
			call->callback_data = *reg;
		return true;
	}
	if (reg->kind == REG_CONTEXT && taken->kinds == MEMORY &&
	    series_from(call->walk->series, 7, 1))
		return check_context_memory(call, number);
	if (!is_taken(taken, type, reg))
		return refuse_kind(call, number, taken);
	if (is_given_back(call, type) && reg->kind != REG_STACK &&
	    (reg->offset || !scalar_is_zero(&reg->var)))
		return refuse(
			call->walk, REASON_MODIFIED_POINTER,
			"R%u must have zero offset when passed to release func or trusted arg "
			"to kfunc",
			number);
	if (!may_be_changed(reg) && !check_unchanged(call, number, reg))
		return false;
	if (reg->reference)
		call->reference = reg->reference;
	return check_kind(call, reg, number, type);
}
