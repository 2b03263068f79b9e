// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Global variables before a run; see globals.h. All images are the same for all runs. */
#include "selftests/interpreter/globals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is larger is filled with anything, rather than with numbers as checks have them. */
enum { LARGEST_OF_NUMBERS = 256 };

static void free_image(unsigned char **image, size_t count)
{
	for (size_t i = 0; image && i < count; i++)
		free(image[i]);
	free(image);
}

/* As the object says. */
static unsigned char **make_image(const struct bytecode *object)
{
	unsigned char **image = calloc(object->data_count + 1, sizeof(unsigned char *));

	for (size_t i = 0; image && i < object->data_count; i++) {
		image[i] = calloc(1, object->data[i].size + 1);
		if (!image[i]) {
			free_image(image, object->data_count);
			return NULL;
		}
		if (object->data[i].bytes)
			memcpy(image[i], object->data[i].bytes, object->data[i].size);
	}
	return image;
}

static bool may_be_anything(const struct bytecode *object, const struct variable *variable)
{
	const struct data *data = &object->data[variable->data];

	return variable->external && data->writable &&
	       (!strncmp(data->name, ".data", 5) || !strncmp(data->name, ".bss", 4));
}

static void fill(unsigned char *to, const struct variable *variable, size_t image)
{
	uint64_t name = random_mix_bytes(0, variable->name, strlen(variable->name));
	struct stream stream = stream_start(image, STREAM_GLOBALS, name);

	if (variable->size > LARGEST_OF_NUMBERS) {
		stream_fill(&stream, to, variable->size);
		return;
	}
	if (variable->size == sizeof(uint64_t)) {
		uint64_t number = stream_long(&stream);

		memcpy(to, &number, sizeof(number));
		return;
	}
	for (size_t i = 0; i < variable->size; i += sizeof(uint32_t)) {
		uint32_t number = stream_number(&stream);
		size_t part = variable->size - i;

		memcpy(to + i, &number, part < sizeof(number) ? part : sizeof(number));
	}
}

int globals_open(struct machine *machine)
{
	machine->data = make_image(machine->object);
	return machine->data ? 0 : -ENOMEM;
}

int globals_start(struct machine *machine)
{
	const struct bytecode *object = machine->object;
	size_t which = random_mix(machine->seed, STREAM_GLOBALS) % DATA_IMAGES;
	unsigned char **image = machine->images[which];

	if (!image) {
		image = make_image(object);
		if (!image)
			return -ENOMEM;
		machine->images[which] = image;
		for (size_t i = 0; which && i < object->variable_count; i++) {
			const struct variable *variable = &object->variables[i];

			if (may_be_anything(object, variable))
				fill(image[variable->data] + variable->offset, variable, which);
		}
	}
	for (size_t i = 0; i < object->data_count; i++)
		if (object->data[i].writable)
			memcpy(machine->data[i], image[i], object->data[i].size);
	return 0;
}

void globals_close(struct machine *machine)
{
	free_image(machine->data, machine->object->data_count);
	machine->data = NULL;
	for (size_t i = 0; i < DATA_IMAGES; i++) {
		free_image(machine->images[i], machine->object->data_count);
		machine->images[i] = NULL;
	}
}
