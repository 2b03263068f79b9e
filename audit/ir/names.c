// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Chained hashing, the chains within one array; see names.h. */
#include "audit/ir/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/support/array.h"

static size_t hash_of(const char *text, size_t length)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ (hash >> 32));
}

size_t names_next(const struct names *names, const char *text, size_t length, size_t place)
{
	if (!names->room)
		return NAMES_NONE;
	place = place == NAMES_NONE ? names->heads[hash_of(text, length) & (names->room - 1)]
				    : names->items[place].next;
	for (; place != NAMES_NONE; place = names->items[place].next)
		if (!strncmp(names->items[place].text, text, length) &&
		    !names->items[place].text[length])
			return place;
	return NAMES_NONE;
}

size_t names_get(const struct names *names, const char *text)
{
	size_t place = names_next(names, text, strlen(text), NAMES_NONE);

	return place == NAMES_NONE ? NAMES_NONE : names->items[place].index;
}

/* Entries of one text keep their order: the chain is built from the end. */
static void link_all(struct names *names)
{
	for (size_t i = 0; i < names->room; i++)
		names->heads[i] = NAMES_NONE;
	for (size_t i = names->count; i-- > 0;) {
		const char *text = names->items[i].text;
		size_t *head = &names->heads[hash_of(text, strlen(text)) & (names->room - 1)];

		names->items[i].next = *head;
		*head = i;
	}
}

static int grow(struct names *names)
{
	size_t room = names->room ? names->room * 2 : 64;
	size_t *heads = realloc(names->heads, room * sizeof(*heads));

	if (!heads)
		return -ENOMEM;
	names->heads = heads;
	names->room = room;
	link_all(names);
	return 0;
}

int names_add(struct names *names, const char *text, size_t length, size_t index)
{
	struct name *items = array_grow(names->items, names->count, sizeof(*items));
	char *copy = items ? strndup(text, length) : NULL;
	size_t *link;

	if (items)
		names->items = items;
	if (!copy)
		return -ENOMEM;
	items[names->count] = (struct name){ copy, index, NAMES_NONE };
	names->count++;
	if (names->count > names->room) {
		if (!grow(names))
			return 0;
		names->count--;
		free(copy);
		return -ENOMEM;
	}
	link = &names->heads[hash_of(copy, length) & (names->room - 1)];
	while (*link != NAMES_NONE)
		link = &items[*link].next;
	*link = names->count - 1;
	return 0;
}

void names_cut(struct names *names, size_t count)
{
	if (names->count <= count)
		return;
	while (names->count > count)
		free(names->items[--names->count].text);
	link_all(names);
}

void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i].text);
	free(names->items);
	free(names->heads);
	*names = (struct names){ 0 };
}
