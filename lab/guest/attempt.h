/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The attempt to load one program: what the kernel answered, and what that comes to. The answer is
 * taken from the system call itself: every bpf_prog_load() that libbpf makes goes through
 * __wrap_bpf_prog_load() (the linker's --wrap). libbpf's own return value cannot tell a program
 * that the verifier refused from a map that could not be made.
 */
#ifndef BPFMEND_LAB_GUEST_ATTEMPT_H
#define BPFMEND_LAB_GUEST_ATTEMPT_H

#include <json-c/json.h>

/* From now on libbpf's warnings are kept instead of printed: the first one of each attempt. */
void attempt_keep_warnings(void);

/* What happens from begin to end is the attempt; a process makes one at a time. */
void attempt_begin(const char *program);
void attempt_end(void);

/* Notes why it cannot be tried, in place of what libbpf said. Returns -EPERM. */
int attempt_refuse(const char *words);

/*
 * Adds to the row what the last attempt came to: accept, reject or error, as matrix.h defines them.
 * error is libbpf's, log what the verifier wrote.
 */
void attempt_judge(struct json_object *row, int error, const char *log);

void row_set_text(struct json_object *row, const char *key, const char *text);
void row_set_verdict(struct json_object *row, const char *verdict, int error, const char *message);

#endif
