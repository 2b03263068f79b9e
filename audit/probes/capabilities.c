// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* By the system call itself: libcap is not needed for that. See capabilities.h. */
#include "capabilities.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/capability.h>

int keep_few_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	data[CAP_NET_ADMIN / 32].permitted |= 1u << (CAP_NET_ADMIN % 32);
	data[CAP_BPF / 32].permitted |= 1u << (CAP_BPF % 32);
	for (int i = 0; i < 2; i++)
		data[i].effective = data[i].permitted;
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}
