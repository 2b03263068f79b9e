/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * QEMU's monitor (QMP): the commands that save a machine's state and bring it back, and the events
 * that tell how far they are. Nothing here waits: commands are written ahead, QEMU takes them in
 * their order.
 *
 * The guest's memory is a file that QEMU maps, and is not part of what QEMU writes: the capability
 * x-ignore-shared (QEMU 4.0 to 10) leaves it out where it is mapped shared. What is written is the
 * devices' state, less than a MiB. A machine that is brought back maps the file privately: no byte
 * of it is copied before it is touched, and no machine changes what another one starts from.
 */
#ifndef BPFMEND_LAB_MONITOR_H
#define BPFMEND_LAB_MONITOR_H

#include "lab/lines.h"

enum monitor_event {
	MONITOR_SAVED, /* the state is written, the machine stands still */
	MONITOR_RUNS, /* the machine goes on */
	MONITOR_FAILED, /* it cannot be saved or brought back */
};

struct monitor {
	int file; /* our end of the socket; -1 where there is none */
	struct lines lines;
};

/* Both return 0 or a negative errno. device: the descriptor of the file for the devices' state;
 * the second one's is a number that QEMU inherited. */
int monitor_save(const struct monitor *monitor, int device);
int monitor_bring_back(const struct monitor *monitor, int device);

/* Lets a machine that stands still go on. Returns 0 or a negative errno. */
int monitor_go_on(const struct monitor *monitor);

/* Reads what QEMU said, calls event for what matters of it. Returns 1, or 0 where it is closed. */
int monitor_read(struct monitor *monitor, void (*event)(void *context, enum monitor_event event),
		 void *context);

/* Closes it and frees what it holds. */
void monitor_close(struct monitor *monitor);

#endif
