// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads BTF; see btf.h. Every tail is measured once, when it is read, and trusted afterwards. */
#include "llvm-pass/bytecode/btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Longer chains of typedefs and arrays are taken for a circle. */
enum { DEEPEST = 32 };

/* Bytes behind a type, or -1 where the kind is unknown. */
static int64_t tail_size(const struct btf_type *type)
{
	int64_t length = btf_type_length(type);

	switch (btf_type_kind(type)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return 0;
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return sizeof(uint32_t);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return length * (int64_t)sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return length * (int64_t)sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return length * (int64_t)sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return length * (int64_t)sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return length * (int64_t)sizeof(struct btf_var_secinfo);
	default:
		return -1;
	}
}

static int read_types(struct btf_types *types, const unsigned char *at, size_t size)
{
	size_t used = 0, room = size / sizeof(struct btf_type) + 1;

	types->types = calloc(room, sizeof(*types->types));
	if (!types->types)
		return -ENOMEM;
	types->count = 1;
	while (used < size) {
		const struct btf_type *type = (const void *)(at + used);
		int64_t tail;

		if (size - used < sizeof(*type))
			return -EINVAL;
		tail = tail_size(type);
		if (tail < 0 || (uint64_t)tail > size - used - sizeof(*type))
			return -EINVAL;
		types->types[types->count++] = type;
		used += sizeof(*type) + (size_t)tail;
	}
	return 0;
}

int btf_types_read(const void *bytes, size_t size, struct btf_types *types)
{
	struct btf_header header;
	size_t length;

	*types = (struct btf_types){ 0 };
	if (size < sizeof(header))
		return -EINVAL;
	memcpy(&header, bytes, sizeof(header));
	if (header.magic != BTF_MAGIC || header.hdr_len > size || header.hdr_len % 4)
		return -EINVAL;
	length = size - header.hdr_len;
	if (header.type_off > length || header.type_len > length - header.type_off ||
	    header.str_off > length || header.str_len > length - header.str_off ||
	    header.type_off % 4)
		return -EINVAL;
	types->bytes = malloc(size + 1);
	if (!types->bytes)
		return -ENOMEM;
	memcpy(types->bytes, bytes, size);
	types->bytes[size] = '\0';
	types->strings = (const char *)types->bytes + header.hdr_len + header.str_off;
	types->string_size = header.str_len;
	if (header.str_len && types->strings[header.str_len - 1])
		return -EINVAL;
	return read_types(types, types->bytes + header.hdr_len + header.type_off, header.type_len);
}

void btf_types_close(struct btf_types *types)
{
	free(types->bytes);
	free(types->types);
	*types = (struct btf_types){ 0 };
}

const struct btf_type *btf_type_at(const struct btf_types *types, uint32_t number)
{
	return number < types->count ? types->types[number] : NULL;
}

const struct btf_type *btf_type_resolved(const struct btf_types *types, uint32_t number)
{
	const struct btf_type *type = btf_type_at(types, number);

	for (int depth = 0; type && depth < DEEPEST; depth++)
		switch (btf_type_kind(type)) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
			type = btf_type_at(types, type->type);
			break;
		default:
			return type;
		}
	return NULL;
}

const char *btf_name_at(const struct btf_types *types, uint32_t offset)
{
	return offset < types->string_size ? types->strings + offset : "";
}

int64_t btf_size_of(const struct btf_types *types, uint32_t number)
{
	int64_t times = 1;

	for (int depth = 0; depth < DEEPEST; depth++) {
		const struct btf_type *type = btf_type_resolved(types, number);
		const struct btf_array *array;

		switch (btf_type_kind(type)) {
		case BTF_KIND_PTR:
			return times * (int64_t)sizeof(uint64_t);
		case BTF_KIND_INT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_FLOAT:
		case BTF_KIND_DATASEC:
			return times * type->size;
		case BTF_KIND_ARRAY:
			array = btf_type_tail(type);
			if (times > UINT32_MAX)
				return -1;
			times *= array->nelems;
			number = array->type;
			break;
		case BTF_KIND_VAR:
			number = type->type;
			break;
		default:
			return -1;
		}
	}
	return -1;
}

uint32_t btf_find(const struct btf_types *types, unsigned int kind, const char *name)
{
	for (uint32_t i = 1; i < types->count; i++)
		if (btf_type_kind(types->types[i]) == kind &&
		    !strcmp(btf_name_at(types, types->types[i]->name_off), name))
			return i;
	return 0;
}
