/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A kernel unpacked for QEMU. A bzImage unpacks itself when it boots, which under emulation takes
 * a quarter of the whole boot; the host does it in a tenth of a second. What is inside, vmlinux,
 * can be booted directly if it has the PVH entry, as distributions' kernels do.
 */
#ifndef BPFMEND_LAB_BOOT_IMAGE_H
#define BPFMEND_LAB_BOOT_IMAGE_H

/*
 * Unpacks the bzImage at path. Returns a descriptor (close-on-exec) of vmlinux in memory, to be
 * closed by the caller; or a negative errno where the image cannot be unpacked or has no PVH
 * entry: it then is to be booted as it is, or if it is no kernel, QEMU will say so.
 */
int boot_image_open(const char *path);

#endif
