/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which functions a field of a struct may hold: those that the modules put there, in a constant
 * table or by a store. A call through such a field goes to one of them, or to one of a file that
 * was not read; tree/search.h finds those. Relies on each address still telling the struct it is
 * in.
 */
#ifndef BPFMEND_AUDIT_IR_FIELDS_H
#define BPFMEND_AUDIT_IR_FIELDS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "audit/ir/program.h"

/* A field of a named struct. */
struct field {
	const char *name; /* of the struct; the module's */
	size_t length;
	uint64_t offset; /* in bytes */
};

#define FIELD_TEXT 160

/* Notes what a module puts into fields. Returns 0 or -ENOMEM. */
int fields_note(struct program *program, LLVMModuleRef module);

/* The field whose address a value is. Returns false if it is none that is known. */
bool field_of(LLVMValueRef address, LLVMTargetDataRef layout, struct field *field);

/* The field that a called function was loaded from. Returns false if it is from elsewhere. */
bool field_called(LLVMValueRef call, struct field *field);

/* The next function that the field may hold after place, NAMES_NONE for the first; or NULL. */
LLVMValueRef field_function(const struct program *program, const struct field *field,
			    size_t *place);

#endif
