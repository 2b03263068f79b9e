// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Reads the assembly that BTF_KFUNCS_START() and its like make, "__BTF_ID__set8__NAME:" with a
 * "__BTF_ID__func__NAME__NUMBER:" for each member behind it; see kfuncs.h.
 */
#include "audit/tree/kfuncs.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/bridge/debug.h"
#include "llvm-pass/support/array.h"

static const char set_mark[] = "__BTF_ID__set8__", function_mark[] = "__BTF_ID__func__";

struct reading {
	struct names seen; /* a kfunc is in several sets */
	struct names *missing;
	struct kfuncs *kfuncs;
};

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), end_length = strlen(end);

	return length >= end_length && !strcmp(name + length - end_length, end);
}

/* Names say what a pointer is: these are no plain memory. */
static bool is_special(const char *name)
{
	static const char *const ends[] = { "__ign",	  "__map", "__iter",	   "__prog",
					    "__irq_flag", "__str", "__nullable__k" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends_with(name, ends[i]))
			return true;
	/* "out__arena__nullable" */
	return strstr(name, "__arena") != NULL;
}

/* Structs of numbers that are a context, the kernel's own, or for the verifier's eyes only. */
static bool is_special_type(struct text type)
{
	static const char *const starts[] = { "bpf_dynptr",	   "bpf_iter_", "bpf_spin_lock",
					      "bpf_res_spin_lock", "bpf_list_", "bpf_rb_",
					      "bpf_timer",	   "bpf_wq",	"bpf_task_work",
					      "bpf_refcount",	   "xdp_md",	"__sk_buff",
					      "bpf_cpumask",	   "cpumask" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (type.length >= strlen(starts[i]) &&
		    !strncmp(type.start, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static bool is_size_name(const char *name)
{
	return ends_with(name, "__sz") || ends_with(name, "__szk");
}

static int add_argument(struct kfuncs *kfuncs, const struct kfunc_argument *argument)
{
	struct kfunc_argument *items = array_grow(kfuncs->items, kfuncs->count, sizeof(*items));

	if (!items)
		return -ENOMEM;
	kfuncs->items = items;
	items[kfuncs->count++] = *argument;
	return 0;
}

static int add_function(const struct program *program, LLVMValueRef function, struct kfuncs *kfuncs)
{
	unsigned int count = LLVMCountParams(function);
	const struct program_module *module = program_module_of(program, function);
	struct kfunc_argument item = { .function = function, .path = module->path };
	size_t length;
	int error = 0;

	item.function_name = LLVMGetValueName2(function, &length);
	kfuncs->functions++;
	/* bpf_dev_bound_resolve_kfunc() puts the device's own function in its place. */
	if (!strncmp(item.function_name, "bpf_xdp_metadata_", 17))
		return 0;
	for (unsigned int i = 0; i < count && !error; i++) {
		struct bridge_parameter parameter;
		const char *next = "";

		item.name = LLVMGetValueName2(LLVMGetParam(function, i), &length);
		if (i + 1 < count)
			next = LLVMGetValueName2(LLVMGetParam(function, i + 1), &length);
		if (!bridge_parameter_of(function, i, &parameter) || !parameter.pointer)
			continue;
		kfuncs->parameters++;
		item.sized = is_size_name(next);
		/* A struct with pointers in it is the kernel's own. */
		if (is_special(item.name) || is_special_type(parameter.type) ||
		    (!item.sized && (!parameter.scalar || !parameter.size)))
			continue;
		item.argument = i;
		item.constant = parameter.constant;
		item.uninit = ends_with(item.name, "__uninit");
		item.size = item.sized ? 0 : parameter.size;
		error = add_argument(kfuncs, &item);
	}
	return error;
}

static int add_named(const struct program *program, const char *name, size_t length,
		     struct reading *reading)
{
	char *copy = strndup(name, length);
	LLVMValueRef function;
	int error = copy ? 0 : -ENOMEM;

	if (!error && names_get(&reading->seen, copy) == NAMES_NONE) {
		error = names_add(&reading->seen, name, length, 0);
		function = program_function(program, copy);
		if (!error && function) {
			error = add_function(program, function, reading->kfuncs);
		} else if (!error) {
			reading->kfuncs->bodiless++;
			error = names_add(reading->missing, name, length, 0);
		}
	}
	free(copy);
	return error;
}

/* "bpf_obj_new" of "bpf_obj_new__8504809:" */
static size_t name_length(const char *text)
{
	size_t length = strcspn(text, ":; \n");

	while (length && isdigit((unsigned char)text[length - 1]))
		length--;
	return length > 2 && !strncmp(text + length - 2, "__", 2) ? length - 2 : 0;
}

/* Only labels, which end in ':', are members; the same names stand in .local and .size as well. */
static int read_assembly(const struct program *program, const char *text, struct reading *reading)
{
	bool in_set = false;
	int error = 0;

	for (const char *line = text; *line && !error;) {
		size_t length = strcspn(line, "\n");

		if (!strncmp(line, set_mark, sizeof(set_mark) - 1) && memchr(line, ':', length))
			in_set = true;
		else if (!strncmp(line, ".size __BTF_ID__set8__", 22))
			in_set = false;
		else if (in_set && !strncmp(line, function_mark, sizeof(function_mark) - 1) &&
			 memchr(line, ':', length))
			error = add_named(program, line + sizeof(function_mark) - 1,
					  name_length(line + sizeof(function_mark) - 1), reading);
		line += length + (line[length] == '\n');
	}
	return error;
}

int kfuncs_read(const struct program *program, struct kfuncs *kfuncs, struct names *missing)
{
	struct reading reading = { { 0 }, missing, kfuncs };
	int error = 0;

	for (size_t i = 0; i < program->count && !error; i++) {
		size_t length;
		const char *text = LLVMGetModuleInlineAsm(program->modules[i].module, &length);

		error = read_assembly(program, text, &reading);
	}
	names_free(&reading.seen);
	return error;
}

void kfuncs_free(struct kfuncs *kfuncs)
{
	free(kfuncs->items);
	*kfuncs = (struct kfuncs){ 0 };
}
