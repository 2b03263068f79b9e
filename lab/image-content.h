/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the kernel inside a bzImage can do that the lab needs. It is unpacked and looked through:
 * whatever its configuration was, that is what counts.
 */
#ifndef BPFMEND_LAB_IMAGE_CONTENT_H
#define BPFMEND_LAB_IMAGE_CONTENT_H

#include <stdbool.h>

#include "lab/failure.h"

struct image_content {
	bool btf; /* has BTF of itself (CONFIG_DEBUG_INFO_BTF) */
	bool serial; /* has a driver for serial ports built in (CONFIG_SERIAL_8250=y) */
	bool bpf; /* has the system call (CONFIG_BPF_SYSCALL) */
};

/*
 * Looks into the bzImage at path. Returns 0 and *content; -ENOTSUP where it is packed in a way that
 * cannot be unpacked here; -EBADMSG where what comes out is no kernel; or a negative errno.
 */
int image_content_read(const char *path, struct image_content *content, struct failure *why);

#endif
