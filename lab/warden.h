/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Ends what we started if we are ended ourselves with no chance to do so, by SIGKILL for one. The
 * kernel would end our children (PR_SET_PDEATHSIG) but not theirs: a make's compilers would go on.
 * The warden is a process of its own, out of our session and nobody's child, that knows the process
 * groups that run and waits for a pipe of ours to close. It ends when we do.
 */
#ifndef BPFMEND_LAB_WARDEN_H
#define BPFMEND_LAB_WARDEN_H

#include <sys/types.h>

/* A process group runs, or does no longer. The first call starts the warden. */
void warden_watch(pid_t group);
void warden_forget(pid_t group);

#endif
