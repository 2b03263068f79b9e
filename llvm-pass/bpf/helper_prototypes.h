/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where the helpers' prototypes do not say what the helpers do: kernel/contracts/prototypes.def
 * held against helpers.def. Each question is asked of a helper's argument, counted from 0, for the
 * program types that a call may run as; get them by program_types_of_section(), which gives all for
 * a function that is no program. The answer is for any of these types.
 *
 * A question returns 0 and in *kernels a list as users write it ("6.14-6.18.12"), fit for struct
 * finding's kernels and valid as long as the program runs; or NULL there if it is no kernel that
 * was measured. Or it returns -ENOMEM. Relies on nothing of LLVM.
 */
#ifndef BPFMEND_HELPER_PROTOTYPES_H
#define BPFMEND_HELPER_PROTOTYPES_H

#include "llvm-pass/bpf/program_types.h"

/*
 * The kernels whose verifier believes that the bytes keep their content, although the helper
 * writes them: their prototype does not say that it writes, and the verifier is one that forgets
 * only what is said to be written, which came with 6.14. Only bytes that the verifier tracks are
 * meant: on the stack, not in a map.
 */
int helper_stale_kernels(unsigned int helper, unsigned int argument, program_types programs,
			 const char **kernels);

/*
 * The kernels whose prototype wants the buffer initialised although the helper only fills it. Many
 * of their verifiers let a program pass uninitialised stack all the same if it is loaded with
 * CAP_PERFMON.
 */
int helper_uninit_kernels(unsigned int helper, unsigned int argument, program_types programs,
			  const char **kernels);

/*
 * The kernels that refuse read-only memory (PTR_TO_MEM | MEM_RDONLY, as bpf_dynptr_slice() returns
 * it) although the helper only reads. From 6.4 on, the first that has bpf_dynptr_slice().
 */
int helper_rdonly_kernels(unsigned int helper, unsigned int argument, program_types programs,
			  const char **kernels);

#endif
