/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the kernel's printing helpers make of a format and its arguments (kernel/trace/bpf_trace.c).
 */
#ifndef BPFMEND_INTERPRETER_FORMAT_H
#define BPFMEND_INTERPRETER_FORMAT_H

#include "selftests/interpreter/helpers/helper.h"

enum { MOST_FORMATTED = 1024 };

/*
 * Writes text, which ends with NUL, and its whole length. Pointers (%p) are not printed: addresses
 * of frames differ where frames do. A format the kernel does not take gives -EINVAL as length.
 */
enum ending format_text(struct call *call, const char *format, const uint64_t *values, size_t count,
			char text[MOST_FORMATTED], int64_t *length);

#endif
