// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What a helper returns, by its prototype; see call.h. */
#include <linux/bpf.h>

#include "llvm-pass/verifier/call.h"

enum {
	MOST_ERRNO = 4095,
	/* CONFIG_NR_CPUS of the kernels that distributions build. */
	MOST_PROCESSORS = 8192,
};

static struct reg *result_of(struct call *call)
{
	return state_reg(call->walk->state, 0);
}

static void set_number(struct call *call)
{
	const struct series *series = call->walk->series;

	reg_set_unknown_scalar(result_of(call));
	if (call->effects & EFFECT_SIZE && call->size_most >= 0)
		reg_set_scalar(result_of(call), scalar_range(series, -MOST_ERRNO, call->size_most));
	if (call->id == BPF_FUNC_get_smp_processor_id && series_from(series, 6, 2))
		reg_set_scalar(result_of(call), scalar_range(series, 0, MOST_PROCESSORS - 1));
}

static void set_pointer(struct call *call, enum reg_kind kind)
{
	struct reg *result = result_of(call);
	bool nullable = call->signature->returns & SIGNATURE_NULLABLE;

	reg_set_pointer(result, kind, nullable ? REG_MAYBE_NULL : 0);
	if (nullable)
		result->id = new_id(call->walk);
	if (call->effects & EFFECT_CASTS)
		result->reference = call->reference;
	if (call->effects & EFFECT_ACQUIRES) {
		result->reference = acquire_reference(call->walk);
		result->id = result->reference;
	}
}

/* An array has what a constant key within its size names. */
static bool is_there(const struct call *call)
{
	return call->has_key && call->key < call->map->max_entries;
}

static void set_socket(struct call *call)
{
	set_pointer(call, REG_SOCKET);
	result_of(call)->reference = acquire_reference(call->walk);
	result_of(call)->id = result_of(call)->reference;
}

static void set_map_value(struct call *call)
{
	struct reg *result = result_of(call);

	if (!call->map) {
		reg_set_anything(result);
		return;
	}
	switch (call->id == BPF_FUNC_map_lookup_elem ? call->map->type : BPF_MAP_TYPE_UNSPEC) {
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		set_pointer(call, REG_MAP);
		result->map = call->map->inner;
		return;
	case BPF_MAP_TYPE_XSKMAP:
		set_pointer(call, REG_XDP_SOCK);
		return;
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
		set_socket(call);
		return;
	default:
		break;
	}
	set_pointer(call, REG_MAP_VALUE);
	result->map = call->map;
	if (is_there(call))
		result->flags &= (uint16_t)~REG_MAYBE_NULL;
	if (!result->id && call->map->fields.spin_lock >= 0)
		result->id = new_id(call->walk);
}

static void set_memory(struct call *call)
{
	struct reg *result = result_of(call);

	if (call->id == BPF_FUNC_dynptr_data) {
		reg_set_anything(result);
		return;
	}
	set_pointer(call, REG_MEMORY);
	if (call->signature->returns & (SIGNATURE_RINGBUF | SIGNATURE_ALLOC))
		result->flags |= REG_RINGBUF;
	if (call->signature->returns & SIGNATURE_RDONLY)
		result->flags |= REG_READ_ONLY;
	result->range = (uint32_t)call->allocated;
}

bool set_result(struct call *call)
{
	switch (call->signature->returns & SIGNATURE_KIND) {
	case SIGNATURE_INTEGER:
		set_number(call);
		break;
	case SIGNATURE_VOID:
		/* The program that is called may return for the function that called it. */
		if (call->id == BPF_FUNC_tail_call && call->walk->state->frame_count > 1)
			reg_set_anything(result_of(call));
		break;
	case SIGNATURE_MAP_VALUE:
		set_map_value(call);
		break;
	case SIGNATURE_SOCKET:
		set_pointer(call, REG_SOCKET);
		break;
	case SIGNATURE_SOCK_COMMON:
		set_pointer(call, REG_SOCK_COMMON);
		break;
	case SIGNATURE_TCP_SOCK:
		set_pointer(call, REG_TCP_SOCK);
		break;
	case SIGNATURE_MEM:
		set_memory(call);
		break;
	case SIGNATURE_BTF:
		set_pointer(call, REG_BTF);
		break;
	default:
		reg_set_anything(result_of(call));
		break;
	}
	return !call->walk->error;
}
