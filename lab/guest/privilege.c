// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Makes a process one that has few capabilities, for as long as it loads a program. What counts in
 * the kernel is the effective set; the permitted one stays, so that it can be taken back.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab/guest/guest.h"
#include "lab/load-options.h"

#define UNPRIVILEGED_DISABLED "/proc/sys/kernel/unprivileged_bpf_disabled"

static int get_sets(struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3])
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };

	return syscall(SYS_capget, &header, sets) ? -errno : 0;
}

static int set_effective(uint64_t capabilities)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	int error = get_sets(sets);

	if (error)
		return error;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		sets[i].effective = (uint32_t)(capabilities >> (32 * i)) & sets[i].permitted;
	return syscall(SYS_capset, &header, sets) ? -errno : 0;
}

/* Some kernels forbid it until told otherwise, and some for good. */
static int allow_unprivileged(void)
{
	int file = open(UNPRIVILEGED_DISABLED, O_WRONLY | O_CLOEXEC), error = 0;

	if (file < 0)
		return errno == ENOENT ? 0 : -errno;
	if (write(file, "0", 1) != 1)
		error = -errno;
	close(file);
	return error;
}

const char *privilege_limit(uint64_t capabilities)
{
	if (!capabilities_suffice(capabilities) && allow_unprivileged())
		return "this kernel does not let unprivileged processes load programs";
	return set_effective(capabilities) ? "cannot give up capabilities" : NULL;
}

const char *privilege_restore(void)
{
	return set_effective(UINT64_MAX) ? "cannot take capabilities back" : NULL;
}
