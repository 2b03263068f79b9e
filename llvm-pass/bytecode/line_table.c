// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the line table of an object; see line_table.h. */
#include "llvm-pass/bytecode/line_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bytecode/extension.h"

static void count(struct bytecode *object, const struct extension_record *record)
{
	(void)record;
	object->line_count++;
}

static void add(struct bytecode *object, const struct extension_record *record)
{
	struct bpf_line_info info;

	memcpy(&info, record->bytes, sizeof(info));
	object->lines[object->line_count++] = (struct line){
		.place = record->place,
		.file = btf_name_at(&object->types, info.file_name_off),
		.text = btf_name_at(&object->types, info.line_off),
		.line = BPF_LINE_INFO_LINE_NUM(info.line_col),
		.column = BPF_LINE_INFO_LINE_COL(info.line_col),
	};
}

static int by_place(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	return a->place < b->place ? -1 : a->place > b->place;
}

int line_table_read(const struct file *file, struct bytecode *object)
{
	size_t room;

	object->line_count = 0;
	extension_visit(file, object, EXTENSION_LINES, sizeof(struct bpf_line_info), count);
	room = object->line_count;
	object->line_count = 0;
	if (!room)
		return 0;
	object->lines = calloc(room, sizeof(*object->lines));
	if (!object->lines)
		return -ENOMEM;
	extension_visit(file, object, EXTENSION_LINES, sizeof(struct bpf_line_info), add);
	qsort(object->lines, object->line_count, sizeof(*object->lines), by_place);
	return 0;
}

const struct line *bytecode_line_at(const struct bytecode *object, size_t place)
{
	const struct function *function = bytecode_function_at(object, place);
	size_t low = 0, high = object->line_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (object->lines[middle].place <= place)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || !function || object->lines[low - 1].place < function->first)
		return NULL;
	return &object->lines[low - 1];
}
