/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Reads what the kernel's verifier writes about one program: its last words, which say why it
 * refused, and the line of numbers that ends every log. Works on the log of every level, from
 * BPF_LOG_STATS alone to the whole trace. Used by the guest.
 */
#ifndef BPFMEND_LAB_VERIFIER_LOG_H
#define BPFMEND_LAB_VERIFIER_LOG_H

#include <stdbool.h>

/* -1 where the log does not tell. */
struct verifier_numbers {
	long long processed; /* instructions walked through, over all paths */
	long long states; /* states stored for pruning */
	long long peak_states; /* the most of them at a time */
	long long microseconds; /* the verifier took, as it says */
};

/*
 * The last line that is about the program: before the numbers that close the log, and before the
 * report with which newer kernels explain that line.
 * Returns a copy to be freed, or NULL where there is none (or no memory).
 */
char *verifier_log_message(const char *log);

/*
 * Reads "processed N insns (limit ...) ... total_states N peak_states N ..." and "verification time
 * N usec" from the end of log.
 */
struct verifier_numbers verifier_log_numbers(const char *log);

#endif
