// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Arguments of functions by their BTF; see arguments.h. A pointer is the context if it is to the
 * structure that programs of the type are given, or is tagged so; else it is to memory.
 */
#include "llvm-pass/bytecode/arguments.h"

#include <string.h>

#include "llvm-pass/bpf/context_types.h"

/* Whether the argument has the tag "arg:...". */
static bool has_tag(const struct btf_types *types, uint32_t function, int argument, const char *tag)
{
	for (uint32_t i = 1; i < types->count; i++) {
		const struct btf_type *type = types->types[i];
		const struct btf_decl_tag *where = btf_type_tail(type);

		if (btf_type_kind(type) == BTF_KIND_DECL_TAG && type->type == function &&
		    where->component_idx == argument &&
		    !strcmp(btf_name_at(types, type->name_off), tag))
			return true;
	}
	return false;
}

static enum argument_kind pointer_kind(const struct btf_types *types, uint32_t function,
				       int argument, const struct btf_type *pointer,
				       enum bpf_program_type program_type, uint32_t *bytes)
{
	const struct btf_type *type = btf_type_resolved(types, pointer->type);
	int64_t size;

	if (has_tag(types, function, argument, "arg:ctx") ||
	    (btf_type_kind(type) == BTF_KIND_STRUCT &&
	     context_type_is(program_type, btf_name_at(types, type->name_off))))
		return ARGUMENT_CONTEXT;
	if (has_tag(types, function, argument, "arg:trusted") ||
	    has_tag(types, function, argument, "arg:arena") ||
	    has_tag(types, function, argument, "arg:untrusted") ||
	    has_tag(types, function, argument, "arg:nullable"))
		return ARGUMENT_OTHER;
	if (btf_type_kind(type) == BTF_KIND_STRUCT &&
	    !strcmp(btf_name_at(types, type->name_off), "bpf_dynptr"))
		return ARGUMENT_OTHER;
	size = btf_size_of(types, pointer->type);
	if (size <= 0 || size > UINT32_MAX)
		return ARGUMENT_OTHER;
	*bytes = (uint32_t)size;
	return has_tag(types, function, argument, "arg:nonnull") ? ARGUMENT_MEMORY_NONNULL
								 : ARGUMENT_MEMORY;
}

void arguments_read(const struct btf_types *types, uint32_t function, enum bpf_program_type type,
		    struct subprogram *subprogram)
{
	const struct btf_type *of = btf_type_at(types, function);
	const struct btf_type *prototype = of ? btf_type_at(types, of->type) : NULL;
	const struct btf_param *parameters;

	if (btf_type_kind(prototype) != BTF_KIND_FUNC_PROTO)
		return;
	parameters = btf_type_tail(prototype);
	subprogram->returns_void = !prototype->type;
	for (unsigned int i = 0; i < btf_type_length(prototype) && i < 5; i++) {
		const struct btf_type *parameter = btf_type_resolved(types, parameters[i].type);

		switch (btf_type_kind(parameter)) {
		case BTF_KIND_INT:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			subprogram->arguments[i].kind = ARGUMENT_SCALAR;
			break;
		case BTF_KIND_PTR:
			subprogram->arguments[i].kind =
				pointer_kind(types, function, (int)i, parameter, type,
					     &subprogram->arguments[i].size);
			break;
		default:
			subprogram->arguments[i].kind = ARGUMENT_OTHER;
			break;
		}
	}
}
