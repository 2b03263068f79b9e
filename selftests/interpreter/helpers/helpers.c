// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds what a call is to, and gives it a stream; see helpers.h. */
#include "selftests/interpreter/helpers/helpers.h"

#include <stdio.h>
#include <string.h>

#include "selftests/interpreter/helpers/helper.h"

static helper_function *const functions[MOST_HELPERS] = {
#define HELPER(NAME, FUNCTION) [BPF_FUNC_##NAME] = FUNCTION,
#include "selftests/interpreter/helpers/helpers.def"
};

static const struct kfunc {
	const char *name;
	helper_function *function;
} kfuncs[] = {
#define KFUNC(NAME, FUNCTION) { #NAME, FUNCTION },
#include "selftests/interpreter/helpers/kfuncs.def"
};

static const char *const names[] = {
#define NAME_OF(NAME) [BPF_FUNC_##NAME] = "bpf_" #NAME
	__BPF_FUNC_MAPPER(NAME_OF)
};

void helpers_name(uint32_t id, char *text, size_t size)
{
	if (id < sizeof(names) / sizeof(*names) && names[id])
		snprintf(text, size, "%s", names[id]);
	else if (id >= KFUNC_TRACE && id - KFUNC_TRACE < sizeof(kfuncs) / sizeof(*kfuncs))
		snprintf(text, size, "%s", kfuncs[id - KFUNC_TRACE].name);
	else
		snprintf(text, size, "helper %u", id);
}

static enum ending not_known(struct machine *machine, const char *name)
{
	return machine_end(machine, NOT_RUN, "%s()", name);
}

enum ending helpers_call(struct machine *machine, uint32_t id, const uint64_t *arguments,
			 uint64_t *result)
{
	struct call call = { machine, id, arguments - 1, result, { 0 } };
	enum ending ending;
	char name[64];

	*result = 0;
	helpers_name(id, name, sizeof(name));
	if (id >= MOST_HELPERS)
		return not_known(machine, name);
	call.stream = stream_start(machine->seed, STREAM_HELPER,
				   (uint64_t)id << 32 | machine->calls[id]++);
	if (functions[id])
		return functions[id](&call);
	return answer_generic(&call, &ending) ? ending : not_known(machine, name);
}

enum ending helpers_call_kfunc(struct machine *machine, const char *name, const uint64_t *arguments,
			       uint64_t *result)
{
	struct call call = { machine, KFUNC_TRACE, arguments - 1, result, { 0 } };

	*result = 0;
	for (size_t i = 0; i < sizeof(kfuncs) / sizeof(*kfuncs); i++) {
		if (strcmp(kfuncs[i].name, name) != 0)
			continue;
		call.id += (uint32_t)i;
		call.stream = stream_start(machine->seed, STREAM_KFUNC,
					   i << 32 | machine->kfunc_calls[i]++);
		return kfuncs[i].function(&call);
	}
	return not_known(machine, name);
}

/* Of a kfunc that is not here: it is called, and the run ends there. */
uint64_t helpers_extern_address(const char *name)
{
	return KERNEL_ADDRESS | (random_mix_bytes(0, name, strlen(name)) & 0xfffffff0);
}

uint64_t call_map_address(const struct call *call, const struct map *map)
{
	return zone_address(ZONE_MAP, (uint64_t)(map - call->machine->maps), 0);
}

struct map *call_map(struct call *call, unsigned int argument)
{
	uint64_t address = call->arguments[argument];
	size_t which = (address >> 32) & 0xff;

	if (which < call->machine->map_count && address == zone_address(ZONE_MAP, which, 0))
		return &call->machine->maps[which];
	machine_end(call->machine, FAULT, "argument %u of helper %u is no map", argument, call->id);
	return NULL;
}

enum ending call_trace_numbers(struct call *call, unsigned int first, unsigned int count)
{
	uint32_t numbers[6];

	for (unsigned int i = 0; i < count; i++)
		numbers[i] = (uint32_t)call->arguments[first + i];
	return machine_trace(call->machine, call->id, numbers, count * sizeof(*numbers));
}

enum ending call_string(struct call *call, uint64_t address, size_t most, const char **string)
{
	char *copy = room_take(&call->machine->room, most + 1);

	if (!copy)
		return machine_end(call->machine, NOT_RUN, "out of memory");
	*string = copy;
	for (size_t i = 0; i < most; i++) {
		const unsigned char *byte;
		enum ending ending = memory_read(call->machine, address + i, 1, &byte);

		if (ending)
			return ending;
		copy[i] = (char)*byte;
		if (!copy[i])
			break;
	}
	return GOES_ON;
}
