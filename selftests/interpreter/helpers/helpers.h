/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The kernel's side of a run: helpers and kfuncs with answers that are the same for the same input.
 * Each call draws from a stream that is keyed by the input's seed, the helper and how many calls of
 * it there were before: what bpfmend adds (bpf_jiffies64() twice, whose difference is 0, and
 * bpf_probe_read_kernel() of a buffer onto itself) changes nothing for the others, as the one says
 * the same all through a run and the other draws nothing. What a helper reads of the program's
 * memory is traced if somebody could see it, and else has a part in what is answered.
 */
#ifndef BPFMEND_INTERPRETER_HELPERS_H
#define BPFMEND_INTERPRETER_HELPERS_H

#include "selftests/interpreter/machine.h"

/* arguments are those of R1 to R5. A helper that is not known ends the run: NOT_RUN. */
enum ending helpers_call(struct machine *machine, uint32_t id, const uint64_t *arguments,
			 uint64_t *result);
enum ending helpers_call_kfunc(struct machine *machine, const char *name, const uint64_t *arguments,
			       uint64_t *result);

/* What a program sees that takes the address of something of the kernel's. */
uint64_t helpers_extern_address(const char *name);

/* "bpf_get_stack", or "helper 300". */
void helpers_name(uint32_t id, char *text, size_t size);

#endif
