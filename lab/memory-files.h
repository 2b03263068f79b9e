/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The files in memory that a machine is made of which is given work later (protocol.h). */
#ifndef BPFMEND_LAB_MEMORY_FILES_H
#define BPFMEND_LAB_MEMORY_FILES_H

/* Each returns a descriptor (close-on-exec), to be closed by the caller, or a negative errno. */

/* The guest's memory, empty. */
int memory_file_ram(unsigned int mebibytes);

/* The work, as the guest looks for it. -EFBIG where the initramfs is too large for that. */
int memory_file_job(int initramfs);

/* An initramfs without work. */
int memory_file_guest(void);

/* An empty file. */
int memory_file_empty(void);

#endif
