// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What a program is given and what it returns. Contexts are those of the measured tables
 * (program_kind.h). Imprecise where the context is the arguments of a function that the program is
 * attached to: any whole argument may be read, and is REG_MAYBE_POINTER.
 */
#include <stdio.h>
#include <string.h>

#include "llvm-pass/verifier/call.h"
#include "llvm-pass/verifier/path.h"
#include "llvm-pass/verifier/program_kind.h"
#include "llvm-pass/verifier/words.h"

enum {
	/* What a tracepoint's record can be, and a syscall program's context. */
	TRACEPOINT_MOST = 8192,
	SYSCALL_MOST = 65535,
	/* No function that is traced has more arguments. */
	ARGUMENTS_MOST = 12,
	META_SIZE = 8,
};

bool enter_program(struct walk *walk)
{
	struct reg *reg = state_reg(walk->state, 1);

	if (program_kind(walk->program->section))
		reg_set_pointer(reg, REG_CONTEXT, 0);
	else
		reg_set_anything(reg);
	return true;
}

static bool refuse_context(struct walk *walk, int offset, unsigned int size)
{
	return refuse(walk, REASON_CONTEXT_ACCESS, "invalid bpf_context access off=%d size=%u",
		      offset, size);
}

static void set_read(struct walk *walk, enum context_what what, unsigned int size,
		     struct reg *result)
{
	switch (what) {
	case CONTEXT_NUMBER:
		reg_set_scalar(result, scalar_bytes(walk->series, size));
		return;
	case CONTEXT_PACKET:
		reg_set_pointer(result, REG_PACKET, 0);
		break;
	case CONTEXT_PACKET_META:
		reg_set_pointer(result, REG_PACKET_META, 0);
		break;
	case CONTEXT_PACKET_END:
		reg_set_pointer(result, REG_PACKET_END, 0);
		break;
	case CONTEXT_SOCKET:
		reg_set_pointer(result, REG_SOCKET, 0);
		break;
	case CONTEXT_SOCKET_OR_NULL:
		reg_set_pointer(result, REG_SOCKET, REG_MAYBE_NULL);
		result->id = new_id(walk);
		break;
	case CONTEXT_SOCK_COMMON_OR_NULL:
		reg_set_pointer(result, REG_SOCK_COMMON, REG_MAYBE_NULL);
		result->id = new_id(walk);
		break;
	case CONTEXT_FLOW_KEYS:
		reg_set_pointer(result, REG_FLOW_KEYS, 0);
		break;
	case CONTEXT_BUFFER:
		reg_set_anything(result);
		break;
	case CONTEXT_BTF:
		reg_set_maybe_pointer(result);
		break;
	}
}

/* Bytes that may be touched up to a limit, aligned to the access. */
static bool check_bytes(struct walk *walk, int offset, unsigned int size, bool allowed, int most,
			struct reg *result)
{
	bool aligned = offset % (int)size == 0 ||
		       (most == SYSCALL_MOST && series_from(walk->series, 7, 1));

	if (!allowed || offset < 0 || !aligned || offset + (int)size > most)
		return refuse_context(walk, offset, size);
	if (result)
		reg_set_scalar(result, scalar_bytes(walk->series, size));
	return true;
}

/* An argument of whatever the program is attached to. */
static bool check_target_argument(struct walk *walk, int offset, unsigned int size, bool write,
				  struct reg *result)
{
	if (write && walk->program->type == BPF_PROGRAM_STRUCT_OPS)
		return undecided(walk, "a store to the context of struct_ops");
	if (write || offset < 0 || offset % (int)size)
		return refuse_context(walk, offset, size);
	if (offset + (int)size > ARGUMENTS_MOST * META_SIZE)
		return left_to_kernel(walk, "argument %d of its target", offset / META_SIZE);
	if (size != META_SIZE)
		return undecided(walk, "a part of an argument of its target");
	if (result)
		reg_set_maybe_pointer(result);
	return true;
}

bool check_context_access(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
			  unsigned int size, enum access access, const struct reg *value,
			  struct reg *result)
{
	const struct section *kind = program_kind(walk->program->section);
	bool write = access != ACCESS_READ;
	enum context_what what = CONTEXT_NUMBER;

	(void)reg;
	(void)number;
	(void)value;
	if (result)
		reg_set_anything(result);
	if (!kind)
		return undecided(walk, "the context of section %s", walk->program->section);
	switch (program_kind_context_rule(kind)) {
	case CONTEXT_OF_TARGET:
		return check_target_argument(walk, offset, size, write, result);
	case CONTEXT_OF_TRACEPOINT:
		return check_bytes(walk, offset, size, !write, TRACEPOINT_MOST, result);
	case CONTEXT_OF_SYSCALL:
		return check_bytes(walk, offset, size, true, SYSCALL_MOST, result);
	case CONTEXT_BY_TABLE:
		break;
	}
	if (!program_kind_context(kind, walk->series, offset, size, write, &what))
		return refuse_context(walk, offset, size);
	if (result)
		set_read(walk, what, size, result);
	return true;
}

/* "has smin=0 smax=4", as from 6.8 on; before, the bits: "has value (0x0; 0x7)". */
bool refuse_value(struct walk *walk, const char *where, const char *name,
		  const struct scalar *value, int64_t least, int64_t most)
{
	char has[TNUM_TEXT + 32], bits_text[TNUM_TEXT];
	size_t used = 0;

	if (!series_from(walk->series, 6, 8)) {
		uint64_t bits = (uint64_t)(least ^ most);

		if (value->bits.mask == UINT64_MAX)
			snprintf(has, sizeof(has), "unknown scalar value");
		else
			snprintf(has, sizeof(has), "value %s",
				 tnum_text(walk->series, value->bits, bits_text));
		return refuse(walk, REASON_RETURN_VALUE,
			      "%s the register %s has %s should have been in %s", where, name, has,
			      tnum_text(walk->series,
					(struct tnum){ (uint64_t)(bits ? 0 : least), bits },
					bits_text));
	}
	has[0] = '\0';
	if (value->wide.smin > INT64_MIN)
		used = (size_t)snprintf(has, sizeof(has), " smin=%lld",
					(long long)value->wide.smin);
	if (value->wide.smax < INT64_MAX)
		snprintf(has + used, sizeof(has) - used, " smax=%lld", (long long)value->wide.smax);
	return refuse(walk, REASON_RETURN_VALUE,
		      "%s the register %s has%s should have been in [%lld, %lld]", where, name,
		      has[0] ? has : " unknown scalar value", (long long)least, (long long)most);
}

enum hook_returns { HOOK_INT, HOOK_VOID, HOOK_BOOL };

static enum hook_returns hook_returns(const char *section_name)
{
	static const struct {
		const char *name;
		enum hook_returns returns;
	} hooks[] = {
#define LSM_HOOK(name, returns) { #name, HOOK_##returns },
#include "kernel/contracts/lsm_hooks.def"
#undef LSM_HOOK
	};
	struct section section;

	if (section_find(section_name, &section) && section.target &&
	    section.type == BPF_PROGRAM_LSM)
		for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++)
			if (!strcmp(section.target, hooks[i].name))
				return hooks[i].returns;
	return HOOK_INT;
}

/* LSM hooks differ, and so do functions that are traced: only what they all share is refused. */
static bool hangs_on_target(const struct section *kind)
{
	return kind->type == BPF_PROGRAM_STRUCT_OPS || kind->attach == BPF_ATTACH_LSM_CGROUP ||
	       kind->attach == BPF_ATTACH_MODIFY_RETURN;
}

bool check_return(struct walk *walk)
{
	const struct section *kind = program_kind(walk->program->section);
	struct reg *value = state_reg(walk->state, 0);
	int64_t least, most;

	if (!kind)
		return undecided(walk, "what a program of section %s may return",
				 walk->program->section);
	if (kind->type == BPF_PROGRAM_STRUCT_OPS)
		return left_to_kernel(walk, "which member of its structure it is for");
	if (!check_readable(walk, BPF_REG_0))
		return false;
	if (hangs_on_target(kind))
		return value->kind == REG_SCALAR && scalar_is_constant(&value->var) &&
				       value->var.bits.value == 0
			       ? true
			       : left_to_kernel(walk, "what its target may return");
	if (!program_kind_returns(kind, walk->series, &least, &most))
		return true;
	if (hook_returns(walk->program->section) == HOOK_VOID)
		return true;
	if (hook_returns(walk->program->section) == HOOK_BOOL) {
		least = 0;
		most = 1;
	}
	if (value->kind == REG_UNKNOWN)
		return undecided(walk, "the value that is returned");
	if (value->kind != REG_SCALAR)
		return refuse(walk, REASON_RETURN_VALUE,
			      "At program exit the register R0 is not a known value (%s)",
			      reg_kind_word(walk->series, value));
	if (!path_demand(walk, value))
		return false;
	if (program_kind_returns_int(kind)
		    ? value->var.low.smin < least || value->var.low.smax > most
		    : value->var.wide.smin < least || value->var.wide.smax > most)
		return refuse_value(walk, "At program exit", "R0", &value->var, least, most);
	return true;
}
