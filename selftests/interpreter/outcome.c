// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* One run of one program; see outcome.h. In what two differ is in differences.c. */
#include "selftests/interpreter/outcome.h"

#include <inttypes.h>
#include <string.h>

#include "selftests/interpreter/helpers/helpers.h"

struct outcome outcome_run(struct machine *machine, const struct function *program,
			   const struct context_kind *kind, uint64_t seed, unsigned char pattern)
{
	uint64_t arguments[5], result = 0;
	struct outcome outcome;

	if (machine_start(machine, seed, pattern)) {
		outcome.ending = machine_end(machine, NOT_RUN, "out of memory");
		outcome.returned = 0;
		return outcome;
	}
	context_draw(machine, kind);
	for (size_t i = 0; i < 5; i++)
		arguments[i] = pattern * UINT64_C(0x0101010101010101) + i;
	arguments[0] = zone_address(ZONE_CONTEXT, 0, 0);
	outcome.ending = execute(machine, program->first, arguments, &result);
	if (!outcome.ending)
		outcome.ending = RETURNED;
	outcome.returned = (uint32_t)result;
	return outcome;
}

void outcome_describe(const struct machine *machine, const struct outcome *outcome, char *text,
		      size_t size)
{
	static const char *const names[] = { "",      "returned", "tail call",
					     "fault", "not run",  "too long" };
	const struct function *function = bytecode_function_at(machine->object, machine->place);

	if (outcome->ending == RETURNED)
		snprintf(text, size, "returned %d", (int)outcome->returned);
	else
		snprintf(text, size, "%s: %s, in %s at instruction %zu", names[outcome->ending],
			 machine->reason, function ? function->name : "?",
			 machine->place - (function ? function->first : 0));
}

static void print_bytes(FILE *out, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		fprintf(out, "%02x%s", bytes[i], i % 4 == 3 ? " " : "");
	fputc('\n', out);
}

static void print_maps(FILE *out, const struct machine *machine)
{
	for (size_t i = 0; i < machine->map_count; i++) {
		const struct map *map = &machine->maps[i];

		for (size_t j = 0; j < map->entry_count; j++) {
			const struct map_entry *entry = map->entries[j];

			fprintf(out, "  %s[", map->definition->name);
			for (size_t k = 0; k < map_key_size(map->definition); k++)
				fprintf(out, "%02x", entry->key[k]);
			fprintf(out, "]%s ", entry->exists ? "" : " (not there)");
			print_bytes(out, entry->value, map->definition->value_size);
		}
	}
}

void outcome_print(FILE *out, const struct machine *machine, const struct outcome *outcome)
{
	char text[256];

	outcome_describe(machine, outcome, text, sizeof(text));
	fprintf(out, "  %s, after %" PRIu64 " instructions\n", text, machine->executed);
	fprintf(out, "  context ");
	print_bytes(out, machine->context, machine->context_size);
	if (machine->packet_end) {
		fprintf(out, "  packet ");
		print_bytes(out, machine->packet + machine->packet_start,
			    machine->packet_end - machine->packet_start);
	}
	for (size_t i = 0; i < machine->trace.size;) {
		uint32_t head[2];

		memcpy(head, machine->trace.bytes + i, sizeof(head));
		i += sizeof(head);
		helpers_name(head[0], text, sizeof(text));
		fprintf(out, "  %s: ", text);
		print_bytes(out, machine->trace.bytes + i, head[1]);
		i += head[1];
	}
	print_maps(out, machine);
	for (size_t i = 0; i < machine->object->variable_count; i++) {
		const struct variable *variable = &machine->object->variables[i];

		if (!machine->object->data[variable->data].writable)
			continue;
		fprintf(out, "  %s ", variable->name);
		print_bytes(out, machine->data[variable->data] + variable->offset, variable->size);
	}
}
