/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The running kernel, as something that programs of a few instructions are given to: which kinds
 * of programs are loaded as what, and what they may name, maps and functions of the kernel. These
 * are made, or looked up in its BTF, when the first program asks for them, and let go of with the
 * rest.
 */
#ifndef BPFMEND_LIB_KERNEL_H
#define BPFMEND_LIB_KERNEL_H

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stddef.h>

/* How a program is loaded. */
enum program_kind {
	PROGRAM_SOCKET,
	PROGRAM_TC,
	PROGRAM_XDP,
	PROGRAM_RAW_TRACEPOINT,
	PROGRAM_PERF_EVENT,
	PROGRAM_SYSCTL, /* of a control group */
	PROGRAM_SYSCALL,
	PROGRAM_LSM, /* of file_open */
	PROGRAM_PATH, /* fentry of vfs_truncate(), whose first argument is a path */
	PROGRAM_TASK, /* fentry of wake_up_new_task(), whose argument is a task */
	PROGRAM_KINDS,
};

/* What MAP() and MAP_VALUE() name. */
enum probe_map {
	MAP_ARRAY, /* one value of ARRAY_SIZE bytes */
	MAP_HASH, /* keys and values of 8 bytes */
	MAP_TEXT, /* an empty text, that is never written */
	MAP_ARENA,
	MAP_INSTRUCTIONS, /* one, TARGET of the program that names the map */
	MAPS,
};

enum { ARRAY_SIZE = 256, TARGET = 4 };

/* What CALL_KFUNC() names. */
enum probe_kfunc {
	KFUNC_DYNPTR_SLICE,
	KFUNCS,
};

struct code {
	const struct bpf_insn *items;
	size_t count;
};

/* A name of the kernel's BTF. */
struct kernel_name {
	int id; /* or a negative errno; 0: not looked up yet */
};

struct kernel {
	struct btf *types; /* the kernel's; NULL before they are needed */
	int types_error;
	int maps[MAPS]; /* descriptors, or a negative errno; 0: not made yet */
	struct kernel_name targets[PROGRAM_KINDS], kfuncs[KFUNCS];
	size_t loads;
};

/* Nothing is made yet. */
void bpfmend_kernel_open(struct kernel *kernel);

/*
 * Loads a program and lets go of it. Returns 0; -EACCES or -EINVAL, and the like, where the kernel
 * refuses it (bpfmend_kernel_refused()); -ENOENT where it has not what the program names; or
 * another negative errno.
 */
int bpfmend_kernel_load(struct kernel *kernel, enum program_kind kind, struct code code);

/* Whether that is a kernel's answer to a program, and not something else that went wrong. */
int bpfmend_kernel_refused(int error);

void bpfmend_kernel_close(struct kernel *kernel);

#endif
