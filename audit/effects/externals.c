// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The rows of externals.def, looked up by name; see externals.h. */
#include "audit/effects/externals.h"

#include <stddef.h>
#include <string.h>

static const struct external rows[] = {
#define SIZE_ARGUMENT(n) EXTERNAL_ARGUMENT, n
#define SIZE_BYTES(n) EXTERNAL_BYTES, n
#define SIZE_TEXT EXTERNAL_TEXT, 0
#define READS EXTERNAL_READS
#define FILLS EXTERNAL_FILLS
#define FILLS_IF_ZERO EXTERNAL_FILLS_IF_ZERO
#define FILLS_IF_NEGATIVE EXTERNAL_FILLS_IF_NEGATIVE
#define COUNTED EXTERNAL_COUNTED
#define WRITES EXTERNAL_WRITES
#define KEEPS EXTERNAL_KEEPS
#define RETURNS EXTERNAL_RETURNS
#define EXTERNAL(name, argument, effects, size, reason) { name, argument, effects, size, reason },
#define EXTERNAL_NOTHING(name, reason) { name, 0, 0, SIZE_TEXT, reason },
#include "audit/effects/externals.def"
#undef EXTERNAL
#undef EXTERNAL_NOTHING
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static bool is_of(const struct external *row, const char *function)
{
	size_t length = strlen(row->name);

	if (row->name[length - 1] == '*')
		return !strncmp(row->name, function, length - 1);
	return !strcmp(row->name, function);
}

bool externals_know(const char *function)
{
	for (size_t i = 0; i < ROWS; i++)
		if (is_of(&rows[i], function))
			return true;
	return false;
}

/* FNV-1a. */
uint64_t externals_hash(void)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < ROWS; i++)
		for (const char *at = rows[i].name; *at; at++)
			hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
	return hash;
}

const struct external *external_of(const char *function, unsigned int argument)
{
	for (size_t i = 0; i < ROWS; i++)
		if (is_of(&rows[i], function) && rows[i].argument == argument)
			return &rows[i];
	return NULL;
}

bool externals_unreached(const char *function)
{
	static const char *const names[] = {
#define UNREACHED(name, reason) name,
#include "audit/effects/unreached.def"
#undef UNREACHED
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], function))
			return true;
	return false;
}
