// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Reads whole prototypes of helpers; see signatures.h. Up to 5.15 a type was a plain number with
 * names of its own for what flags say now (ARG_PTR_TO_UNINIT_MEM); later it is a base type in the
 * low byte and flags above it. Both come out in the words of kernel/contracts/signatures.h.
 */
#include "kernel/audit/signatures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/audit/btf.h"

enum { BASE_TYPES = 1 << 8, FLAG_BITS = 32 };

/* Where the fields are, and what the numbers mean, in this kernel. */
struct reading {
	const struct vmlinux *vmlinux;
	size_t size;
	int64_t function, gpl_only, packet_access, might_sleep, fastcall;
	int64_t returns, arguments, sizes, returns_id;
	bool has_sizes;
	unsigned int argument_types[BASE_TYPES], return_types[BASE_TYPES];
	unsigned int flags[FLAG_BITS];
	int64_t argument_limit, return_limit;
};

struct meaning {
	const char *name;
	unsigned int type;
};

#define S(name) SIGNATURE_##name

static const struct meaning argument_meanings[] = {
	{ "ARG_DONTCARE", S(NONE) },
	{ "ARG_ANYTHING", S(ANYTHING) },
	{ "ARG_SCALAR", S(SCALAR) },
	{ "ARG_PTR_TO_ARENA", S(ARENA) },
	{ "ARG_CONST_MAP_PTR", S(MAP) },
	{ "ARG_PTR_TO_MAP_KEY", S(MAP_KEY) },
	{ "ARG_PTR_TO_MAP_VALUE", S(MAP_VALUE) },
	{ "ARG_PTR_TO_UNINIT_MAP_VALUE", S(MAP_VALUE) | S(UNINIT) },
	{ "ARG_PTR_TO_MAP_VALUE_OR_NULL", S(MAP_VALUE) | S(NULLABLE) },
	{ "ARG_PTR_TO_MEM", S(MEM) },
	{ "ARG_PTR_TO_MEM_OR_NULL", S(MEM) | S(NULLABLE) },
	{ "ARG_PTR_TO_UNINIT_MEM", S(MEM) | S(UNINIT) },
	{ "ARG_CONST_SIZE", S(SIZE) },
	{ "ARG_MEM_SIZE", S(SIZE) },
	{ "ARG_CONST_SIZE_OR_ZERO", S(SIZE_OR_ZERO) },
	{ "ARG_MEM_SIZE_OR_ZERO", S(SIZE_OR_ZERO) },
	{ "ARG_PTR_TO_CTX", S(CTX) },
	{ "ARG_PTR_TO_CTX_OR_NULL", S(CTX) | S(NULLABLE) },
	{ "ARG_PTR_TO_SPIN_LOCK", S(SPIN_LOCK) },
	{ "ARG_PTR_TO_SOCK_COMMON", S(SOCK_COMMON) },
	{ "ARG_PTR_TO_INT", S(INT) },
	{ "ARG_PTR_TO_LONG", S(LONG) },
	{ "ARG_PTR_TO_SOCKET", S(SOCKET) },
	{ "ARG_PTR_TO_SOCKET_OR_NULL", S(SOCKET) | S(NULLABLE) },
	{ "ARG_PTR_TO_BTF_ID", S(BTF) },
	{ "ARG_PTR_TO_ALLOC_MEM", S(RINGBUF_MEM) },
	{ "ARG_PTR_TO_ALLOC_MEM_OR_NULL", S(RINGBUF_MEM) | S(NULLABLE) },
	{ "ARG_PTR_TO_RINGBUF_MEM", S(RINGBUF_MEM) },
	{ "ARG_CONST_ALLOC_SIZE_OR_ZERO", S(ALLOC_SIZE) },
	{ "ARG_PTR_TO_BTF_ID_SOCK_COMMON", S(BTF_SOCK) },
	{ "ARG_PTR_TO_PERCPU_BTF_ID", S(PERCPU_BTF) },
	{ "ARG_PTR_TO_FUNC", S(FUNC) },
	{ "ARG_PTR_TO_STACK", S(STACK) },
	{ "ARG_PTR_TO_STACK_OR_NULL", S(STACK) | S(NULLABLE) },
	{ "ARG_PTR_TO_CONST_STR", S(STRING) },
	{ "ARG_PTR_TO_TIMER", S(TIMER) },
	{ "ARG_PTR_TO_KPTR", S(KPTR) },
	{ "ARG_KPTR_XCHG_DEST", S(KPTR) },
	{ "ARG_PTR_TO_DYNPTR", S(DYNPTR) },
};

static const struct meaning return_meanings[] = {
	{ "RET_INTEGER", S(INTEGER) },
	{ "RET_VOID", S(VOID) },
	{ "RET_PTR_TO_MAP_VALUE", S(MAP_VALUE) },
	{ "RET_PTR_TO_MAP_VALUE_OR_NULL", S(MAP_VALUE) | S(NULLABLE) },
	{ "RET_PTR_TO_SOCKET", S(SOCKET) },
	{ "RET_PTR_TO_SOCKET_OR_NULL", S(SOCKET) | S(NULLABLE) },
	{ "RET_PTR_TO_TCP_SOCK", S(TCP_SOCK) },
	{ "RET_PTR_TO_TCP_SOCK_OR_NULL", S(TCP_SOCK) | S(NULLABLE) },
	{ "RET_PTR_TO_SOCK_COMMON", S(SOCK_COMMON) },
	{ "RET_PTR_TO_SOCK_COMMON_OR_NULL", S(SOCK_COMMON) | S(NULLABLE) },
	{ "RET_PTR_TO_ALLOC_MEM", S(MEM) },
	{ "RET_PTR_TO_ALLOC_MEM_OR_NULL", S(MEM) | S(NULLABLE) | S(RINGBUF) },
	{ "RET_PTR_TO_MEM", S(MEM) },
	{ "RET_PTR_TO_MEM_OR_BTF_ID", S(MEM_OR_BTF) },
	{ "RET_PTR_TO_MEM_OR_BTF_ID_OR_NULL", S(MEM_OR_BTF) | S(NULLABLE) },
	{ "RET_PTR_TO_BTF_ID", S(BTF) },
	{ "RET_PTR_TO_BTF_ID_OR_NULL", S(BTF) | S(NULLABLE) },
};

static const struct meaning flag_meanings[] = {
	{ "PTR_MAYBE_NULL", S(NULLABLE) },
	{ "MEM_RDONLY", S(RDONLY) },
	{ "MEM_WRITE", S(WRITE) },
	{ "MEM_UNINIT", S(UNINIT) },
	{ "OBJ_RELEASE", S(RELEASE) },
	{ "MEM_FIXED_SIZE", S(FIXED) },
	{ "MEM_ALIGNED", S(ALIGNED) },
	{ "MEM_RINGBUF", S(RINGBUF) },
	/* One name up to 6.0: */
	{ "MEM_ALLOC", S(ALLOC) },
	{ "DYNPTR_TYPE_LOCAL", S(LOCAL) },
	{ "DYNPTR_TYPE_RINGBUF", S(RINGBUF) },
	{ "PTR_TRUSTED", S(TRUSTED) },
	{ "MEM_RCU", S(RCU) },
	{ "MEM_PERCPU", S(PERCPU) },
	{ "MEM_USER", S(USER) },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int find_fields(const struct btf *btf, struct reading *reading, struct failure *why)
{
	int id = btf__find_by_name_kind(btf, "bpf_func_proto", BTF_KIND_STRUCT);
	const struct btf_type *type = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;

	if (!type)
		return fail_with(why, -EINVAL, "the kernel's BTF has no bpf_func_proto");
	reading->size = type->size;
	reading->function = btf_member_place(btf, type, "func");
	reading->gpl_only = btf_member_place(btf, type, "gpl_only");
	reading->packet_access = btf_member_place(btf, type, "pkt_access");
	reading->might_sleep = btf_member_place(btf, type, "might_sleep");
	reading->fastcall = btf_member_place(btf, type, "allow_fastcall");
	reading->returns = btf_member_place(btf, type, "ret_type");
	reading->returns_id = btf_member_place(btf, type, "ret_btf_id");
	reading->arguments = btf_member_place(btf, type, "arg1_type");
	reading->sizes = btf_member_place(btf, type, "arg1_btf_id");
	reading->has_sizes = btf_member_place(btf, type, "arg1_size") >= 0;
	if (reading->function < 0 || reading->returns < 0 || reading->arguments < 0)
		return fail_with(why, -EINVAL, "the kernel's bpf_func_proto is not as expected");
	return 0;
}

static void find_types(const struct btf *btf, const struct meaning *meanings, size_t count,
		       unsigned int *types)
{
	for (size_t i = 0; i < BASE_TYPES; i++)
		types[i] = SIGNATURE_TYPE_COUNT;
	for (size_t i = 0; i < count; i++) {
		int64_t value = btf_enum_value(btf, meanings[i].name);

		/* What has flags in it is no base type of its own. */
		if (value >= 0 && value < BASE_TYPES)
			types[value] = meanings[i].type;
	}
}

static void find_flags(const struct btf *btf, unsigned int *flags)
{
	for (size_t i = 0; i < COUNT(flag_meanings); i++) {
		int64_t value = btf_enum_value(btf, flag_meanings[i].name);

		for (unsigned int bit = 8; value > 0 && bit < FLAG_BITS; bit++)
			if (value == INT64_C(1) << bit)
				flags[bit] |= flag_meanings[i].type;
	}
}

static int prepare(const struct vmlinux *vmlinux, struct reading *reading, struct failure *why)
{
	const struct btf *btf = vmlinux->btf;
	int error = find_fields(btf, reading, why);

	if (error)
		return error;
	reading->vmlinux = vmlinux;
	find_types(btf, argument_meanings, COUNT(argument_meanings), reading->argument_types);
	find_types(btf, return_meanings, COUNT(return_meanings), reading->return_types);
	find_flags(btf, reading->flags);
	reading->argument_limit = btf_enum_value(btf, "__BPF_ARG_TYPE_MAX");
	reading->return_limit = btf_enum_value(btf, "__BPF_RET_TYPE_MAX");
	return 0;
}

static uint64_t field(const unsigned char *bytes, int64_t offset, size_t size)
{
	uint64_t value = 0;

	if (offset >= 0)
		memcpy(&value, bytes + offset, size);
	return value;
}

static const char *type_name(const struct reading *reading, uint64_t address)
{
	const struct vmlinux *vmlinux = reading->vmlinux;
	const unsigned char *bytes =
		address ? vmlinux_at(vmlinux, address, sizeof(uint32_t)) : NULL;
	const struct btf_type *type =
		bytes ? btf__type_by_id(vmlinux->btf, (uint32_t)field(bytes, 0, sizeof(uint32_t)))
		      : NULL;
	const char *name = type ? btf__name_by_offset(vmlinux->btf, type->name_off) : NULL;

	return name && *name ? name : NULL;
}

static unsigned int read_type(const struct reading *reading, const unsigned int *types,
			      uint32_t encoded)
{
	unsigned int type = types[encoded % BASE_TYPES];

	for (unsigned int bit = 8; bit < FLAG_BITS; bit++)
		if (encoded >> bit & 1)
			type |= reading->flags[bit];
	if (type & SIGNATURE_UNINIT)
		type &= ~(unsigned int)SIGNATURE_WRITE;
	return type;
}

/* Bytes that are a prototype: all types are known, and there is a function. */
static bool is_prototype(const struct reading *reading, const unsigned char *bytes)
{
	uint32_t returns = (uint32_t)field(bytes, reading->returns, sizeof(returns));

	if (!field(bytes, reading->function, sizeof(uint64_t)) ||
	    reading->return_types[returns % BASE_TYPES] == SIGNATURE_TYPE_COUNT)
		return false;
	for (int i = 0; i < SIGNATURE_ARGUMENTS; i++) {
		uint32_t type = (uint32_t)field(bytes, reading->arguments + i * 4, sizeof(type));

		if (reading->argument_types[type % BASE_TYPES] == SIGNATURE_TYPE_COUNT)
			return false;
	}
	return true;
}

static const char *function_name(const struct vmlinux *vmlinux, uint64_t address)
{
	for (size_t i = 0; i < vmlinux->symbol_count; i++)
		if (vmlinux->symbols[i].address == address && vmlinux->symbols[i].is_code)
			return vmlinux->symbols[i].name;
	return NULL;
}

static void read_argument(const struct reading *reading, const unsigned char *bytes, int number,
			  struct signature_argument *argument)
{
	uint32_t type = (uint32_t)field(bytes, reading->arguments + number * 4, sizeof(type));
	uint64_t detail =
		reading->sizes < 0 ? 0 : field(bytes, reading->sizes + number * 8, sizeof(detail));

	argument->type = read_type(reading, reading->argument_types, type);
	if (reading->has_sizes && argument->type & SIGNATURE_FIXED)
		argument->size = (unsigned int)detail;
	else
		argument->structure = type_name(reading, detail);
}

static void read_signature(const struct reading *reading, const char *name,
			   const unsigned char *bytes, struct signature *signature)
{
	uint32_t returns = (uint32_t)field(bytes, reading->returns, sizeof(returns));

	*signature = (struct signature){
		.prototype = name,
		.function = function_name(reading->vmlinux,
					  field(bytes, reading->function, sizeof(uint64_t))),
		.gpl_only = field(bytes, reading->gpl_only, 1),
		.packet_access = field(bytes, reading->packet_access, 1),
		.might_sleep = field(bytes, reading->might_sleep, 1),
		.fastcall = field(bytes, reading->fastcall, 1),
		.returns = {
			.type = read_type(reading, reading->return_types, returns),
			.structure = type_name(reading, reading->returns_id < 0
						? 0
						: field(bytes, reading->returns_id, 8)),
		},
	};
	for (int i = 0; i < SIGNATURE_ARGUMENTS; i++)
		read_argument(reading, bytes, i, &signature->arguments[i]);
}

int signatures_read(const struct vmlinux *vmlinux, struct signatures *signatures,
		    struct failure *why)
{
	struct reading reading = { 0 };
	int error = prepare(vmlinux, &reading, why);

	for (size_t i = 0; i < vmlinux->symbol_count && !error; i++) {
		const struct symbol *symbol = &vmlinux->symbols[i];
		const unsigned char *bytes = vmlinux_at(vmlinux, symbol->address, reading.size);
		struct signature *more;

		if (symbol->is_code || !strstr(symbol->name, "_proto") || !bytes ||
		    !is_prototype(&reading, bytes))
			continue;
		more = realloc(signatures->items, (signatures->count + 1) * sizeof(*more));
		if (!more)
			return fail_with(why, -ENOMEM, "out of memory");
		signatures->items = more;
		read_signature(&reading, symbol->name, bytes, &more[signatures->count++]);
	}
	if (!error && !signatures->count)
		error = fail_with(why, -EINVAL, "the kernel tells of no helper's prototype");
	return error;
}

void signatures_free(struct signatures *signatures)
{
	free(signatures->items);
	*signatures = (struct signatures){ 0 };
}

char *signature_type_words(unsigned int type, char *text, size_t size)
{
	static const char *const names[] = {
#define SIGNATURE_TYPE(name) #name,
		SIGNATURE_TYPES(SIGNATURE_TYPE)
#undef SIGNATURE_TYPE
	};
	static const struct meaning flags[] = {
#define SIGNATURE_FLAG(name, bit) { #name, 1U << (bit) },
		SIGNATURE_FLAGS(SIGNATURE_FLAG)
#undef SIGNATURE_FLAG
	};
	unsigned int kind = type & SIGNATURE_KIND;
	size_t used = (size_t)snprintf(text, size, "%s", kind < COUNT(names) ? names[kind] : "?");

	for (size_t i = 0; i < COUNT(flags) && used < size; i++)
		if (type & flags[i].type)
			used += (size_t)snprintf(text + used, size - used, " | %s", flags[i].name);
	return text;
}
