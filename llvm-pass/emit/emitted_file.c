// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Two files for each module; see emitted_file.h. */
#include "llvm-pass/emit/emitted_file.h"

#include <errno.h>
#include <stdio.h>

#include "llvm-pass/emit/code_printer.h"
#include "llvm-pass/emit/emission.h"

enum { MOST_PATH = 4096 };

static int write_object(const struct emission *emission, const char *path)
{
	FILE *file = fopen(path, "wb");
	size_t written;

	if (!file)
		return -errno;
	written = fwrite(emission->object, 1, emission->object_size, file);
	if (fclose(file) || written != emission->object_size)
		return -EIO;
	return 0;
}

static int write_text(const struct emission *emission, const struct failure *why, const char *path)
{
	char name[MOST_PATH];
	FILE *file;

	if (snprintf(name, sizeof(name), "%s.txt", path) >= (int)sizeof(name))
		return -ENAMETOOLONG;
	file = fopen(name, "w");
	if (!file)
		return -errno;
	if (why->text[0])
		fprintf(file, "not emitted: %s\n", why->text);
	else
		code_print(emission, file);
	return fclose(file) ? -EIO : 0;
}

int emitted_file_write(LLVMModuleRef module, unsigned int level, const char *path)
{
	struct failure why = { "" };
	struct emission emission;
	int error = emission_make(module, level, false, &emission, &why);

	error = error ? 0 : write_object(&emission, path);
	if (!error)
		error = write_text(&emission, &why, path);
	emission_free(&emission);
	return error;
}
