// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads an object, walks its programs and puts what comes of it into words; see walked-object.h. */
#include "cli/walked-object.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bytecode/programs.h"
#include "llvm-pass/verifier/wrong_run.h"

struct walked_object {
	bool readable;
	struct programs programs;
};

struct walked_object *walked_object_read(const char *path)
{
	struct walked_object *object = calloc(1, sizeof(*object));
	struct failure why = { "" };

	if (object)
		object->readable = !programs_read(path, &object->programs, &why);
	return object;
}

void walked_object_free(struct walked_object *object)
{
	if (object && object->readable)
		programs_close(&object->programs);
	free(object);
}

static char *words_of(const struct wrong_run *wrong)
{
	char *words;
	int size;

	if (wrong->refusal[0])
		size = asprintf(&words,
				"bpf_%s() writes what its argument %u points to, which this kernel "
				"does not know: at instruction %zu it would say '%s'",
				wrong->name, wrong->argument, wrong->place, wrong->refusal);
	else
		size = asprintf(&words,
				"bpf_%s() writes what its argument %u points to, which this kernel "
				"does not know: it has deleted instruction %zu",
				wrong->name, wrong->argument, wrong->place);
	return size < 0 ? NULL : words;
}

char *walked_object_wrong_run(const struct walked_object *object, const char *program,
			      struct kernel_version kernel, bool any_frozen)
{
	struct wrong_run wrong;

	for (size_t i = 0; object->readable && i < object->programs.count; i++)
		if (!strcmp(object->programs.items[i].name, program))
			return find_wrong_run(&object->programs.items[i], kernel, any_frozen,
					      &wrong) == 1
				       ? words_of(&wrong)
				       : NULL;
	return NULL;
}
