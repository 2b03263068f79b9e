// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* In what two runs differ; see outcome.h. */
#include <string.h>

#include "selftests/interpreter/helpers/helpers.h"
#include "selftests/interpreter/outcome.h"

enum { NAME_SIZE = 96, SHOWN_BYTES = 16 };

/* Where a difference is told. */
struct teller {
	char *text;
	size_t size;
};

/* A few bytes from the first that differs on. */
static void show(char *to, size_t size, const unsigned char *bytes, size_t from, size_t count)
{
	size_t used = 0;

	to[0] = 0;
	for (size_t i = from; i < count && i < from + SHOWN_BYTES && used + 3 < size; i++)
		used += (size_t)snprintf(to + used, size - used, "%02x", bytes[i]);
}

static bool bytes_differ(const struct teller *teller, const char *what, const unsigned char *plain,
			 size_t plain_size, const unsigned char *mended, size_t mended_size)
{
	char shown[2][2 * SHOWN_BYTES + 3];
	size_t first = 0;

	while (first < plain_size && first < mended_size && plain[first] == mended[first])
		first++;
	if (first == plain_size && first == mended_size)
		return false;
	show(shown[0], sizeof(shown[0]), plain, first, plain_size);
	show(shown[1], sizeof(shown[1]), mended, first, mended_size);
	snprintf(teller->text, teller->size, "%s from byte %zu on: %s, mended %s%s", what, first,
		 shown[0], shown[1], plain_size != mended_size ? " (other size)" : "");
	return true;
}

static bool traces_differ(const struct teller *teller, const struct trace *plain,
			  const struct trace *mended)
{
	size_t a = 0, number = 0;
	char name[64], what[NAME_SIZE];

	/* Up to the first difference both have their records at the same places. */
	for (; a < plain->size || a < mended->size; number++) {
		uint32_t heads[2][2] = { { 0 } };
		uint32_t id;

		if (a < plain->size)
			memcpy(heads[0], plain->bytes + a, sizeof(heads[0]));
		if (a < mended->size)
			memcpy(heads[1], mended->bytes + a, sizeof(heads[1]));
		id = heads[0][0] ? heads[0][0] : heads[1][0];
		helpers_name(id, name, sizeof(name));
		if (heads[0][0] != heads[1][0]) {
			char other[64] = "nothing more", one[64] = "nothing more";

			if (heads[0][0])
				helpers_name(heads[0][0], one, sizeof(one));
			if (heads[1][0])
				helpers_name(heads[1][0], other, sizeof(other));
			snprintf(teller->text, teller->size, "trace at %zu: %s, mended %s", number,
				 one, other);
			return true;
		}
		a += sizeof(heads[0]);
		snprintf(what, sizeof(what), "trace at %zu, of %s()", number, name);
		if (bytes_differ(teller, what, plain->bytes + a, heads[0][1], mended->bytes + a,
				 heads[1][1]))
			return true;
		a += heads[0][1];
	}
	return false;
}

static bool entry_differs(const struct teller *teller, const struct map *map,
			  const struct map_entry *plain, const struct map_entry *mended)
{
	char key[2 * SHOWN_BYTES + 3], what[NAME_SIZE];

	show(key, sizeof(key), plain->key, 0, map_key_size(map->definition));
	snprintf(what, sizeof(what), "%s[%s]", map->definition->name, key);
	if (plain->exists != mended->exists) {
		snprintf(teller->text, teller->size, "%s: %s, mended %s", what,
			 plain->exists ? "there" : "not there",
			 mended->exists ? "there" : "not there");
		return true;
	}
	return plain->exists && map_shape(map->definition) != MAP_OF_MAPS &&
	       bytes_differ(teller, what, plain->value, map->definition->value_size, mended->value,
			    map->definition->value_size);
}

/* What only one of them has looked at, is in the other as it was in the beginning. */
static bool tables_differ(const struct teller *teller, struct machine *plain,
			  struct machine *mended, struct map *of_plain, struct map *of_mended)
{
	size_t counts[] = { of_plain->entry_count, of_mended->entry_count };

	for (size_t i = 0; i < counts[0] + counts[1]; i++) {
		bool first = i < counts[0];
		struct map_entry *one =
			first ? of_plain->entries[i] : of_mended->entries[i - counts[0]];
		struct map_entry *other =
			first ? map_entry(of_mended, &mended->room, mended->seed, one->key)
			      : map_entry(of_plain, &plain->room, plain->seed, one->key);

		if (other && (first ? entry_differs(teller, of_plain, one, other)
				    : entry_differs(teller, of_plain, other, one)))
			return true;
	}
	return false;
}

static const struct map_entry *next_queued(const struct map *map, size_t *at)
{
	while (*at < map->entry_count && !map->entries[*at]->exists)
		(*at)++;
	return *at < map->entry_count ? map->entries[(*at)++] : NULL;
}

static bool queues_differ(const struct teller *teller, const struct map *plain,
			  const struct map *mended)
{
	const struct map_entry *one, *other;
	size_t a = 0, b = 0;

	do {
		one = next_queued(plain, &a);
		other = next_queued(mended, &b);
		if (!one != !other) {
			snprintf(teller->text, teller->size, "%s: one is longer",
				 plain->definition->name);
			return true;
		}
	} while (one && !bytes_differ(teller, plain->definition->name, one->value,
				      plain->definition->value_size, other->value,
				      mended->definition->value_size));
	return one != NULL;
}

static struct map *same_map(struct machine *machine, const struct map *map)
{
	for (size_t i = 0; i < machine->map_count; i++)
		if (machine->maps[i].salt == map->salt &&
		    machine->maps[i].definition->is_inner == map->definition->is_inner &&
		    !strcmp(machine->maps[i].definition->name, map->definition->name))
			return &machine->maps[i];
	return NULL;
}

static bool maps_differ(const struct teller *teller, struct machine *plain, struct machine *mended)
{
	for (size_t i = 0; i < plain->map_count; i++) {
		struct map *map = &plain->maps[i], *other = same_map(mended, map);

		if (!other)
			continue;
		if (map_shape(map->definition) == MAP_QUEUE) {
			if (queues_differ(teller, map, other))
				return true;
		} else if (tables_differ(teller, plain, mended, map, other)) {
			return true;
		}
	}
	return false;
}

/* Variables by name: what LLVM has made of a section need not be the same. */
static bool globals_differ(const struct teller *teller, const struct machine *plain,
			   const struct machine *mended)
{
	const struct bytecode *one = plain->object, *other = mended->object;

	for (size_t i = 0; i < one->variable_count; i++) {
		const struct variable *a = &one->variables[i], *b = NULL;

		if (!one->data[a->data].writable)
			continue;
		for (size_t j = 0; j < other->variable_count && !b; j++)
			if (!strcmp(a->name, other->variables[j].name) &&
			    !strcmp(one->data[a->data].name,
				    other->data[other->variables[j].data].name))
				b = &other->variables[j];
		if (b && bytes_differ(teller, a->name, plain->data[a->data] + a->offset, a->size,
				      mended->data[b->data] + b->offset, b->size))
			return true;
	}
	return false;
}

static bool packets_differ(const struct teller *teller, const struct machine *plain,
			   const struct machine *mended)
{
	return bytes_differ(teller, "the packet", plain->packet + plain->packet_meta,
			    plain->packet_end - plain->packet_meta,
			    mended->packet + mended->packet_meta,
			    mended->packet_end - mended->packet_meta);
}

bool outcome_differs(struct machine *plain, struct machine *mended, const struct outcome *of_plain,
		     const struct outcome *of_mended, char *text, size_t size)
{
	const struct teller teller = { text, size };
	char one[160], other[160];

	if (of_plain->ending != of_mended->ending || of_plain->returned != of_mended->returned ||
	    (of_plain->ending == TAIL_CALLED && strcmp(plain->reason, mended->reason) != 0)) {
		outcome_describe(plain, of_plain, one, sizeof(one));
		outcome_describe(mended, of_mended, other, sizeof(other));
		snprintf(text, size, "%s, mended %s", one, other);
		return true;
	}
	return bytes_differ(&teller, "the context", plain->context, plain->context_size,
			    mended->context, mended->context_size) ||
	       packets_differ(&teller, plain, mended) ||
	       traces_differ(&teller, &plain->trace, &mended->trace) ||
	       maps_differ(&teller, plain, mended) || globals_differ(&teller, plain, mended);
}
