/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * BTF, the types that an object carries in its section .BTF, read where it lies in memory. Only
 * what is asked of it here: names, sizes, members, prototypes. Relies on linux/btf.h for the
 * encoding, on no library: the pass reads what the backend has just emitted.
 */
#ifndef BPFMEND_BYTECODE_BTF_H
#define BPFMEND_BYTECODE_BTF_H

#include <linux/btf.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise; then it has no types, and every question has the answer of an unknown one. */
struct btf_types {
	unsigned char *bytes; /* a copy of the section, aligned */
	const char *strings;
	size_t string_size;
	const struct btf_type **types; /* by number; the first, 0, is void and NULL here */
	uint32_t count;
};

/*
 * Reads a section. Returns 0; -EINVAL where it is no BTF of this machine's byte order or is cut
 * off; -ENOMEM. btf_types_close() in any case.
 */
int btf_types_read(const void *bytes, size_t size, struct btf_types *types);
void btf_types_close(struct btf_types *types);

/* The type with this number, or NULL (void has none). */
const struct btf_type *btf_type_at(const struct btf_types *types, uint32_t number);

/* The same behind typedefs, const, volatile, restrict and type tags. */
const struct btf_type *btf_type_resolved(const struct btf_types *types, uint32_t number);

/* A name; "" where there is none. */
const char *btf_name_at(const struct btf_types *types, uint32_t offset);

/* The size in bytes of what the number names, or -1 where it has none. */
int64_t btf_size_of(const struct btf_types *types, uint32_t number);

/* The number of the first type of that kind (BTF_KIND_FUNC) and name, or 0. */
uint32_t btf_find(const struct btf_types *types, unsigned int kind, const char *name);

static inline unsigned int btf_type_kind(const struct btf_type *type)
{
	return type ? BTF_INFO_KIND(type->info) : BTF_KIND_UNKN;
}

/* How many members, parameters, variables or values follow. */
static inline unsigned int btf_type_length(const struct btf_type *type)
{
	return type ? BTF_INFO_VLEN(type->info) : 0;
}

/* What follows a type, NULL for none: struct btf_member, btf_param, btf_array, btf_var_secinfo by
 * its kind. */
static inline const void *btf_type_tail(const struct btf_type *type)
{
	return type ? type + 1 : NULL;
}

#endif
