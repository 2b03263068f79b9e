/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Ctrl-C. The command asks for interrupts to be noted instead of ending the process, so that
 * whoever holds a child process, a lock or a half-written file can put it away first. Whatever
 * waits, waits on interrupt_fd() too or asks interrupt_pending() between steps.
 */
#ifndef BPFMEND_LAB_INTERRUPT_H
#define BPFMEND_LAB_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM and SIGHUP are noted. SIGPIPE is ignored. Returns 0 or -errno. */
int interrupt_catch(void);

/* True once one of them came; stays true. */
bool interrupt_pending(void);

/*
 * A descriptor that becomes readable, and stays so, once one of them came: for poll().
 * Close-on-exec. -1 before interrupt_catch(); poll() passes over that.
 */
int interrupt_fd(void);

#endif
