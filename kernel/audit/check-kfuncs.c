// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Holds kernel/contracts/kfuncs.def and kfunc_sizes.def against the BTF of a kernel: whether it has
 * the kfuncs, whether their arguments are declared as the files say, and whether each size that a
 * kernel declares has a row. With --print, the kernel's kfuncs that are given a pointer. Relies on
 * audit.h, which says how it is called and ends.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/audit/audit.h"

#define TEXT_SIZE 512

static const struct row {
	const char *kfunc;
	unsigned int argument; /* counted from 1 */
	const char *declared;
	const char *kernels;
} rows[] = {
#define KFUNC_MEMORY(name, argument, effect, size, declared, kernels, source) \
	{ #name, argument, declared, kernels },
#include "kernel/contracts/kfuncs.def"
#undef KFUNC_MEMORY
};

static const size_t row_count = sizeof(rows) / sizeof(*rows);

static const struct size_row {
	const char *kfunc;
	unsigned int argument; /* counted from 1 */
	const char *named;
	const char *kernels;
} size_rows[] = {
#define KFUNC_SIZE(name, argument, named, kernels, source) { #name, argument, named, kernels },
#include "kernel/contracts/kfunc_sizes.def"
#undef KFUNC_SIZE
};

static const size_t size_row_count = sizeof(size_rows) / sizeof(*size_rows);

/* Without typedef and what else does not change what a pointer points at. */
static const struct btf_type *plain(const struct btf *btf, uint32_t id, bool *is_const)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (type && (btf_is_mod(type) || btf_is_typedef(type) || btf_is_type_tag(type))) {
		*is_const |= btf_is_const(type);
		type = btf__type_by_id(btf, type->type);
	}
	return type;
}

static const struct btf_type *pointed_at(const struct btf *btf, uint32_t id, bool *is_const)
{
	bool ignored = false;
	const struct btf_type *type = plain(btf, id, &ignored);

	return type && btf_is_ptr(type) ? plain(btf, type->type, is_const) : NULL;
}

/*
 * Writes a pointer argument as the file does, "const void *buffer__opt", with the name of the
 * argument behind it if that is its size. Returns whether it is a pointer.
 */
static bool describe(const struct btf *btf, const struct btf_type *prototype, uint32_t number,
		     char text[TEXT_SIZE])
{
	const struct btf_param *parameters = btf_params(prototype);
	bool is_const = false;
	const struct btf_type *type = pointed_at(btf, parameters[number].type, &is_const);
	const char *next = "";

	if (!type)
		return false;
	if (number + 1 < btf_vlen(prototype))
		next = btf__name_by_offset(btf, parameters[number + 1].name_off);
	if (!strstr(next, "__sz"))
		next = "";
	snprintf(text, TEXT_SIZE, "%s%s%s *%s%s%s", is_const ? "const " : "",
		 btf_is_struct(type) ? "struct " : "",
		 btf_is_void(type) ? "void" : btf__name_by_offset(btf, type->name_off),
		 btf__name_by_offset(btf, parameters[number].name_off), *next ? ", " : "", next);
	return true;
}

static const struct btf_type *find_kfunc(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);

	return id > 0 ? btf__type_by_id(btf, btf__type_by_id(btf, (uint32_t)id)->type) : NULL;
}

/* What is not said of this kernel, the kernel must not have. */
static bool check_row(const struct audited *kernel, const struct row *row)
{
	const struct btf *btf = kernel->vmlinux.btf;
	const struct btf_type *prototype = find_kfunc(btf, row->kfunc);
	bool holds = audit_row_is_of(row->kernels, kernel->version), other = false;
	char text[TEXT_SIZE] = "no such pointer";

	for (size_t i = 0; i < row_count && !holds; i++)
		other |= !strcmp(rows[i].kfunc, row->kfunc) &&
			 audit_row_is_of(rows[i].kernels, kernel->version);
	if (!holds && (!prototype || other))
		return true;
	if (prototype && btf_vlen(prototype) >= row->argument)
		describe(btf, prototype, row->argument - 1, text);
	if (holds && prototype && !strcmp(text, row->declared))
		return true;
	printf("%s: %s, argument %u: %s, the file says %s%s\n", kernel->release, row->kfunc,
	       row->argument, prototype ? text : "no such kfunc",
	       holds ? "" : "not of this kernel: ", row->declared);
	return false;
}

/* Whether the kernel has the kfunc, and names its argument so: both or neither. */
static bool check_size_row(const struct audited *kernel, const struct size_row *row)
{
	const struct btf *btf = kernel->vmlinux.btf;
	const struct btf_type *prototype = find_kfunc(btf, row->kfunc);
	const char *name = "no such argument";
	bool same;

	if (prototype && btf_vlen(prototype) >= row->argument)
		name = btf__name_by_offset(btf, btf_params(prototype)[row->argument - 1].name_off);
	same = prototype && !strcmp(name, row->named);
	if (same == audit_row_is_of(row->kernels, kernel->version))
		return true;
	printf("%s: %s, argument %u: %s, the file says %s%s\n", kernel->release, row->kfunc,
	       row->argument, prototype ? name : "no such kfunc",
	       same ? "not of this kernel: " : "", row->named);
	return false;
}

/* Counts the sizes of a kfunc that no row has for this kernel. */
static size_t count_missing(const struct audited *kernel, const struct btf_type *function)
{
	const struct btf *btf = kernel->vmlinux.btf;
	const struct btf_type *prototype = btf__type_by_id(btf, function->type);
	const char *kfunc = btf__name_by_offset(btf, function->name_off);
	size_t missing = 0;

	for (uint32_t i = 0; i < btf_vlen(prototype); i++) {
		const char *name = btf__name_by_offset(btf, btf_params(prototype)[i].name_off);
		bool found = false;

		if (!strstr(name, "__sz"))
			continue;
		for (size_t row = 0; row < size_row_count; row++)
			found |= size_rows[row].argument == i + 1 &&
				 !strcmp(size_rows[row].kfunc, kfunc) &&
				 audit_row_is_of(size_rows[row].kernels, kernel->version);
		if (!found)
			printf("%s: %s, argument %u: %s has no row\n", kernel->release, kfunc,
			       i + 1, name);
		missing += !found;
	}
	return missing;
}

/* Calls count_missing() for each kfunc that the kernel's BTF marks as one. */
static size_t count_all_missing(const struct audited *kernel)
{
	const struct btf *btf = kernel->vmlinux.btf;
	size_t missing = 0;

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *tag = btf__type_by_id(btf, id);

		if (btf_is_decl_tag(tag) &&
		    !strcmp(btf__name_by_offset(btf, tag->name_off), "bpf_kfunc"))
			missing += count_missing(kernel, btf__type_by_id(btf, tag->type));
	}
	return missing;
}

static int compare(const struct audited *kernel, struct failure *why)
{
	size_t wrong = 0;

	(void)why;
	for (size_t i = 0; i < row_count; i++)
		wrong += !check_row(kernel, &rows[i]);
	for (size_t i = 0; i < size_row_count; i++)
		wrong += !check_size_row(kernel, &size_rows[i]);
	wrong += count_all_missing(kernel);
	printf("%s: %zu rows, %zu not as the files say\n", kernel->release,
	       row_count + size_row_count, wrong);
	return wrong ? AUDIT_DIFFERS : AUDIT_AGREES;
}

/* Kfuncs carry a tag, since the kernels whose BTF is made by a new enough pahole. */
static int print(const struct audited *kernel, struct failure *why)
{
	const struct btf *btf = kernel->vmlinux.btf;

	(void)why;
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *tag = btf__type_by_id(btf, id), *function, *prototype;
		char text[TEXT_SIZE];

		if (!btf_is_decl_tag(tag) ||
		    strcmp(btf__name_by_offset(btf, tag->name_off), "bpf_kfunc") != 0)
			continue;
		function = btf__type_by_id(btf, tag->type);
		prototype = btf__type_by_id(btf, function->type);
		for (uint32_t i = 0; i < btf_vlen(prototype); i++)
			if (describe(btf, prototype, i, text))
				printf("%s\t%s\t%u\t%s\n", kernel->release,
				       btf__name_by_offset(btf, function->name_off), i + 1, text);
	}
	return AUDIT_AGREES;
}

int main(int argc, char **argv)
{
	const struct audit audit = { .compare = compare, .print = print };

	return audit_main(argc, argv, &audit);
}
