// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A kernel as small as can be for the auditor: helpers that do one thing each to a buffer, and four
 * prototypes of each, that declare it read-only, written, neither, and to be filled. cases-test.c
 * says what is found. Compiled to IR as the auditor compiles a kernel, as one file, and never run.
 */
#include "kernel/accesses.c"
#include "kernel/choices.c"
#include "kernel/fields.c"
#include "kernel/paths.c"
#include "kernel/variadic.c"
#include "kernel/maps.c"
#include "kernel/kfuncs.c"
