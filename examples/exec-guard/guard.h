/* SPDX-License-Identifier: GPL-2.0 */
/* What the BPF program tells the one that attached it. */
#ifndef EXEC_GUARD_H
#define EXEC_GUARD_H

#define GUARD_PATH_SIZE 256
#define GUARD_COMM_SIZE 16

struct denial {
	unsigned int pid;
	char comm[GUARD_COMM_SIZE]; /* who wanted to execute it */
	char path[GUARD_PATH_SIZE]; /* what was not executed */
};

#endif
