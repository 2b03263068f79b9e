/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the debug information of a kernel says, for which LLVM has no C API: the
 * struct that a global variable is, where the members of it are, the values of
 * enumerators, the parameters of functions, and the lines of instructions.
 * Strings are the module's, and are no longer when it is gone. Relies on LLVM's
 * C++ headers; the only part of the auditor that does.
 */
#ifndef BPFMEND_AUDIT_BRIDGE_DEBUG_H
#define BPFMEND_AUDIT_BRIDGE_DEBUG_H

#include <llvm-c/Core.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A piece of text that no NUL ends. */
struct text {
  const char *start;
  size_t length;
};

/* The name of the struct that a global variable is, or an array of; of length 0
 * if it is none. */
struct text bridge_struct_of(LLVMValueRef global);

/* The offset in bytes of a member of that struct, through unnamed structs and
 * unions; or -1. */
int64_t bridge_member_of(LLVMValueRef global, const char *member);

/* The value of an enumerator of the module. Returns false if the module knows
 * none of that name. */
bool bridge_enumerator(LLVMModuleRef module, const char *name, int64_t *value);

/* A parameter as its declaration in C has it. */
struct bridge_parameter {
  bool pointer;
  bool constant; /* points at what is const */
  struct text
      type; /* the name of what it points at, or of it; empty if it has none */
  uint64_t
      size;    /* of what it points at, in bytes; 0 if it is void or unknown */
  bool scalar; /* what it points at is a number, a struct of numbers, or void */
  bool object; /* what it points at is a struct */
};

/* Parameter number index, from 0, of a function. Returns false if nothing is
 * known of it. */
bool bridge_parameter_of(LLVMValueRef function, unsigned int index,
                         struct bridge_parameter *parameter);

/* A line of the source, and the function that it stands in. */
struct bridge_place {
  struct text function;
  struct text file;
  struct text directory; /* that file starts in, where it is not absolute */
  unsigned int line;
  const void *outer; /* of the call that this was inlined from, for
                        bridge_place_around() */
};

/* The line of an instruction. Returns false if it has none. */
bool bridge_place_of(LLVMValueRef instruction, struct bridge_place *place);

/* The line of the call through which a place came into another function; false
 * if there is none. */
bool bridge_place_around(const struct bridge_place *inner,
                         struct bridge_place *place);

/* The line that a function starts at. */
bool bridge_place_of_function(LLVMValueRef function,
                              struct bridge_place *place);

#ifdef __cplusplus
}
#endif

#endif
