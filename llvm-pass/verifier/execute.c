/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One instruction: what it reads is checked, what it writes is known afterwards. Loads and stores
 * ask check_memory.c, arithmetic is in arithmetic.c, jumps and calls in files of their own.
 */
#include "llvm-pass/verifier/check.h"

#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/isa.h"
#include "llvm-pass/verifier/path.h"

/* Of a number that was spilled, what is loaded is another one, unless it is not below 0. */
static void extend_sign(struct walk *walk, struct reg *loaded, unsigned int size)
{
	if (series_has(walk->series, RULE_SIGNED_LOAD_APART))
		loaded->id = 0;
	scalar_sign_extend(walk->series, &loaded->var, size, true);
}

/* What is not accessed as it stands: the kernel converts the access, by the kind of pointer. */
static bool is_converted(uint8_t kind)
{
	switch (kind) {
	case REG_CONTEXT:
	case REG_SOCKET:
	case REG_SOCK_COMMON:
	case REG_TCP_SOCK:
	case REG_XDP_SOCK:
	case REG_BTF:
		return true;
	default:
		return false;
	}
}

/* One instruction is converted once: on all paths it accesses the same. */
static bool check_same_kind(struct walk *walk, uint8_t kind)
{
	uint8_t first = walk->accessed[walk->place];

	if (!first || first == REG_UNKNOWN)
		walk->accessed[walk->place] = kind;
	if (!first || first == kind || first == REG_UNKNOWN || kind == REG_UNKNOWN ||
	    (!is_converted(first) && !is_converted(kind)))
		return true;
	return refuse(walk, REASON_POINTER_KINDS,
		      "same insn cannot be used with different pointers");
}

static bool load(struct walk *walk, const struct instruction *instruction)
{
	struct reg *dst = state_reg(walk->state, instruction->dst), result;
	uint8_t kind = state_reg(walk->state, instruction->src)->kind;
	unsigned int size = instruction_width(instruction);

	if (!check_readable(walk, instruction->src))
		return false;
	if (instruction->dst >= FRAME_REGISTER)
		return refuse(walk, REASON_INSTRUCTION, "frame pointer is read only");
	reg_set_unknown_scalar(&result);
	if (!check_access(walk, state_reg(walk->state, instruction->src), instruction->src,
			  instruction->offset, size, ACCESS_READ, NULL, &result) ||
	    !check_same_kind(walk, kind))
		return false;
	if (result.kind == REG_SCALAR && size < 8) {
		reg_become_number(&result);
		if (BPF_MODE(instruction->code) == MODE_LOAD_SIGNED)
			extend_sign(walk, &result, size);
		else
			scalar_zero_extend(walk->series, &result.var, size);
	}
	path_wrote_reg(walk, instruction->dst);
	*dst = result;
	return true;
}

static bool store(struct walk *walk, const struct instruction *instruction)
{
	struct reg constant, *value = &constant;

	reg_set_constant(&constant, (uint64_t)(int64_t)instruction->number);
	if (instruction_class(instruction) == BPF_STX) {
		if (!check_readable(walk, instruction->src))
			return false;
		value = state_reg(walk->state, instruction->src);
	}
	if (!check_readable(walk, instruction->dst))
		return false;
	if (value == &constant && state_reg(walk->state, instruction->dst)->kind == REG_CONTEXT &&
	    !series_has(walk->series, RULE_CONTEXT_CONSTANTS))
		return refuse(walk, REASON_CONTEXT_ACCESS,
			      "BPF_ST stores into R%u ctx is not allowed", instruction->dst);
	return check_access(walk, state_reg(walk->state, instruction->dst), instruction->dst,
			    instruction->offset, instruction_width(instruction), ACCESS_WRITE,
			    value, NULL) &&
	       check_same_kind(walk, state_reg(walk->state, instruction->dst)->kind);
}

static bool may_be_atomic(const struct reg *reg)
{
	switch (reg->kind) {
	case REG_CONTEXT:
	case REG_PACKET:
	case REG_PACKET_META:
	case REG_FLOW_KEYS:
	case REG_SOCKET:
	case REG_SOCK_COMMON:
	case REG_TCP_SOCK:
	case REG_XDP_SOCK:
		return false;
	default:
		return true;
	}
}

static bool atomic(struct walk *walk, const struct instruction *instruction)
{
	struct reg *pointer = state_reg(walk->state, instruction->dst), loaded;
	unsigned int size = instruction_width(instruction), number = instruction->src;
	bool fetches = instruction->number & BPF_FETCH;

	if (!isa_is_known(walk->series, isa_of(instruction)) &&
	    !no_such_instruction(walk, "BPF_ATOMIC uses invalid atomic opcode %x",
				 (unsigned int)instruction->number))
		return false;
	if (isa_of(instruction) == ISA_ACQUIRE)
		return undecided(walk, "a load that acquires or a store that releases");
	if (!check_readable(walk, number) || !check_readable(walk, instruction->dst))
		return false;
	if (instruction->number == BPF_CMPXCHG) {
		number = BPF_REG_0;
		if (!check_readable(walk, number))
			return false;
	}
	if (!may_be_atomic(pointer))
		return refuse(walk, REASON_INSTRUCTION, "%s stores into R%u %s is not allowed",
			      isa_is_known(walk->series, ISA_ATOMIC) ? "BPF_ATOMIC" : "BPF_XADD",
			      instruction->dst, reg_kind_word(walk->series, pointer));
	if (!check_alignment(walk, pointer, instruction->offset, size))
		return false;
	reg_set_unknown_scalar(&loaded);
	if (!check_access(walk, pointer, instruction->dst, instruction->offset, size, ACCESS_READ,
			  NULL, fetches ? &loaded : NULL))
		return false;
	if (fetches) {
		reg_become_number(&loaded);
		if (loaded.kind == REG_SCALAR && size < 8)
			scalar_zero_extend(walk->series, &loaded.var, size);
		*state_reg(walk->state, number) = loaded;
		path_wrote_reg(walk, number);
	}
	return check_access(walk, pointer, instruction->dst, instruction->offset, size,
			    ACCESS_WRITE, NULL, NULL);
}

/* A 64-bit constant, or what its relocation made of it. */
static bool load_constant(struct walk *walk, const struct instruction *instruction)
{
	const struct program *program = walk->program;
	struct reg *dst = state_reg(walk->state, instruction->dst);
	size_t number = (size_t)(instruction->value >> 32);

	path_wrote_reg(walk, instruction->dst);
	switch (instruction->target) {
	case TARGET_NUMBER:
		reg_set_constant(dst, instruction->value);
		return true;
	case TARGET_MAP:
		reg_set_pointer(dst, REG_MAP, 0);
		dst->map = &program->maps[instruction->value];
		return true;
	case TARGET_DATA:
		reg_set_pointer(dst, REG_MAP_VALUE, 0);
		dst->map = &program->data[number];
		dst->offset = (int32_t)(uint32_t)instruction->value;
		if (series_has(walk->series, RULE_MERGED_OFFSET)) {
			dst->var = scalar_constant((uint32_t)instruction->value);
			dst->offset = 0;
		}
		return true;
	case TARGET_FUNCTION:
		reg_set_pointer(dst, REG_FUNCTION, 0);
		dst->subprogram = program_subprogram_at(program, (size_t)instruction->value);
		return true;
	default:
		/* Where the kernel has none it is 0, and what hangs on that is not walked. */
		walk->uncertain = true;
		reg_set_anything(dst);
		return left_to_kernel(walk, "the address of a variable of the kernel");
	}
}

/* The loads from packets that classic BPF had: R6 is the context. */
static bool load_packet(struct walk *walk, const struct instruction *instruction)
{
	struct reg *context = state_reg(walk->state, BPF_REG_6);

	if (walk->state->reference_count)
		return refuse(walk, REASON_REFERENCE,
			      "BPF_LD_[ABS|IND] would lead to reference leak");
	if (walk->state->lock_id)
		return refuse(walk, REASON_LOCK,
			      "BPF_LD_[ABS|IND] cannot be used inside bpf_spin_lock-ed region");
	if (!check_readable(walk, BPF_REG_6))
		return false;
	if (context->kind != REG_CONTEXT)
		return refuse(walk, REASON_INSTRUCTION,
			      "at the time of BPF_LD_ABS|IND R6 != pointer to skb");
	if (BPF_MODE(instruction->code) == BPF_IND && !check_readable(walk, instruction->src))
		return false;
	forget_caller_saved(walk->state);
	reg_set_unknown_scalar(state_reg(walk->state, BPF_REG_0));
	return true;
}

static bool walk_jmp_class(struct walk *walk, const struct instruction *instruction, size_t *next,
			   bool *ended)
{
	bool taken = true;

	walk->jumps++;
	walk->state->jump_count++;
	if (instruction_is_exit(instruction))
		return walk_exit(walk, next, ended);
	if (instruction_is_call(instruction)) {
		switch (instruction->target) {
		case TARGET_FUNCTION:
			return walk_call(walk, instruction, next);
		case TARGET_KFUNC:
			return check_kfunc_call(walk, instruction);
		default:
			return check_helper_call(walk, instruction);
		}
	}
	if (instruction_is_goto_register(instruction)) {
		*ended = true;
		return undecided(walk, "a jump to where a register says");
	}
	if (!instruction_is_goto(instruction) && !walk_jump(walk, instruction, &taken))
		return false;
	if (taken)
		*next += (size_t)(int64_t)instruction_distance(instruction);
	return true;
}

/* Whether the kernel has a helper, as libbpf finds out when it loads the program. */
static bool load_existence(struct walk *walk, const struct instruction *instruction, size_t *next)
{
	bool exists = instruction->helper <= helper_last(walk->series);

	if (instruction_is_constant(instruction))
		*next = walk->place + 2;
	reg_set_constant(state_reg(walk->state, instruction->dst), exists);
	path_wrote_reg(walk, instruction->dst);
	return true;
}

/* One instruction. *next: where to go on, unless the path has ended. */
bool walk_instruction(struct walk *walk, size_t *next, bool *ended)
{
	const struct instruction *instruction = &walk->program->code[walk->place];

	*next = walk->place + 1;
	if (instruction->relocated == RELOCATED_HELPER)
		return load_existence(walk, instruction, next);
	if (instruction->relocated == RELOCATED_UNKNOWN) {
		walk->uncertain = true;
		undecided(walk, "what the kernel's types make of an instruction");
	}
	switch (instruction_class(instruction)) {
	case BPF_ALU:
	case BPF_ALU64:
		return walk_arithmetic(walk, instruction);
	case BPF_LDX:
		return load(walk, instruction);
	case BPF_ST:
		return store(walk, instruction);
	case BPF_STX:
		return BPF_MODE(instruction->code) == BPF_ATOMIC ? atomic(walk, instruction)
								 : store(walk, instruction);
	case BPF_LD:
		if (!instruction_is_constant(instruction))
			return load_packet(walk, instruction);
		*next = walk->place + 2;
		return load_constant(walk, instruction);
	default:
		return walk_jmp_class(walk, instruction, next, ended);
	}
}
